"""Output of `aws logs describe-metric-filters`."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.evidence import JSON, Location
from analyzer.templates.filters import Written
from analyzer.templates.model import LineOf, Open, is_set, text_of

_UNTOLD = "the entry does not say it"


def has_filters(document: JSON) -> bool:
    return isinstance(document, dict) and isinstance(document.get("metricFilters"), list)


def filters_of(document: JSON, at: Location, line_of: LineOf) -> Iterator[Written]:
    """Each entry of `metricFilters` that is an object."""
    entries = document.get("metricFilters") if isinstance(document, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            yield _written(entry, at.child("metricFilters", index), line_of)


def _written(entry: dict[str, JSON], at: Location, line_of: LineOf) -> Written:
    made = entry.get("metricTransformations")
    several = made if isinstance(made, list) else []
    first = several[0] if several and isinstance(several[0], dict) else {}
    dimensions = first.get("dimensions")

    def told(value: JSON) -> str | Open:
        return text_of(value, _UNTOLD, at.pointer)

    name = entry.get("filterName")
    return Written(
        at=at.child("filterPattern") if "filterPattern" in entry else at,
        line=line_of(at.pointer),
        name=name if isinstance(name, str) else "(unnamed)",
        pattern=told(entry.get("filterPattern")),
        group=told(entry.get("logGroupName")),
        namespace=told(first.get("metricNamespace")),
        metric_name=told(first.get("metricName")),
        value=told(first.get("metricValue")),
        dimensions=tuple(sorted(dimensions)) if isinstance(dimensions, dict) else (),
        transformations=len(several),
        transformed=is_set(entry.get("applyOnTransformedLogs")),
        selected=is_set(entry.get("fieldSelectionCriteria")),
        system_dimensions=is_set(entry.get("emitSystemFieldDimensions")),
        deployed=True,
    )
