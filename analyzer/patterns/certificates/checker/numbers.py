"""Whether there is a number of which all that is said is true, for the checker of certificates.

A number is finite or overflowed. A finite one has a value, which order is about, and is written as one
of few texts, which globs, quoted texts and expressions are about. The checker knows of four ways to rule
out all finite numbers: their values leave none; they leave one, and none of the ways to write it will
do; only one text is left, which is that of no such number; no text of the characters of numbers will do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from analyzer.patterns.certificates.checker.automata import Reader, closed, contains
from analyzer.patterns.certificates.checker.certificate import ProductState
from analyzer.patterns.certificates.checker.digits import (
    LONG,
    MAX_PLACES,
    NUMERAL_LETTERS,
    PLAIN_FROM,
    PLAIN_TO,
    InOrder,
    numerals,
)
from analyzer.patterns.certificates.checker.literals import CheckedLiteral
from analyzer.patterns.certificates.checker.texts import Settled, chunks_of, reader_of, settled, text_reader
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Number, Operator, Text

_NUMERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E-?[0-9]{1,6})?")
_OVERFLOWED = ("Infinity", "-Infinity", "NaN")
_MAX_DIGITS = 400
"""Digits before or after the point of a number that is written out."""


@dataclass(frozen=True, slots=True)
class SpellingClaim:
    """The text of the number is (or is not) among these; `pin` where that is the only one.

    `overflowed`: whether it is true of every number that overflowed, where its text does not say so.
    """

    reader: Reader
    wanted: bool
    pin: str | None = None
    overflowed: bool | None = None


@dataclass(frozen=True, slots=True)
class OrderClaim:
    """`value operator bound` is true of the number, or not: then it may have overflowed."""

    operator: Operator
    bound: Decimal
    wanted: bool


def claim_of(literal: CheckedLiteral, known: Settled) -> SpellingClaim | OrderClaim | None:
    """What is said of a number; None for nothing. Raises UnsettledError."""
    operator, value = literal.test.operator, literal.test.value
    if value is None:
        return None
    wanted = literal.inside == (operator is Operator.EQUAL)
    if isinstance(value, Number):
        is_word = value.odd and not operator.is_order
        if is_word and settled(OpenQuestion.NUMBER_SPELLING, known) == "word":
            pin = value.text if wanted else None
            return SpellingClaim(text_reader(value.text), wanted, pin, overflowed=not literal.inside)
        return OrderClaim(operator, value.value, literal.inside)
    pin = None
    if wanted and isinstance(value, Text):
        chunks = chunks_of(value, known)
        pin = chunks[0] if chunks is not None and len(chunks) == 1 else None
    return SpellingClaim(reader_of(value, known), wanted, pin)


def no_number(said: Sequence[CheckedLiteral], known: Settled, states: Sequence[ProductState] | None) -> bool:
    """Whether no number is what all of it says. Raises UnsettledError."""
    claims = [claim for literal in said if (claim := claim_of(literal, known)) is not None]
    if any(all(_true_of_overflowed(claim, text) for claim in claims) for text in _OVERFLOWED):
        return False
    orders = [claim for claim in claims if isinstance(claim, OrderClaim)]
    writings = [claim for claim in claims if isinstance(claim, SpellingClaim)]
    interval = _Interval.of(orders)
    if interval.empty:
        return True
    if interval.only is not None and _nothing_written(interval.only, writings):
        return True
    pins = [claim.pin for claim in writings if claim.pin is not None]
    if any(not _is_written(pin, interval, writings) for pin in pins):
        return True
    if states is None:
        return False
    return closed(*sets_of_numerals(claims), states, NUMERAL_LETTERS)


def sets_of_numerals(claims: Sequence[SpellingClaim | OrderClaim]) -> tuple[list[Reader], list[bool]]:
    """The sets that the text of a finite number must be in, or not: those that are spoken of, those that
    the order gives, and all numerals."""
    orders = [claim for claim in claims if isinstance(claim, OrderClaim)]
    writings = [claim for claim in claims if isinstance(claim, SpellingClaim)]
    interval = _Interval.of(orders)
    readers: list[Reader] = [one.reader for one in writings]
    readers += [
        InOrder(one.operator if one.wanted else _OPPOSITE[one.operator], one.bound)
        for one in orders
        if max(abs(one.bound.adjusted()), len(one.bound.as_tuple().digits)) <= MAX_PLACES
    ]
    readers.append(numerals(interval.low, interval.high))
    return readers, [one.wanted for one in writings] + [True] * (len(readers) - len(writings))


def no_value(orders: Sequence[OrderClaim]) -> bool:
    """Whether no finite value is what all of it says."""
    return _Interval.of(orders).empty


def holds_for(order: OrderClaim, value: Decimal) -> bool:
    """Whether what is said is true of this finite value."""
    return _Interval.of([order]).has(value)


def _true_of_overflowed(claim: SpellingClaim | OrderClaim, text: str) -> bool:
    """Nothing of its order is true of a number that overflowed; `!=` a number is not either."""
    if isinstance(claim, OrderClaim):
        return not claim.wanted
    if claim.overflowed is not None:
        return claim.overflowed
    return contains(claim.reader, text) == claim.wanted


def _is_written(text: str, interval: _Interval, writings: Sequence[SpellingClaim]) -> bool:
    """Whether the text may be that of a number in the interval, and passes."""
    if not _NUMERAL.fullmatch(text):
        return len(text) > _MAX_DIGITS  # perhaps one that is past what is known here
    value = Decimal(text)
    if not interval.has(value):
        return False
    return (_is_large(value) or text in _texts(value)) and all(_passes(text, writings))


def _passes(text: str, writings: Sequence[SpellingClaim]) -> list[bool]:
    return [contains(one.reader, text) == one.wanted for one in writings]


def _nothing_written(value: Decimal, writings: Sequence[SpellingClaim]) -> bool:
    """Whether no way to write a number of this value passes."""
    return not _is_large(value) and not any(all(_passes(text, writings)) for text in _texts(value))


def _is_large(value: Decimal) -> bool:
    return max(abs(value.adjusted()), len(value.as_tuple().digits)) > _MAX_DIGITS


def _texts(value: Decimal) -> list[str]:
    """Every way in which a whole number or a double of this value may be written."""
    if value == 0:
        return ["0", "0.0", "-0.0"]
    sign, size, double = "-" * (value < 0), abs(value), float(value)
    texts: list[str] = []
    strange = False  # it may be written with an exponent
    if value == value.to_integral_value():
        texts.append(str(int(value)))
        strange = size >= LONG
    if math.isfinite(double) and Decimal(repr(double)) == value:
        whole, _, part = format(size, "f").partition(".")
        texts.append(f"{sign}{whole}.{part.rstrip('0') or '0'}")
        strange |= not PLAIN_FROM <= size < PLAIN_TO
    if strange:
        digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
        texts.append(f"{sign}{digits[0]}.{digits[1:] or '0'}E{value.adjusted()}")
    return texts


@dataclass(frozen=True, slots=True)
class _Interval:
    """The finite values that are left: between two bounds, which may be among them, less some."""

    low: Decimal | None = None
    low_in: bool = True
    high: Decimal | None = None
    high_in: bool = True
    without: frozenset[Decimal] = frozenset()

    @staticmethod
    def of(orders: Sequence[OrderClaim]) -> _Interval:
        interval = _Interval()
        for one in orders:
            interval = interval.cut(one.operator if one.wanted else _OPPOSITE[one.operator], one.bound)
        return interval

    def cut(self, operator: Operator, bound: Decimal) -> _Interval:
        match operator:
            case Operator.NOT_EQUAL:
                return _Interval(self.low, self.low_in, self.high, self.high_in, self.without | {bound})
            case Operator.EQUAL:
                return self.cut(Operator.LESS_EQUAL, bound).cut(Operator.GREATER_EQUAL, bound)
            case Operator.LESS | Operator.LESS_EQUAL:
                if self.high is not None and bound > self.high:
                    return self
                closed_ = operator is Operator.LESS_EQUAL and (bound != self.high or self.high_in)
                return _Interval(self.low, self.low_in, bound, closed_, self.without)
            case Operator.GREATER | Operator.GREATER_EQUAL:
                if self.low is not None and bound < self.low:
                    return self
                closed_ = operator is Operator.GREATER_EQUAL and (bound != self.low or self.low_in)
                return _Interval(bound, closed_, self.high, self.high_in, self.without)
            case _:
                assert_never(operator)

    @property
    def only(self) -> Decimal | None:
        """The only value that is left, if it is one."""
        return self.low if self.low is not None and self.low == self.high else None

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None or self.low < self.high:
            return False
        return self.low > self.high or not self.has(self.low)

    def has(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.low_in)
        below = self.high is None or value < self.high or (value == self.high and self.high_in)
        return above and below and value not in self.without


_OPPOSITE = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.GREATER: Operator.LESS_EQUAL,
    Operator.GREATER_EQUAL: Operator.LESS,
    Operator.LESS: Operator.GREATER_EQUAL,
    Operator.LESS_EQUAL: Operator.GREATER,
}
