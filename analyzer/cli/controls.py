"""`controls`: what is known of the controls."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.control_options import BenchmarkOption, ControlFileOption, own_controls
from analyzer.cli.options import Format, FormatOption
from analyzer.cli.terminal import carries_signs, show, wants_colour

if TYPE_CHECKING:
    from analyzer.controls import Control
    from analyzer.reports.document import Line


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
