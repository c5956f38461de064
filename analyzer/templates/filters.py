"""A metric filter of a file, whatever the format: its pattern, its place, and the metric that it feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.aws.logs import MetricFilter, MetricTransformation, published_value
from analyzer.aws.record import EvidenceRecord
from analyzer.evidence import JSON, Location
from analyzer.templates.dialect import Block
from analyzer.templates.listing import DEPLOYED
from analyzer.templates.model import Declared, Open, Text, is_set
from analyzer.templates.table import METRIC_FILTER
from analyzer.templates.translate import declared


@dataclass(frozen=True, slots=True)
class TemplateFilter:
    """One metric filter of a file.

    record: the filter in the shape in which AWS tells it, at its place in the file; a value that the
    file does not tell stands there by its name in the file, which is no number and no pattern.
    text: its pattern, None where the file does not tell it: `unread` says why.

    metric: what filters must have in common to add up: file, log group, namespace, name and dimensions of
    the metric; two files may be of two accounts or regions. title: the metric, for people.
    match_flaw: why a matching event may not count, whatever is published for it, "" where it does;
    value_flaw: the same of what is published.
    deployed: AWS itself returned the pattern. line: 0 where none is known.
    """

    record: EvidenceRecord[MetricFilter]
    line: int
    name: str
    text: str | None
    unread: str
    metric: tuple[str, ...]
    title: str
    match_flaw: str = ""
    value_flaw: str = ""
    deployed: bool = False

    @property
    def at(self) -> Location:
        return self.record.at

    @property
    def flaw(self) -> str:
        """Why a matching event may not show in the metric, "" where it does."""
        return self.match_flaw or self.value_flaw

    @property
    def place(self) -> str:
        """Where a person finds it: the file and the line, or the file and the JSON pointer."""
        return f"{self.at.file}:{self.line}" if self.line else f"{self.at.file}#{self.at.pointer}"


def filter_of(block: Block) -> TemplateFilter:
    """A filter that a file declares, with its flaw, ready to be compared."""
    found = declared(METRIC_FILTER, block)
    value, raw = found.record.value, found.record.raw
    made = value.metricTransformations[0]
    pattern = _told(found, value.filterPattern, "filterPattern")
    group = _told(found, value.logGroupName, "logGroupName")
    namespace, name, worth = (
        _told(found, text, "metricTransformations", 0, member)
        for text, member in (
            (made.metricNamespace, "metricNamespace"),
            (made.metricName, "metricName"),
            (made.metricValue, "metricValue"),
        )
    )
    at = found.record.places.get(("filterPattern",), found.record.at)
    return TemplateFilter(
        record=_record(found, at, pattern, group),
        line=block.lines.get(at.pointer) or block.lines.get(block.at.pointer, 0),
        name=found.name,
        text=pattern if isinstance(pattern, str) else None,
        unread="" if isinstance(pattern, str) else pattern.reason,
        metric=(at.file, *map(_key, (group, namespace, name)), *sorted(made.dimensions or ())),
        title=f"{shown(namespace)}/{shown(name)}",
        match_flaw=_flaw(found.condition, raw),
        value_flaw=_flaw_of_value(worth),
        deployed=block.kind == DEPLOYED,
    )


def _told(found: Declared[MetricFilter], text: str | None, *member: str | int) -> Text:
    return found.why_open(*member) or text or ""


def _record(
    found: Declared[MetricFilter], at: Location, pattern: Text, group: Text
) -> EvidenceRecord[MetricFilter]:
    """The filter under its name in the file. What is open stands by its name there."""
    text = pattern if isinstance(pattern, str) else None
    said = found.record.value.metricTransformations[0]
    made = MetricTransformation.model_construct(
        metricName=said.metricName,
        metricNamespace=said.metricNamespace,
        metricValue=said.metricValue,
        dimensions=dict.fromkeys(sorted(said.dimensions or ()), "") or None,
    )
    value = MetricFilter.model_construct(  # of members that are valid one by one
        filterName=found.name,
        filterPattern=text,
        metricTransformations=(made,),
        logGroupName=shown(group),
        applyOnTransformedLogs=is_set(found.record.raw.get("applyOnTransformedLogs")),
    )
    return EvidenceRecord(at, value, {"filterName": found.name, "filterPattern": text})


def shown(value: Text) -> str:
    return value if isinstance(value, str) else value.name


def _key(value: Text) -> str:
    return f"={value}" if isinstance(value, str) else f"?{value.key}"


def _flaw(condition: str, raw: Mapping[str, JSON]) -> str:
    """Why a matching event may not show in the metric: the same rules as for evidence."""
    if condition:
        return f"it is made only under the condition `{condition}`"
    if is_set(raw.get("applyOnTransformedLogs")):
        return "it sees transformed events, not what CloudTrail wrote"
    if is_set(raw.get("fieldSelectionCriteria")):
        return "its field selection criteria keep some events from it"
    if is_set(raw.get("emitSystemFieldDimensions")):
        return "it publishes system fields as dimensions, and how alarms see them is not known here"
    made = raw.get("metricTransformations")
    count = len(made) if isinstance(made, list) else 0
    return f"expected one metric transformation, got {count}" if count != 1 else ""


def _flaw_of_value(value: Text) -> str:
    if isinstance(value, Open):
        return f"the value that it publishes is not known: {value.reason}"
    number = published_value(value)
    if number is None or number < 0:
        return f"it publishes `{value}`, which may lower the metric or add nothing to it"
    return "" if number else f"it publishes `{value}`, which adds nothing to the metric"
