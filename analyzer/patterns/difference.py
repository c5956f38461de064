"""The one question that all others rest on: is there an event that these patterns match and those do not?

It is decided under every combination of open readings at once: an event counts only if it is one under
all of them, and there is none only if there is none under any. An event is replayed through the
evaluator before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from analyzer.patterns.ast import Body, Formula, Pattern
from analyzer.patterns.evaluate import body_holds, hinges, truth
from analyzer.patterns.facts import Fact, Grade
from analyzer.patterns.formulas import All, Goal, negate
from analyzer.patterns.messages import JSON, message_of
from analyzer.patterns.printer import canonical, in_order_of_text, print_pattern
from analyzer.patterns.readings import Ask, Reading, explore
from analyzer.patterns.solve import Found, NoEvent, solve
from analyzer.patterns.strings import BudgetError
from analyzer.patterns.worlds import World

MAX_VARIANTS = 32
"""Combinations of open readings that one question may hang on: each costs a search. Real patterns have
one or two open readings."""


@dataclass(frozen=True, slots=True)
class Covered:
    """There is no such event. `facts` names the facts that the proof needs, none of which can be left out."""

    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Escapes:
    """There is such an event: this one, a JSON object, or a line of text where no pattern is about JSON."""

    event: JSON


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither was found. `readings` are open questions that decide it, `budget` the limit that stopped
    the search ("" for none)."""

    reasons: tuple[str, ...]
    readings: tuple[Reading, ...] = ()
    budget: str = ""


Answer: TypeAlias = Covered | Escapes | Undecided


def difference(
    required: Sequence[Pattern | Formula], union: Sequence[Pattern | Formula], *, facts: Sequence[Fact] = ()
) -> Answer:
    """Is there an event that all of `required` and none of `union` match, and of which the facts are true?

    With nothing required, any JSON object counts. The order of the operands changes nothing.
    """
    question = _Question.of(required, union)
    answer = question.decide(())
    if isinstance(answer, Covered) or not facts:
        return answer
    answer = question.decide(facts)
    return Covered(_needed(question, facts)) if isinstance(answer, Covered) else answer


def always(union: Sequence[Pattern | Formula], *, facts: Sequence[Fact] = ()) -> Answer:
    """Is there a JSON object of which the facts are true and that none of `union` matches?"""
    return difference((), union, facts=facts)


def _needed(question: _Question, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Facts that suffice and of which none can be left out, documented ones before what was only seen."""
    ordered = sorted(facts, key=lambda fact: fact.grade is not Grade.DOCUMENTED)
    needed = _least(lambda some: isinstance(question.decide(some), Covered), (), ordered, changed=False)
    return tuple(fact.name for fact in facts if fact in needed)


def _least(
    suffices: Callable[[Sequence[Fact]], bool], given: Sequence[Fact], facts: Sequence[Fact], *, changed: bool
) -> tuple[Fact, ...]:
    """A least part of the facts that suffices beside the given ones, which changed since they were asked.

    Junker's QuickXplain: few questions where few facts are needed, and the earlier fact where either does.
    """
    if changed and suffices(given):
        return ()
    if len(facts) == 1:
        return tuple(facts)
    first, second = facts[: len(facts) // 2], facts[len(facts) // 2 :]
    of_second = _least(suffices, (*given, *first), second, changed=True)
    of_first = _least(suffices, (*given, *of_second), first, changed=bool(of_second))
    return (*of_first, *of_second)


@dataclass(frozen=True, slots=True)
class _Question:
    """What must match and what must not, in an order that does not depend on who asks."""

    required: tuple[Body, ...]
    union: tuple[Body, ...]
    world: World

    @staticmethod
    def of(required: Sequence[Pattern | Formula], union: Sequence[Pattern | Formula]) -> _Question:
        wanted, unwanted = _ordered(required), _ordered(union)
        return _Question(wanted, unwanted, World.of(wanted, unwanted))

    def decide(self, facts: Sequence[Fact]) -> Answer:
        variants = list(islice(explore(lambda ask: self._goal(facts, ask)), MAX_VARIANTS + 1))
        if len(variants) > MAX_VARIANTS:
            return _stopped("readings")
        try:
            if len(variants) == 1:
                return self._search(variants[0][1], facts, replayed=True)
            return self._decide_variants(variants, facts)
        except BudgetError as error:
            return _stopped(error.budget)

    def _decide_variants(
        self, variants: Sequence[tuple[Mapping[Reading, str], Goal]], facts: Sequence[Fact]
    ) -> Answer:
        """An event must be one under every combination of readings at once."""
        covered: list[tuple[Mapping[Reading, str], bool]] = []
        for choices, goal in variants:
            answer = self._search(goal, facts, replayed=False)
            if isinstance(answer, Escapes) and self._replays(answer.event, facts):
                return answer
            covered.append((choices, isinstance(answer, Covered)))
        if all(none for _, none in covered):
            return Covered()
        if any(none for _, none in covered):
            return _hanging(hinges(covered))
        answer = self._search(All(tuple(goal for _, goal in variants)), facts, replayed=True)
        return _hanging(hinges(covered)) if isinstance(answer, Covered) else answer

    def _goal(self, facts: Sequence[Fact], ask: Ask) -> Goal:
        wanted = [self.world.goal(body, ask) for body in self.required]
        unwanted = [negate(self.world.goal(body, ask)) for body in self.union]
        known = [self.world.goal(fact.formula, ask) for fact in facts]
        return All((self.world.limits, *wanted, *unwanted, *known))

    def _search(self, goal: Goal, facts: Sequence[Fact], *, replayed: bool) -> Answer:
        def accept(built: dict[str, JSON]) -> JSON:
            events = self.world.events(built)
            return next((event for event in events if not replayed or self._replays(event, facts)), None)

        outcome = solve(goal, self.world.sample, self.world.favourites, accept)
        if isinstance(outcome, Found):
            return Escapes(outcome.event)
        return Covered() if isinstance(outcome, NoEvent) else Undecided((_UNCLEAR,))

    def _replays(self, event: JSON, facts: Sequence[Fact]) -> bool:
        """Whether the evaluator says so too, under every reading."""
        message = message_of(event)

        def test(ask: Ask) -> bool:
            return (
                all(body_holds(body, message, ask) for body in self.required)
                and not any(body_holds(body, message, ask) for body in self.union)
                and all(body_holds(fact.formula, message, ask) for fact in facts)
            )

        return truth(test).value is True


_UNCLEAR = "no event was found of which it is known what AWS does with it"


def _hanging(readings: tuple[Reading, ...]) -> Undecided:
    reasons = tuple(f"{reading}: nobody knows {reading.question}" for reading in readings)
    return Undecided(reasons, readings)


def _stopped(budget: str) -> Undecided:
    return Undecided((f"{budget}: the search stopped at this limit",), budget=budget)


def _ordered(patterns: Sequence[Pattern | Formula]) -> tuple[Body, ...]:
    wholes = (canonical(one if isinstance(one, Pattern) else Pattern(one)) for one in patterns)
    return tuple(whole.body for whole in in_order_of_text(dict.fromkeys(wholes), print_pattern))
