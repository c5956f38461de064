"""Link 6: the filters publish a value above zero for every event of the control.

Audit step 5, `metricTransformations`. A value of zero or below adds nothing to see; a value taken
from the event may be anything.
"""

from __future__ import annotations

from typing import assert_never

from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidate, Candidates
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
from analyzer.coverage.values import ValueState, publishes
from analyzer.evidence import Citation
from analyzer.findings import Finding
from analyzer.verdict import Outcome


def candidates(context: ControlContext, metric: MetricSubject) -> Candidates:
    """The metric itself, with what its filters publish."""
    findings = _judge(context, metric)
    outcome = findings[0].outcome
    requests = (asks.metric_filters(metric.group),) if outcome is Outcome.UNKNOWN else ()
    return Candidates((Candidate(metric.title, outcome, metric, findings, requests=requests),), complete=True)


def _judge(context: ControlContext, metric: MetricSubject) -> tuple[Finding, ...]:
    found = publishes(
        context.control, metric.publishers, account=metric.group.scope.account, cache=context.cache
    )
    return tuple(_finding(found.state, publisher) for publisher in found.told_of)


def _finding(state: ValueState, publisher: MetricPublisher) -> Finding:
    match state:
        case ValueState.ALL_POSITIVE:
            message = f"publishes {publisher.transformation.metricValue} for each event"
            return _about(publisher, "publishes", state.outcome, message)
        case ValueState.OTHERS_ENOUGH:
            message = "publishes nothing that counts, but the other filters of the metric are enough"
            return _about(publisher, "publishes", state.outcome, message)
        case ValueState.UNCLEAR:
            return _unclear(publisher)
        case ValueState.UNKNOWN_FILTER:
            message = "may be the only one to publish a value that counts, and what it counts is not known"
            return _about(publisher, "value-not-provable", state.outcome, message)
        case ValueState.NOT_POSITIVE:
            message = "publishes no value above zero, so the event does not show in the metric"
            return _about(publisher, "value-not-positive", state.outcome, message)
        case _:
            assert_never(state)


def _unclear(publisher: MetricPublisher) -> Finding:
    message = (
        f"publishes `{publisher.transformation.metricValue}`, which may lower the metric or add nothing to it"
    )
    return _about(publisher, "value-not-provable", Outcome.UNKNOWN, message)


def _about(publisher: MetricPublisher, code: str, outcome: Outcome, message: str) -> Finding:
    return Finding(code, outcome, f"`{publisher.name}` {message}", _place(publisher))


def _place(publisher: MetricPublisher) -> Citation:
    return publisher.record.cite("metricTransformations", publisher.index, "metricValue")
