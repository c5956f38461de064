"""Sets of texts as machines that read one character at a time.

Each machine is deterministic, holds no state of its own, and tells apart only the characters that it
names; all others are one to it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Protocol, TypeAlias

from analyzer.patterns.regex import Branch, CharSet, Item, Letters

State: TypeAlias = Hashable


class Machine(Protocol):
    """A set of texts."""

    def start(self) -> State: ...

    def step(self, state: State, char: str) -> State: ...

    def accepts(self, state: State) -> bool: ...

    def fate(self, state: State) -> bool | None:
        """True or false where no further character can change what is accepted, None otherwise."""
        ...

    def letters(self) -> frozenset[str]:
        """The characters that the machine tells from others."""
        ...


def contains(machine: Machine, text: str) -> bool:
    """Whether the text is in the machine's set."""
    if isinstance(machine, (Exactly, OneOf)):
        return text == machine.text if isinstance(machine, Exactly) else text in machine.texts
    state = machine.start()
    for char in text:
        fate = machine.fate(state)
        if fate is not None:
            return fate
        state = machine.step(state, char)
    return machine.accepts(state)


class _End(Enum):
    """States that no character leaves."""

    INSIDE = True
    OUTSIDE = False
    __hash__ = object.__hash__  # Enum's own goes by the name, slowly


@dataclass(frozen=True, slots=True)
class Exactly:
    """The one text."""

    text: str

    def start(self) -> State:
        return 0

    def step(self, state: State, char: str) -> State:
        assert isinstance(state, int)
        return state + 1 if self.text[state : state + 1] == char and state >= 0 else -1

    def accepts(self, state: State) -> bool:
        return state == len(self.text)

    def fate(self, state: State) -> bool | None:
        return False if state == -1 else None

    def letters(self) -> frozenset[str]:
        return frozenset(self.text)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of these texts. A state is what was read of one of them, None past all of them."""

    texts: frozenset[str]

    def start(self) -> State:
        return self._reach("")

    def step(self, state: State, char: str) -> State:
        return self._reach(state + char) if isinstance(state, str) else None

    def _reach(self, read: str) -> State:
        return read if read in _starts(self.texts) else None

    def accepts(self, state: State) -> bool:
        return state in self.texts

    def fate(self, state: State) -> bool | None:
        return False if state is None else None

    def letters(self) -> frozenset[str]:
        return frozenset().union(*self.texts)


@lru_cache(maxsize=32)
def _starts(texts: frozenset[str]) -> frozenset[str]:
    """Whatever one of the texts starts with. Most lists of texts are never read a character at a time."""
    return frozenset(text[:end] for text in texts for end in range(len(text) + 1))


def finite(machine: Machine) -> frozenset[str] | None:
    """All texts of the machine's set, where it is made to list them."""
    match machine:
        case Exactly(text):
            return frozenset((text,))
        case OneOf(texts):
            return texts
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Glob:
    """Chunks with anything between each two of them, held at both ends; at least two chunks.

    `scanning`: the last chunk counts only where it first occurs, and the text must end there.
    A state is the chunk that is being looked for and how many of its characters were just read.
    """

    chunks: tuple[str, ...]
    scanning: bool = False
    _tables: tuple[tuple[int, ...], ...] = field(default=(), init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        middle = tuple(chunk for chunk in self.chunks[1:-1] if chunk)
        chunks = (self.chunks[0], *middle, self.chunks[-1])
        object.__setattr__(self, "chunks", chunks)
        object.__setattr__(self, "_tables", tuple(map(_borders, chunks)))

    def start(self) -> State:
        return self._settle(0, 0)

    def step(self, state: State, char: str) -> State:
        if not isinstance(state, tuple):
            return state
        at, read = state
        chunk = self.chunks[at]
        if at == 0:
            return self._settle(0, read + 1) if chunk[read] == char else _End.OUTSIDE
        if read == len(chunk):  # only the last chunk waits here, for the text to end
            if self.scanning:
                return _End.OUTSIDE
            read = self._tables[at][read - 1]
        while read and chunk[read] != char:
            read = self._tables[at][read - 1]
        return self._settle(at, read + (chunk[read] == char))

    def shortest(self) -> str:
        """The only text in the set that is as short as any."""
        return "".join(self.chunks)

    def awaited(self, state: State) -> Iterator[str]:
        """Every character that goes on from some start of the chunk that the text ends in."""
        if not isinstance(state, tuple):
            return
        at, read = state
        chunk = self.chunks[at]
        if read < len(chunk):
            yield chunk[read]
        while at and read:
            read = self._tables[at][read - 1]
            yield chunk[read]

    def _settle(self, at: int, read: int) -> State:
        last = len(self.chunks) - 1
        if at < last and read == len(self.chunks[at]):
            at, read = at + 1, 0
        return _End.INSIDE if at == last and not self.chunks[last] else (at, read)

    def accepts(self, state: State) -> bool:
        if isinstance(state, tuple):
            at, read = state
            return bool(at == len(self.chunks) - 1 and read == len(self.chunks[at]))
        return state is _End.INSIDE

    def fate(self, state: State) -> bool | None:
        return None if isinstance(state, tuple) else state is _End.INSIDE

    def letters(self) -> frozenset[str]:
        return frozenset("".join(self.chunks))


def _borders(chunk: str) -> tuple[int, ...]:
    """For each prefix of the chunk the length of its longest proper prefix that is a suffix too."""
    table = [0] * len(chunk)
    for at in range(1, len(chunk)):
        length = table[at - 1]
        while length and chunk[at] != chunk[length]:
            length = table[length - 1]
        table[at] = length + (chunk[at] == chunk[length])
    return tuple(table)


@dataclass(frozen=True, slots=True)
class _Place:
    """One character of a branch: which ones fit, whether it may be left out, whether it may come again."""

    fits: Letters
    optional: bool
    again: bool


_CARRIAGE_RETURN = Item(CharSet(Letters(frozenset("\r")), Letters(frozenset("\r"))), 0, 1)
_NEWLINE = Item(CharSet(Letters(frozenset("\n")), Letters(frozenset("\n"))), 0, 1)
_OTHER_LINE_END = Item(CharSet(*[Letters(frozenset("\x85\u2028\u2029"))] * 2), 1, 1)


@dataclass(frozen=True, slots=True)
class Find:
    """The texts in which one of the branches is found. A state is the set of places reached."""

    branches: tuple[Branch, ...]
    java: bool = False
    _places: tuple[tuple[_Place, ...], ...] = field(default=(), init=False, compare=False, repr=False)
    _branches: tuple[Branch, ...] = field(default=(), init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        branches = tuple(_line_ends(self.branches)) if self.java else self.branches
        object.__setattr__(self, "_branches", branches)
        object.__setattr__(self, "_places", tuple(self._spell_out(branch) for branch in branches))

    def _spell_out(self, branch: Branch) -> tuple[_Place, ...]:
        places: list[_Place] = []
        for item in branch.items:
            fits = item.charset.java if self.java else item.charset.re2
            places += [_Place(fits, False, False)] * item.low
            if item.high is not None:
                places += [_Place(fits, True, False)] * (item.high - item.low)
            else:
                places.append(_Place(fits, True, True))
        return tuple(places)

    def same_as(self, other: Find) -> bool:
        """Whether both are built alike, so that they find the same."""
        return (self._branches, self._places) == (other._branches, other._places)

    def start(self) -> State:
        return self._reach((number, 0) for number in range(len(self._branches)))

    def step(self, state: State, char: str) -> State:
        if not isinstance(state, frozenset):
            return state
        reached: list[tuple[int, int]] = []
        for number, at in state:
            places = self._places[number]
            if at < len(places) and char in places[at].fits:
                reached.append((number, at if places[at].again else at + 1))
        reached += [(number, 0) for number, branch in enumerate(self._branches) if not branch.at_start]
        return self._reach(reached)

    def _reach(self, places: Iterable[tuple[int, int]]) -> State:
        reached: set[tuple[int, int]] = set()
        for number, at in places:
            row = self._places[number]
            reached.add((number, at))
            while at < len(row) and row[at].optional:
                at += 1
                reached.add((number, at))
            if at == len(row) and not self._branches[number].at_end:
                return _End.INSIDE
        return frozenset(reached) if reached else _End.OUTSIDE

    def accepts(self, state: State) -> bool:
        if isinstance(state, frozenset):
            return any(at == len(self._places[number]) for number, at in state)
        return state is _End.INSIDE

    def fate(self, state: State) -> bool | None:
        return None if isinstance(state, frozenset) else state is _End.INSIDE

    def letters(self) -> frozenset[str]:
        return frozenset[str]().union(*(place.fits.members for row in self._places for place in row))


def _line_ends(branches: Sequence[Branch]) -> Iterator[Branch]:
    """Java's `$` also holds before a line end that ends the text."""
    for branch in branches:
        if not branch.at_end:
            yield branch
            continue
        yield Branch((*branch.items, _CARRIAGE_RETURN, _NEWLINE), branch.at_start, True)
        yield Branch((*branch.items, _OTHER_LINE_END), branch.at_start, True)


def told_apart(machine: Machine, state: State) -> Iterable[str]:
    """Characters among which are all that lead elsewhere from this state than the others do."""
    match machine, state:
        case Exactly(text), int(read):
            return text[read : read + 1] if read >= 0 else ""
        case OneOf(texts), str(start):
            return {text[len(start)] for text in texts if text.startswith(start) and text != start}
        case Glob() as glob, _:
            return glob.awaited(state)
        case _:
            return machine.letters()
