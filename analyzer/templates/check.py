"""What is wrong with the filter patterns of files, whatever control they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from analyzer.allowance import Scope, allowance
from analyzer.patterns import Entailed, Pattern, PatternSyntaxError, Undecided, difference
from analyzer.patterns.lint import advice_on
from analyzer.templates.filter_pattern import NotRead, RefusedPattern, Untold, pattern_of
from analyzer.templates.filters import TemplateFilter
from analyzer.templates.reader import UnknownFormatError, may_hold_filters, read_filters


class PatternState(StrEnum):
    """What a check finds; stable."""

    GOOD = "good"
    DOUBTFUL = "doubtful"  # nobody knows whether AWS accepts some spelling, or it hardly means what it should
    UNREAD = "unread"  # the file does not tell the pattern, or this program does not read it
    REFUSED = "refused"  # AWS refuses the text
    IDLE = "idle"  # no event can match

    @property
    def is_wrong(self) -> bool:
        """Whether it must be mended: what a deployment decides, or nobody knows, is no error."""
        return self in (PatternState.REFUSED, PatternState.IDLE)


@dataclass(frozen=True, slots=True)
class Checked:
    """One filter of a file. `pattern` is None where its text is none or is not known."""

    found: TemplateFilter
    state: PatternState
    message: str = ""
    pattern: Pattern | None = None
    error: PatternSyntaxError | None = None


def filters_to_check(name: str, data: bytes) -> tuple[TemplateFilter, ...]:
    """The metric filters of a file; none where it holds none or is in no known format.

    `name` is what the file is called. Raises InputError for a file that speaks of filters and is broken.
    """
    if not may_hold_filters(data):
        return ()
    try:
        return read_filters(name, data)
    except UnknownFormatError:
        return ()


def check_all(filters: Sequence[TemplateFilter]) -> tuple[Checked, ...]:
    """What is wrong with each filter of one file, each with its fair share of the steps of a file."""
    checked = []
    with allowance(Scope.FILE):
        for place, found in enumerate(filters):
            with allowance(Scope.FILE, share=len(filters) - place):
                checked.append(check(found))
    return tuple(checked)


def check(found: TemplateFilter) -> Checked:
    """What is wrong with one filter, or that nothing is."""
    match pattern_of(found):
        case Pattern() as pattern:
            return _judged(found, pattern)
        case Untold(reason):
            return Checked(found, PatternState.UNREAD, reason)
        case NotRead(error):
            return Checked(found, PatternState.UNREAD, error.message, error=error)
        case RefusedPattern(error):
            return Checked(found, PatternState.REFUSED, error.message, error=error)
        case never:
            assert_never(never)


def _judged(found: TemplateFilter, pattern: Pattern) -> Checked:
    matched = difference([pattern], [])
    if isinstance(matched, Entailed):
        return Checked(found, PatternState.IDLE, "no event can match it", pattern)
    if isinstance(matched, Undecided) and matched.budget:
        said = f"whether any event can match it was not decided: {'; '.join(matched.reasons)}"
        return Checked(found, PatternState.DOUBTFUL, said, pattern)
    if pattern.unverified:
        told = " and ".join(syntax.value for syntax in pattern.unverified)
        return Checked(found, PatternState.DOUBTFUL, f"nobody knows whether AWS accepts {told}", pattern)
    advice = advice_on(pattern)
    return Checked(found, PatternState.DOUBTFUL if advice else PatternState.GOOD, advice, pattern)
