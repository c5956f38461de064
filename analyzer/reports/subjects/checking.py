"""What is wrong with the filter patterns of files, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analyzer.patterns import Pattern, PatternSyntaxError, normalize
from analyzer.reports.sanitize import dump_json, plain
from analyzer.templates import TemplateFilter


class Verdict(StrEnum):
    """What a check finds; stable."""

    GOOD = "good"
    DOUBTFUL = "doubtful"  # nobody knows whether AWS accepts some spelling, or it hardly means what it should
    UNREAD = "unread"  # the file does not tell the pattern, or this program does not read it
    REFUSED = "refused"  # AWS refuses the text
    IDLE = "idle"  # no event can match


BAD = (Verdict.REFUSED, Verdict.IDLE)


@dataclass(frozen=True, slots=True)
class Checked:
    """One filter of a file. `pattern` is None where its text is none or is not known."""

    found: TemplateFilter
    verdict: Verdict
    message: str = ""
    pattern: Pattern | None = None
    error: PatternSyntaxError | None = None


def render(checked: Sequence[Checked], *, unicode: bool = True) -> str:
    """A line for each filter that is not simply good, with a caret under the place, and the sum."""
    return "".join(f"{plain(line, unicode=unicode)}\n" for line in _lines(checked))


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
                    "verdict": one.verdict.value,
                    "message": one.message,
                    "span": None if one.error is None else list(one.error.span),
                }
                for one in checked
            ]
        }
    )


def _lines(checked: Sequence[Checked]) -> Iterator[str]:
    for one in checked:
        if one.verdict is not Verdict.GOOD:
            yield f"{one.found.place}: {one.found.name}: {one.verdict.value}: {one.message}"
        if one.error is not None:
            yield from str(one.error).split("\n")[-2:]
    counts = {verdict: sum(one.verdict is verdict for one in checked) for verdict in Verdict}
    yield f"{len(checked)} checked: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
