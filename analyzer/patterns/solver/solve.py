"""Is there an event of which this formula is true? The one search that every answer rests on.

Unit propagation and branching, as Davis, Logemann and Loveland (1962) have it, over values instead of
truths. Literals that must hold are gathered by path; a disjunction keeps only the parts that do not
contradict them; where one part is left it must hold too; where several are, each is tried. At the end the
literals are turned into an event, which decides what the gathering could not see. The search is complete:
with no event found and nothing left in doubt, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, assert_never

from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.solver.concretize import ModelBuilder, check_steps, concretize, is_odd
from analyzer.patterns.solver.model_check import holds
from analyzer.patterns.solver.nnf import (
    Conjunction,
    Disjunction,
    Leaf,
    Literal,
    Nnf,
    Quantified,
    ValuePath,
    negate,
)
from analyzer.patterns.solver.text_search import BudgetError
from analyzer.patterns.solver.value_domain import ABSENT, ARRAY, OBJECT, ValueDomain

MAX_STEPS = 20_000
"""Parts of disjunctions that one search may look at, about half a second. Benchmark patterns need some
dozens, five hundred operands that do not interact some thousands."""

MAX_ODD = 20
"""Events with a number that overflowed that are passed over while an ordinary one is looked for; where
none of so many is ordinary, the patterns are about such numbers."""

_CHOICES = "choices"


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
    try:
        return _search(goal, _Search(sample, min), ModelBuilder(favourites), accept)
    except BudgetError as error:
        if error.budget != _CHOICES:
            raise
    return _search(goal, _Search(sample, max), ModelBuilder(favourites), accept)


def _search(goal: Nnf, search: _Search, builder: ModelBuilder, accept: Accept) -> SearchResult:
    """The first event that is accepted; an ordinary one, if there is one among the first MAX_ODD."""
    refused, odd = False, list[JSON]()
    try:
        for built in _built(goal, search, builder):
            event = accept(built)
            if event is None:
                refused = True
            elif not is_odd(event):
                return FoundEvent(event)
            else:
                odd.append(event)
                if len(odd) == MAX_ODD:
                    break
    except BudgetError:
        if not odd:
            raise
    if odd:
        return FoundEvent(odd[0])
    if refused or builder.unknown:
        return Unclear(tuple(sorted(builder.unknown, key=str)))
    return NoEvent()


def _built(goal: Nnf, search: _Search, builder: ModelBuilder) -> Iterator[dict[str, JSON]]:
    """An event for each way to make the goal true in which there is one."""
    ways: list[Iterator[_Node]] = [iter([_Node(_Gathered({(): _OBJECT}, []), [], [goal])])]
    while ways:
        node = next(ways[-1], None)
        if node is None:
            ways.pop()
        elif search.propagate(node):
            if node.choices:
                ways.append(search.branch(node))
                continue
            built = concretize(node.gathered.literals, search.sample, builder)
            if built is not None:
                yield built


@dataclass(slots=True)
class _Node:
    """A place in the search: what was gathered, the disjunctions that are open, and what is to be added."""

    gathered: _Gathered
    choices: list[_Choice]
    goals: list[Nnf]


class _Choice(NamedTuple):
    """A disjunction, and the paths that it speaks of: nothing else changes what is left of it."""

    parts: tuple[Nnf, ...]
    paths: frozenset[ValuePath]

    @staticmethod
    def of(parts: Sequence[Nnf]) -> _Choice:
        return _Choice(tuple(parts), frozenset(path for part in parts for path in _paths(part)))


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
class _Gathered:
    """Literals that must hold, and what they leave for the value at each path."""

    domains: dict[ValuePath, ValueDomain]
    literals: list[Leaf]
    changed: set[ValuePath] = field(default_factory=set)

    def copy(self) -> _Gathered:
        return _Gathered(dict(self.domains), list(self.literals))

    def add(self, literal: Leaf) -> bool:
        """Gathers one more; false if it plainly contradicts another. Raises BudgetError for a long path."""
        check_steps(literal)
        self.literals.append(literal)
        self.changed.add(literal.path)
        if isinstance(literal, Quantified):
            return not literal.some or self._add_parents(literal.path, literal.kinds.value)
        before = self.domains.get(literal.path, _ANYTHING)
        left = before.with_set(literal.value_set, literal.inside)
        self.domains[literal.path] = left
        if left.kinds & ABSENT or not left.kinds:
            return bool(left.kinds)
        return self._add_parents(literal.path[:-1], _holder(literal.path)) if literal.path else True

    def _add_parents(self, path: ValuePath, kinds: int) -> bool:
        """The value at the path is of one of the kinds, so it has parents that can hold it. Ends at the
        event itself, of which it is known from the start that it is an object."""
        while True:
            before = self.domains.get(path, _ANYTHING)
            if not before.kinds & kinds:
                return False
            if not before.kinds & ~kinds:
                return True  # known before, and so are its own parents
            self.domains[path] = before.narrowed(kinds)
            self.changed.add(path)
            path, kinds = path[:-1], _holder(path)

    def _clashes(self, literal: Literal, inside: bool) -> bool:
        return self.domains.get(literal.path, _ANYTHING).clashes(literal.value_set, inside)

    def refutes(self, goal: Nnf) -> bool:
        """Whether the formula plainly contradicts what was gathered."""
        match goal:
            case Literal(inside=inside):
                return self._clashes(goal, inside)
            case Quantified():
                return False
            case Conjunction(parts):
                return any(map(self.refutes, parts))
            case Disjunction(parts):
                return all(map(self.refutes, parts))
            case _:
                assert_never(goal)

    def entails(self, goal: Nnf) -> bool:
        """Whether the formula plainly follows from what was gathered."""
        match goal:
            case Literal(inside=inside):
                return self._clashes(goal, not inside)
            case Quantified():
                return goal in self.literals
            case Conjunction(parts):
                return all(map(self.entails, parts))
            case Disjunction(parts):
                return any(map(self.entails, parts))
            case _:
                assert_never(goal)


_ANYTHING = ValueDomain()
_OBJECT = _ANYTHING.narrowed(OBJECT)


def _holder(path: ValuePath) -> int:
    """The kind of what holds the last step of the path."""
    return OBJECT if isinstance(path[-1], str) else ARRAY


@dataclass(slots=True)
class _Search:
    """One way to search: which open disjunction comes first, the one with the fewest parts or the most.

    Each way is quick where the other is slow, so a search that stops at its limit is tried the other way.
    """

    sample: dict[str, JSON]
    first: Callable[..., _Choice]
    steps: int = 0

    def propagate(self, node: _Node) -> bool:
        """Gathers what must hold and keeps the disjunctions still open; false for a contradiction."""
        work = node.goals[::-1]
        while work:
            fresh: list[Sequence[Nnf]] = []
            while work:
                goal = work.pop()
                match goal:
                    case Conjunction(parts):
                        work.extend(reversed(parts))
                    case Disjunction(parts):
                        fresh.append(parts)
                    case literal:
                        if not node.gathered.add(literal):
                            return False
            touched, node.gathered.changed = node.gathered.changed, set()
            stale = [choice for choice in node.choices if not touched.isdisjoint(choice.paths)]
            node.choices = [choice for choice in node.choices if touched.isdisjoint(choice.paths)]
            for open_parts in (*(choice.parts for choice in stale), *fresh):
                left = self._still_possible(node.gathered, open_parts)
                if left is None:
                    continue
                if len(left) > 1:
                    node.choices.append(_Choice.of(left))
                elif left:
                    work.extend(left)
                else:
                    return False
        return True

    def _still_possible(self, gathered: _Gathered, parts: Sequence[Nnf]) -> list[Nnf] | None:
        """The parts that do not contradict what was gathered; None if one of them follows from it."""
        self.steps += len(parts)
        if self.steps > MAX_STEPS:
            raise BudgetError(_CHOICES)
        left: list[Nnf] = []
        for part in parts:
            if gathered.entails(part):
                return None
            if not gathered.refutes(part):
                left.append(part)
        return left

    def branch(self, node: _Node) -> Iterator[_Node]:
        """One way on for each part of the disjunction that comes first, the one nearest to the sample first.

        Whoever tries a later part may take it that the earlier ones are false.
        """
        chosen = self.first(node.choices, key=lambda choice: len(choice.parts))
        others = [choice for choice in node.choices if choice is not chosen]
        ordered = sorted(chosen.parts, key=lambda part: not holds(part, self.sample))
        ruled_out: list[Nnf] = []
        for part in ordered:
            yield _Node(node.gathered.copy(), others, [part, *ruled_out])
            if isinstance(part, (Literal, Quantified)):
                ruled_out.append(negate(part))
