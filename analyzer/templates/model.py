"""What a format says of a resource: texts, and values that the file does not tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from analyzer.evidence import JSON

LineOf: TypeAlias = Callable[[str], int]
"""The line of a JSON pointer, 0 where no lines are known."""


@dataclass(frozen=True, slots=True)
class Open:
    """A value that the file does not tell. `key` is the same for two that are surely the same in it."""

    reason: str
    key: str
    name: str = "?"  # what it is called in the file


Text: TypeAlias = "str | Open"


def text_of(value: JSON, missing: str, key: str) -> Text:
    """A text, a number or a flag as the text it is written as; `missing` says what anything else means."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return Open(missing, key)


def is_set(value: JSON) -> bool:
    """Whether an option is switched on, or may be: only nothing, false, "" and [] are off for certain."""
    return value not in (None, False, "", "false", "False") and value != [] and value != {}
