"""Patterns in square brackets: conditions on the fields of a line that blanks divide."""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.patterns.open_questions import UnverifiedSyntax
from analyzer.patterns.syntax.ast import Delimited, Ellipsis, Field, FieldTest, Formula, Number, Span, Text
from analyzer.patterns.syntax.grammar import Cursor, read_formula
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.tokens import Token, TokenKind

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def read_delimited(source: str, start: int, end: int) -> tuple[Delimited, set[UnverifiedSyntax]]:
    """delimited = "[" [ entry { "," entry } ] "]"; reads what stands between the brackets."""
    cursor = Cursor(source, start, end)
    if cursor.at(TokenKind.END):
        return Delimited(()), cursor.unverified
    entries = [_entry(cursor)]
    while cursor.at(TokenKind.COMMA):
        cursor.take()
        entries.append(_entry(cursor))
    if not cursor.at(TokenKind.END):
        expected = "`,` between two fields, or the closing `]`"
        raise cursor.error(SyntaxErrorKind.MISSING_CONNECTIVE, expected)
    _check_names(source, entries)
    if len(entries) == 1 and isinstance(entries[0], Ellipsis):
        cursor.unverified.add(UnverifiedSyntax.LONE_ELLIPSIS)
    return Delimited(tuple(entries)), cursor.unverified


def _entry(cursor: Cursor) -> Field | Ellipsis:
    """entry = "" | "..." | name | condition on one name"""
    token = cursor.token
    if cursor.at(TokenKind.COMMA, TokenKind.END):
        return Field("", span=Span(token.span.start, token.span.start))
    if cursor.at(TokenKind.WORD) and token.text == "...":
        return Ellipsis(cursor.take().span)
    reader = _FieldReader()
    if cursor.at(TokenKind.WORD):
        name = reader.name(cursor)
        if cursor.at(TokenKind.COMMA, TokenKind.END):
            return Field(name.text, span=name.span)
        reader.pending = name
    condition = read_formula(cursor, reader.condition)
    end = getattr(condition, "span", token.span).end
    return Field(reader.only, condition, Span(token.span.start, end))


class _FieldReader:
    """Reads the conditions of one entry, all of which must be on one field."""

    def __init__(self) -> None:
        self.only = ""
        self.pending: Token | None = None  # the name was read to see whether a condition follows

    def name(self, cursor: Cursor) -> Token:
        """name = ( letter | "_" ) { letter | digit | "_" }"""
        token = cursor.take()
        if not _NAME.fullmatch(token.text):
            raise PatternSyntaxError(
                SyntaxErrorKind.BAD_FIELD, cursor.source, token.span.start, token.span.end,
                "the name of a field: a letter or `_`, then letters, digits and `_`",
            )  # fmt: skip
        if "-" in token.text:
            cursor.unverified.add(UnverifiedSyntax.FIELD_NAME)
        if self.only and self.only != token.text:
            raise PatternSyntaxError(
                SyntaxErrorKind.BAD_FIELD, cursor.source, token.span.start, token.span.end,
                f"conditions on the one field `{self.only}`", "give each field its own entry",
            )  # fmt: skip
        self.only = token.text
        return token

    def condition(self, cursor: Cursor) -> Formula:
        """condition = name comparison"""
        if self.pending is None and not cursor.at(TokenKind.WORD):
            raise cursor.error(SyntaxErrorKind.MISSING_CONDITION, "the name of a field")
        name = self.pending or self.name(cursor)
        self.pending = None
        if not cursor.at(TokenKind.OPERATOR):
            expected = "one of `=`, `!=`, `<`, `<=`, `>`, `>=`, or `,` before the next field"
            raise cursor.error(SyntaxErrorKind.MISSING_OPERATOR, expected)
        operator, value = cursor.comparison()
        if _has_star_after_letters(cursor.source, value):
            cursor.unverified.add(UnverifiedSyntax.BARE_STAR)
        if isinstance(value, Number) and "e" in value.text:  # seen in JSON patterns only
            value = replace(value, odd=True)
        return FieldTest(name.text, operator, value, Span(name.span.start, value.span.end))


def _has_star_after_letters(source: str, value: object) -> bool:
    return (
        isinstance(value, Text) and source[value.span.start] not in '"*0123456789' and len(value.chunks) > 1
    )


def _check_names(source: str, entries: list[Field | Ellipsis]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = "..." if isinstance(entry, Ellipsis) else entry.name
        if name and name in seen:
            expected = "`...` at most once" if name == "..." else "each field once"
            raise PatternSyntaxError(
                SyntaxErrorKind.BAD_FIELD, source, entry.span.start, entry.span.end, expected
            )
        seen.add(name)
