"""Patterns that differ in one operator, one character, one parenthesis or one operand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from analyzer.patterns import Pattern, parse
from analyzer.patterns.syntax.printer import print_pattern
from analyzer.testing.generate import parsed


@dataclass(frozen=True, slots=True)
class Edit:
    """Pieces of a text, from the last to the first, and what to put in their place."""

    pieces: tuple[tuple[int, int, str], ...]

    def apply(self, text: str) -> str:
        for start, end, new in self.pieces:
            text = text[:start] + new + text[end:]
        return text


def near_misses(pattern: Pattern | str) -> st.SearchStrategy[Pattern]:
    """Patterns that differ in one operator, one character, one parenthesis or one operand.

    near_misses("{ $.a = x && $.b = 1 }") gives `{ $.a != x && $.b = 1 }`, `{ $.a = x || $.b = 1 }`,
    `{ $.a = x* && $.b = 1 }`, `{ $.b = 1 }` and so on. Each parses and is another tree; some mean the same.
    """
    text = text_of(pattern)
    original = parse(text, limit=None)
    kinds = [some for some in edits(text).values() if some]
    texts = st.sampled_from(kinds).flatmap(st.sampled_from).map(lambda edit: edit.apply(text))
    return parsed(texts).filter(lambda other: other != original)


def text_of(pattern: Pattern | str) -> str:
    return pattern if isinstance(pattern, str) else pattern.source or print_pattern(pattern)


_TOKEN = re.compile(
    r"""(?P<connective>&&|\|\|)|(?P<open>\()|(?P<close>\))
    |(?P<test>NOT\s+EXISTS|IS\s+(?:NULL|TRUE|FALSE))(?![\w.])
    |(?P<operator>!=|>=|<=|[=<>])
    |(?P<selector>\$(?:\.\['[^']*'\]|[\w.*\[\]-])+)
    |(?P<value>"(?:\\.|[^"\\])*"|%[^%]+%|[^\s"%=!<>()&|{}\[\],]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_OPERATORS = ("=", "!=", ">", ">=", "<", "<=")
_TESTS = ("NOT EXISTS", "IS NULL", "IS TRUE", "IS FALSE", "= *")


def edits(text: str) -> dict[str, list[Edit]]:
    """By kind, the small changes of the text of a pattern; a few lead to what is no pattern."""
    tokens = list(_TOKEN.finditer(text))
    kinds = [found.lastgroup for found in tokens]
    operands = _operands(tokens, kinds)
    return {
        "operator": [edit for found in tokens for edit in _operator_edits(found)],
        "character": [
            edit
            for found in tokens
            if found.lastgroup in ("selector", "value")
            for edit in changed_characters(text, *_inner(found))
        ]
        or [Edit(((0, 0, "x"),))],
        "parenthesis": _parentheses(tokens, kinds, operands),
        "operand": _operand_edits(text, tokens, kinds, operands),
    }


def _operator_edits(found: re.Match[str]) -> list[Edit]:
    start, end = found.span()
    old = found.group()
    match found.lastgroup:
        case "connective":
            return [Edit(((start, end, "&&" if old == "||" else "||"),))]
        case "operator":
            return [Edit(((start, end, new),)) for new in _OPERATORS if new != old]
        case "test":
            return [Edit(((start, end, new),)) for new in _TESTS if new != old]
        case "value" if found.string[:1] not in ("{", "[", "%"):
            bare = start + (old[0] in "-?")
            return [Edit(((start, bare, sign),)) for sign in ("", "-", "?") if sign != old[: bare - start]]
        case _:
            return []


def _inner(found: re.Match[str]) -> tuple[int, int]:
    """The characters of a selector after `$.`, of a value without its quotes."""
    start, end = found.span()
    if found.lastgroup == "selector":
        return start + 2, end
    quoted = found.group()[0] in '"%'
    return start + quoted, end - quoted


def changed_characters(text: str, start: int, end: int) -> list[Edit]:
    """One character replaced, taken out, or put in; a star at either end."""
    found = [Edit(((start, start, "*"),)), Edit(((end, end, "*"),)), Edit(((end, end, "x"),))]
    for at in range(start, end):
        found.append(Edit(((at, at + 1, "y" if text[at] == "x" else "x"),)))
        found.append(Edit(((at, at + 1, ""),)))
        found.append(Edit(((at, at, text[at]),)))
    return found


def _operands(tokens: Sequence[re.Match[str]], kinds: Sequence[str | None]) -> list[tuple[int, int]]:
    """The first and the last token of each condition."""
    found = []
    for at, kind in enumerate(kinds):
        if kind in ("selector", "value") and kinds[at + 1 : at + 2] == ["test"]:
            found.append((at, at + 1))
        elif kind in ("selector", "value") and kinds[at + 1 : at + 3] == ["operator", "value"]:
            found.append((at, at + 2))
    if tokens and not found and tokens[0].string[:1] not in ("{", "[", "%"):
        return [(at, at) for at in range(len(tokens))]
    return found


def _parentheses(
    tokens: Sequence[re.Match[str]], kinds: Sequence[str | None], operands: Sequence[tuple[int, int]]
) -> list[Edit]:
    """A pair taken out, and a pair put around two conditions that stand next to each other."""
    found, opened = [], []
    for token, kind in zip(tokens, kinds, strict=True):
        if kind == "open":
            opened.append(token.span())
        elif kind == "close" and opened:
            found.append(Edit(((*token.span(), ""), (*opened.pop(), ""))))
    for (first, end), (second, last) in pairwise(operands):
        if second == end + 2 and kinds[end + 1] == "connective":
            start, stop = tokens[first].start(), tokens[last].end()
            found.append(Edit(((stop, stop, ")"), (start, start, "("))))
    return found


def _operand_edits(
    text: str,
    tokens: Sequence[re.Match[str]],
    kinds: Sequence[str | None],
    operands: Sequence[tuple[int, int]],
) -> list[Edit]:
    """A condition taken out or replaced by another one, a selector or a value by another one."""
    found = []
    for first, last in operands:
        start, end = tokens[first].start(), tokens[last].end()
        if kinds[last + 1 : last + 2] == ["connective"]:
            found.append(Edit(((start, tokens[last + 1].end(), ""),)))
        elif first and kinds[first - 1] == "connective":
            found.append(Edit(((tokens[first - 1].start(), end, ""),)))
        elif first == last and len(operands) > 1:
            found.append(Edit(((start, end, ""),)))
        others = {text[tokens[one].start() : tokens[two].end()] for one, two in operands}
        found += [Edit(((start, end, other),)) for other in sorted(others - {text[start:end]})]
    for kind in ("selector", "value"):
        alike = [token for token, its_kind in zip(tokens, kinds, strict=True) if its_kind == kind]
        others = {token.group() for token in alike}
        found += [
            Edit(((*token.span(), other),)) for token in alike for other in sorted(others - {token.group()})
        ]
    return found
