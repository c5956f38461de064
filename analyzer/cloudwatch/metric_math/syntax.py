"""The expressions of metric math that alarms use in practice, as syntax trees.

Source: "Using math expressions with CloudWatch metrics", syntax and functions. Function names and
words are upper case, ids begin with a lower-case letter. What is not read here is no error of the
alarm: it stays open what the expression makes of its metrics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isinf
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Reference:
    """The metric or expression of this id."""

    id: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text in quotes or a word such as REPEAT, which only some functions take."""

    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands joined by one of + - * / == != < > <= >= AND OR; `-x` is `0 - x`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """Several series in brackets."""

    items: tuple[Expression, ...]


Expression: TypeAlias = Constant | Reference | Label | Operation | Call | Array


class NotReadError(ValueError):
    """An expression is of a form that is not read here; the text says which."""


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<id>[a-z][A-Za-z0-9_]*)
      | (?P<word>[A-Z][A-Z0-9_]*)
      | "(?P<quoted>[^"]*)" | '(?P<single>[^']*)'
      | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/<>(),\[\]])
    )""",
    re.VERBOSE,
)
_SPELLED = {"&&": "AND", "||": "OR"}
_TIERS = (("OR",), ("AND",), ("==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/"))  # loosest first
MOST_TEXT = 2048  # API_MetricDataQuery, the length of `Expression`
# An alarm has at most ten metrics; what goes far beyond such an expression was not written by people.
_DEEPEST = 20  # brackets and signs within each other
_LONGEST = 150  # numbers, ids, words and signs


def read(text: str) -> Expression:
    """The tree of an expression; raises NotReadError for anything outside of the grammar above."""
    if len(text) > MOST_TEXT:
        raise NotReadError(f"it is longer than {MOST_TEXT} characters")
    tokens = list(_tokens(text))
    if len(tokens) > _LONGEST:
        raise NotReadError("it is longer than any alarm needs")
    reader = _Reader(tokens)
    tree = reader.tier(0, 0)
    if reader.kind:
        raise NotReadError(f"expected an operator, got `{reader.text}`")
    return tree


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise NotReadError(f"`{text[position:].strip()[:20]}` is not known here")
        found = match[match.lastgroup]
        yield match.lastgroup, _SPELLED.get(found, found)
        position = match.end()


class _Reader:
    """Reads the tokens from left to right; `kind` is "" behind the last one."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._rest = tokens[::-1]
        self.kind, self.text = "", ""
        self._next()

    def _next(self) -> str:
        text = self.text
        self.kind, self.text = self._rest.pop() if self._rest else ("", "")
        return text

    def _sign(self, *signs: str) -> bool:
        return self.kind in ("sign", "word") and self.text in signs

    def tier(self, level: int, depth: int) -> Expression:
        """tier = next tier, { operator of the tier, next tier }; operators of one tier from the left."""
        below: Callable[[int], Expression] = (
            (lambda d: self.tier(level + 1, d)) if level + 1 < len(_TIERS) else self._signed
        )
        left = below(depth)
        while self._sign(*_TIERS[level]):
            left = Operation(self._next(), left, below(depth))
        return left

    def _signed(self, depth: int) -> Expression:
        """signed = [ "-" ], primary"""
        if depth > _DEEPEST:
            raise NotReadError("its brackets are too deep")
        if not self._sign("-"):
            return self._primary(depth)
        self._next()
        return Operation("-", Constant(0.0), self._signed(depth + 1))

    def _primary(self, depth: int) -> Expression:
        """primary = number | id | text | word, [ arguments ] | "(", tier, ")" | "[", tiers, "]" """
        kind, text = self.kind, self._next()
        if kind == "number":
            if isinf(float(text)):
                raise NotReadError(f"`{text}` is beyond the numbers that CloudWatch knows")
            return Constant(float(text))
        if kind == "id":
            return Reference(text)
        if kind in ("quoted", "single"):
            return Label(text)
        if kind == "word":
            return Call(text, self._items(")", depth)) if self._sign("(") else Label(text)
        if text == "[":
            return Array(self._items("]", depth, opened=True))
        if text == "(":
            inner = self.tier(0, depth + 1)
            self._close(")")
            return inner
        raise NotReadError(f"expected a metric, a number or a function, got `{text}`")

    def _items(self, end: str, depth: int, *, opened: bool = False) -> tuple[Expression, ...]:
        """items = [ tier, { ",", tier } ]"""
        if not opened:
            self._next()
        items: list[Expression] = []
        while not self._sign(end):
            if items:
                self._close(",")
            items.append(self.tier(0, depth + 1))
        self._close(end)
        return tuple(items)

    def _close(self, sign: str) -> None:
        if not self._sign(sign):
            raise NotReadError(f"expected `{sign}`, got `{self.text}`")
        self._next()


def parts(tree: Expression) -> Iterator[Expression]:
    """The tree and everything in it."""
    yield tree
    match tree:
        case Operation(left=left, right=right):
            yield from parts(left)
            yield from parts(right)
        case Call(arguments=items) | Array(items=items):
            for item in items:
                yield from parts(item)
        case Constant() | Reference() | Label():
            return
        case _:
            assert_never(tree)
