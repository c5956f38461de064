"""What a condition wants of one field of a line, in the form that can be searched.

This is `lines` written down a second time, as `nnf` is `evaluate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.digits import OrderedNumbers
from analyzer.patterns.solver.nnf import (
    FALSE,
    TRUE,
    Conjunction,
    Disjunction,
    Literal,
    Nnf,
    ValuePath,
    equal_values,
    negate,
)
from analyzer.patterns.solver.numerals import NoNumerals, Numerals, with_exponent
from analyzer.patterns.solver.value_domain import ValueKind, ValueSet
from analyzer.patterns.syntax.ast import And, FieldTest, Formula, Number, Operator, Or, Text, Value

_MAY_HAVE_EXPONENT = re.compile(r"[0-9][eE][+-]?[0-9]")


class FieldPlace(NamedTuple):
    """Where a condition looks: at a text of its own, or at a part of one that `within` tells.

    worth: the path of what the part is worth where it is a number with an exponent, None where such
    numbers need not be told apart.
    """

    path: ValuePath
    worth: ValuePath | None = None
    within: Callable[[Automaton], Automaton] | None = None

    def at(self, automaton: Automaton | None) -> Nnf:
        """What is there is in the automaton's language; None for the empty set."""
        if automaton is None:
            return FALSE
        return Literal(
            self.path, ValueSet(texts=automaton if self.within is None else self.within(automaton))
        )


def holds_at(condition: Formula, place: FieldPlace, interpretation: Interpretation) -> Nnf:
    """The condition is true of what is at the place."""
    match condition:
        case And(operands):
            return Conjunction(tuple(holds_at(operand, place, interpretation) for operand in operands))
        case Or(operands):
            return Disjunction(tuple(holds_at(operand, place, interpretation) for operand in operands))
        case FieldTest(_, operator, value):
            return _passes(operator, value, place, interpretation)
        case _:
            return FALSE  # a line has no members


def _passes(operator: Operator, value: Value, place: FieldPlace, interpretation: Interpretation) -> Nnf:
    if isinstance(value, Number):
        return _number_passes(operator, value, place, interpretation)
    value_set = equal_values(value, interpretation)
    equal = TRUE if ValueKind.TEXT in value_set.kinds else place.at(value_set.texts)
    return equal if operator is Operator.EQUAL else negate(equal)


def _number_passes(
    operator: Operator, value: Number, place: FieldPlace, interpretation: Interpretation
) -> Nnf:
    """A bare number is compared by value, with a field that is a number itself.

    What a number with an exponent is worth is not told by its text, so it is a value of its own: that may
    find numbers that are none, which the replay sees, and misses none.
    """
    if value.odd and not operator.is_order and interpretation(OpenQuestion.NUMBER_SPELLING) == "word":
        equal = place.at(equal_values(value, lambda _: "word").texts)
        return equal if operator is Operator.EQUAL else negate(equal)
    ways = [place.at(Numerals(operator, value.value))]
    if place.worth is not None:
        worth = Literal(place.worth, ValueSet(numbers=OrderedNumbers(operator, value.value)))
        ways.append(Conjunction((place.at(with_exponent(operator, value.value)), worth)))
    if operator is Operator.NOT_EQUAL and interpretation(OpenQuestion.FIELD_NUMBER) == "differs":
        ways.append(place.at(NoNumerals()))
    return Disjunction(tuple(ways)) if len(ways) > 1 else ways[0]


def tells_exponents(condition: Formula | None) -> bool:
    """Whether the condition may tell a number with an exponent from an equal one without.

    A text without wildcards that is no such number does not: there are more ways to spell a number than
    texts in all patterns.
    """
    return any(_may_have_exponent(value) for _, value in tests_of(condition))


def tests_of(condition: Formula | None) -> Iterator[tuple[Operator, Value]]:
    """The comparisons in the condition."""
    match condition:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from tests_of(operand)
        case FieldTest(_, operator, value):
            yield operator, value
        case _:
            return


def _may_have_exponent(value: Value) -> bool:
    match value:
        case Number(text, odd=odd):
            return odd and _MAY_HAVE_EXPONENT.search(text) is not None
        case Text(chunks, None) if not any(chunks):
            return False  # `*` is true of every number
        case Text(chunks, None) if len(chunks) == 1:
            return _MAY_HAVE_EXPONENT.search(chunks[0]) is not None
        case _:
            return True
