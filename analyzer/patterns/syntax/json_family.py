"""Patterns in braces: conditions on the members of an event that is a JSON object."""

from __future__ import annotations

import re

from analyzer.patterns.open_questions import UnverifiedSyntax
from analyzer.patterns.syntax.ast import (
    Compare,
    Formula,
    Index,
    Is,
    JsonConstant,
    Name,
    NotExists,
    Selector,
    SelectorStep,
    Span,
    Wildcard,
)
from analyzer.patterns.syntax.grammar import Cursor, read_formula
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.syntax_hints import NO_NEGATION, hint_at, hint_for_lost_start
from analyzer.patterns.syntax.tokens import BLANKS, Token, TokenKind

MAX_WILDCARDS = 3
"""Selectors with a wildcard in one pattern (CloudWatch Logs documentation)."""

_MAX_INDEX_DIGITS = 9  # an index past this overflows a 32-bit integer
_STEP = re.compile(
    r"\.\['(?P<quoted>[^']*)'\]|(?P<any>\.\*|\[\*\])|\.(?P<name>[^.\[]*)|\[(?P<index>[0-9]+)\]"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def read_json(source: str, start: int, end: int) -> tuple[Formula, set[UnverifiedSyntax]]:
    """json = "{" or "}"; reads what stands between the braces, `source[start:end]`."""
    cursor = Cursor(source, start, end)
    reader = _ConditionReader()
    formula = read_formula(cursor, reader.condition)
    if not cursor.at(TokenKind.END):
        raise cursor.error(SyntaxErrorKind.MISSING_CONNECTIVE, "`&&`, `||` or the closing `}`")
    return formula, cursor.unverified


class _ConditionReader:
    """Reads conditions and counts the wildcards of the whole pattern."""

    def __init__(self) -> None:
        self._wildcards = 0

    def condition(self, cursor: Cursor) -> Formula:
        """condition = selector ( comparison | "IS" constant | "NOT" "EXISTS" )"""
        if not cursor.at(TokenKind.SELECTOR):
            raise _no_condition(cursor)
        selector = self._selector(cursor)
        start = selector.span.start
        if cursor.at(TokenKind.OPERATOR):
            operator, value = cursor.comparison()
            return Compare(selector, operator, value, Span(start, value.span.end))
        keyword = cursor.keyword()
        if keyword == "IS":
            cursor.take()
            return Is(selector, *_constant(cursor, start))
        if keyword == "NOT":
            cursor.take()
            if cursor.keyword() != "EXISTS":
                raise cursor.error(SyntaxErrorKind.BAD_KEYWORD, "`EXISTS` after `NOT`")
            return NotExists(selector, Span(start, cursor.take().span.end))
        raise _no_operator(cursor, selector)

    def _selector(self, cursor: Cursor) -> Selector:
        token = cursor.take()
        steps = tuple(_steps(cursor, token))
        wildcards = sum(isinstance(step, Wildcard) for step in steps)
        self._wildcards += wildcards
        if wildcards > 1 or self._wildcards > MAX_WILDCARDS:
            expected = f"at most one wildcard in a selector and {MAX_WILDCARDS} in a pattern"
            raise _error(cursor, token, SyntaxErrorKind.TOO_MANY_WILDCARDS, expected)
        return Selector(steps, token.span)


def _steps(cursor: Cursor, token: Token) -> list[SelectorStep]:
    """selector = "$" step { step }; step = "." name | ".['" any "']" | ".*" | "[" digits "]" | "[*]" """
    steps: list[SelectorStep] = []
    for found in _STEP.finditer(token.text, 1):
        if found["any"]:
            steps.append(Wildcard())
        elif found["index"]:
            steps.append(Index(_index(cursor, token, found["index"])))
        elif found["quoted"] is not None:
            steps.append(Name(found["quoted"]))
        else:
            steps.append(Name(_name(cursor, token, found["name"])))
    if not steps or token.text[1:2] == "[":
        hint = hint_at(cursor.source, token.span.start) or "start the selector with `$.`"
        raise _error(cursor, token, SyntaxErrorKind.BAD_SELECTOR, "a selector such as `$.eventName`", hint)
    return steps


def _name(cursor: Cursor, token: Token, name: str) -> str:
    if not name and token.text.endswith(".") and cursor.source[token.span.end] in BLANKS:
        hint = "take out the blank inside of the selector"
        raise _error(cursor, token, SyntaxErrorKind.UNKNOWN_SYNTAX, "a name right after the dot", hint)
    if not name:
        raise _error(cursor, token, SyntaxErrorKind.BAD_SELECTOR, "a name after each dot of a selector")
    if not _NAME.fullmatch(name):
        cursor.unverified.add(UnverifiedSyntax.SELECTOR_NAME)
    return name


def _index(cursor: Cursor, token: Token, digits: str) -> int:
    if len(digits) > _MAX_INDEX_DIGITS:
        raise _error(cursor, token, SyntaxErrorKind.UNKNOWN_SYNTAX, "an index of at most 9 digits")
    if digits != str(int(digits)):
        cursor.unverified.add(UnverifiedSyntax.SELECTOR_INDEX)
    return int(digits)


def _constant(cursor: Cursor, start: int) -> tuple[JsonConstant, Span]:
    keyword = cursor.keyword()
    if keyword not in set(JsonConstant):
        hint = "there is no `IS NOT`: use `NOT EXISTS` or `!=`" if keyword == "NOT" else ""
        raise cursor.error(SyntaxErrorKind.BAD_KEYWORD, "`NULL`, `TRUE` or `FALSE` after `IS`", hint)
    return JsonConstant(keyword), Span(start, cursor.take().span.end)


def _no_condition(cursor: Cursor) -> PatternSyntaxError:
    at_word = cursor.at(TokenKind.WORD)
    hint = hint_for_lost_start(cursor.source, cursor.token.span.end) if at_word else ""
    if cursor.keyword() == "NOT":
        hint = NO_NEGATION
    return cursor.error(SyntaxErrorKind.MISSING_CONDITION, 'a condition such as `$.eventName = "…"`', hint)


def _no_operator(cursor: Cursor, selector: Selector) -> PatternSyntaxError:
    hint = ""
    if cursor.keyword() == "EXISTS":
        hint = "there is no `EXISTS`: use `= *` for any text or number"
        if cursor.source[: selector.span.end].upper().endswith("NOT"):
            hint = "put a blank before `NOT`"
    expected = "`=`, `!=`, `<`, `<=`, `>`, `>=`, `IS` or `NOT EXISTS`"
    return cursor.error(SyntaxErrorKind.MISSING_OPERATOR, expected, hint)


def _error(
    cursor: Cursor, token: Token, kind: SyntaxErrorKind, expected: str, hint: str = ""
) -> PatternSyntaxError:
    return PatternSyntaxError(kind, cursor.source, token.span.start, token.span.end, expected, hint)
