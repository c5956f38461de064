"""The same formula in fewer words, so that a search has less to look at.

What is nested alike is joined, what is said twice is said once, and the texts that one value may be
equal to, or may not, become one list. Benchmark patterns are little else than such lists.
"""

from __future__ import annotations

from analyzer.patterns.solver.automata import Exactly, OneOf
from analyzer.patterns.solver.nnf import Conjunction, Disjunction, Literal, Nnf, ValuePath
from analyzer.patterns.solver.value_domain import ValueSet


def simplify(goal: Nnf) -> Nnf:
    """A formula that is true of the same events."""
    return _joined(type(goal), goal.parts) if isinstance(goal, (Conjunction, Disjunction)) else goal


def _joined(node: type[Conjunction] | type[Disjunction], parts: tuple[Nnf, ...]) -> Nnf:
    """The parts as one formula; each list of texts stands where the first of them stood."""
    kept: dict[Nnf | ValuePath, None] = {}
    listed: dict[ValuePath, set[str]] = {}
    for part in parts:
        short = simplify(part)
        if isinstance(short, (Conjunction, Disjunction)) and not short.parts and not isinstance(short, node):
            return short  # false within &&, true within ||
        for one in short.parts if isinstance(short, node) else (short,):
            texts = _texts(one, inside=node is Disjunction) if isinstance(one, Literal) else None
            if isinstance(one, Literal) and texts is not None:
                listed.setdefault(one.path, set()).update(texts)
                kept[one.path] = None
            else:
                kept[one] = None
    goals = tuple(
        Literal(one, _list(listed[one]), node is Disjunction) if isinstance(one, tuple) else one
        for one in kept
    )
    return goals[0] if len(goals) == 1 else node(goals)


def _texts(literal: Literal, *, inside: bool) -> frozenset[str] | None:
    """The texts that the literal lists, where it is about nothing else."""
    plain = literal.inside is inside and not literal.value_set.whole and literal.value_set.numbers is None
    return literal.value_set.listed if plain else None


def _list(texts: set[str]) -> ValueSet:
    return ValueSet(texts=Exactly(*texts) if len(texts) == 1 else OneOf(frozenset(texts)))
