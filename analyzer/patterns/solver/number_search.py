"""Is there a number in these sets and outside of those?

A set of numbers is given by order (`> 5`), or by the text that a number is compared as (`4*`). Order
alone is decided by intervals, text alone by the automata of texts, both together by reading the order
off the digits. How AWS writes very large and very small numbers is unknown: where only such a number
could be an answer to a question about text, the answer is that nobody knows. So it is where only NaN
could be one: not every reader takes a message with it for JSON.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import islice, product
from typing import NamedTuple, TypeAlias, assert_never

from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.matching import in_order
from analyzer.patterns.evaluation.numeric import LARGEST, LEAST, LONG, number_texts, number_value
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.solver.automata import contains
from analyzer.patterns.solver.digits import MAX_PLACES, Digits, OrderedNumbers
from analyzer.patterns.solver.text_search import BudgetError, find_text
from analyzer.patterns.syntax.ast import Operator
from analyzer.patterns.syntax.regex import parse_regex


@dataclass(frozen=True, slots=True)
class FiniteNumbers:
    """The numbers that did not overflow."""


@dataclass(frozen=True, slots=True)
class WrittenNumbers:
    """The numbers whose text is in the automaton's language."""

    texts: Automaton


NumberSet: TypeAlias = OrderedNumbers | FiniteNumbers | WrittenNumbers


class Unknown(Enum):
    """There may be a number, but none of which AWS's behaviour is known; the question that it hangs on."""

    WRITTEN = OpenQuestion.NUMBER_TEXT
    NAN = OpenQuestion.JSON_DIALECT


@cache
def _known() -> RegexSearch:
    """How numbers are written, as far as it was recorded: whole ones, and doubles from 0.001 up to
    10,000,000."""
    return _written(
        r"^0$|^-?[1-9][0-9]{0,17}$|^-?0\.0$|^-?0\.0{0,2}[1-9]$|^-?0\.0{0,2}[1-9][0-9]*[1-9]$"
        r"|^-?[1-9][0-9]{0,6}\.0$|^-?[1-9][0-9]{0,6}\.[0-9]*[1-9]$"
    )


@cache
def _in_full() -> RegexSearch:
    """How the others may be written in full."""
    return _written(r"^-?[1-9][0-9]{18,}$|^-?[1-9][0-9]{7,}\.[0-9]+$|^-?0\.000[0-9]*[1-9]$")


@cache
def _with_exponent(negative: bool, large: bool) -> RegexSearch:
    """How the others may be written with an exponent."""
    return _written(rf"^{'-' * negative}[1-9]\.[0-9]+E{'-' * (not large)}[1-9][0-9]*$")


def _written(regex: str) -> RegexSearch:
    return RegexSearch(parse_regex(regex))


_ZERO = Decimal(0)
_STRANGE_FROM, _STRANGE_TO = Decimal("0.001"), Decimal(10**7)
_MAX_DIGITS = 4000
"""Digits of a whole number that is worked with; JSON readers stop there too."""


def in_set(number: int | float, numbers: NumberSet) -> bool | None:
    """Whether the number is in the set; None where that hangs on how AWS writes it."""
    match numbers:
        case FiniteNumbers():
            return number_value(number) is not None
        case OrderedNumbers(operator, bound):
            value = number_value(number)
            return value is not None and in_order(value, operator, bound)
        case WrittenNumbers(texts):
            scientific, plain = (contains(texts, text) for text in number_texts(number))
            return scientific if scientific == plain else None
        case _:
            assert_never(numbers)


def find_number(
    inside: Sequence[NumberSet], outside: Sequence[NumberSet], favourites: Iterable[int | float] = ()
) -> int | float | Unknown | None:
    """A number in every set of `inside` and in none of `outside`; None if there is none.

    One that overflowed only where no other is found. Raises BudgetError where the search for a text does.
    """
    overflowed = next((number for number in (LARGEST, LEAST) if _fits(number, inside, outside)), None)
    try:
        found = _find_finite(inside, outside, favourites)
    except BudgetError:
        if overflowed is None:
            raise
        return overflowed
    if isinstance(found, (int, float)):
        return found
    if overflowed is not None:
        return overflowed
    return Unknown.NAN if found is None and _fits(math.nan, inside, outside) else found


def _find_finite(
    inside: Sequence[NumberSet], outside: Sequence[NumberSet], favourites: Iterable[int | float]
) -> int | float | Unknown | None:
    """The same without a thought of NaN and of numbers that overflowed."""
    for number in (*favourites, 1, 0):
        if _fits(number, inside, outside):
            return number
    texts = [one.texts for one in inside if isinstance(one, WrittenNumbers)]
    not_texts = [one.texts for one in outside if isinstance(one, WrittenNumbers)]
    if any(
        isinstance(one, OrderedNumbers) and one.bound.adjusted() > _MAX_DIGITS for one in (*inside, *outside)
    ):
        raise BudgetError("number-digits")
    interval = NumberInterval.of(inside, outside)
    if not texts and not not_texts:
        return next((number for number in interval.numbers() if _fits(number, inside, outside)), None)
    return _find_written(texts, not_texts, interval, inside, outside)


def _fits(number: int | float, inside: Sequence[NumberSet], outside: Sequence[NumberSet]) -> bool:
    return all(in_set(number, one) is True for one in inside) and all(
        in_set(number, one) is False for one in outside
    )


def _find_written(
    texts: Sequence[Automaton],
    not_texts: Sequence[Automaton],
    interval: NumberInterval,
    inside: Sequence[NumberSet],
    outside: Sequence[NumberSet],
) -> int | float | Unknown | None:
    if interval.empty:
        return None
    orders = [Digits(one) for one in inside if isinstance(one, OrderedNumbers)]
    not_orders = [Digits(one) for one in outside if isinstance(one, OrderedNumbers)]
    if any(order.places > MAX_PLACES for order in (*orders, *not_orders)):
        return Unknown.WRITTEN
    text = find_text([_known(), *texts, *orders], [*not_texts, *not_orders], ())
    if text is not None:
        number = float(text) if "." in text else int(text)
        return number if _fits(number, inside, outside) else Unknown.WRITTEN
    strange = [[form, *texts] for form in interval.with_exponent()]
    if any(find_text(wanted, not_texts) is not None for wanted in strange):
        return Unknown.WRITTEN
    in_full = find_text([_in_full(), *texts, *orders], [*not_texts, *not_orders])
    return None if in_full is None else Unknown.WRITTEN


class NumberInterval(NamedTuple):
    """The finite numbers that the order sets allow: between two bounds, less some points.

    finite: no other number is allowed, that is, none that overflowed.
    """

    low: Decimal | None = None
    low_in: bool = False
    high: Decimal | None = None
    high_in: bool = False
    without: frozenset[Decimal] = frozenset()
    finite: bool = False

    @staticmethod
    def of(inside: Sequence[NumberSet], outside: Sequence[NumberSet]) -> NumberInterval:
        interval = NumberInterval()
        for one in inside:
            interval = interval.narrowed(one, inside=True)
        for one in outside:
            interval = interval.narrowed(one, inside=False)
        return interval

    def narrowed(self, numbers: NumberSet, *, inside: bool) -> NumberInterval:
        """What is left of it inside, or outside, of one more set; the text of a number changes nothing."""
        match numbers:
            case OrderedNumbers(operator, bound) if inside:
                return self.cut(operator, bound)._replace(finite=True)
            case OrderedNumbers(operator, bound):
                return self.cut(_OPPOSITE[operator], bound)
            case FiniteNumbers() if inside:
                return self._replace(finite=True)
            case FiniteNumbers():
                return NumberInterval(_ZERO, False, _ZERO, False, self.without, self.finite)
            case WrittenNumbers():
                return self
            case _:
                assert_never(numbers)

    def cut(self, operator: Operator, bound: Decimal) -> NumberInterval:
        low, low_in, high, high_in = self.low, self.low_in, self.high, self.high_in
        if operator is Operator.NOT_EQUAL:
            return self._replace(without=self.without | {bound})
        if operator in (Operator.GREATER, Operator.GREATER_EQUAL, Operator.EQUAL):
            closed = operator is not Operator.GREATER
            if low is None or bound > low or (bound == low and not closed):
                low, low_in = bound, closed
        if operator in (Operator.LESS, Operator.LESS_EQUAL, Operator.EQUAL):
            closed = operator is not Operator.LESS
            if high is None or bound < high or (bound == high and not closed):
                high, high_in = bound, closed
        return NumberInterval(low, low_in, high, high_in, self.without, self.finite)

    @property
    def excludes_all(self) -> bool:
        """Whether there is no number at all."""
        return self.finite and self.empty

    @property
    def empty(self) -> bool:
        """Whether there is no finite number."""
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return not (self.low_in and self.high_in) or self.low in self.without
        return self.low > self.high

    def with_exponent(self) -> Iterator[Automaton]:
        """How the numbers in the interval that are very large or very small may be written."""
        for negative, large in product((False, True), repeat=2):
            low, high = (self.low, self.high) if not negative else (_minus(self.high), _minus(self.low))
            if large and (high is None or high >= _STRANGE_TO):
                yield _with_exponent(negative, large)
            if not large and (high is None or high > 0) and (low is None or low < _STRANGE_FROM):
                yield _with_exponent(negative, large)

    def numbers(self) -> Iterator[int | float]:
        """Numbers to try; if any number at all is in the interval, one of these is."""
        tries = 2 * (len(self.without) + 6)
        for bound in (self.low, self.high):
            if bound is not None and bound == bound.to_integral_value():
                yield _at(bound)
        if self.low is not None and self.high is not None:
            yield float((self.low + self.high) / 2)
        if self.low is not None:
            yield from islice(_upwards(self.low), tries)
        if self.high is not None:
            yield from islice(_downwards(self.high), tries)
        yield from range(tries)


def _minus(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else -bound


_OPPOSITE = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.GREATER: Operator.LESS_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS,
    Operator.LESS: Operator.GREATER_EQUAL,
    Operator.LESS_EQUAL: Operator.GREATER,
}


def _at(bound: Decimal) -> int | float:
    """The whole number of this value; a large one as a double, which few digits tell, if it is one."""
    double = float(bound)
    return double if _is_long(bound) and number_value(double) == bound else int(bound)


def _is_long(bound: Decimal) -> bool:
    return abs(bound) >= LONG


def _upwards(bound: Decimal) -> Iterator[int | float]:
    """Whole numbers and doubles upwards from the bound, in turn, nearest first; from a large bound, where
    whole numbers are long to read, doubles first."""
    whole = math.floor(bound) + 1
    double = math.nextafter(float(bound), -math.inf)
    if _is_long(bound):
        yield from (double, float(bound), math.nextafter(float(bound), math.inf))
    while True:
        yield whole
        yield double
        whole += 1
        double = math.nextafter(double, math.inf)


def _downwards(bound: Decimal) -> Iterator[int | float]:
    for number in _upwards(-bound):  # pragma: no branch - it goes up for ever
        yield -number
