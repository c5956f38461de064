"""A metric filter of a file, whatever the format: its pattern, its place, and the metric that it feeds."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.aws.logs import MetricFilter, MetricTransformation, published_value
from analyzer.aws.record import EvidenceRecord
from analyzer.evidence import Location
from analyzer.templates.model import Open, Text


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


@dataclass(frozen=True, slots=True)
class Written:
    """What a format says of one filter, before it is weighed. A condition keeps a filter from being made."""

    at: Location
    line: int
    name: str
    pattern: Text
    group: Text
    namespace: Text
    metric_name: Text
    value: Text
    dimensions: tuple[str, ...]
    transformations: int
    transformed: bool
    selected: bool
    system_dimensions: bool
    condition: str = ""
    deployed: bool = False


def weighed(written: Written) -> TemplateFilter:
    """The filter with its flaw, ready to be compared."""
    pattern = written.pattern
    namespace, name = shown(written.namespace), shown(written.metric_name)
    return TemplateFilter(
        record=_record(written),
        line=written.line,
        name=written.name,
        text=pattern if isinstance(pattern, str) else None,
        unread="" if isinstance(pattern, str) else pattern.reason,
        metric=(
            written.at.file,
            *map(_key, (written.group, written.namespace, written.metric_name)),
            *written.dimensions,
        ),
        title=f"{namespace}/{name}",
        match_flaw=_flaw(written),
        value_flaw=_flaw_of_value(written.value),
        deployed=written.deployed,
    )


def _record(written: Written) -> EvidenceRecord[MetricFilter]:
    pattern = written.pattern if isinstance(written.pattern, str) else None
    made = MetricTransformation.model_construct(
        metricName=shown(written.metric_name),
        metricNamespace=shown(written.namespace),
        metricValue=shown(written.value),
        dimensions=dict.fromkeys(written.dimensions, "") or None,
    )
    value = MetricFilter.model_construct(  # any text of a file: nothing to validate
        filterName=written.name,
        filterPattern=pattern,
        metricTransformations=(made,),
        logGroupName=shown(written.group),
        applyOnTransformedLogs=written.transformed,
    )
    return EvidenceRecord(written.at, value, {"filterName": written.name, "filterPattern": pattern})


def shown(value: Text) -> str:
    return value if isinstance(value, str) else value.name


def _key(value: Text) -> str:
    return f"={value}" if isinstance(value, str) else f"?{value.key}"


def _flaw(written: Written) -> str:
    """Why a matching event may not show in the metric: the same rules as for evidence."""
    if written.condition:
        return f"it is made only under the condition `{written.condition}`"
    if written.transformed:
        return "it sees transformed events, not what CloudTrail wrote"
    if written.selected:
        return "its field selection criteria keep some events from it"
    if written.system_dimensions:
        return "it publishes system fields as dimensions, and how alarms see them is not known here"
    if written.transformations != 1:
        return f"expected one metric transformation, got {written.transformations}"
    return ""


def _flaw_of_value(value: Text) -> str:
    if isinstance(value, Open):
        return f"the value that it publishes is not known: {value.reason}"
    number = published_value(value)
    if number is None or number < 0:
        return f"it publishes `{value}`, which may lower the metric or add nothing to it"
    return "" if number else f"it publishes `{value}`, which adds nothing to the metric"
