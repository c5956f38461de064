"""Output of `aws logs describe-metric-filters` and `describe-log-groups`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analyzer.aws.record import AwsModel, Many, Number


class MetricTransformation(AwsModel):
    """What a metric filter publishes for a matching event (API_MetricTransformation)."""

    metricName: str
    metricNamespace: str
    metricValue: str
    defaultValue: Number | None = None
    dimensions: dict[str, str] | None = None
    unit: str | None = None


class MetricFilter(AwsModel):
    """One entry of `metricFilters` (API_MetricFilter)."""

    filterName: str | None = None
    filterPattern: str | None = None
    metricTransformations: Annotated[Many[MetricTransformation], Field(min_length=1)]
    logGroupName: str | None = None
    applyOnTransformedLogs: bool | None = None
    fieldSelectionCriteria: str | None = None
    emitSystemFieldDimensions: Many[str] | None = None


class LogGroupDescription(AwsModel):
    """One entry of `logGroups` (API_LogGroup)."""

    logGroupName: str | None = None
    arn: str | None = None
    logGroupArn: str | None = None
    logGroupClass: str | None = None
