"""Sets of lines, told by what their fields are, as machines that read one character at a time.

A line is divided as `lines.split_line` divides it. A quote or a bracket opens a field only if it is
closed somewhere later in the line, so a machine follows both ways to go on until it is seen which one
was right: a guess that the mark is closed, and a guess that no such mark comes any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TypeAlias

from analyzer.patterns.decision.strings import BudgetError
from analyzer.patterns.machine import Machine, State

MAX_STEPS = 16_000
"""Steps that one machine may work out, two tenths of a second or so. Patterns of the same log need hundreds,
long lines looked at as they are written by patterns with few fields many more."""

BLANKS = frozenset(" \t\r\n")
MARKS = frozenset('"[]')


class _Mode(StrEnum):
    """Where in the line a guess stands."""

    GAP = "gap"
    WORD = "word"
    QUOTED = "quoted"
    BRACKETED = "bracketed"
    DONE = "done"  # how the line goes on to be divided does not matter


class _End(Enum):
    """States that no character leaves."""

    INSIDE = True
    OUTSIDE = False


@dataclass(frozen=True, slots=True)
class _Done:
    """What is kept once it does not matter how the line is divided."""

    kept: State


_Guess: TypeAlias = tuple[_Mode, bool, bool, State]
"""Where it stands, whether no `"` and no `]` may come any more, and what is kept of the fields so far."""


@dataclass(frozen=True, slots=True)
class _Split:
    """What the machines share: dividing the line. A subclass says what is kept of its fields."""

    _known: dict[tuple[State, str], State] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )  # steps that were worked out: in a product of machines the same ones come again and again

    def _first(self) -> State:
        """What is kept before the first field."""
        raise NotImplementedError

    def _begin(self, kept: State) -> State | _Done | None:
        """What is kept where a field begins; None where no line that goes on so is in the set."""
        raise NotImplementedError

    def _read(self, kept: State, char: str) -> State:  # noqa: ARG002 (some read the field)
        """What is kept after one more character of the field; None where no such line is in the set."""
        return kept

    def _end(self, kept: State) -> State | _Done | None:
        """What is kept where the field ends."""
        return kept

    def _holds(self, kept: State) -> bool:
        """Whether a line is in the set that ends between two fields."""
        raise NotImplementedError

    def _raw(self, kept: State, char: str) -> State:  # noqa: ARG002
        """What is kept after one more character of the line, once it is done with fields."""
        return kept

    def _raw_holds(self, kept: State) -> bool:  # noqa: ARG002
        return True

    def _raw_fate(self, kept: State) -> bool | None:  # noqa: ARG002
        return True

    def start(self) -> State:
        return frozenset({(_Mode.GAP, False, False, self._first())})

    def step(self, state: State, char: str) -> State:
        if not isinstance(state, frozenset):
            return state
        known = self._known.get((state, char))
        if known is None:
            if len(self._known) >= MAX_STEPS:
                raise BudgetError("line-steps")
            known = self._known[state, char] = self._step(state, char)
        return known

    def _step(self, state: frozenset[_Guess], char: str) -> State:
        reached = frozenset(after for guess in state for after in self._advance(guess, char))
        if not reached:
            return _End.OUTSIDE
        if len(reached) == 1:
            ((mode, no_quote, no_bracket, kept),) = reached
            fate = self._raw_fate(kept) if mode is _Mode.DONE else None
            if fate is not None and not (fate and (no_quote or no_bracket)):
                return _End.INSIDE if fate else _End.OUTSIDE
        return reached

    def _advance(self, guess: _Guess, char: str) -> Iterator[_Guess]:
        mode, no_quote, no_bracket, kept = guess
        if (no_quote and char == '"') or (no_bracket and char == "]"):
            return
        if mode is _Mode.DONE:
            yield mode, no_quote, no_bracket, self._raw(kept, char)
        elif mode is _Mode.GAP and char in BLANKS:
            yield guess
        elif mode is _Mode.GAP:
            yield from self._opened(guess, char)
        elif char in _CLOSERS[mode]:
            after = self._end(kept)
            if isinstance(after, _Done):
                yield _Mode.DONE, no_quote, no_bracket, after.kept
            elif after is not None:
                yield _Mode.GAP, no_quote, no_bracket, after
        else:
            read = self._read(kept, char)
            if read is not None:
                yield mode, no_quote, no_bracket, read

    def _opened(self, guess: _Guess, char: str) -> Iterator[_Guess]:
        """A field begins: with a mark, or with the first character of a word."""
        _, no_quote, no_bracket, kept = guess
        begun = self._begin(kept)
        if begun is None:
            return
        if isinstance(begun, _Done):
            yield _Mode.DONE, no_quote, no_bracket, self._raw(begun.kept, char)
            return
        if char == '"':
            yield _Mode.QUOTED, no_quote, no_bracket, begun
        if char == "[":
            yield _Mode.BRACKETED, no_quote, no_bracket, begun
        read = self._read(begun, char)
        if read is not None:
            yield _Mode.WORD, no_quote or char == '"', no_bracket or char == "[", read

    def accepts(self, state: State) -> bool:
        if isinstance(state, frozenset):
            return any(map(self._ends_well, state))
        return state is _End.INSIDE

    def _ends_well(self, guess: _Guess) -> bool:
        mode, _, _, kept = guess
        if mode in (_Mode.QUOTED, _Mode.BRACKETED):
            return False  # it was never closed, so it is a word, which is another guess
        if mode is _Mode.DONE:
            return self._raw_holds(kept)
        after = self._end(kept) if mode is _Mode.WORD else kept
        if isinstance(after, _Done):
            return self._raw_holds(after.kept)
        return after is not None and self._holds(after)

    def fate(self, state: State) -> bool | None:
        return None if isinstance(state, frozenset) else state is _End.INSIDE

    def letters(self) -> frozenset[str]:
        return BLANKS | MARKS


_CLOSERS = {_Mode.WORD: BLANKS, _Mode.QUOTED: frozenset('"'), _Mode.BRACKETED: frozenset("]")}


@dataclass(frozen=True, slots=True)
class FieldCount(_Split):
    """The lines with at least `low` and at most `high` fields, None for no upper end."""

    low: int
    high: int | None = None

    def _first(self) -> State:
        return 0

    def _begin(self, kept: State) -> State | _Done | None:
        assert isinstance(kept, int)
        if self.high is None:
            return _Done(True) if kept + 1 >= self.low else kept + 1
        return kept + 1 if kept < self.high else None

    def _holds(self, kept: State) -> bool:
        assert isinstance(kept, int)
        return kept >= self.low


@dataclass(frozen=True, slots=True)
class FieldAt(_Split):
    """The lines that have a field number `place`, counted from 0, whose text is in the machine's set."""

    place: int
    inner: Machine

    def _first(self) -> State:
        return 0

    def _begin(self, kept: State) -> State | _Done | None:
        assert isinstance(kept, int)
        return kept + 1 if kept < self.place else (self.inner.start(),)

    def _read(self, kept: State, char: str) -> State:
        if not isinstance(kept, tuple):
            return kept
        inner = self.inner.step(kept[0], char)
        return None if self.inner.fate(inner) is False else (inner,)

    def _end(self, kept: State) -> State | _Done | None:
        if isinstance(kept, tuple):
            return _Done(True) if self.inner.accepts(kept[0]) else None
        return kept

    def _holds(self, kept: State) -> bool:  # noqa: ARG002 (the line ended before the field)
        return False

    def letters(self) -> frozenset[str]:
        return BLANKS | MARKS | self.inner.letters()


@dataclass(frozen=True, slots=True)
class FieldFromEnd(_Split):
    """The lines that have a field number `place`, counted from 1 at the end, in the machine's set.

    What is kept is of each of the last fields whether it is in the set, and the field being read.
    """

    place: int
    inner: Machine

    def _first(self) -> State:
        return ((), None)

    def _begin(self, kept: State) -> State | _Done | None:
        assert isinstance(kept, tuple)
        return kept[0], self.inner.start()

    def _read(self, kept: State, char: str) -> State:
        assert isinstance(kept, tuple)
        return kept[0], self.inner.step(kept[1], char)

    def _end(self, kept: State) -> State | _Done | None:
        assert isinstance(kept, tuple)
        passed = (*kept[0], self.inner.accepts(kept[1]))
        return passed[-self.place :], None

    def _holds(self, kept: State) -> bool:
        assert isinstance(kept, tuple)
        return len(kept[0]) == self.place and bool(kept[0][0])

    def letters(self) -> frozenset[str]:
        return BLANKS | MARKS | self.inner.letters()


@dataclass(frozen=True, slots=True)
class RestAt(_Split):
    """The lines that, from field number `place` up to their end, marks and blanks included, are in the
    machine's set."""

    place: int
    rest: Machine

    def _first(self) -> State:
        return 0

    def _begin(self, kept: State) -> State | _Done | None:
        assert isinstance(kept, int)
        return kept + 1 if kept < self.place else _Done(self.rest.start())

    def _holds(self, kept: State) -> bool:  # noqa: ARG002 (the line ended before the field)
        return False

    def _raw(self, kept: State, char: str) -> State:
        return self.rest.step(kept, char)

    def _raw_holds(self, kept: State) -> bool:
        return self.rest.accepts(kept)

    def _raw_fate(self, kept: State) -> bool | None:
        return self.rest.fate(kept)

    def letters(self) -> frozenset[str]:
        return BLANKS | MARKS | self.rest.letters()
