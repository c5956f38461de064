"""From literals to an event: a value of which all of them are true, as near to a sample as can be.

Literals speak about paths that hang on one another: a member is there only in an object, an element only
in an array that has all elements before it. So a value is built from the top: choose its kind, then its
members. The choice is exhaustive; what is not found does not exist, unless all that could be it hangs on
a question that nobody can answer. Such a question counts only where every other part can be built: what
one member may be does not matter if there is nothing that another one may be.

Each literal says on which decisions of the search it hangs; where no value can be built, so does the answer,
for the literals that rule it out, so that the search need not try again what does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import reduce
from itertools import count, product
from math import isinf
from operator import or_
from typing import NamedTuple, TypeAlias

from analyzer.allowance import BudgetError, Scope, allowance, spend
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.solver.digits import OrderedNumbers
from analyzer.patterns.solver.model_check import Absent, Maybe, true_of
from analyzer.patterns.solver.nnf import Leaf, Literal, Quantified, ValuePath
from analyzer.patterns.solver.number_search import SHARE_FOR_ORDINARY, Unknown
from analyzer.patterns.solver.value_domain import (
    ABSENT,
    ARRAY,
    FALSE,
    NULL,
    NUMBER,
    OBJECT,
    TEXT,
    TRUE,
    ValueDomain,
    ValueKind,
    ValueSet,
    bit_of,
)

MAX_ELEMENTS = 32
"""Elements of an array that is built; a pattern that asks for a later index is past what is useful."""

MAX_STEPS = 100
"""Steps of a path, those below a wildcard included; keeps the walk well within Python's own stack."""

_STEPS_A_VALUE = 10
"""What building one value costs beside the literals that it must be true of."""

_STEPS_A_KIND = 4
"""What it costs to see for one literal about what is below a value which kinds the value may be of."""

Levels: TypeAlias = int
"""Decisions of a search, as bits."""


@dataclass(frozen=True, slots=True)
class _Doubtful:
    """Whether there is a way to build a value hangs on these questions."""

    questions: frozenset[OpenQuestion]


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is no such value, whatever is decided otherwise than at these levels."""

    levels: Levels


_NOTHING = Absent.ABSENT
_Built: TypeAlias = "JSON | Absent | _Doubtful | Impossible"


class _Wanted(NamedTuple):
    """A literal, how many steps of its path lead to the value that is being built, and on which decisions
    it hangs."""

    literal: Leaf
    depth: int
    levels: Levels


_PRESENT = _Wanted(Literal((), ValueSet(ValueKind.ABSENT), inside=False), 0, 0)
_IS_OBJECT = _Wanted(Literal((), ValueSet(ValueKind.OBJECT)), 0, 0)
_ANYTHING = ValueDomain()


@dataclass(slots=True)
class ModelBuilder:
    """What building needs: natural texts for a path, and a place to note what an unknown answer hangs on."""

    favourites: Callable[[ValuePath], Sequence[str]]
    unknown: set[OpenQuestion] = field(default_factory=set)


def concretize(
    literals: Sequence[tuple[Leaf, Levels]], sample: JSON, builder: ModelBuilder
) -> dict[str, JSON] | Impossible | None:
    """An object of which all literals are true, as near to the sample as the kinds allow.

    None where nobody knows whether there is one: `builder.unknown` gets the questions that it hangs on.
    The literals passed `check_steps`. Raises BudgetError past a limit.
    """
    top = [*(_Wanted(literal, 0, levels) for literal, levels in literals), _IS_OBJECT]
    value = _value(top, sample, (), builder)
    if isinstance(value, _Doubtful):
        builder.unknown |= value.questions
    return value if isinstance(value, (dict, Impossible)) else None


def check_steps(literal: Leaf) -> None:
    """Raises BudgetError for a literal whose path has more than MAX_STEPS steps."""
    steps = len(literal.path)
    while isinstance(literal, Quantified):
        literal = literal.literal
        steps += 1 + len(literal.path)
    if steps > MAX_STEPS:
        raise BudgetError("path-steps")


def _value(wanted: Sequence[_Wanted], sample: Maybe, path: ValuePath, builder: ModelBuilder) -> _Built:
    """A value of which the literals are true, of the sample's kind if there is one."""
    domain, own = _ANYTHING, 0
    deeper: list[_Wanted] = []
    for one in wanted:
        literal, depth, levels = one
        if isinstance(literal, Literal) and depth == len(literal.path):
            domain = domain.with_set(literal.value_set, literal.inside)
            own |= levels
        else:
            deeper.append(one)
    spend(_STEPS_A_VALUE + len(wanted) + _STEPS_A_KIND * len(deeper))
    kinds = (kind for kind in _order(sample, domain) if kind & domain.kinds)
    built = first_built(_of_kind(kind, domain, deeper, own, sample, path, builder) for kind in kinds)
    return Impossible(built.levels | own) if isinstance(built, Impossible) else built


def first_built(ways: Iterator[_Built]) -> _Built:
    """The first value that can be built, an ordinary one if there is any; if there is none, the questions
    that all those in doubt hang on, or the decisions that all others do."""
    questions: frozenset[OpenQuestion] = frozenset()
    levels: Levels = 0
    for built in ways:
        if isinstance(built, Impossible):
            levels |= built.levels
        elif isinstance(built, _Doubtful):
            questions |= built.questions
        elif isinstance(built, float) and isinf(built):
            return _ordinary(ways, built)
        else:
            return built
    return _Doubtful(questions) if questions else Impossible(levels)


def _ordinary(ways: Iterator[_Built], odd: float) -> _Built:
    """Something else than a number that overflowed, if that is soon found."""
    with suppress(BudgetError), allowance(Scope.COMPARISON, SHARE_FOR_ORDINARY):
        other = first_built(ways)
        return odd if isinstance(other, (Impossible, _Doubtful)) else other
    return odd


def is_odd(value: JSON) -> bool:
    """Whether a number that overflowed stands in it: a proof like any other, but hard to believe."""
    match value:
        case float():
            return isinf(value)
        case dict():
            return any(map(is_odd, value.values()))
        case list():
            return any(map(is_odd, value))
        case _:
            return False


def _of_kind(
    kind: int,
    domain: ValueDomain,
    deeper: Sequence[_Wanted],
    own: Levels,
    sample: Maybe,
    path: ValuePath,
    builder: ModelBuilder,
) -> _Built:
    if kind == OBJECT:
        return _object(deeper, sample, path, builder)
    if kind == ARRAY:
        return _array_of(deeper, sample, path, builder)
    for one in deeper:
        if not _true_of_a_leaf(one.literal):
            return Impossible(one.levels)
    return _leaf(kind, domain, own, sample, path, builder)


def _levels_of(wanted: Iterable[_Wanted]) -> Levels:
    return reduce(or_, (one.levels for one in wanted), 0)


_KINDS = (TEXT, ABSENT, NUMBER, NULL, TRUE, FALSE, ARRAY, OBJECT)
_KINDS_AFTER = {first: (first, *(kind for kind in _KINDS if kind != first)) for first in _KINDS}


def _order(sample: Maybe, domain: ValueDomain) -> Sequence[int]:
    """The kinds to try: the sample's own, a number where one is asked for, then what is most natural."""
    first = ABSENT if isinstance(sample, Absent) else bit_of(sample)
    if domain.inside and any(isinstance(value_set.numbers, OrderedNumbers) for value_set in domain.inside):
        return tuple(dict.fromkeys((first, NUMBER, *_KINDS)))
    return _KINDS_AFTER[first]


def _true_of_a_leaf(literal: Leaf) -> bool:
    """Whether a literal about what is below is true where nothing is below."""
    if isinstance(literal, Literal):
        return bool(literal.value_set.whole & ABSENT) == literal.inside
    return not literal.some


def _leaf(
    kind: int, domain: ValueDomain, own: Levels, sample: Maybe, path: ValuePath, builder: ModelBuilder
) -> _Built:
    if kind == ABSENT:
        return _NOTHING
    if not isinstance(sample, Absent) and bit_of(sample) == kind and domain.admits(sample):
        return sample
    if kind == TEXT:
        text = domain.text(builder.favourites(path))
        return Impossible(own) if text is None else text
    if kind == NUMBER:
        number = domain.number(())
        if isinstance(number, Unknown):
            return _Doubtful(frozenset((number.value,)))
        return Impossible(own) if number is None else number
    return {NULL: None, TRUE: True, FALSE: False}[kind]


# Containers


@dataclass(slots=True)
class _Below:
    """Literals about what is below a container, each as the part below sees it."""

    members: dict[str, list[_Wanted]]
    elements: dict[int, list[_Wanted]]
    some: list[_Wanted]
    each: list[_Wanted]


def _divide(wanted: Sequence[_Wanted], kind: ValueKind) -> _Below | Impossible:
    """The literals by what they are about, unless one can not be true of a container of this kind."""
    below = _Below({}, {}, [], [])
    for literal, depth, levels in wanted:
        if depth == len(literal.path):
            assert isinstance(literal, Quantified)
            if kind in literal.kinds:
                (below.some if literal.some else below.each).append(_Wanted(literal.literal, 0, levels))
            elif literal.some:
                return Impossible(levels)
            continue
        first = literal.path[depth]
        if isinstance(first, str) != (kind is ValueKind.OBJECT):
            if not _true_of_a_leaf(literal):
                return Impossible(levels)
        elif isinstance(first, str):
            below.members.setdefault(first, []).append(_Wanted(literal, depth + 1, levels))
        else:
            below.elements.setdefault(first, []).append(_Wanted(literal, depth + 1, levels))
    return below


def _object(wanted: Sequence[_Wanted], sample: Maybe, path: ValuePath, builder: ModelBuilder) -> _Built:
    """The one object that is tried: members do not hang on one another, and a member that some literal
    still needs can always be added under a new name."""
    below = _divide(wanted, ValueKind.OBJECT)
    if isinstance(below, Impossible):
        return below
    known: dict[str, JSON] = sample if isinstance(sample, dict) else {}
    built, doubts = dict(known), frozenset[OpenQuestion]()
    for name in {**known, **below.members} if below.each else below.members:
        needed = [*below.members.get(name, ()), *below.each]
        value = _value(needed, known.get(name, _NOTHING), (*path, name), builder)
        if isinstance(value, Impossible):
            return value
        if isinstance(value, _Doubtful):
            doubts |= value.questions
        if isinstance(value, (Absent, _Doubtful)):
            built.pop(name, None)
        else:
            built[name] = value
    for one in below.some:
        spend(_STEPS_A_VALUE + len(built))
        if not any(true_of(one.literal, value) for value in built.values()):
            needed = [one, *below.each, _PRESENT]
            name = _new_name({*built, *below.members})
            value = _value(needed, _NOTHING, (*path, name), builder)
            if isinstance(value, Impossible):
                return value
            assert not isinstance(value, Absent)  # it must be there
            if isinstance(value, _Doubtful):
                doubts |= value.questions
            else:
                built[name] = value
    return _Doubtful(doubts) if doubts else built


def _new_name(taken: set[str]) -> str:
    return next(name for number in count(1) if (name := f"member{number}") not in taken)


def _array_of(wanted: Sequence[_Wanted], sample: Maybe, path: ValuePath, builder: ModelBuilder) -> _Built:
    """The first array that can be built; whether one can hangs on all that is wanted together."""
    below = _divide(wanted, ValueKind.ARRAY)
    if isinstance(below, Impossible):
        return below
    array = first_built(_arrays(below, sample, path, builder))
    return Impossible(_levels_of(wanted)) if isinstance(array, Impossible) else array


def _arrays(below: _Below, sample: Maybe, path: ValuePath, builder: ModelBuilder) -> Iterator[_Built]:
    """Arrays of every length that can matter.

    With all elements that are spoken of there, what some element must be best gets an element of its
    own at the end. In a shorter array it has to be one of those that are left, in any way.
    """
    known: list[JSON] = sample if isinstance(sample, list) else []
    spoken_of = max((0, *(index + 1 for index in below.elements)))
    if spoken_of > MAX_ELEMENTS:
        raise BudgetError("array-elements")
    whole = max(spoken_of, len(known))
    lengths = (len(known), *(length for length in range(spoken_of + 1) if length != len(known)))
    if below.some:
        own = tuple(range(whole, whole + len(below.some)))
        yield _array(below, own, whole + len(own), known, path, builder)
        lengths = tuple(range(1, spoken_of))
    for length in lengths:
        if not all(map(_true_of_a_leaf, _past(below, length))):
            continue
        for places in product(range(length), repeat=len(below.some)):
            yield _array(below, places, length, known, path, builder)


def _past(below: _Below, length: int) -> Iterator[Leaf]:
    """The literals about elements past the end."""
    for index, elements in below.elements.items():
        if index >= length:
            yield from (one.literal for one in elements)


def _array(
    below: _Below,
    places: Sequence[int],
    length: int,
    known: list[JSON],
    path: ValuePath,
    builder: ModelBuilder,
) -> _Built:
    array: list[JSON] = []
    doubts: frozenset[OpenQuestion] = frozenset()
    for index in range(length):
        needed = [*below.elements.get(index, ()), *below.each, _PRESENT]
        needed += [one for one, place in zip(below.some, places, strict=True) if place == index]
        before = known[index] if index < len(known) else _NOTHING
        value = _value(needed, before, (*path, index), builder)
        if isinstance(value, Impossible):
            return value
        assert not isinstance(value, Absent)  # it must be there
        if isinstance(value, _Doubtful):
            doubts |= value.questions
        else:
            array.append(value)
    return _Doubtful(doubts) if doubts else array
