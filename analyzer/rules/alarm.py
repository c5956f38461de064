"""Link 7, audit step 6: an alarm on the metric that matching events bring into ALARM."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 6: describe-alarms (API_MetricAlarm)"
_EVALUATION = "CloudWatch User Guide, how alarms are evaluated; API_MetricAlarm"
_MEND = "put an alarm on the metric: Sum, 300 s, at least 1, one period (cloudwatch put-metric-alarm)"

FIRES = Rule(
    id="fires",
    links=(LinkName.ALARM,),
    outcome=Outcome.SATISFIED,
    title="The alarm fires",
    statement="`{subject}`: it fires after {observed}",
    meaning="so many matching events within that time bring the alarm from a quiet period into ALARM",
    breaks="",
    mending="",
    source=_EVALUATION,
)
NO_ALARM = Rule(
    id="no-alarm",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="No alarm",
    statement="no alarm watches `{subject}`",
    meaning="a whole list of the alarms of the region holds none on the metric",
    breaks="nothing reacts to the events that are counted",
    mending=_MEND,
    source=_STEP,
)
ALARM_ON_OTHER_METRIC = Rule(
    id="alarm-on-other-metric",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Alarm on another metric",
    statement="`{subject}`: it watches {observed}, not {expected}",
    meaning="the alarm is on a namesake: another namespace, spelling, account or set of dimensions",
    breaks="the alarm does not see the events that are counted",
    mending=_MEND,
    source=_STEP,
)
ALARM_ON_OTHER_UNIT = Rule(
    id="alarm-on-other-unit",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Alarm on another unit",
    statement="`{subject}`: it looks at values of unit `{observed}`, the metric has `{expected}`",
    meaning="an alarm with a unit sees the values of that unit alone",
    breaks="the alarm does not see the events that are counted",
    mending="leave the unit of the alarm out",
    source="API_PutMetricAlarm: Unit",
)
ALWAYS_IN_ALARM = Rule(
    id="always-in-alarm",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Always in ALARM",
    statement="`{subject}`: it is in ALARM in every quiet window, so no event moves it there",
    meaning="the alarm breaches without any matching event",
    breaks="it acts when it goes into ALARM, and it is there already",
    mending=_MEND,
    source=_EVALUATION,
)
FIRES_BELOW = Rule(
    id="fires-below",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Fires when the value is low",
    statement="`{subject}`: it fires below its threshold, and matching events only lead away from there",
    meaning="the alarm compares with LessThanThreshold or LessThanOrEqualToThreshold",
    breaks="the more matching events, the less it fires",
    mending=_MEND,
    source=_EVALUATION,
)
NEVER_FIRES = Rule(
    id="never-fires",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Never fires",
    statement="`{subject}`: {observed}",
    meaning="no number of matching events brings the statistic, or the expression, to the threshold",
    breaks="the alarm never goes into ALARM because of the events",
    mending=_MEND,
    source=_EVALUATION,
)
STUCK_IN_ALARM = Rule(
    id="stuck-in-alarm",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Stuck in ALARM",
    statement="`{subject}`: it is in ALARM and ignores missing data, so it never goes off again",
    meaning="StateValue is ALARM, a quiet period changes nothing, and every period with data breaches",
    breaks="it acts when it goes into ALARM, and nothing brings it out of there",
    mending="treat missing data as notBreaching (cloudwatch put-metric-alarm --treat-missing-data)",
    source="CloudWatch User Guide, how alarms treat missing data; API_MetricAlarm: StateValue",
)
VALUE_NOT_POSITIVE = Rule(
    id="value-not-positive",
    links=(LinkName.ALARM,),
    outcome=Outcome.VIOLATED,
    title="Alarm on nothing above zero",
    statement="`{subject}`: it does not see what {observed:quoted} publishes, which is no value above zero",
    meaning="metricValue is zero or below for some event of the control, no other filter makes up for it, "
    "and the statistic of such values never reaches the threshold",
    breaks="the metric stays as it was, and the alarm does not see the event",
    mending="let the filter publish 1 for each event (metricValue 1)",
    source="Audit step 5: describe-metric-filters, metricTransformations; " + _EVALUATION,
)
ACTIONS_DISABLED = Rule(
    id="actions-disabled",
    links=(LinkName.ALARM, LinkName.ACTION),
    outcome=Outcome.VIOLATED,
    title="Actions disabled",
    statement="`{subject}`: {observed}",
    meaning="ActionsEnabled is false, and no composite alarm acts for it",
    breaks="the alarm changes its state and tells nobody",
    mending="enable the actions (cloudwatch enable-alarm-actions)",
    source=_STEP,
)
ALARMS_NOT_CAPTURED = Rule(
    id="alarms-not-captured",
    links=(LinkName.ALARM,),
    outcome=Outcome.UNKNOWN,
    title="Alarms not captured",
    statement="no alarms of {observed} were captured",
    meaning="no file is the output of describe-alarms for this account and region",
    breaks="there may be no alarm on the metric",
    mending="ask for the output of describe-alarms in that region",
    source=_STEP,
)
ALARM_NOT_PROVABLE = Rule(
    id="alarm-not-provable",
    links=(LinkName.ALARM,),
    outcome=Outcome.UNKNOWN,
    title="Undecided whether the alarm fires",
    statement="`{subject}`: {observed}",
    meaning="the configuration alone does not tell whether matching events bring the alarm into ALARM",
    breaks="the alarm may never fire",
    mending="let an event of the control happen and capture the history of the alarm, or put a plain alarm",
    source=_EVALUATION,
)
DIMENSIONS_NOT_PROVABLE = Rule(
    id="dimensions-not-provable",
    links=(LinkName.ALARM,),
    outcome=Outcome.UNKNOWN,
    title="Undecided which events have the dimensions",
    statement="`{subject}` publishes with dimensions whose values are not known here",
    meaning="the alarm asks for dimension values, and which events carry them cannot be told",
    breaks="events of the control may carry other values, which the alarm does not see",
    mending="publish without dimensions",
    source="API_MetricTransformation: dimensions",
)
ACTIONS_NOT_SAID = Rule(
    id="actions-not-said",
    links=(LinkName.ALARM, LinkName.ACTION),
    outcome=Outcome.UNKNOWN,
    title="Actions not said",
    statement="`{subject}`: it does not say {observed}",
    meaning="the record has no ActionsEnabled, or no AlarmActions",
    breaks="the alarm may tell nobody",
    mending="capture describe-alarms without --query",
    source=_STEP,
)
