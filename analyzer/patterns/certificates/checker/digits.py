"""How numbers are written, as sets of texts, for the checker of certificates.

Where both the order of a number and its text are spoken of, the order is read off the digits. A text
with an exponent is left in doubt: it is in every set here that its size does not rule out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from analyzer.patterns.certificates.checker.automata import FOREVER, NOWHERE, Position, Positions, Row, Rows
from analyzer.patterns.syntax.ast import Operator

NUMERAL_LETTERS = tuple("0123456789-.E")
MAX_PLACES = 40
"""Digits of a bound that are compared one by one; doubles have 17."""

LONG = 2**63  # whole numbers of less are written in full
PLAIN_FROM, PLAIN_TO = Decimal("0.001"), Decimal(10**7)  # and doubles from and below these

_DIGIT = Position(frozenset("0123456789"))
_MORE = Position(frozenset("0123456789"), optional=True, again=True)
_POINT, _MINUS, _EXPONENT = (Position(frozenset(char)) for char in ".-E")
_WHOLE = (_DIGIT, _MORE)
_WITH_POINT = (*_WHOLE, _POINT, *_WHOLE)


def numerals(low: Decimal | None, high: Decimal | None) -> Rows:
    """Every way to write a finite number from `low` to `high` (None: without end), and perhaps others."""
    rows: list[tuple[Position, ...]] = []
    if high is None or high >= 0:
        rows += _unsigned(low or Decimal(0), high)
    if low is None or low <= 0:
        size = None if low is None else -low
        rows += [(_MINUS, *row) for row in _unsigned(Decimal(0) if high is None else -high, size)]
    return Rows(tuple(Row(row, at_start=True, at_end=True) for row in rows))


def _unsigned(low: Decimal, high: Decimal | None) -> Iterator[tuple[Position, ...]]:
    yield _WHOLE
    yield _WITH_POINT
    if high is None or high >= PLAIN_TO:
        yield (*_WITH_POINT, _EXPONENT, *_WHOLE)
    if low < PLAIN_FROM:
        yield (*_WITH_POINT, _EXPONENT, _MINUS, *_WHOLE)


@dataclass(frozen=True, slots=True)
class InOrder:
    """The texts of numbers of which `number operator bound` is true, by their digits.

    The positions are: whether there is a minus; whether the point was passed; the digits read of this part,
    as far as they count; how the digits compare with those of the bound (0 less, 1 the same, 2 more);
    whether all were zero.
    """

    operator: Operator
    bound: Decimal
    alphabet: frozenset[str] = field(
        default=frozenset(NUMERAL_LETTERS), init=False, compare=False, repr=False
    )
    _parts: tuple[str, str] = field(default=("", ""), init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        whole, _, part = format(abs(self.bound), "f").partition(".")
        object.__setattr__(self, "_parts", (whole.lstrip("0") or "0", part.rstrip("0")))

    def start(self) -> Positions:
        return 0, 0, 0, 1, 1

    def step(self, positions: Positions, char: str) -> Positions:
        if len(positions) != 5:
            return positions
        minus, point, count, compared, zero = positions
        if char == "-":
            return (1, *positions[1:]) if positions == self.start() else NOWHERE
        if char == ".":
            return (minus, 1, 0, self._size(positions), zero) if not point else NOWHERE
        if char not in "0123456789":
            return self._with_exponent(-1 if minus else 1)
        digits = self._parts[point]
        against = digits[count : count + 1] or "0"
        if compared == 1 and (point or count < len(digits)):
            compared = 1 + (char > against) - (char < against)
        return minus, point, min(count + 1, len(digits) + 1), compared, int(zero and char == "0")

    def _with_exponent(self, sign: int) -> Positions:
        """In doubt, unless the signs tell; zero is written without an exponent."""
        bound_sign = (self.bound > 0) - (self.bound < 0)
        return FOREVER if sign == bound_sign or _ORDERS[self.operator](sign - bound_sign) else NOWHERE

    def _size(self, positions: Positions) -> int:
        """How what was read compares, were it all: a whole part by its length first."""
        _, point, count, compared, _ = positions
        digits = self._parts[point]
        if point:
            return 0 if compared == 1 and count < len(digits) else compared
        if count != len(digits):
            return 2 * (count > len(digits))
        return compared

    def accepts(self, positions: Positions) -> bool:
        if len(positions) != 5:
            return positions == FOREVER
        minus, point, _, _, zero = positions
        size = self._size(positions)
        if not point and size == 1 and self._parts[1]:
            size = 0
        sign = 0 if zero else -1 if minus else 1
        bound_sign = (self.bound > 0) - (self.bound < 0)
        order = sign - bound_sign if sign != bound_sign else (size - 1) * sign
        return _ORDERS[self.operator](order)

    def knows(self, positions: Positions) -> bool:
        if len(positions) != 5:
            return positions in (FOREVER, NOWHERE)
        minus, point, count, compared, zero = positions
        flags = all(flag in (0, 1) for flag in (minus, point, zero))
        return flags and 0 <= count <= len(self._parts[point]) + 1 and compared in (0, 1, 2)


_ORDERS: Mapping[Operator, Callable[[int], bool]] = {
    Operator.EQUAL: lambda order: order == 0,
    Operator.NOT_EQUAL: lambda order: order != 0,
    Operator.GREATER: lambda order: order > 0,
    Operator.GREATER_EQUAL: lambda order: order >= 0,
    Operator.LESS: lambda order: order < 0,
    Operator.LESS_EQUAL: lambda order: order <= 0,
}
