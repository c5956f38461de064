"""What patterns want of a line that ends in raw text, and of the fields before that.

The fields that are kept apart have paths of their own; what is in the raw text is told by automata that
divide it (see `line_automata`). How many fields there are is told by which of their paths lead somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from analyzer.allowance import spend
from analyzer.patterns.evaluation.messages import TEXT
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.field_conditions import FieldPlace, holds_at
from analyzer.patterns.solver.line_automata import FieldAt, FieldFromEnd, RestAt
from analyzer.patterns.solver.nnf import FALSE, TRUE, Conjunction, Disjunction, Literal, Nnf, ValuePath
from analyzer.patterns.solver.value_domain import ValueKind, ValueSet
from analyzer.patterns.syntax.ast import Ellipsis, Field

FIELDS = "fields"
WORTH = "worth"
"""What the fields with an exponent are worth."""

Fields: TypeAlias = Sequence[Field]


class RawLine(NamedTuple):
    """What patterns want of lines that end in raw text, which starts with field number `raw`.

    It has at least two fields, unless it is the whole line.
    """

    raw: int
    whole: bool
    exponents: bool

    def with_gap(self, before: Fields, after: Fields, interpretation: Interpretation) -> Nnf:
        """before, ..., after"""
        least = len(before) + len(after)
        goals = [self._count(least), *conditions(before, map(self._place, range(least)), interpretation)]
        if all(field.condition is None for field in after):
            return Conjunction(tuple(goals))
        ways: list[Nnf] = []
        reaching = self.raw + len(after)  # in a line with so many fields, those after the gap are all raw
        for count in range(max(least, 0 if self.whole else self.raw + 2), reaching):
            places = map(self._place, range(count - len(after), count))
            ways.append(Conjunction((self._count(count, count), *conditions(after, places, interpretation))))
        from_end = map(self._place, range(-len(after), 0))
        ways.append(
            Conjunction((self._count(max(least, reaching)), *conditions(after, from_end, interpretation)))
        )
        return Conjunction((*goals, Disjunction(tuple(ways))))

    def without_gap(self, fields: Fields, interpretation: Interpretation) -> Nnf:
        """fields, of which the last takes the rest of the line"""
        count, places = len(fields), [self._place(number) for number in range(len(fields))]
        if not ends_in_condition(fields):
            return Conjunction((self._count(count), *conditions(fields, places, interpretation)))
        alone = Conjunction(tuple(conditions(fields[-1:], places[-1:], interpretation)))
        rest = alone
        if interpretation(OpenQuestion.LAST_FIELD) == "rest":
            rest = Conjunction(tuple(conditions(fields[-1:], [self._rest(count - 1)], interpretation)))
        ways = Disjunction(
            (Conjunction((self._count(count, count), alone)), Conjunction((self._count(count + 1), rest)))
        )
        return Conjunction((*conditions(fields[:-1], places, interpretation), ways))

    def _count(self, low: int, high: int | None = None) -> Nnf:
        """The line has so many fields."""
        known = 0 if self.whole else self.raw + 2
        if high is not None and high < known:
            return FALSE
        if high is None and low <= known:
            return TRUE
        return Conjunction((present(low - 1), TRUE if high is None else absent(high)))

    def _place(self, number: int) -> FieldPlace:
        """The field with the number; below 0 it counts from the end."""
        worth = (WORTH, str(number)) if self.exponents else None
        if number < 0:
            return FieldPlace((TEXT,), worth, partial(FieldFromEnd, -number))
        if number < self.raw:
            return FieldPlace(field_path(number), worth)
        return FieldPlace((TEXT,), worth, partial(FieldAt, number - self.raw))

    def _rest(self, number: int) -> FieldPlace:
        """The line from the field with the number on."""
        worth = (WORTH, f"from {number}") if self.exponents else None
        return FieldPlace((TEXT,), worth, partial(RestAt, number - self.raw))


def conditions(fields: Fields, places: Iterable[FieldPlace], interpretation: Interpretation) -> list[Nnf]:
    spend(_STEPS_A_FIELD * len(fields))
    return [
        holds_at(field.condition, place, interpretation)
        for field, place in zip(fields, places, strict=False)
        if field.condition is not None
    ]


_STEPS_A_FIELD = 16


def ends_of(entries: Sequence[Field | Ellipsis]) -> tuple[Fields, Fields | None]:
    """The fields before `...` and those after it; None after it where there is no `...`."""
    gap = next((at for at, entry in enumerate(entries) if isinstance(entry, Ellipsis)), None)
    fields = [entry for entry in entries if isinstance(entry, Field)]
    return (fields, None) if gap is None else (fields[:gap], fields[gap:])


def ends_in_condition(fields: Fields) -> bool:
    return bool(fields) and fields[-1].condition is not None


def field_path(number: int) -> ValuePath:
    return FIELDS, str(number)


def present(number: int) -> Nnf:
    return Literal(field_path(number), ValueSet(ValueKind.ABSENT), inside=False) if number >= 0 else TRUE


def absent(number: int) -> Nnf:
    return Literal(field_path(number), ValueSet(ValueKind.ABSENT))
