"""What the rules of composite alarms make of one alarm's going into ALARM.

A composite alarm whose rule is true whenever the alarm is in ALARM, whatever the other alarms of the
rule are in, and which is false while all alarms are quiet, carries its action; so does one that
reaches it through others. One whose rule is false whenever the alarm is in ALARM, or true in any
case, is not moved by it. Everything else is open: a rule that needs other alarms, one that cannot be
read, and a suppressor that may be in ALARM just then. An alarm that breaches whenever this one does,
by its configuration alone, counts as in ALARM with it. Open too is a rule that other alarms made true at
the capture: it cannot become true then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from functools import cached_property

from analyzer.allowance import BudgetError, limits_in_force
from analyzer.aws.arn import Arn
from analyzer.chain.composite.acting import Acting, ActingComposite, CompositeEffect
from analyzer.chain.composite.graph import Composite, CompositeGraph
from analyzer.cloudwatch.alarm_rule.rule import ANY, IN_ALARM, NOT_IN_ALARM, State, States
from analyzer.phrase import Phrase, phrase


def composite_effects(graph: CompositeGraph, alarm: Arn) -> Acting:
    """What happens to the composite alarms that speak of the alarm, or of such a one."""
    try:
        above, is_deeper = graph.above(alarm, limits_in_force().composite_depth)
        worlds = _Worlds(graph, alarm, sorted(above))
        found = tuple(_carrier(graph.composites[arn], worlds) for arn in sorted(above))
    except BudgetError as error:
        return Acting(past_limit=error.budget)
    return Acting(found, "composite-depth" if is_deeper else "")


_QUIET = tuple(frozenset({state}) for state in State if state is not State.ALARM)
_States = Mapping[Arn, States]


class _Worlds:
    """The states of composite alarms while the alarm is in ALARM, and while it is quiet; each worked out
    when it is asked for."""

    def __init__(self, graph: CompositeGraph, alarm: Arn, above: Sequence[Arn]) -> None:
        self._graph, self._alarm = graph, alarm
        self._relevant = graph.below(above)
        self._users: dict[Arn, list[Composite]] = {}
        for one in self._relevant:
            for child in one.rests_on:
                self._users.setdefault(child, []).append(one)

    @cached_property
    def alone(self) -> _States:
        """Nothing is known but that the alarm is in ALARM."""
        return self._settled(IN_ALARM)

    @cached_property
    def active(self) -> _States:
        """The alarm is in ALARM, and all that breaches with it."""
        return self._settled(IN_ALARM, implied=True)

    @cached_property
    def quiet(self) -> Sequence[_States]:
        """One for each state that the alarm may be quiet in."""
        return [self._settled(state) for state in _QUIET]

    @cached_property
    def calm(self) -> Sequence[_States]:
        """The same where all other metric alarms are quiet too."""
        return [self._settled(state, others) for state in _QUIET for others in _QUIET]

    @cached_property
    def captured(self) -> Sequence[_States]:
        """The same with all other alarms as they were at the capture."""
        return [self._settled(state, captured=True) for state in _QUIET]

    def is_in_alarm_besides(self, one: Composite) -> bool:
        """Whether its rule was true at the capture, and not by the alarm."""
        states = self._graph.captured
        if states.get(one.arn) is State.ALARM and states.get(self._alarm, State.ALARM) is not State.ALARM:
            return True
        return any(captured.get(one.arn) == IN_ALARM for captured in self.captured)

    def in_alarm_besides(self, one: Composite) -> list[Arn]:
        """The other alarms of its rule that were in ALARM at the capture, and not with the alarm."""
        return [arn for arn in one.named.values() if arn != self._alarm and self._captured(arn) == IN_ALARM]

    def _captured(self, arn: Arn) -> States:
        """The state of an alarm at the capture; any where it is not told, or follows from the alarm's own."""
        states = self._graph.captured
        with_it = states.get(self._alarm) is State.ALARM and self._graph.implied.breaches_with(
            self._alarm, arn
        )
        return ANY if with_it or arn not in states else frozenset({states[arn]})

    def _settled(
        self, state: States, others: States = ANY, *, implied: bool = False, captured: bool = False
    ) -> _States:
        """The states that follow for composite alarms, until nothing more follows.

        `others` are those that a metric alarm may be in of which nothing is known.
        """
        states: dict[Arn, States] = {self._alarm: state}

        def of(arn: Arn) -> States:
            if arn in states:
                return states[arn]
            if arn in self._graph.composites:
                return ANY
            breaching = implied and self._graph.implied.breaches_with(self._alarm, arn)
            known = self._captured(arn) if captured else others
            states[arn] = IN_ALARM if breaching else known
            return states[arn]

        pending = deque(one for one in self._relevant if one.arn != self._alarm)
        waiting = {one.arn for one in pending}
        while pending:
            one = pending.popleft()
            waiting.remove(one.arn)
            held = one.held(of)
            if held is not None:
                states[one.arn] = IN_ALARM if held else NOT_IN_ALARM
                # What follows for an alarm can only change with the alarms of its rule.
                for user in self._users.get(one.arn, ()):
                    if user.arn not in states and user.arn not in waiting:
                        pending.append(user)
                        waiting.add(user.arn)
        return states


def _carrier(one: Composite, world: _Worlds) -> ActingComposite:
    if one.record.conflicts:
        return ActingComposite(one.record, CompositeEffect.OPEN, phrase("the evidence disagrees about it"))
    if not one.rules:
        return ActingComposite(one.record, CompositeEffect.OPEN, phrase("its rule cannot be read here"))
    if world.alone.get(one.arn) == NOT_IN_ALARM:
        return ActingComposite(one.record, CompositeEffect.NEVER, _FALSE)
    if all(quiet.get(one.arn) == IN_ALARM for quiet in world.quiet):
        return ActingComposite(one.record, CompositeEffect.NEVER, _TRUE)
    if world.active.get(one.arn) != IN_ALARM:
        return ActingComposite(one.record, CompositeEffect.OPEN, _NEEDS_OTHERS)
    if any(calm.get(one.arn) != NOT_IN_ALARM for calm in world.calm):
        return ActingComposite(one.record, CompositeEffect.OPEN, _TRUE_BEFORE)
    if world.is_in_alarm_besides(one):
        return ActingComposite(one.record, CompositeEffect.OPEN, _true_already(one, world))
    if held_back := _held_back(one, world.active):
        return ActingComposite(one.record, CompositeEffect.OPEN, held_back)
    return ActingComposite(one.record, CompositeEffect.ACTS)


_FALSE = phrase("its rule is false whenever that alarm is in ALARM")
_TRUE = phrase("its rule is true whatever that alarm is in")
_NEEDS_OTHERS = phrase("its rule hangs on other alarms as well")
_TRUE_BEFORE = phrase("its rule may be true before that alarm is in ALARM")


def _true_already(one: Composite, world: _Worlds) -> Phrase:
    others = tuple(arn.resource.removeprefix("alarm:") for arn in world.in_alarm_besides(one))
    if not others:
        return phrase("other alarms made its rule true at the capture")
    said = "its rule was true at the capture by {others:quoted}, so that alarm does not make it true"
    return phrase(said, others=tuple(dict.fromkeys(others)))


def _held_back(one: Composite, states: _States) -> Phrase | None:
    """Why its actions may be suppressed just then, if they may."""
    if one.suppressor is None or State.ALARM not in states.get(one.suppressor, ANY):
        return None
    said = "its suppressor `{suppressor}` may be in ALARM and hold its actions back"
    return phrase(said, suppressor=one.record.value.ActionsSuppressor)
