"""A TOML file, the lines of its values, and values in the words of an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from typing import Any, NamedTuple

from analyzer.controls.lines import Path, Step, dotted_line, line_of
from analyzer.errors import UsageError

_TOLD = 60  # characters of a wrong value that an error repeats: one line of a terminal


class ControlDocument(NamedTuple):
    """A TOML file. `file` is the name that errors tell, `text` the whole file."""

    file: str
    text: str
    values: dict[str, Any]

    def wrong(self, path: Path, problem: str) -> UsageError:
        """The error that says `problem` of the value at `path`."""
        return UsageError(f"`{self.file}` line {line_of(self.text, path)}: {problem}")

    def reached(self, steps: Iterable[Step]) -> Path:
        """Where `steps` lead, without those that the file has not.

        A model may see a list where the file has one table, and names the kinds that it tells apart.
        """
        value: Any = self.values
        path: Path = ()
        for step in steps:
            here = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
            if step in here:
                value = value[step]
                path = (*path, step)
        return path


def read_toml(file: str, data: bytes, limit: int) -> ControlDocument:
    """The file. Raises UsageError for what is no TOML or has more than `limit` bytes."""
    if len(data) > limit:
        raise UsageError(f"`{file}`: expected at most {limit:,} bytes, got {len(data):,}; split the file")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"`{file}` line {line}: expected UTF-8, got other bytes; save it as UTF-8") from None
    if (dotted := dotted_line(text)) is not None:
        raise UsageError(f"`{file}` line {dotted}: expected a key, got one of too many parts; shorten it")
    try:
        return ControlDocument(file, text, tomllib.loads(text))
    except RecursionError:
        raise UsageError(f"`{file}`: expected TOML, got lists nested too deep to read") from None
    except ValueError as error:  # TOMLDecodeError, and what Python says of a number with too many digits
        raise UsageError(f"`{file}` {_syntax(text, str(error))}") from None


def told(value: object) -> str:
    """A wrong value in the reader's words."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number `{shown(format(value, '.15g'))}`" if _small(value) else "a huge number"
        case str():
            return f"the text `{shown(value)}`" if value else "an empty text"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case dict():
            return f"a table of {len(value)}" if value else "an empty table"
        case _:  # a date, a time or both: TOML has no other values
            return f"the time `{value}`"


def shown(text: str) -> str:
    """A text of the user's as an error may repeat it: one line, cut, nothing that a terminal acts on."""
    plain = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[:_TOLD]
    )
    return plain if len(text) <= _TOLD else plain + "…"


def _small(value: float) -> bool:
    return isinstance(value, float) or abs(value) < 10**15


def _syntax(text: str, said: str) -> str:
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    if place is None:
        return f"is not TOML: {shown(said)}"
    problem = said[: place.start()]
    line = place[1] or str(text.count("\n") + 1)
    column = f" column {place[2]}" if place[2] else ", the end"
    return f"line {line}{column}: expected TOML, got an error: {shown(problem[:1].lower() + problem[1:])}"
