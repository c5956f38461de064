"""What the JSON and the space-delimited family share: a cursor over tokens, and && || ( ).

Parentheses go on an explicit stack, so no depth of them can overflow Python's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from analyzer.patterns.open_questions import UnverifiedSyntax
from analyzer.patterns.syntax.ast import MAX_DEPTH, And, Formula, Number, Operator, Or, Span, Value, depth_of
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.syntax_hints import (
    JOINED,
    WHOLE_CONDITIONS,
    hint_at,
    hint_for_number,
    hint_for_operator,
    hint_for_word,
)
from analyzer.patterns.syntax.tokens import Token, TokenKind, tokenize
from analyzer.patterns.syntax.values import read_value

MAX_REGEXES = 2
"""Regular expressions in one pattern (quota of CloudWatch Logs)."""

_VALUES = (TokenKind.WORD, TokenKind.QUOTED, TokenKind.REGEX)


class Cursor:
    """The tokens of one pattern, read from left to right; collects the unverified spellings."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self.source = source
        self.unverified: set[UnverifiedSyntax] = set()
        self._tokens = tokenize(source, start, end)
        self.token = next(self._tokens)
        self._regexes = 0

    def take(self) -> Token:
        """The current token, which is not the last one; goes on to the next."""
        token, self.token = self.token, next(self._tokens)
        return token

    def at(self, *kinds: TokenKind) -> bool:
        return self.token.kind in kinds

    def keyword(self) -> str:
        """The current word in upper case, "" where there is none."""
        return self.token.text.upper() if self.at(TokenKind.WORD) else ""

    def error(self, kind: SyntaxErrorKind, expected: str, hint: str = "") -> PatternSyntaxError:
        span = self.token.span
        advice = hint or hint_at(self.source, span.start)
        return PatternSyntaxError(kind, self.source, span.start, span.end, expected, advice)

    def comparison(self) -> tuple[Operator, Value]:
        """comparison = ("=" | "!=") value | (">" | ">=" | "<" | "<=") number"""
        operator = self.take()
        if self.at(TokenKind.OPERATOR):
            span = Span(operator.span.start, self.token.span.end)
            hint = hint_for_operator(self.source[span.start : span.end])
            expected = "one of `=`, `!=`, `<`, `<=`, `>`, `>=`"
            raise PatternSyntaxError(
                SyntaxErrorKind.BAD_OPERATOR, self.source, span.start, span.end, expected, hint
            )
        order = Operator(operator.text).is_order
        if not self.at(*_VALUES):
            hint = WHOLE_CONDITIONS if self.at(TokenKind.OPEN) else ""
            raise self.error(SyntaxErrorKind.MISSING_VALUE, "a number" if order else "a value", hint)
        token = self.take()
        value = read_value(self.source, token, self.unverified)
        if order and not isinstance(value, Number):
            raise PatternSyntaxError(
                SyntaxErrorKind.BAD_VALUE, self.source, token.span.start, token.span.end,
                f"a bare number after `{operator.text}`", hint_for_number(token.text),
            )  # fmt: skip
        if token.kind is TokenKind.REGEX:
            self._count_regex(token.span)
        return Operator(operator.text), value

    def _count_regex(self, span: Span) -> None:
        self._regexes += 1
        if self._regexes > MAX_REGEXES:
            expected = f"at most {MAX_REGEXES} regular expressions in a pattern"
            raise PatternSyntaxError(
                SyntaxErrorKind.TOO_MANY_REGEXES, self.source, span.start, span.end, expected
            )


@dataclass(slots=True)
class _Group:
    """One open parenthesis, or the top: operands of && in groups that || joins, each with its span."""

    opened: Span
    groups: list[list[tuple[Formula, Span]]] = field(default_factory=lambda: [[]])

    def add(self, formula: Formula, span: Span) -> None:
        self.groups[-1].append((formula, span))

    def close(self) -> Formula:
        """or = and { "||" and }; and = primary { "&&" primary }"""
        conjunctions = [_join(And, group) for group in self.groups]
        return _join(Or, conjunctions)[0]


def _join(node: type[And] | type[Or], operands: list[tuple[Formula, Span]]) -> tuple[Formula, Span]:
    if len(operands) == 1:
        return operands[0]
    span = Span(operands[0][1].start, operands[-1][1].end)
    return node(tuple(formula for formula, _ in operands), span), span


def read_formula(cursor: Cursor, condition: Callable[[Cursor], Formula]) -> Formula:
    """primary = "(" or ")" | condition, and all that && and || join, up to what can not go on."""
    open_groups = [_Group(cursor.token.span)]
    while True:
        while cursor.at(TokenKind.OPEN):
            open_groups.append(_Group(cursor.take().span))
        start = cursor.token.span.start
        formula = condition(cursor)
        open_groups[-1].add(formula, getattr(formula, "span", Span(start, start)))
        while cursor.at(TokenKind.CLOSE) and len(open_groups) > 1:
            _close(cursor, open_groups)
        if cursor.at(TokenKind.OR):
            open_groups[-1].groups.append([])
        elif not cursor.at(TokenKind.AND):
            return _finish(cursor, open_groups)
        cursor.take()


def _close(cursor: Cursor, open_groups: list[_Group]) -> None:
    group = open_groups.pop()
    closed = cursor.take().span
    formula = _checked(cursor, group)
    open_groups[-1].add(formula, Span(group.opened.start, closed.end))


def _finish(cursor: Cursor, open_groups: list[_Group]) -> Formula:
    if cursor.at(TokenKind.CLOSE):
        raise cursor.error(
            SyntaxErrorKind.UNBALANCED_PARENTHESIS, "an opening `(` before this", "take it out"
        )
    if cursor.at(TokenKind.WORD, TokenKind.QUOTED, TokenKind.REGEX, TokenKind.SELECTOR, TokenKind.OPEN):
        hint = hint_for_word(cursor.token.text) if cursor.at(TokenKind.WORD) else ""
        if cursor.at(TokenKind.OPEN, TokenKind.SELECTOR):
            hint = JOINED
        raise cursor.error(SyntaxErrorKind.MISSING_CONNECTIVE, "`&&`, `||` or the end", hint)
    if len(open_groups) > 1:
        span = open_groups[-1].opened
        raise PatternSyntaxError(
            SyntaxErrorKind.UNBALANCED_PARENTHESIS, cursor.source, span.start, span.end,
            "a closing `)` for this", "add it, or take this one out",
        )  # fmt: skip
    return _checked(cursor, open_groups[0])


def _checked(cursor: Cursor, group: _Group) -> Formula:
    operands = [formula for operands in group.groups for formula, _ in operands]
    if max(map(depth_of, operands)) + 2 > MAX_DEPTH:
        span = group.opened
        expected = f"conditions nested at most {MAX_DEPTH} deep"
        raise PatternSyntaxError(SyntaxErrorKind.TOO_LARGE, cursor.source, span.start, span.end, expected)
    return group.close()
