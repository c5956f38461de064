"""Automata that divide a line into its fields, one character at a time.

A line is divided as `lines.split_line` divides it. A quote or a bracket opens a field only if it is
closed somewhere later in the line, so an automaton follows both ways to go on until it is seen which one
was right: a guess that the mark is closed, and a guess that no such mark comes any more. The guesses that
are left are one state (the subset construction of Rabin and Scott, 1959), made as it is met.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from analyzer.patterns.evaluation.automaton import Sink, State
from analyzer.patterns.solver.text_search import BudgetError

MAX_STEPS = 16_000
"""Steps that one automaton may work out, two tenths of a second or so. Patterns of one log need hundreds,
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


@dataclass(frozen=True, slots=True)
class Done:
    """What is kept once it does not matter how the line is divided."""

    kept: State


_Guess: TypeAlias = tuple[_Mode, bool, bool, State]
"""Where it stands, whether no `"` and no `]` may come any more, and what is kept of the fields so far."""


@dataclass(frozen=True, slots=True)
class LineAutomaton(ABC):
    """Divides a line; a subclass says what is kept of its fields."""

    _known: dict[tuple[State, str], State] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )  # steps that were worked out: in a product of automata the same ones come again and again

    @abstractmethod
    def _first(self) -> State:
        """What is kept before the first field."""

    @abstractmethod
    def _begin(self, kept: State) -> State | Done | None:
        """What is kept where a field begins; None where no line that goes on so is in the set."""

    def _read(self, kept: State, char: str) -> State:  # noqa: ARG002 (some read the field)
        """What is kept after one more character of the field; None where no such line is in the set."""
        return kept

    def _end(self, kept: State) -> State | Done | None:
        """What is kept where the field ends."""
        return kept

    @abstractmethod
    def _holds(self, kept: State) -> bool:
        """Whether a line is in the set that ends between two fields."""

    def _raw(self, kept: State, char: str) -> State:  # noqa: ARG002
        """What is kept after one more character of the line, once it is done with fields."""
        return kept

    def _raw_holds(self, kept: State) -> bool:  # noqa: ARG002
        return True

    def _raw_sink_acceptance(self, kept: State) -> bool | None:  # noqa: ARG002
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
            return Sink.REJECTING
        if len(reached) == 1:
            ((mode, no_quote, no_bracket, kept),) = reached
            sink_acceptance = self._raw_sink_acceptance(kept) if mode is _Mode.DONE else None
            if sink_acceptance is not None and not (sink_acceptance and (no_quote or no_bracket)):
                return Sink.ACCEPTING if sink_acceptance else Sink.REJECTING
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
            if isinstance(after, Done):
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
        if isinstance(begun, Done):
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
        return state is Sink.ACCEPTING

    def _ends_well(self, guess: _Guess) -> bool:
        mode, _, _, kept = guess
        if mode in (_Mode.QUOTED, _Mode.BRACKETED):
            return False  # it was never closed, so it is a word, which is another guess
        if mode is _Mode.DONE:
            return self._raw_holds(kept)
        after = self._end(kept) if mode is _Mode.WORD else kept
        if isinstance(after, Done):
            return self._raw_holds(after.kept)
        return after is not None and self._holds(after)

    def sink_acceptance(self, state: State) -> bool | None:
        return None if isinstance(state, frozenset) else state is Sink.ACCEPTING

    def alphabet(self) -> frozenset[str]:
        return BLANKS | MARKS


_CLOSERS = {_Mode.WORD: BLANKS, _Mode.QUOTED: frozenset('"'), _Mode.BRACKETED: frozenset("]")}
