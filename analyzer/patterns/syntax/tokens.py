"""A pattern of the JSON or the space-delimited family, cut into tokens.

One pass from left to right, each character looked at a bounded number of times. What a token means
(is this word a number? do these steps make a selector?) is decided where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from analyzer.patterns.syntax.ast import Span
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.syntax_hints import hint_at, hint_in_value

BLANKS = " \t\r\n"


class TokenKind(StrEnum):
    OPEN = "("
    CLOSE = ")"
    AND = "&&"
    OR = "||"
    COMMA = ","
    OPERATOR = "operator"
    SELECTOR = "selector"
    WORD = "word"
    QUOTED = "quoted text"
    REGEX = "regular expression"
    END = "end"


class Token(NamedTuple):
    kind: TokenKind
    text: str  # as written
    span: Span


# What stands between percent signs, or in quotes, may hold anything; a selector ends where none of its
# steps can go on. A word takes more characters than AWS does, so that the error can be about the word.
_TOKEN = re.compile(
    r"""
      (?P<BLANK>[ \t\r\n]+)
    | (?P<OPEN>\() | (?P<CLOSE>\)) | (?P<AND>&&) | (?P<OR>\|\|) | (?P<COMMA>,)
    | (?P<OPERATOR>!=|>=|<=|=|>|<)
    | (?P<SELECTOR>\$(?:\.\['[^']*'\]|\.\*|\.[^\s()\[\]{}=!<>&|."'%,*$`\\^~?+;]*|\[[0-9]+\]|\[\*\])*)
    | (?P<QUOTED>"(?:[^"\\]|\\.)*")
    | (?P<REGEX>%[^%]*%)
    | (?P<WORD>[\w.*+\-]+)
    """,
    re.VERBOSE | re.DOTALL,
)


_AFTER_NO_SELECTOR = tuple("[].\"'")


def tokenize(source: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of `source[start:end]`, an END token last."""
    offset = start
    while offset < end:
        found = _TOKEN.match(source, offset, end)
        if found is None:
            raise _unreadable(source, offset, end)
        name = found.lastgroup or ""
        offset = found.end()
        if name == "SELECTOR" and source[offset : offset + 1] in _AFTER_NO_SELECTOR and offset < end:
            raise _broken_selector(source, found.start(), offset)
        if name != "BLANK":
            yield Token(TokenKind[name], found.group(), Span(found.start(), offset))
    yield Token(TokenKind.END, "", Span(end, end))


def _broken_selector(source: str, start: int, offset: int) -> PatternSyntaxError:
    """A step that is none: a negative index, a name in double quotes, brackets without a dot."""
    known = (
        source[offset] == '"' or source[start:offset] in ("$", "$.") or source[offset + 1 : offset + 2] == "-"
    )
    kind = SyntaxErrorKind.BAD_SELECTOR if known else SyntaxErrorKind.UNKNOWN_SYNTAX
    expected = "a step of a selector such as `.name`, `.['name']`, `[0]`, `[*]` or `.*`"
    return PatternSyntaxError(kind, source, start, offset + 1, expected, hint_at(source, offset))


def _unreadable(source: str, offset: int, end: int) -> PatternSyntaxError:
    char = source[offset]
    hint = hint_at(source, offset)
    if char == '"':
        return PatternSyntaxError(SyntaxErrorKind.UNCLOSED_QUOTE, source, offset, end, 'a closing `"`', hint)
    if char == "%":
        return PatternSyntaxError(SyntaxErrorKind.BAD_REGEX, source, offset, end, "a closing `%`", hint)
    if char in "&|!":
        expected = "one of `&&`, `||`, `=`, `!=`, `<`, `<=`, `>`, `>=`"
        return PatternSyntaxError(SyntaxErrorKind.BAD_OPERATOR, source, offset, offset + 1, expected, hint)
    if char == "[" and source[:offset].rstrip(BLANKS) != source[:offset]:
        kind, hint = SyntaxErrorKind.UNKNOWN_SYNTAX, hint or "take out the blank inside of the selector"
        return PatternSyntaxError(kind, source, offset, offset + 1, "no `[` after a blank", hint)
    expected, hint = "a character that may stand outside of quotes", hint or hint_in_value(source, offset)
    return PatternSyntaxError(SyntaxErrorKind.BAD_CHARACTER, source, offset, offset + 1, expected, hint)
