"""Is there a text inside of these sets and outside of those? If so, one; if not, none exists.

Emptiness of a product (Rabin and Scott, 1959): the search walks the product of the automata breadth
first and builds only what it walks, so the text found is a shortest one. Texts that a person
would expect are tried first.
"""

from __future__ import annotations

import string
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from analyzer.allowance import charged, spend
from analyzer.patterns.evaluation.automaton import Automaton, State
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.solver.automata import Exactly, Glob, contains, group, told_apart
from analyzer.patterns.syntax.regex import CharacterClass

_STEPS_PAST_EMPTY = 2_000
"""Steps in which another text is looked for where the empty one would do."""

_AUTOMATA_A_STEP = 6
"""Automata beyond which a step of all together costs more than one: then most of its time is theirs."""

_NAMED_A_STEP = 16
"""Characters that are looked up in one step."""

_PLACES_A_STEP = 1_024
"""Places of expressions beyond which a step costs more: a state is a whole number of so many bits."""

_MANY = 12
"""Automata from which on a text that has what each asks for is tried before the search: the states of so
many at once are too many, and such a text is hardly longer than a shortest one."""

_NATURAL = string.ascii_lowercase + string.ascii_uppercase + string.digits + "-_.:/@ "


def find_text(
    inside: Sequence[Automaton], outside: Sequence[Automaton], favourites: Iterable[str] = ()
) -> str | None:
    """A text that is in every set of `inside` and in none of `outside`: a favourite, else a shortest.

    The empty text, which hardly looks like a value, only where no other is found in a short search.
    Raises BudgetError past a limit.
    """
    pinned = [automaton.text for automaton in inside if isinstance(automaton, Exactly)]
    strung = _strung(inside) if len(inside) >= _MANY else ()
    for text in pinned[:1] or chain(favourites, *map(_shortest, inside), strung):
        if (text or pinned) and fits(text, inside, outside):
            return text
    return None if pinned else _search(tuple(inside), tuple(outside))


def fits(text: str, inside: Sequence[Automaton], outside: Sequence[Automaton]) -> bool:
    """Whether the text is in every set of `inside` and in none of `outside`."""
    return all(contains(automaton, text) for automaton in inside) and not any(
        contains(automaton, text) for automaton in outside
    )


def _shortest(automaton: Automaton) -> Iterator[str]:
    """A text in the automaton's language that is as short as any, where one can be read off."""
    if isinstance(automaton, Glob):
        yield "".join(automaton.chunks)
    elif isinstance(automaton, RegexSearch):
        lengths = [sum(item.low for item in branch.items) for branch in automaton.branches]
        branch = automaton.branches[lengths.index(min(lengths))]
        sets = [
            (item.charset.java if automaton.java else item.charset.re2, item.low) for item in branch.items
        ]
        yield "".join(_natural(fits) * low for fits, low in sets)


def _natural(characters: CharacterClass) -> str:
    """One of the characters, the most natural one; "" where there is none."""
    usual = (char for char in _NATURAL if char in characters)
    named = () if characters.negated else sorted(characters.members)
    return next(chain(usual, named), "")


def _strung(automata: Sequence[Automaton]) -> Iterator[str]:
    """What each automaton asks for in one text: what must stand at the start first, at the end last."""
    readable = [one for one in automata if isinstance(one, (Glob, RegexSearch))]
    wanted = {text: _position(automaton) for automaton in readable for text in _shortest(automaton)}
    asked = sorted(wanted.items(), key=itemgetter(1))
    texts = [text for text, _ in asked if not any(text in other != text for other, _ in asked)]
    for between in ("", " ", "-"):
        yield between.join(texts)


def _position(automaton: Glob | RegexSearch) -> int:
    """-1 for what must stand at the start of a text, 1 for what must stand at its end, else 0."""
    if isinstance(automaton, Glob):
        return bool(automaton.chunks[-1]) - bool(automaton.chunks[0])
    return automaton.branches[0].at_end - automaton.branches[0].at_start


@charged(maxsize=16)  # few: a automaton for lines keeps the steps that it worked out
def _search(inside: tuple[Automaton, ...], outside: tuple[Automaton, ...]) -> str | None:
    """A shortest text that is not empty, the empty one if it is the only one. Events with many members ask
    about the same few again and again."""
    place, unnamed = _alphabet((*inside, *outside))
    readers = [_Reader(one, True, place, unnamed) for one in inside]
    readers += [_Reader(one, False, place, unnamed) for one in outside]
    start = tuple(reader.automaton.start() for reader in readers)
    came_from: dict[tuple[State, ...], tuple[tuple[State, ...], str] | None] = {start: None}
    queue = deque([start])
    places = sum(reader.places for reader in readers)
    cost = 2 + len(readers) // _AUTOMATA_A_STEP + places // _PLACES_A_STEP
    steps, empty = 0, False
    while queue:
        states = queue.popleft()
        rows = [reader.row(state) for reader, state in zip(readers, states, strict=True)]
        if all(row.accepted for row in rows):
            if states != start:
                return _spell(came_from, states)
            steps, empty = 0, True
        if any(row.hopeless for row in rows):
            continue
        told = {char for row in rows for char in row.steps}
        other = next(char for char in place if char not in told)
        steps += len(told) + 1
        spend(cost * (len(told) + 2))
        if steps > _STEPS_PAST_EMPTY and empty:
            return ""
        for char in sorted((*told, other), key=place.__getitem__):
            if empty and not char.isprintable():
                continue  # then the empty text is plainer
            reached = tuple([row.steps.get(char, row.otherwise) for row in rows])
            if empty and reached == start:
                return _spell(came_from, states) + char
            if reached not in came_from:
                came_from[reached] = states, char
                queue.append(reached)
    return "" if empty else None


class _Row(NamedTuple):
    """What one automaton makes of one of its states: where the characters lead that it tells from others
    there and where all others do, and whether the text so far, or no text at all, is as wanted."""

    steps: dict[str, State]
    otherwise: State
    accepted: bool
    hopeless: bool


class _Reader:
    """An automaton, in whose set the text must or must not be, with the rows of the states met so far."""

    def __init__(self, automaton: Automaton, wanted: bool, alphabet: dict[str, int], unnamed: str) -> None:
        self.automaton = automaton
        self._wanted = wanted
        self._alphabet = alphabet
        self._unnamed = unnamed
        self._rows: dict[State, _Row] = {}
        self.places = automaton.size if isinstance(automaton, RegexSearch) else 0
        self.cost = 3 + self.places // _PLACES_A_STEP if self.places else 1

    def row(self, state: State) -> _Row:
        row = self._rows.get(state)
        if row is None:
            row = self._rows[state] = self._new_row(state)
        return row

    def _new_row(self, state: State) -> _Row:
        automaton = self.automaton
        named = tuple(told_apart(automaton, state))
        told = self._alphabet.keys() & named
        spend((len(told) + 2) * self.cost + len(named) // _NAMED_A_STEP)
        otherwise = automaton.step(state, self._unnamed)
        steps = {char: other for char in told if (other := automaton.step(state, char)) != otherwise}
        sink_acceptance = automaton.sink_acceptance(state)
        return _Row(
            steps,
            otherwise,
            automaton.accepts(state) == self._wanted,
            sink_acceptance is not None and sink_acceptance != self._wanted,
        )


def _alphabet(automata: Sequence[Automaton]) -> tuple[dict[str, int], str]:
    """The first of all characters that lead alike in every automaton, with its place, natural ones first;
    and a character that no automaton names."""
    named = frozenset[str]().union(*(automaton.alphabet() for automaton in automata))
    unnamed = next((char for char in _NATURAL if char not in named), None)
    if unnamed is None:
        unnamed = next(chr(code) for code in range(0xA1, 0x10FFFF) if chr(code) not in named)
    order = {char: place for place, char in enumerate(_NATURAL)}
    chars = sorted(named | {unnamed}, key=lambda char: (order.get(char, len(order)), char))
    first: dict[tuple[Hashable, ...], str] = {}
    spend(len(chars) * (1 + len(automata) // 2))
    for char in chars:
        first.setdefault(tuple([group(automaton, char) for automaton in automata]), char)
    return {char: place for place, char in enumerate(first.values())}, unnamed


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
