"""Link 5, audit step 5: metric filters that together count every event of the control."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 5: describe-metric-filters, filterPattern"
_SYNTAX = "CloudWatch Logs User Guide, filter and pattern syntax"
_MEND = "put a filter with the benchmark's pattern on the log group (logs put-metric-filter)"

COUNTS_REQUIRED_EVENTS = Rule(
    id="counts-required-events",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.SATISFIED,
    title="Counts every event of the control",
    statement="{subject:quoted} {observed}",
    meaning="every event that the control is about matches the filter, or one that feeds the same metric",
    breaks="",
    mending="",
    source=_STEP,
)
PRESCRIBED_TEXT = Rule(
    id="prescribed-text",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.SATISFIED,
    title="The prescribed pattern",
    statement="`{subject}` is the prescribed text",
    meaning="the pattern is the one that the benchmark prescribes, however it is spelled",
    breaks="",
    mending="",
    source=_STEP,
)
COUNTS_PRESCRIBED_TEXT = Rule(
    id="counts-prescribed-text",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.SATISFIED,
    title="Counts what the prescribed pattern counts",
    statement="{subject:quoted} {observed}",
    meaning="every event that matches the benchmark's pattern matches the filter as well",
    breaks="",
    mending="",
    source=_STEP,
)
NO_FILTER_NEAR = Rule(
    id="no-filter-near",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.VIOLATED,
    title="No metric filter for these events",
    statement="{observed} of `{subject}` {expected}",
    meaning="these filters of the log group count none of the kinds of events that the control is about, and "
    "neither their names nor their patterns are like those that it asks for",
    breaks="nothing counts the events",
    mending=_MEND,
    source=_STEP,
)
NO_METRIC_FILTER = Rule(
    id="no-metric-filter",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.VIOLATED,
    title="No metric filter",
    statement="`{subject}` has no metric filter",
    meaning="a whole list of the log group's metric filters is empty",
    breaks="nothing counts the events",
    mending=_MEND,
    source=_STEP,
)
MISSES_REQUIRED_EVENTS = Rule(
    id="misses-required-events",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.VIOLATED,
    title="Misses events of the control",
    statement="{subject:quoted} {observed}",
    meaning="the event shown is one that the control is about, and no filter of the metric matches it",
    breaks="such an event raises no alarm",
    mending=_MEND,
    source=_STEP,
)
MISSES_PRESCRIBED_TEXT = Rule(
    id="misses-prescribed-text",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.VIOLATED,
    title="Misses events of the prescribed pattern",
    statement="{subject:quoted} {observed}, which the prescribed text counts",
    meaning="the event shown matches the benchmark's pattern, and no filter of the metric matches it",
    breaks="such an event raises no alarm",
    mending=_MEND,
    source=_STEP,
)
COUNTS_EVERYTHING = Rule(
    id="counts-everything",
    links=(LinkName.METRIC_FILTER, LinkName.ALARM),
    outcome=Outcome.VIOLATED,
    title="Counts everything",
    statement="`{subject}`: {observed}",
    meaning="every event of CloudTrail matches the filters of the metric, or the values that are published "
    "for events that do not match bring the alarm into ALARM as well",
    breaks="the alarm is about activity of any kind",
    mending="put a filter with the benchmark's pattern and without a default value other than 0",
    source=_STEP,
)
COUNTS_NEARLY_EVERYTHING = Rule(
    id="counts-nearly-everything",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="Counts nearly everything",
    statement="`{subject}` counts nearly all that happens on an ordinary day",
    meaning="of some three hundred everyday events of many services the filters of the metric count all but "
    "a handful",
    breaks="the alarm is about activity of nearly any kind, and tells as little as if it counted everything",
    mending="put a filter with the benchmark's pattern",
    source=_STEP,
)
FILTERS_NOT_CAPTURED = Rule(
    id="filters-not-captured",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="Metric filters not captured",
    statement="no metric filters of the log group were captured",
    meaning="no file is the output of describe-metric-filters for this log group",
    breaks="the log group may have no filter that counts",
    mending="ask for the output of describe-metric-filters for the log group",
    source=_STEP,
)
EVIDENCE_UNBOUND = Rule(
    id="evidence-unbound",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="Answer of an unknown account or region",
    statement="does not say of which account and region it is; possible: {observed}",
    meaning="an answer that may be about this log group names neither account nor region, and several fit",
    breaks="its filters may be those of another log group of that name",
    mending="name the file or its folder for account and region, or state them with --account and --region",
    source="API_DescribeMetricFilters: the answer holds neither account nor region",
)
FILTER_NOT_PROVABLE = Rule(
    id="filter-not-provable",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="What the filter counts is not known",
    statement="`{subject}`: {observed}",
    meaning="the filter sees other events than CloudTrail writes, or its pattern is none that AWS takes",
    breaks="it may count nothing, or not all that its pattern says",
    mending="capture the filters again; leave out transformations and selection criteria",
    source="API_MetricFilter: applyOnTransformedLogs, fieldSelectionCriteria, emitSystemFieldDimensions",
)
COVERAGE_UNDECIDED = Rule(
    id="coverage-undecided",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="Undecided whether every event is counted",
    statement="{subject:quoted} {observed:;}",
    meaning="the answer hangs on something about AWS that is neither documented nor recorded, or the search "
    "for it stopped at a limit of the program",
    breaks="an event of the control may not be counted, or every event of all may be",
    mending="run the test-metric-filter command of the report, or write the pattern as prescribed",
    source=_SYNTAX,
)
PRESCRIBED_TEXT_UNDECIDED = Rule(
    id="prescribed-text-undecided",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="Undecided whether the prescribed pattern is covered",
    statement="{subject:quoted} may not count all that the prescribed text counts: {observed:;}",
    meaning="the answer hangs on something about AWS that is neither documented nor recorded",
    breaks="an event that the benchmark's pattern counts may not be counted",
    mending="run the test-metric-filter command of the report, or write the pattern as prescribed",
    source=_SYNTAX,
)
DROWNED_ELSEWHERE = Rule(
    id="drowned-elsewhere",
    links=(LinkName.METRIC_FILTER,),
    outcome=Outcome.UNKNOWN,
    title="Another log group feeds the metric with everything",
    statement="`{subject}` of the log group `{expected}` publishes to the same metric and {observed}",
    meaning="a filter of another log group publishes to the metric and counts, or may count, all that "
    "arrives there",
    breaks="where anything arrives in that log group, the alarm tells nothing of the control",
    mending="publish to a metric of its own for each log group",
    source="API_MetricTransformation: filters that name one metric add up",
)
