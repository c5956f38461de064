"""Texts that are to match, read place by place, for the checker of certificates.

A text to match is rows of places; a state is the set of places reached. Nothing is searched here: a
machine says where one character leads, and a list of states is compared with where they lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from analyzer.patterns.certificates.checker.certificate import State

Places: TypeAlias = tuple[int, ...]

FOREVER: Places = (-1,)  # matched, whatever follows
NOWHERE: Places = ()  # not matched, whatever follows


class Reader(Protocol):
    """A set of texts, read one character at a time."""

    def start(self) -> Places: ...

    def step(self, places: Places, char: str) -> Places: ...

    def accepts(self, places: Places) -> bool: ...

    def knows(self, places: Places) -> bool:
        """Whether the places are any of this reader."""
        ...

    @property
    def letters(self) -> frozenset[str]:
        """The characters that are told from others."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """One character of a row: which ones fit (or do not), and whether it may be left out or come again."""

    letters: frozenset[str]
    negated: bool = False
    optional: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Places in a row; held at the start and the end of the text, or found anywhere."""

    places: tuple[Place, ...]
    at_start: bool
    at_end: bool


ANYTHING = Place(frozenset(), negated=True, optional=True, again=True)


@dataclass(frozen=True, slots=True)
class Rows:
    """The texts that some row matches. After its places each row has one more, which is its end."""

    rows: tuple[Row, ...]
    letters: frozenset[str] = field(init=False)
    _places: tuple[Place | None, ...] = field(init=False)
    _ends: frozenset[int] = field(init=False)  # ends that hold at the end of the text only
    _starts: tuple[int, ...] = field(init=False)  # where a row may start at any character

    def __post_init__(self) -> None:
        places: list[Place | None] = []
        ends: list[int] = []
        starts: list[int] = []
        for row in self.rows:
            if not row.at_start:
                starts.append(len(places))
            places += [*row.places, None]
            if row.at_end:
                ends.append(len(places) - 1)
        object.__setattr__(self, "_places", tuple(places))
        object.__setattr__(self, "_ends", frozenset(ends))
        object.__setattr__(self, "_starts", tuple(starts))
        named = (place.letters for place in places if place is not None)
        object.__setattr__(self, "letters", frozenset[str]().union(*named))

    def start(self) -> Places:
        first, at = [], 0
        for row in self.rows:
            first.append(at)
            at += len(row.places) + 1
        return self._reach(first)

    def step(self, places: Places, char: str) -> Places:
        if places == FOREVER:
            return FOREVER
        reached = list(self._starts)
        for at in places:
            place = self._places[at]
            if place is not None and (char in place.letters) != place.negated:
                reached.append(at if place.again else at + 1)
        return self._reach(reached)

    def _reach(self, places: Iterable[int]) -> Places:
        reached = set()
        for start in places:
            at = start
            while at not in reached:
                reached.add(at)
                place = self._places[at]
                if place is None and at not in self._ends:
                    return FOREVER
                if place is None or not place.optional:
                    break
                at += 1
        return tuple(sorted(reached))

    def accepts(self, places: Places) -> bool:
        return places == FOREVER or not self._ends.isdisjoint(places)

    def knows(self, places: Places) -> bool:
        return places == FOREVER or all(0 <= place < len(self._places) for place in places)


@dataclass(frozen=True, slots=True)
class Scan:
    """Chunks of which each one, after the first, is where it first stands; the last one ends the text.

    The places are the number of the chunk and how much of it was read.
    """

    chunks: tuple[str, ...]

    @property
    def letters(self) -> frozenset[str]:
        return frozenset("".join(self.chunks))

    def start(self) -> Places:
        return self._next(0, 0)

    def step(self, places: Places, char: str) -> Places:
        if places == NOWHERE:
            return NOWHERE
        number, read = places
        chunk = self.chunks[number]
        if number == 0 or read == len(chunk):
            return self._next(0, read + 1) if number == 0 and chunk[read] == char else NOWHERE
        seen = chunk[:read] + char
        return self._next(
            number, next(size for size in range(read + 1, -1, -1) if seen.endswith(chunk[:size]))
        )

    def _next(self, number: int, read: int) -> Places:
        while number < len(self.chunks) - 1 and read == len(self.chunks[number]):
            number, read = number + 1, 0
        return number, read

    def accepts(self, places: Places) -> bool:
        return places == (len(self.chunks) - 1, len(self.chunks[-1]))

    def knows(self, places: Places) -> bool:
        if len(places) != 2:
            return places == NOWHERE
        number, read = places
        return places == self._next(number, read) if self._is_place(number, read) else False

    def _is_place(self, number: int, read: int) -> bool:
        return 0 <= number < len(self.chunks) and 0 <= read <= len(self.chunks[number])


def contains(reader: Reader, text: str) -> bool:
    """Whether the text is in the reader's set."""
    places = reader.start()
    for char in text:
        places = reader.step(places, char)
    return reader.accepts(places)


# Lists of states


def alphabet(readers: Iterable[Reader]) -> list[str]:
    """Every character that some reader tells from others, and one that none does."""
    named = frozenset[str]().union(*(reader.letters for reader in readers))
    other = next(char for char in map(chr, range(0x61, 0x110000)) if char not in named)
    return [*sorted(named), other]


def hopeless(state: State, wanted: Sequence[bool]) -> bool:
    """Whether no text goes on from the state to one that is wanted."""
    return any(places == (NOWHERE if wish else FOREVER) for places, wish in zip(state, wanted, strict=True))


def step(readers: Sequence[Reader], state: State, char: str) -> State:
    """Where the character leads."""
    return tuple(reader.step(places, char) for reader, places in zip(readers, state, strict=True))


def accepted(readers: Sequence[Reader], state: State, wanted: Sequence[bool]) -> bool:
    """Whether the text read so far is inside of the sets that are wanted and outside of the others."""
    found = (reader.accepts(places) for reader, places in zip(readers, state, strict=True))
    return all(one == wish for one, wish in zip(found, wanted, strict=True))


def closed(
    readers: Sequence[Reader], wanted: Sequence[bool], states: Sequence[State], letters: Sequence[str]
) -> bool:
    """Whether the states hold all that texts of these letters lead to with any hope, and none is accepted."""
    listed = frozenset(states)
    for state in states:
        if len(state) != len(readers):
            return False
        if not all(reader.knows(places) for reader, places in zip(readers, state, strict=True)):
            return False
    reached = [tuple(reader.start() for reader in readers)]
    reached += [step(readers, state, char) for state in states for char in letters]
    if not all(state in listed or hopeless(state, wanted) for state in reached):
        return False
    return not any(accepted(readers, state, wanted) for state in states)
