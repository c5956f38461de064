"""Whether a control applies to the account: some are about the management account of an organization."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_ANSWER = "API_DescribeOrganization: MasterAccountId"

MANAGEMENT_ACCOUNT = Rule(
    id="management-account",
    links=(LinkName.ACCOUNT,),
    outcome=Outcome.SATISFIED,
    title="Management account",
    statement="account {subject} manages its organization",
    meaning="AWS names it as the one that manages the organization, or it owns a trail of the organization",
    breaks="",
    mending="",
    source=_ANSWER,
)
MEMBER_ACCOUNT = Rule(
    id="member-account",
    links=(LinkName.ACCOUNT,),
    outcome=Outcome.VIOLATED,
    title="Member of an organization",
    statement="account {subject} is a member of the organization that account {observed} manages",
    meaning="another account manages the organization",
    breaks="what this control looks for happens in the management account, so it does not apply to this one",
    mending="judge the control on the evidence of the management account",
    source=_ANSWER,
)
NO_ORGANIZATION = Rule(
    id="no-organization",
    links=(LinkName.ACCOUNT,),
    outcome=Outcome.VIOLATED,
    title="No organization",
    statement="AWS answers that account {subject} is in no organization",
    meaning="asked for the organization of the account, AWS says that it belongs to none",
    breaks="there is no organization whose changes could be seen, so the control does not apply",
    mending="nothing, as long as the account joins no organization",
    source="API_DescribeOrganization: AWSOrganizationsNotInUseException",
)
MANAGEMENT_NOT_SAID = Rule(
    id="management-not-said",
    links=(LinkName.ACCOUNT,),
    outcome=Outcome.UNKNOWN,
    title="Management account not said",
    statement="nothing tells whether the account manages an organization, which this control is about",
    meaning="no answer of describe-organization was captured, and no trail of an organization is listed",
    breaks="in a member account, or outside of an organization, the control does not apply",
    mending="capture describe-organization with the credentials of the account",
    source="Section of the control: changes to AWS Organizations are made in the management account",
)
