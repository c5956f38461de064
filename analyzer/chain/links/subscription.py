"""Link 9: somebody is subscribed to the topic and has confirmed.

Audit step 7: a `SubscriptionArn` that is an ARN. `PendingConfirmation` and `Deleted` stand in its
place before and after (API_ListSubscriptionsByTopic).
"""

from __future__ import annotations

from analyzer.aws.arn import parse_arn
from analyzer.aws.record import EvidenceRecord
from analyzer.aws.sns import Subscription
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import (
    ControlContext,
    TopicSubject,
    conflict_findings,
    failure_warnings,
    list_findings,
    none_found,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.findings import Finding
from analyzer.phrase import phrase
from analyzer.rules.anywhere import CONTRADICTION, MALFORMED_ARN
from analyzer.rules.subscription import (
    CONFIRMED,
    NO_SUBSCRIPTION,
    NOT_CONFIRMED,
    SUBSCRIPTIONS_NOT_CAPTURED,
)
from analyzer.verdict import Outcome

_EXPECTED = "the ARN of a subscription, `PendingConfirmation` or `Deleted`"
_NOT_CONFIRMED = {"PendingConfirmation", "Deleted", "pending confirmation"}


def candidates(context: ControlContext, subject: TopicSubject) -> Candidates:
    """Every subscription of the topic."""
    topic = subject.topic
    listing = context.snapshot.subscriptions(topic, subject.viewer)
    steps = tuple(_step(subject, record) for record in listing.records)
    findings = list_findings(listing, Finding(SUBSCRIPTIONS_NOT_CAPTURED, str(topic)))
    if listing.is_complete and not steps:
        findings = none_found(listing, Finding(NO_SUBSCRIPTION, topic.resource))
    requests = () if listing.is_complete else (asks.subscriptions(topic),)
    return Candidates(steps, listing.is_complete, findings, listing.assumptions, requests)


def _step(subject: TopicSubject, record: EvidenceRecord[Subscription]) -> Candidate:
    name = f"{record.value.Protocol or '?'} {record.value.Endpoint or '?'}"
    deciding, *beside = conflict_findings(name, record) or (_judge(name, subject, record),)
    requests = (asks.subscriptions(subject.topic),) if deciding.outcome is Outcome.UNKNOWN else ()
    return Candidate(name, deciding, record, tuple(beside), failure_warnings(record), requests)


def _judge(name: str, subject: TopicSubject, record: EvidenceRecord[Subscription]) -> Finding:
    value = record.value
    place = record.cite("SubscriptionArn")
    if value.SubscriptionArn in _NOT_CONFIRMED:
        return Finding(NOT_CONFIRMED, name, value.SubscriptionArn, places=(place,))
    arn = parse_arn(value.SubscriptionArn)
    if arn is None or arn.service != "sns":
        return Finding(MALFORMED_ARN, name, value.SubscriptionArn, _EXPECTED, (place,))
    if not str(arn).startswith(f"{subject.topic}:"):
        other = phrase("its ARN is of another topic")
        beside = phrase("the `TopicArn` beside it is `{topic}`", topic=str(subject.topic))
        return Finding(CONTRADICTION, name, other, beside, (place, record.cite("TopicArn")))
    return Finding(CONFIRMED, name, value.Protocol, places=(place,))
