"""How a subject of the other commands is told: to people as a text, to programs as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from analyzer.reports.display import Display
from analyzer.reports.sanitize import plain

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class SubjectRenderer(Generic[Subject]):
    """`text` is laid out for the display that shows it, `json` is one document; both end in a line break."""

    text: Callable[[Subject, Display], str]
    json: Callable[[Subject], str]


def as_text(lines: Iterable[str], display: Display) -> str:
    """The lines as a text, each made harmless."""
    return "".join(f"{plain(line, unicode=display.unicode)}\n" for line in lines)
