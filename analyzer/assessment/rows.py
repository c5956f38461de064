"""How much is told of each thing: at most the rows of the limit `report-rows`, and how many more there are.

Of what is left out the reader learns the number alone, so what names a limit comes first.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from analyzer.allowance import limits_in_force
from analyzer.findings import Finding
from analyzer.rules.anywhere import PAST_LIMIT

T = TypeVar("T")


def within_limit(rows: Sequence[T]) -> tuple[tuple[T, ...], int]:
    """The first of the rows, and how many more there are."""
    most = limits_in_force().report_rows
    return tuple(rows[:most]), max(0, len(rows) - most)


def others_than(told: Iterable[Finding], found: Iterable[Finding]) -> list[Finding]:
    """The findings beside those that are told, each once."""
    known = {_said(finding) for finding in told}
    distinct = {said: finding for finding in found if (said := _said(finding)) not in known}
    return sorted(distinct.values(), key=lambda finding: finding.rule is not PAST_LIMIT)


def _said(finding: Finding) -> Hashable:
    """What it says, and where: two that agree in this are the same to every reader."""
    places = tuple(place.location for place in finding.places)
    return finding.rule, finding.subject, finding.observed, finding.expected, places
