"""`pattern compare`: what one filter pattern is relative to another, or to those of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.limit_option import LimitOption, limited
from analyzer.cli.options import EXIT_BY_RELATION, EXIT_DIFFERENT, Format, FormatOption, QuietOption
from analyzer.cli.pattern.inputs import FilesOption, filters_of, parsed, parsed_in_file, warn_of_doubts
from analyzer.cli.terminal import show_as
from analyzer.errors import InputError, UsageError

if TYPE_CHECKING:
    from analyzer.patterns import Pattern


def print_comparison(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="A filter pattern.")],
    right: Annotated[str | None, typer.Argument(metavar="RIGHT", help="Another one.")] = None,
    files: FilesOption = None,
    format: FormatOption = Format.TEXT,
    quiet: QuietOption = False,
    limit: LimitOption = [],  # noqa: B006 - read only; typer takes no tuple
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
    with limited(limit):
        raise typer.Exit(_compared(left, right, files or (), format, quiet))


def _compared(left: str, right: str | None, files: Sequence[Path], format: Format, quiet: bool) -> int:
    """Print what it is relative to; the exit code."""
    from analyzer.patterns import compare
    from analyzer.reports.subjects.comparison import PAIR, PairComparison

    if right is None:
        return _with_files(parsed(left), files, format, quiet)
    if files:
        raise UsageError("expected RIGHT or --file, got both; leave one of them out")
    first, second = parsed(left), parsed(right)
    if not quiet:
        warn_of_doubts([first, second])
    result = compare(first, second)
    show_as(format, PAIR, PairComparison(left, right, result), quiet=quiet)
    return EXIT_BY_RELATION.get(result.relation.value, EXIT_DIFFERENT)


def _with_files(left: Pattern, files: Sequence[Path], format: Format, quiet: bool) -> int:
    """Print what the pattern is relative to each filter; the exit code says whether one is equivalent."""
    from analyzer.reports.subjects.comparison import FILTERS
    from analyzer.templates.compare import compare_with_filters

    if not files:
        raise UsageError("expected RIGHT or --file, got neither; give what LEFT is to be compared with")
    filters = [(one, *parsed_in_file(one)) for one in filters_of(files)]
    if not filters:
        names = ", ".join(f"`{file}`" for file in files)
        raise InputError(f"expected a metric filter in {names}, got none")
    if not quiet:
        warn_of_doubts([left, *(pattern for _, pattern, _ in filters if pattern is not None)])
    compared = compare_with_filters(left, filters)
    show_as(format, FILTERS, compared, quiet=quiet)
    relation = compared.relation
    return EXIT_DIFFERENT if relation is None else EXIT_BY_RELATION[relation.value]
