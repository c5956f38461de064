"""From the text that a file writes to the value that AWS has."""

from __future__ import annotations

import math
import re
from typing import assert_never

from analyzer.evidence import JSON
from analyzer.templates.model import Open
from analyzer.templates.rows import MemberKind

_WHOLE = re.compile(r"[0-9]{1,9}(\.0+)?", re.ASCII)  # no count of AWS has more than 7 digits
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?", re.ASCII)


def value_of(kind: MemberKind, text: str) -> JSON | Open:
    """The value of a scalar kind that a text spells; open where it spells none."""
    match kind:
        case MemberKind.TEXT | MemberKind.PATTERN:
            return text
        case MemberKind.FLAG:
            return {"true": True, "false": False}.get(text.lower(), _other("true or false", text))
        case MemberKind.COUNT:
            return _count(text)
        case MemberKind.NUMBER:
            return _number(text)
        case (
            MemberKind.TEXTS
            | MemberKind.NAMED_TEXTS
            | MemberKind.PAIRS
            | MemberKind.OBJECT
            | MemberKind.OBJECTS
        ):
            return _other("no text", text)
        case _:
            assert_never(kind)


def _count(text: str) -> JSON | Open:
    count = int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else 0
    return count or _other("a whole number from 1 on", text)


def _number(text: str) -> JSON | Open:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else _other("a number", text)


def _other(expected: str, text: str) -> Open:
    return Open(f"expected {expected}, got `{text[:80]}`", f"={text}")
