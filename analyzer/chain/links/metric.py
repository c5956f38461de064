"""Link 6: the filters publish a value for every event of the control.

Audit step 5, `metricTransformations`. A value taken from the event may be anything. One of zero or below
shows in a count of samples and to alarms on low values, so what it is worth is for the alarm to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.filter_findings import Voice
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
from analyzer.coverage.values import ValueState, publishes
from analyzer.evidence import Citation
from analyzer.findings import Finding
from analyzer.phrase import phrase
from analyzer.rules import Rule
from analyzer.rules.metric import PUBLISHES, VALUE_NOT_PROVABLE
from analyzer.verdict import Outcome


def candidates(context: ControlContext, metric: MetricSubject) -> Candidates:
    """The metric itself, with what its filters publish."""
    found = publishes(context.control, metric.publishers, origin=metric.origin, cache=context.cache)
    by_value: dict[str, list[MetricPublisher]] = {}
    for publisher in found.told_of:
        by_value.setdefault(publisher.transformation.metricValue or "", []).append(publisher)
    deciding, *beside = (_finding(found.state, value, Voice(told)) for value, told in by_value.items())
    requests = (asks.metric_filters(metric.group),) if found.outcome is Outcome.UNKNOWN else ()
    step = Candidate(metric.title, deciding, metric, tuple(beside), requests=requests)
    return Candidates((step,), complete=True)


def _finding(state: ValueState, value: str, voice: Voice) -> Finding:
    """What filters publish that all publish this value."""
    publish = "publishes" if voice.is_one else f"{voice.others}publish"

    def says(rule: Rule, template: str) -> Finding:
        return voice.says(rule, phrase(template, publish=publish, value=value), places_of=_value_places)

    match state:
        case ValueState.ALL_POSITIVE:
            return says(PUBLISHES, "{publish} {value} for each event")
        case ValueState.OTHERS_ENOUGH:
            others = "{publish} nothing that counts, but the other filters of the metric are enough"
            return says(PUBLISHES, others)
        case ValueState.UNCLEAR:
            return says(
                VALUE_NOT_PROVABLE, "{publish} `{value}`, which may lower the metric or add nothing to it"
            )
        case ValueState.OTHERS_OPEN:
            return says(VALUE_NOT_PROVABLE, _OTHERS_OPEN)
        case ValueState.UNKNOWN_FILTER:
            return says(VALUE_NOT_PROVABLE, _UNKNOWN_FILTER)
        case ValueState.NOT_POSITIVE:
            return says(PUBLISHES, "{publish} {value} for each event, which few alarms see")
        case _:
            assert_never(state)


def _value_places(publisher: MetricPublisher) -> Iterator[Citation]:
    """The value, and the metric that it goes to."""
    for name in ("metricValue", "metricNamespace", "metricName", "dimensions"):
        place = publisher.record.cite("metricTransformations", publisher.index, name)
        if name == "metricValue" or place.location.pointer.endswith(f"/{name}"):
            yield place


_OTHERS_OPEN = (
    "{publish} nothing that counts, and whether the other filters of the metric are enough is not known"
)
_UNKNOWN_FILTER = "may be the only one to publish a value that counts, and what it counts is not known"
