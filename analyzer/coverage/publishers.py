"""What one metric is fed with: the filters of a log group that publish to it, joined by full identity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from analyzer.allowance import limits_in_force
from analyzer.aws.arn import LogGroup
from analyzer.aws.logs import MetricFilter, MetricTransformation, published_value
from analyzer.aws.record import EvidenceRecord
from analyzer.patterns import Pattern, PatternSyntaxError, parse
from analyzer.patterns.facts import EventOrigin

MetricKey: TypeAlias = tuple[str, str, tuple[str, ...]]  # namespace, name, names of the dimensions


@dataclass(frozen=True, slots=True)
class MetricPublisher:
    """One filter of a metric. `pattern` is None where its text is not a pattern; `flaw` says why
    the filter proves nothing about the events it counts."""

    record: EvidenceRecord[MetricFilter]
    index: int  # of the transformation
    pattern: Pattern | None = field(compare=False)
    flaw: str | None = field(compare=False)

    @property
    def name(self) -> str:
        return self.record.value.filterName or "(unnamed)"

    @property
    def transformation(self) -> MetricTransformation:
        return self.record.value.metricTransformations[self.index]

    @property
    def value(self) -> Decimal | None:
        """The number that each matching event publishes; None where it is taken from the event."""
        return published_value(self.transformation.metricValue)

    @property
    def sees_other_events(self) -> bool:
        """Whether it is matched with something else than what CloudTrail wrote."""
        return bool(self.record.value.applyOnTransformedLogs)


@dataclass(frozen=True, slots=True)
class MetricSubject:
    """A metric in the place of its log group, with all filters of the group that publish to it.

    `dimensions` are the names of its dimensions. `parts` are the metrics that some alarm adds up and
    that are judged as one; none for a single metric. `elsewhere` are filters of other log groups that publish
    to it as well: they count no event of the group, and whoever watches the metric sees what they publish.
    """

    viewer: str | None
    group: LogGroup
    namespace: str
    name: str
    dimensions: tuple[str, ...]
    publishers: tuple[MetricPublisher, ...]
    parts: tuple[MetricSubject, ...] = ()
    elsewhere: tuple[MetricPublisher, ...] = ()

    @property
    def feeds(self) -> tuple[MetricPublisher, ...]:
        """All filters that publish to it, whatever their log group."""
        return (*self.publishers, *self.elsewhere)

    @property
    def origin(self) -> EventOrigin:
        """Where the events come from that it has to count: those that the viewer received.

        An organization's trail brings those of all members, of which each is judged by its own; a trail of
        one account brings no others.
        """
        scope = self.group.scope
        return EventOrigin(
            self.viewer or scope.account, scope.partition, is_recipient=self.viewer is not None
        )

    @property
    def title(self) -> str:
        return " + ".join(part.title for part in self.parts) or f"{self.namespace}/{self.name}"

    @property
    def members(self) -> tuple[MetricSubject, ...]:
        """The single metrics that it stands for."""
        return self.parts or (self,)

    @property
    def key(self) -> MetricKey:
        return self.namespace, self.name, self.dimensions


def publisher(record: EvidenceRecord[MetricFilter], index: int) -> MetricPublisher:
    """Read one transformation of a filter record."""
    pattern, flaw = _read(record)
    return MetricPublisher(record, index, pattern, flaw)


def _read(record: EvidenceRecord[MetricFilter]) -> tuple[Pattern | None, str | None]:
    value = record.value
    if record.conflicts:
        refused = record.conflicts[0].source
        return None, "AWS would not have printed it" if refused else "two captures disagree about it"
    if value.filterPattern is None:
        return None, "the entry does not say the pattern"
    try:
        pattern = parse(value.filterPattern, deployed=True)
    except PatternSyntaxError as error:
        if not error.is_refusal:
            return None, f"this program does not read the pattern: {error.message}"
        return None, f"AWS would have refused the pattern, so it is not what AWS returned: {error.message}"
    if value.applyOnTransformedLogs:
        return pattern, "it sees transformed events, not what CloudTrail wrote"
    if value.emitSystemFieldDimensions:
        return pattern, "it publishes system fields as dimensions, and how alarms see them is not known here"
    if value.fieldSelectionCriteria:
        return pattern, "its field selection criteria keep some events from it"
    return pattern, None


def patterns_of(publishers: Iterable[MetricPublisher]) -> list[Pattern]:
    """The patterns of those filters that have one."""
    return [publisher.pattern for publisher in publishers if publisher.pattern is not None]


def metrics_of(
    viewer: str | None,
    group: LogGroup,
    records: Sequence[EvidenceRecord[MetricFilter]],
    elsewhere: Sequence[EvidenceRecord[MetricFilter]] = (),
) -> tuple[MetricSubject, ...]:
    """The metrics that the filters of a group feed, in order of name; `elsewhere` are filters of others."""
    own, others = _by_metric(records), _by_metric(elsewhere)
    return tuple(
        MetricSubject(viewer, group, *key, tuple(own[key]), (), tuple(others.get(key, ())))
        for key in sorted(own)
    )


def _by_metric(
    records: Sequence[EvidenceRecord[MetricFilter]],
) -> dict[MetricKey, list[MetricPublisher]]:
    found: dict[MetricKey, list[MetricPublisher]] = {}
    for record in records:
        for index, made in enumerate(record.value.metricTransformations):
            key = (made.metricNamespace, made.metricName, tuple(sorted(made.dimensions or {})))
            found.setdefault(key, []).append(publisher(record, index))
    return found


def within_limit(metrics: Iterable[MetricSubject]) -> tuple[MetricSubject, ...]:
    """As many metrics as the limit of filters allows, each with all of its filters: what is left out then
    adds nothing to those that are judged."""
    left = limits_in_force().filters
    kept: list[MetricSubject] = []
    for metric in metrics:
        if len(metric.publishers) <= left:
            left -= len(metric.publishers)
            kept.append(metric)
    return tuple(kept)


def together(metrics: Sequence[MetricSubject]) -> MetricSubject:
    """Several metrics of one group as one: what feeds one of them feeds it."""
    first = metrics[0]
    publishers = tuple(publisher for metric in metrics for publisher in metric.publishers)
    elsewhere = tuple(publisher for metric in metrics for publisher in metric.elsewhere)
    return MetricSubject(first.viewer, first.group, "", "", (), publishers, tuple(metrics), elsewhere)
