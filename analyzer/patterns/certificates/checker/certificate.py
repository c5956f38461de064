"""The proof that no event matches some patterns and none of some others, as plain data.

A proof is a list of steps that a checker walks once. At any time there is a branch: a list of items that
must all be true of the event, numbered from 0. It starts with what the question says. A step closes the
branch, or divides it into branches that the steps after it close one after the other, each adding its
own items at the end. No step, no branch and no item is named twice, so nothing is nested.

    {"format": 1, "steps": [{"split": 2}, {"opposite": [[0], [3]]}, {"opposite": [[1], [3]]}]}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from analyzer.patterns.open_questions import OpenQuestion


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


ProductState: TypeAlias = tuple[tuple[int, ...], ...]
"""How far each of some texts to match has been read: for each one, the positions reached."""


@dataclass(frozen=True, slots=True)
class InterpretationSplit:
    """One branch for each alternative of an open question, in their order."""

    question: OpenQuestion

    def __post_init__(self) -> None:
        _expect(isinstance(self.question, OpenQuestion), "the name of a reading")


@dataclass(frozen=True, slots=True)
class Split:
    """One branch for each part of the disjunction that item number `item` is, in their order."""

    item: int

    def __post_init__(self) -> None:
        _check_number(self.item)


@dataclass(frozen=True, slots=True)
class IndexSplit:
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
class ComplementaryPair:
    """The branch is closed: one says of a value what the other denies of it."""

    one: Use
    other: Use

    def __post_init__(self) -> None:
        _expect(isinstance(self.one, Use) and isinstance(self.other, Use), "two uses of items")


@dataclass(frozen=True, slots=True)
class EmptyDomain:
    """The branch is closed: no value can be what all the uses say.

    The value is the one that the first `depth` steps of the path of the first use lead to. `texts` and
    `numbers` are needed where neither kinds nor single values rule out texts and numbers: all states in
    which some text, or the text of some number, that may still match can be.
    """

    depth: int
    uses: tuple[Use, ...]
    texts: tuple[ProductState, ...] | None = None
    numbers: tuple[ProductState, ...] | None = None

    def __post_init__(self) -> None:
        _check_number(self.depth)
        _expect(isinstance(self.uses, tuple) and bool(self.uses), "at least one use of an item")
        _expect(all(isinstance(use, Use) for use in self.uses), "uses of items")
        for states in (self.texts, self.numbers):
            _expect(states is None or _are_states(states), "lists of places")


TableauStep: TypeAlias = Split | IndexSplit | ComplementaryPair | EmptyDomain
ProofStep: TypeAlias = InterpretationSplit | TableauStep


@dataclass(frozen=True, slots=True)
class Certificate:
    """The steps of a proof; nothing is proved by them until a checker has walked them."""

    steps: tuple[ProofStep, ...]

    def __post_init__(self) -> None:
        _expect(isinstance(self.steps, tuple), "a list of steps")
        _expect(all(isinstance(step, ProofStep) for step in self.steps), "steps")


def _check_number(value: object) -> None:
    _expect(type(value) is int and value >= 0, "a number from 0 up")


def _are_states(states: object) -> bool:
    return isinstance(states, tuple) and all(
        isinstance(state, tuple)
        and all(isinstance(one, tuple) and all(type(position) is int for position in one) for one in state)
        for state in states
    )


def _expect(condition: bool, expected: str) -> None:
    if not condition:
        raise CertificateError(f"expected {expected}")
