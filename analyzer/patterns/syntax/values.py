"""The values that conditions compare with: words, numbers, quoted texts and regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from analyzer.patterns.open_questions import UnverifiedSyntax
from analyzer.patterns.syntax.ast import Number, Regex, Span, Text, Value
from analyzer.patterns.syntax.regex import RegexError
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.tokens import Token, TokenKind

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_ODD_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]+")
_MAX_EXPONENT = 2**31 - 1  # one more was refused


def read_value(source: str, token: Token, unverified: set[UnverifiedSyntax]) -> Value:
    """value = number | word | quoted | regex"""
    match token.kind:
        case TokenKind.WORD:
            return _word(source, token, unverified)
        case TokenKind.QUOTED:
            return _quoted(token, unverified)
        case TokenKind.REGEX:
            return read_regex(source, token.span, unverified)
        case _:
            raise ValueError(f"expected a token that is a value, got {token.kind}")


def read_regex(source: str, span: Span, unverified: set[UnverifiedSyntax]) -> Regex:
    """The regular expression between the percent signs at both ends of the span."""
    body = source[span.start + 1 : span.end - 1]
    try:
        regex = Regex(body, span)
    except RegexError as error:
        kind = SyntaxErrorKind.UNKNOWN_SYNTAX if error.unknown else SyntaxErrorKind.BAD_REGEX
        start = span.start + 1 + error.offset
        end = min(start + error.length, span.end - 1)
        raise PatternSyntaxError(kind, source, start, max(start, end), error.expected, _hint(body)) from None
    if " " in body or "\t" in body:
        unverified.add(UnverifiedSyntax.REGEX_BLANK)
    return regex


def _hint(body: str) -> str:
    return (
        "write `(` as `\\x28` and `)` as `\\x29`; there are no groups" if "(" in body or ")" in body else ""
    )


def _word(source: str, token: Token, unverified: set[UnverifiedSyntax]) -> Value:
    word, span = token.text, token.span
    if _NUMBER.fullmatch(word):
        return Number(word, _decimal(source, word, span), span=span)
    if _ODD_NUMBER.fullmatch(word) or _HEXADECIMAL.fullmatch(word):
        unverified.add(UnverifiedSyntax.NUMBER_SPELLING)
        value = Decimal(int(word, 16)) if "x" in word.lower() else _decimal(source, word, span)
        return Number(word, value, odd=True, span=span)
    if word.lower() == "null":
        raise _bad(source, span, SyntaxErrorKind.BAD_VALUE, "a value", "write `IS NULL` for a null value")
    if "+" in word:
        raise _bad(source, span, SyntaxErrorKind.BAD_CHARACTER, "no `+` in a word", "put it in double quotes")
    if "-" in word:
        unverified.add(UnverifiedSyntax.BARE_DASH)
    if not word.isascii():
        unverified.add(UnverifiedSyntax.BARE_LETTER)
    return Text(tuple(word.split("*")), span=span)


def _decimal(source: str, word: str, span: Span) -> Decimal:
    exponent = word.lower().partition("e")[2]
    if len(exponent) > 12 or abs(int(exponent or "0")) > _MAX_EXPONENT:
        raise _bad(source, span, SyntaxErrorKind.BAD_NUMBER, "an exponent of at most 31 bits", "")
    return Decimal(word)


def _quoted(token: Token, unverified: set[UnverifiedSyntax]) -> Text:
    """quoted = '"' { any character but '"' | '\\' any } '"'"""
    body = token.text[1:-1]
    if body == "":
        unverified.add(UnverifiedSyntax.EMPTY_VALUE)
    if "\\" not in body:
        return Text(tuple(body.split("*")), span=token.span)
    parts = re.findall(r"\\.|[^\\]", body, re.DOTALL)
    escaped = _chunks(part if part == "*" else _Plain(part[-1]) for part in parts)
    plain = _chunks(_Plain('"') if part == '\\"' else part for part in parts)
    return Text(escaped, None if plain == escaped else plain, span=token.span)


class _Plain(str):
    """Characters of which none is a wildcard."""


def _chunks(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts put together and divided at each star that is a wildcard."""
    chunks: list[list[str]] = [[]]
    for part in parts:
        if isinstance(part, _Plain) or "*" not in part:
            chunks[-1].append(part)
        else:  # a star, or a backslash that stands for itself before a star
            chunks[-1].append(part[:-1])
            chunks.append([])
    return tuple("".join(chunk) for chunk in chunks)


def _bad(source: str, span: Span, kind: SyntaxErrorKind, expected: str, hint: str) -> PatternSyntaxError:
    return PatternSyntaxError(kind, source, span.start, span.end, expected, hint)
