"""Link 8, audit step 6: the alarm notifies an SNS topic."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 6: describe-alarms, AlarmActions (API_MetricAlarm)"
_RULES = "API_PutCompositeAlarm: AlarmRule, ActionsSuppressor"

NOTIFIES = Rule(
    id="notifies",
    links=(LinkName.ACTION,),
    outcome=Outcome.SATISFIED,
    title="Notifies a topic",
    statement="`{subject}` notifies `{observed}`",
    meaning="an SNS topic is among the actions on ALARM, its own or those of a composite alarm",
    breaks="",
    mending="",
    source=_STEP,
)
NO_TOPIC = Rule(
    id="no-topic",
    links=(LinkName.ACTION,),
    outcome=Outcome.VIOLATED,
    title="No SNS topic",
    statement="`{subject}` has no SNS topic among its actions on ALARM",
    meaning="the actions are missing, or are something else than a notification",
    breaks="nobody is notified, which is what the benchmark asks for",
    mending="add an SNS topic to the actions on ALARM (cloudwatch put-metric-alarm --alarm-actions)",
    source=_STEP,
)
COMPOSITE_NOT_MOVED = Rule(
    id="composite-not-moved",
    links=(LinkName.ACTION,),
    outcome=Outcome.VIOLATED,
    title="Composite alarm not moved",
    statement="the composite alarm `{subject}` is not moved into ALARM by `{expected}`: {observed}",
    meaning="the rule of the composite alarm comes to the same whether or not this alarm is in ALARM",
    breaks="the composite alarm does not act for it",
    mending="make the rule true whenever the alarm is in ALARM, or give the alarm an action of its own",
    source=_RULES,
)
COMPOSITE_NOT_PROVABLE = Rule(
    id="composite-not-provable",
    links=(LinkName.ACTION,),
    outcome=Outcome.UNKNOWN,
    title="Undecided whether the composite alarm acts",
    statement="that the composite alarm `{subject}` acts with `{expected}` is not provable: {observed}",
    meaning="the rule needs other alarms too, cannot be read, or a suppressor may hold the actions back",
    breaks="the composite alarm may not act for it",
    mending="capture the history of the composite alarm after an event of the control, or simplify its rule",
    source=_RULES,
)
