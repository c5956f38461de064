"""The proof that no event matches some patterns and none of some others, as plain data.

A proof is a list of steps that a checker walks once. At any time there is a branch: a list of items that
must all be true of the event, numbered from 0. It starts with what the question says. A step closes the
branch, or divides it into branches that the steps after it close one after the other, each adding its
own items at the end. No step, no branch and no item is named twice, so nothing is nested.

    {"format": 1, "steps": [{"split": 2}, {"opposite": [[0], [3]]}, {"opposite": [[1], [3]]}]}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, assert_never

from analyzer.patterns.readings import Reading

FORMAT = 1

T = TypeVar("T")


class CertificateError(ValueError):
    """The data is no certificate; the message says what was expected where."""


@dataclass(frozen=True, slots=True)
class Element:
    """The member or element of a container of which item number `item` says that there is one."""

    item: int

    def __post_init__(self) -> None:
        _check_number(self.item)


@dataclass(frozen=True, slots=True)
class Use:
    """What item number `item` says of one value.

    An item about each value below a container says it of the one `at` a name, an index or an element.
    """

    item: int
    at: str | int | Element | None = None

    def __post_init__(self) -> None:
        _check_number(self.item)
        if not (self.at is None or isinstance(self.at, (str, Element))):
            _check_number(self.at)


State: TypeAlias = tuple[tuple[int, ...], ...]
"""How far each of some texts to match has been read: for each one, the places reached."""


@dataclass(frozen=True, slots=True)
class Cases:
    """One branch for each alternative of an open question, in their order."""

    reading: Reading

    def __post_init__(self) -> None:
        _expect(isinstance(self.reading, Reading), "the name of a reading")


@dataclass(frozen=True, slots=True)
class Split:
    """One branch for each part of the disjunction that item number `item` is, in their order."""

    item: int

    def __post_init__(self) -> None:
        _check_number(self.item)


@dataclass(frozen=True, slots=True)
class Among:
    """One branch for each element that the value of item number `item` may be, in their order.

    `there` says that some element is there, so that what is below is an array; `absent` says of an element
    that it is not there, so that the value is one of those before it.
    """

    item: int
    there: Use
    absent: Use

    def __post_init__(self) -> None:
        _check_number(self.item)
        _expect(isinstance(self.there, Use) and isinstance(self.absent, Use), "two uses of items")


@dataclass(frozen=True, slots=True)
class Opposite:
    """The branch is closed: one says of a value what the other denies of it."""

    one: Use
    other: Use

    def __post_init__(self) -> None:
        _expect(isinstance(self.one, Use) and isinstance(self.other, Use), "two uses of items")


@dataclass(frozen=True, slots=True)
class Impossible:
    """The branch is closed: no value can be what all the uses say.

    The value is the one that the first `depth` steps of the path of the first use lead to. `texts` and
    `numbers` are needed where neither kinds nor single values rule out texts and numbers: all states in
    which some text, or the text of some number, that may still match can be.
    """

    depth: int
    uses: tuple[Use, ...]
    texts: tuple[State, ...] | None = None
    numbers: tuple[State, ...] | None = None

    def __post_init__(self) -> None:
        _check_number(self.depth)
        _expect(isinstance(self.uses, tuple) and bool(self.uses), "at least one use of an item")
        _expect(all(isinstance(use, Use) for use in self.uses), "uses of items")
        for states in (self.texts, self.numbers):
            _expect(states is None or _are_states(states), "lists of places")


Step: TypeAlias = Cases | Split | Among | Opposite | Impossible


@dataclass(frozen=True, slots=True)
class Certificate:
    """The steps of a proof; nothing is proved by them until a checker has walked them."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        _expect(isinstance(self.steps, tuple), "a list of steps")
        _expect(all(isinstance(step, Step) for step in self.steps), "steps")


def _check_number(value: object) -> None:
    _expect(type(value) is int and value >= 0, "a number from 0 up")


def _are_states(states: object) -> bool:
    return isinstance(states, tuple) and all(
        isinstance(state, tuple)
        and all(isinstance(places, tuple) and all(type(place) is int for place in places) for places in state)
        for state in states
    )


def _expect(condition: bool, expected: str) -> None:
    if not condition:
        raise CertificateError(f"expected {expected}")


# As data for JSON

_READINGS = {str(reading): reading for reading in Reading}


def certificate_to_data(certificate: Certificate) -> dict[str, object]:
    """The certificate as dictionaries, lists, texts and numbers."""
    return {"format": FORMAT, "steps": [_step_to_data(step) for step in certificate.steps]}


def certificate_from_data(data: object) -> Certificate:
    """The certificate that `certificate_to_data` gave. Raises CertificateError for anything else."""
    match data:
        case {"format": 1 as version, "steps": list(steps), **rest} if version is not True and not rest:
            return Certificate(tuple(_in_step(_step_from_data, at, step) for at, step in enumerate(steps)))
    raise CertificateError(f"expected an object with `format`, which is {FORMAT}, and `steps`, a list")


def _in_step(read: Callable[[object], T], at: int, data: object) -> T:
    try:
        return read(data)
    except CertificateError as error:
        raise CertificateError(f"{error} in step {at}") from None


def _step_to_data(step: Step) -> dict[str, object]:
    match step:
        case Cases(reading):
            return {"cases": str(reading)}
        case Split(item):
            return {"split": item}
        case Among(item, there, absent):
            return {"among": item, "there": _use_to_data(there), "absent": _use_to_data(absent)}
        case Opposite(one, other):
            return {"opposite": [_use_to_data(one), _use_to_data(other)]}
        case Impossible(depth, uses, texts, numbers):
            data: dict[str, object] = {"impossible": [_use_to_data(use) for use in uses], "depth": depth}
            if texts is not None:
                data["texts"] = [[list(places) for places in state] for state in texts]
            if numbers is not None:
                data["numbers"] = [[list(places) for places in state] for state in numbers]
            return data
        case _:
            assert_never(step)


def _use_to_data(use: Use) -> list[object]:
    if use.at is None:
        return [use.item]
    return [use.item, {"element": use.at.item} if isinstance(use.at, Element) else use.at]


def _step_from_data(data: object) -> Step:
    match data:
        case {"cases": str(name), **rest} if name in _READINGS and not rest:
            return Cases(_READINGS[name])
        case {"split": int(item), **rest} if not rest:
            return Split(item)
        case {"among": int(item), "there": there, "absent": absent, **rest} if not rest:
            return Among(item, _use_from_data(there), _use_from_data(absent))
        case {"opposite": [one, other], **rest} if not rest:
            return Opposite(_use_from_data(one), _use_from_data(other))
        case {"impossible": list(uses), "depth": int(depth), **rest} if rest.keys() <= {"texts", "numbers"}:
            read = tuple(map(_use_from_data, uses))
            return Impossible(depth, read, _states(rest, "texts"), _states(rest, "numbers"))
    raise CertificateError("expected `cases`, `split`, `among`, `opposite` or `impossible`")


def _use_from_data(data: object) -> Use:
    match data:
        case [int(item)]:
            return Use(item)
        case [int(item), {"element": int(element), **rest}] if not rest:
            return Use(item, Element(element))
        case [int(item), str() | int() as at]:
            return Use(item, at)
    raise CertificateError("expected the number of an item and what it is used at")


def _states(data: Mapping[object, object], name: str) -> tuple[State, ...] | None:
    if name not in data:
        return None
    return tuple(tuple(tuple(places) for places in _list(state)) for state in _list(data[name]))


def _list(data: object) -> Sequence[Sequence[int]]:
    if not isinstance(data, list) or not all(isinstance(one, list) for one in data):
        raise CertificateError("expected a list of lists")
    return data
