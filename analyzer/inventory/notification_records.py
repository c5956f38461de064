"""What the evidence tells beside the audit steps of whether notifications get through.

None of it has to be there. An answer of a failed command tells nothing. A topic, a subscription, a key and
a mute rule are known by the ARN in their answer, whoever asked; a history names its alarm alone, so it is
heard for the account that captured it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, TypeVar

from analyzer.allowance import spend
from analyzer.aws.alarm_history import AlarmHistoryItem
from analyzer.aws.arn import Arn, ResourceScope, parse_arn
from analyzer.aws.cloudtrail import LookedUpEvent
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.completeness import GapKind
from analyzer.aws.kms import KeyMetadata
from analyzer.aws.mute_rules import AlarmMuteRule
from analyzer.aws.record import AwsModel, EvidenceRecord
from analyzer.aws.sns import SubscriptionAttributes, TopicAttributes
from analyzer.evidence import Citation
from analyzer.inventory.answers import Answers
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.filename_hints import spells
from analyzer.inventory.listing import Source, merge
from analyzer.inventory.sources import rows_of

M = TypeVar("M", bound=AwsModel)


class AlarmHistory(NamedTuple):
    """What is known of one alarm's past. `is_current` says that no answer was cut at its newer end."""

    items: tuple[EvidenceRecord[AlarmHistoryItem], ...]
    is_current: bool


class _HistoryAnswer(NamedTuple):
    """What one answer tells of one alarm. `is_cut`: it may lack what happened last."""

    region: str | None
    items: tuple[EvidenceRecord[AlarmHistoryItem], ...]
    is_cut: bool


class _UntoldRule(NamedTuple):
    """A rule that does not tell its alarms: a list that was asked for one holds the rules of it alone.

    `alarms` are those that a command asked for, `names` what the names of such lists say.
    """

    record: EvidenceRecord[AlarmMuteRule]
    alarms: frozenset[str]
    names: frozenset[str]

    def is_named_for(self, alarm: str) -> bool:
        """Whether the name of a list that holds it spells the alarm."""
        return any(spells(name, alarm) for name in self.names)


class _PlaceOfRules(NamedTuple):
    """The rules of one account and region."""

    by_alarm: dict[str, list[EvidenceRecord[AlarmMuteRule]]]
    others: list[_UntoldRule]


# What changes who may publish to a topic, and with which key (SNS API reference).
_CHANGES = ("SetTopicAttributes", "AddPermission", "RemovePermission", "CreateTopic", "DeleteTopic")
_MUTE_RULE = ("MuteTargets", "Rule", "Status", "StartDate", "ExpireDate")


class MuteRule(NamedTuple):
    """A rule that mutes an alarm, or may: `targets` is None where no answer tells its alarms."""

    record: EvidenceRecord[AlarmMuteRule]
    targets: bool | None


class NotificationRecords:
    """The records of one run. What it answers never changes."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def history(self, alarm: Arn) -> AlarmHistory:
        """What the alarm did. An item that spells the ARN of another alarm of that name is not its."""
        name = alarm.resource.removeprefix("alarm:")
        answers = self._histories.get((alarm.account, name), ())
        here = [one for one in answers if one.region in (None, alarm.region)]
        items = (item for one in here for item in one.items)
        own = tuple(item for item in items if item.value.alarm in (None, alarm))
        return AlarmHistory(own, not any(one.is_cut for one in here))

    def has_history(self, scope: ResourceScope, alarm: str) -> bool:
        """Whether a whole answer tells the past of the alarm of that name, if only that it has none."""
        answers = self._histories.get((scope.account, alarm), ())
        return any(one.region in (None, scope.region) and not one.is_cut for one in answers)

    @cached_property
    def _histories(self) -> Mapping[tuple[str, str], Sequence[_HistoryAnswer]]:
        found: dict[tuple[str, str], list[_HistoryAnswer]] = {}
        for bound in self._heard(AuditOperation.ALARM_HISTORY):
            account = bound.account.value
            if account is None or bound.contradicted:
                continue
            items: dict[str, list[EvidenceRecord[AlarmHistoryItem]]] = {}
            for row in rows_of(bound.output, AlarmHistoryItem):
                items.setdefault(row.value.AlarmName or "", []).append(row)
            asked = bound.output.command
            if asked is not None and asked.subject and not bound.output.gaps:  # a refusal tells of no past
                items.setdefault(asked.subject, [])
            for name, rows in items.items():
                answer = _HistoryAnswer(bound.region.value, tuple(rows), _is_cut(bound, rows))
                found.setdefault((account, name), []).append(answer)
        return found

    def topic(self, topic: Arn) -> EvidenceRecord[TopicAttributes] | None:
        """The attributes of a topic."""
        return self._topics.get(str(topic))

    @cached_property
    def _topics(self) -> Mapping[str, EvidenceRecord[TopicAttributes]]:
        rows = self._rows(AuditOperation.TOPIC, TopicAttributes)
        return _by_arn(rows, lambda row: row.TopicArn, ("Policy", "KmsMasterKeyId", "SubscriptionsConfirmed"))

    def subscriptions(self, topic: Arn) -> Mapping[str, EvidenceRecord[SubscriptionAttributes]]:
        """The attributes of the topic's subscriptions, by their ARN."""
        return self._subscriptions.get(str(topic), {})

    @cached_property
    def _subscriptions(self) -> Mapping[str, Mapping[str, EvidenceRecord[SubscriptionAttributes]]]:
        rows = self._rows(AuditOperation.SUBSCRIPTION, SubscriptionAttributes)
        relied = ("PendingConfirmation", "FilterPolicy", "FilterPolicyScope")
        found: dict[str, dict[str, EvidenceRecord[SubscriptionAttributes]]] = {}
        for arn, record in _by_arn(rows, lambda row: row.SubscriptionArn, relied).items():
            found.setdefault(arn.rpartition(":")[0], {})[arn] = record
        return found

    def key(self, topic: Arn, key: str) -> EvidenceRecord[KeyMetadata] | None:
        """The key that a topic names: by ARN or id, or by the name that its answer was asked for."""
        for arn, record in self._keys.items():
            if key in (arn, arn.rpartition("/")[2]) and _is_beside(parse_arn(arn), topic):
                return record
        for bound, row in self._rows(AuditOperation.KEY, KeyMetadata):
            command = bound.output.command
            if command is not None and command.subject == key and _is_beside(row.value.arn, topic):
                return self._keys.get(row.value.Arn or "")
        return None

    @cached_property
    def _keys(self) -> Mapping[str, EvidenceRecord[KeyMetadata]]:
        rows = self._rows(AuditOperation.KEY, KeyMetadata)
        return _by_arn(rows, lambda row: row.Arn, ("KeyState", "KeyManager", "Enabled"))

    def mute_rules(self, alarm: Arn) -> tuple[MuteRule, ...]:
        """The rules of the alarm's place that mute it; of those that may, the first.

        Raises BudgetError past what may be spent.
        """
        name = alarm.resource.removeprefix("alarm:")
        here = self._mute_rules.get((alarm.account, alarm.region))
        if here is None:
            return ()
        spend(len(here.others))
        named = [one.record for one in here.others if one.is_named_for(name)]
        found = [MuteRule(record, targets=True) for record in (*here.by_alarm.get(name, ()), *named)]
        unknown = [one.record for one in here.others if not one.names and not one.alarms]
        return (*found, *(MuteRule(record, targets=None) for record in unknown[:1]))

    @cached_property
    def _mute_rules(self) -> Mapping[tuple[str, str], _PlaceOfRules]:
        kinds = (AuditOperation.MUTE_RULES, AuditOperation.MUTE_RULE)
        rows = [row for kind in kinds for row in self._rows(kind, AlarmMuteRule)]
        alarms: dict[str, set[str]] = {}
        names: dict[str, set[str]] = {}
        for bound, row in rows:
            command = bound.output.command
            if bound.output.kind is not AuditOperation.MUTE_RULES:
                continue
            if command is not None and command.subject:
                alarms.setdefault(row.value.AlarmMuteRuleArn, set()).add(command.subject)
            elif bound.output.hints.subject:
                names.setdefault(row.value.AlarmMuteRuleArn, set()).add(bound.output.hints.subject)
        found: dict[tuple[str, str], _PlaceOfRules] = {}
        for text, record in _by_arn(rows, lambda row: row.AlarmMuteRuleArn, _MUTE_RULE).items():
            if (arn := record.value.arn) is None:
                continue
            place = found.setdefault((arn.account, arn.region), _PlaceOfRules({}, []))
            targets = record.value.MuteTargets
            asked = frozenset(alarms.get(text, ()))
            for alarm in dict.fromkeys(targets.AlarmNames) if targets is not None else sorted(asked):
                place.by_alarm.setdefault(alarm, []).append(record)
            if targets is None:
                place.others.append(_UntoldRule(record, asked, frozenset(names.get(text, ()))))
        return found

    def changed(self, topic: Arn, since: datetime) -> EvidenceRecord[LookedUpEvent] | None:
        """The first event that CloudTrail tells of in which the topic was changed after a time."""
        for _, row in self._rows(AuditOperation.LOOKUP, LookedUpEvent):
            time, source = row.value.EventTime, row.value.EventSource
            if time is None or time <= since or source != "sns.amazonaws.com" or row.value.ReadOnly == "true":
                continue
            if str(topic) in (row.value.CloudTrailEvent or "") and row.value.EventName in _CHANGES:
                return row
        return None

    def _heard(self, kind: AuditOperation) -> Iterator[AttributedOutput]:
        """The answers of commands that did not fail."""
        for bound in self._answers.of(kind):
            if not any(gap.kind is GapKind.ERROR for gap in bound.output.gaps):
                yield bound

    def _rows(self, kind: AuditOperation, model: type[M]) -> list[tuple[AttributedOutput, EvidenceRecord[M]]]:
        return [(bound, row) for bound in self._heard(kind) for row in rows_of(bound.output, model)]


def _by_arn(
    rows: Iterable[tuple[AttributedOutput, EvidenceRecord[M]]],
    arn: Callable[[M], str | None],
    relied: Sequence[str],
) -> dict[str, EvidenceRecord[M]]:
    """One record for each ARN; several that disagree are in conflict."""
    sources = [Source(Citation(row.at, None), (row,), is_complete=False) for _, row in rows if arn(row.value)]
    listing = merge(sources, lambda value: arn(value) or "", relied, volatile=True)
    return {arn(record.value) or "": record for record in listing.records}


def _is_beside(key: Arn | None, topic: Arn) -> bool:
    """Whether a key lives where the topic does: a topic is encrypted with a key of its region."""
    return key is not None and key.region == topic.region


def _is_cut(bound: AttributedOutput, items: Sequence[EvidenceRecord[AlarmHistoryItem]]) -> bool:
    """Whether an answer may lack what happened last. Pages come newest first (API_DescribeAlarmHistory)."""
    return any(gap.kind is not GapKind.PAGED or _is_oldest_first(bound, items) for gap in bound.output.gaps)


def _is_oldest_first(bound: AttributedOutput, items: Sequence[EvidenceRecord[AlarmHistoryItem]]) -> bool:
    times = [item.value.Timestamp for item in items]
    first, last = (times[0], times[-1]) if times else (None, None)
    if first is not None and last is not None and first != last:
        return first < last
    command = bound.output.command
    return command is not None and "TimestampAscending" in command.options.get("--scan-by", ())
