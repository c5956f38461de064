"""Text in, pattern out: the first character tells the family, the ends are checked, the family reads on."""

from __future__ import annotations

from analyzer.patterns.open_questions import UnverifiedSyntax
from analyzer.patterns.syntax.ast import Body, Everything, Pattern, Span
from analyzer.patterns.syntax.delimited_family import read_delimited
from analyzer.patterns.syntax.json_family import read_json
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind
from analyzer.patterns.syntax.terms_family import read_terms
from analyzer.patterns.syntax.tokens import BLANKS
from analyzer.patterns.syntax.values import read_regex

MAX_LENGTH = 1024
"""Characters, not bytes, in a pattern (FilterPattern of the CloudWatch Logs API; recorded at the edge)."""

_PARTNER = {"{": "}", "[": "]", "%": "%"}


def parse(text: str, *, deployed: bool = False, limit: int | None = MAX_LENGTH) -> Pattern:
    """The syntax tree of a filter pattern.

    deployed: AWS itself returned this text, so it accepts every spelling in it and none is in doubt.
    limit: the most characters; None for no limit.

    Raises PatternSyntaxError for any text that is no pattern.
    """
    if limit is not None and len(text) > limit:
        raise PatternSyntaxError(
            SyntaxErrorKind.TOO_LONG, text, limit, len(text), f"at most {limit:,} characters"
        )
    unverified: set[UnverifiedSyntax] = set()
    start = len(text) - len(text.lstrip(BLANKS))
    end = len(text.rstrip(BLANKS))
    if start >= end:
        if text.strip(" "):
            unverified.add(UnverifiedSyntax.OUTER_BLANK)
        return _pattern(Everything(), text, unverified, deployed)
    if start > 0 or end < len(text):
        unverified.add(UnverifiedSyntax.OUTER_BLANK)
        if text[start] == "{" and start > 0 and end < len(text) and not deployed:
            raise PatternSyntaxError(
                SyntaxErrorKind.OUTER_BLANKS, text, 0, start, "no blanks around the braces", "take them out"
            )
    body = _body(text, start, end, unverified)
    return _pattern(body, text, unverified, deployed)


def _pattern(body: Body, text: str, unverified: set[UnverifiedSyntax], deployed: bool) -> Pattern:
    kept = () if deployed else tuple(sorted(unverified, key=lambda syntax: syntax.name))
    return Pattern(body, text, kept)


def _body(text: str, start: int, end: int, unverified: set[UnverifiedSyntax]) -> Body:
    """pattern = json | delimited | regex | terms"""
    opener = text[start]
    partner = _PARTNER.get(opener)
    if partner is None:
        return read_terms(text)
    if text[end - 1] != partner or end - start < 2:
        raise _unclosed(text, start, end, partner)
    if opener == "%":
        return _regex(text, start, end, unverified)
    read = read_json if opener == "{" else read_delimited
    body, met = read(text, start + 1, end - 1)
    unverified |= met
    return body


def _regex(text: str, start: int, end: int, unverified: set[UnverifiedSyntax]) -> Body:
    inside = text.find("%", start + 1, end - 1)
    if inside >= 0:
        known = text[inside + 1 : inside + 2] in tuple(BLANKS)
        kind = SyntaxErrorKind.BAD_REGEX if known else SyntaxErrorKind.UNKNOWN_SYNTAX
        expected = "one regular expression as the whole pattern"
        raise PatternSyntaxError(kind, text, inside, inside + 1, expected, "write `%` as `\\x25`")
    return read_regex(text, Span(start, end), unverified)


def _unclosed(text: str, start: int, end: int, partner: str) -> PatternSyntaxError:
    hint, start_of_rest = "", end
    if len(text) >= MAX_LENGTH - 1:
        hint = f"the pattern may have been cut at {MAX_LENGTH:,} characters"
    elif partner in text[start + 1 : end]:
        hint = f"take out what follows the last `{partner}`"
        start_of_rest = text.rindex(partner, start + 1, end) + 1
    expected = f"`{partner}` at the end of a pattern that starts with `{text[start]}`"
    return PatternSyntaxError(SyntaxErrorKind.UNCLOSED_PATTERN, text, start_of_rest, end, expected, hint)
