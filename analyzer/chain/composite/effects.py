"""What the rules of composite alarms make of one alarm's going into ALARM.

A composite alarm whose rule is true whenever the alarm is in ALARM, whatever the other alarms of the
rule are in, and which is false while all alarms are quiet, carries its action; so does one that
reaches it through others. One whose rule is false whenever the alarm is in ALARM, or true in any
case, is not moved by it. Everything else is open: a rule that needs other alarms, one that cannot be
read, and a suppressor that may be in ALARM just then. An alarm that breaches whenever this one does,
by its configuration alone, counts as in ALARM with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.cloudwatch import CompositeAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.composite.acting import ActingComposite, CompositeEffect
from analyzer.chain.composite.implied_alarms import breaches_with
from analyzer.cloudwatch.alarm_rule.parser import readings
from analyzer.cloudwatch.alarm_rule.rule import (
    ANY,
    IN_ALARM,
    NOT_IN_ALARM,
    AlarmRule,
    State,
    States,
    alarms_of,
    holds,
)
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import Phrase, phrase


def composite_effects(
    snapshot: Snapshot, alarm: Arn, listed: Mapping[Arn, EvidenceRecord[CompositeAlarm]]
) -> tuple[ActingComposite, ...]:
    """What happens to those of the listed composite alarms that speak of the alarm, or of such a one."""
    composites = {arn: _composite(record, arn) for arn, record in listed.items()}
    above = _above(alarm, composites)
    if not above:
        return ()
    companions = dict.fromkeys(breaches_with(snapshot, alarm), IN_ALARM)
    world = _World(
        alone=_settled({alarm: IN_ALARM}, composites),
        active=_settled({**companions, alarm: IN_ALARM}, composites),
        quiet=tuple(_settled({alarm: state}, composites) for state in _QUIET),
        calm=tuple(_settled({alarm: state}, composites, other) for state in _QUIET for other in _QUIET),
    )
    return tuple(_carrier(composites[arn], world) for arn in sorted(above))


class _Composite(NamedTuple):
    """A composite alarm; `named` are the alarms that its rule means, by what the rule calls them."""

    record: EvidenceRecord[CompositeAlarm]
    arn: Arn
    rules: tuple[AlarmRule, ...]
    named: Mapping[str, Arn]

    def speaks_of(self, child: Arn) -> bool:
        """Whether the rule names the alarm; one that cannot be read, whether its name is in the text."""
        if not self.rules:
            return child.resource.removeprefix("alarm:") in self.record.value.AlarmRule
        return child in self.named.values()

    def held(self, states: Callable[[Arn], States]) -> bool | None:
        """Whether its rule is true in these states; None where that is open."""
        found = {holds(rule, lambda name: states(self.named[name])) for rule in self.rules}
        return found.pop() if len(found) == 1 and not self.record.conflicts else None


def _composite(record: EvidenceRecord[CompositeAlarm], arn: Arn) -> _Composite:
    rules = readings(record.value.AlarmRule)
    names = {name for rule in rules for name in alarms_of(rule)}
    return _Composite(record, arn, rules, {name: _meant(name, arn) for name in names})


def _meant(name: str, speaker: Arn) -> Arn:
    """The alarm of that ARN, or of that name in the account and region of the composite alarm."""
    return parse_arn(name) or speaker._replace(resource=f"alarm:{name}")


_States = Mapping[Arn, States]
_Composites = Mapping[Arn, _Composite]


class _World(NamedTuple):
    """The states that alarms may be in while the alarm is in ALARM, and while it is quiet.

    `alone` takes nothing for known but the alarm itself, `active` its companions too; `quiet` is one
    world for each state that the alarm may be quiet in, and `calm` are those where all others are too.
    """

    alone: _States
    active: _States
    quiet: tuple[_States, ...]
    calm: tuple[_States, ...]


_QUIET = tuple(frozenset({state}) for state in State if state is not State.ALARM)


def _above(alarm: Arn, composites: _Composites) -> set[Arn]:
    found: set[Arn] = set()
    pending = [alarm]
    for child in pending:
        new = [arn for arn, one in composites.items() if arn not in found and one.speaks_of(child)]
        found.update(new)
        pending += new
    return found


def _settled(known: _States, composites: _Composites, others: States = ANY) -> _States:
    """The states that follow for composite alarms, until nothing more follows.

    `others` are those that a metric alarm may be in of which nothing is known.
    """
    states = dict(known)

    def of(arn: Arn) -> States:
        return states.get(arn, ANY if arn in composites else others)

    pending = [arn for arn in composites if arn not in states]
    while pending:
        follows = {arn: held for arn in pending if (held := composites[arn].held(of)) is not None}
        states.update({arn: IN_ALARM if held else NOT_IN_ALARM for arn, held in follows.items()})
        # What follows for an alarm can only change with the alarms of its rule.
        pending = [
            arn
            for arn, one in composites.items()
            if arn not in states and not follows.keys().isdisjoint(one.named.values())
        ]
    return states


def _carrier(one: _Composite, world: _World) -> ActingComposite:
    if not one.rules:
        return ActingComposite(one.record, CompositeEffect.OPEN, phrase("its rule cannot be read here"))
    if one.record.conflicts:
        return ActingComposite(one.record, CompositeEffect.OPEN, phrase("the evidence disagrees about it"))
    if world.alone.get(one.arn) == NOT_IN_ALARM:
        return ActingComposite(one.record, CompositeEffect.NEVER, _FALSE)
    if all(quiet.get(one.arn) == IN_ALARM for quiet in world.quiet):
        return ActingComposite(one.record, CompositeEffect.NEVER, _TRUE)
    if world.active.get(one.arn) != IN_ALARM:
        return ActingComposite(one.record, CompositeEffect.OPEN, _NEEDS_OTHERS)
    if any(calm.get(one.arn) != NOT_IN_ALARM for calm in world.calm):
        return ActingComposite(one.record, CompositeEffect.OPEN, _TRUE_BEFORE)
    if held_back := _held_back(one, world.active):
        return ActingComposite(one.record, CompositeEffect.OPEN, held_back)
    return ActingComposite(one.record, CompositeEffect.ACTS)


_FALSE = phrase("its rule is false whenever that alarm is in ALARM")
_TRUE = phrase("its rule is true whatever that alarm is in")
_NEEDS_OTHERS = phrase("its rule hangs on other alarms as well")
_TRUE_BEFORE = phrase("its rule may be true before that alarm is in ALARM")


def _held_back(one: _Composite, states: _States) -> Phrase | None:
    """Why its actions may be suppressed just then, if they may."""
    suppressor = one.record.value.ActionsSuppressor
    if suppressor is None or State.ALARM not in states.get(_meant(suppressor, one.arn), ANY):
        return None
    said = "its suppressor `{suppressor}` may be in ALARM and hold its actions back"
    return phrase(said, suppressor=suppressor)
