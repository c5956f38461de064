"""The commands to send back to the client."""

from __future__ import annotations

from analyzer.rules.model import LinkName, RequestRule

CAPTURE_IDENTITY = RequestRule(
    id="capture-identity",
    links=(),
    title="Capture the identity",
    statement="whose account the evidence is of",
    meaning="asks for `sts get-caller-identity`",
    source="Audit step 1",
)
RUN_COLLECTOR = RequestRule(
    id="run-collector",
    links=(LinkName.TRAIL,),
    title="Run the collector",
    statement="all at once, in place of one command after the other: too little was captured",
    meaning="asks for a whole capture by `collectors/collect.sh`, where not even the trails are known",
    source="the audit steps, of which each needs the answer of the one before",
)
CAPTURE_ORGANIZATION = RequestRule(
    id="capture-organization",
    links=(LinkName.ACCOUNT,),
    title="Capture the organization",
    statement="whether the account manages an organization",
    meaning="asks for `organizations describe-organization`",
    source="API_DescribeOrganization: MasterAccountId",
)
CAPTURE_TRAILS = RequestRule(
    id="capture-trails",
    links=(LinkName.TRAIL,),
    title="Capture the trails",
    statement="which trails there are",
    meaning="asks for `cloudtrail describe-trails`",
    source="Audit step 2",
)
CAPTURE_TRAIL_STATUS = RequestRule(
    id="capture-trail-status",
    links=(LinkName.LOGGING,),
    title="Capture the status of a trail",
    statement="whether the trail is logging",
    meaning="asks for `cloudtrail get-trail-status`",
    source="Audit step 3",
)
CAPTURE_EVENT_SELECTORS = RequestRule(
    id="capture-event-selectors",
    links=(LinkName.MANAGEMENT_EVENTS,),
    title="Capture the event selectors of a trail",
    statement="which events the trail records",
    meaning="asks for `cloudtrail get-event-selectors`",
    source="Audit step 4",
)
CAPTURE_LOG_GROUP = RequestRule(
    id="capture-log-group",
    links=(LinkName.LOG_GROUP,),
    title="Capture a log group",
    statement="the class of the log group",
    meaning="asks for `logs describe-log-groups`",
    source="API_DescribeLogGroups: logGroupClass",
)
CAPTURE_METRIC_FILTERS = RequestRule(
    id="capture-metric-filters",
    links=(LinkName.METRIC_FILTER,),
    title="Capture the metric filters of a log group",
    statement="which metric filters the log group has",
    meaning="asks for `logs describe-metric-filters`",
    source="Audit step 5",
)
CAPTURE_METRIC_PUBLISHERS = RequestRule(
    id="capture-metric-publishers",
    links=(LinkName.METRIC_FILTER,),
    title="Capture the metric filters that feed a metric",
    statement="which metric filters of all log groups publish to the metric",
    meaning="asks for `logs describe-metric-filters --metric-name`: filters of every log group of the "
    "account and region add up",
    source="API_DescribeMetricFilters: metricName, metricNamespace",
)
TEST_PATTERN = RequestRule(
    id="test-pattern",
    links=(LinkName.METRIC_FILTER,),
    title="Test a pattern",
    statement="whether the filter counts this event",
    meaning="asks for `logs test-metric-filter`: AWS's own answer where only AWS knows",
    source="API_TestMetricFilter",
)
CAPTURE_ALARMS = RequestRule(
    id="capture-alarms",
    links=(LinkName.ALARM,),
    title="Capture the alarms",
    statement="which alarms there are",
    meaning="asks for `cloudwatch describe-alarms`",
    source="Audit step 6",
)
SHOW_ALARM_HISTORY = RequestRule(
    id="show-alarm-history",
    links=(LinkName.ALARM,),
    title="Show what an alarm did",
    statement="whether the alarm has acted on an event of the control made for the test",
    meaning="asks for `cloudwatch describe-alarm-history`, after an event of the control was made to happen",
    source="API_DescribeAlarmHistory",
)
CAPTURE_SUBSCRIPTIONS = RequestRule(
    id="capture-subscriptions",
    links=(LinkName.SUBSCRIPTION,),
    title="Capture the subscriptions of a topic",
    statement="who is subscribed to the topic",
    meaning="asks for `sns list-subscriptions-by-topic`",
    source="Audit step 7",
)
CAPTURE_TOPIC = RequestRule(
    id="capture-topic",
    links=(LinkName.ACTION,),
    title="Capture a topic",
    statement="whether CloudWatch may publish to the topic",
    meaning="asks for `sns get-topic-attributes`",
    source="API_GetTopicAttributes",
)
CAPTURE_KEY = RequestRule(
    id="capture-key",
    links=(LinkName.ACTION,),
    title="Capture a key",
    statement="whether the key of the topic can be used",
    meaning="asks for `kms describe-key`",
    source="API_DescribeKey",
)
CAPTURE_MUTE_RULE = RequestRule(
    id="capture-mute-rule",
    links=(LinkName.ACTION,),
    title="Capture a mute rule",
    statement="which alarms the rule mutes, and when",
    meaning="asks for `cloudwatch get-alarm-mute-rule`",
    source="API_GetAlarmMuteRule",
)
CAPTURE_SUBSCRIPTION = RequestRule(
    id="capture-subscription",
    links=(LinkName.SUBSCRIPTION,),
    title="Capture a subscription",
    statement="whether the subscription lets notifications of alarms through",
    meaning="asks for `sns get-subscription-attributes`",
    source="API_GetSubscriptionAttributes",
)
