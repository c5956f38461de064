"""What the value at one path may be, and the tests that conditions make on it.

A value is absent, null, true, false, an object, an array, a number or a text. A test is a set of such
values: whole kinds, a set of texts, a set of numbers. A value is inside of it or outside, so each
condition of a pattern is one or two tests, each wanted inside or outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Flag, auto

from analyzer.patterns.automata import Exactly, Machine, contains
from analyzer.patterns.messages import JSON
from analyzer.patterns.quantities import NumberSet, Unknown, find_number, in_set
from analyzer.patterns.strings import find_text


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


def kind_of(value: JSON) -> Kind:
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.TRUE if value else Kind.FALSE
        case str():
            return Kind.TEXT
        case dict():
            return Kind.OBJECT
        case list():
            return Kind.ARRAY
        case _:
            return Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Test:
    """A set of values: all of some kinds, and some of the texts and numbers."""

    kinds: Kind = NO_KIND
    texts: Machine | None = None
    numbers: NumberSet | None = None

    @property
    def reach(self) -> Kind:
        """The kinds of which at least some values may be inside."""
        reach = self.kinds
        if self.texts is not None:
            reach |= Kind.TEXT
        if self.numbers is not None:
            reach |= Kind.NUMBER
        return reach

    def has(self, value: JSON) -> bool | None:
        """Whether a value that is present is inside; None where nobody knows."""
        kind = kind_of(value)
        if kind in self.kinds:
            return True
        if kind is Kind.TEXT and self.texts is not None:
            return contains(self.texts, str(value))
        if isinstance(value, (int, float)) and kind is Kind.NUMBER and self.numbers is not None:
            return in_set(value, self.numbers)
        return False


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the tests on one value leave: kinds at once, texts and numbers when asked."""

    kinds: Kind = ANY
    inside: tuple[Test, ...] = ()
    outside: tuple[Test, ...] = ()
    banned: frozenset[str] = frozenset()  # single texts that are out: the common case, kept apart
    pinned: str | None = None  # the only text that is left

    def narrowed(self, kinds: Kind) -> Allowed:
        return Allowed(self.kinds & kinds, self.inside, self.outside, self.banned, self.pinned)

    def with_test(self, test: Test, inside: bool) -> Allowed:
        """What is left after one more test; kinds that have become impossible are gone as far as that
        is seen without a search."""
        if test in (self.outside if inside else self.inside):
            return Allowed(NO_KIND)
        return self._inside(test) if inside else self._outside(test)

    def _inside(self, test: Test) -> Allowed:
        kinds, pinned = self.kinds & test.reach, self.pinned
        if Kind.TEXT in kinds and Kind.TEXT not in test.kinds and test.texts is not None:
            if pinned is None and isinstance(test.texts, Exactly):
                pinned = test.texts.text
                if not self._admits(pinned):
                    kinds &= ~Kind.TEXT
            elif pinned is not None and not contains(test.texts, pinned):
                kinds &= ~Kind.TEXT
        return Allowed(kinds, (*self.inside, test), self.outside, self.banned, pinned)

    def _outside(self, test: Test) -> Allowed:
        kinds, banned = self.kinds & ~test.kinds, self.banned
        if Kind.TEXT in kinds and test.texts is not None:
            if self.pinned is not None and contains(test.texts, self.pinned):
                kinds &= ~Kind.TEXT
            if isinstance(test.texts, Exactly) and test.numbers is None:
                return Allowed(kinds, self.inside, self.outside, banned | {test.texts.text}, self.pinned)
        return Allowed(kinds, self.inside, (*self.outside, test), banned, self.pinned)

    def _admits(self, text: str) -> bool:
        if text in self.banned:
            return False
        return all(test.has(text) for test in self.inside) and not any(
            test.has(text) for test in self.outside
        )

    def admits(self, value: JSON) -> bool:
        """Whether a value that is present passes all tests, beyond doubt."""
        if kind_of(value) not in self.kinds or (isinstance(value, str) and value in self.banned):
            return False
        return all(test.has(value) is True for test in self.inside) and all(
            test.has(value) is False for test in self.outside
        )

    def text(self, favourites: Sequence[str]) -> str | None:
        """A text that passes; None if there is none. Raises BudgetError."""
        inside = [test.texts for test in self.inside if Kind.TEXT not in test.kinds and test.texts]
        outside = [test.texts for test in self.outside if test.texts]
        outside += [Exactly(text) for text in sorted(self.banned)]
        return find_text(inside, outside, favourites)

    def number(self, favourites: Sequence[int | float]) -> int | float | Unknown | None:
        """A number that passes; None if there is none. Raises BudgetError."""
        inside = [test.numbers for test in self.inside if Kind.NUMBER not in test.kinds and test.numbers]
        outside = [test.numbers for test in self.outside if test.numbers]
        return find_number(inside, outside, favourites)
