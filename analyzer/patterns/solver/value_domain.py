"""What the value at one path may be, and the sets of values that conditions ask for.

A value is absent, null, true, false, an object, an array, a number or a text. A value set holds such
values: whole kinds, a set of texts, a set of numbers. A value is inside of it or outside, so each
condition of a pattern is one or two sets, each wanted inside or outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import NamedTuple

from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.solver.automata import OneOf, contains, finite
from analyzer.patterns.solver.digits import OrderedNumbers
from analyzer.patterns.solver.number_search import (
    FiniteNumbers,
    NumberInterval,
    NumberSet,
    Unknown,
    find_number,
    in_set,
)
from analyzer.patterns.solver.text_search import find_text


class ValueKind(Flag):
    ABSENT = auto()
    NULL = auto()
    TRUE = auto()
    FALSE = auto()
    OBJECT = auto()
    ARRAY = auto()
    NUMBER = auto()
    TEXT = auto()


NO_KIND = ValueKind(0)
ANY = ~NO_KIND
SCALAR = ValueKind.NUMBER | ValueKind.TEXT
CONTAINER = ValueKind.OBJECT | ValueKind.ARRAY

# The same as bits of a whole number, for what runs many times: a Flag takes twenty times as long.
ABSENT, NULL, TRUE, FALSE = (
    ValueKind.ABSENT.value,
    ValueKind.NULL.value,
    ValueKind.TRUE.value,
    ValueKind.FALSE.value,
)
OBJECT, ARRAY, NUMBER, TEXT = (
    ValueKind.OBJECT.value,
    ValueKind.ARRAY.value,
    ValueKind.NUMBER.value,
    ValueKind.TEXT.value,
)
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
class ValueSet:
    """A set of values: all of some kinds, and some of the texts and numbers.

    `whole` are the bits of `kinds`, `reach` those of the kinds of which at least some values may be
    inside. `listed` are the texts where there are only so many.
    """

    kinds: ValueKind = NO_KIND
    texts: Automaton | None = None
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


class ValueDomain(NamedTuple):
    """What the sets that one value must be in, or not, leave: kinds at once, texts and numbers when asked.

    Texts that are listed need no search, and most are: `only` holds those that are left where all that
    may be are listed, `banned` those that may not be. `interval` is what order leaves of the numbers.
    """

    kinds: int = _ANY_BITS
    inside: tuple[ValueSet, ...] = ()
    outside: tuple[ValueSet, ...] = ()
    banned: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    interval: NumberInterval = NumberInterval()

    def narrowed(self, kinds: int) -> ValueDomain:
        return self._replace(kinds=self.kinds & kinds)

    def with_set(self, value_set: ValueSet, inside: bool) -> ValueDomain:
        """What is left after one more set; kinds that have become impossible are gone as far as that
        is seen without a search."""
        if value_set in (self.outside if inside else self.inside):
            return ValueDomain(0)
        left = self._inside(value_set) if inside else self._outside(value_set)
        if value_set.numbers is None or not left.kinds & NUMBER or (inside and value_set.whole & NUMBER):
            return left
        interval = self.interval.narrowed(value_set.numbers, inside=inside)
        kinds = left.kinds & ~NUMBER if interval.excludes_all else left.kinds
        return left._replace(kinds=kinds, interval=interval)

    def _inside(self, value_set: ValueSet) -> ValueDomain:
        kinds, only = self.kinds & value_set.reach, self.only
        if kinds & TEXT and not value_set.whole & TEXT and value_set.texts is not None:
            if value_set.listed is not None:
                only = self._admitted(value_set.listed)
            elif only is not None:
                only = frozenset(text for text in only if contains(value_set.texts, text))
            if only is not None and not only:
                kinds &= ~TEXT
            if kinds == TEXT and only is not None:  # what may be is listed, so no set is left to ask
                return ValueDomain(kinds, (), (), frozenset(), only)
        return ValueDomain(kinds, (*self.inside, value_set), self.outside, self.banned, only, self.interval)

    def _outside(self, value_set: ValueSet) -> ValueDomain:
        kinds, banned, only = self.kinds & ~value_set.whole, self.banned, self.only
        if kinds & TEXT and value_set.texts is not None:
            if only is not None:
                only = frozenset(text for text in only if not contains(value_set.texts, text))
                if not only:
                    kinds &= ~TEXT
            if value_set.listed is not None and value_set.numbers is None:
                return ValueDomain(
                    kinds, self.inside, self.outside, banned | value_set.listed, only, self.interval
                )
        return ValueDomain(kinds, self.inside, (*self.outside, value_set), banned, only, self.interval)

    def _admitted(self, texts: frozenset[str]) -> frozenset[str]:
        """Those of the texts that pass."""
        if self.only is not None:
            return self.only & texts
        left = texts - self.banned
        if not self.inside and not self.outside:
            return left
        return frozenset(text for text in left if self._passes(text))

    def _passes(self, text: str) -> bool:
        return all(value_set.has(text) for value_set in self.inside) and not any(
            value_set.has(text) for value_set in self.outside
        )

    def clashes(self, value_set: ValueSet, inside: bool) -> bool:
        """Whether `with_set` leaves no kind at all."""
        kinds = self.kinds & (value_set.reach if inside else ~value_set.whole)
        if kinds == NUMBER and isinstance(value_set.numbers, OrderedNumbers) and not value_set.whole & NUMBER:
            return self.interval.narrowed(value_set.numbers, inside=inside).excludes_all
        if (
            kinds & NUMBER
            and not kinds & ~_SCALAR_BITS
            and isinstance(value_set.numbers, (OrderedNumbers, FiniteNumbers))
        ):
            return not self.with_set(value_set, inside).kinds
        if value_set in (self.outside if inside else self.inside):
            return True
        if kinds != TEXT or value_set.texts is None or (inside and value_set.whole & TEXT):
            return not kinds
        if inside:
            if value_set.listed is not None:
                return not self._admitted(value_set.listed)
            return self.only is not None and not any(contains(value_set.texts, text) for text in self.only)
        return self.only is not None and all(contains(value_set.texts, text) for text in self.only)

    def admits(self, value: JSON) -> bool:
        """Whether a value that is present is in all sets that it must be in and in no other, beyond doubt."""
        if not bit_of(value) & self.kinds:
            return False
        if isinstance(value, str) and (self.only is not None or value in self.banned):
            return self.only is not None and value in self.only
        return all(value_set.has(value) is True for value_set in self.inside) and all(
            value_set.has(value) is False for value_set in self.outside
        )

    def text(self, favourites: Sequence[str]) -> str | None:
        """A text that passes; None if there is none. Raises BudgetError."""
        if self.only is not None:
            return min(self.only, key=lambda text: (not text, text), default=None)
        inside = [
            value_set.texts for value_set in self.inside if not value_set.whole & TEXT and value_set.texts
        ]
        outside = [value_set.texts for value_set in self.outside if value_set.texts]
        if self.banned:
            outside.append(OneOf(self.banned))
        return find_text(inside, outside, favourites)

    def number(self, favourites: Sequence[int | float]) -> int | float | Unknown | None:
        """A number that passes; None if there is none. Raises BudgetError."""
        inside = [
            value_set.numbers
            for value_set in self.inside
            if not value_set.whole & NUMBER and value_set.numbers
        ]
        outside = [value_set.numbers for value_set in self.outside if value_set.numbers]
        return find_number(inside, outside, favourites)
