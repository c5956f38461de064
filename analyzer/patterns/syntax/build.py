"""Trees without text behind them. What stands here for a text stands for itself: a star is a star."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.patterns.syntax.ast import And, Compare, Formula, Index, Name, Operator, Or, Selector, Text


def selector(path: str | Iterable[str | int]) -> Selector:
    """A selector from names and indexes; a path given as text is one name, or names between dots."""
    steps = path.split(".") if isinstance(path, str) else path
    return Selector(tuple(Index(step) if isinstance(step, int) else Name(step) for step in steps))


def text_equals(path: str | Iterable[str | int], text: str) -> Compare:
    """The text at the path is exactly this one; a star in it stands for itself."""
    return Compare(selector(path), Operator.EQUAL, Text((text,), exact=True))


def text_starts_with(path: str | Iterable[str | int], text: str) -> Compare:
    """The text at the path starts with this one; a star in it stands for itself."""
    return Compare(selector(path), Operator.EQUAL, Text((text, ""), exact=True))


def text_ends_with(path: str | Iterable[str | int], text: str) -> Compare:
    """The text at the path ends with this one; a star in it stands for itself."""
    return Compare(selector(path), Operator.EQUAL, Text(("", text), exact=True))


def conjunction(*operands: Formula) -> Formula:
    """All of the operands; a single one is given back as it is."""
    return operands[0] if len(operands) == 1 else And(operands)


def disjunction(*operands: Formula) -> Formula:
    """Any of the operands; a single one is given back as it is."""
    return operands[0] if len(operands) == 1 else Or(operands)
