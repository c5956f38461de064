"""`pattern check`: the filter patterns of files, as a hook before a commit or a step of CI runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.limit_option import LimitOption, limited
from analyzer.cli.options import EXIT_BAD, EXIT_GOOD, Format, FormatOption, QuietOption, to_path
from analyzer.cli.pattern.inputs import data_of, shown
from analyzer.cli.terminal import show_as


def print_check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", parser=to_path, help="Terraform plan or configuration, CloudFormation template."
        ),
    ],
    format: FormatOption = Format.TEXT,
    quiet: QuietOption = False,
    limit: LimitOption = [],  # noqa: B006 - read only; typer takes no tuple
) -> None:
    """Check the filter patterns of files: whether AWS takes them, and whether any event can match.

    Files that hold no metric filter are passed over, so it can be given all files of a repository.
    What a template leaves to its deployment is told and is no error.

    \b
    Exit codes:
      0  no pattern is wrong
      1  AWS refuses some pattern, or no event can match it
      2  wrong usage, or a file with metric filters cannot be read

    \b
    Example:
      cis-evidence pattern check templates/*.yaml plan.json
    """
    from analyzer.reports.subjects.checking import RENDERER
    from analyzer.templates.check import check_all, filters_to_check

    with limited(limit):
        filters = [filters_to_check(shown(file), data_of(file)) for file in files]
        checked = [one for of_file in filters for one in check_all(of_file)]
    show_as(format, RENDERER, checked, quiet=quiet)
    raise typer.Exit(EXIT_BAD if any(one.state.is_wrong for one in checked) else EXIT_GOOD)
