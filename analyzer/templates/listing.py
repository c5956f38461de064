"""Output of `aws logs describe-metric-filters`, which has the names and the values of AWS itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from analyzer.evidence import JSON, Location
from analyzer.templates.dialect import Block, Dialect
from analyzer.templates.model import Lines, Open, Text, text_of
from analyzer.templates.rows import MemberRow

DEPLOYED = "metricFilters"
"""The type of a block that AWS itself tells of."""

_UNTOLD = "the entry does not say it"


def has_resources(document: JSON, kinds: Collection[str]) -> bool:
    """Whether this is such an answer."""
    return isinstance(document, dict) and isinstance(document.get("metricFilters"), list)


def blocks_of(document: JSON, at: Location, kinds: Collection[str], lines: Lines) -> Iterator[Block]:
    """Each entry of `metricFilters` that is an object."""
    entries = document.get("metricFilters") if isinstance(document, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            name, place = entry.get("filterName"), at.child("metricFilters", index)
            called = name if isinstance(name, str) else "(unnamed)"
            yield Block(DEPLOYED, called, place, entry, ListedFilter(place.pointer), lines)


@dataclass(frozen=True, slots=True)
class ListedFilter(Dialect):
    """One row of an answer of AWS; `pointer` is its place."""

    pointer: str

    def name_of(self, row: MemberRow) -> str:
        return row.member

    def text(self, value: JSON, at: Location) -> Text:
        return text_of(value, _UNTOLD, self.pointer)

    def missing(self, name: str) -> Open:
        return Open(_UNTOLD, self.pointer)

    def assigned(self, resource: str, member: str, name: str) -> Open:
        return Open(_UNTOLD, self.pointer)

    def pairs(self, value: JSON, at: Location) -> list[tuple[JSON, JSON, Location]] | None:
        if not isinstance(value, dict):
            return None
        return [(name, one, at.child(name)) for name, one in value.items()]
