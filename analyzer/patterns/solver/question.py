"""Decides whether there is an event that some patterns match and some others do not.

It is decided under every interpretation at once: an event counts only if it is one under
all of them, and there is none only if there is none under any. An event is replayed through the
evaluator before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from analyzer.patterns.evaluation.evaluate import body_holds, hinges
from analyzer.patterns.evaluation.messages import JSON, message_of
from analyzer.patterns.facts import Fact, Grade
from analyzer.patterns.open_questions import Interpretation, OpenQuestion, explore
from analyzer.patterns.solver.answers import Answer, Counterexample, Entailed, Undecided
from analyzer.patterns.solver.nnf import Conjunction, Nnf, negate
from analyzer.patterns.solver.prepared import MAX_VARIANTS, Prepared, prepared
from analyzer.patterns.solver.query_domain import QueryDomain
from analyzer.patterns.solver.simplify import simplify
from analyzer.patterns.solver.solve import FoundEvent, NoEvent, solve
from analyzer.patterns.solver.text_search import BudgetError
from analyzer.patterns.syntax.ast import Body, Pattern
from analyzer.patterns.syntax.printer import in_order_of_text


def decide(required: Sequence[Pattern], union: Sequence[Pattern], facts: Sequence[Fact]) -> Answer:
    """Is there an event that all of `required` and none of `union` match, and of which the facts are true?"""
    return _Question.of(_ordered(required), _ordered(union)).answer(facts)


def decide_both_ways(left: Pattern, right: Pattern, facts: Sequence[Fact]) -> tuple[Answer, Answer, Answer]:
    """Is there an event that only left matches, one that only right matches, one that both match?"""
    one, other = prepared(left), prepared(right)
    if one == other:
        other = one
    both = (one,) if one is other else tuple(in_order_of_text((one, other), _text))
    asked = (((one,), (other,)), ((other,), (one,)), (both, ()))
    domain = QueryDomain.of([one.body], [other.body]) if one.variants and other.variants else None
    only_left, only_right, in_both = (
        _Question.of(wanted, unwanted, domain).answer(facts) for wanted, unwanted in asked
    )
    return only_left, only_right, in_both


def _needed(question: _Question, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Facts that suffice and of which none can be left out, documented ones before what was only seen."""
    ordered = sorted(facts, key=lambda fact: fact.grade is not Grade.DOCUMENTED)
    needed = _least(lambda some: isinstance(question.decide(some), Entailed), (), ordered, changed=False)
    return tuple(fact.name for fact in facts if fact in needed)


def _least(
    suffices: Callable[[Sequence[Fact]], bool], given: Sequence[Fact], facts: Sequence[Fact], *, changed: bool
) -> tuple[Fact, ...]:
    """A least part of the facts that suffices beside the given ones, which changed since they were asked.

    QuickXplain (Junker, 2004): few questions where few facts are needed, and the earlier
    fact where either does.
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

    required: tuple[Prepared, ...]
    union: tuple[Prepared, ...]
    domain: QueryDomain

    @staticmethod
    def of(
        required: tuple[Prepared, ...], union: tuple[Prepared, ...], domain: QueryDomain | None = None
    ) -> _Question:
        return _Question(required, union, domain or QueryDomain.of(_bodies(required), _bodies(union)))

    def answer(self, facts: Sequence[Fact]) -> Answer:
        """What is decided, and which facts it takes."""
        if not set(self.required).isdisjoint(self.union):
            return Entailed()  # nothing both matches and does not match one pattern, whatever AWS does
        answer = self.decide(())
        if isinstance(answer, Entailed) or not facts:
            return answer
        answer = self.decide(facts)
        return Entailed(_needed(self, facts)) if isinstance(answer, Entailed) else answer

    def decide(self, facts: Sequence[Fact]) -> Answer:
        try:
            variants = list(
                islice(explore(lambda interpretation: self._goal(facts, interpretation)), MAX_VARIANTS + 1)
            )
            if len(variants) > MAX_VARIANTS:
                return _stopped("readings")
            if len(variants) == 1:
                return self._search(variants[0][1], facts, replayed=True)
            return self._decide_variants(variants, facts)
        except BudgetError as error:
            return _stopped(error.budget)

    def _decide_variants(
        self, variants: Sequence[tuple[Mapping[OpenQuestion, str], Nnf]], facts: Sequence[Fact]
    ) -> Answer:
        """An event must be one under every interpretation at once."""
        covered: list[tuple[Mapping[OpenQuestion, str], bool]] = []
        for choices, goal in variants:
            answer = self._search(goal, facts, replayed=False)
            if isinstance(answer, Counterexample) and self._replays(answer.event, facts):
                return answer
            covered.append((choices, isinstance(answer, Entailed)))
        if all(none for _, none in covered):
            return Entailed()
        if any(none for _, none in covered):
            return _hanging(hinges(covered))
        answer = self._search(Conjunction(tuple(goal for _, goal in variants)), facts, replayed=True)
        return _hanging(hinges(covered)) if isinstance(answer, Entailed) else answer

    def _goal(self, facts: Sequence[Fact], interpretation: Interpretation) -> Nnf:
        wanted = [self._goal_of(one, interpretation, matching=True) for one in self.required]
        unwanted = [self._goal_of(one, interpretation, matching=False) for one in self.union]
        known = [self._goal_of(prepared(fact.pattern), interpretation, matching=True) for fact in facts]
        return Conjunction((self.domain.limits, *wanted, *unwanted, *known))

    def _goal_of(self, one: Prepared, interpretation: Interpretation, *, matching: bool) -> Nnf:
        if one.variants is not None and not self.domain.whole:
            return one.goal(interpretation, matching=matching)
        goal = simplify(self.domain.goal(one.body, interpretation))
        return goal if matching else negate(goal)

    def _search(self, goal: Nnf, facts: Sequence[Fact], *, replayed: bool) -> Answer:
        def accept(built: dict[str, JSON]) -> JSON:
            events = self.domain.events(built)
            return next((event for event in events if not replayed or self._replays(event, facts)), None)

        outcome = solve(goal, self.domain.sample, self.domain.favourites, accept)
        if isinstance(outcome, FoundEvent):
            return Counterexample(outcome.event)
        if isinstance(outcome, NoEvent):
            return Entailed()
        return _hanging(outcome.questions) if outcome.questions else Undecided((_UNCLEAR,))

    def _replays(self, event: JSON, facts: Sequence[Fact]) -> bool:
        """Whether the evaluator says so too, under every interpretation."""
        message = message_of(event)

        def test(interpretation: Interpretation) -> bool:
            return (
                all(body_holds(one.body, message, interpretation) for one in self.required)
                and not any(body_holds(one.body, message, interpretation) for one in self.union)
                and all(body_holds(fact.formula, message, interpretation) for fact in facts)
            )

        return all(matched for _, matched in explore(test))


_UNCLEAR = "no event was found of which it is known what AWS does with it"


def _hanging(questions: tuple[OpenQuestion, ...]) -> Undecided:
    reasons = tuple(f"{question}: nobody knows {question.text}" for question in questions)
    return Undecided(reasons, questions)


def _stopped(budget: str) -> Undecided:
    return Undecided((f"{budget}: the search stopped at this limit",), budget=budget)


def _ordered(patterns: Sequence[Pattern]) -> tuple[Prepared, ...]:
    return tuple(in_order_of_text(dict.fromkeys(map(prepared, patterns)), _text))


def _text(one: Prepared) -> str:
    return one.text


def _bodies(patterns: Sequence[Prepared]) -> list[Body]:
    return [one.body for one in patterns]
