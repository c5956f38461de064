"""What the proofs of an answer come to, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.coverage.verification import Verified
from analyzer.reports.sanitize import plain


def render(found: Sequence[Verified], *, unicode: bool = True) -> str:
    """Each answer with what became of it, then what it rests on; ends in a line break."""
    return "".join(f"{plain(line, unicode=unicode)}\n" for line in _lines(found))


def _lines(found: Sequence[Verified]) -> Iterator[str]:
    for one in found:
        yield f"{one.answer}: {one.outcome}" + (f" ({one.name})" if one.name else "")
        for step in one.steps:
            yield f"  {step.outcome}: {step.said}" + (f": {step.why}" if step.why else "")
