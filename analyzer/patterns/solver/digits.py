"""The order of numbers, told from the digits of their texts.

A question about the order of a number and about its text at once (`> 400` and `4*`) needs both told in
the same way: by reading the text one character at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from analyzer.patterns.evaluation.automaton import State
from analyzer.patterns.evaluation.matching import in_order
from analyzer.patterns.syntax.ast import Operator

MAX_PLACES = 40
"""Digits of a bound that are compared one by one with the digits of a text; doubles have 17."""


@dataclass(frozen=True, slots=True)
class OrderedNumbers:
    """The numbers of which `number operator bound` is true; none that overflowed."""

    operator: Operator
    bound: Decimal


class _Read(NamedTuple):
    """What was read of a number's text: its sign, how many digits of the current part, and how the digits
    compare so far with those of the bound at the same places."""

    negative: bool = False
    fraction: bool = False
    digits: int = 0
    compared: int = 0
    zero: bool = True


@dataclass(frozen=True, slots=True)
class Digits:
    """The texts of numbers that are in an order set, told digit by digit."""

    numbers: OrderedNumbers
    _whole: str = field(default="", init=False, compare=False, repr=False)
    _part: str = field(default="", init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.places <= MAX_PLACES:
            whole, _, part = format(self.numbers.bound.copy_abs(), "f").partition(".")
            object.__setattr__(self, "_whole", whole.lstrip("0") or "0")
            object.__setattr__(self, "_part", part.rstrip("0"))

    @property
    def places(self) -> int:
        bound = self.numbers.bound
        return max(abs(bound.adjusted()), len(bound.as_tuple().digits))

    def start(self) -> State:
        return _Read()

    def step(self, state: State, char: str) -> State:
        assert isinstance(state, _Read)
        if char == "-":
            return state._replace(negative=True)
        if char == ".":
            return state._replace(fraction=True, digits=0, compared=self._compare_whole(state))
        if not char.isdigit():
            return state
        against = self._part if state.fraction else self._whole
        place = against[state.digits : state.digits + 1] or "0"
        compared = state.compared
        if compared == 0 and (state.fraction or state.digits < len(against)):
            compared = (char > place) - (char < place)
        digits = min(state.digits + 1, len(against) + 1)
        return state._replace(digits=digits, compared=compared, zero=state.zero and char == "0")

    def _compare_whole(self, state: _Read) -> int:
        longer = state.digits - len(self._whole)
        return state.compared if longer == 0 else (longer > 0) - (longer < 0)

    def accepts(self, state: State) -> bool:
        assert isinstance(state, _Read)
        size = state.compared if state.fraction else self._compare_whole(state)
        if size == 0 and (state.digits if state.fraction else 0) < len(self._part):
            size = -1
        sign = 0 if state.zero else (-1 if state.negative else 1)
        bound = self.numbers.bound
        bound_sign = (bound > 0) - (bound < 0)
        order = size * sign if sign == bound_sign else sign - bound_sign
        return in_order(Decimal(order), self.numbers.operator, Decimal(0))

    def sink_acceptance(self, state: State) -> bool | None:  # noqa: ARG002 (all automata are asked alike)
        return None

    def alphabet(self) -> frozenset[str]:
        return frozenset("0123456789-.")
