"""The order of numbers, told from the digits of their texts.

A question about the order of a number and about its text at once (`> 400` and `4*`) needs both told in
the same way: by reading the text one character at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from analyzer.patterns.evaluation.automaton import State
from analyzer.patterns.solver.digit_order import DigitOrder, DigitsRead, places_of
from analyzer.patterns.syntax.ast import Operator

MAX_PLACES = 40
"""Digits of a bound that are compared one by one with the digits of a text; doubles have 17."""


@dataclass(frozen=True, slots=True)
class OrderedNumbers:
    """The numbers of which `number operator bound` is true; none that overflowed."""

    operator: Operator
    bound: Decimal


class _Read(NamedTuple):
    """What was read of a number's text, and whether its point was passed."""

    fraction: bool = False
    read: DigitsRead = DigitsRead()


@dataclass(frozen=True, slots=True)
class Digits:
    """The texts of numbers that are in an order set, told digit by digit."""

    numbers: OrderedNumbers
    _order: DigitOrder = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        order = DigitOrder.of(self.numbers.operator, self.numbers.bound, most=MAX_PLACES)
        object.__setattr__(self, "_order", order)

    @property
    def places(self) -> int:
        return places_of(self.numbers.bound)

    def start(self) -> State:
        return _Read()

    def step(self, state: State, char: str) -> State:
        assert isinstance(state, _Read)
        fraction, read = state
        if char == "-":
            return _Read(fraction, read._replace(negative=True))
        if char == ".":
            return _Read(True, self._order.at_point(read))
        if not char.isdigit():
            return state
        return _Read(fraction, self._order.after(read, char, in_fraction=fraction))

    def accepts(self, state: State) -> bool:
        assert isinstance(state, _Read)
        return self._order.holds(state.read, in_fraction=state.fraction)

    def sink_acceptance(self, state: State) -> bool | None:  # noqa: ARG002 (all automata are asked alike)
        return None

    def alphabet(self) -> frozenset[str]:
        return frozenset("0123456789-.")
