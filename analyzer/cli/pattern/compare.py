"""`pattern compare`: what one filter pattern is relative to another, or to those of files."""

from __future__ import annotations

from typing import Annotated

import typer

from analyzer.cli.options import EXIT_BY_RELATION, EXIT_DIFFERENT, Format, FormatOption
from analyzer.cli.pattern.compare_files import compare_with_files
from analyzer.cli.pattern.inputs import FilesOption, parsed, warn_of_doubts
from analyzer.cli.terminal import carries_signs, show
from analyzer.errors import UsageError


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
