"""Decides whether there is an event that some patterns match and some others do not.

It is decided under every interpretation at once: an event counts only if it is one under
all of them, and there is none only if there is none under any. An event is replayed through the
evaluator before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from analyzer.allowance import BudgetError, Scope, allowance, spend
from analyzer.patterns.evaluation.evaluate import body_holds, hinges
from analyzer.patterns.evaluation.messages import JSON, Message, message_of
from analyzer.patterns.facts import Fact, Grade
from analyzer.patterns.open_questions import Interpretation, OpenQuestion, explore
from analyzer.patterns.solver.answers import Answer, Counterexample, Entailed, Undecided
from analyzer.patterns.solver.nnf import Conjunction, Disjunction, Nnf
from analyzer.patterns.solver.prepared import MAX_VARIANTS, Prepared, prepared
from analyzer.patterns.solver.query_domain import QueryDomain
from analyzer.patterns.solver.solve import FoundEvent, NoEvent, solve
from analyzer.patterns.syntax.ast import Body, Pattern
from analyzer.patterns.syntax.printer import in_order_of_text


class Likeness(NamedTuple):
    """What makes events look real: whole records that an event which was found may stand for, the best
    first, and what an event contradicts of how its own members hang together."""

    records: Callable[[JSON], Iterable[JSON]]
    broken_relations: Callable[[JSON], Iterable[Fact]]


MAX_ROUNDS = 8
"""How often facts are added that an event contradicts, before all are: two or three are usual."""


def decide(
    required: Sequence[Pattern],
    union: Sequence[Pattern],
    facts: Sequence[Fact],
    likeness: Likeness | None = None,
) -> Answer:
    """Is there an event that all of `required` and none of `union` match, and of which the facts are true?

    With a likeness, it is one that agrees with itself, and a whole record where one was made.
    """
    with allowance(Scope.COMPARISON):
        try:
            return _Question.of(_ordered(required), _ordered(union)).answer(facts, likeness)
        except BudgetError as error:
            return _stopped(error.budget)


def decide_both_ways(left: Pattern, right: Pattern, facts: Sequence[Fact]) -> tuple[Answer, Answer, Answer]:
    """Is there an event that only left matches, one that only right matches, one that both match?"""
    with allowance(Scope.COMPARISON):
        one, other = prepared(left), prepared(right)
        if one == other:
            other = one
        both = (one,) if one is other else tuple(in_order_of_text((one, other), _text))
        domain = QueryDomain.of([one.body], [other.body]) if one.variants and other.variants else None

        def answer(required: tuple[Prepared, ...], union: tuple[Prepared, ...]) -> Answer:
            try:
                return _Question.of(required, union, domain).answer(facts)
            except BudgetError as error:
                return _stopped(error.budget)

        return answer((one,), (other,)), answer((other,), (one,)), answer(both, ())


def _needed(question: _Question, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Facts that suffice, documented ones before what was only seen. None can be left out, as far as that was
    found out before a limit was reached."""
    ordered = sorted(facts, key=_is_seen)
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
        spend(sum(one.cost for one in (*required, *union)))
        return _Question(required, union, domain or QueryDomain.of(_bodies(required), _bodies(union)))

    def answer(self, facts: Sequence[Fact], likeness: Likeness | None = None) -> Answer:
        """What is decided, and which facts it takes."""
        if not set(self.required).isdisjoint(self.union):
            return Entailed()  # nothing both matches and does not match one pattern, whatever AWS does
        with allowance(
            Scope.COMPARISON, 2 if facts else 1
        ):  # what the facts tell at once may be long without
            answer = self.decide(())
        if isinstance(answer, Entailed) or not facts:
            return answer
        answer, given = self._under_facts(answer, facts, likeness)
        return Entailed(_needed(self, given)) if isinstance(answer, Entailed) else answer

    def _under_facts(
        self, answer: Answer, facts: Sequence[Fact], likeness: Likeness | None
    ) -> tuple[Answer, Sequence[Fact]]:
        """The answer among events of which all facts are true, and those facts that were asked for.

        A fact is asked for once an event that was found contradicts it (counterexample-guided
        refinement, Clarke and others, 2000): few of a long table ever are. Documented facts come first,
        so that no other is named where they suffice. After MAX_ROUNDS all are.
        """
        given: tuple[Fact, ...] = ()
        for _ in range(MAX_ROUNDS):
            if not isinstance(answer, Counterexample):
                break
            for record in () if likeness is None else likeness.records(answer.event):
                if self._replays(record, facts) and not _disagrees(record, likeness):
                    return Counterexample(record), given
            broken = self._broken(answer.event, facts)
            if not broken:
                broken = _disagrees(answer.event, likeness)
                facts = (*facts, *broken)
            if not broken:
                return answer, given
            given = tuple(fact for fact in facts if fact in given or fact in broken)
            answer = self.decide(given)
        if isinstance(answer, Entailed):
            return answer, given
        answer = self.decide(facts)
        if isinstance(answer, Counterexample) and _disagrees(answer.event, likeness):
            return Undecided((_AT_ODDS,)), facts
        return answer, facts

    def _broken(self, event: JSON, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The facts that the event contradicts: the documented ones, or where it meets these, the others."""
        message = message_of(event)
        broken: list[Fact] = []
        for fact in sorted(facts, key=_is_seen):
            if broken and _is_seen(fact) and not _is_seen(broken[0]):
                break
            if not _holds(fact, message):
                broken.append(fact)
        return tuple(broken)

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
        """What it takes: for some kind of line, where there are many, what all ask of it."""
        asked = [self.domain.limits]
        asked += [self._goals_of(one, interpretation, matching=True) for one in self.required]
        asked += [self._goals_of(one, interpretation, matching=False) for one in self.union]
        asked += [self._goals_of(prepared(fact.pattern), interpretation, matching=True) for fact in facts]
        spend(_STEPS_A_WAY * len(asked) * self.domain.ways)
        ways = [
            Conjunction(tuple(goals[way if len(goals) > 1 else 0] for goals in asked))
            for way in range(self.domain.ways)
        ]
        return ways[0] if len(ways) == 1 else Disjunction(tuple(ways))

    def _goals_of(self, one: Prepared, interpretation: Interpretation, *, matching: bool) -> tuple[Nnf, ...]:
        if one.variants is not None and not self.domain.whole:
            return (one.goal(interpretation, matching=matching),)
        spend(one.cost)
        return self.domain.goals(one.body, interpretation, matching=matching)

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


def _disagrees(event: JSON, likeness: Likeness | None) -> tuple[Fact, ...]:
    return () if likeness is None else tuple(likeness.broken_relations(event))


def _is_seen(fact: Fact) -> bool:
    return fact.grade is not Grade.DOCUMENTED


def _holds(fact: Fact, message: Message) -> bool:
    """Whether the fact is true of it, whatever AWS does."""
    return all(
        true for _, true in explore(lambda interpretation: body_holds(fact.formula, message, interpretation))
    )


_STEPS_A_WAY = 2
_AT_ODDS = "no event was found whose own members agree with one another"
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
