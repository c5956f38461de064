"""Lines that are easy to read and that patterns may match: what a witness is looked for among first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.solver.field_conditions import tests_of
from analyzer.patterns.solver.raw_lines import Fields, ends_of
from analyzer.patterns.solver.text_search import BudgetError, find_text
from analyzer.patterns.syntax.ast import Delimited, Field, Number, Operator, Regex, Text

_LARGE = 10**15


def names_of(delimited: Iterable[Delimited]) -> tuple[str, ...]:
    """A name for each field that some pattern gives one to, by its place from the start."""
    names: list[str] = []
    for before, _ in (ends_of(one.entries) for one in delimited):
        names += [""] * (len(before) - len(names))
        names = [name or (before[at].name if at < len(before) else "") for at, name in enumerate(names)]
    return tuple(name or "example" for name in names)


def examples_of(delimited: Sequence[Delimited], seeds: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Lines that one of the patterns may match, or two of them, as they are and with all the seeds."""
    lines = [_Example(before, after or ()) for before, after in (ends_of(one.entries) for one in delimited)]
    for first, second in product(lines, repeat=2):
        one, other = (len(line.before) + len(line.after) for line in (first, second))
        for size in sorted({one, one + 1, other, other + 1, one + other}):
            fields = first.over(second, size)
            yield fields
            if seeds:
                yield (*fields, *seeds)
                yield (*seeds, *fields)


class _Example(NamedTuple):
    """The fields of a pattern, of which examples are made."""

    before: Fields
    after: Fields

    def over(self, other: _Example, size: int) -> tuple[str, ...]:
        """An example with so many fields; where this pattern has no condition, of the other."""
        fields = [Field("") for _ in range(size)]
        for one in (other, self):
            places = [*range(len(one.before)), *range(size - len(one.after), size)]
            for place, field in zip(places, (*one.before, *one.after), strict=True):
                if 0 <= place < size and (field.condition is not None or fields[place].condition is None):
                    fields[place] = field
        return tuple(map(_example_of, fields))


def _example_of(field: Field) -> str:
    """A text that may pass the condition of a field and is easy to read; its name where any will do."""
    for operator, value in tests_of(field.condition):
        match operator, value:
            case _, Number(text, number):
                return _number_near(text, number, _STEPS[operator])
            case Operator.EQUAL, Text(chunks, otherwise):
                return "".join((*chunks, *(otherwise or ())) if len(chunks) > 1 else chunks)
            case Operator.EQUAL, Regex() as regex:
                return next(found_by(regex), field.name)
            case _:
                continue
    return field.name or "example"


_STEPS = {
    Operator.EQUAL: 0, Operator.GREATER_EQUAL: 0, Operator.LESS_EQUAL: 0,
    Operator.NOT_EQUAL: 1, Operator.GREATER: 1, Operator.LESS: -1,
}  # fmt: skip


def _number_near(text: str, number: Decimal, step: int) -> str:
    whole = -_LARGE < number < _LARGE and number == int(number)
    return str(int(number) + step) if step and whole else text


def found_by(regex: Regex) -> Iterator[str]:
    """A text that the expression is found in, if that is seen soon."""
    try:
        text = find_text([RegexSearch(regex.branches)], [])
    except BudgetError:
        return
    if text is not None:
        yield text
