"""`pattern match`: the lines of a log that a filter pattern matches, as grep has them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from analyzer.cli.options import EXIT_ERROR, EXIT_MATCHED, EXIT_UNMATCHED, PatternArgument
from analyzer.cli.pattern.inputs import parsed, warn_of_doubts
from analyzer.cli.terminal import put, show_source, tell
from analyzer.errors import InputError

_TOLD = 3  # undecided lines that are told one by one


def print_matches(
    pattern: PatternArgument,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Log lines; - is standard input.")] = "-",
) -> None:
    """Print the lines of a log that a pattern matches, like grep. For JSON patterns: JSON Lines.

    \b
    Exit codes:
      0  some line matches
      1  no line matches
      2  the pattern or the file cannot be read, or AWS's answer for some line is not known

    \b
    Example:
      cis-evidence pattern match '{ $.eventName = ConsoleLogin }' cloudtrail.jsonl
    """
    from analyzer.patterns import UndecidedError, matches

    read = parsed(pattern)
    warn_of_doubts([read])
    found, undecided = False, 0
    for number, line in enumerate(_log_lines(file), start=1):
        try:
            if not matches(read, line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")):
                continue
        except UndecidedError as error:
            undecided += 1
            if undecided <= _TOLD:
                tell(f"line {number}: {error}")
            continue
        found = True
        if not show_source(line):
            break
    put(b"")
    if undecided > _TOLD:
        tell(f"{undecided - _TOLD} more lines undecided")
    raise typer.Exit(EXIT_ERROR if undecided else EXIT_MATCHED if found else EXIT_UNMATCHED)


def _log_lines(name: str) -> Iterator[bytes]:
    """The lines of a file or of standard input, without their ends."""
    if name == "-":
        if sys.stdin is None:
            raise InputError("expected log lines on standard input, got a closed one; name a file")
        yield from (line.rstrip(b"\r\n") for line in sys.stdin.buffer)
        return
    with open(name, "rb") as file:
        yield from (line.rstrip(b"\r\n") for line in file)
