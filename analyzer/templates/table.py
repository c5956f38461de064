"""Which member of AWS's shapes is which argument of Terraform and which property of CloudFormation.

Sources: the provider's documents of each resource (registry.terraform.io/providers/hashicorp/aws) and its
schemas, the CloudFormation template reference, and the API reference of each service.
"""

from __future__ import annotations

from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.sns import Subscription, Topic
from analyzer.templates.rows import MemberKind, MemberRow, ResourceShape, WhenAbsent

TEXT, PATTERN, FLAG, COUNT, NUMBER = (
    MemberKind.TEXT,
    MemberKind.PATTERN,
    MemberKind.FLAG,
    MemberKind.COUNT,
    MemberKind.NUMBER,
)
TEXTS, NAMED_TEXTS, PAIRS, OBJECT, OBJECTS = (
    MemberKind.TEXTS,
    MemberKind.NAMED_TEXTS,
    MemberKind.PAIRS,
    MemberKind.OBJECT,
    MemberKind.OBJECTS,
)
MISSING, ASSIGNED = WhenAbsent.MISSING, WhenAbsent.ASSIGNED

_TRAIL = ("aws_cloudtrail", "AWS::CloudTrail::Trail")
_TRAIL_VALUES = {"Ref": "Name", "Arn": "TrailARN"}

TRAIL = ResourceShape(
    Trail,
    *_TRAIL,
    rows=(
        MemberRow("TrailARN", TEXT, "arn", absent=ASSIGNED, must=True),
        MemberRow("Name", TEXT, "name", "TrailName", absent=ASSIGNED),
        MemberRow("HomeRegion", TEXT, "home_region", absent=ASSIGNED),
        MemberRow("IsMultiRegionTrail", FLAG, "is_multi_region_trail", "IsMultiRegionTrail"),
        MemberRow("IsOrganizationTrail", FLAG, "is_organization_trail", "IsOrganizationTrail"),
        MemberRow(
            "CloudWatchLogsLogGroupArn", TEXT, "cloud_watch_logs_group_arn", "CloudWatchLogsLogGroupArn"
        ),
    ),
    cloudformation_values=_TRAIL_VALUES,
)

STATUS = ResourceShape(
    TrailStatus, *_TRAIL, rows=(MemberRow("IsLogging", FLAG, "enable_logging", "IsLogging", absent=MISSING),)
)

SELECTORS = ResourceShape(
    EventSelectors,
    *_TRAIL,
    rows=(
        MemberRow("TrailARN", TEXT, "arn", absent=ASSIGNED),
        MemberRow(
            "EventSelectors",
            OBJECTS,
            "event_selector",
            "EventSelectors",
            (
                MemberRow("ReadWriteType", TEXT, "read_write_type", "ReadWriteType"),
                MemberRow(
                    "IncludeManagementEvents", FLAG, "include_management_events", "IncludeManagementEvents"
                ),
                MemberRow(
                    "ExcludeManagementEventSources",
                    TEXTS,
                    "exclude_management_event_sources",
                    "ExcludeManagementEventSources",
                ),
            ),
        ),
        MemberRow(
            "AdvancedEventSelectors",
            OBJECTS,
            "advanced_event_selector",
            "AdvancedEventSelectors",
            (
                MemberRow("Name", TEXT, "name", "Name"),
                MemberRow(
                    "FieldSelectors",
                    OBJECTS,
                    "field_selector",
                    "FieldSelectors",
                    (
                        MemberRow("Field", TEXT, "field", "Field", must=True),
                        MemberRow("Equals", TEXTS, "equals", "Equals"),
                        MemberRow("StartsWith", TEXTS, "starts_with", "StartsWith"),
                        MemberRow("EndsWith", TEXTS, "ends_with", "EndsWith"),
                        MemberRow("NotEquals", TEXTS, "not_equals", "NotEquals"),
                        MemberRow("NotStartsWith", TEXTS, "not_starts_with", "NotStartsWith"),
                        MemberRow("NotEndsWith", TEXTS, "not_ends_with", "NotEndsWith"),
                    ),
                    must=True,
                ),
            ),
        ),
    ),
    cloudformation_values=_TRAIL_VALUES,
)

LOG_GROUP = ResourceShape(
    LogGroupDescription,
    "aws_cloudwatch_log_group",
    "AWS::Logs::LogGroup",
    rows=(
        MemberRow("logGroupName", TEXT, "name", "LogGroupName", absent=ASSIGNED),
        MemberRow("arn", TEXT, absent=ASSIGNED),  # the one that ends in `:*`
        MemberRow("logGroupArn", TEXT, "arn", absent=ASSIGNED),
        MemberRow("logGroupClass", TEXT, "log_group_class", "LogGroupClass"),
    ),
    cloudformation_values={"Ref": "logGroupName", "Arn": "arn"},
    terraform_id="logGroupName",
)

METRIC_FILTER = ResourceShape(
    MetricFilter,
    "aws_cloudwatch_log_metric_filter",
    "AWS::Logs::MetricFilter",
    rows=(
        MemberRow("filterName", TEXT, "name", "FilterName", absent=ASSIGNED),
        MemberRow("filterPattern", PATTERN, "pattern", "FilterPattern", absent=MISSING),
        MemberRow(
            "metricTransformations",
            OBJECTS,
            "metric_transformation",
            "MetricTransformations",
            (
                MemberRow("metricName", TEXT, "name", "MetricName", must=True),
                MemberRow("metricNamespace", TEXT, "namespace", "MetricNamespace", must=True),
                MemberRow("metricValue", TEXT, "value", "MetricValue", must=True),
                MemberRow("defaultValue", NUMBER, "default_value", "DefaultValue"),
                MemberRow("dimensions", NAMED_TEXTS, "dimensions", "Dimensions"),
                MemberRow("unit", TEXT, "unit", "Unit"),
            ),
            must=True,
        ),
        MemberRow("logGroupName", TEXT, "log_group_name", "LogGroupName", absent=MISSING),
        MemberRow("applyOnTransformedLogs", FLAG, "apply_on_transformed_logs", "ApplyOnTransformedLogs"),
        MemberRow("fieldSelectionCriteria", TEXT, "field_selection_criteria", "FieldSelectionCriteria"),
        MemberRow(
            "emitSystemFieldDimensions", TEXTS, "emit_system_field_dimensions", "EmitSystemFieldDimensions"
        ),
    ),
    cloudformation_values={"Ref": "filterName"},
    terraform_id="filterName",
)

_ALARM = (
    MemberRow("AlarmName", TEXT, "alarm_name", "AlarmName", absent=ASSIGNED),
    MemberRow("AlarmArn", TEXT, "arn", absent=ASSIGNED, must=True),
    MemberRow("ActionsEnabled", FLAG, "actions_enabled", "ActionsEnabled"),
    MemberRow("AlarmActions", TEXTS, "alarm_actions", "AlarmActions"),
)
_ALARM_VALUES = {"Ref": "AlarmName", "Arn": "AlarmArn"}

_METRIC = (
    MemberRow("Namespace", TEXT, "namespace", "Namespace"),
    MemberRow("MetricName", TEXT, "metric_name", "MetricName"),
    MemberRow("Dimensions", PAIRS, "dimensions", "Dimensions"),
)

_QUERY = (
    MemberRow("Id", TEXT, "id", "Id", must=True),
    MemberRow(
        "MetricStat",
        OBJECT,
        "metric",
        "MetricStat",
        (
            MemberRow("Metric", OBJECT, "", "Metric", _METRIC, must=True),
            MemberRow("Period", COUNT, "period", "Period", must=True),
            MemberRow("Stat", TEXT, "stat", "Stat", must=True),
            MemberRow("Unit", TEXT, "unit", "Unit"),
        ),
    ),
    MemberRow("Expression", TEXT, "expression", "Expression"),
    MemberRow("ReturnData", FLAG, "return_data", "ReturnData"),
    MemberRow("Period", COUNT, "period", "Period"),
    MemberRow("AccountId", TEXT, "account_id", "AccountId"),
)

METRIC_ALARM = ResourceShape(
    MetricAlarm,
    "aws_cloudwatch_metric_alarm",
    "AWS::CloudWatch::Alarm",
    rows=(
        *_ALARM,
        *_METRIC,
        MemberRow("Statistic", TEXT, "statistic", "Statistic"),
        MemberRow("ExtendedStatistic", TEXT, "extended_statistic", "ExtendedStatistic"),
        MemberRow("Period", COUNT, "period", "Period"),
        MemberRow("Unit", TEXT, "unit", "Unit"),
        MemberRow("EvaluationPeriods", COUNT, "evaluation_periods", "EvaluationPeriods"),
        MemberRow("DatapointsToAlarm", COUNT, "datapoints_to_alarm", "DatapointsToAlarm"),
        MemberRow("Threshold", NUMBER, "threshold", "Threshold"),
        MemberRow("ComparisonOperator", TEXT, "comparison_operator", "ComparisonOperator"),
        MemberRow("TreatMissingData", TEXT, "treat_missing_data", "TreatMissingData"),
        MemberRow(
            "EvaluateLowSampleCountPercentile",
            TEXT,
            "evaluate_low_sample_count_percentiles",
            "EvaluateLowSampleCountPercentile",
        ),
        MemberRow("Metrics", OBJECTS, "metric_query", "Metrics", _QUERY),
        MemberRow("ThresholdMetricId", TEXT, "threshold_metric_id", "ThresholdMetricId"),
        MemberRow(
            "EvaluationCriteria",
            OBJECT,
            "evaluation_criteria",
            "EvaluationCriteria",
            (
                MemberRow(
                    "PromQLCriteria",
                    OBJECT,
                    "promql_criteria",
                    "PromQLCriteria",
                    (MemberRow("Query", TEXT, "query", "Query"),),
                ),
            ),
        ),
    ),
    cloudformation_values=_ALARM_VALUES,
    terraform_id="AlarmName",
)

COMPOSITE_ALARM = ResourceShape(
    CompositeAlarm,
    "aws_cloudwatch_composite_alarm",
    "AWS::CloudWatch::CompositeAlarm",
    rows=(
        *_ALARM,
        MemberRow("AlarmRule", TEXT, "alarm_rule", "AlarmRule", must=True),
        MemberRow("ActionsSuppressor", TEXT, "actions_suppressor.alarm", "ActionsSuppressor"),
    ),
    cloudformation_values=_ALARM_VALUES,
    terraform_id="AlarmName",
)

TOPIC = ResourceShape(
    Topic,
    "aws_sns_topic",
    "AWS::SNS::Topic",
    rows=(MemberRow("TopicArn", TEXT, "arn", absent=ASSIGNED, must=True),),
    cloudformation_values={"Ref": "TopicArn", "TopicArn": "TopicArn"},
    terraform_id="TopicArn",
)

SUBSCRIPTION = ResourceShape(
    Subscription,
    "aws_sns_topic_subscription",
    "AWS::SNS::Subscription",
    rows=(
        # Terraform's `arn` is one even while the subscriber has not agreed, where AWS lists a word.
        MemberRow("SubscriptionArn", TEXT, absent=ASSIGNED),
        MemberRow("TopicArn", TEXT, "topic_arn", "TopicArn", absent=MISSING),
        MemberRow("Protocol", TEXT, "protocol", "Protocol", absent=MISSING),
        MemberRow("Endpoint", TEXT, "endpoint", "Endpoint", absent=MISSING),
        MemberRow("Owner", TEXT, "owner_id", absent=ASSIGNED),
    ),
    cloudformation_values={"Ref": "SubscriptionArn", "Arn": "SubscriptionArn"},
    terraform_id="SubscriptionArn",
)

SHAPES = (
    TRAIL,
    STATUS,
    SELECTORS,
    LOG_GROUP,
    METRIC_FILTER,
    METRIC_ALARM,
    COMPOSITE_ALARM,
    TOPIC,
    SUBSCRIPTION,
)
