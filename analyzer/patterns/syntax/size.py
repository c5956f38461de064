"""How much a pattern asks: what the limit `pattern-terms` counts."""

from __future__ import annotations

from typing import assert_never

from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Compare,
    Delimited,
    Ellipsis,
    Everything,
    FieldTest,
    Is,
    IsText,
    Not,
    NotExists,
    Or,
    Regex,
    Terms,
)


def count_terms(body: Body) -> int:
    """Conditions and words of a pattern; a field without a condition is neither."""
    match body:
        case Everything():
            return 0
        case And(operands) | Or(operands):
            return sum(map(count_terms, operands))
        case Not(operand):
            return count_terms(operand)
        case Terms(terms):
            return len(terms)
        case Delimited(entries):
            fields = (entry for entry in entries if not isinstance(entry, Ellipsis))
            return sum(count_terms(field.condition) for field in fields if field.condition is not None)
        case Compare() | Is() | NotExists() | IsText() | FieldTest() | Regex():
            return 1
        case _:
            assert_never(body)
