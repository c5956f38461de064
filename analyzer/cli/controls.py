"""`controls`, and the options of `analyze` that choose among them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import Format, FormatOption, to_path
from analyzer.cli.terminal import carries_signs, show, wants_colour
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.assessment import Choice
    from analyzer.controls import Control
    from analyzer.reports.document import Line

ControlOption = Annotated[
    list[str],
    typer.Option(
        "--control",
        metavar="NAME",
        help="A control by slug, number (4.6), Security Hub or CCE id; may be repeated.",
    ),
]
BenchmarkOption = Annotated[
    str | None,
    typer.Option(
        "--benchmark",
        metavar="VERSION",
        help="The version whose texts count, such as cis-aws-5.0.0; without --control all of its controls.",
    ),
]
AllControlsOption = Annotated[
    bool, typer.Option("--all-controls", help="All controls of the catalogue, in their newest version.")
]
ControlFileOption = Annotated[
    list[Path],
    typer.Option(
        "--control-file",
        metavar="FILE",
        parser=to_path,
        help="Controls of your own, as TOML; may be repeated.",
    ),
]


def chosen(
    names: Sequence[str], benchmark: str | None, every: bool, files: Sequence[Path]
) -> tuple[Choice, ...]:
    """The controls that the options of `analyze` mean. Raises UsageError where they contradict each other."""
    from analyzer.assessment import choose

    if every and names:
        raise UsageError("--all-controls: expected no --control beside it; leave one of the two out")
    if every and benchmark is not None:
        problem = "expected no --benchmark beside it, for it takes the newest texts; leave it out"
        raise UsageError(f"--all-controls: {problem}, and --benchmark judges all controls of its version")
    return choose(names, benchmark=benchmark, every=every, own=own_controls(files))


def own_controls(files: Iterable[Path]) -> tuple[Control, ...]:
    """The controls of the files, in order."""
    from analyzer.controls import load_control_file

    return tuple(control for file in files for control in load_control_file(str(file), _read(file)))


def _read(file: Path) -> bytes:
    """The file, or the beginning of one that is longer than any control file may be."""
    from analyzer.controls.custom import MAX_BYTES

    with open(file, "rb") as opened:
        return opened.read(MAX_BYTES + 1)


def show_controls(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Slug, number (4.6), Security Hub or CCE id."),
    ] = None,
    benchmark: BenchmarkOption = None,
    control_file: ControlFileOption = [],  # noqa: B006 - read only; typer takes no tuple
    format: FormatOption = Format.TEXT,
) -> None:
    """List the controls, or show all that is known of one.

    Of one control: its numbers and other ids, its patterns and the alarm that is prescribed, how the
    pattern changed from version to version, with an event that shows it, and its known defects.

    \b
    Examples:
      cis-evidence controls
      cis-evidence controls --benchmark cis-aws-5.0.0
      cis-evidence controls CloudWatch.6
      cis-evidence controls --control-file samples/own-control.toml
    """
    if name is None:
        _list(benchmark, own_controls(control_file), format)
        return
    from analyzer.controls import resolve

    control, understood = resolve(name, benchmark, own_controls(control_file))
    if format is Format.JSON:
        from analyzer.reports.subjects.catalogue_json import render_control

        show(render_control(control), utf_8=True)
        return
    from analyzer.reports.subjects.catalogue import lay_out_control

    _show(lay_out_control(control, understood))


def _list(benchmark: str | None, own: Sequence[Control], format: Format) -> None:
    from analyzer.controls import all_controls, controls_of

    controls = (*(all_controls() if benchmark is None else controls_of(benchmark)), *own)
    if format is Format.JSON:
        from analyzer.reports.subjects.catalogue_json import render_table

        show(render_table(controls), utf_8=True)
        return
    from analyzer.reports.subjects.catalogue import lay_out_table

    _show(lay_out_table(controls))


def _show(lines: Iterable[Line]) -> None:
    from analyzer.reports.formats.text import paint

    width = shutil.get_terminal_size().columns
    show(paint(lines, width=width, colour=wants_colour(), unicode=carries_signs()))
