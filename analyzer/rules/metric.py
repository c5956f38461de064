"""Link 6, audit step 5: the filters publish a value for each event."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 5: describe-metric-filters, metricTransformations (API_MetricTransformation)"

PUBLISHES = Rule(
    id="publishes",
    links=(LinkName.METRIC,),
    outcome=Outcome.SATISFIED,
    title="Publishes a value",
    statement="{subject:quoted} {observed}",
    meaning="every event of the control adds a value to the metric; whether it shows is for the alarm to say",
    breaks="",
    mending="",
    source=_STEP,
)
VALUE_NOT_PROVABLE = Rule(
    id="value-not-provable",
    links=(LinkName.METRIC,),
    outcome=Outcome.UNKNOWN,
    title="What is published is not known",
    statement="{subject:quoted} {observed}",
    meaning="the value is taken from the event, is negative, or comes from a filter that is not known; or "
    "nothing is published that counts, and whether the other filters are enough is not known",
    breaks="the event may not show in the metric",
    mending="let the filter publish 1 for each event (metricValue 1)",
    source=_STEP,
)
