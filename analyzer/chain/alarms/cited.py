"""The members of an alarm that what it does rests on, with their places: the one that decides comes first."""

from __future__ import annotations

from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.record import EvidenceRecord
from analyzer.evidence import Citation

# API_MetricAlarm: what brings it from quiet into ALARM, and what it looks at.
_EVALUATED = (
    "Threshold",
    "ComparisonOperator",
    "Statistic",
    "ExtendedStatistic",
    "Period",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Unit",
    "Namespace",
    "MetricName",
    "Dimensions",
    "Metrics",
    "ActionsEnabled",
)


def evaluated(record: EvidenceRecord[Alarm], first: Citation) -> tuple[Citation, ...]:
    """`first`, and every other member that is there and that the evaluation of an alarm rests on."""
    members = (record.cite(name) for name in _EVALUATED if record.raw.get(name) not in (None, [], ""))
    return (first, *(place for place in members if place.location != first.location))


def first_of(record: EvidenceRecord[Alarm], *names: str) -> Citation:
    """The first of the members that is there, else the last one's nearest."""
    return record.cite(next((name for name in names if name in record.raw), names[-1]))
