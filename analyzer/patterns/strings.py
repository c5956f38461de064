"""Is there a text inside of these sets and outside of those? If so, one; if not, none exists.

The search walks the product of the machines breadth first and builds only what it walks, so the text
found is a shortest one. Texts that a person would expect are tried first.
"""

from __future__ import annotations

import string
from collections import deque
from collections.abc import Iterable, Sequence

from analyzer.patterns.automata import Exactly, Machine, State, contains

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
    for text in pinned[:1] or favourites:
        if fits(text, inside, outside):
            return text
    return None if pinned else _search(inside, outside)


def fits(text: str, inside: Sequence[Machine], outside: Sequence[Machine]) -> bool:
    """Whether the text is in every set of `inside` and in none of `outside`."""
    return all(contains(machine, text) for machine in inside) and not any(
        contains(machine, text) for machine in outside
    )


def _search(inside: Sequence[Machine], outside: Sequence[Machine]) -> str | None:
    machines = (*inside, *outside)
    split = len(inside)
    alphabet = _alphabet(machines)
    start = tuple(machine.start() for machine in machines)
    came_from: dict[tuple[State, ...], tuple[tuple[State, ...], str] | None] = {start: None}
    queue = deque([start])
    while queue:
        states = queue.popleft()
        if _accepted(machines, states, split):
            return _spell(came_from, states)
        if _hopeless(machines, states, split):
            continue
        for char in alphabet:
            reached = tuple(map(_step, machines, states, char * len(machines)))
            if reached not in came_from:
                came_from[reached] = states, char
                queue.append(reached)
        if len(came_from) > MAX_STATES:
            raise BudgetError("text-states")
    return None


def _step(machine: Machine, state: State, char: str) -> State:
    return machine.step(state, char)


def _alphabet(machines: Iterable[Machine]) -> list[str]:
    """Every character that some machine tells from others, and one that none does; natural ones first."""
    named = frozenset[str]().union(*(machine.letters() for machine in machines))
    other = next((char for char in _NATURAL if char not in named), None)
    if other is None:
        other = next(chr(code) for code in range(0xA1, 0x10FFFF) if chr(code) not in named)
    order = {char: place for place, char in enumerate(_NATURAL)}
    return sorted(named | {other}, key=lambda char: (order.get(char, len(order)), char))


def _accepted(machines: Sequence[Machine], states: Sequence[State], split: int) -> bool:
    return all(
        machine.accepts(state) == (at < split)
        for at, (machine, state) in enumerate(zip(machines, states, strict=True))
    )


def _hopeless(machines: Sequence[Machine], states: Sequence[State], split: int) -> bool:
    return any(
        machine.fate(state) is (at >= split)
        for at, (machine, state) in enumerate(zip(machines, states, strict=True))
    )


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
