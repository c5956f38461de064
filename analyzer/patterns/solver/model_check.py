"""Whether a formula is true of an event, or a leaf of it of a value, beyond doubt."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.solver.nnf import Conjunction, Disjunction, Leaf, Literal, Nnf
from analyzer.patterns.solver.value_domain import ABSENT, ValueKind


class Absent(Enum):
    """No value at all."""

    ABSENT = "absent"


_NOTHING = Absent.ABSENT
Maybe: TypeAlias = "JSON | Absent"


def holds(goal: Nnf, event: JSON) -> bool:
    """Whether the formula is true of the event, beyond doubt."""
    match goal:
        case Conjunction(parts):
            return all(holds(part, event) for part in parts)
        case Disjunction(parts):
            return any(holds(part, event) for part in parts)
        case literal:
            return true_of(literal, event)


def true_of(literal: Leaf, value: Maybe) -> bool:
    """Whether the literal is true of the value, beyond doubt."""
    for step in literal.path:
        value = _child(value, step)
    if isinstance(literal, Literal):
        if isinstance(value, Absent):
            return bool(literal.value_set.whole & ABSENT) == literal.inside
        return literal.value_set.has(value) is literal.inside
    passed = [true_of(literal.literal, child) for child in _children(value, literal.kinds)]
    return any(passed) if literal.some else all(passed)


def _child(value: Maybe, step: str | int) -> Maybe:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step, _NOTHING)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return _NOTHING


def _children(value: Maybe, kinds: ValueKind) -> list[JSON]:
    if isinstance(value, dict) and ValueKind.OBJECT in kinds:
        return list(value.values())
    return value if isinstance(value, list) and ValueKind.ARRAY in kinds else []
