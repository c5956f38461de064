"""What the commands on patterns share: patterns from arguments and files, and warnings about them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from analyzer.cli.options import EXIT_ERROR, to_path
from analyzer.cli.terminal import tell
from analyzer.errors import InputError

if TYPE_CHECKING:
    from analyzer.patterns import Pattern
    from analyzer.templates import TemplateFilter

STANDARD_INPUT = "-"

FilesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--file",
        metavar="FILE",
        parser=to_path,
        help="Terraform plan or configuration, CloudFormation template, or describe-metric-filters "
        "output; - is standard input. May be repeated.",
    ),
]


def parsed(text: str) -> Pattern:
    """The pattern of an argument; a text that is none is told, with a caret, and ends the program."""
    from analyzer.patterns import PatternSyntaxError, parse

    try:
        return parse(text)
    except PatternSyntaxError as error:
        tell(f"not a filter pattern: {error.message}", *error.place)
        raise typer.Exit(EXIT_ERROR) from error


def parsed_in_file(found: TemplateFilter) -> tuple[Pattern | None, str]:
    """The pattern of a filter, or None and why it is not known.

    A text that AWS refuses is told, with its place and a caret, and ends the program.
    """
    from analyzer.patterns import Pattern
    from analyzer.templates.filter_pattern import NotRead, RefusedPattern, Untold, pattern_of

    match pattern_of(found):
        case Pattern() as pattern:
            return pattern, ""
        case Untold(reason):
            return None, f"its pattern is not told: {reason}"
        case NotRead(error):
            return None, f"this program does not read its pattern: {error.message}"
        case RefusedPattern(error):
            tell(f"{found.place}: `{found.name}` has no filter pattern: {error.message}", *error.place)
            raise typer.Exit(EXIT_ERROR) from error
        case never:
            assert_never(never)


def warn_of_doubts(patterns: Iterable[Pattern]) -> None:
    """Tell, once each, the spellings of which nobody knows whether AWS accepts them, and accidents."""
    from analyzer.patterns.lint import advice_on

    known = list(patterns)
    for syntax in dict.fromkeys(syntax for pattern in known for syntax in pattern.unverified):
        tell(f"warning: nobody knows whether AWS accepts {syntax.value} ({syntax})")
    for advice in dict.fromkeys(filter(None, map(advice_on, known))):
        tell(f"warning: {advice}")


def filters_of(files: Sequence[Path]) -> tuple[TemplateFilter, ...]:
    """The metric filters of the files, in their order; `-` is standard input."""
    from analyzer.templates import read_filters

    return tuple(one for file in files for one in read_filters(shown(file), data_of(file)))


def shown(file: Path) -> str:
    return "standard input" if str(file) == STANDARD_INPUT else str(file)


def data_of(file: Path) -> bytes:
    """The bytes of a file, one more than is read at most where it has more."""
    from analyzer.templates import MAX_BYTES

    if str(file) == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("expected a file on standard input, got a closed one; name a file")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with open(file, "rb") as opened:
        return opened.read(MAX_BYTES + 1)
