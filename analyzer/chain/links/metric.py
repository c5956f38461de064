"""Link 6: the filters publish a value for every event of the control.

Audit step 5, `metricTransformations`. A value taken from the event may be anything. One of zero or below
shows in a count of samples and to alarms on low values, so what it is worth is for the alarm to say.
"""

from __future__ import annotations

from typing import assert_never

from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidate, Candidates
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
from analyzer.coverage.values import ValueState, publishes
from analyzer.findings import Finding
from analyzer.phrase import Value, phrase
from analyzer.rules import Rule
from analyzer.rules.metric import PUBLISHES, VALUE_NOT_PROVABLE
from analyzer.verdict import Outcome


def candidates(context: ControlContext, metric: MetricSubject) -> Candidates:
    """The metric itself, with what its filters publish."""
    found = publishes(
        context.control, metric.publishers, account=metric.group.scope.account, cache=context.cache
    )
    deciding, *beside = (_finding(found.state, publisher) for publisher in found.told_of)
    requests = (asks.metric_filters(metric.group),) if found.outcome is Outcome.UNKNOWN else ()
    step = Candidate(metric.title, deciding, metric, tuple(beside), requests=requests)
    return Candidates((step,), complete=True)


def _finding(state: ValueState, publisher: MetricPublisher) -> Finding:
    value = publisher.transformation.metricValue
    place = publisher.record.cite("metricTransformations", publisher.index, "metricValue")

    def about(rule: Rule, observed: Value) -> Finding:
        return Finding(rule, publisher.name, observed, places=(place,))

    match state:
        case ValueState.ALL_POSITIVE:
            return about(PUBLISHES, phrase("publishes {value} for each event", value=value))
        case ValueState.OTHERS_ENOUGH:
            return about(PUBLISHES, _OTHERS_ENOUGH)
        case ValueState.UNCLEAR:
            may = "publishes `{value}`, which may lower the metric or add nothing to it"
            return about(VALUE_NOT_PROVABLE, phrase(may, value=value))
        case ValueState.OTHERS_OPEN:
            return about(VALUE_NOT_PROVABLE, _OTHERS_OPEN)
        case ValueState.UNKNOWN_FILTER:
            return about(VALUE_NOT_PROVABLE, _UNKNOWN_FILTER)
        case ValueState.NOT_POSITIVE:
            return about(
                PUBLISHES, phrase("publishes {value} for each event, which few alarms see", value=value)
            )
        case _:
            assert_never(state)


_OTHERS_ENOUGH = phrase("publishes nothing that counts, but the other filters of the metric are enough")
_OTHERS_OPEN = phrase(
    "publishes nothing that counts, and whether the other filters of the metric are enough is not known"
)
_UNKNOWN_FILTER = phrase(
    "may be the only one to publish a value that counts, and what it counts is not known"
)
