"""Link 6: the filters publish a value above zero for every event of the control.

Audit step 5, `metricTransformations`. A value of zero or below adds nothing to see; a value taken
from the event may be anything.
"""

from __future__ import annotations

from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidate, Candidates
from analyzer.coverage.criteria import read
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
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
    useless = [
        publisher for publisher in metric.publishers if publisher.value is not None and publisher.value <= 0
    ]
    unclear = [publisher for publisher in metric.publishers if publisher.value is None or publisher.value < 0]
    if not useless and not unclear:
        return tuple(
            _about(
                publisher,
                "publishes",
                Outcome.SATISFIED,
                f"publishes {publisher.transformation.metricValue} for each event",
            )
            for publisher in metric.publishers
        )
    counted = [
        publisher.pattern
        for publisher in metric.publishers
        if publisher not in useless + unclear and publisher.pattern and not publisher.flaw
    ]
    enough = (
        read(context.control, context.cache, counted, metric.group.scope.account).outcome is Outcome.SATISFIED
    )
    if enough and not unclear:
        message = "publishes nothing that counts, but the other filters of the metric are enough"
        return tuple(_about(publisher, "publishes", Outcome.SATISFIED, message) for publisher in useless)
    if unclear and (enough or any(publisher.value is None for publisher in unclear)):
        return tuple(_unclear(publisher) for publisher in unclear)
    flawed = [
        publisher
        for publisher in metric.publishers
        if publisher.flaw is not None and publisher not in useless
    ]
    if flawed:
        message = "may be the only one to publish a value that counts, and what it counts is not known"
        return tuple(
            _about(publisher, "value-not-provable", Outcome.UNKNOWN, message) for publisher in flawed
        )
    message = "publishes no value above zero, so the event does not show in the metric"
    return tuple(_about(publisher, "value-not-positive", Outcome.VIOLATED, message) for publisher in useless)


def _unclear(publisher: MetricPublisher) -> Finding:
    message = (
        f"publishes `{publisher.transformation.metricValue}`, which may lower the metric or add nothing to it"
    )
    return _about(publisher, "value-not-provable", Outcome.UNKNOWN, message)


def _about(publisher: MetricPublisher, code: str, outcome: Outcome, message: str) -> Finding:
    return Finding(code, outcome, f"`{publisher.name}` {message}", _place(publisher))


def _place(publisher: MetricPublisher) -> Citation:
    return publisher.record.cite("metricTransformations", publisher.index, "metricValue")
