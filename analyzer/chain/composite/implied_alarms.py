"""Alarms that breach whenever another one does, by their configuration alone."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.aws.arn import Arn, scope_of
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.inventory.snapshot import Snapshot

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


def breaches_with(snapshot: Snapshot, alarm: Arn) -> Iterator[Arn]:
    """The metric alarms of the same place that are in ALARM whenever this one is."""
    records = snapshot.metric_alarms(scope_of(alarm), "").records
    known = {arn: one for one in records if (arn := one.value.arn) is not None and not one.conflicts}
    ours = known.get(alarm)
    for arn, other in known.items():
        if ours is None or arn == alarm or not _follows(ours.value, other.value):
            continue
        if all(ours.raw.get(name) == other.raw.get(name) for name in _SAME_AS_PRINTED):
            yield arn


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
