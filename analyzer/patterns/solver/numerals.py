"""The fields of a line that are numbers, told by their value.

A field is a number if it is spelled like one: an optional sign, digits, an optional fraction, an optional
exponent. Without an exponent the value is read off the digits, one at a time. With one it cannot be (a
thousand zeros and `e1000` is as good as none), so of those only what the digits say is told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analyzer.patterns.evaluation.automaton import State
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.solver.digit_order import DigitOrder, DigitsRead, places_of
from analyzer.patterns.solver.text_search import BudgetError
from analyzer.patterns.syntax.ast import Operator
from analyzer.patterns.syntax.regex import parse_regex

MAX_PLACES = 60
"""Digits before or after the point of a bound that are compared one by one: more than any quantity has."""

_POWER = r"[eE][+\-]?[0-9]{1,9}$"


def _with_power(sign: str, spellings: Iterable[str]) -> RegexSearch:
    return RegexSearch(parse_regex("|".join(f"^{sign}{one}{_POWER}" for one in spellings)))


_ANY = (r"[0-9]+", r"[0-9]+\.[0-9]+")
WITH_EXPONENT = _with_power(r"[+\-]?", _ANY)
"""The numbers with an exponent."""

_NUMERALS = RegexSearch(
    parse_regex(rf"^[+\-]?[0-9]+$|^[+\-]?[0-9]+\.[0-9]+$|^[+\-]?[0-9]+{_POWER}|^[+\-]?[0-9]+\.[0-9]+{_POWER}")
)


@dataclass(frozen=True, slots=True)
class NoNumerals:
    """The texts that are no numbers."""

    def start(self) -> State:
        return _NUMERALS.start()

    def step(self, state: State, char: str) -> State:
        return _NUMERALS.step(state, char)

    def accepts(self, state: State) -> bool:
        return not _NUMERALS.accepts(state)

    def sink_acceptance(self, state: State) -> bool | None:
        sink_acceptance = _NUMERALS.sink_acceptance(state)
        return None if sink_acceptance is None else not sink_acceptance

    def alphabet(self) -> frozenset[str]:
        return _NUMERALS.alphabet()


@lru_cache(maxsize=256)
def with_exponent(operator: Operator, bound: Decimal) -> RegexSearch:
    """Numbers with an exponent, among them each of which `number operator bound` is true.

    Equal numbers have equal digits, apart from zeros at the ends; order leaves the sign.
    """
    if operator is Operator.EQUAL and len(bound.as_tuple().digits) <= MAX_PLACES:
        digits = "".join(map(str, bound.as_tuple().digits)).strip("0")
        sign = "[+\\-]?" if bound == 0 else "\\-" if bound < 0 else "\\+?"
        return _with_power(sign, _spellings(digits))
    greater, less = operator is Operator.GREATER, operator is Operator.LESS
    if (greater and bound >= 0) or (operator is Operator.GREATER_EQUAL and bound > 0):
        return _with_power(r"\+?", _ANY)
    if (less and bound <= 0) or (operator is Operator.LESS_EQUAL and bound < 0):
        return _with_power(r"\-", _ANY)
    return WITH_EXPONENT


def _spellings(digits: str) -> Iterator[str]:
    """Every way to write these digits with zeros around them and a point anywhere."""
    if not digits:
        yield from ("0+", r"0+\.0+")
        return
    yield from (f"0*{digits}0*", rf"0+\.0*{digits}0*", rf"0*{digits}0*\.0+")
    for at in range(1, len(digits)):
        yield rf"0*{digits[:at]}\.{digits[at:]}0*"


class _Read(NamedTuple):
    """Which part of a number was read last, and what was read of it."""

    part: str = "start"  # start, sign, whole, point, fraction, or none where it is no number
    read: DigitsRead = DigitsRead()


_NO_NUMBER = _Read("none")


@dataclass(frozen=True, slots=True)
class Numerals:
    """The texts of numbers without an exponent of which `number operator bound` is true."""

    operator: Operator
    bound: Decimal
    _order: DigitOrder = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        most = MAX_PLACES if self._places <= MAX_PLACES else 0
        object.__setattr__(self, "_order", DigitOrder.of(self.operator, self.bound, most=most))

    @property
    def _places(self) -> int:
        return max(places_of(self.bound), abs(int(self.bound.as_tuple().exponent)))

    def start(self) -> State:
        """Raises BudgetError for a bound with more than MAX_PLACES digits."""
        if self._places > MAX_PLACES:
            raise BudgetError("number-digits")
        return _Read()

    def step(self, state: State, char: str) -> State:
        assert isinstance(state, _Read)
        part, read = state
        if char in "+-" and part == "start":
            return _Read("sign", read._replace(negative=char == "-"))
        if char == "." and part == "whole":
            return _Read("point", self._order.at_point(read))
        if part == "none" or char not in "0123456789":
            return _NO_NUMBER
        after = "fraction" if part in ("point", "fraction") else "whole"
        return _Read(after, self._order.after(read, char, in_fraction=after == "fraction"))

    def accepts(self, state: State) -> bool:
        assert isinstance(state, _Read)
        in_number = state.part in ("whole", "fraction")
        return in_number and self._order.holds(state.read, in_fraction=state.part == "fraction")

    def sink_acceptance(self, state: State) -> bool | None:
        assert isinstance(state, _Read)
        return False if state.part == "none" else None

    def alphabet(self) -> frozenset[str]:
        return frozenset("0123456789+-.")
