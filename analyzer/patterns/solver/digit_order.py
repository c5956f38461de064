"""The order of a number and a bound, told from the number's digits one at a time.

Both the texts of numbers in an event and the fields of a line that are numbers are told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from analyzer.patterns.evaluation.matching import in_order
from analyzer.patterns.syntax.ast import Operator


class DigitsRead(NamedTuple):
    """What was read of a number: its sign, how many digits of the current part (leading zeros left out
    before the point), how they compare so far with those of the bound at the same places, and whether all
    were zero."""

    negative: bool = False
    digits: int = 0
    compared: int = 0
    zero: bool = True


@dataclass(frozen=True, slots=True)
class DigitOrder:
    """Whether `number operator bound` is true. `whole` and `fraction` are the digits of the bound, without
    the zeros at its ends."""

    operator: Operator
    bound: Decimal
    whole: str
    fraction: str

    @staticmethod
    def of(operator: Operator, bound: Decimal, *, most: int) -> DigitOrder:
        """Without the digits of a bound that has more than `most` places: nobody may ask about it."""
        if places_of(bound) > most:
            return DigitOrder(operator, bound, "", "")
        whole, _, fraction = format(bound.copy_abs(), "f").partition(".")
        return DigitOrder(operator, bound, whole.lstrip("0"), fraction.rstrip("0"))

    def after(self, read: DigitsRead, char: str, *, in_fraction: bool) -> DigitsRead:
        """One more digit; past the last place that can matter nothing is counted."""
        if char == "0" and read.digits == 0 and not in_fraction:
            return read
        against = self.fraction if in_fraction else self.whole
        place = against[read.digits : read.digits + 1] or "0"
        compared = read.compared
        if compared == 0 and (in_fraction or read.digits < len(against)):
            compared = (char > place) - (char < place)
        digits = min(read.digits + 1, len(against) + 1)
        return read._replace(digits=digits, compared=compared, zero=read.zero and char == "0")

    def at_point(self, read: DigitsRead) -> DigitsRead:
        """The whole part is over: the longer one is greater."""
        return read._replace(digits=0, compared=self._compare_whole(read))

    def _compare_whole(self, read: DigitsRead) -> int:
        longer = read.digits - len(self.whole)
        return read.compared if longer == 0 else (longer > 0) - (longer < 0)

    def holds(self, read: DigitsRead, *, in_fraction: bool) -> bool:
        """Whether it is true of the number, were it all."""
        size = read.compared if in_fraction else self._compare_whole(read)
        if size == 0 and (read.digits if in_fraction else 0) < len(self.fraction):
            size = -1
        sign = 0 if read.zero else (-1 if read.negative else 1)
        bound_sign = (self.bound > 0) - (self.bound < 0)
        order = size * sign if sign == bound_sign else sign - bound_sign
        return in_order(Decimal(order), self.operator, Decimal(0))


def places_of(bound: Decimal) -> int:
    """Digits that the bound has when it is written in full, before the point or in all."""
    return max(abs(bound.adjusted()), len(bound.as_tuple().digits))
