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

_HISTORY = "API_DescribeAlarmHistory: items of type Action"
_POLICY = "API_GetTopicAttributes: Policy; SNS Developer Guide, allow CloudWatch alarms to publish"
_KEY = "SNS Developer Guide, key management: AWS services that publish to an encrypted topic"

LAST_ACTION_FAILED = Rule(
    id="last-action-failed",
    links=(LinkName.ACTION,),
    outcome=Outcome.VIOLATED,
    title="The last notification failed",
    statement="`{subject}`: its last action on `{expected}` failed: {observed}",
    meaning="the history of the alarm says so, and nothing shows that alarm or topic changed since",
    breaks="the notification does not reach the topic",
    mending="mend what AWS names, mostly the policy of the topic or of its key, and let the alarm act again",
    source=_HISTORY,
)
LAST_ACTION_OPEN = Rule(
    id="last-action-open",
    links=(LinkName.ACTION,),
    outcome=Outcome.UNKNOWN,
    title="Undecided whether the notification still fails",
    statement="`{subject}`: an action on `{expected}` failed, but {observed}",
    meaning="the history of the alarm tells of a failure, and something speaks against it or came later",
    breaks="the notification may not reach the topic",
    mending="let an event of the control happen, and capture the history of the alarm",
    source=_HISTORY,
)
TOPIC_DENIES_ALARMS = Rule(
    id="topic-denies-alarms",
    links=(LinkName.ACTION,),
    outcome=Outcome.VIOLATED,
    title="The topic denies alarms",
    statement="the policy of `{subject}` denies `sns:Publish` to CloudWatch alarms ({observed})",
    meaning="a statement with the effect Deny meets CloudWatch, and no condition lets it through",
    breaks="the notification does not reach the topic",
    mending="narrow the Deny, and allow `sns:Publish` to `cloudwatch.amazonaws.com`",
    source=_POLICY,
)
TOPIC_MAY_REFUSE_ALARMS = Rule(
    id="topic-may-refuse-alarms",
    links=(LinkName.ACTION,),
    outcome=Outcome.UNKNOWN,
    title="The topic may refuse alarms",
    statement="whether the policy of `{subject}` lets CloudWatch alarms publish is not provable: {observed}",
    meaning="no statement allows it for sure, or a condition cannot be judged",
    breaks="the notification may not reach the topic",
    mending="allow `sns:Publish` to `cloudwatch.amazonaws.com`, or show that the last action succeeded",
    source=_POLICY,
)
TOPIC_KEY_REFUSES_ALARMS = Rule(
    id="topic-key-refuses-alarms",
    links=(LinkName.ACTION,),
    outcome=Outcome.VIOLATED,
    title="The key of the topic keeps alarms out",
    statement="`{subject}` is encrypted with `{expected}`: {observed}",
    meaning="CloudWatch alarms cannot use a key that AWS manages, nor one that is disabled or to be deleted",
    breaks="the notification does not reach the topic",
    mending="encrypt the topic with a key of your own whose policy lets `cloudwatch.amazonaws.com` use it",
    source=_KEY,
)
TOPIC_KEY_MAY_REFUSE_ALARMS = Rule(
    id="topic-key-may-refuse-alarms",
    links=(LinkName.ACTION,),
    outcome=Outcome.UNKNOWN,
    title="The key of the topic may keep alarms out",
    statement="`{subject}` is encrypted with `{expected}`: {observed}",
    meaning="whether the key can be used is not known",
    breaks="the notification may not reach the topic",
    mending="show that the last action succeeded, or capture `kms describe-key` again",
    source=_KEY,
)
ALARM_MUTED = Rule(
    id="alarm-muted",
    links=(LinkName.ACTION,),
    outcome=Outcome.UNKNOWN,
    title="The alarm is muted",
    statement="the mute rule `{subject}` mutes `{expected}`: {observed}",
    meaning="a mute rule that is active, or that has no end, keeps the actions of the alarm back",
    breaks="the alarm tells nobody while the rule is active",
    mending="delete the rule, or show that it ends (cloudwatch get-alarm-mute-rule)",
    source="API_GetAlarmMuteRule: Status, Rule",
)
