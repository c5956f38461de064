"""Link 9: somebody is subscribed to the topic and has confirmed.

Audit step 7: a `SubscriptionArn` that is an ARN. `PendingConfirmation` and `Deleted` stand in its
place before and after (API_ListSubscriptionsByTopic). What the topic counts and what a subscription
filters is no part of the step, and is judged where it was captured.
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.record import Conflict, EvidenceRecord
from analyzer.aws.sns import Subscription, SubscriptionAttributes, TopicAttributes
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import (
    ControlContext,
    TopicSubject,
    conflict_finding,
    conflict_findings,
    failure_warnings,
    list_findings,
    none_found,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.notification.subscriber import subscriber_findings
from analyzer.evidence import Citation
from analyzer.findings import Finding, Request
from analyzer.inventory.listing import Listing
from analyzer.phrase import phrase
from analyzer.rules.anywhere import CONFLICT, CONTRADICTION, MALFORMED_ARN
from analyzer.rules.subscription import (
    CONFIRMED,
    NO_SUBSCRIPTION,
    NO_SUCH_TOPIC,
    NONE_CONFIRMED,
    NOT_CONFIRMED,
    SUBSCRIPTION_MAY_FILTER_OUT,
    SUBSCRIPTIONS_NOT_CAPTURED,
)
from analyzer.verdict import Outcome

_EXPECTED = "the ARN of a subscription, `PendingConfirmation` or `Deleted`"
_NOT_CONFIRMED = {"PendingConfirmation", "Deleted", "pending confirmation"}


def candidates(context: ControlContext, subject: TopicSubject) -> Candidates:
    """Every subscription of the topic."""
    topic = subject.topic
    listing = context.snapshot.subscriptions(topic, subject.viewer)
    counted = _counted(context, topic)
    steps = tuple(
        _disputed(topic, record, listing.absent_at[0])
        if listing.absent_at
        else _step(context, subject, record, counted)
        for record in listing.records
    )
    findings = list_findings(listing, Finding(SUBSCRIPTIONS_NOT_CAPTURED, str(topic)))
    complete = listing.is_complete
    if complete and not steps:
        findings = none_found(listing, Finding(NO_SUBSCRIPTION, topic.resource))
    shown = _shown(context, topic, listing.records)
    if counted is not None and counted.value.confirmed == 0 and not shown:
        place = counted.cite("SubscriptionsConfirmed")
        complete, findings = True, (Finding(NONE_CONFIRMED, topic.resource, places=(place,)),)
    elif complete and (against := _against(context, topic, listing)):
        complete, findings = False, against
    if listing.is_absent and not shown and context.snapshot.notifications.topic(topic) is None:
        gone = Finding(NO_SUCH_TOPIC, topic.resource, places=listing.absent_at[:1])
        complete, findings = True, (gone,)
    requests = () if complete else (asks.subscriptions(topic),)
    return Candidates(steps, complete, findings, listing.assumptions, requests)


def _against(context: ControlContext, topic: Arn, listing: Listing[Subscription]) -> tuple[Finding, ...]:
    """What shows a confirmed subscription that the whole list of the topic lacks."""
    lacking, known = listing.complete_at[:1], {record.value.SubscriptionArn for record in listing.records}
    for arn, record in context.snapshot.notifications.subscriptions(topic).items():
        if arn not in known and _is_told_confirmed(record):
            places = (record.cite("PendingConfirmation"), *lacking)
            return (Finding(CONFLICT, topic.resource, _UNLISTED, places=places),)
    attributes = context.snapshot.notifications.topic(topic)
    if attributes is None or any(parse_arn(arn) is not None for arn in known):
        return ()
    if counts := [conflict for conflict in attributes.conflicts if _is_about_count(conflict)]:
        return tuple(conflict_finding(topic.resource, conflict, *lacking) for conflict in counts)
    places = (attributes.cite("SubscriptionsConfirmed"), *lacking)
    return (Finding(CONFLICT, topic.resource, _MORE, places=places),) if attributes.value.confirmed else ()


def _is_about_count(conflict: Conflict) -> bool:
    return any(place.location.pointer.endswith("/SubscriptionsConfirmed") for place in conflict.places)


def _is_told_confirmed(record: EvidenceRecord[SubscriptionAttributes]) -> bool:
    return (record.value.PendingConfirmation or "").lower() == "false"


_UNLISTED = phrase("one answer shows a confirmed subscription, the list of all does not hold it")
_MORE = phrase("the topic counts confirmed subscriptions, its list holds none")
_NONE = phrase("the list shows it as confirmed, the topic counts no confirmed subscription")


def _disputed(topic: Arn, record: EvidenceRecord[Subscription], absent: Citation) -> Candidate:
    """A subscription of a topic that does not exist by another answer of AWS."""
    name = _name(record)
    found = Finding(CONFLICT, name, _GONE, places=(record.cite("SubscriptionArn"), absent))
    return Candidate(name, found, None, requests=(asks.subscriptions(topic),))


def _name(record: EvidenceRecord[Subscription]) -> str:
    return f"{record.value.Protocol or '?'} {record.value.Endpoint or '?'}"


_GONE = phrase("one answer lists it, another says that there is no such topic")


def _counted(context: ControlContext, topic: Arn) -> EvidenceRecord[TopicAttributes] | None:
    """The topic's own count of confirmed subscriptions, if it is told and nothing contradicts it."""
    record = context.snapshot.notifications.topic(topic)
    if record is None or record.conflicts or record.value.confirmed is None:
        return None
    return record


def _shown(context: ControlContext, topic: Arn, listed: Iterable[EvidenceRecord[Subscription]]) -> bool:
    """Whether some record shows a confirmed subscription."""
    told = context.snapshot.notifications.subscriptions(topic).values()
    return any(parse_arn(record.value.SubscriptionArn) is not None for record in listed) or any(
        map(_is_told_confirmed, told)
    )


def _step(
    context: ControlContext,
    subject: TopicSubject,
    record: EvidenceRecord[Subscription],
    counted: EvidenceRecord[TopicAttributes] | None,
) -> Candidate:
    name = _name(record)
    found = conflict_findings(name, record) or (_judge(name, subject, record),)
    if found[0].outcome is Outcome.SATISFIED:
        found = subscriber_findings(context.snapshot, subject, name, record) or found
    if found[0].outcome is Outcome.SATISFIED and counted is not None and counted.value.confirmed == 0:
        places = (record.cite("SubscriptionArn"), counted.cite("SubscriptionsConfirmed"))
        found = (Finding(CONFLICT, name, _NONE, places=places),)
    deciding, *beside = found
    requests = _requests(subject, record, deciding) if deciding.outcome is Outcome.UNKNOWN else ()
    return Candidate(name, deciding, record, tuple(beside), failure_warnings(record), requests)


def _requests(
    subject: TopicSubject, record: EvidenceRecord[Subscription], deciding: Finding
) -> tuple[Request, ...]:
    """What would settle an open subscription."""
    if deciding.rule is SUBSCRIPTION_MAY_FILTER_OUT and record.value.SubscriptionArn is not None:
        return (asks.subscription(subject.topic, record.value.SubscriptionArn),)
    return (asks.subscriptions(subject.topic),)


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
