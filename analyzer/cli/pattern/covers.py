"""`pattern covers`: whether filter patterns count every event that a control is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import completion
from analyzer.cli.control_options import ControlFileOption, own_controls
from analyzer.cli.limit_option import LimitOption, limited
from analyzer.cli.options import EXIT_BY_ANSWER, Format, FormatOption, QuietOption, check_account
from analyzer.cli.pattern.inputs import FilesOption, filters_of, parsed, parsed_in_file, warn_of_doubts
from analyzer.cli.terminal import show_as
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.coverage.answer import FilterGroup


def print_covering(
    patterns: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATTERN", help="Filter patterns, which count together."),
    ] = None,
    *,
    control: Annotated[
        str,
        typer.Option(
            "--control",
            metavar="NAME",
            autocompletion=completion.controls,
            help="A control by slug, number or another id.",
        ),
    ],
    benchmark: Annotated[
        str | None,
        typer.Option(
            "--benchmark",
            metavar="VERSION",
            autocompletion=completion.benchmarks,
            help="The benchmark version: cis-aws-5.0.0, 5.0.0, 5 or latest; else the newest.",
        ),
    ] = None,
    control_file: ControlFileOption = [],  # noqa: B006 - read only; typer takes no tuple
    files: FilesOption = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="ID", help="Whose events, where the patterns name an account."),
    ] = None,
    format: FormatOption = Format.TEXT,
    quiet: QuietOption = False,
    limit: LimitOption = [],  # noqa: B006
) -> None:
    """Say whether filter patterns count every event of a control, with an event that they miss.

    The patterns given as arguments count together. The filters of one file count together where they
    feed the same metric of the same log group, and one such metric that counts every event is enough.
    The JSON carries a proof of each yes, which `pattern verify` checks.

    \b
    Exit codes:
      0  yes: every event is counted
      1  no: an event is missed, or every event of all is counted, which says nothing
      2  wrong usage, a pattern that is none, or a file that cannot be read
      3  undecided

    \b
    Examples:
      cis-evidence pattern covers '{ $.eventName = ConsoleLogin }' --control 4.6 --benchmark 5.0.0
      terraform show -json plan | cis-evidence pattern covers --control root-account-usage --file -
    """
    from analyzer.controls import resolve
    from analyzer.coverage.answer import ControlAnswer, answers
    from analyzer.coverage.witnesses import EXAMPLE_ACCOUNT
    from analyzer.patterns.facts import EventOrigin
    from analyzer.reports.subjects.covering import RENDERER

    check_account(account)
    if not patterns and not files:
        raise UsageError("expected a pattern or --file, got neither; give what is to be checked")
    meant, understood = resolve(control, benchmark, own_controls(control_file))
    groups = [*_given(patterns or ()), *_fed(files or ())]
    if not quiet:
        warn_of_doubts(pattern for group in groups for pattern in group.patterns)
    with limited(limit):
        found = answers(meant, groups, EventOrigin(account or EXAMPLE_ACCOUNT))
    result = ControlAnswer(meant, understood, found)
    show_as(format, RENDERER, result, quiet=quiet)
    raise typer.Exit(EXIT_BY_ANSWER[result.answer.value])


def _given(patterns: Sequence[str]) -> Iterable[FilterGroup]:
    """The patterns of the arguments as one group."""
    from analyzer.coverage.answer import of_patterns

    if patterns:
        yield of_patterns([parsed(text) for text in patterns])


def _fed(files: Sequence[Path]) -> Iterable[FilterGroup]:
    """The filters of files by metric."""
    from analyzer.coverage.answer import of_templates

    if files:
        yield from of_templates((one, *parsed_in_file(one)) for one in filters_of(files))
