"""Metrics that an alarm computes with together, as one more metric each.

The filters of a control may be split over several metrics that no alarm watches alone. Where one
expression uses all of them, their filters count together, as those of one metric do. Where an
expression is not read here, or the list of alarms may not be whole, an alarm may use them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analyzer.allowance import spend
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.chain.alarms.alarm_target import MayMonitor, alarm_target
from analyzer.coverage.publishers import MetricKey, MetricSubject, together
from analyzer.inventory.snapshot import Snapshot
from analyzer.patterns.syntax.ast import Everything


def combined(snapshot: Snapshot, metrics: Sequence[MetricSubject]) -> tuple[MetricSubject, ...]:
    """The sets of at least two metrics of one group that some alarm of its place uses, or may use.

    Raises BudgetError past what may be spent.
    """
    if len(metrics) < 2:
        return ()
    listing = snapshot.metric_alarms(metrics[0].group.scope, "")
    places = {metric.key: place for place, metric in enumerate(metrics)}
    found = [tuple(_used(record.value, metrics, places)) for record in listing.records]
    return tuple(together(chosen) for chosen in dict.fromkeys(found) if len(chosen) > 1)


def possible_combinations(snapshot: Snapshot, metrics: Sequence[MetricSubject]) -> tuple[MetricSubject, ...]:
    """The set of metrics that an alarm may use which the evidence does not list."""
    if len(metrics) < 2 or snapshot.metric_alarms(metrics[0].group.scope, "").is_complete:
        return ()
    chosen = tuple(metric for metric in metrics if not _is_of_everything(metric))
    return (together(chosen),) if len(chosen) > 1 else ()


def _is_of_everything(metric: MetricSubject) -> bool:
    """Whether a filter without a condition feeds it, with which no sum would say anything."""
    patterns = [publisher.pattern for publisher in metric.publishers if publisher.value != 0]
    return any(pattern is not None and isinstance(pattern.body, Everything) for pattern in patterns)


def _used(
    alarm: MetricAlarm, metrics: Sequence[MetricSubject], places: Mapping[MetricKey, int]
) -> Iterator[MetricSubject]:
    """What its expression uses, or where that is not read here, what it may use."""
    if alarm.MetricName is not None:
        return
    from analyzer.chain.alarms.metric_queries import Math, watched
    from analyzer.cloudwatch.metric_math.syntax import NotReadError  # as in `alarm_target`

    try:
        found = watched(alarm.Metrics or (), metrics[0].group.scope.account)
    except NotReadError:
        for metric in metrics if alarm.Metrics or alarm.EvaluationCriteria else ():
            spend(1 + len(alarm.Metrics or ()))
            if isinstance(alarm_target(alarm, metric), MayMonitor) and not _is_of_everything(metric):
                yield metric
        return
    if isinstance(found, Math):
        keys = {use.key for use in found.used if use.key is not None}
        yield from (metrics[place] for place in sorted(places[key] for key in keys if key in places))
