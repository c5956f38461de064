"""Link 6: the filters publish a value above zero for every event of the control.

Audit step 5, `metricTransformations`. A value of zero or below adds nothing to see; a value taken
from the event may be anything.
"""

from __future__ import annotations

from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import Case
from analyzer.chain.engine import Candidates, Step
from analyzer.coverage.criteria import read
from analyzer.coverage.publishers import Feed, MetricSubject
from analyzer.evidence import Cited
from analyzer.findings import Finding
from analyzer.verdict import Outcome


def candidates(case: Case, metric: MetricSubject) -> Candidates:
    """The metric itself, with what its filters publish."""
    findings = _judge(case, metric)
    outcome = findings[0].outcome
    requests = (asks.metric_filters(metric.group),) if outcome is Outcome.UNKNOWN else ()
    return Candidates((Step(metric.title, outcome, metric, findings, requests=requests),), complete=True)


def _judge(case: Case, metric: MetricSubject) -> tuple[Finding, ...]:
    useless = [feed for feed in metric.feeds if feed.value is not None and feed.value <= 0]
    unclear = [feed for feed in metric.feeds if feed.value is None or feed.value < 0]
    if not useless and not unclear:
        return tuple(
            _about(
                feed,
                "publishes",
                Outcome.SATISFIED,
                f"publishes {feed.transformation.metricValue} for each event",
            )
            for feed in metric.feeds
        )
    counted = [
        feed.pattern
        for feed in metric.feeds
        if feed not in useless + unclear and feed.pattern and not feed.flaw
    ]
    enough = read(case, counted, metric.group.place.account).outcome is Outcome.SATISFIED
    if enough and not unclear:
        message = "publishes nothing that counts, but the other filters of the metric are enough"
        return tuple(_about(feed, "publishes", Outcome.SATISFIED, message) for feed in useless)
    if unclear and (enough or any(feed.value is None for feed in unclear)):
        return tuple(_unclear(feed) for feed in unclear)
    flawed = [feed for feed in metric.feeds if feed.flaw is not None and feed not in useless]
    if flawed:
        message = "may be the only one to publish a value that counts, and what it counts is not known"
        return tuple(_about(feed, "value-not-provable", Outcome.UNKNOWN, message) for feed in flawed)
    message = "publishes no value above zero, so the event does not show in the metric"
    return tuple(_about(feed, "value-not-positive", Outcome.VIOLATED, message) for feed in useless)


def _unclear(feed: Feed) -> Finding:
    message = (
        f"publishes `{feed.transformation.metricValue}`, which may lower the metric or add nothing to it"
    )
    return _about(feed, "value-not-provable", Outcome.UNKNOWN, message)


def _about(feed: Feed, code: str, outcome: Outcome, message: str) -> Finding:
    return Finding(code, outcome, f"`{feed.name}` {message}", _place(feed))


def _place(feed: Feed) -> Cited:
    return feed.record.cite("metricTransformations", feed.index, "metricValue")
