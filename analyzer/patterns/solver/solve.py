"""Is there an event of which this formula is true? The one search that every answer rests on.

Unit propagation and branching, as Davis, Logemann and Loveland (1962) have it, over values instead of
truths. Literals that must hold are gathered by path; a disjunction keeps only the parts that do not
contradict them; where one part is left it must hold too; where several are, each is tried. At the end the
literals are turned into an event, which decides what the gathering could not see. The search is complete:
with no event found and nothing left in doubt, there is none.

Whatever is gathered knows on which decisions it hangs. So a contradiction that does not hang on the last
ones goes back past them at once (conflict-directed backjumping, Prosser, 1993): values that have nothing to
do with one another cost the sum of their cases, not the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeAlias, assert_never

from analyzer.allowance import BudgetError, Scope, allowance, spend
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.solver.concretize import Impossible, Levels, ModelBuilder, concretize, is_odd
from analyzer.patterns.solver.gathered import GatheredLiterals
from analyzer.patterns.solver.model_check import holds
from analyzer.patterns.solver.nnf import (
    Conjunction,
    Disjunction,
    Literal,
    Nnf,
    Quantified,
    ValuePath,
    leaves,
    negate,
)
from analyzer.patterns.solver.number_search import SHARE_FOR_ORDINARY

MAX_ODD = 20
"""Events with a number that overflowed that are passed over while an ordinary one is looked for; where
none of so many is ordinary, the patterns are about such numbers."""

_EVERY: Levels = -1
"""All decisions: an event was built, so nothing is known to be impossible."""


@dataclass(frozen=True, slots=True)
class NoEvent:
    """No event exists."""


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """There is this event, as whoever accepted it made it of what was built."""

    event: JSON


@dataclass(frozen=True, slots=True)
class Unclear:
    """If an event exists, it is none that was accepted, or AWS's behaviour on it hangs on these questions."""

    questions: tuple[OpenQuestion, ...] = ()


SearchResult: TypeAlias = FoundEvent | NoEvent | Unclear
Favourites: TypeAlias = Callable[[ValuePath], Sequence[str]]
Accept: TypeAlias = Callable[[dict[str, JSON]], JSON]


def solve(goal: Nnf, sample: dict[str, JSON], favourites: Favourites, accept: Accept) -> SearchResult:
    """An event of which the formula is true, as near to the sample as the first choices lead.

    `accept` makes an event of what was built, None to refuse it. Raises BudgetError past a limit.
    """
    for first, decisions in _WAYS:
        try:
            return _search(goal, _Search(sample, first, decisions), ModelBuilder(favourites), accept)
        except _RestartError:
            continue
    return _search(goal, _Search(sample, min, None), ModelBuilder(favourites), accept)


def _search(goal: Nnf, search: _Search, builder: ModelBuilder, accept: Accept) -> SearchResult:
    """The first event that is accepted; an ordinary one, if there is one among the first MAX_ODD."""
    refused = False
    events = map(accept, search.events(goal, builder))
    for event in events:
        if event is None:
            refused = True
        elif is_odd(event):
            return FoundEvent(_ordinary(islice(events, MAX_ODD)) or event)
        else:
            return FoundEvent(event)
    if refused or builder.unknown:
        return Unclear(tuple(sorted(builder.unknown, key=str)))
    return NoEvent()


def _ordinary(events: Iterable[JSON]) -> JSON:
    """The first event without a number that overflowed, if that is soon found."""
    with suppress(BudgetError, _RestartError), allowance(Scope.COMPARISON, SHARE_FOR_ORDINARY):
        return next((event for event in events if event is not None and not is_odd(event)), None)
    return None


class _RestartError(Exception):
    """The search took more decisions than it was given."""


_Reasoned: TypeAlias = tuple[Nnf, Levels]
"""What must hold, and the decisions that this hangs on."""


@dataclass(slots=True)
class _Node:
    """A place in the search: what was gathered, the disjunctions that are open, and what is to be added."""

    gathered: GatheredLiterals
    choices: list[_Choice]
    goals: list[_Reasoned]


class _Choice(NamedTuple):
    """A disjunction of which some parts are left, the paths that these speak of (nothing else changes what
    is left of it), and the decisions that it hangs on that no other part is."""

    parts: tuple[Nnf, ...]
    paths: frozenset[ValuePath]
    levels: Levels

    @staticmethod
    def of(parts: Sequence[Nnf], levels: Levels) -> _Choice:
        return _Choice(tuple(parts), frozenset(path for part in parts for path in _paths(part)), levels)


def _paths(goal: Nnf) -> Iterator[ValuePath]:
    match goal:
        case Literal(path) | Quantified(path):
            yield path
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from _paths(part)
        case _:
            assert_never(goal)


@dataclass(slots=True)
class _Decision:
    """The parts of a disjunction, each a way on; whoever tries a later one may take it that the earlier ones
    are false. `conflict` are the decisions before it on which it hangs that none of the parts tried will do.
    """

    level: Levels
    before: GatheredLiterals
    others: list[_Choice]
    parts: Sequence[Nnf]
    conflict: Levels
    at: int = 0
    ruled_out: list[_Reasoned] = field(default_factory=list)

    def node(self) -> _Node:
        """Where the current part holds."""
        goals = [(self.parts[self.at], self.level), *self.ruled_out]
        return _Node(self.before.copy(), self.others, goals)

    def next(self, conflict: Levels) -> _Node | None:
        """Where the next part holds, after the current one led to a conflict; None after the last one."""
        earlier = conflict & (self.level - 1)
        self.conflict |= earlier
        part = self.parts[self.at]
        if isinstance(part, (Literal, Quantified)):
            self.ruled_out.append((negate(part), earlier))
        self.at += 1
        return self.node() if self.at < len(self.parts) else None


def _go_on(decisions: list[_Decision], conflict: Levels) -> _Node | None:
    """Where to go on after a conflict: decisions on which it does not hang would lead to it again."""
    while decisions:
        last = decisions[-1]
        node = last.next(conflict) if conflict & last.level else None
        if node is not None:
            return node
        if conflict & last.level:
            conflict = last.conflict
        decisions.pop()
    return None


@dataclass(slots=True)
class _Search:
    """One way to search: which open disjunction comes first, the one with the fewest parts or the most, and
    how many decisions it may take (None: any number)."""

    sample: dict[str, JSON]
    first: Callable[..., _Choice]
    decisions: int | None

    def events(self, goal: Nnf, builder: ModelBuilder) -> Iterator[dict[str, JSON]]:
        """An event for each way to make the goal true in which there is one."""
        decisions: list[_Decision] = []
        node: _Node | None = _Node(GatheredLiterals.nothing(), [], [(goal, 0)])
        while node is not None:
            conflict = self.propagate(node)
            if conflict is None and node.choices:
                decisions.append(self.decision(node, len(decisions)))
                node = decisions[-1].node()
                continue
            if conflict is None:
                built = concretize(node.gathered.literals, self.sample, builder)
                conflict = built.levels if isinstance(built, Impossible) else _EVERY
                if isinstance(built, dict):
                    yield built
            node = _go_on(decisions, conflict)

    def propagate(self, node: _Node) -> Levels | None:
        """Gathers what must hold and keeps the disjunctions still open; the decisions that it hangs on for a
        contradiction, else None."""
        work = node.goals[::-1]
        while work:
            fresh: list[tuple[Sequence[Nnf], Levels]] = []
            while work:
                goal, levels = work.pop()
                match goal:
                    case Conjunction(parts):
                        work.extend([(part, levels) for part in reversed(parts)])
                    case Disjunction(parts):
                        fresh.append((parts, levels))
                    case literal:
                        conflict = node.gathered.add(literal, levels)
                        if conflict is not None:
                            return conflict
            touched, node.gathered.changed = node.gathered.changed, set()
            spend(1 + len(node.choices) // _CHOICES_A_STEP)
            stale = [choice for choice in node.choices if not touched.isdisjoint(choice.paths)]
            node.choices = [choice for choice in node.choices if touched.isdisjoint(choice.paths)]
            for open_parts, levels in (*((choice.parts, choice.levels) for choice in stale), *fresh):
                left, why = self._still_possible(node.gathered, open_parts)
                if left is None:
                    continue
                if len(left) > 1:
                    node.choices.append(_Choice.of(left, levels | why))
                elif left:
                    work.append((left[0], levels | why))
                else:
                    return levels | why
        return None

    def _still_possible(
        self, gathered: GatheredLiterals, parts: Sequence[Nnf]
    ) -> tuple[list[Nnf] | None, Levels]:
        """The parts that do not contradict what was gathered, and the decisions that the contradictions of
        the others hang on; None if one of the parts follows from it."""
        left: list[Nnf] = []
        why: Levels = 0
        for part in parts:
            spend(_STEPS_A_PART * leaves(part))
            if gathered.entails(part):
                return None, 0
            if gathered.refutes(part):
                why |= gathered.why_refuted(part)
            else:
                left.append(part)
        return left, why

    def decision(self, node: _Node, before: int) -> _Decision:
        """The disjunction that comes first, the part that is nearest to the sample first."""
        if self.decisions is not None:
            self.decisions -= 1
            if self.decisions < 0:
                raise _RestartError
        chosen = self.first(node.choices, key=lambda choice: len(choice.parts))
        others = [choice for choice in node.choices if choice is not chosen]
        ordered = sorted(chosen.parts, key=lambda part: not holds(part, self.sample))
        return _Decision(1 << before, node.gathered, others, ordered, chosen.levels)


_WAYS: tuple[tuple[Callable[..., _Choice], int], ...] = ((min, 200), (max, 200), (min, 2_000), (max, 2_000))
"""What is tried in turn, each for some decisions: each way is quick where the other is slow. Benchmark
patterns take some dozens."""

_CHOICES_A_STEP = 4
_STEPS_A_PART = 3
