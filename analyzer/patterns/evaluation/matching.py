"""Whether a text matches a value of a pattern: globs, escapes, regular expressions, order of numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from analyzer.allowance import spend
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.syntax.ast import Operator, Regex, Text

_SCANNED_A_STEP = 512
"""Characters in which a chunk is looked for in one step."""


def text_matches(value: Text, text: str, interpretation: Interpretation) -> bool:
    """Whether the text, as a whole, is the chunks with anything between each two of them."""
    chunks = value.chunks
    spend(1 + len(chunks) * len(text) // _SCANNED_A_STEP)
    if value.otherwise is not None and interpretation(OpenQuestion.VALUE_ESCAPE) == "backslash":
        chunks = value.otherwise
    if value.exact or len(chunks) == 1:
        if chunks == ("",) and not value.exact and text == "":
            return interpretation(OpenQuestion.EMPTY_VALUE) == "empty"
        return any_occurrence(chunks, text)
    if has_middle_star(chunks) and interpretation(OpenQuestion.GLOB_MIDDLE) == "literal":
        chunks = without_middle_stars(chunks)
    first, any_ = first_occurrence(chunks, text), any_occurrence(chunks, text)
    if first == any_:
        return first
    return first if interpretation(OpenQuestion.GLOB_SCAN) == "first-occurrence" else any_


def any_occurrence(chunks: tuple[str, ...], text: str) -> bool:
    """The usual glob: each star may stand for anything that makes the rest fit."""
    last = chunks[-1]
    if len(chunks) == 1:
        return text == last
    rest = _after_first_chunks(chunks, text)
    return rest is not None and len(text) - len(last) >= rest and text.endswith(last)


def first_occurrence(chunks: tuple[str, ...], text: str) -> bool:
    """The glob that was seen: it takes the first place where the next chunk stands and never goes back."""
    last = chunks[-1]
    if len(chunks) == 1:
        return text == last
    rest = _after_first_chunks(chunks, text)
    if last == "":
        return rest is not None
    return rest is not None and text.find(last, rest) == len(text) - len(last) >= rest


def _after_first_chunks(chunks: tuple[str, ...], text: str) -> int | None:
    """Where the last chunk may start: after the first, which is at the start, and the leftmost others."""
    if not text.startswith(chunks[0]):
        return None
    rest = len(chunks[0])
    for chunk in chunks[1:-1]:
        found = text.find(chunk, rest)
        if found < 0:
            return None
        rest = found + len(chunk)
    return rest


def has_middle_star(chunks: tuple[str, ...]) -> bool:
    """Whether a star has text on both sides."""
    return sum(1 for chunk in chunks if chunk) > 1


def without_middle_stars(chunks: tuple[str, ...]) -> tuple[str, ...]:
    """The chunks if only a star at an end is a wildcard and every other one stands for itself."""
    filled = [at for at, chunk in enumerate(chunks) if chunk]
    first, last = filled[0], filled[-1]
    middle = "*".join(chunks[first : last + 1])
    return (*([""] * (first > 0)), middle, *([""] * (last < len(chunks) - 1)))


def finds(regex: Regex, text: str, interpretation: Interpretation) -> bool:
    """Whether the expression is found anywhere in the text; `^` and `$` hold it at an end."""
    from analyzer.patterns.evaluation.automaton import contains
    from analyzer.patterns.evaluation.regex_automaton import in_both_dialects  # few patterns hold one

    re2, java = in_both_dialects(regex.branches)
    found = contains(re2, text)
    if re2.same_as(java) or contains(java, text) == found:
        return found
    return found if interpretation(OpenQuestion.REGEX_DIALECT) == "re2" else not found


def in_order(number: Decimal, operator: Operator, bound: Decimal) -> bool:
    """Whether `number operator bound` is true."""
    match operator:
        case Operator.EQUAL:
            return number == bound
        case Operator.NOT_EQUAL:
            return number != bound
        case Operator.GREATER:
            return number > bound
        case Operator.GREATER_EQUAL:
            return number >= bound
        case Operator.LESS:
            return number < bound
        case Operator.LESS_EQUAL:
            return number <= bound
        case _:
            assert_never(operator)
