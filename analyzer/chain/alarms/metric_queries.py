"""The queries of a metric-math alarm: which one it watches, and which metrics that one uses.

Source: API_PutMetricAlarm, API_MetricDataQuery. One query returns data; each is a metric or an
expression over other queries, all of one period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from analyzer.aws.cloudwatch import MetricDataQuery, MetricStat
from analyzer.cloudwatch.metric_math.syntax import (
    Call,
    Expression,
    Label,
    NotReadError,
    Reference,
    parts,
    read,
)
from analyzer.coverage.publishers import MetricKey

MOST_QUERIES = 50  # far more than an alarm can have (API_PutMetricAlarm: ten metrics)


@dataclass(frozen=True, slots=True)
class Used:
    """A metric that the watched expression uses. `key` is None where it is of another account."""

    id: str
    key: MetricKey | None
    stat: MetricStat

    @property
    def title(self) -> str:
        return f"{self.stat.Metric.Namespace}/{self.stat.Metric.MetricName}"

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """The dimension values it asks for."""
        return tuple(sorted((pair.Name, pair.Value) for pair in self.stat.Metric.Dimensions or ()))


@dataclass(frozen=True, slots=True)
class Math:
    """The expression that an alarm watches: the query `watched`, as `text`, over `used` metrics.

    `index` is its place in `Metrics`; `expressions` are all that it needs, by id.
    """

    watched: str
    index: int
    text: str
    expressions: Mapping[str, Expression]
    used: tuple[Used, ...]
    period: int


@dataclass(frozen=True, slots=True)
class Single:
    """The alarm watches one metric as it is, the query of this index."""

    index: int


Watched: TypeAlias = Math | Single


def watched(queries: Sequence[MetricDataQuery], account: str) -> Watched:
    """What an alarm of this account watches; raises NotReadError, saying why, where it is not clear."""
    by_id = {query.Id: (index, query) for index, query in enumerate(queries)}
    returned = [query for query in queries if query.ReturnData is not False]
    if len(by_id) != len(queries) or len(returned) != 1:
        raise NotReadError("it does not say which one of its queries it watches")
    if any((query.MetricStat is None) == (query.Expression is None) for query in queries):
        raise NotReadError("one of its queries is neither a metric nor an expression")
    if len(queries) > MOST_QUERIES:
        raise NotReadError("it has more queries than an alarm can have")
    index, query = by_id[returned[0].Id]
    if query.Expression is None:
        return Single(index)
    needed, expressions = _needed(query.Id, {id: found for id, (_, found) in by_id.items()})
    tree = expressions[query.Id]
    if isinstance(tree, Reference) and tree.id in needed and needed[tree.id].MetricStat is not None:
        return Single(by_id[tree.id][0])
    return _math(index, query, needed, expressions, account)


_Queries: TypeAlias = Mapping[str, MetricDataQuery]


def _math(
    index: int, query: MetricDataQuery, needed: _Queries, expressions: Mapping[str, Expression], account: str
) -> Math:
    used = tuple(
        _used(found.MetricStat, found, account) for found in needed.values() if found.MetricStat is not None
    )
    periods = {use.stat.Period for use in used}
    periods |= {found.Period for found in needed.values() if found.Period is not None}
    if len(periods) != 1:
        raise NotReadError(f"the queries of its expression `{query.Expression}` are not of one period")
    return Math(query.Id, index, query.Expression or "", expressions, used, periods.pop())


def _used(stat: MetricStat, query: MetricDataQuery, account: str) -> Used:
    metric = stat.Metric
    names = tuple(sorted(pair.Name for pair in metric.Dimensions or ()))
    own = query.AccountId in (None, account)
    return Used(query.Id, (metric.Namespace or "", metric.MetricName or "", names) if own else None, stat)


def _needed(id: str, queries: _Queries) -> tuple[dict[str, MetricDataQuery], dict[str, Expression]]:
    """The queries that one needs, and the trees of those that are expressions."""
    needed: dict[str, MetricDataQuery] = {}
    expressions: dict[str, Expression] = {}
    pending = [id]
    for name in pending:
        if name in needed or name not in queries:
            continue
        query = needed[name] = queries[name]
        if query.Expression is None:
            continue
        try:
            expressions[name] = read(query.Expression)
        except NotReadError as error:
            raise NotReadError(f"its expression `{query.Expression}` is not read here: {error}") from error
        pending += _mentioned(expressions[name], queries)
    return needed, expressions


def _mentioned(tree: Expression, queries: _Queries) -> list[str]:
    """The ids that a tree names; METRICS names all metrics, or those with a text in their id."""
    found: list[str] = []
    for part in parts(tree):
        match part:
            case Reference(id=id):
                found.append(id)
            case Call(function="METRICS", arguments=arguments):
                texts = [label.text for label in arguments if isinstance(label, Label)]
                found += [
                    id
                    for id, query in queries.items()
                    if query.MetricStat is not None and all(text in id for text in texts)
                ]
            case Call(function=function) if function in _FINDS_METRICS:
                raise NotReadError(f"`{function}` finds metrics that the evidence does not name")
            case _:
                pass
    return found


_FINDS_METRICS = ("SEARCH", "INSIGHT_RULE_METRIC", "DB_PERF_INSIGHTS", "SERVICE_QUOTA", "LAMBDA")
