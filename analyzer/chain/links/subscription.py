"""Link 9: somebody is subscribed to the topic and has confirmed.

Audit step 7: a `SubscriptionArn` that is an ARN. `PendingConfirmation` and `Deleted` stand in its
place before and after (API_ListSubscriptionsByTopic).
"""

from __future__ import annotations

from analyzer.aws.arn import parse_arn
from analyzer.aws.record import EvidenceRecord
from analyzer.aws.sns import Subscription
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext, TopicSubject, conflict_findings, list_findings, notices
from analyzer.chain.engine import Candidate, Candidates
from analyzer.findings import Finding
from analyzer.verdict import Outcome

_NOT_CONFIRMED = {"PendingConfirmation", "Deleted", "pending confirmation"}


def candidates(context: ControlContext, subject: TopicSubject) -> Candidates:
    """Every subscription of the topic."""
    topic = subject.topic
    listing = context.snapshot.subscriptions(topic, subject.viewer)
    assumed = notices(listing.assumptions)
    steps = tuple(_step(subject, record) for record in listing.records)
    findings = list_findings(
        listing, "subscriptions-not-captured", f"no subscriptions of `{topic}` were captured"
    )
    if listing.is_complete and not steps:
        message = f"nobody is subscribed to `{topic.resource}`"
        findings = tuple(
            Finding("no-subscription", Outcome.VIOLATED, message, at) for at in listing.whole[:1]
        )
    requests = () if listing.is_complete else (asks.subscriptions(topic),)
    return Candidates(steps, listing.is_complete, findings, assumed, requests)


def _step(subject: TopicSubject, record: EvidenceRecord[Subscription]) -> Candidate:
    finding = _judge(subject, record)
    findings = conflict_findings("conflict", record) or (finding,)
    outcome = findings[0].outcome
    name = f"{record.value.Protocol or '?'} {record.value.Endpoint or '?'}"
    requests = (asks.subscriptions(subject.topic),) if outcome is Outcome.UNKNOWN else ()
    return Candidate(name, outcome, record, findings, requests=requests)


def _judge(subject: TopicSubject, record: EvidenceRecord[Subscription]) -> Finding:
    value = record.value
    place = record.cite("SubscriptionArn")
    if value.SubscriptionArn in _NOT_CONFIRMED:
        message = f"not confirmed: `{value.SubscriptionArn}`"
        return Finding("not-confirmed", Outcome.VIOLATED, message, place)
    arn = parse_arn(value.SubscriptionArn)
    if arn is None or arn.service != "sns":
        message = "expected the ARN of a subscription, `PendingConfirmation` or `Deleted`"
        return Finding("malformed-arn", Outcome.UNKNOWN, message, place)
    if not str(arn).startswith(f"{subject.topic}:"):
        message = f"a subscription of another topic than the `TopicArn` beside it, `{subject.topic}`"
        return Finding("contradiction", Outcome.UNKNOWN, message, place, (record.cite("TopicArn"),))
    return Finding("confirmed", Outcome.SATISFIED, f"`{value.Protocol}` subscription is confirmed", place)
