"""Whether a mute rule keeps the actions of an alarm back: now or for good is open, at times is said."""

from __future__ import annotations

from typing import NamedTuple

from analyzer.aws.arn import Arn, scope_of
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import conflict_findings
from analyzer.cloudwatch.mute_schedule import is_endless
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.notification_records import MuteRule, NotificationRecords
from analyzer.phrase import Phrase, phrase
from analyzer.rules.action import ALARM_MUTED
from analyzer.rules.warnings import ALARM_MUTED_AT_TIMES


class Muting(NamedTuple):
    """What mute rules come to for one alarm."""

    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()


def muting(records: NotificationRecords, alarm: Arn) -> Muting:
    """The rules of its place that mute the alarm, or may."""
    found = [_judge(rule, alarm) for rule in records.mute_rules(alarm)]
    return Muting(
        tuple(finding for one in found for finding in one.findings),
        tuple(notice for one in found for notice in one.notices),
        tuple(request for one in found for request in one.requests),
    )


def _judge(rule: MuteRule, alarm: Arn) -> Muting:
    record, value = rule.record, rule.record.value
    name, target = value.name, alarm.resource.removeprefix("alarm:")
    again = () if value.MuteTargets is not None else (asks.mute_rule(scope_of(alarm), name),)
    if conflicts := conflict_findings(name, record):
        return Muting(conflicts, (), (asks.mute_rule(scope_of(alarm), name),)) if rule.targets else Muting()
    if value.Status == "EXPIRED":
        return Muting()
    schedule = value.Rule.Schedule if value.Rule is not None else None
    place = record.cite("Status")
    if rule.targets is None:
        return Muting((), (Notice(ALARM_MUTED_AT_TIMES, name, _NO_TARGETS, target, (place,)),))
    if schedule is not None and is_endless(schedule.Expression, schedule.Duration):
        said, place = _told(schedule.Expression, schedule.Duration), record.cite("Rule", "Schedule")
        return Muting((Finding(ALARM_MUTED, name, said, target, (place,)),), (), again)
    if value.Status == "ACTIVE":
        return Muting((Finding(ALARM_MUTED, name, _NOW, target, (place,)),), (), again)
    said = _told(schedule.Expression, schedule.Duration) if schedule is not None else _SCHEDULED
    return Muting((), (Notice(ALARM_MUTED_AT_TIMES, name, said, target, (place,)),))


_NO_TARGETS = phrase("the evidence does not tell its alarms")
_NOW = phrase("it is active now")
_SCHEDULED = phrase("its time is yet to come")


def _told(expression: str, duration: str) -> Phrase:
    return phrase("`{expression}` for `{duration}`", expression=expression, duration=duration)
