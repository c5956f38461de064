"""Lines of marked spans: what a report for people is made of before it is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple, assert_never

from analyzer.verdict import Outcome, Verdict

_MESSAGE_LIMIT = 1000  # characters of a message, which may quote names out of hostile evidence


class Style(StrEnum):
    """What a span is, for the painter to choose a look."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    STRONG = "strong"
    FAINT = "faint"


class Styled(NamedTuple):
    """A piece of text of one style."""

    text: str
    style: Style = Style.PLAIN


class CommandSpan(NamedTuple):
    """An argument vector, shown so that it can be pasted into a POSIX shell."""

    arguments: tuple[str, ...]


class Verbatim(NamedTuple):
    """A text that stays on one line, however long, so that it can be copied."""

    text: str


class Line(NamedTuple):
    """One line: it starts at column `indent`, and where it does not fit goes on at column `hanging`.

    A `label` takes the columns from `indent` to `hanging`; the spans then start at `hanging`. The
    `tail` follows the spans where all of it fits on one line, and else starts a line of its own.
    """

    spans: tuple[Styled | CommandSpan | Verbatim, ...] = ()
    indent: int = 0
    hanging: int = 0
    label: tuple[Styled, ...] = ()
    tail: tuple[Styled, ...] = ()


class Marks(NamedTuple):
    """The few signs outside of ASCII, or what stands for them where the output cannot carry them."""

    satisfied: str = "✓"
    violated: str = "✗"
    unknown: str = "?"
    blocked: str = "·"
    dot: str = "·"
    dash: str = "–"
    cut: str = "…"


class Layout(NamedTuple):
    """What all lines share: the signs, and the folder that the places are in, with its slash."""

    marks: Marks
    base: str


ASCII = Marks(satisfied="+", violated="x", unknown="?", blocked="-", dot="-", dash="-", cut="...")


def verdict_span(verdict: Verdict) -> Styled:
    """The verdict in its look."""
    return Styled(name_of(verdict), look(verdict))


def name_of(verdict: Verdict) -> str:
    """How people are told a verdict."""
    return verdict.value.replace("_", " ")


def verdict_column(verdicts: Iterable[Verdict]) -> Callable[[Verdict], Styled]:
    """Each verdict in its look, as wide as the widest of a table."""
    width = max((len(name_of(one)) for one in verdicts), default=0)
    width = max(width, len(Verdict.INCONCLUSIVE))
    return lambda verdict: Styled(name_of(verdict).ljust(width), look(verdict))


def look(verdict: Verdict) -> Style:
    """The style that a verdict is told in."""
    match verdict:
        case Verdict.PASS:
            return Style.GOOD
        case Verdict.FAIL:
            return Style.BAD
        case Verdict.INCONCLUSIVE:
            return Style.OPEN
        case Verdict.NOT_APPLICABLE:
            return Style.FAINT
        case _:
            assert_never(verdict)


def mark(outcome: Outcome, marks: Marks) -> Styled:
    """The sign that stands before a link or a finding."""
    match outcome:
        case Outcome.SATISFIED:
            return Styled(marks.satisfied, Style.GOOD)
        case Outcome.VIOLATED:
            return Styled(marks.violated, Style.BAD)
        case Outcome.UNKNOWN:
            return Styled(marks.unknown, Style.OPEN)
        case Outcome.BLOCKED:
            return Styled(marks.blocked, Style.FAINT)
        case _:
            assert_never(outcome)


def count(number: int, noun: str) -> str:
    """The number with its noun, in the plural but for one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def clip(text: str, marks: Marks, limit: int = _MESSAGE_LIMIT) -> str:
    """`text`, cut after `limit` characters; what was cut is said."""
    return text if len(text) <= limit else f"{text[:limit]}{marks.cut} ({len(text)} characters)"
