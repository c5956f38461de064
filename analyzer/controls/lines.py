"""The line of each key in a TOML text.

The parser of the standard library tells none. A text that it has accepted needs no second parser:
cut into statements, each key can be read by the same parser again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import TypeAlias

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_TOKEN = re.compile(
    r"""
      \"{3} (?: [^\\] | \\. )*? \"{3,5}   # texts over several lines; up to two quotes may end them
    | '{3} .*? '{3,5}
    | " (?: [^"\\\n] | \\. )* "
    | ' [^'\n]* '
    | \#[^\n]*
    | [\[\]{}\n=]
    | [^\[\]{}\n="'\#]+
    | ["'] .*   # never closed: no TOML, and nothing after it counts
    """,
    re.VERBOSE | re.DOTALL,
)


# The parser takes a time that grows with the square of the parts of a dotted key; the format has none
# of more than four.
MAX_DOTS = 64


def dotted_line(text: str) -> int | None:
    """The first line with more than MAX_DOTS dots outside of texts and comments, of any text at all."""
    line, dots = 1, 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] not in "\"'#":
            dots = 0 if token in "\n=" else dots + token.count(".")
        if dots > MAX_DOTS:
            return line
        line += token.count("\n")
    return None


def line_of(text: str, path: Path) -> int:
    """The line, from 1, where the value at `path` is written, or the nearest table around it.

    `text` must be valid TOML; a step of `path` is a key or the index in a list of tables.
    """
    known: dict[Path, int] = {(): 1}
    for line, found in _keys(text):
        for length in range(1, len(found) + 1):
            known.setdefault(found[:length], line)
    while path not in known:
        path = path[:-1]
    return known[path]


def _keys(text: str) -> Iterator[tuple[int, Path]]:
    """Each statement's line and the path of what it defines."""
    last: dict[Path, int] = {}  # how many tables of a list came so far, less one
    table: Path = ()
    for line, key in _statements(text):
        if not key.startswith("["):
            yield line, (*table, *_steps(f"{key}=0"))
            continue
        table = ()
        steps = _steps(key)
        for step in steps[:-1]:
            table = (*table, step)
            table += (last[table],) if table in last else ()
        table = (*table, steps[-1])
        if key.startswith("[["):
            last[table] = last.get(table, -1) + 1
            table = (*table, last[table])
        yield line, table


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The line and the key, or the header in its brackets, of each statement."""
    line, start, depth, key, in_value = 1, 1, 0, "", False
    for match in _TOKEN.finditer(text + "\n"):
        token = match[0]
        if token == "\n" and depth == 0:
            if key.strip():
                yield start, key.strip()
            key, in_value = "", False
        elif token.startswith("#"):
            continue
        elif token == "=" and depth == 0:
            in_value = True
        else:
            start = start if key.strip() else line
            key += "" if in_value else token
            depth += (token in "[{") - (token in "]}")
        line += token.count("\n")


def _steps(statement: str) -> tuple[str, ...]:
    """The keys of a statement that is one dotted key, or a header of one."""
    value: object = tomllib.loads(statement)
    steps = []
    while isinstance(value, dict | list) and value:
        if isinstance(value, list):
            value = value[0]
        else:
            ((step, value),) = value.items()
            steps.append(step)
    return tuple(steps)
