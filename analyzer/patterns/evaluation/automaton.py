"""Sets of texts as automata that read one character at a time.

Each automaton is deterministic, holds no state of its own, and tells apart only the characters that it
names; all others are one to it.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from typing import Protocol, TypeAlias

from analyzer.allowance import spend

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


_STEPS_A_TEXT = 3
_CHARACTERS = 512
"""Characters that are paid for at once."""


def contains(automaton: Automaton, text: str) -> bool:
    """Whether the text is in the automaton's language. Raises BudgetError past a limit."""
    spend(_STEPS_A_TEXT)
    state = automaton.start()
    for start in range(0, len(text), _CHARACTERS):
        read = text[start : start + _CHARACTERS]
        spend(len(read))
        for char in read:
            sink_acceptance = automaton.sink_acceptance(state)
            if sink_acceptance is not None:
                return sink_acceptance
            state = automaton.step(state, char)
    return automaton.accepts(state)
