"""The catalogue of controls, all of them and one, as its readers get it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from analyzer.controls import Control
from analyzer.controls.changes import KnownControl
from analyzer.reports.display import Display
from analyzer.reports.document import Line
from analyzer.reports.subjects.catalogue import lay_out_control, lay_out_table
from analyzer.reports.subjects.catalogue_json import render_control, render_table
from analyzer.reports.subjects.renderer import SubjectRenderer


def _table(controls: Sequence[Control], display: Display) -> str:
    return _painted(lay_out_table(controls), display)


def _control(known: KnownControl, display: Display) -> str:
    return _painted(lay_out_control(known), display)


def _painted(lines: Iterable[Line], display: Display) -> str:
    from analyzer.reports.formats.text import paint  # programs need no painter

    return paint(lines, width=display.width, colour=display.colour, unicode=display.unicode)


TABLE: Final = SubjectRenderer(_table, render_table)
CONTROL: Final = SubjectRenderer(_control, render_control)
