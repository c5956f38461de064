"""Whether a control applies to an account: before the chain, since it proves and refutes no part of it.

A control about the organization applies to the account that manages it. `describe-organization` says which
one that is, and so does the owner of an organization's trail: the management account owns it, even one that
a delegated administrator made (CloudTrail User Guide, organization delegated administrator).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import Account, ControlContext, conflict_findings
from analyzer.chain.engine import Candidate
from analyzer.controls import AppliesTo
from analyzer.evidence import Citation
from analyzer.findings import Finding
from analyzer.phrase import phrase
from analyzer.rules.account import (
    MANAGEMENT_ACCOUNT,
    MANAGEMENT_NOT_SAID,
    MEMBER_ACCOUNT,
    NO_ORGANIZATION,
)
from analyzer.rules.anywhere import CONFLICT
from analyzer.verdict import Outcome


def applicability(context: ControlContext, account: Account) -> Candidate | None:
    """Whether the control applies: VIOLATED says that it does not. None for one that always does."""
    if context.control.applies_to is AppliesTo.EVERY_ACCOUNT:
        return None
    deciding, *beside = _findings(context, account)
    requests = (asks.organization(account),) if deciding.outcome is Outcome.UNKNOWN else ()
    return Candidate(account or "", deciding, account, tuple(beside), requests=requests)


def _findings(context: ControlContext, account: Account) -> tuple[Finding, ...]:
    listing = context.snapshot.organization(account)
    for record in listing.records:
        if conflicts := conflict_findings("describe-organization", record):
            return conflicts
    said = [
        (record.value.MasterAccountId, record.cite("MasterAccountId"))
        for record in listing.records
        if record.value.MasterAccountId is not None
    ]
    owners = list(_owners(context, account))
    managers = {manager for manager, _ in (*said, *owners)}
    places = tuple(place for _, place in (*said, *owners))
    if len(managers) > 1 or (listing.absent_at and managers):
        return (Finding(CONFLICT, account or "", _DISAGREE, places=(*listing.absent_at[:1], *places)),)
    if listing.is_absent:
        return (Finding(NO_ORGANIZATION, account or "", places=listing.absent_at[:1]),)
    if account is None or not managers:
        return (Finding(MANAGEMENT_NOT_SAID),)
    (manager,) = managers
    if manager == account:
        return (Finding(MANAGEMENT_ACCOUNT, account, places=places[:1]),)
    return (Finding(MEMBER_ACCOUNT, account, manager, places=places[:1]),)


_DISAGREE = phrase("the evidence disagrees about which account manages its organization")


def _owners(context: ControlContext, account: Account) -> Iterator[tuple[str, Citation]]:
    """The owners of organizations' trails that the account sees, each once."""
    seen: set[str] = set()
    for record in context.snapshot.trails(account).records:
        arn = record.value.arn
        sound = not record.conflicts and not record.errors
        if arn is not None and sound and record.value.IsOrganizationTrail and arn.account not in seen:
            seen.add(arn.account)
            yield arn.account, record.cite("IsOrganizationTrail")
