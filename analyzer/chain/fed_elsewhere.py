"""What filters of other log groups publish to a metric.

CloudWatch knows a metric by account, region, namespace, name and dimensions alone: whatever log group a
filter reads, what it publishes adds up (API_MetricTransformation). A filter that counts all that arrives in
another log group keeps the alarm in ALARM as soon as anything does. What arrives there the evidence does not
say, so it proves nothing and refutes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from analyzer.chain.context import ControlContext
from analyzer.coverage.counting import Counted, Missed, Unsettled, coverage_of_everything
from analyzer.coverage.everyday import counts_nearly_everything
from analyzer.coverage.publishers import MetricPublisher, MetricSubject, patterns_of
from analyzer.findings import Finding, Notice
from analyzer.phrase import Value, phrase
from analyzer.rules.metric_filter import DROWNED_ELSEWHERE
from analyzer.rules.warnings import FED_ELSEWHERE


def drowning_findings(context: ControlContext, metric: MetricSubject) -> tuple[Finding, ...]:
    """Why what other log groups publish to the metric may drown the events of the control in others."""
    return tuple(_drowning(context, metric.group.scope.account, metric.elsewhere))


def _drowning(
    context: ControlContext, account: str, elsewhere: Sequence[MetricPublisher]
) -> Iterator[Finding]:
    for name, publishers in _by_group(elsewhere).items():
        counting = [one for one in publishers if one.value != 0]
        if unread := [one for one in counting if one.pattern is None or one.record.conflicts]:
            yield _about(unread[0], name, phrase("what it counts is not known: {why}", why=unread[0].flaw))
            continue
        match context.cache.once(coverage_of_everything, tuple(patterns_of(counting))):
            case Counted():
                yield _about(counting[0], name, _EVERYTHING)
            case Unsettled(reasons=reasons):
                yield _about(counting[0], name, phrase(_MAY_COUNT_EVERYTHING, reasons=reasons))
            case Missed():
                if context.cache.once(counts_nearly_everything, tuple(patterns_of(counting)), account):
                    yield _about(counting[0], name, _NEARLY_EVERYTHING)
            case never:
                assert_never(never)


_EVERYTHING = phrase("counts every event there")
_NEARLY_EVERYTHING = phrase("counts nearly all that happens on an ordinary day")
_MAY_COUNT_EVERYTHING = "may count every event there: {reasons:;}"


def fed_elsewhere(metric: MetricSubject) -> tuple[Notice, ...]:
    """That filters of other log groups feed the metric too."""
    return tuple(_fed(part) for part in metric.members if part.elsewhere)


def _fed(metric: MetricSubject) -> Notice:
    names = tuple(f"{one.name} of {one.record.value.logGroupName}" for one in metric.elsewhere)
    places = tuple(one.record.cite("metricTransformations", one.index) for one in metric.elsewhere)
    return Notice(FED_ELSEWHERE, metric.title, names, places=places)


def _by_group(publishers: Sequence[MetricPublisher]) -> dict[str, list[MetricPublisher]]:
    found: dict[str, list[MetricPublisher]] = {}
    for one in publishers:
        found.setdefault(one.record.value.logGroupName or "", []).append(one)
    return found


def _about(publisher: MetricPublisher, group: str, observed: Value) -> Finding:
    places = (publisher.record.cite("filterPattern"),)
    return Finding(DROWNED_ELSEWHERE, publisher.name, observed, group, places)
