"""Literals that must hold, gathered by the paths that they speak of, and what they leave for each value.

With each goes on which decisions of the search it hangs, so that a contradiction tells which of them led
to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import assert_never

from analyzer.allowance import spend
from analyzer.patterns.solver.concretize import Levels, check_steps
from analyzer.patterns.solver.nnf import Conjunction, Disjunction, Leaf, Literal, Nnf, Quantified, ValuePath
from analyzer.patterns.solver.value_domain import ABSENT, ARRAY, OBJECT, ValueDomain

_STEPS_A_LITERAL = 3
"""What gathering one literal costs, beside the sets that its value is known to be in."""

_PATHS_A_STEP = 8
"""Paths and literals that are copied in one step."""


@dataclass(slots=True)
class GatheredLiterals:
    """Literals that must hold, what they leave for the value at each path, and which decisions that hangs
    on. `changed` are the paths of which more is known since somebody looked."""

    domains: dict[ValuePath, ValueDomain]
    levels: dict[ValuePath, Levels]
    literals: list[tuple[Leaf, Levels]]
    quantified: set[Quantified]
    changed: set[ValuePath] = field(default_factory=set)

    @staticmethod
    def nothing() -> GatheredLiterals:
        """Of the event itself it is known from the start that it is an object."""
        return GatheredLiterals({(): _OBJECT}, {}, [], set())

    def copy(self) -> GatheredLiterals:
        spend(1 + (len(self.domains) + len(self.literals)) // _PATHS_A_STEP)
        return GatheredLiterals(
            dict(self.domains), dict(self.levels), list(self.literals), set(self.quantified)
        )

    def add(self, literal: Leaf, levels: Levels) -> Levels | None:
        """Gathers one more; the decisions that it hangs on if it plainly contradicts others, None if not.

        Raises BudgetError for a long path.
        """
        check_steps(literal)
        self.literals.append((literal, levels))
        path = literal.path
        self.changed.add(path)
        if isinstance(literal, Quantified):
            self.quantified.add(literal)
            return self._add_parents(path, literal.kinds.value, levels) if literal.some else None
        before = self.domains.get(path, _ANYTHING)
        spend(_STEPS_A_LITERAL + len(before.inside) + len(before.outside))
        left = before.with_set(literal.value_set, literal.inside)
        self.domains[path] = left
        levels |= self.levels.get(path, 0)
        self.levels[path] = levels
        if not left.kinds:
            return levels
        if left.kinds & ABSENT or not path:
            return None
        return self._add_parents(path[:-1], _holder(path), levels)

    def _add_parents(self, path: ValuePath, kinds: int, levels: Levels) -> Levels | None:
        """The value at the path is of one of the kinds, so it has parents that can hold it. Ends at the
        event itself."""
        while True:
            before = self.domains.get(path, _ANYTHING)
            if not before.kinds & kinds:
                return levels | self.levels.get(path, 0)
            if not before.kinds & ~kinds:
                return None  # known before, and so are its own parents
            self.domains[path] = before.narrowed(kinds)
            levels |= self.levels.get(path, 0)
            self.levels[path] = levels
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

    def why_refuted(self, goal: Nnf) -> Levels:
        """The decisions that it hangs on that the formula is refuted."""
        match goal:
            case Literal(path):
                return self.levels.get(path, 0)
            case Conjunction(parts):
                return next((self.why_refuted(part) for part in parts if self.refutes(part)), 0)
            case Disjunction(parts):
                return reduce(or_, map(self.why_refuted, parts), 0)
            case Quantified():  # pragma: no cover - none is refuted
                return 0
            case _:
                assert_never(goal)

    def entails(self, goal: Nnf) -> bool:
        """Whether the formula plainly follows from what was gathered."""
        match goal:
            case Literal(inside=inside):
                return self._clashes(goal, not inside)
            case Quantified():
                return goal in self.quantified
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
