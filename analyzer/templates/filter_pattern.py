"""The pattern of a filter in a file: read, or why it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from analyzer.patterns import Pattern, PatternSyntaxError, parse
from analyzer.templates.filters import TemplateFilter


@dataclass(frozen=True, slots=True)
class Untold:
    """The file leaves the pattern to its deployment; `reason` says how."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """This program does not read the text, and AWS may take it."""

    error: PatternSyntaxError


@dataclass(frozen=True, slots=True)
class RefusedPattern:
    """AWS refuses the text."""

    error: PatternSyntaxError


FilterPattern: TypeAlias = Pattern | Untold | NotRead | RefusedPattern


def pattern_of(found: TemplateFilter) -> FilterPattern:
    """The pattern of a filter, or why it is not known."""
    if found.text is None:
        return Untold(found.unread)
    try:
        return parse(found.text, deployed=found.deployed)
    except PatternSyntaxError as error:
        return RefusedPattern(error) if error.is_refusal else NotRead(error)
