"""Link 6, audit step 5: the filters publish a value above zero."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 5: describe-metric-filters, metricTransformations (API_MetricTransformation)"

PUBLISHES = Rule(
    id="publishes",
    links=(LinkName.METRIC,),
    outcome=Outcome.SATISFIED,
    title="Publishes a value",
    statement="`{subject}` {observed}",
    meaning="every event of the control adds a value above zero to the metric",
    breaks="",
    mending="",
    source=_STEP,
)
VALUE_NOT_POSITIVE = Rule(
    id="value-not-positive",
    links=(LinkName.METRIC,),
    outcome=Outcome.VIOLATED,
    title="Publishes nothing above zero",
    statement="`{subject}` publishes no value above zero, so the event does not show in the metric",
    meaning="metricValue is zero or below for some event of the control, and no other filter makes up for it",
    breaks="the metric stays as it was, and no alarm sees the event",
    mending="let the filter publish 1 for each event (metricValue 1)",
    source=_STEP,
)
VALUE_NOT_PROVABLE = Rule(
    id="value-not-provable",
    links=(LinkName.METRIC,),
    outcome=Outcome.UNKNOWN,
    title="What is published is not known",
    statement="`{subject}` {observed}",
    meaning="the value is taken from the event, is negative, or comes from a filter that is not known; or "
    "nothing is published that counts, and whether the other filters are enough is not known",
    breaks="the event may not show in the metric",
    mending="let the filter publish 1 for each event (metricValue 1)",
    source=_STEP,
)
