"""Which metric an alarm watches, and how: a plain alarm, one metric query, or something else.

Source: API_MetricAlarm. An alarm on one metric names it at the top, or in a single entry of
`Metrics` with a `MetricStat`. Expressions, anomaly bands and queries are not read here: whether
they watch the metric is open where they speak of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from analyzer.chain.feeds import MetricSubject
from analyzer.chain.firing import Watch
from analyzer.models.cloudwatch import Dimension, MetricAlarm, MetricDataQuery


@dataclass(frozen=True, slots=True)
class Watches:
    """The alarm watches this metric alone. `dimensions` are the values it asks for."""

    watch: Watch
    unit: str | None
    dimensions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MayWatch:
    """The alarm speaks of the metric in a form that is not read here."""

    reason: str


@dataclass(frozen=True, slots=True)
class WatchesOther:
    """The alarm watches another metric; `reason` where it is a namesake, "" where it is not."""

    reason: str = ""


Watching: TypeAlias = Watches | MayWatch | WatchesOther


def watching(alarm: MetricAlarm, metric: MetricSubject) -> Watching:
    """What the alarm has to do with the metric."""
    if alarm.EvaluationCriteria is not None and not alarm.MetricName:
        return _queried(alarm, metric)
    queries = alarm.Metrics or ()
    if alarm.MetricName is not None and not queries:
        return _plain(alarm, metric)
    if alarm.MetricName is not None:
        return (
            MayWatch("it names one metric at the top and others below")
            if _mentions(alarm, metric)
            else WatchesOther()
        )
    if len(queries) == 1 and queries[0].MetricStat is not None and queries[0].Expression is None:
        return _single(alarm, queries[0], metric)
    if any(_is_query_of(query, metric) for query in queries):
        return MayWatch("it computes its value from several metrics or an expression")
    return WatchesOther()


def _plain(alarm: MetricAlarm, metric: MetricSubject) -> Watching:
    statistic = alarm.Statistic or alarm.ExtendedStatistic
    other = _other(alarm.Namespace, alarm.MetricName, alarm.Dimensions, metric)
    if other is not None:
        return other
    watch = _watch(alarm, statistic, alarm.Period)
    return Watches(watch, alarm.Unit, _pairs(alarm.Dimensions))


def _single(alarm: MetricAlarm, query: MetricDataQuery, metric: MetricSubject) -> Watching:
    assert query.MetricStat is not None
    found = query.MetricStat
    if query.AccountId not in (None, metric.group.place.account):
        return WatchesOther(f"it watches the metric of account {query.AccountId}")
    other = _other(found.Metric.Namespace, found.Metric.MetricName, found.Metric.Dimensions, metric)
    if other is not None:
        return other
    if query.ReturnData is False:
        return MayWatch("its only metric does not return data")
    return Watches(_watch(alarm, found.Stat, found.Period), found.Unit, _pairs(found.Metric.Dimensions))


def _watch(alarm: MetricAlarm, statistic: str | None, period: int | None) -> Watch:
    threshold = None if alarm.Threshold is None or alarm.ThresholdMetricId else Decimal(repr(alarm.Threshold))
    return Watch(
        statistic,
        period,
        alarm.EvaluationPeriods,
        alarm.DatapointsToAlarm,
        threshold,
        alarm.ComparisonOperator,
        alarm.TreatMissingData,
        alarm.EvaluateLowSampleCountPercentile,
    )


def _other(
    namespace: str | None, name: str | None, dimensions: Iterable[Dimension] | None, metric: MetricSubject
) -> WatchesOther | None:
    """Why this is not the metric, if it is not. Names and namespaces are case-sensitive."""
    if (name or "").lower() != metric.name.lower():
        return WatchesOther()
    if name != metric.name:
        return WatchesOther(f"it watches `{name}`, spelled otherwise than `{metric.name}`")
    if namespace != metric.namespace:
        return WatchesOther(f"it watches the namespace `{namespace}`, not `{metric.namespace}`")
    asked = tuple(sorted(pair.Name for pair in dimensions or ()))
    if asked != tuple(sorted(metric.dimensions)):
        return WatchesOther(
            f"it watches the metric with dimensions ({', '.join(asked) or 'none'}),"
            f" which is another than the one published with ({', '.join(metric.dimensions) or 'none'})"
        )
    return None


def _pairs(dimensions: Iterable[Dimension] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((pair.Name, pair.Value) for pair in dimensions or ()))


def _queried(alarm: MetricAlarm, metric: MetricSubject) -> Watching:
    """A PromQL alarm: open where its query speaks of the metric or picks names by a pattern."""
    criteria = alarm.EvaluationCriteria.PromQLCriteria if alarm.EvaluationCriteria else None
    query = (criteria.Query if criteria else None) or ""
    return (
        MayWatch("it evaluates a PromQL query") if metric.name in query or "=~" in query else WatchesOther()
    )


def _mentions(alarm: MetricAlarm, metric: MetricSubject) -> bool:
    return alarm.MetricName == metric.name or any(_is_query_of(q, metric) for q in alarm.Metrics or ())


def _is_query_of(query: MetricDataQuery, metric: MetricSubject) -> bool:
    """Whether a query is of the metric, or an expression that speaks of it or may find it."""
    expression = query.Expression or ""
    searched = "SEARCH(" in expression.upper() or metric.name in expression
    return searched or any(name == metric.name for name in _names(query))


def _names(query: MetricDataQuery) -> Iterator[str | None]:
    if query.MetricStat is not None:
        yield query.MetricStat.Metric.MetricName
