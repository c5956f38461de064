"""From literals to an event: a value of which all of them are true, as near to a sample as can be.

Literals speak about paths that hang on one another: a member is there only in an object, an element only
in an array that has all elements before it. So a value is built from the top: choose its kind, then its
members. The choice is exhaustive; what is not found does not exist, unless a question came up that
nobody can answer, which is then noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import count, product
from typing import TypeAlias

from analyzer.patterns.digits import Ordered
from analyzer.patterns.domains import Allowed, Kind, Test, kind_of
from analyzer.patterns.formulas import At, Below, Literal, Path
from analyzer.patterns.messages import JSON
from analyzer.patterns.quantities import Unknown
from analyzer.patterns.strings import BudgetError

MAX_ELEMENTS = 32
"""Elements of an array that is built; a pattern that asks for a later index is past what is useful."""

MAX_STEPS = 100
"""Steps of a path; keeps the walk well within Python's own stack."""


MAX_CHOICES = 1_000
"""Ways to share out among the elements of an array what some of them must be."""


class Absent(Enum):
    """No value at all; and no way to build one, not even none at all."""

    ABSENT = "absent"
    NONE = "none"


ABSENT = Absent.ABSENT
_NONE = Absent.NONE
Maybe: TypeAlias = "JSON | Absent"

_PRESENT = At((), Test(Kind.ABSENT), inside=False)


@dataclass(slots=True)
class Workshop:
    """What building needs: natural texts for a path, and a place to note that an answer is unknown."""

    favourites: Callable[[Path], Sequence[str]]
    unknown: bool = field(default=False)


def realize(literals: Sequence[Literal], sample: JSON, workshop: Workshop) -> dict[str, JSON] | None:
    """An object of which all literals are true, as near to the sample as the kinds allow; None if none is.

    `workshop.unknown` is set where a value might exist of which AWS's behaviour is unknown.
    Raises BudgetError past a limit.
    """
    if any(len(literal.path) > MAX_STEPS for literal in literals):
        raise BudgetError("path-steps")
    top = (*literals, At((), Test(Kind.OBJECT)))
    value = next(_values(top, sample, (), workshop), None)
    return value if isinstance(value, dict) else None


def _values(literals: Sequence[Literal], sample: Maybe, path: Path, workshop: Workshop) -> Iterator[Maybe]:
    """Values of which the literals are true, at most one of each kind, the sample's kind first."""
    allowed = Allowed()
    deeper: list[Literal] = []
    for literal in literals:
        if isinstance(literal, At) and not literal.path:
            allowed = allowed.with_test(literal.test, literal.inside)
        else:
            deeper.append(literal)
    for kind in _order(sample, allowed):
        if kind not in allowed.kinds:
            continue
        if kind is Kind.OBJECT:
            yield from _objects(deeper, sample, path, workshop)
        elif kind is Kind.ARRAY:
            yield from _arrays(deeper, sample, path, workshop)
        elif all(map(_true_of_a_leaf, deeper)):
            yield from _leaves(kind, allowed, sample, path, workshop)


_KINDS = (
    Kind.TEXT, Kind.ABSENT, Kind.NUMBER, Kind.NULL, Kind.TRUE, Kind.FALSE, Kind.ARRAY, Kind.OBJECT,
)  # fmt: skip


def _order(sample: Maybe, allowed: Allowed) -> list[Kind]:
    """The kinds to try: the sample's own, a number where one is asked for, then what is most natural."""
    first = Kind.ABSENT if isinstance(sample, Absent) else kind_of(sample)
    numeric = any(isinstance(test.numbers, Ordered) for test in allowed.inside)
    kinds = (first, *((Kind.NUMBER,) if numeric else ()), *_KINDS)
    return list(dict.fromkeys(kinds))


def _true_of_a_leaf(literal: Literal) -> bool:
    """Whether a literal about what is below is true where nothing is below."""
    if isinstance(literal, At):
        return (Kind.ABSENT in literal.test.kinds) == literal.inside
    return not literal.some


def _leaves(kind: Kind, allowed: Allowed, sample: Maybe, path: Path, workshop: Workshop) -> Iterator[Maybe]:
    if kind is Kind.ABSENT:
        yield ABSENT
    elif not isinstance(sample, Absent) and kind_of(sample) is kind and allowed.admits(sample):
        yield sample
    elif kind is Kind.TEXT:
        text = allowed.text(workshop.favourites(path))
        if text is not None:
            yield text
    elif kind is Kind.NUMBER:
        number = allowed.number(())
        if isinstance(number, Unknown):
            workshop.unknown = True
        elif number is not None:
            yield number
    else:
        yield {Kind.NULL: None, Kind.TRUE: True, Kind.FALSE: False}[kind]


# Containers


@dataclass(slots=True)
class _Below:
    """Literals about what is below a container, each as the part below sees it."""

    members: dict[str, list[Literal]]
    elements: dict[int, list[Literal]]
    some: list[Literal]
    each: list[Literal]


def _divide(literals: Sequence[Literal], kind: Kind) -> _Below | None:
    """The literals by what they are about; None if one can not be true of a container of this kind."""
    below = _Below({}, {}, [], [])
    for literal in literals:
        if not literal.path:
            assert isinstance(literal, Below)
            if kind in literal.kinds:
                (below.some if literal.some else below.each).append(literal.literal)
            elif literal.some:
                return None
            continue
        first, rest = literal.path[0], literal.path[1:]
        if isinstance(first, str) != (kind is Kind.OBJECT):
            if not _true_of_a_leaf(literal):
                return None
        elif isinstance(first, str):
            below.members.setdefault(first, []).append(_moved(literal, rest))
        else:
            below.elements.setdefault(first, []).append(_moved(literal, rest))
    return below


def _moved(literal: Literal, path: Path) -> Literal:
    if isinstance(literal, At):
        return At(path, literal.test, literal.inside)
    return Below(path, literal.literal, literal.some, literal.kinds)


def _objects(
    literals: Sequence[Literal], sample: Maybe, path: Path, workshop: Workshop
) -> Iterator[dict[str, JSON]]:
    """The one object that is tried: members do not hang on one another, and a member that some literal
    still needs can always be added under a new name."""
    below = _divide(literals, Kind.OBJECT)
    if below is None:
        return
    known: dict[str, JSON] = sample if isinstance(sample, dict) else {}
    built: dict[str, JSON] = {}
    for name in (*known, *(name for name in below.members if name not in known)):
        wanted = [*below.members.get(name, ()), *below.each]
        before = known.get(name, ABSENT)
        value = next(_values(wanted, before, (*path, name), workshop), _NONE) if wanted else before
        if value is _NONE:
            return
        if not isinstance(value, Absent):
            built[name] = value
    for literal in below.some:
        if not any(true_of(literal, value) for value in built.values()):
            value = next(_values([literal, *below.each, _PRESENT], ABSENT, (), workshop), _NONE)
            if isinstance(value, Absent):
                return
            built[_new_name({*built, *below.members})] = value
    yield built


def _new_name(taken: set[str]) -> str:
    return next(name for number in count(1) if (name := f"member{number}") not in taken)


def _arrays(
    literals: Sequence[Literal], sample: Maybe, path: Path, workshop: Workshop
) -> Iterator[list[JSON]]:
    """Arrays of every length that can matter.

    With all elements that are spoken of there, what some element must be best gets an element of its
    own at the end. In a shorter array it has to be one of those that are left, in any way.
    """
    below = _divide(literals, Kind.ARRAY)
    if below is None:
        return
    known: list[JSON] = sample if isinstance(sample, list) else []
    spoken_of = max((0, *(index + 1 for index in below.elements)))
    if spoken_of > MAX_ELEMENTS:
        raise BudgetError("array-elements")
    whole = max(spoken_of, len(known))
    lengths = (len(known), *(length for length in range(spoken_of + 1) if length != len(known)))
    if below.some:
        own = tuple(range(whole, whole + len(below.some)))
        array = _array(below, own, whole + len(own), known, path, workshop)
        if array is not None:
            yield array
            return
        lengths = tuple(range(1, spoken_of))
    for length in lengths:
        if not all(map(_true_of_a_leaf, _past(below, length))):
            continue
        if length ** len(below.some) > MAX_CHOICES:
            raise BudgetError("array-choices")
        for places in product(range(length), repeat=len(below.some)):
            array = _array(below, places, length, known, path, workshop)
            if array is not None:
                yield array
                return


def _past(below: _Below, length: int) -> Iterator[Literal]:
    """The literals about elements past the end, each as the whole path that leads nowhere."""
    for index, literals in below.elements.items():
        if index >= length:
            for literal in literals:
                yield _moved(literal, (index, *literal.path))


def _array(
    below: _Below, places: Sequence[int], length: int, known: list[JSON], path: Path, workshop: Workshop
) -> list[JSON] | None:
    array: list[JSON] = []
    for index in range(length):
        wanted = [*below.elements.get(index, ()), *below.each, _PRESENT]
        wanted += [literal for literal, place in zip(below.some, places, strict=True) if place == index]
        before = known[index] if index < len(known) else ABSENT
        value = next(_values(wanted, before, (*path, index), workshop), _NONE)
        if isinstance(value, Absent):
            return None
        array.append(value)
    return array


# Literals on a value that is there


def true_of(literal: Literal, value: Maybe) -> bool:
    """Whether the literal is true of the value, beyond doubt."""
    for step in literal.path:
        value = _child(value, step)
    if isinstance(literal, At):
        if isinstance(value, Absent):
            return (Kind.ABSENT in literal.test.kinds) == literal.inside
        return literal.test.has(value) is literal.inside
    passed = [true_of(literal.literal, child) for child in _children(value, literal.kinds)]
    return any(passed) if literal.some else all(passed)


def _child(value: Maybe, step: str | int) -> Maybe:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step, ABSENT)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return ABSENT


def _children(value: Maybe, kinds: Kind) -> list[JSON]:
    if isinstance(value, dict) and Kind.OBJECT in kinds:
        return list(value.values())
    return value if isinstance(value, list) and Kind.ARRAY in kinds else []
