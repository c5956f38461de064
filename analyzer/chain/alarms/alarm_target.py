"""Which metric an alarm watches, and how: a plain alarm, one metric query, or something else.

Source: API_MetricAlarm. An alarm on one metric names it at the top, or in an entry of `Metrics` with
a `MetricStat`. One on an expression watches the metric if the expression uses it; a subject of
several metrics is watched where one expression uses them all. Anomaly bands are not read here, nor what a
query makes of the metric: whether they watch the metric is open where they speak of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from analyzer.aws.cloudwatch import Dimension, EvaluationCriteria, MetricAlarm, MetricDataQuery
from analyzer.cloudwatch.alarm_evaluation import Watch
from analyzer.cloudwatch.metrics_insights import selected_metric
from analyzer.coverage.publishers import MetricSubject
from analyzer.phrase import Phrase, Value, phrase

if TYPE_CHECKING:  # few alarms compute their value: what reads expressions is loaded with the first
    from analyzer.chain.alarms.metric_queries import Math


class Monitors(NamedTuple):
    """The alarm watches this metric, alone or in an expression (`math`).

    `dimensions` are the values it asks for.
    """

    watch: Watch
    unit: str | None
    dimensions: tuple[tuple[str, str], ...]
    math: Math | None = None


class MayMonitor(NamedTuple):
    """The alarm speaks of the metric in a form that is not read here."""

    observed: Value


class OtherMetric(NamedTuple):
    """The alarm watches a namesake of the metric: what it watches, and what it would have to watch.

    `member` is the member of the alarm that says so, where it names one metric at the top, and `published`
    that of a metric transformation.
    """

    observed: Phrase
    expected: Phrase
    member: str = "MetricName"
    published: str = "metricName"


class Unrelated(NamedTuple):
    """The alarm has nothing to do with the metric."""


AlarmTarget: TypeAlias = Monitors | MayMonitor | OtherMetric | Unrelated


_UNRELATED = Unrelated()


def alarm_target(alarm: MetricAlarm, metric: MetricSubject) -> AlarmTarget:
    """What the alarm has to do with the metric."""
    if alarm.EvaluationCriteria is not None and not alarm.MetricName:
        return _queried(alarm.EvaluationCriteria, metric)
    queries = alarm.Metrics or ()
    if not queries and (alarm.MetricName is None or alarm.Namespace is None):
        return _unnamed(alarm, metric)
    if alarm.MetricName is not None and not queries:
        return _plain(alarm, metric)
    if alarm.MetricName is not None:
        mentioned = not metric.parts and _mentions(alarm, metric)
        return (
            MayMonitor(phrase("it names one metric at the top and others below")) if mentioned else _UNRELATED
        )
    if other := _selects_another(queries, metric):
        return other
    if not any(_is_query_of(query, member) for query in queries for member in metric.members):
        return _UNRELATED
    return _computed(alarm, queries, metric)


def _unnamed(alarm: MetricAlarm, metric: MetricSubject) -> AlarmTarget:
    """An alarm that does not say which metric it watches may watch this one."""
    told = ((alarm.MetricName, metric.name), (alarm.Namespace, metric.namespace))
    if metric.parts or any(said is not None and said != own for said, own in told):
        return _UNRELATED
    return MayMonitor(phrase("it does not say which metric it watches"))


def _plain(alarm: MetricAlarm, metric: MetricSubject) -> AlarmTarget:
    statistic = alarm.Statistic or alarm.ExtendedStatistic
    other = _other(alarm.Namespace, alarm.MetricName, alarm.Dimensions, metric)
    if other is not None:
        return other
    watch = _watch(alarm, statistic, alarm.Period)
    return Monitors(watch, alarm.Unit, _pairs(alarm.Dimensions))


def _computed(alarm: MetricAlarm, queries: Sequence[MetricDataQuery], metric: MetricSubject) -> AlarmTarget:
    from analyzer.chain.alarms.metric_queries import Single, watched
    from analyzer.cloudwatch.metric_math.syntax import NotReadError

    if alarm.ThresholdMetricId is not None:
        return MayMonitor(phrase("it compares with an anomaly band instead of a fixed threshold"))
    try:
        found = watched(queries, metric.group.scope.account)
    except NotReadError as error:
        every = all(any(_is_query_of(query, member) for query in queries) for member in metric.members)
        return MayMonitor(str(error)) if every else _UNRELATED
    if isinstance(found, Single):
        return _single(alarm, queries[found.index], metric)
    own = [[use for use in found.used if use.key == member.key] for member in metric.members]
    if not all(own):
        return _without(found, metric)
    uses = [use for member in own for use in member]
    settings = {(use.stat.Unit, use.values) for use in uses}
    if len(settings) > 1 or (metric.parts and settings != {(None, ())}):
        return MayMonitor(phrase("its expression asks for several units or dimension values"))
    unit, dimensions = settings.pop()
    return Monitors(_watch(alarm, None, found.period), unit, dimensions, found)


def _without(math: Math, metric: MetricSubject) -> OtherMetric | MayMonitor | Unrelated:
    """Why an expression does not use the metric: it uses a namesake, or none of that name."""
    if metric.parts:
        return _UNRELATED
    for use in math.used:
        if (use.stat.Metric.MetricName or "").lower() == metric.name.lower():
            if use.key is None:
                account = phrase("that of account {account}", account=metric.group.scope.account)
                return OtherMetric(phrase("the metric of another account"), account)
            other = _other(
                use.stat.Metric.Namespace, use.stat.Metric.MetricName, use.stat.Metric.Dimensions, metric
            )
            return other or _UNRELATED
    expression = phrase("the expression `{expression}`", expression=math.text)
    return OtherMetric(expression, phrase("the metric `{metric}`", metric=metric.title))


def _selects_another(
    queries: Sequence[MetricDataQuery], metric: MetricSubject
) -> OtherMetric | MayMonitor | Unrelated | None:
    """Why an alarm on one Metrics Insights query is not on the metric, if that is so."""
    selected = selected_metric(queries[0].Expression or "") if len(queries) == 1 else None
    if selected is None:
        return None
    # Which of the metric's dimensions the query takes, it tells in other parts.
    names = [Dimension(Name=name, Value="*") for name in metric.dimensions]
    return _other(selected.namespace, selected.name, names, metric)


def _single(alarm: MetricAlarm, query: MetricDataQuery, metric: MetricSubject) -> AlarmTarget:
    assert query.MetricStat is not None
    found = query.MetricStat
    if query.AccountId not in (None, metric.group.scope.account):
        there = phrase("the metric of account {account}", account=query.AccountId)
        return OtherMetric(there, phrase("that of account {account}", account=metric.group.scope.account))
    other = _other(found.Metric.Namespace, found.Metric.MetricName, found.Metric.Dimensions, metric)
    if other is not None:
        return other
    return Monitors(_watch(alarm, found.Stat, found.Period), found.Unit, _pairs(found.Metric.Dimensions))


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
) -> OtherMetric | MayMonitor | Unrelated | None:
    """Why this is not the metric, or may not be. Names and namespaces are case-sensitive."""
    if metric.parts or (name or "").lower() != metric.name.lower():
        return _UNRELATED
    if name != metric.name:
        spelled = phrase("`{metric}`, spelled otherwise", metric=name)
        return OtherMetric(spelled, phrase("`{metric}`", metric=metric.name))
    if namespace != metric.namespace:
        there = phrase("the namespace `{namespace}`", namespace=namespace)
        expected = phrase("`{namespace}`", namespace=metric.namespace)
        return OtherMetric(there, expected, "Namespace", "metricNamespace")
    asked = tuple(sorted(pair.Name for pair in dimensions or ()))
    if set(metric.dimensions) < set(asked) <= {*metric.dimensions, *_system_fields(metric)}:
        return MayMonitor(phrase("how filters publish the system fields that it asks for is not known here"))
    if asked != tuple(sorted(metric.dimensions)):
        watched = phrase("the metric with dimensions ({names})", names=asked or "none")
        published = phrase("the one published with ({names})", names=metric.dimensions or "none")
        return OtherMetric(watched, published, "Dimensions", "dimensions")
    return None


def _system_fields(metric: MetricSubject) -> set[str]:
    """The fields that filters add as dimensions by themselves (API_MetricFilter)."""
    filters = (publisher.record.value for publisher in metric.publishers)
    return {name for one in filters for name in one.emitSystemFieldDimensions or ()}


def _pairs(dimensions: Iterable[Dimension] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((pair.Name, pair.Value) for pair in dimensions or ()))


def _queried(criteria: EvaluationCriteria, metric: MetricSubject) -> AlarmTarget:
    """A PromQL alarm: open where its query speaks of the metric or picks names by a pattern."""
    query = (criteria.PromQLCriteria.Query if criteria.PromQLCriteria else None) or ""
    spoken = "=~" in query or all(member.name in query for member in metric.members)
    return MayMonitor(phrase("it evaluates a PromQL query")) if spoken else _UNRELATED


def _mentions(alarm: MetricAlarm, metric: MetricSubject) -> bool:
    return alarm.MetricName == metric.name or any(_is_query_of(q, metric) for q in alarm.Metrics or ())


# SEARCH finds metrics by parts of their names, a Metrics Insights query by its conditions.
_FINDS = re.compile(r"SEARCH\s*\(|\bSELECT\b")


def _is_query_of(query: MetricDataQuery, metric: MetricSubject) -> bool:
    """Whether a query is of the metric, or an expression that speaks of it or may find it."""
    expression = query.Expression or ""
    if (selected := selected_metric(expression)) is not None:
        return selected == (metric.namespace, metric.name)
    searched = _FINDS.search(expression.upper()) is not None or metric.name in expression
    return searched or any(name == metric.name for name in _names(query))


def _names(query: MetricDataQuery) -> Iterator[str | None]:
    if query.MetricStat is not None:
        yield query.MetricStat.Metric.MetricName
