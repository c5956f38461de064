"""Sets of texts as automata that read one character at a time.

Each automaton is deterministic, holds no state of its own, and tells apart only the characters that it
names; all others are one to it.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from typing import Protocol, TypeAlias

State: TypeAlias = Hashable


class Automaton(Protocol):
    """A set of texts."""

    def start(self) -> State: ...

    def step(self, state: State, char: str) -> State: ...

    def accepts(self, state: State) -> bool: ...

    def sink_acceptance(self, state: State) -> bool | None:
        """True or false where no further character can change what is accepted, None otherwise."""
        ...

    def alphabet(self) -> frozenset[str]:
        """The characters that the automaton tells from others."""
        ...


class Sink(Enum):
    """States that no character leaves."""

    ACCEPTING = True
    REJECTING = False
    __hash__ = object.__hash__  # Enum's own goes by the name, slowly


def contains(automaton: Automaton, text: str) -> bool:
    """Whether the text is in the automaton's language."""
    state = automaton.start()
    for char in text:
        sink_acceptance = automaton.sink_acceptance(state)
        if sink_acceptance is not None:
            return sink_acceptance
        state = automaton.step(state, char)
    return automaton.accepts(state)
