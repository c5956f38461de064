"""`pattern check`: the filter patterns of files, as a hook before a commit or a step of CI runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import EXIT_BAD, EXIT_GOOD, Format, FormatOption, to_path
from analyzer.cli.pattern.inputs import data_of, shown
from analyzer.cli.terminal import carries_signs, show

if TYPE_CHECKING:
    from analyzer.reports.subjects.checking import Checked
    from analyzer.templates import TemplateFilter


def print_check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", parser=to_path, help="Terraform plan or configuration, CloudFormation template."
        ),
    ],
    format: FormatOption = Format.TEXT,
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
    from analyzer.reports.subjects import checking

    checked = [check(one) for one in _filters(files)]
    if format is Format.JSON:
        show(checking.render_json(checked), utf_8=True)
    else:
        show(checking.render(checked, unicode=carries_signs()))
    raise typer.Exit(EXIT_BAD if any(one.verdict in checking.BAD for one in checked) else EXIT_GOOD)


def _filters(files: Sequence[Path]) -> Iterator[TemplateFilter]:
    """The metric filters of those files that hold any and are in a known format."""
    from analyzer.templates import UnknownFormatError, may_hold_filters, read_filters

    for file in files:
        data = data_of(file)
        if may_hold_filters(data):
            try:
                yield from read_filters(shown(file), data)
            except UnknownFormatError:
                continue


def check(found: TemplateFilter) -> Checked:
    """What is wrong with one filter, or that nothing is."""
    from analyzer.patterns import Entailed, PatternSyntaxError, SyntaxErrorKind, difference, parse
    from analyzer.patterns.lint import advice_on
    from analyzer.reports.subjects.checking import Checked, Verdict

    if found.text is None:
        return Checked(found, Verdict.UNREAD, found.unread)
    try:
        pattern = parse(found.text, deployed=found.deployed)
    except PatternSyntaxError as error:
        unread = error.kind in (SyntaxErrorKind.TOO_LARGE, SyntaxErrorKind.UNKNOWN_SYNTAX)
        verdict = Verdict.UNREAD if unread else Verdict.REFUSED
        return Checked(found, verdict, error.message, error=error)
    if isinstance(difference([pattern], []), Entailed):
        return Checked(found, Verdict.IDLE, "no event can match it", pattern)
    if pattern.unverified:
        told = " and ".join(syntax.value for syntax in pattern.unverified)
        return Checked(found, Verdict.DOUBTFUL, f"nobody knows whether AWS accepts {told}", pattern)
    advice = advice_on(pattern)
    return Checked(found, Verdict.DOUBTFUL if advice else Verdict.GOOD, advice, pattern)
