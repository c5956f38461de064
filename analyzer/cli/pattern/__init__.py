"""`pattern …`: the filter-pattern language on its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from analyzer.cli.options import (
    EXIT_BY_RELATION,
    EXIT_DIFFERENT,
    EXIT_ERROR,
    EXIT_MATCHED,
    EXIT_UNMATCHED,
    Format,
    FormatOption,
    PatternArgument,
)  # fmt: skip
from analyzer.cli.pattern.check import print_check
from analyzer.cli.pattern.compare_files import compare_with_files
from analyzer.cli.pattern.conformance import print_conformance
from analyzer.cli.pattern.covers import print_covering
from analyzer.cli.pattern.inputs import FilesOption, parsed, warn_of_doubts
from analyzer.cli.pattern.verify import print_verdicts
from analyzer.cli.terminal import carries_signs, complain, put, show, show_source
from analyzer.errors import InputError, UsageError

_TOLD = 3  # undecided lines that are told one by one

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def options() -> None:
    """Work with CloudWatch Logs filter patterns: what they mean, not how they are spelled.

    A text that is no pattern ends every command with exit code 2 and a caret under the place. Put --
    before a pattern that starts with a dash.
    """


@app.command("parse")
def show_tree(pattern: PatternArgument, format: FormatOption = Format.TEXT) -> None:
    """Show the syntax tree of a pattern.

    \b
    Example:
      cis-evidence pattern parse '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed*") }'
    """
    from analyzer.reports.subjects import tree

    read = parsed(pattern)
    warn_of_doubts([read])
    if format is Format.JSON:
        show(tree.render_json(read), utf_8=True)
    else:
        show(tree.render(read, unicode=carries_signs()))


@app.command("normalize")
def print_normalized(pattern: PatternArgument) -> None:
    """Print a pattern in its one canonical form; patterns that print alike mean the same.

    \b
    Example:
      cis-evidence pattern normalize '{ ($.b=2)&&(($.a = "1")) }'
    """
    from analyzer.patterns import normalize

    read = parsed(pattern)
    warn_of_doubts([read])
    show_source(normalize(read).encode("utf-8", "backslashreplace"))
    put(b"")


@app.command("match")
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
                complain(f"line {number}: {error}")
            continue
        found = True
        if not show_source(line):
            break
    put(b"")
    if undecided > _TOLD:
        complain(f"{undecided - _TOLD} more lines undecided")
    raise typer.Exit(EXIT_ERROR if undecided else EXIT_MATCHED if found else EXIT_UNMATCHED)


@app.command("compare")
def print_comparison(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="A filter pattern.")],
    right: Annotated[str | None, typer.Argument(metavar="RIGHT", help="Another one.")] = None,
    files: FilesOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Say what LEFT is relative to RIGHT, with an event that only one of them matches as the witness.

    The relation is equivalent, broader, narrower, disjoint, overlapping or undecided. With --file in
    place of RIGHT: what LEFT is relative to each metric filter of the files, of which one that is
    equivalent is enough. The JSON carries proofs, which `pattern verify` checks.

    \b
    Exit codes:
      0  equivalent
      1  different
      2  wrong usage, one of them is no pattern, or a file cannot be read
      3  undecided

    \b
    Examples:
      cis-evidence pattern compare '{ $.a = "x*" }' '{ $.a = "xy" }'
      cis-evidence pattern compare '{ $.eventName = DeleteTrail }' --file plan.json
    """
    from analyzer.patterns import compare
    from analyzer.reports.subjects import comparison

    if right is None:
        raise typer.Exit(compare_with_files(parsed(left), files or (), format))
    if files:
        raise UsageError("expected RIGHT or --file, got both; leave one of them out")
    first, second = parsed(left), parsed(right)
    warn_of_doubts([first, second])
    result = compare(first, second)
    if format is Format.JSON:
        show(comparison.render_json(result, left, right), utf_8=True)
    else:
        show(comparison.render(result, unicode=carries_signs()))
    raise typer.Exit(EXIT_BY_RELATION.get(result.relation.value, EXIT_DIFFERENT))


app.command("verify")(print_verdicts)
app.command("covers")(print_covering)
app.command("check")(print_check)
app.command("conformance")(print_conformance)


def _log_lines(name: str) -> Iterator[bytes]:
    """The lines of a file or of standard input, without their ends."""
    if name == "-":
        if sys.stdin is None:
            raise InputError("expected log lines on standard input, got a closed one; name a file")
        yield from (line.rstrip(b"\r\n") for line in sys.stdin.buffer)
        return
    with open(name, "rb") as file:
        yield from (line.rstrip(b"\r\n") for line in file)
