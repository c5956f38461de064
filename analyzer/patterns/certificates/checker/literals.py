"""What is said of an event, as the items that a certificate speaks of.

An item says something of one value, of some value or of each value below a container, or is a
disjunction. What hangs on an open question is left open: whoever uses an item knows the answer, or does
not need it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from analyzer.patterns.certificates.checker.certificate import Element
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Condition, Formula, Number, Operator, Text, Value


class LiteralKind(Enum):
    ABSENT = "absent"
    NULL = "null"
    TRUE = "true"
    FALSE = "false"
    OBJECT = "object"
    ARRAY = "array"
    NUMBER = "number"
    TEXT = "text"


EVERY_KIND = frozenset(LiteralKind)
SCALAR = frozenset((LiteralKind.NUMBER, LiteralKind.TEXT))


@dataclass(frozen=True, slots=True)
class MessagePart:
    """A part of the message as a text.

    `message`: all of it; `count`: how many words it has; `word` and `word-from-end`: the one with that
    number, from 0 and from 1; `rest`: what is left of it where the entry before was given its word.
    """

    name: str
    number: int = 0


ValuePath: TypeAlias = tuple[str | int | Element | MessagePart, ...]

MESSAGE: ValuePath = (MessagePart("message"),)
COUNT: ValuePath = (MessagePart("count"),)


def kinds_at(path: ValuePath) -> frozenset[LiteralKind]:
    """The kinds that the value at the path may have, whatever is said of it."""
    match path:
        case ():
            return frozenset((LiteralKind.OBJECT,))
        case (MessagePart("count"),):
            return frozenset((LiteralKind.NUMBER,))
        case (MessagePart(),):
            return frozenset((LiteralKind.TEXT,))
    return EVERY_KIND


@dataclass(frozen=True, slots=True)
class Test:
    """Values of some kinds, and those texts and numbers of which `operator value` is true.

    On a word of a line (`word`) a bare number is compared in another way than on a value of an event.
    """

    kinds: frozenset[LiteralKind] = frozenset()
    operator: Operator = Operator.EQUAL
    value: Value | None = None
    word: bool = False
    odd: bool = field(default=False, init=False)  # numbers that are equal may still be spelled oddly or not

    def __post_init__(self) -> None:
        object.__setattr__(self, "odd", isinstance(self.value, Number) and self.value.odd)

    def reach(self, inside: bool) -> frozenset[LiteralKind]:
        """Every kind that values inside, or outside, may have."""
        if self.value is None:
            return self.kinds if inside else EVERY_KIND - self.kinds
        scalar = frozenset((LiteralKind.TEXT,)) if self.word else SCALAR
        if self.operator.is_order and not self.word:
            scalar = frozenset((LiteralKind.NUMBER,))
        if isinstance(self.value, Text) and self.value.otherwise is None:
            anything = len(self.value.chunks) > 1 and not any(self.value.chunks)
            if anything and inside == (self.operator is Operator.NOT_EQUAL):
                return self.kinds if inside else EVERY_KIND - self.kinds - SCALAR
        return self.kinds | scalar if inside else EVERY_KIND - self.kinds


@dataclass(frozen=True, slots=True)
class CheckedLiteral:
    """The value at the path, which may be absent, is inside (or outside) of the test."""

    path: ValuePath
    test: Test
    inside: bool = True

    @property
    def kinds(self) -> frozenset[LiteralKind]:
        return self.test.reach(self.inside)


@dataclass(frozen=True, slots=True)
class CheckedQuantifier:
    """Of the values right below `base` some (or each) leads by `tail` to one inside (outside) of the test.

    What is said of each one is true of what is absent. `null_in_array`: it is about the elements of an
    array that IS NULL looks at, the first or any. `only`: it is said under this alternative alone.
    """

    base: ValuePath
    tail: ValuePath
    test: Test
    inside: bool
    some: bool
    null_in_array: bool = False
    only: tuple[OpenQuestion, str] | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """The formula is true of the event, or not."""

    formula: Formula
    wanted: bool


@dataclass(frozen=True, slots=True)
class OnWord:
    """The condition of a field is true of the word, or not."""

    formula: Formula
    wanted: bool
    path: ValuePath


@dataclass(frozen=True, slots=True)
class Opaque:
    """A condition of which nothing more is known than whether it is wanted."""

    condition: Condition
    wanted: bool


@dataclass(frozen=True, slots=True)
class CheckedDisjunction:
    """Some part is true: all that is in it."""

    parts: tuple[tuple[Statement, ...], ...]


Item: TypeAlias = CheckedLiteral | CheckedQuantifier | Opaque | CheckedDisjunction
Statement: TypeAlias = Item | Signed | OnWord

NEVER = CheckedDisjunction(())
ABSENT = Test(frozenset((LiteralKind.ABSENT,)))
