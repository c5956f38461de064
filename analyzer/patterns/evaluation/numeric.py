"""Numbers as AWS sees them: their exact value, and the text that globs and quoted texts are held against.

Recorded: a whole number keeps all its digits, every other number goes through a double and is written
as Java writes doubles (`1.0`, `1000.0`, `Infinity`). How very large and very small doubles, and whole
numbers past 64 bits, are written was never recorded.
"""

from __future__ import annotations

import math
from decimal import Decimal

from analyzer.patterns.open_questions import Interpretation, OpenQuestion


class Overflowed(float):
    """A number of JSON that is past the doubles: infinite by value, and kept as it was written (`1e400`).

    What is written back is then what was read, which is JSON, and which AWS can be sent. Raises ValueError
    for the text of any other number.
    """

    __slots__ = ("_text",)
    _text: str

    def __new__(cls, text: str) -> Overflowed:
        number = super().__new__(cls, text)
        if not (math.isinf(number) and text.lstrip("-")[:1].isdigit()):
            raise ValueError(f"expected a number past the doubles, got `{text}`")
        number._text = text
        return number

    def __repr__(self) -> str:
        return self._text

    def __reduce__(self) -> tuple[type[Overflowed], tuple[str]]:
        return Overflowed, (self._text,)


LARGEST, LEAST = Overflowed("1e999"), Overflowed("-1e999")
"""Two numbers past the doubles, for where it does not matter which."""


def read_double(text: str) -> float:
    """The double that a number of JSON stands for, or the number that is past all doubles."""
    number = float(text)
    return number if math.isfinite(number) else Overflowed(text)


LONG = 2**63
_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e7  # outside of these Java writes an exponent


def number_value(number: int | float) -> Decimal | None:
    """The value that is compared with a bare number; None where it overflowed (or is not a number)."""
    if isinstance(number, int):
        return Decimal(number)
    return Decimal(repr(number)) if math.isfinite(number) else None


def number_text(number: int | float, interpretation: Interpretation) -> str:
    """The text that a number is compared as."""
    scientific, plain = number_texts(number)
    if scientific == plain:
        return plain
    return scientific if interpretation(OpenQuestion.NUMBER_TEXT) == "scientific" else plain


def number_texts(number: int | float) -> tuple[str, str]:
    """How a number may be written: with an exponent, and without."""
    if isinstance(number, int):
        plain = str(number)
        return (plain if -LONG <= number < LONG else _scientific(Decimal(number))), plain
    if math.isnan(number):
        return "NaN", "NaN"
    if math.isinf(number):
        text = "Infinity" if number > 0 else "-Infinity"
        return text, text
    if number == 0 or _PLAIN_FROM <= abs(number) < _PLAIN_TO:
        return repr(number), repr(number)
    exact = Decimal(repr(number))
    plain = format(exact, "f")
    return _scientific(exact), plain if "." in plain else plain + ".0"


def _scientific(value: Decimal) -> str:
    """One digit, a dot, at least one digit, the exponent, of a number other than zero: `1.0E7`."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    power = len(digits) - 1 + int(exponent)
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"
