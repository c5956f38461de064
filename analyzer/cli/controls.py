"""`controls`: what is known of the controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import completion
from analyzer.cli.control_options import BenchmarkOption, ControlFileOption, own_controls
from analyzer.cli.options import Format, FormatOption
from analyzer.cli.terminal import show_as

if TYPE_CHECKING:
    from analyzer.controls import Control


def show_controls(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            autocompletion=completion.controls,
            help="Slug, number (4.6), Security Hub or CCE id.",
        ),
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
    own = own_controls(control_file)
    if name is None:
        _list(benchmark, own, format)
    else:
        _show_one(name, benchmark, own, format)


def _show_one(name: str, benchmark: str | None, own: Sequence[Control], format: Format) -> None:
    from analyzer.controls import resolve
    from analyzer.controls.changes import KnownControl, changes
    from analyzer.reports.subjects.catalogue_renderers import CONTROL

    control, understood = resolve(name, benchmark, own)
    show_as(format, CONTROL, KnownControl(control, understood, changes(control)))


def _list(benchmark: str | None, own: Sequence[Control], format: Format) -> None:
    from analyzer.controls import all_controls, controls_of
    from analyzer.reports.subjects.catalogue_renderers import TABLE

    controls = (*(all_controls() if benchmark is None else controls_of(benchmark)), *own)
    show_as(format, TABLE, controls)
