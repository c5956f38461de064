"""All events that can be made of the values that tell two patterns apart, and where a pattern holds.

An event is a choice of one value for each member. The set of events in which something holds is one
whole number, a bit for each event, so that `&&` and `||` of thousands of events are one operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from math import prod

from analyzer.patterns import JSON
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    FieldTest,
    Formula,
    Is,
    IsText,
    JsonConstant,
    Name,
    Not,
    NotExists,
    Operator,
    Or,
    Selector,
    Wildcard,
)

from .judge import NONE, Choice, choices_of, only, open_in
from .trees import FRESH, IsConstant, Passes, Probe, There, trees

MAX_EVENTS = 1 << 20


class Absence(Enum):
    """In place of a value: the event does not have the member."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT

Atom = Compare | Is | NotExists


@dataclass(frozen=True, slots=True)
class Side:
    """The answer to: is there an event? `certain` is one whatever the choices; `possible` whether there
    is one under some choice."""

    certain: JSON
    possible: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    only_left: Side
    only_right: Side
    both: Side
    whole: bool  # no event was left out for want of room

    @property
    def relation(self) -> str:
        """The relation by its definition; "open" where it hangs on the choices."""
        left, right, both = (_state(one) for one in (self.only_left, self.only_right, self.both))
        if left == right == "none":
            return "equivalent"
        if (left, right) == ("some", "none"):
            return "broader"
        if (left, right) == ("none", "some"):
            return "narrower"
        if (left, right) == ("some", "some") and both != "open":
            return "disjoint" if both == "none" else "overlapping"
        return "open"


def _state(side: Side) -> str:
    return "some" if side.certain is not None else "open" if side.possible else "none"


def atoms_of(formula: Formula) -> Iterator[Atom]:
    match formula:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from atoms_of(operand)
        case Not(operand):
            yield from atoms_of(operand)
        case IsText() | FieldTest():
            raise ValueError("expected the condition of a JSON pattern")
        case atom:
            yield atom


@cache
def questions_of(atom: Atom) -> frozenset[str]:
    match atom:
        case Compare(selector, operator, value):
            every = {"every"} if selector.wildcard is not None and operator.is_order else set()
            return open_in(value) | every
        case Is(selector, JsonConstant.NULL):
            return frozenset() if selector.wildcard is not None else frozenset({"null"})
        case Is(selector):
            return frozenset() if selector.wildcard is None else frozenset({"every"})
        case _:
            return frozenset()


def _base(selector: Selector) -> tuple[Probe, ...]:
    """What a wildcard stands on, as far as it is not the event itself."""
    base = selector.steps[: selector.wildcard]
    return ((base, There()),) if base else ()


@cache
def probes_of(atom: Atom, choice: Choice) -> tuple[Probe, ...]:
    match atom:
        case Compare(selector, Operator.NOT_EQUAL, value) if selector.wildcard is not None:
            return ((selector.steps, Passes(Operator.EQUAL, value, choice)), *_base(selector))
        case Compare(selector, operator, value):
            return ((selector.steps, Passes(operator, value, choice)),)
        case Is(selector, constant):
            arrays = selector.wildcard is None and constant is JsonConstant.NULL
            return ((selector.steps, IsConstant(constant, arrays, arrays and choice.null)),)
        case NotExists(selector):
            return ((selector.steps, There()),)


class World:
    """The events that tell the atoms apart."""

    def __init__(self, atoms: Sequence[Atom], choices: Sequence[Choice]) -> None:
        asked = {(atom, only(choice, questions_of(atom))) for atom in atoms for choice in choices}
        probes = dict.fromkeys(probe for atom, choice in asked for probe in probes_of(atom, choice))
        self.names = sorted({steps[0].text for steps, _ in probes if isinstance(steps[0], Name)})
        if any(isinstance(steps[0], Wildcard) for steps, _ in probes):
            self.names.extend(FRESH)
        self.values: list[list[JSON | Absence]] = []
        tables = [self._member(name, list(probes)) for name in self.names]
        self.whole = prod(map(len, self.values)) <= MAX_EVENTS
        while prod(map(len, self.values)) > MAX_EVENTS:
            longest = max(range(len(self.values)), key=lambda at: len(self.values[at]))
            self.values[longest] = self.values[longest][: len(self.values[longest]) // 2]
        self.size = prod(map(len, self.values))
        self.full = (1 << self.size) - 1
        self._spread(tables)

    def _member(self, name: str, probes: Sequence[Probe]) -> list[tuple[Probe, list[int]]]:
        """The values of a member, and for each probe the two bits of each value."""
        mine = sorted((probe for probe in probes if probe[0][0] in (Name(name), Wildcard())), key=repr)
        found = trees(tuple((steps[1:], check) for steps, check in mine))
        self.values.append([ABSENT, *(value for _, value in found)])
        bits = [0, *(bits for bits, _ in found)]
        return [(probe, [one >> 2 * number & 3 for one in bits]) for number, probe in enumerate(mine)]

    def _spread(self, tables: Sequence[Sequence[tuple[Probe, list[int]]]]) -> None:
        """For each probe, the events in which it held of some value and in which it failed of some."""
        self.held: dict[Probe, int] = {}
        self.failed: dict[Probe, int] = {}
        stride = 1
        for table, values in zip(tables, self.values, strict=True):
            for probe, bits in table:
                cut = bits[: len(values)]
                for kept, mask in ((self.held, 1), (self.failed, 2)):
                    pattern = sum(1 << at for at, one in enumerate(cut) if one & mask)
                    kept[probe] = kept.get(probe, 0) | _tiled(pattern, len(values), stride, self.size)
            stride *= len(values)

    def event(self, number: int) -> dict[str, JSON]:
        event: dict[str, JSON] = {}
        for name, values in zip(self.names, self.values, strict=True):
            number, at = divmod(number, len(values))
            value = values[at]
            if value is not ABSENT:
                event[name] = value
        return event

    def where(self, formula: Formula, choice: Choice) -> int:
        """The events in which the formula holds."""
        match formula:
            case And(operands):
                found = self.full
                for operand in operands:
                    found &= self.where(operand, choice)
                return found
            case Or(operands):
                found = 0
                for operand in operands:
                    found |= self.where(operand, choice)
                return found
            case Not(operand):
                return self.full & ~self.where(operand, choice)
            case Compare() | Is() | NotExists():
                return self._atom(formula, only(choice, questions_of(formula)))
            case _:
                raise ValueError("expected the condition of a JSON pattern")

    def _atom(self, atom: Atom, choice: Choice) -> int:
        probe, *base = probes_of(atom, choice)
        held, failed = self.held[probe], self.failed[probe]
        match atom:
            case NotExists():
                return self.full & ~held
            case Compare(selector, Operator.NOT_EQUAL) if selector.wildcard is not None:
                there = self.held[base[0]] if base else self.full
                return there & ~held
            case _:
                return held & ~failed if choice.every else held


def _tiled(pattern: int, size: int, stride: int, total: int) -> int:
    """The pattern of one member as a pattern of events: each bit `stride` times, the whole over and over."""
    if not pattern:
        return 0
    spread = 0
    block = (1 << stride) - 1
    for at in range(size):
        if pattern >> at & 1:
            spread |= block << at * stride
    width = size * stride
    while width < total:
        spread |= spread << width
        width *= 2
    return spread & ((1 << total) - 1)


def opinion(left: Formula, right: Formula) -> Opinion:
    """How two JSON patterns compare, by trying all events."""
    atoms = list(dict.fromkeys((*atoms_of(left), *atoms_of(right))))
    choices = choices_of(frozenset().union(*map(questions_of, atoms))) or [NONE]
    world = World(atoms, choices)
    held = [(world.where(left, choice), world.where(right, choice)) for choice in choices]
    return Opinion(
        _side(world, [one & ~other for one, other in held]),
        _side(world, [other & ~one for one, other in held]),
        _side(world, [one & other for one, other in held]),
        world.whole,
    )


def events_for(formula: Formula, most: int) -> list[dict[str, JSON]]:
    """Some events that tell the conditions of one pattern apart."""
    world = World(list(dict.fromkeys(atoms_of(formula))), [NONE])
    return [world.event(number) for number in range(0, world.size, max(1, world.size // most))]


def _side(world: World, found: Sequence[int]) -> Side:
    always = world.full
    for one in found:
        always &= one
    certain = world.event((always & -always).bit_length() - 1) if always else None
    return Side(certain, any(found))
