"""Is there a text inside of these sets and outside of those? If so, one; if not, none exists.

The search walks the product of the machines breadth first and builds only what it walks, so the text
found is a shortest one. Texts that a person would expect are tried first.
"""

from __future__ import annotations

import string
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from analyzer.patterns.automata import Exactly, Glob, Machine, State, contains, told_apart

MAX_STATES = 20_000
"""States of the product that one search may visit: a second or so at worst. Wildcards of real patterns
need hundreds."""

_NATURAL = string.ascii_lowercase + string.ascii_uppercase + string.digits + "-_.:/@ "


class BudgetError(Exception):
    """A search stopped at a limit of this program; `budget` is the name of the limit."""

    def __init__(self, budget: str) -> None:
        super().__init__(budget)
        self.budget = budget


def find_text(
    inside: Sequence[Machine], outside: Sequence[Machine], favourites: Iterable[str] = ()
) -> str | None:
    """A text that is in every set of `inside` and in none of `outside`: a favourite, else a shortest.

    Raises BudgetError past MAX_STATES.
    """
    pinned = [machine.text for machine in inside if isinstance(machine, Exactly)]
    shortest = (machine.shortest() for machine in inside if isinstance(machine, Glob))
    for text in pinned[:1] or chain(favourites, shortest):
        if fits(text, inside, outside):
            return text
    return None if pinned else _search(inside, outside)


def fits(text: str, inside: Sequence[Machine], outside: Sequence[Machine]) -> bool:
    """Whether the text is in every set of `inside` and in none of `outside`."""
    return all(contains(machine, text) for machine in inside) and not any(
        contains(machine, text) for machine in outside
    )


def _search(inside: Sequence[Machine], outside: Sequence[Machine]) -> str | None:
    alphabet = _alphabet((*inside, *outside))
    place = {char: at for at, char in enumerate(alphabet)}
    readers = [_Reader(one, True, alphabet) for one in inside]
    readers += [_Reader(one, False, alphabet) for one in outside]
    start = tuple(reader.machine.start() for reader in readers)
    came_from: dict[tuple[State, ...], tuple[tuple[State, ...], str] | None] = {start: None}
    queue = deque([start])
    while queue:
        states = queue.popleft()
        rows = [reader.row(state) for reader, state in zip(readers, states, strict=True)]
        if all(row.accepted for row in rows):
            return _spell(came_from, states)
        if any(row.hopeless for row in rows):
            continue
        told = {char for row in rows for char in row.steps}
        other = next(char for char in alphabet if char not in told)
        for char in sorted((*told, other), key=place.__getitem__):
            reached = tuple([row.steps.get(char, row.otherwise) for row in rows])
            if reached not in came_from:
                came_from[reached] = states, char
                queue.append(reached)
        if len(came_from) > MAX_STATES:
            raise BudgetError("text-states")
    return None


class _Row(NamedTuple):
    """What one machine makes of one of its states: where the characters lead that it tells from others
    there and where all others do, and whether the text so far, or no text at all, is as wanted."""

    steps: dict[str, State]
    otherwise: State
    accepted: bool
    hopeless: bool


class _Reader:
    """A machine, in whose set the text must or must not be, with the rows of the states met so far."""

    def __init__(self, machine: Machine, wanted: bool, alphabet: Sequence[str]) -> None:
        self.machine = machine
        self._wanted = wanted
        self._other = next(char for char in alphabet if char not in machine.letters())
        self._rows: dict[State, _Row] = {}

    def row(self, state: State) -> _Row:
        row = self._rows.get(state)
        if row is None:
            row = self._rows[state] = self._new_row(state)
        return row

    def _new_row(self, state: State) -> _Row:
        machine = self.machine
        otherwise = machine.step(state, self._other)
        reached = ((char, machine.step(state, char)) for char in told_apart(machine, state))
        steps = {char: other for char, other in reached if other != otherwise}
        fate = machine.fate(state)
        return _Row(
            steps,
            otherwise,
            machine.accepts(state) == self._wanted,
            fate is not None and fate != self._wanted,
        )


def _alphabet(machines: Iterable[Machine]) -> list[str]:
    """Every character that some machine tells from others, and one that none does; natural ones first."""
    named = frozenset[str]().union(*(machine.letters() for machine in machines))
    other = next((char for char in _NATURAL if char not in named), None)
    if other is None:
        other = next(chr(code) for code in range(0xA1, 0x10FFFF) if chr(code) not in named)
    order = {char: place for place, char in enumerate(_NATURAL)}
    return sorted(named | {other}, key=lambda char: (order.get(char, len(order)), char))


def _spell(
    came_from: dict[tuple[State, ...], tuple[tuple[State, ...], str] | None], states: tuple[State, ...]
) -> str:
    chars: list[str] = []
    step = came_from[states]
    while step is not None:
        states, char = step
        chars.append(char)
        step = came_from[states]
    return "".join(reversed(chars))
