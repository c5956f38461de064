"""Which account manages the organization of an account, as `describe-organization` tells it.

It is no step of the audit and may be absent. An answer of a failed command tells nothing but what AWS itself
says in it.
"""

from __future__ import annotations

from analyzer.aws.command_line import AuditOperation
from analyzer.aws.organizations import Organization
from analyzer.inventory.answers import Answers
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.listing import Listing, Source, merge
from analyzer.inventory.sources import rows_of

_NOT_IN_USE = "AWSOrganizationsNotInUseException"  # API_DescribeOrganization, errors: no member of any


def organization_of(answers: Answers, account: str | None) -> Listing[Organization]:
    """The organization of an account, as answers say that it captured and no identity file contradicts.

    Several that disagree on the management account are in conflict; `is_absent` where AWS says that the
    account is in no organization.
    """
    sources = [_source(bound) for bound in answers.heard(AuditOperation.ORGANIZATION, account)]
    return merge(sources, lambda _: account, ("MasterAccountId",), volatile=True)


def _source(bound: AttributedOutput) -> Source[Organization]:
    output = bound.output
    rows = tuple(row for row in rows_of(output, Organization) if not row.errors)
    absent = not output.rows and {gap.error for gap in output.gaps} == {_NOT_IN_USE}
    return Source(output.at, rows, is_complete=False, gaps=output.gaps, says_absent=absent)
