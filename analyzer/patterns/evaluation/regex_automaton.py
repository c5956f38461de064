"""Regular expressions as automata: the texts in which one is found.

An expression has no groups, so extended Shift-And runs it (Navarro and Raffinot, Flexible Pattern
Matching in Strings, 2002, after Baeza-Yates and Gonnet, 1992): a bit for each position, one step for all
of them, and a carry through positions that may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from analyzer.patterns.evaluation.automaton import Sink, State
from analyzer.patterns.syntax.regex import CharacterClass, CharSet, Piece, RegexBranch

_CARRIAGE_RETURN = Piece(CharSet(CharacterClass(frozenset("\r")), CharacterClass(frozenset("\r"))), 0, 1)
_NEWLINE = Piece(CharSet(CharacterClass(frozenset("\n")), CharacterClass(frozenset("\n"))), 0, 1)
_OTHER_LINE_END = Piece(CharSet(*[CharacterClass(frozenset("\x85\u2028\u2029"))] * 2), 1, 1)


class _Places(NamedTuple):
    """The branches written out, end to end: a bit for each character set, and one for the end of each."""

    fits: dict[str, int]  # the places that take the character, for each that is named anywhere
    fits_other: int  # the places that take every character that is not
    optional: int
    again: int
    first: int  # where the branches start
    anew: int  # where those start that need not start with the text
    found: int  # the ends of those that need not end with the text
    ends: int  # the ends of the others

    def after(self, reached: int) -> int:
        """What was reached, and all that follows it where places are left out.

        The sum carries through each run of optional places, from the first reached to the place after.
        """
        return reached | ((reached & self.optional) + self.optional) ^ self.optional


@dataclass(frozen=True, slots=True)
class RegexSearch:
    """The texts in which one of the branches is found. A state is the set of places reached, as bits: one
    step costs a few operations on whole numbers, however many places there are."""

    branches: tuple[RegexBranch, ...]
    java: bool = False
    _places: _Places = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        branches = tuple(_line_ends(self.branches)) if self.java else self.branches
        object.__setattr__(self, "_places", _written_out(branches, self.java))

    def same_as(self, other: RegexSearch) -> bool:
        """Whether both are built alike, so that they find the same."""
        return self._places == other._places

    @property
    def size(self) -> int:
        """How many places there are."""
        return (self._places.found | self._places.ends).bit_length()

    def start(self) -> State:
        return self._settle(self._places.first)

    def step(self, state: State, char: str) -> State:
        if not isinstance(state, int):
            return state
        places = self._places
        taken = state & self.takers(char)
        again = taken & places.again
        return self._settle(again | (taken ^ again) << 1 | places.anew)

    def takers(self, char: str) -> int:
        """The places that take the character."""
        return self._places.fits.get(char, self._places.fits_other)

    def _settle(self, reached: int) -> State:
        reached = self._places.after(reached)
        if reached & self._places.found:
            return Sink.ACCEPTING
        return reached or Sink.REJECTING

    def accepts(self, state: State) -> bool:
        if isinstance(state, int):
            return bool(state & self._places.ends)
        return state is Sink.ACCEPTING

    def sink_acceptance(self, state: State) -> bool | None:
        return None if isinstance(state, int) else state is Sink.ACCEPTING

    def alphabet(self) -> frozenset[str]:
        return frozenset(self._places.fits)


@lru_cache(maxsize=256)
def in_both_dialects(branches: tuple[RegexBranch, ...]) -> tuple[RegexSearch, RegexSearch]:
    """The expression as RE2 and as Java reads it: built once for all that it is asked about."""
    return RegexSearch(branches), RegexSearch(branches, java=True)


def _written_out(branches: Sequence[RegexBranch], java: bool) -> _Places:
    takers: dict[CharacterClass, int] = {}
    size = optional = again = first = anew = found = ends = 0
    for branch in branches:
        first |= 1 << size
        if not branch.at_start:
            anew |= 1 << size
        for item in branch.items:
            fits = item.charset.java if java else item.charset.re2
            more = 1 if item.high is None else item.high - item.low
            if item.high is None:
                again |= 1 << size + item.low
            optional |= _ones(more) << size + item.low
            takers[fits] = takers.get(fits, 0) | _ones(item.low + more) << size
            size += item.low + more
        if branch.at_end:
            ends |= 1 << size
        else:
            found |= 1 << size
        size += 1
    named = frozenset[str]().union(*(characters.members for characters in takers))
    fits_by = {
        char: _all(places for characters, places in takers.items() if char in characters) for char in named
    }
    other = _all(places for characters, places in takers.items() if characters.negated)
    return _Places(fits_by, other, optional, again, first, anew, found, ends)


def _ones(count: int) -> int:
    return (1 << count) - 1


def _all(places: Iterable[int]) -> int:
    return reduce(or_, places, 0)


def _line_ends(branches: Sequence[RegexBranch]) -> Iterator[RegexBranch]:
    """Java's `$` also holds before a line end that ends the text."""
    for branch in branches:
        if not branch.at_end:
            yield branch
            continue
        yield RegexBranch((*branch.items, _CARRIAGE_RETURN, _NEWLINE), branch.at_start, True)
        yield RegexBranch((*branch.items, _OTHER_LINE_END), branch.at_start, True)
