"""The composite alarms of one account and region: each rule read once, and which alarm each speaks of.

Rules may refer to one another in a circle, and the chain of them may be as long as the list. So nothing
here calls itself, and every step is taken off what the search may spend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyzer.allowance import limits_in_force, spend
from analyzer.aws.arn import Arn, ResourceScope, parse_arn
from analyzer.aws.cloudwatch import Alarm, CompositeAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.composite.implied_alarms import ImpliedAlarms
from analyzer.cloudwatch.alarm_rule.parser import readings
from analyzer.cloudwatch.alarm_rule.rule import AlarmRule, State, States, alarms_of, holds
from analyzer.inventory.snapshot import Snapshot

_CHARACTERS_PER_STEP = 1_000  # of a text that is searched for a name: about a microsecond


_STEPS_PER_NAME = 4  # to look up one alarm of a rule takes some microseconds


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """A composite alarm: its rule once for each way to read it, none where it cannot be read.

    `named` are the alarms that the rule means, by what it calls them, `size` how many times it does.
    """

    record: EvidenceRecord[CompositeAlarm]
    arn: Arn
    rules: tuple[AlarmRule, ...]
    named: Mapping[str, Arn]
    size: int

    def held(self, states: Callable[[Arn], States]) -> bool | None:
        """Whether its rule is true in these states; None where that is open."""
        spend(1 + _STEPS_PER_NAME * self.size)
        found = {holds(rule, lambda name: states(self.named[name])) for rule in self.rules}
        return found.pop() if len(found) == 1 and not self.record.conflicts else None

    @property
    def suppressor(self) -> Arn | None:
        """The alarm that holds its actions back."""
        text = self.record.value.ActionsSuppressor
        return None if text is None else _meant(text, self.arn)

    @property
    def rests_on(self) -> Sequence[Arn]:
        """The alarms that decide whether it acts, each once."""
        suppressor = self.suppressor
        return tuple(dict.fromkeys([*self.named.values(), *([] if suppressor is None else [suppressor])]))


@dataclass(frozen=True, slots=True, eq=False)
class CompositeGraph:
    """The composite alarms of one place by ARN, those whose rule names an alarm, and those whose rule
    cannot be read, which may speak of whatever their text mentions. `implied` are the metric alarms of
    the place, as far as one breaches with another; `captured` are the states of alarms at the capture."""

    composites: Mapping[Arn, Composite]
    naming: Mapping[Arn, Sequence[Arn]]
    unread: Sequence[Composite]
    implied: ImpliedAlarms
    captured: Mapping[Arn, State]

    def speaking_of(self, alarm: Arn) -> Iterator[Arn]:
        """The composite alarms whose rule speaks of the alarm."""
        yield from self.naming.get(alarm, ())
        name = alarm.resource.removeprefix("alarm:")
        for one in self.unread:
            text = one.record.value.AlarmRule
            spend(1 + len(text) // _CHARACTERS_PER_STEP)
            if name in text or not text.strip():  # without a rule it may act for any
                yield one.arn

    def above(self, alarm: Arn, most: int) -> tuple[set[Arn], bool]:
        """The composite alarms that speak of the alarm, of such a one and so on, `most` of these on one
        path; and whether there are more of them beyond."""
        found: set[Arn] = set()
        level = [alarm]
        for _ in range(most + 1):
            level = list(dict.fromkeys(one for child in level for one in self._new(child, found)))
            if not level:
                return found, False
            found.update(level)
        return found - set(level), True

    def _new(self, child: Arn, found: set[Arn]) -> Iterator[Arn]:
        for one in self.speaking_of(child):
            spend()
            if one not in found:
                yield one

    def below(self, arns: Sequence[Arn]) -> list[Composite]:
        """These composite alarms and all that they rest on, each behind those that it rests on, as far
        as they do not rest on one another in a circle."""
        order: list[Composite] = []
        seen: set[Arn] = set()
        waiting = [(arn, False) for arn in reversed(arns)]
        while waiting:
            arn, is_behind = waiting.pop()
            one = self.composites.get(arn)
            if one is None:
                continue
            if is_behind:
                order.append(one)
            elif arn not in seen:
                seen.add(arn)
                waiting.append((arn, True))
                spend(1 + len(one.named))
                waiting += [(child, False) for child in one.rests_on if child not in seen]
        return order


def composite_graph(snapshot: Snapshot, scope: ResourceScope) -> CompositeGraph | None:
    """That of one place; None for more composite alarms than the limit allows."""
    records = snapshot.composite_alarms(scope).records
    listed = {record.value.arn: record for record in records if record.value.arn is not None}
    if len(listed) > limits_in_force().composites:
        return None
    composites = {arn: _composite(record, arn) for arn, record in listed.items()}
    naming: dict[Arn, list[Arn]] = {}
    for arn, one in composites.items():
        for child in dict.fromkeys(one.named.values()):
            naming.setdefault(child, []).append(arn)
    unread = [one for one in composites.values() if not one.rules]
    metric_alarms = snapshot.metric_alarms(scope, "").records
    captured = dict(_captured([*metric_alarms, *records]))
    return CompositeGraph(composites, naming, unread, ImpliedAlarms(metric_alarms), captured)


def _captured(records: Sequence[EvidenceRecord[Alarm]]) -> Iterator[tuple[Arn, State]]:
    for record in records:
        arn, state = record.value.arn, record.value.StateValue
        if arn is not None and state is not None and state in State.__members__:
            yield arn, State[state]


def _composite(record: EvidenceRecord[CompositeAlarm], arn: Arn) -> Composite:
    rules = readings(record.value.AlarmRule)
    names = [name for rule in rules for name in alarms_of(rule)]
    return Composite(record, arn, rules, {name: _meant(name, arn) for name in names}, len(names))


def _meant(name: str, speaker: Arn) -> Arn:
    """The alarm of that ARN, or of that name in the account and region of the composite alarm."""
    return parse_arn(name) or speaker._replace(resource=f"alarm:{name}")
