"""Patterns without brackets: terms to find anywhere in the text of a message."""

from __future__ import annotations

import re

from analyzer.patterns.syntax.ast import Sign, Span, Term, Terms
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.syntax_hints import hint_at, hint_whole
from analyzer.patterns.syntax.tokens import BLANKS

# A word ends at a sign, which starts the next term: `a-b` is `a -b`.
_TERM = re.compile(r'(?P<sign>[-?]?)(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[\w.]+))', re.DOTALL)


def read_terms(source: str) -> Terms:
    """terms = term { blanks term }; term = [ "-" | "?" ] ( word | quoted )"""
    terms: list[Term] = []
    offset = 0
    while offset < len(source):
        if source[offset] in BLANKS:
            offset += 1
            continue
        found = _TERM.match(source, offset)
        if found is None:
            raise _unreadable(source, offset)
        terms.append(_term(source, found))
        offset = found.end()
        _check_end(source, found.start(), offset)
    return Terms(tuple(terms))


def _term(source: str, found: re.Match[str]) -> Term:
    sign, span = Sign(found["sign"]), Span(found.start(), found.end())
    if found["word"] is not None:
        return Term(sign, found["word"], span=span)
    body = found["quoted"]
    if not body:
        raise PatternSyntaxError(
            SyntaxErrorKind.BAD_TERM, source, span.start, span.end, "a text between the quotes"
        )
    escaped = re.sub(r"\\(.)", r"\1", body, flags=re.DOTALL)
    plain = re.sub(r'\\(["\\])', r"\1", body)  # these two were recorded, the others are in doubt
    return Term(sign, escaped, None if plain == escaped else plain, span)


def _check_end(source: str, start: int, end: int) -> None:
    after = source[end : end + 1]
    if after == "" or after in BLANKS:
        return
    if after in "-?" and source[end - 1] != '"':
        return
    if after == '"' or source[end - 1] == '"':
        known = source[start:end].startswith('"') and (after.isalnum() or after == '"')
        kind = SyntaxErrorKind.BAD_TERM if known else SyntaxErrorKind.UNKNOWN_SYNTAX
        raise PatternSyntaxError(
            kind, source, start, end + 1, "a blank between two terms", hint_whole(source)
        )


def _unreadable(source: str, offset: int) -> PatternSyntaxError:
    char = source[offset]
    hint = (
        hint_whole(source) or hint_at(source, offset) or "put a text with other characters in double quotes"
    )
    if char == '"' or (char in "-?" and source[offset + 1 : offset + 2] == '"'):
        return PatternSyntaxError(
            SyntaxErrorKind.UNCLOSED_QUOTE, source, offset, len(source), 'a closing `"`', hint
        )
    after = source[offset + 1 : offset + 2]
    if char in "-?" and after not in ("", "-", "?", *BLANKS):
        return _unreadable(source, offset + 1)
    if char in "-?":
        unknown = SyntaxErrorKind.UNKNOWN_SYNTAX
        return PatternSyntaxError(unknown, source, offset, offset + 1, f"a term right after `{char}`")
    expected = "letters, digits, `_` and `.` in a term without quotes"
    return PatternSyntaxError(SyntaxErrorKind.BAD_CHARACTER, source, offset, offset + 1, expected, hint)
