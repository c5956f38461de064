"""What the proofs of an answer come to, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.coverage.verification import Verified
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.subjects.renderer import as_text


def render(found: Sequence[Verified], display: Display = PLAIN) -> str:
    """Each answer with what became of it, then what it rests on; ends in a line break."""
    return as_text(_lines(found), display)


def _lines(found: Sequence[Verified]) -> Iterator[str]:
    for one in found:
        yield f"{one.answer}: {one.outcome}" + (f" ({one.name})" if one.name else "")
        for step in one.steps:
            yield f"  {step.outcome}: {step.said}" + (f": {step.why}" if step.why else "")
