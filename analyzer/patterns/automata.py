"""Sets of texts as machines that read one character at a time.

Each machine is deterministic, holds no state of its own, and tells apart only the characters that it
names; all others are one to it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple, Protocol, TypeAlias

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


_CARRIAGE_RETURN = Item(CharSet(Letters(frozenset("\r")), Letters(frozenset("\r"))), 0, 1)
_NEWLINE = Item(CharSet(Letters(frozenset("\n")), Letters(frozenset("\n"))), 0, 1)
_OTHER_LINE_END = Item(CharSet(*[Letters(frozenset("\x85\u2028\u2029"))] * 2), 1, 1)


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
class Find:
    """The texts in which one of the branches is found. A state is the set of places reached, as bits: one
    step costs a few operations on whole numbers, however many places there are."""

    branches: tuple[Branch, ...]
    java: bool = False
    _places: _Places = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        branches = tuple(_line_ends(self.branches)) if self.java else self.branches
        object.__setattr__(self, "_places", _written_out(branches, self.java))

    def same_as(self, other: Find) -> bool:
        """Whether both are built alike, so that they find the same."""
        return self._places == other._places

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
            return _End.INSIDE
        return reached or _End.OUTSIDE

    def accepts(self, state: State) -> bool:
        if isinstance(state, int):
            return bool(state & self._places.ends)
        return state is _End.INSIDE

    def fate(self, state: State) -> bool | None:
        return None if isinstance(state, int) else state is _End.INSIDE

    def letters(self) -> frozenset[str]:
        return frozenset(self._places.fits)


def _written_out(branches: Sequence[Branch], java: bool) -> _Places:
    takers: dict[Letters, int] = {}
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
    named = frozenset[str]().union(*(letters.members for letters in takers))
    fits_by = {char: _all(places for letters, places in takers.items() if char in letters) for char in named}
    other = _all(places for letters, places in takers.items() if letters.negated)
    return _Places(fits_by, other, optional, again, first, anew, found, ends)


def _ones(count: int) -> int:
    return (1 << count) - 1


def _all(places: Iterable[int]) -> int:
    return reduce(or_, places, 0)


def _line_ends(branches: Sequence[Branch]) -> Iterator[Branch]:
    """Java's `$` also holds before a line end that ends the text."""
    for branch in branches:
        if not branch.at_end:
            yield branch
            continue
        yield Branch((*branch.items, _CARRIAGE_RETURN, _NEWLINE), branch.at_start, True)
        yield Branch((*branch.items, _OTHER_LINE_END), branch.at_start, True)


def group(machine: Machine, char: str) -> Hashable:
    """The same for two characters only where they lead from each state to the same one."""
    if isinstance(machine, Find):
        return machine.takers(char)
    return char if char in machine.letters() else None


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
