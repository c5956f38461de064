"""Whether an alarm's notification gets through to its topic, as evidence beside the audit steps tells it.

Where there is none, nothing changes. That the last action succeeded settles a doubt; against a refusal that
is on record it leaves the matter open, since nobody knows which of the two came later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, assert_never

from analyzer.allowance import BudgetError
from analyzer.aws.arn import Arn, scope_of
from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.record import EvidenceRecord
from analyzer.aws.resource_policy import Decision
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext, history_to_ask, past_limit
from analyzer.chain.notification.last_action import ActionFailed, ActionSucceeded, ActionUnclear, last_action
from analyzer.chain.notification.muting import muting
from analyzer.chain.notification.topic_access import may_publish, topic_findings
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.notification_records import AlarmHistory
from analyzer.phrase import Phrase, phrase
from analyzer.rules.action import (
    LAST_ACTION_FAILED,
    LAST_ACTION_OPEN,
    TOPIC_DENIES_ALARMS,
    TOPIC_KEY_REFUSES_ALARMS,
)
from analyzer.rules.anywhere import CONFLICT
from analyzer.rules.warnings import LAST_ACTION_SUCCEEDED
from analyzer.verdict import Outcome


class Delivery(NamedTuple):
    """What speaks against it, the worst first; what else is known; what would settle what is open."""

    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()


def delivery(context: ControlContext, alarm: EvidenceRecord[Alarm], topic: Arn) -> Delivery:
    """What is known of the way from an alarm to a topic that it names."""
    arn = alarm.value.arn
    if arn is None:
        return Delivery()
    try:
        return _known(context, alarm, arn, topic)
    except BudgetError as error:
        observed = phrase("what keeps notifications out of `{topic}`", topic=topic.resource)
        history = history_to_ask(context, scope_of(arn), alarm.value.name)
        return Delivery((past_limit(error.budget, observed, alarm.cite()),), (), history)


def _known(context: ControlContext, alarm: EvidenceRecord[Alarm], arn: Arn, topic: Arn) -> Delivery:
    """The same. Raises BudgetError past what may be spent."""
    records = context.snapshot.notifications
    history = records.history(arn)
    refusals, requests = topic_findings(records, topic, arn)
    mute = muting(records, arn)
    notices = mute.notices
    match last_action(history, alarm, topic):
        case ActionSucceeded() as done:
            said = Notice(LAST_ACTION_SUCCEEDED, alarm.value.name, done.time, str(topic), (done.place,))
            refusals, notices = tuple(_against(done, refusals)), (said, *notices)
        case ActionFailed() as failed:
            refusals = (_failure(context, alarm, topic, failed), *refusals)
        case ActionUnclear(doubt=doubt, places=places):
            name = alarm.value.name
            refusals = (Finding(LAST_ACTION_OPEN, name, doubt, str(topic), places), *refusals)
        case None:
            pass
        case never:
            assert_never(never)
    findings = sorted((*refusals, *mute.findings), key=lambda one: one.outcome is not Outcome.VIOLATED)
    if not findings or findings[0].outcome is Outcome.VIOLATED:
        return Delivery(tuple(findings), notices)
    asked = (*requests, *mute.requests) or (_history_since(arn, history),)
    return Delivery(tuple(findings), notices, asked)


def _against(done: ActionSucceeded, refusals: Sequence[Finding]) -> Iterator[Finding]:
    """What is left of what the topic's own record says where its last notification got through."""
    for finding in refusals:
        if finding.rule in (TOPIC_DENIES_ALARMS, TOPIC_KEY_REFUSES_ALARMS):
            said = "the last action of the alarm, at {time}, succeeded, which the topic's record rules out"
            places = (done.place, *finding.places)
            yield Finding(CONFLICT, finding.subject, phrase(said, time=done.time), places=places)
        elif finding.rule is CONFLICT:
            yield finding


def _failure(
    context: ControlContext, alarm: EvidenceRecord[Alarm], topic: Arn, failed: ActionFailed
) -> Finding:
    name = alarm.value.name
    doubt, places = (failed.doubt, ()) if failed.doubt else _topic_changed(context, alarm, topic, failed)
    if doubt is None:
        said = phrase("`{error}`", error=failed.said)
        return Finding(LAST_ACTION_FAILED, name, said, str(topic), failed.places)
    return Finding(LAST_ACTION_OPEN, name, doubt, str(topic), (*failed.places, *places))


_KEY = re.compile(r"encryption key|\bkms\b|KMS\.|AWSKMS|:key/", re.IGNORECASE)
_UNAUTHORIZED = re.compile(r"not authorized|AuthorizationError|access ?denied", re.IGNORECASE)
_GONE = re.compile(r"NotFound|not exist|not found|no longer exists|deleted", re.IGNORECASE)


def _topic_changed(
    context: ControlContext, alarm: EvidenceRecord[Alarm], topic: Arn, failed: ActionFailed
) -> tuple[Phrase | None, tuple[Citation, ...]]:
    """Whether other records show that what the error names is no longer so."""
    error = failed.said
    if failed.time is not None and (event := context.snapshot.notifications.changed(topic, failed.time)):
        name, time = event.value.EventName, event.value.EventTime
        said = phrase("the topic was changed later, by {name} at {time}", name=name, time=time)
        return said, (event.cite("EventTime"),)
    record = context.snapshot.notifications.topic(topic)
    arn = alarm.value.arn
    if record is not None and not record.conflicts and arn is not None:
        value = record.value
        if _KEY.search(error):
            if record.is_complete and not value.KmsMasterKeyId:
                return phrase("the topic is not encrypted now"), (record.cite(),)
        elif (
            _UNAUTHORIZED.search(error)
            and value.Policy is not None
            and may_publish(value.Policy, topic, arn).decision is Decision.ALLOWED
        ):
            return phrase("the policy of the topic allows it now"), (record.cite("Policy"),)
    if _GONE.search(error) and not _KEY.search(error):
        if record is not None:
            return phrase("the topic is there now"), (record.cite(),)
        for listed in context.snapshot.subscriptions(topic, topic.account).records[:1]:
            return phrase("the topic has subscriptions now"), (listed.cite(),)
    return None, ()


def _history_since(alarm: Arn, history: AlarmHistory) -> Request:
    """The history of the alarm, where one is at hand what came later."""
    times = [item.value.Timestamp for item in history.items if item.value.Timestamp is not None]
    name = alarm.resource.removeprefix("alarm:")
    return asks.alarm_history(scope_of(alarm), name, max(times, default=None))
