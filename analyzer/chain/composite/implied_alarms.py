"""Alarms that breach whenever another one does, by their configuration alone."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.aws.arn import Arn
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord

# What decides which values an alarm sees, when, and what it makes of missing ones.
_SAME = (
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "ThresholdMetricId",
    "EvaluationCriteria",
)
# The same, of members that nothing else here reads.
_SAME_AS_PRINTED = ("EvaluationWindow", "EvaluationInterval", "WarmUpConfiguration")
_RISING = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")


class ImpliedAlarms:
    """The metric alarms of one place, as far as the evidence agrees about them."""

    def __init__(self, records: Iterable[EvidenceRecord[MetricAlarm]]) -> None:
        self._known = {
            arn: one for one in records if (arn := one.value.arn) is not None and not one.conflicts
        }

    def breaches_with(self, alarm: Arn, other: Arn) -> bool:
        """Whether the other alarm is in ALARM whenever the alarm is."""
        ours, theirs = self._known.get(alarm), self._known.get(other)
        if ours is None or theirs is None or not _follows(ours.value, theirs.value):
            return False
        return all(ours.raw.get(name) == theirs.raw.get(name) for name in _SAME_AS_PRINTED)


def _follows(ours: MetricAlarm, other: MetricAlarm) -> bool:
    """Whether every value that makes our alarm breach makes the other one breach too."""
    if any(getattr(ours, name) != getattr(other, name) for name in _SAME) or _pairs(ours) != _pairs(other):
        return False
    if ours.Threshold is None or other.Threshold is None or ours.ThresholdMetricId is not None:
        return False
    if {ours.ComparisonOperator, other.ComparisonOperator} <= set(_RISING):
        strict = _RISING[0]
        easier = other.Threshold < ours.Threshold
        same = other.Threshold == ours.Threshold
        return easier or (same and (ours.ComparisonOperator == strict or other.ComparisonOperator != strict))
    return False


def _pairs(alarm: MetricAlarm) -> set[tuple[str, str]]:
    return {(pair.Name, pair.Value) for pair in alarm.Dimensions or ()}
