"""Link 1: a multi-region trail.

Audit step 2. One complete `describe-trails` of any region lists every multi-region trail of the
partition, so an empty or refuted complete list refutes the control. The trail of an organization
is seen from its member accounts; the chain then goes on in the account that owns it.
"""

from __future__ import annotations

from analyzer.aws.arn import Arn
from analyzer.aws.cloudtrail import Trail
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import Account, ControlContext, TrailSubject, conflict_findings, list_findings
from analyzer.chain.engine import Candidate, Candidates
from analyzer.findings import Finding
from analyzer.verdict import Outcome


def candidates(context: ControlContext, account: Account) -> Candidates:
    """Every trail that the account sees."""
    listing = context.snapshot.trails(account)
    steps = tuple(_step(context, account, record) for record in listing.records)
    findings = list_findings(listing, "trails-not-captured", "no list of the account's trails was captured")
    if listing.is_complete and not steps:
        message = "the account has no trail that reaches it from any region"
        findings = tuple(Finding("no-trail", Outcome.VIOLATED, message, at) for at in listing.whole[:1])
    requests = () if listing.is_complete else (asks.trails(account),)
    # A list that holds what is not this account's is not the list of this account.
    doubtful = any(finding.code == "contradiction" for step in steps for finding in step.findings)
    return Candidates(steps, listing.is_complete and not doubtful, findings, requests=requests)


def _step(context: ControlContext, account: Account, record: EvidenceRecord[Trail]) -> Candidate:
    trail, arn = record.value, record.value.arn
    if arn is None:
        finding = Finding(
            "malformed-arn",
            Outcome.UNKNOWN,
            f"`{trail.TrailARN}` is not the ARN of a trail",
            record.cite("TrailARN"),
        )
        return Candidate(trail.name, Outcome.UNKNOWN, None, (finding,), requests=(asks.trails(account),))
    findings = (
        conflict_findings("conflict", record)
        or _contradictions(context, account, record, arn)
        or (_judge(record),)
    )
    outcome = findings[0].outcome
    requests = (asks.trails(account, arn.region),) if outcome is Outcome.UNKNOWN else ()
    contradicted = findings[0].code in ("conflict", "contradiction")
    subject = None if contradicted else TrailSubject(account, arn, record)
    return Candidate(trail.name, outcome, subject, findings, requests=requests)


def _judge(record: EvidenceRecord[Trail]) -> Finding:
    trail = record.value
    place = record.cite("IsMultiRegionTrail")
    match trail.IsMultiRegionTrail:
        case True:
            message = f"`{trail.name}` records all regions, home {trail.HomeRegion or 'not said'}"
            return Finding("multi-region", Outcome.SATISFIED, message, place)
        case False:
            message = f"`{trail.name}` records one region only"
            return Finding("not-multi-region", Outcome.VIOLATED, message, place)
        case None:
            message = f"`{trail.name}` does not say whether it records all regions"
            return Finding("multi-region-not-said", Outcome.UNKNOWN, message, record.cite())


def _contradictions(
    context: ControlContext, account: Account, record: EvidenceRecord[Trail], arn: Arn
) -> tuple[Finding, ...]:
    """Members of the record, or the identity file, that cannot all be true."""
    trail = record.value
    found = []
    if trail.HomeRegion is not None and trail.HomeRegion != arn.region:
        message = f"the home region is not the region in the ARN, `{arn.region}`"
        found.append((message, record.cite("HomeRegion")))
    if trail.Name is not None and f"trail/{trail.Name}" != arn.resource:
        found.append((f"the name is not the name in the ARN, `{arn.resource}`", record.cite("Name")))
    if arn.account != account and trail.IsOrganizationTrail is not True:
        message = (
            f"a trail of account {arn.account} that is not an organization's stands in the list of {account}"
        )
        found.append((message, record.cite("TrailARN")))
    for identity in context.snapshot.identities(account):
        if identity.value.contradicts_itself:
            found.append(("the identity names one account and the ARN of another", identity.cite("Account")))
        if identity.value.partition not in (None, arn.partition):
            found.append((f"the identity is of another partition than `{arn}`", identity.cite("Arn")))
    return tuple(
        Finding("contradiction", Outcome.UNKNOWN, message, place, (record.cite("TrailARN"),))
        for message, place in found
    )
