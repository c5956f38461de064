"""`analyze`: the main job, from evidence to a report."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.control_options import (
    AllControlsOption,
    BenchmarkOption,
    ControlFileOption,
    ControlOption,
    chosen,
)
from analyzer.cli.limit_option import LimitOption, limits_of
from analyzer.cli.options import EXIT_BY_VERDICT, check_account, check_region, to_path
from analyzer.cli.terminal import display, show, write_file
from analyzer.errors import InputError, UsageError
from analyzer.reports.display import Display
from analyzer.reports.registry import NAMES, RENDERERS, Renderer, renderer_named

if TYPE_CHECKING:
    from analyzer.assessment import Report

ReportFormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        metavar=f"<{'|'.join(NAMES)}>",
        autocompletion=lambda: list(NAMES),
        help=f"The format: {', '.join(f'{one.name} {one.title}' for one in RENDERERS)}.",
    ),
]


def analyze(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", parser=to_path, help="Folder, .zip, .tar, .tar.gz or single file; one or more."
        ),
    ],
    format: ReportFormatOption = RENDERERS[0].name,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", parser=to_path, help="Write the report here, whole or not at all."
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="ID", help="Whose account it is, where no file says so."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="REGION", help="Which region it is, where no file says so."),
    ] = None,
    control: ControlOption = [],  # noqa: B006 - read only; typer takes no tuple
    benchmark: BenchmarkOption = None,
    all_controls: AllControlsOption = False,
    control_file: ControlFileOption = [],  # noqa: B006
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Let no PASS stand with an integrity warning: it becomes INCONCLUSIVE."
        ),
    ] = False,
    limit: LimitOption = [],  # noqa: B006
) -> None:
    """Give the verdict on evidence, with the proof of each link.

    Takes bundles of the collector and loose files alike, several accounts in one run too. What
    --account and --region state is trusted last, and the report says so.

    Judged is the control console-authentication-failures, or those that the options choose. Controls
    of a --control-file are all judged, unless --control names some of them.

    \b
    Exit codes:
      0  every control passes
      1  some control fails
      2  wrong usage, or no AWS CLI output could be read
      3  otherwise: inconclusive, and the report says what to ask for; so too where an input gave no
         usable evidence

    \b
    Examples:
      cis-evidence analyze samples/compliant
      cis-evidence analyze laptop/ server.tar.gz --format json --output report.json
      cis-evidence analyze alarms.json filters.json --account 111111111111 --region us-east-1
      cis-evidence analyze client.zip --benchmark cis-aws-5.0.0
      cis-evidence analyze client.zip --control 4.6 --control CloudWatch.1
      cis-evidence analyze client.zip --all-controls --control-file samples/own-control.toml
    """
    renderer = renderer_named(format)
    check_account(account)
    check_region(region)
    if output is not None:
        _refuse_missing_folder(output)
        _refuse_input(output, paths)
        _refuse_input(output, control_file, "is a control file")
    limits = limits_of(limit)
    controls = chosen(control, benchmark, all_controls, control_file)
    from analyzer.allowance import in_force
    from analyzer.assessment import analyze as judge
    from analyzer.reports.view import view

    report = judge(
        paths,
        controls=controls,
        account=account,
        region=region,
        strict=strict,
        limits=limits,
        clock=time.process_time,
    )
    with in_force(limits):
        _deliver(report, renderer, output)
        told = view(report)
    if not told.recognised:
        names = ", ".join(f"`{path}`" for path in paths)
        raise InputError(f"expected AWS CLI output in {names}, recognised none; run collectors/collect.sh")
    raise typer.Exit(EXIT_BY_VERDICT[told.verdict.value])


def _deliver(report: Report, renderer: Renderer, output: Path | None) -> None:
    """The report to standard output or to a file, where a text is as wide as the terminal and plain."""
    from analyzer.reports.size import rendered

    if output is None:
        show(rendered(renderer, report, display()), utf_8=not renderer.for_terminal)
        return
    text = rendered(renderer, report, Display(width=display().width))
    write_file(output, text if isinstance(text, bytes) else text.encode("utf-8"))


def _refuse_missing_folder(output: Path) -> None:
    """Before anything is judged: it would be known only when the report is there."""
    folder = output.parent
    if not folder.is_dir():
        problem = "it is no folder" if folder.exists() else "there is no such folder"
        raise UsageError(f"--output: cannot write into `{folder}`: {problem}; make it first")


def _refuse_input(output: Path, paths: Sequence[Path], what: str = "is evidence") -> None:
    if not output.is_file():
        return
    target = Path(os.path.realpath(output))
    for path in paths:
        if path.exists() and (path.samefile(output) or Path(os.path.realpath(path)) in target.parents):
            raise UsageError(f"--output: `{output}` {what} of this run; name another file")
