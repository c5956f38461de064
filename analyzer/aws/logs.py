"""Output of `aws logs describe-metric-filters` and `describe-log-groups`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field

from analyzer.aws.record import AwsModel, Many, Number

# API_MetricDatum: CloudWatch rejects numbers that are nearer to zero, or further from it.
_NEAREST, _FURTHEST = Decimal("8.515920e-109"), Decimal("1.174271e+108")


def published_value(text: str) -> Decimal | None:
    """The number that `metricValue` spells, if it is one that CloudWatch takes for a value; else None."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not text.isascii() or "_" in text:  # Python's spellings, not those of AWS
        return None
    if not value.is_finite() or (value and not _NEAREST <= abs(value) <= _FURTHEST):
        return None
    return value


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
    metricFilterCount: int | None = None


class MetricFilterMatch(AwsModel):
    """One entry of `matches` (API_MetricFilterMatchRecord): a message that the pattern matches.

    `eventNumber` counts the messages that were handed over from 1.
    """

    eventNumber: int
    eventMessage: str | None = None
