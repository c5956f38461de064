"""The same goal in fewer words, so that a search has less to look at.

What is nested alike is joined, what is said twice is said once, and the texts that one value may be
equal to, or may not, become one list. Benchmark patterns are little else than such lists.
"""

from __future__ import annotations

from analyzer.patterns.solver.automata import Exactly, OneOf
from analyzer.patterns.solver.nnf import All, Any, At, Goal, Path
from analyzer.patterns.solver.value_domain import Test


def condensed(goal: Goal) -> Goal:
    """A goal that is true of the same events."""
    return _joined(type(goal), goal.parts) if isinstance(goal, (All, Any)) else goal


def _joined(node: type[All] | type[Any], parts: tuple[Goal, ...]) -> Goal:
    """The parts as one goal; each list of texts stands where the first of them stood."""
    kept: dict[Goal | Path, None] = {}
    listed: dict[Path, set[str]] = {}
    for part in parts:
        short = condensed(part)
        if isinstance(short, (All, Any)) and not short.parts and not isinstance(short, node):
            return short  # false within &&, true within ||
        for one in short.parts if isinstance(short, node) else (short,):
            texts = _texts(one, inside=node is Any) if isinstance(one, At) else None
            if isinstance(one, At) and texts is not None:
                listed.setdefault(one.path, set()).update(texts)
                kept[one.path] = None
            else:
                kept[one] = None
    goals = tuple(At(one, _list(listed[one]), node is Any) if isinstance(one, tuple) else one for one in kept)
    return goals[0] if len(goals) == 1 else node(goals)


def _texts(literal: At, *, inside: bool) -> frozenset[str] | None:
    """The texts that the literal lists, where it is about nothing else."""
    plain = literal.inside is inside and not literal.test.whole and literal.test.numbers is None
    return literal.test.listed if plain else None


def _list(texts: set[str]) -> Test:
    return Test(texts=Exactly(*texts) if len(texts) == 1 else OneOf(frozenset(texts)))
