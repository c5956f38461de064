"""What the value at one path may be, and the tests that conditions make on it.

A value is absent, null, true, false, an object, an array, a number or a text. A test is a set of such
values: whole kinds, a set of texts, a set of numbers. A value is inside of it or outside, so each
condition of a pattern is one or two tests, each wanted inside or outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import NamedTuple

from analyzer.patterns.decision.automata import OneOf, contains, finite
from analyzer.patterns.decision.digits import Ordered
from analyzer.patterns.decision.quantities import Finite, Interval, NumberSet, Unknown, find_number, in_set
from analyzer.patterns.decision.strings import find_text
from analyzer.patterns.machine import Machine
from analyzer.patterns.messages import JSON


class Kind(Flag):
    ABSENT = auto()
    NULL = auto()
    TRUE = auto()
    FALSE = auto()
    OBJECT = auto()
    ARRAY = auto()
    NUMBER = auto()
    TEXT = auto()


NO_KIND = Kind(0)
ANY = ~NO_KIND
SCALAR = Kind.NUMBER | Kind.TEXT
CONTAINER = Kind.OBJECT | Kind.ARRAY

# The same as bits of a whole number, for what runs many times: a Flag takes twenty times as long.
ABSENT, NULL, TRUE, FALSE = Kind.ABSENT.value, Kind.NULL.value, Kind.TRUE.value, Kind.FALSE.value
OBJECT, ARRAY, NUMBER, TEXT = Kind.OBJECT.value, Kind.ARRAY.value, Kind.NUMBER.value, Kind.TEXT.value
_ANY_BITS, _SCALAR_BITS = ANY.value, SCALAR.value


def bit_of(value: JSON) -> int:
    """The kind of a value that is present, as a bit."""
    if isinstance(value, str):
        return TEXT
    if value is None:
        return NULL
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, dict):
        return OBJECT
    return ARRAY if isinstance(value, list) else NUMBER


@dataclass(frozen=True, slots=True)
class Test:
    """A set of values: all of some kinds, and some of the texts and numbers.

    `whole` are the bits of `kinds`, `reach` those of the kinds of which at least some values may be
    inside. `listed` are the texts where there are only so many.
    """

    kinds: Kind = NO_KIND
    texts: Machine | None = None
    numbers: NumberSet | None = None
    whole: int = field(default=0, init=False, compare=False, repr=False)
    reach: int = field(default=0, init=False, compare=False, repr=False)
    listed: frozenset[str] | None = field(default=None, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        whole = self.kinds.value
        reach = whole
        if self.texts is not None:
            reach |= TEXT
            object.__setattr__(self, "listed", finite(self.texts))
        if self.numbers is not None:
            reach |= NUMBER
        object.__setattr__(self, "whole", whole)
        object.__setattr__(self, "reach", reach)

    def has(self, value: JSON) -> bool | None:
        """Whether a value that is present is inside; None where nobody knows."""
        bit = bit_of(value)
        if bit & self.whole:
            return True
        if isinstance(value, str):
            return self.texts is not None and contains(self.texts, value)
        if isinstance(value, (int, float)) and bit == NUMBER and self.numbers is not None:
            return in_set(value, self.numbers)
        return False


class Allowed(NamedTuple):
    """What the tests on one value leave: kinds at once, texts and numbers when asked.

    Texts that are listed need no search, and most are: `only` holds those that are left where all that
    may be are listed, `banned` those that may not be. `interval` is what order leaves of the numbers.
    """

    kinds: int = _ANY_BITS
    inside: tuple[Test, ...] = ()
    outside: tuple[Test, ...] = ()
    banned: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    interval: Interval = Interval()

    def narrowed(self, kinds: int) -> Allowed:
        return self._replace(kinds=self.kinds & kinds)

    def with_test(self, test: Test, inside: bool) -> Allowed:
        """What is left after one more test; kinds that have become impossible are gone as far as that
        is seen without a search."""
        if test in (self.outside if inside else self.inside):
            return Allowed(0)
        left = self._inside(test) if inside else self._outside(test)
        if test.numbers is None or not left.kinds & NUMBER or (inside and test.whole & NUMBER):
            return left
        interval = self.interval.narrowed(test.numbers, inside=inside)
        kinds = left.kinds & ~NUMBER if interval.excludes_all else left.kinds
        return left._replace(kinds=kinds, interval=interval)

    def _inside(self, test: Test) -> Allowed:
        kinds, only = self.kinds & test.reach, self.only
        if kinds & TEXT and not test.whole & TEXT and test.texts is not None:
            if test.listed is not None:
                only = self._admitted(test.listed)
            elif only is not None:
                only = frozenset(text for text in only if contains(test.texts, text))
            if only is not None and not only:
                kinds &= ~TEXT
            if kinds == TEXT and only is not None:  # what may be is listed, so no test is left to ask
                return Allowed(kinds, (), (), frozenset(), only)
        return Allowed(kinds, (*self.inside, test), self.outside, self.banned, only, self.interval)

    def _outside(self, test: Test) -> Allowed:
        kinds, banned, only = self.kinds & ~test.whole, self.banned, self.only
        if kinds & TEXT and test.texts is not None:
            if only is not None:
                only = frozenset(text for text in only if not contains(test.texts, text))
                if not only:
                    kinds &= ~TEXT
            if test.listed is not None and test.numbers is None:
                return Allowed(kinds, self.inside, self.outside, banned | test.listed, only, self.interval)
        return Allowed(kinds, self.inside, (*self.outside, test), banned, only, self.interval)

    def _admitted(self, texts: frozenset[str]) -> frozenset[str]:
        """Those of the texts that pass."""
        if self.only is not None:
            return self.only & texts
        left = texts - self.banned
        if not self.inside and not self.outside:
            return left
        return frozenset(text for text in left if self._passes(text))

    def _passes(self, text: str) -> bool:
        return all(test.has(text) for test in self.inside) and not any(
            test.has(text) for test in self.outside
        )

    def clashes(self, test: Test, inside: bool) -> bool:
        """Whether `with_test` leaves no kind at all."""
        kinds = self.kinds & (test.reach if inside else ~test.whole)
        if kinds == NUMBER and isinstance(test.numbers, Ordered) and not test.whole & NUMBER:
            return self.interval.narrowed(test.numbers, inside=inside).excludes_all
        if kinds & NUMBER and not kinds & ~_SCALAR_BITS and isinstance(test.numbers, (Ordered, Finite)):
            return not self.with_test(test, inside).kinds
        if test in (self.outside if inside else self.inside):
            return True
        if kinds != TEXT or test.texts is None or (inside and test.whole & TEXT):
            return not kinds
        if inside:
            if test.listed is not None:
                return not self._admitted(test.listed)
            return self.only is not None and not any(contains(test.texts, text) for text in self.only)
        return self.only is not None and all(contains(test.texts, text) for text in self.only)

    def admits(self, value: JSON) -> bool:
        """Whether a value that is present passes all tests, beyond doubt."""
        if not bit_of(value) & self.kinds:
            return False
        if isinstance(value, str) and (self.only is not None or value in self.banned):
            return self.only is not None and value in self.only
        return all(test.has(value) is True for test in self.inside) and all(
            test.has(value) is False for test in self.outside
        )

    def text(self, favourites: Sequence[str]) -> str | None:
        """A text that passes; None if there is none. Raises BudgetError."""
        if self.only is not None:
            return min(self.only, key=lambda text: (not text, text), default=None)
        inside = [test.texts for test in self.inside if not test.whole & TEXT and test.texts]
        outside = [test.texts for test in self.outside if test.texts]
        if self.banned:
            outside.append(OneOf(self.banned))
        return find_text(inside, outside, favourites)

    def number(self, favourites: Sequence[int | float]) -> int | float | Unknown | None:
        """A number that passes; None if there is none. Raises BudgetError."""
        inside = [test.numbers for test in self.inside if not test.whole & NUMBER and test.numbers]
        outside = [test.numbers for test in self.outside if test.numbers]
        return find_number(inside, outside, favourites)
