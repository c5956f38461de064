"""Whether a condition holds of one value. A question that is open is a choice, and each is tried."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from analyzer.patterns import JSON
from analyzer.patterns.syntax.ast import Number, Operator, Regex, Text, Value


class Choice(NamedTuple):
    """One answer to each open question; the first alternative of each is False."""

    scan: bool = False  # a star stops at the first place where the next piece stands
    star: bool = False  # a star inside of a value is a character
    slash: bool = False  # a backslash in quotes is a character
    empty: bool = False  # "" matches nothing
    word: bool = False  # 1E3 is a word
    null: bool = False  # IS NULL takes an array with null anywhere
    every: bool = False  # orders, TRUE and FALSE through a wildcard ask for all
    java: bool = False  # line ends as in Java
    last: bool = False  # the last field of a line is one word
    fails: bool = False  # a field that is no number does not differ from a number


NONE = Choice()


def choices_of(open_questions: frozenset[str]) -> list[Choice]:
    """Every combination of answers to these questions."""
    names = sorted(open_questions)
    combinations = product((False, True), repeat=len(names))
    return [Choice(**dict(zip(names, one, strict=True))) for one in combinations]


def open_in(value: Value) -> frozenset[str]:
    """The questions that come up with a value."""
    found = set()
    match value:
        case Number(odd=True):
            found.add("word")
        case Text(chunks, otherwise, exact) if not exact:
            if otherwise is not None:
                found.add("slash")
            for some in filter(None, (chunks, otherwise)):
                found |= {"scan"} if len(some) > 1 and some[-1] else set()
                found |= {"star"} if sum(map(bool, some)) > 1 else set()
                found |= {"empty"} if some == ("",) else set()
        case Regex(source):
            found |= {"java"} if re.search(r"[.$]|\\s|\\S", source) else set()
    return frozenset(found)


def only(choice: Choice, names: frozenset[str]) -> Choice:
    """The choice with every answer but those of the names left at the first alternative."""
    return NONE._replace(**{name: getattr(choice, name) for name in names}) if names else NONE


def passes(found: JSON, operator: Operator, value: Value, choice: Choice) -> bool:
    """A comparison is about texts and numbers; everything else fails it."""
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return False
    if isinstance(value, Number) and not isinstance(found, str) and not _overflows(found):
        as_word = value.odd and choice.word and operator in ("=", "!=")
        if not as_word:
            return ordered(Decimal(repr(found)), operator, value.value)
    if operator == "=":
        return equals(found, value, choice)
    if operator == "!=":
        return not (isinstance(value, Number) and _overflows(found)) and not equals(found, value, choice)
    return False


def ordered(number: Decimal, operator: str, bound: Decimal) -> bool:
    return {
        "=": number == bound,
        "!=": number != bound,
        ">": number > bound,
        ">=": number >= bound,
        "<": number < bound,
        "<=": number <= bound,
    }[operator]


def _overflows(found: str | int | float) -> bool:
    return isinstance(found, float) and not math.isfinite(found)


def equals(found: str | int | float, value: Value, choice: Choice) -> bool:
    """Equality with a text, or with a number as it is written."""
    text = found if isinstance(found, str) else java_text(found)
    match value:
        case Number(spelled):
            return text == spelled and (isinstance(found, str) or (value.odd and choice.word))
        case Text(chunks, otherwise):
            kept = otherwise if otherwise is not None and choice.slash else chunks
            return glob(kept, text, NONE if value.exact else choice)
        case Regex(source):
            return expression(source, choice.java).search(text) is not None


def java_text(number: int | float) -> str:
    """A whole number in full, any other as Java writes a double of common size."""
    if isinstance(number, int):
        return str(number)
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number and not 1e-3 <= abs(number) < 1e7:
        raise ValueError(f"expected a number of common size, got `{number}`")
    return repr(number)


@lru_cache(maxsize=50_000)
def _compiled(chunks: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?s:.*)".join(map(re.escape, chunks)))


def glob(chunks: tuple[str, ...], text: str, choice: Choice) -> bool:
    """The text as a whole is the chunks with anything between them."""
    if chunks == ("",):
        return text == "" and not choice.empty
    if choice.star and sum(map(bool, chunks)) > 1:
        first = next(at for at, chunk in enumerate(chunks) if chunk)
        last = max(at for at, chunk in enumerate(chunks) if chunk)
        chunks = (
            ("",) * (first > 0) + ("*".join(chunks[first : last + 1]),) + ("",) * (last < len(chunks) - 1)
        )
    if choice.scan:
        return _scans(chunks, text)
    return _compiled(chunks).fullmatch(text) is not None


def _scans(chunks: tuple[str, ...], text: str) -> bool:
    """From left to right, each chunk at the first place where it stands, never going back."""
    if len(chunks) == 1:
        return text == chunks[0]
    if not text.startswith(chunks[0]):
        return False
    text = text[len(chunks[0]) :]
    for chunk in chunks[1:-1]:
        _, found, text = text.partition(chunk) if chunk else ("", "x", text)
        if not found:
            return False
    if not chunks[-1]:
        return True
    _, found, rest = text.partition(chunks[-1])
    return bool(found) and not rest


@cache
def expression(source: str, java: bool) -> re.Pattern[str]:
    """The expression for Python: `$` is the very end, or before a last line end in Java."""
    end = r"(?:\r\n|[\n\r\x85\u2028\u2029])?\Z" if java else r"\Z"
    dot = r"[^\n\r\x85\u2028\u2029]" if java else r"[^\n]"
    space = r"[ \t\n\f\r\v]" if java else r"[ \t\n\f\r]"
    others = r"[^ \t\n\f\r\v]" if java else r"[^ \t\n\f\r]"
    parts = re.findall(r"\\x[0-9a-fA-F]{2}|\\.|\[\^?(?:\\.|[^\]\\])*\]|.", source, re.DOTALL)
    turned = {"$": end, ".": dot, r"\s": space, r"\S": others}
    return re.compile("".join(turned.get(part, part) for part in parts), re.ASCII)
