"""`analyze`: the main job, from evidence to a report."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.completion import one_of
from analyzer.cli.control_options import (
    AllControlsOption,
    BenchmarkOption,
    ControlFileOption,
    ControlOption,
    chosen,
)
from analyzer.cli.limit_option import LimitOption, limits_of
from analyzer.cli.options import EXIT_BY_VERDICT, QuietOption, check_account, check_region, to_path
from analyzer.cli.output import OutputOption, check_output, renderer_for
from analyzer.cli.terminal import display, show, tell, write_file
from analyzer.errors import InputError
from analyzer.reports.display import Display
from analyzer.reports.registry import NAMES, RENDERERS, Renderer

if TYPE_CHECKING:
    from analyzer.assessment import Report

ReportFormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar=f"<{'|'.join(NAMES)}>",
        autocompletion=one_of(NAMES),
        help=f"The format: {', '.join(f'{one.name} {one.title}' for one in RENDERERS)}. Without it the one"
        f" that FILE ends in, else {NAMES[0]}.",
    ),
]


def analyze(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", parser=to_path, help="Folder, .zip, .tar, .tar.gz or single file; one or more."
        ),
    ],
    format: ReportFormatOption = None,
    output: OutputOption = None,
    quiet: QuietOption = False,
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
      cis-evidence analyze laptop/ server.tar.gz --output report.json
      cis-evidence analyze alarms.json filters.json --account 111111111111 --region us-east-1
      cis-evidence analyze client.zip --benchmark 5.0.0
      cis-evidence analyze client.zip --control 4.6,4.3 --control CloudWatch.1
      cis-evidence analyze client.zip --all-controls --control-file samples/own-control.toml
    """
    check_account(account)
    check_region(region)
    if output is not None:
        check_output(output, paths, control_file)
    renderer = renderer_for(format, output)
    limits = limits_of(limit)
    controls = chosen(control, benchmark, all_controls, control_file)
    from analyzer.allowance import in_force
    from analyzer.assessment import analyze as judge
    from analyzer.reports.document import name_of
    from analyzer.reports.size import rendered
    from analyzer.reports.view import view
    from analyzer.reports.words import words

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
        told = view(report)
        if not told.recognised:
            names = ", ".join(f"`{path}`" for path in paths)
            why = "".join(f"; `{one.path}`: {words(one.reason)}" for one in told.unusable[:_FEW])
            expected = f"expected AWS CLI output in {names}, recognised none"
            raise InputError(f"{expected}{why}; run collectors/collect.sh")
        if output is not None:
            _write(report, renderer, output)
        elif not quiet:
            show(rendered(renderer, report, display()), utf_8=not renderer.for_terminal)
    if output is not None and not quiet:
        tell(f"wrote the report ({renderer.name}) to `{output}`: {name_of(told.verdict)}")
    raise typer.Exit(EXIT_BY_VERDICT[told.verdict.value])


_FEW = 3  # inputs of which an error says why they are not read


def _write(report: Report, renderer: Renderer, output: Path) -> None:
    """The report to a file, where a text is as wide as the terminal and plain."""
    from analyzer.reports.size import rendered

    text = rendered(renderer, report, Display(width=display().width))
    write_file(output, text if isinstance(text, bytes) else text.encode("utf-8"))
