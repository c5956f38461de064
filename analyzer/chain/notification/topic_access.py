"""Whether a topic takes what an alarm publishes: by its policy, and by the key that it is encrypted with.

Sources: SNS Developer Guide, "Allow CloudWatch alarms to publish", "Key management" (a key that AWS manages
has a policy that nobody can change, and lets no other service in); KMS Developer Guide, "Key states".
"""

from __future__ import annotations

from typing import assert_never

from analyzer.allowance import spend
from analyzer.aws.arn import Arn
from analyzer.aws.embedded import embedded
from analyzer.aws.record import EvidenceRecord
from analyzer.aws.resource_policy import Decision, PolicyDecision, ServiceRequest, decide
from analyzer.aws.sns import TopicAttributes
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import conflict_findings
from analyzer.findings import Finding, Request
from analyzer.inventory.notification_records import NotificationRecords
from analyzer.phrase import phrase
from analyzer.rules.action import (
    TOPIC_DENIES_ALARMS,
    TOPIC_KEY_MAY_REFUSE_ALARMS,
    TOPIC_KEY_REFUSES_ALARMS,
    TOPIC_MAY_REFUSE_ALARMS,
)

_CHARACTERS_PER_STEP = 50  # to read a policy of 30,000 characters takes a millisecond
_ALARMS = "cloudwatch.amazonaws.com"
_MANAGED = "alias/aws/"  # KMS Developer Guide: aliases that begin so are those of keys that AWS manages
_UNUSABLE = ("Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion")


def may_publish(policy: str, topic: Arn, alarm: Arn) -> PolicyDecision:
    """What the policy of the topic says of the alarm's notifications.

    Raises BudgetError past what may be spent.
    """
    spend(1 + len(policy) // _CHARACTERS_PER_STEP)
    known = {
        "aws:sourcearn": str(alarm),
        "aws:sourceaccount": alarm.account,
        "aws:sourceowner": alarm.account,
        "aws:securetransport": "true",
        "aws:principalisawsservice": "true",
        "aws:principalservicename": _ALARMS,
    }
    return decide(embedded(policy), ServiceRequest(_ALARMS, "sns:Publish", str(topic), known))


def topic_findings(
    records: NotificationRecords, topic: Arn, alarm: Arn
) -> tuple[tuple[Finding, ...], tuple[Request, ...]]:
    """What keeps the notifications of an alarm out of a topic, or may, and what would settle it."""
    record = records.topic(topic)
    if record is None:
        return (), ()
    if conflicts := conflict_findings(topic.resource, record):
        return conflicts, (asks.topic_attributes(topic),)
    key, requests = _by_key(records, topic, record)
    return (*_by_policy(topic, alarm, record), *key), requests


def _by_policy(topic: Arn, alarm: Arn, record: EvidenceRecord[TopicAttributes]) -> tuple[Finding, ...]:
    if record.value.Policy is None:
        return ()
    found = may_publish(record.value.Policy, topic, alarm)
    statement = phrase("statement {number}", number=(found.number or 0) + 1)
    places = (record.cite("Policy"),)
    match found.decision:
        case Decision.ALLOWED:
            return ()
        case Decision.DENIED:
            return (Finding(TOPIC_DENIES_ALARMS, topic.resource, statement, places=places),)
        case Decision.NOT_ALLOWED:
            return (Finding(TOPIC_MAY_REFUSE_ALARMS, topic.resource, _NO_ALLOW, places=places),)
        case Decision.OPEN:
            may = phrase("whether {statement} meets them is not known", statement=statement)
            doubt = _UNREAD if found.number is None else may
            return (Finding(TOPIC_MAY_REFUSE_ALARMS, topic.resource, doubt, places=places),)
        case never:
            assert_never(never)


_NO_ALLOW = phrase("no statement allows it")
_UNREAD = phrase("it is no policy that can be read here")


def _by_key(
    records: NotificationRecords, topic: Arn, record: EvidenceRecord[TopicAttributes]
) -> tuple[tuple[Finding, ...], tuple[Request, ...]]:
    name = record.value.KmsMasterKeyId
    if not name:
        return (), ()
    place = record.cite("KmsMasterKeyId")
    if name.rpartition(":")[2].startswith(_MANAGED):
        return (Finding(TOPIC_KEY_REFUSES_ALARMS, topic.resource, _OF_AWS, name, (place,)),), ()
    key = records.key(topic, name)
    if key is None:
        return (), ()
    if conflicts := conflict_findings(name, key):
        return conflicts, (asks.key(topic, name),)
    if key.value.KeyManager == "AWS":
        places = (key.cite("KeyManager"), place)
        return (Finding(TOPIC_KEY_REFUSES_ALARMS, topic.resource, _OF_AWS, name, places),), ()
    state = key.value.KeyState or ("Disabled" if key.value.Enabled is False else "Enabled")
    if state == "Enabled" and key.value.Enabled is not False:
        return (), ()
    places = (key.cite("KeyState" if key.value.KeyState else "Enabled"), place)
    rule = TOPIC_KEY_REFUSES_ALARMS if state in _UNUSABLE else TOPIC_KEY_MAY_REFUSE_ALARMS
    said = phrase("its state is `{state}`", state=state)
    return (Finding(rule, topic.resource, said, name, places),), ()


_OF_AWS = phrase("a key that AWS manages lets CloudWatch alarms not in")
