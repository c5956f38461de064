"""The formats of the report: all that knows how many there are, and which.

A format is a module in `analyzer.reports.formats` and an entry here. The entry imports the module when it
renders, so that asking for help loads none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from analyzer.errors import UsageError
from analyzer.reports.display import Display

if TYPE_CHECKING:  # the type alone: help is shown without what reads evidence
    from analyzer.assessment import Report


class Renderer(NamedTuple):
    """One format of the report.

    name: as `--format` has it. suffix: what the name of a file in this format ends in. title: whom or what
    it is for, in the help and the documents. render: the report as text or as bytes; the same report gives
    the same. for_terminal: it is laid out for the display and written in the encoding of the terminal. Any
    other format takes no notice of the display, and a text of it is UTF-8 wherever it goes.
    """

    name: str
    suffix: str
    title: str
    render: Callable[[Report, Display], str | bytes]
    for_terminal: bool = False


def _text(report: Report, display: Display) -> str:
    from analyzer.reports.formats.text import render

    return render(report, width=display.width, colour=display.colour, unicode=display.unicode)


def _json(report: Report, _: Display) -> str:
    from analyzer.reports.formats.json import render

    return render(report)


RENDERERS: Final = (
    Renderer("text", ".txt", "for people", _text, for_terminal=True),
    Renderer("json", ".json", "for programs", _json),
)
"""In the order in which the help tells them; the first is what a report is written in without `--format`."""

NAMES: Final = tuple(renderer.name for renderer in RENDERERS)


def renderer_named(name: str) -> Renderer:
    """The format of that name. Raises UsageError where there is none."""
    for renderer in RENDERERS:
        if renderer.name == name:
            return renderer
    raise UsageError(f"expected one of the formats {', '.join(NAMES)}, got `{name}`; name one of them")
