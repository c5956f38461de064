"""Link 1: a multi-region trail.

Audit step 2. One complete `describe-trails` of any region lists every multi-region trail of the
partition, so an empty or refuted complete list refutes the control. The trail of an organization
is seen from its member accounts; the chain then goes on in the account that owns it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from analyzer.aws.cloudtrail import Trail
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import (
    Account,
    ControlContext,
    TrailSubject,
    conflict_findings,
    failure_warnings,
    gap_findings,
    list_findings,
    none_found,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.evidence import Citation
from analyzer.findings import Finding, Request
from analyzer.phrase import Phrase, phrase
from analyzer.rules.anywhere import CONTRADICTION, MALFORMED_ARN
from analyzer.rules.trail import (
    ACCOUNT_NOT_TOLD,
    MULTI_REGION,
    MULTI_REGION_NOT_SAID,
    NO_TRAIL,
    NOT_MULTI_REGION,
    TRAILS_NOT_CAPTURED,
)
from analyzer.verdict import Outcome


def candidates(context: ControlContext, account: Account) -> Candidates:
    """Every trail that the account sees."""
    listing = context.snapshot.trails(account)
    contradicted = {record.at: tuple(_contradictions(context, account, record)) for record in listing.records}
    steps = tuple(_step(account, record, contradicted[record.at]) for record in listing.records)
    findings = list_findings(listing, Finding(TRAILS_NOT_CAPTURED))
    if listing.is_complete and account is None:
        findings = none_found(listing, Finding(ACCOUNT_NOT_TOLD))
    elif listing.is_complete and not steps:
        findings = none_found(listing, Finding(NO_TRAIL))
    redacted = gap_findings(context.snapshot.redacted_identities(account))
    if redacted and not steps:
        findings = redacted
    requests: tuple[Request, ...] = () if listing.is_complete else (asks.trails(account),)
    if requests and not steps and not listing.gaps:
        requests = (asks.collector(account), *requests)
    if redacted:
        requests = (asks.identity(account), *requests)
    # A list that holds what is not this account's is not the list of this account, and one that may be
    # of any account refutes none.
    complete = listing.is_complete and account is not None and not any((redacted, *contradicted.values()))
    return Candidates(steps, complete, findings, requests=requests)


def _step(account: Account, record: EvidenceRecord[Trail], contradictions: tuple[Finding, ...]) -> Candidate:
    trail, arn = record.value, record.value.arn
    if arn is None:
        place = record.cite("TrailARN")
        finding = Finding(MALFORMED_ARN, trail.name, trail.TrailARN, "the ARN of a trail", (place,))
        return Candidate(trail.name, finding, None, requests=(asks.trails(account),))
    again = (asks.trails(account, arn.region),)
    if unreliable := conflict_findings(trail.name, record) or contradictions:
        deciding, *beside = unreliable
        return Candidate(trail.name, deciding, None, tuple(beside), failure_warnings(record), again)
    found = _judge(record)
    requests = again if found.outcome is Outcome.UNKNOWN else ()
    subject = TrailSubject(account, arn, record)
    return Candidate(trail.name, found, subject, (), failure_warnings(record), requests)


def _judge(record: EvidenceRecord[Trail]) -> Finding:
    trail = record.value
    places = (record.cite("IsMultiRegionTrail"),)
    match trail.IsMultiRegionTrail:
        case True:
            return Finding(MULTI_REGION, trail.name, trail.HomeRegion or "not said", places=places)
        case False:
            return Finding(NOT_MULTI_REGION, trail.name, places=places)
        case None:
            return Finding(MULTI_REGION_NOT_SAID, trail.name, places=(record.cite(),))
        case _:
            assert_never(trail.IsMultiRegionTrail)


def _contradictions(
    context: ControlContext, account: Account, record: EvidenceRecord[Trail]
) -> Iterator[Finding]:
    """Members of the record, or the identity file, that cannot all be true."""
    trail, arn = record.value, record.value.arn
    if arn is None:
        return

    def contradiction(observed: Phrase, expected: Phrase, place: Citation) -> Finding:
        return Finding(CONTRADICTION, trail.name, observed, expected, (place, record.cite("TrailARN")))

    if trail.HomeRegion is not None and trail.HomeRegion != arn.region:
        yield contradiction(
            phrase("its home region is `{region}`", region=trail.HomeRegion),
            phrase("its ARN says `{region}`", region=arn.region),
            record.cite("HomeRegion"),
        )
    if trail.Name is not None and f"trail/{trail.Name}" != arn.resource:
        yield contradiction(
            phrase("its name is `{name}`", name=trail.Name),
            phrase("its ARN says `{resource}`", resource=arn.resource),
            record.cite("Name"),
        )
    if arn.account != account and trail.IsOrganizationTrail is not True:
        yield contradiction(
            phrase("it is of account {account} and no organization's", account=arn.account),
            phrase("it stands in the list of {account}", account=account or "an unknown account"),
            record.cite("TrailARN"),
        )
    yield from gap_findings(context.snapshot.redacted_identities(account))
    for identity in context.snapshot.identities(account):
        caller = identity.value
        if caller.contradicts_itself:
            yield contradiction(
                phrase("the identity names account {account}", account=caller.Account),
                phrase("its own ARN is `{arn}`", arn=caller.Arn),
                identity.cite("Account"),
            )
        if caller.partition not in (None, arn.partition):
            yield contradiction(
                phrase("it is of partition `{partition}`", partition=arn.partition),
                phrase("the identity is of `{partition}`", partition=caller.partition),
                identity.cite("Arn"),
            )
