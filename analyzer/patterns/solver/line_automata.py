"""Sets of lines, told by how many fields there are or by what one of them is, as automata."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.patterns.evaluation.automaton import Automaton, State
from analyzer.patterns.solver.line_division import BLANKS, MARKS, Done, LineAutomaton


@dataclass(frozen=True, slots=True)
class FieldCount(LineAutomaton):
    """The lines with at least `low` and at most `high` fields, None for no upper end."""

    low: int
    high: int | None = None

    def _first(self) -> State:
        return 0

    def _begin(self, kept: State) -> State | Done | None:
        assert isinstance(kept, int)
        if self.high is None:
            return Done(True) if kept + 1 >= self.low else kept + 1
        return kept + 1 if kept < self.high else None

    def _holds(self, kept: State) -> bool:
        assert isinstance(kept, int)
        return kept >= self.low


@dataclass(frozen=True, slots=True)
class FieldAt(LineAutomaton):
    """The lines that have a field number `place`, counted from 0, in the automaton's language."""

    place: int
    inner: Automaton

    def _first(self) -> State:
        return 0

    def _begin(self, kept: State) -> State | Done | None:
        assert isinstance(kept, int)
        return kept + 1 if kept < self.place else (self.inner.start(),)

    def _read(self, kept: State, char: str) -> State:
        if not isinstance(kept, tuple):
            return kept
        inner = self.inner.step(kept[0], char)
        return None if self.inner.sink_acceptance(inner) is False else (inner,)

    def _end(self, kept: State) -> State | Done | None:
        if isinstance(kept, tuple):
            return Done(True) if self.inner.accepts(kept[0]) else None
        return kept

    def _holds(self, kept: State) -> bool:  # noqa: ARG002 (the line ended before the field)
        return False

    def alphabet(self) -> frozenset[str]:
        return BLANKS | MARKS | self.inner.alphabet()


@dataclass(frozen=True, slots=True)
class FieldFromEnd(LineAutomaton):
    """The lines that have a field number `place`, counted from 1 at the end, in the automaton's language.

    What is kept is of each of the last fields whether it is in the set, and the field being read.
    """

    place: int
    inner: Automaton

    def _first(self) -> State:
        return ((), None)

    def _begin(self, kept: State) -> State | Done | None:
        assert isinstance(kept, tuple)
        return kept[0], self.inner.start()

    def _read(self, kept: State, char: str) -> State:
        assert isinstance(kept, tuple)
        return kept[0], self.inner.step(kept[1], char)

    def _end(self, kept: State) -> State | Done | None:
        assert isinstance(kept, tuple)
        passed = (*kept[0], self.inner.accepts(kept[1]))
        return passed[-self.place :], None

    def _holds(self, kept: State) -> bool:
        assert isinstance(kept, tuple)
        return len(kept[0]) == self.place and bool(kept[0][0])

    def alphabet(self) -> frozenset[str]:
        return BLANKS | MARKS | self.inner.alphabet()


@dataclass(frozen=True, slots=True)
class RestAt(LineAutomaton):
    """The lines that, from field number `place` up to their end, marks and blanks included, are in the
    automaton's language."""

    place: int
    rest: Automaton

    def _first(self) -> State:
        return 0

    def _begin(self, kept: State) -> State | Done | None:
        assert isinstance(kept, int)
        return kept + 1 if kept < self.place else Done(self.rest.start())

    def _holds(self, kept: State) -> bool:  # noqa: ARG002 (the line ended before the field)
        return False

    def _raw(self, kept: State, char: str) -> State:
        return self.rest.step(kept, char)

    def _raw_holds(self, kept: State) -> bool:
        return self.rest.accepts(kept)

    def _raw_sink_acceptance(self, kept: State) -> bool | None:
        return self.rest.sink_acceptance(kept)

    def alphabet(self) -> frozenset[str]:
        return BLANKS | MARKS | self.rest.alphabet()
