"""Single texts, lists of texts and globs as automata, and which characters each automaton tells apart.

A glob looks for its chunks as Knuth, Morris and Pratt (1977) look for a text: by the borders of what was
read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from analyzer.patterns.evaluation.automaton import Automaton, Sink, State
from analyzer.patterns.evaluation.automaton import contains as is_accepted
from analyzer.patterns.evaluation.matching import any_occurrence, first_occurrence
from analyzer.patterns.evaluation.regex_automaton import RegexSearch


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

    def sink_acceptance(self, state: State) -> bool | None:
        return False if state == -1 else None

    def alphabet(self) -> frozenset[str]:
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

    def sink_acceptance(self, state: State) -> bool | None:
        return False if state is None else None

    def alphabet(self) -> frozenset[str]:
        return frozenset().union(*self.texts)


@lru_cache(maxsize=32)
def _starts(texts: frozenset[str]) -> frozenset[str]:
    """Whatever one of the texts starts with. Most lists of texts are never read a character at a time."""
    return frozenset(text[:end] for text in texts for end in range(len(text) + 1))


def finite(automaton: Automaton) -> frozenset[str] | None:
    """All texts of the automaton's language, where it is made to list them."""
    match automaton:
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
            return self._settle(0, read + 1) if chunk[read] == char else Sink.REJECTING
        if read == len(chunk):  # only the last chunk waits here, for the text to end
            if self.scanning:
                return Sink.REJECTING
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
        return Sink.ACCEPTING if at == last and not self.chunks[last] else (at, read)

    def accepts(self, state: State) -> bool:
        if isinstance(state, tuple):
            at, read = state
            return bool(at == len(self.chunks) - 1 and read == len(self.chunks[at]))
        return state is Sink.ACCEPTING

    def sink_acceptance(self, state: State) -> bool | None:
        return None if isinstance(state, tuple) else state is Sink.ACCEPTING

    def alphabet(self) -> frozenset[str]:
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


def contains(automaton: Automaton, text: str) -> bool:
    """Whether the text is in the automaton's language; only expressions and numbers need a walk."""
    match automaton:
        case Exactly(only):
            return text == only
        case OneOf(texts):
            return text in texts
        case Glob(chunks, scanning):
            return first_occurrence(chunks, text) if scanning else any_occurrence(chunks, text)
        case _:
            return is_accepted(automaton, text)


def group(automaton: Automaton, char: str) -> Hashable:
    """The same for two characters only where they lead from each state to the same one."""
    if isinstance(automaton, RegexSearch):
        return automaton.takers(char)
    return char if char in automaton.alphabet() else None


def told_apart(automaton: Automaton, state: State) -> Iterable[str]:
    """Characters among which are all that lead elsewhere from this state than the others do."""
    match automaton, state:
        case Exactly(text), int(read):
            return text[read : read + 1] if read >= 0 else ""
        case OneOf(texts), str(start):
            return {text[len(start)] for text in texts if text.startswith(start) and text != start}
        case Glob() as glob, _:
            return glob.awaited(state)
        case _:
            return automaton.alphabet()
