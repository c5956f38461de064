"""A TOML file whose values are asked for by type; whatever is not as asked names file and line."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analyzer.controls.lines import Path, Step, dotted_line, line_of
from analyzer.errors import UsageError

_TOLD = 60  # characters of a wrong value that an error repeats: one line of a terminal


class Table(NamedTuple):
    """A table of a TOML file. `file` is the name that errors tell, `text` the whole file."""

    file: str
    text: str
    values: Mapping[str, object]
    path: Path = ()

    def wrong(self, key: Step | None, problem: str) -> UsageError:
        """The error that says `problem` of the value at `key`, or of this table."""
        line = line_of(self.text, self.path if key is None else (*self.path, key))
        return UsageError(f"`{self.file}` line {line}: {problem}")

    def expected(self, key: str, expected: str) -> UsageError:
        """The error that the value at `key` is not what was `expected`."""
        if key not in self.values:
            return self.wrong(key, f"expected `{key}`, {expected}, got none; add it")
        return self.wrong(key, f"expected `{key}` to be {expected}, got {told(self.values[key])}")

    def only(self, keys: Iterable[str]) -> None:
        """Raises UsageError for a key that is none of `keys`."""
        allowed = tuple(keys)
        for key in self.values:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, 1)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                expected = ", ".join(f"`{one}`" for one in allowed)
                raise self.wrong(key, f"expected one of {expected}, got `{shown(key)}`{hint}")

    def names(self, form: re.Pattern[str], expected: str) -> tuple[str, ...]:
        """The keys of a table whose keys are names that the file chooses."""
        for key in self.values:
            if form.fullmatch(key) is None:
                raise self.wrong(key, f"expected {expected}, got `{shown(key)}`")
        return tuple(self.values)

    def has(self, key: str) -> bool:
        return key in self.values

    def line(self, key: str, limit: int) -> str:
        """A text of one line that is not blank."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip() or len(value) > limit or not value.isprintable():
            raise self.expected(key, f"a text of one line and at most {limit} characters")
        return value

    def matched(self, key: str, form: re.Pattern[str], expected: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or form.fullmatch(value) is None:
            raise self.expected(key, expected)
        return value

    def text_of(self, key: str, limit: int) -> str:
        """Any text that is not empty."""
        value = self.values.get(key)
        if not isinstance(value, str) or not 0 < len(value) <= limit:
            raise self.expected(key, f"a text of 1 to {limit} characters")
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or value not in choices:
            raise self.expected(key, f"one of {', '.join(choices)}")
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.expected(key, f"a whole number from {low} to {high}")
        return value

    def number(self, key: str) -> float:
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.expected(key, "a number")
        if abs(value) > 1e300 or math.isnan(value):
            raise self.expected(key, "a finite number")
        return float(value)

    def flag(self, key: str) -> bool:
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.expected(key, "true or false")
        return value

    def texts(self, key: str, form: re.Pattern[str], each: str, limit: int) -> tuple[str, ...]:
        """A list of different texts of that form, at most `limit` of them; () where the key is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or len(value) > limit:
            raise self.expected(key, f"a list of at most {limit}, each {each}")
        found: list[str] = []
        for one in value:
            if not isinstance(one, str) or form.fullmatch(one) is None:
                raise self.wrong(key, f"expected each of `{key}` to be {each}, got {told(one)}")
            if one in found:
                raise self.wrong(key, f"expected each of `{key}` once, got `{one}` twice; take one away")
            found.append(one)
        return tuple(found)

    def table(self, key: str) -> Table:
        """The table at `key`; an empty one where the key is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.expected(key, "a table")
        return Table(self.file, self.text, value, (*self.path, key))

    def tables(self, key: str, limit: int) -> tuple[Table, ...]:
        """The tables under `[[key]]`; () where there are none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or len(value) > limit or not all(isinstance(v, dict) for v in value):
            raise self.expected(key, f"at most {limit} tables, each under `[[{key}]]`")
        return tuple(Table(self.file, self.text, v, (*self.path, key, at)) for at, v in enumerate(value))


def read_toml(file: str, data: bytes, limit: int) -> Table:
    """The file as a table. Raises UsageError for what is no TOML or has more than `limit` bytes."""
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
        return Table(file, text, tomllib.loads(text))
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
            return f"a list of {len(value)}"
        case dict():
            return "a table"
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
