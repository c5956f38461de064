"""Whether a subscription that is confirmed lets the notifications of an alarm through, by its attributes."""

from __future__ import annotations

from typing import assert_never

from analyzer.aws.arn import Arn
from analyzer.aws.cloudwatch import Alarm, MetricAlarm
from analyzer.aws.embedded import embedded
from analyzer.aws.filter_policy import Body, passes_with_body, passes_without_attributes
from analyzer.aws.record import EvidenceRecord
from analyzer.aws.sns import Subscription, SubscriptionAttributes
from analyzer.chain.context import TopicSubject, conflict_findings
from analyzer.findings import Finding
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import phrase
from analyzer.rules.anywhere import CONFLICT
from analyzer.rules.subscription import SUBSCRIPTION_FILTERS_OUT, SUBSCRIPTION_MAY_FILTER_OUT

_BODY = "MessageBody"


def looks_at_messages(snapshot: Snapshot, topic: Arn) -> bool:
    """Whether some subscription of the topic filters by what stands in a message."""
    return any(_by_body(record) for record in snapshot.notifications.subscriptions(topic).values())


def _by_body(record: EvidenceRecord[SubscriptionAttributes]) -> bool:
    return record.value.FilterPolicyScope == _BODY and record.value.FilterPolicy is not None


def subscriber_findings(
    snapshot: Snapshot, subject: TopicSubject, name: str, listed: EvidenceRecord[Subscription]
) -> tuple[Finding, ...]:
    """What speaks against a subscription that the list shows as confirmed; nothing where nothing does."""
    known = snapshot.notifications.subscriptions(subject.topic)
    record = known.get(listed.value.SubscriptionArn or "")
    if record is None:
        return ()
    if conflicts := conflict_findings(name, record):
        return conflicts
    if (record.value.PendingConfirmation or "").lower() == "true":
        places = (record.cite("PendingConfirmation"), listed.cite("SubscriptionArn"))
        return (Finding(CONFLICT, name, _PENDING, places=places),)
    if record.value.FilterPolicy is None:
        return ()
    policy, place = record.value.FilterPolicy, record.cite("FilterPolicy")
    match _passes(record, subject.sender):
        case True:
            return ()
        case False:
            return (Finding(SUBSCRIPTION_FILTERS_OUT, name, policy, places=(place,)),)
        case None:
            return (Finding(SUBSCRIPTION_MAY_FILTER_OUT, name, policy, places=(place,)),)
        case never:
            assert_never(never)


_PENDING = phrase("one record says that it is confirmed, another that it is not")


def _passes(
    record: EvidenceRecord[SubscriptionAttributes], sender: EvidenceRecord[Alarm] | None
) -> bool | None:
    policy = embedded(record.value.FilterPolicy)
    if record.value.FilterPolicyScope == _BODY:
        return None if sender is None else passes_with_body(policy, body_of(sender.value))
    return passes_without_attributes(policy)


def body_of(alarm: Alarm) -> Body:
    """What is known of the notification that an alarm sends when it goes into ALARM.

    Source: CloudWatch User Guide, notifications of alarms; SNS history items (`publishedMessage`).
    """
    body: dict[str, str | Body | None] = {
        "AlarmName": alarm.name,
        "AlarmArn": alarm.AlarmArn,
        "NewStateValue": "ALARM",
    }
    if alarm.arn is not None:
        body["AWSAccountId"] = alarm.arn.account
    if isinstance(alarm, MetricAlarm) and alarm.MetricName is not None:
        body["Trigger"] = {"MetricName": alarm.MetricName, "Namespace": alarm.Namespace}
    return body
