"""Which member of AWS's shapes is which argument of Terraform and which property of CloudFormation.

Sources: the provider's documents of each resource (registry.terraform.io/providers/hashicorp/aws) and its
schemas, the CloudFormation template reference, and the API reference of each service.
"""

from __future__ import annotations

from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.sns import Subscription, Topic
from analyzer.templates.rows import Absent, Kind, Row, Shape

TEXT, PATTERN, FLAG, COUNT, NUMBER = Kind.TEXT, Kind.PATTERN, Kind.FLAG, Kind.COUNT, Kind.NUMBER
TEXTS, NAMED_TEXTS, PAIRS, OBJECT, OBJECTS = (
    Kind.TEXTS,
    Kind.NAMED_TEXTS,
    Kind.PAIRS,
    Kind.OBJECT,
    Kind.OBJECTS,
)
MISSING, ASSIGNED = Absent.MISSING, Absent.ASSIGNED

_TRAIL = ("aws_cloudtrail", "AWS::CloudTrail::Trail")
_TRAIL_VALUES = {"Ref": "Name", "Arn": "TrailARN"}

TRAIL = Shape(
    Trail,
    *_TRAIL,
    rows=(
        Row("TrailARN", TEXT, "arn", absent=ASSIGNED, must=True),
        Row("Name", TEXT, "name", "TrailName", absent=ASSIGNED),
        Row("HomeRegion", TEXT, "home_region", absent=ASSIGNED),
        Row("IsMultiRegionTrail", FLAG, "is_multi_region_trail", "IsMultiRegionTrail"),
        Row("IsOrganizationTrail", FLAG, "is_organization_trail", "IsOrganizationTrail"),
        Row("CloudWatchLogsLogGroupArn", TEXT, "cloud_watch_logs_group_arn", "CloudWatchLogsLogGroupArn"),
    ),
    cloudformation_values=_TRAIL_VALUES,
)

STATUS = Shape(
    TrailStatus, *_TRAIL, rows=(Row("IsLogging", FLAG, "enable_logging", "IsLogging", absent=MISSING),)
)

SELECTORS = Shape(
    EventSelectors,
    *_TRAIL,
    rows=(
        Row("TrailARN", TEXT, "arn", absent=ASSIGNED),
        Row(
            "EventSelectors",
            OBJECTS,
            "event_selector",
            "EventSelectors",
            (
                Row("ReadWriteType", TEXT, "read_write_type", "ReadWriteType"),
                Row("IncludeManagementEvents", FLAG, "include_management_events", "IncludeManagementEvents"),
                Row(
                    "ExcludeManagementEventSources",
                    TEXTS,
                    "exclude_management_event_sources",
                    "ExcludeManagementEventSources",
                ),
            ),
        ),
        Row(
            "AdvancedEventSelectors",
            OBJECTS,
            "advanced_event_selector",
            "AdvancedEventSelectors",
            (
                Row("Name", TEXT, "name", "Name"),
                Row(
                    "FieldSelectors",
                    OBJECTS,
                    "field_selector",
                    "FieldSelectors",
                    (
                        Row("Field", TEXT, "field", "Field", must=True),
                        Row("Equals", TEXTS, "equals", "Equals"),
                        Row("StartsWith", TEXTS, "starts_with", "StartsWith"),
                        Row("EndsWith", TEXTS, "ends_with", "EndsWith"),
                        Row("NotEquals", TEXTS, "not_equals", "NotEquals"),
                        Row("NotStartsWith", TEXTS, "not_starts_with", "NotStartsWith"),
                        Row("NotEndsWith", TEXTS, "not_ends_with", "NotEndsWith"),
                    ),
                    must=True,
                ),
            ),
        ),
    ),
    cloudformation_values=_TRAIL_VALUES,
)

LOG_GROUP = Shape(
    LogGroupDescription,
    "aws_cloudwatch_log_group",
    "AWS::Logs::LogGroup",
    rows=(
        Row("logGroupName", TEXT, "name", "LogGroupName", absent=ASSIGNED),
        Row("arn", TEXT, absent=ASSIGNED),  # the one that ends in `:*`
        Row("logGroupArn", TEXT, "arn", absent=ASSIGNED),
        Row("logGroupClass", TEXT, "log_group_class", "LogGroupClass"),
    ),
    cloudformation_values={"Ref": "logGroupName", "Arn": "arn"},
    terraform_id="logGroupName",
)

METRIC_FILTER = Shape(
    MetricFilter,
    "aws_cloudwatch_log_metric_filter",
    "AWS::Logs::MetricFilter",
    rows=(
        Row("filterName", TEXT, "name", "FilterName", absent=ASSIGNED),
        Row("filterPattern", PATTERN, "pattern", "FilterPattern", absent=MISSING),
        Row(
            "metricTransformations",
            OBJECTS,
            "metric_transformation",
            "MetricTransformations",
            (
                Row("metricName", TEXT, "name", "MetricName", must=True),
                Row("metricNamespace", TEXT, "namespace", "MetricNamespace", must=True),
                Row("metricValue", TEXT, "value", "MetricValue", must=True),
                Row("defaultValue", NUMBER, "default_value", "DefaultValue"),
                Row("dimensions", NAMED_TEXTS, "dimensions", "Dimensions"),
                Row("unit", TEXT, "unit", "Unit"),
            ),
            must=True,
        ),
        Row("logGroupName", TEXT, "log_group_name", "LogGroupName", absent=MISSING),
        Row("applyOnTransformedLogs", FLAG, "apply_on_transformed_logs", "ApplyOnTransformedLogs"),
        Row("fieldSelectionCriteria", TEXT, "field_selection_criteria", "FieldSelectionCriteria"),
        Row("emitSystemFieldDimensions", TEXTS, "emit_system_field_dimensions", "EmitSystemFieldDimensions"),
    ),
    cloudformation_values={"Ref": "filterName"},
    terraform_id="filterName",
)

_ALARM = (
    Row("AlarmName", TEXT, "alarm_name", "AlarmName", absent=ASSIGNED),
    Row("AlarmArn", TEXT, "arn", absent=ASSIGNED, must=True),
    Row("ActionsEnabled", FLAG, "actions_enabled", "ActionsEnabled"),
    Row("AlarmActions", TEXTS, "alarm_actions", "AlarmActions"),
)
_ALARM_VALUES = {"Ref": "AlarmName", "Arn": "AlarmArn"}

_METRIC = (
    Row("Namespace", TEXT, "namespace", "Namespace"),
    Row("MetricName", TEXT, "metric_name", "MetricName"),
    Row("Dimensions", PAIRS, "dimensions", "Dimensions"),
)

_QUERY = (
    Row("Id", TEXT, "id", "Id", must=True),
    Row(
        "MetricStat",
        OBJECT,
        "metric",
        "MetricStat",
        (
            Row("Metric", OBJECT, "", "Metric", _METRIC, must=True),
            Row("Period", COUNT, "period", "Period", must=True),
            Row("Stat", TEXT, "stat", "Stat", must=True),
            Row("Unit", TEXT, "unit", "Unit"),
        ),
    ),
    Row("Expression", TEXT, "expression", "Expression"),
    Row("ReturnData", FLAG, "return_data", "ReturnData"),
    Row("Period", COUNT, "period", "Period"),
    Row("AccountId", TEXT, "account_id", "AccountId"),
)

METRIC_ALARM = Shape(
    MetricAlarm,
    "aws_cloudwatch_metric_alarm",
    "AWS::CloudWatch::Alarm",
    rows=(
        *_ALARM,
        *_METRIC,
        Row("Statistic", TEXT, "statistic", "Statistic"),
        Row("ExtendedStatistic", TEXT, "extended_statistic", "ExtendedStatistic"),
        Row("Period", COUNT, "period", "Period"),
        Row("Unit", TEXT, "unit", "Unit"),
        Row("EvaluationPeriods", COUNT, "evaluation_periods", "EvaluationPeriods"),
        Row("DatapointsToAlarm", COUNT, "datapoints_to_alarm", "DatapointsToAlarm"),
        Row("Threshold", NUMBER, "threshold", "Threshold"),
        Row("ComparisonOperator", TEXT, "comparison_operator", "ComparisonOperator"),
        Row("TreatMissingData", TEXT, "treat_missing_data", "TreatMissingData"),
        Row(
            "EvaluateLowSampleCountPercentile",
            TEXT,
            "evaluate_low_sample_count_percentiles",
            "EvaluateLowSampleCountPercentile",
        ),
        Row("Metrics", OBJECTS, "metric_query", "Metrics", _QUERY),
        Row("ThresholdMetricId", TEXT, "threshold_metric_id", "ThresholdMetricId"),
        Row(
            "EvaluationCriteria",
            OBJECT,
            "evaluation_criteria",
            "EvaluationCriteria",
            (
                Row(
                    "PromQLCriteria",
                    OBJECT,
                    "promql_criteria",
                    "PromQLCriteria",
                    (Row("Query", TEXT, "query", "Query"),),
                ),
            ),
        ),
    ),
    cloudformation_values=_ALARM_VALUES,
    terraform_id="AlarmName",
)

COMPOSITE_ALARM = Shape(
    CompositeAlarm,
    "aws_cloudwatch_composite_alarm",
    "AWS::CloudWatch::CompositeAlarm",
    rows=(
        *_ALARM,
        Row("AlarmRule", TEXT, "alarm_rule", "AlarmRule", must=True),
        Row("ActionsSuppressor", TEXT, "actions_suppressor.alarm", "ActionsSuppressor"),
    ),
    cloudformation_values=_ALARM_VALUES,
    terraform_id="AlarmName",
)

TOPIC = Shape(
    Topic,
    "aws_sns_topic",
    "AWS::SNS::Topic",
    rows=(Row("TopicArn", TEXT, "arn", absent=ASSIGNED, must=True),),
    cloudformation_values={"Ref": "TopicArn", "TopicArn": "TopicArn"},
    terraform_id="TopicArn",
)

SUBSCRIPTION = Shape(
    Subscription,
    "aws_sns_topic_subscription",
    "AWS::SNS::Subscription",
    rows=(
        # Terraform's `arn` is one even while the subscriber has not agreed, where AWS lists a word.
        Row("SubscriptionArn", TEXT, absent=ASSIGNED),
        Row("TopicArn", TEXT, "topic_arn", "TopicArn", absent=MISSING),
        Row("Protocol", TEXT, "protocol", "Protocol", absent=MISSING),
        Row("Endpoint", TEXT, "endpoint", "Endpoint", absent=MISSING),
        Row("Owner", TEXT, "owner_id", absent=ASSIGNED),
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
