"""Output of `aws cloudwatch describe-alarms`."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.record import AwsModel, Many, Number

Count = Annotated[int, Field(ge=1)]


class Dimension(AwsModel):
    """API_Dimension."""

    Name: str
    Value: str


class Metric(AwsModel):
    """API_Metric."""

    Namespace: str | None = None
    MetricName: str | None = None
    Dimensions: Many[Dimension] | None = None


_Metric = Metric


class MetricStat(AwsModel):
    """API_MetricStat."""

    Metric: _Metric
    Period: Count
    Stat: str
    Unit: str | None = None


_MetricStat = MetricStat


class MetricDataQuery(AwsModel):
    """API_MetricDataQuery: either a metric or an expression over others."""

    Id: str
    MetricStat: _MetricStat | None = None
    Expression: str | None = None
    ReturnData: bool | None = None
    Period: Count | None = None
    AccountId: str | None = None


class PromQLCriteria(AwsModel):
    """API_PromQLCriteria: an alarm on a PromQL query."""

    Query: str | None = None


_PromQLCriteria = PromQLCriteria


class EvaluationCriteria(AwsModel):
    """API_EvaluationCriteria."""

    PromQLCriteria: _PromQLCriteria | None = None


_EvaluationCriteria = EvaluationCriteria


class Alarm(AwsModel):
    """What metric and composite alarms share."""

    AlarmName: str | None = None
    AlarmArn: str
    ActionsEnabled: bool | None = None
    AlarmActions: Many[str] | None = None
    StateValue: str | None = None

    @cached_property
    def arn(self) -> Arn | None:
        arn = parse_arn(self.AlarmArn)
        if arn is None or arn.service != "cloudwatch" or not arn.resource.startswith("alarm:"):
            return None
        return arn if arn.is_located else None

    @property
    def name(self) -> str:
        return self.AlarmName or self.AlarmArn.partition(":alarm:")[2]


class MetricAlarm(Alarm):
    """One entry of `MetricAlarms` (API_MetricAlarm)."""

    MetricName: str | None = None
    Namespace: str | None = None
    Statistic: str | None = None
    ExtendedStatistic: str | None = None
    Dimensions: Many[Dimension] | None = None
    Period: Count | None = None
    Unit: str | None = None
    EvaluationPeriods: Count | None = None
    DatapointsToAlarm: Count | None = None
    Threshold: Number | None = None
    ComparisonOperator: str | None = None
    TreatMissingData: str | None = None
    EvaluateLowSampleCountPercentile: str | None = None
    Metrics: Many[MetricDataQuery] | None = None
    ThresholdMetricId: str | None = None
    EvaluationState: str | None = None
    EvaluationCriteria: _EvaluationCriteria | None = None


class CompositeAlarm(Alarm):
    """One entry of `CompositeAlarms` (API_CompositeAlarm)."""

    AlarmRule: str
    ActionsSuppressor: str | None = None
