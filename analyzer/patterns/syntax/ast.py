"""The syntax tree of a filter pattern, and of the formulas that the decision procedure takes.

A tree can be built by hand (see `build`): no node needs text behind it, and spans do not count in
comparisons. A text to match is held as the chunks between its stars, so that a star that stands for
itself has a place. A tree is never deeper than MAX_DEPTH, which every constructor checks: whoever walks
a tree may recurse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias, TypeVar

from analyzer.patterns.open_questions import UnverifiedSyntax
from analyzer.patterns.syntax.regex import RegexBranch, parse_regex

T = TypeVar("T")

MAX_DEPTH = 200
"""Nesting that a tree may have: a pattern within the limit of 1,024 characters stays below 100, and a
walk that takes three frames a level stays well below Python's own limit."""


class Span(NamedTuple):
    """Characters `start` up to, not including, `end` of the text of the pattern."""

    start: int
    end: int


NOWHERE = Span(0, 0)


# Selectors


@dataclass(frozen=True, slots=True)
class Name:
    """The member `text` of an object: `.text` or `.['text']`."""

    text: str


@dataclass(frozen=True, slots=True)
class Index:
    """The element `number` of an array, counted from 0: `[number]`."""

    number: int


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Every element of an array and every value of an object: `[*]` or `.*`."""


SelectorStep: TypeAlias = Name | Index | Wildcard


@dataclass(frozen=True, slots=True)
class Selector:
    """A path from the top of the event, `$.a[0].*`; at most one step is a wildcard."""

    steps: tuple[SelectorStep, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    wildcard: int | None = field(default=None, init=False, compare=False, repr=False)
    """The position of the wildcard step."""

    def __post_init__(self) -> None:
        for at, step in enumerate(self.steps):
            if isinstance(step, Wildcard):
                object.__setattr__(self, "wildcard", at)
                return


# Values


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number. Against a number it counts by value, against a text by its spelling.

    `odd`: spelled so that nobody knows whether AWS takes it for a number or for a word.
    """

    text: str
    value: Decimal
    odd: bool = field(default=False, compare=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to match as a whole: its chunks with a wildcard between each two of them.

    `("abc",)` is the text itself, `("abc", "")` is `abc*`, `("", "")` is `*`. `otherwise` are the
    chunks under the alternative that a backslash stands for itself, None where no backslash is in doubt.
    `exact`: the stars are wildcards beyond doubt, because the text is not from a filter pattern.
    """

    chunks: tuple[str, ...]
    otherwise: tuple[str, ...] | None = None
    exact: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def literal(self) -> str | None:
        """The only text that matches, None where there is a wildcard."""
        return self.chunks[0] if len(self.chunks) == 1 else None


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression to find anywhere in a text; without its percent signs.

    Raises RegexError for a source that is none.
    """

    source: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    branches: tuple[RegexBranch, ...] = field(default=(), init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", parse_regex(self.source))


Value: TypeAlias = Number | Text | Regex


# Conditions on a parsed event, and what joins them


class Operator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    GREATER_EQUAL = ">="
    LESS = "<"
    LESS_EQUAL = "<="

    @property
    def is_order(self) -> bool:
        return self not in (Operator.EQUAL, Operator.NOT_EQUAL)


class JsonConstant(StrEnum):
    NULL = "NULL"
    TRUE = "TRUE"
    FALSE = "FALSE"


@dataclass(frozen=True, slots=True)
class Compare:
    """`$.x = v` and its like. An order operator takes a number only."""

    selector: Selector
    operator: Operator
    value: Value
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def __post_init__(self) -> None:
        _check_value(self.operator, self.value)


@dataclass(frozen=True, slots=True)
class Is:
    """`$.x IS NULL`, `IS TRUE`, `IS FALSE`."""

    selector: Selector
    constant: JsonConstant
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NotExists:
    """`$.x NOT EXISTS`: the selector leads nowhere."""

    selector: Selector
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsText:
    """The value is a JSON string. No pattern can say this; facts need it."""

    selector: Selector


@dataclass(frozen=True, slots=True)
class FieldTest:
    """`name = v` on one field of a space-delimited line."""

    name: str
    operator: Operator
    value: Value
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def __post_init__(self) -> None:
        _check_value(self.operator, self.value)


@dataclass(frozen=True, slots=True)
class And:
    """All operands hold; with none, always."""

    operands: tuple[Formula, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    depth: int = field(default=0, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "depth", _deeper(self.operands))


@dataclass(frozen=True, slots=True)
class Or:
    """Some operand holds; with none, never."""

    operands: tuple[Formula, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    depth: int = field(default=0, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "depth", _deeper(self.operands))


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold. No pattern can say this; facts need it."""

    operand: Formula
    depth: int = field(default=0, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "depth", _deeper((self.operand,)))


Condition: TypeAlias = Compare | Is | NotExists | IsText | FieldTest
Formula: TypeAlias = Condition | And | Or | Not
Operand: TypeAlias = And | Or


# Whole patterns


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty pattern: matches every message."""


class Sign(StrEnum):
    REQUIRED = ""
    EXCLUDED = "-"
    OPTIONAL = "?"


@dataclass(frozen=True, slots=True)
class Term:
    """A text that must, must not, or may stand somewhere in the message.

    `otherwise` is the text under the alternative that a backslash stands for itself, None where no
    backslash is in doubt.
    """

    sign: Sign
    text: str
    otherwise: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """Every required and no excluded term; or, where all are optional, any of them."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a space-delimited pattern: a name ("" for none) and a condition on the field."""

    name: str
    condition: Formula | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ellipsis:
    """`...`: any number of fields."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Delimited:
    """`[a, b = 1, ...]`: conditions on the fields of a line."""

    entries: tuple[Field | Ellipsis, ...]


Body: TypeAlias = Formula | Everything | Terms | Delimited | Regex


@dataclass(frozen=True, slots=True)
class Pattern:
    """A filter pattern. Two patterns are equal if their trees are.

    `unverified` are the spellings in `source` of which nobody knows whether AWS accepts them.
    """

    body: Body
    source: str = field(default="", compare=False)
    unverified: tuple[UnverifiedSyntax, ...] = field(default=(), compare=False)
    _made: dict[Callable[[Pattern], object], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def once(self, make: Callable[[Pattern], T]) -> T:
        """What `make` makes of the pattern: made the first time that it is asked for, and kept with it.

        A pattern never changes, so `make` must hang on nothing else.
        """
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def __str__(self) -> str:
        return self.source


def depth_of(formula: Formula) -> int:
    return formula.depth if isinstance(formula, (And, Or, Not)) else 0


def _deeper(operands: tuple[Formula, ...]) -> int:
    depth = 1 + max(map(depth_of, operands), default=0)
    if depth > MAX_DEPTH:
        raise ValueError(f"expected a formula nested at most {MAX_DEPTH} deep")
    return depth


def _check_value(operator: Operator, value: Value) -> None:
    if operator.is_order and not isinstance(value, Number):
        raise ValueError(f"expected a number after `{operator}`")
