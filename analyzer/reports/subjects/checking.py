"""What is wrong with the filter patterns of files, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.patterns import normalize
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.sanitize import dump_json
from analyzer.reports.subjects.renderer import SubjectRenderer, as_text
from analyzer.templates.check import Checked, PatternState


def render(checked: Sequence[Checked], display: Display = PLAIN) -> str:
    """A line for each filter that is not simply good, with a caret under the place, and the sum."""
    return as_text(_lines(checked), display)


def render_json(checked: Sequence[Checked]) -> str:
    """Every filter, good ones too, as one JSON document that ends in a line break."""
    return dump_json(
        {
            "filters": [
                {
                    "file": one.found.at.file,
                    "pointer": one.found.at.pointer,
                    "line": one.found.line or None,
                    "name": one.found.name,
                    "pattern": one.found.text,
                    "normalized": None if one.pattern is None else normalize(one.pattern),
                    "verdict": one.state.value,
                    "message": one.message,
                    "span": None if one.error is None else list(one.error.span),
                }
                for one in checked
            ]
        }
    )


def _lines(checked: Sequence[Checked]) -> Iterator[str]:
    for one in checked:
        if one.state is not PatternState.GOOD:
            yield f"{one.found.place}: {one.found.name}: {one.state.value}: {one.message}"
        if one.error is not None:
            yield from str(one.error).split("\n")[-2:]
    counts = {state: sum(one.state is state for one in checked) for state in PatternState}
    yield f"{len(checked)} checked: " + ", ".join(f"{count} {state}" for state, count in counts.items())


RENDERER: Final[SubjectRenderer[Sequence[Checked]]] = SubjectRenderer(render, render_json)
