"""What AWS tells of a member that a file does not write: documented values, each with its source.

A member is named by the model of its record and the members that lead to it. One that has no row here is
absent in AWS too, or, where the table of members says so, open.
"""

from __future__ import annotations

from analyzer.templates.rows import DocumentedDefault

_REGISTRY = "registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_TRAIL = f"{_REGISTRY}/cloudtrail, Argument Reference"
_ALARM = f"{_REGISTRY}/cloudwatch_metric_alarm, Argument Reference"
_COMPOSITE = f"{_REGISTRY}/cloudwatch_composite_alarm, Argument Reference"
_EVENT_SELECTORS = (
    "CloudTrail API, PutEventSelectors; CloudFormation, AWS::CloudTrail::Trail: trails without selectors log "
    "all read and write management events"
)
_NO_SOURCES = (
    "CloudTrail API, EventSelector: by default ExcludeManagementEventSources is empty; the provider's "
    "event_selector says the same"
)
_NO_ACTIONS = "CloudWatch API, PutMetricAlarm and PutCompositeAlarm: AlarmActions is optional, none are added"
_SELECTOR = "CloudTrail API, EventSelector; CloudFormation, AWS::CloudTrail::Trail EventSelector"
_UNIT = "CloudWatch Logs API, MetricTransformation: None if omitted; the provider sends the same"
_CLASS = "CloudWatch Logs API, CreateLogGroup: STANDARD if omitted"

_ANYWHERE = {
    "EventSelectors.EventSelectors": DocumentedDefault(
        [{}], _EVENT_SELECTORS, unless="AdvancedEventSelectors"
    ),
    "EventSelectors.EventSelectors.ExcludeManagementEventSources": DocumentedDefault([], _NO_SOURCES),
    "MetricAlarm.AlarmActions": DocumentedDefault([], _NO_ACTIONS),
    "CompositeAlarm.AlarmActions": DocumentedDefault([], _NO_ACTIONS),
    "MetricFilter.metricTransformations.unit": DocumentedDefault("None", _UNIT),
    "LogGroupDescription.logGroupClass": DocumentedDefault("STANDARD", _CLASS),
}

TERRAFORM = _ANYWHERE | {
    "Trail.IsMultiRegionTrail": DocumentedDefault(False, _TRAIL),
    "Trail.IsOrganizationTrail": DocumentedDefault(False, _TRAIL),
    "TrailStatus.IsLogging": DocumentedDefault(True, _TRAIL),
    "EventSelectors.EventSelectors.ReadWriteType": DocumentedDefault("All", f"{_TRAIL}, event_selector"),
    "EventSelectors.EventSelectors.IncludeManagementEvents": DocumentedDefault(
        True, f"{_TRAIL}, event_selector"
    ),
    "MetricAlarm.ActionsEnabled": DocumentedDefault(True, _ALARM),
    "MetricAlarm.TreatMissingData": DocumentedDefault("missing", _ALARM),
    "MetricAlarm.Metrics.ReturnData": DocumentedDefault(
        False, "terraform-provider-aws, internal/service/cloudwatch/metric_alarm.go: schema of metric_query"
    ),
    "CompositeAlarm.ActionsEnabled": DocumentedDefault(True, _COMPOSITE),
}

CLOUDFORMATION = _ANYWHERE | {
    "Trail.IsMultiRegionTrail": DocumentedDefault(False, "CloudFormation, AWS::CloudTrail::Trail"),
    "Trail.IsOrganizationTrail": DocumentedDefault(False, "CloudTrail API, CreateTrail"),
    "EventSelectors.EventSelectors.ReadWriteType": DocumentedDefault("All", _SELECTOR),
    "EventSelectors.EventSelectors.IncludeManagementEvents": DocumentedDefault(True, _SELECTOR),
    "MetricAlarm.ActionsEnabled": DocumentedDefault(True, "CloudWatch API, PutMetricAlarm"),
    "MetricAlarm.TreatMissingData": DocumentedDefault("missing", "CloudFormation, AWS::CloudWatch::Alarm"),
    "MetricAlarm.Metrics.ReturnData": DocumentedDefault(True, "CloudWatch API, MetricDataQuery"),
    "CompositeAlarm.ActionsEnabled": DocumentedDefault(
        True, "CloudFormation, AWS::CloudWatch::CompositeAlarm"
    ),
}
