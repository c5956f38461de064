"""Texts that are to match, read position by position, for the checker of certificates.

A text to match is rows of positions; a state is the set of positions reached, which is how a
nondeterministic automaton is simulated (Thompson, 1968). Nothing is searched here: an automaton says
where one character leads, and a list of states is compared with where they lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from analyzer.patterns.certificates.checker.certificate import ProductState
from analyzer.patterns.certificates.checker.work import pay

Positions: TypeAlias = tuple[int, ...]

FOREVER: Positions = (-1,)  # matched, whatever follows
NOWHERE: Positions = ()  # not matched, whatever follows


class Reader(Protocol):
    """A set of texts, read one character at a time."""

    def start(self) -> Positions: ...

    def step(self, positions: Positions, char: str) -> Positions: ...

    def accepts(self, positions: Positions) -> bool: ...

    def knows(self, positions: Positions) -> bool:
        """Whether the positions are any of this reader."""
        ...

    @property
    def alphabet(self) -> frozenset[str]:
        """The characters that are told from others."""
        ...


@dataclass(frozen=True, slots=True)
class Position:
    """One character of a row: which ones fit (or do not), and whether it may be left out or come again."""

    characters: frozenset[str]
    negated: bool = False
    optional: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Positions in a row; held at the start and the end of the text, or found anywhere."""

    positions: tuple[Position, ...]
    at_start: bool
    at_end: bool


ANYTHING = Position(frozenset(), negated=True, optional=True, again=True)


@dataclass(frozen=True, slots=True)
class Rows:
    """The texts that some row matches. After its positions each row has one more, which is its end."""

    rows: tuple[Row, ...]
    alphabet: frozenset[str] = field(init=False)
    _positions: tuple[Position | None, ...] = field(init=False)
    _ends: frozenset[int] = field(init=False)  # ends that hold at the end of the text only
    _starts: tuple[int, ...] = field(init=False)  # where a row may start at any character

    def __post_init__(self) -> None:
        positions: list[Position | None] = []
        ends: list[int] = []
        starts: list[int] = []
        for row in self.rows:
            if not row.at_start:
                starts.append(len(positions))
            positions += [*row.positions, None]
            if row.at_end:
                ends.append(len(positions) - 1)
        object.__setattr__(self, "_positions", tuple(positions))
        object.__setattr__(self, "_ends", frozenset(ends))
        object.__setattr__(self, "_starts", tuple(starts))
        named = (position.characters for position in positions if position is not None)
        object.__setattr__(self, "alphabet", frozenset[str]().union(*named))

    def start(self) -> Positions:
        first, at = [], 0
        for row in self.rows:
            first.append(at)
            at += len(row.positions) + 1
        return self._reach(first)

    def step(self, positions: Positions, char: str) -> Positions:
        if positions == FOREVER:
            return FOREVER
        reached = list(self._starts)
        for at in positions:
            position = self._positions[at]
            if position is not None and (char in position.characters) != position.negated:
                reached.append(at if position.again else at + 1)
        return self._reach(reached)

    def _reach(self, positions: Iterable[int]) -> Positions:
        reached = set()
        for start in positions:
            at = start
            while at not in reached:
                reached.add(at)
                position = self._positions[at]
                if position is None and at not in self._ends:
                    return FOREVER
                if position is None or not position.optional:
                    break
                at += 1
        return tuple(sorted(reached))

    def accepts(self, positions: Positions) -> bool:
        return positions == FOREVER or not self._ends.isdisjoint(positions)

    def knows(self, positions: Positions) -> bool:
        return positions == FOREVER or all(0 <= position < len(self._positions) for position in positions)


@dataclass(frozen=True, slots=True)
class Scan:
    """Chunks of which each one, after the first, is where it first stands; the last one ends the text.

    The positions are the number of the chunk and how much of it was read.
    """

    chunks: tuple[str, ...]

    @property
    def alphabet(self) -> frozenset[str]:
        return frozenset("".join(self.chunks))

    def start(self) -> Positions:
        return self._next(0, 0)

    def step(self, positions: Positions, char: str) -> Positions:
        if positions == NOWHERE:
            return NOWHERE
        number, read = positions
        chunk = self.chunks[number]
        if number == 0 or read == len(chunk):
            return self._next(0, read + 1) if number == 0 and chunk[read] == char else NOWHERE
        seen = chunk[:read] + char
        return self._next(
            number, next(size for size in range(read + 1, -1, -1) if seen.endswith(chunk[:size]))
        )

    def _next(self, number: int, read: int) -> Positions:
        while number < len(self.chunks) - 1 and read == len(self.chunks[number]):
            number, read = number + 1, 0
        return number, read

    def accepts(self, positions: Positions) -> bool:
        return positions == (len(self.chunks) - 1, len(self.chunks[-1]))

    def knows(self, positions: Positions) -> bool:
        if len(positions) != 2:
            return positions == NOWHERE
        number, read = positions
        return positions == self._next(number, read) if self._is_place(number, read) else False

    def _is_place(self, number: int, read: int) -> bool:
        return 0 <= number < len(self.chunks) and 0 <= read <= len(self.chunks[number])


def contains(reader: Reader, text: str) -> bool:
    """Whether the text is in the reader's set."""
    positions = reader.start()
    pay(len(text))
    for char in text:
        pay(len(positions))
        positions = reader.step(positions, char)
    return reader.accepts(positions)


# Lists of states


def alphabet(readers: Iterable[Reader]) -> list[str]:
    """Every character that some reader tells from others, and one that none does."""
    named = frozenset[str]().union(*(reader.alphabet for reader in readers))
    other = next(char for char in map(chr, range(0x61, 0x110000)) if char not in named)
    return [*sorted(named), other]


def hopeless(state: ProductState, wanted: Sequence[bool]) -> bool:
    """Whether no text goes on from the state to one that is wanted."""
    return any(
        positions == (NOWHERE if wish else FOREVER) for positions, wish in zip(state, wanted, strict=True)
    )


def step(readers: Sequence[Reader], state: ProductState, char: str) -> ProductState:
    """Where the character leads."""
    return tuple(reader.step(positions, char) for reader, positions in zip(readers, state, strict=True))


def accepted(readers: Sequence[Reader], state: ProductState, wanted: Sequence[bool]) -> bool:
    """Whether the text read so far is inside of the sets that are wanted and outside of the others."""
    found = (reader.accepts(positions) for reader, positions in zip(readers, state, strict=True))
    return all(one == wish for one, wish in zip(found, wanted, strict=True))


def closed(
    readers: Sequence[Reader], wanted: Sequence[bool], states: Sequence[ProductState], letters: Sequence[str]
) -> bool:
    """Whether the states hold all that texts of these letters lead to with any hope, and none is accepted."""
    listed = frozenset(states)
    for state in states:
        pay((1 + len(letters)) * (1 + len(state) + sum(map(len, state))))
        if len(state) != len(readers):
            return False
        if not all(reader.knows(positions) for reader, positions in zip(readers, state, strict=True)):
            return False
    reached = [tuple(reader.start() for reader in readers)]
    reached += [step(readers, state, char) for state in states for char in letters]
    if not all(state in listed or hopeless(state, wanted) for state in reached):
        return False
    return not any(accepted(readers, state, wanted) for state in states)
