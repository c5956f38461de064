"""Sets of texts as machines that read one character at a time.

Each machine is deterministic, holds no state of its own, and tells apart only the characters that it
names; all others are one to it.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from typing import Protocol, TypeAlias

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


class End(Enum):
    """States that no character leaves."""

    INSIDE = True
    OUTSIDE = False
    __hash__ = object.__hash__  # Enum's own goes by the name, slowly


def contains(machine: Machine, text: str) -> bool:
    """Whether the text is in the machine's set."""
    state = machine.start()
    for char in text:
        fate = machine.fate(state)
        if fate is not None:
            return fate
        state = machine.step(state, char)
    return machine.accepts(state)
