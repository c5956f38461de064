"""Objects of AWS Tools for PowerShell, piped to `ConvertTo-Json`: told by their shape or by their cmdlet.

They are the objects of the AWS SDK for .NET. Their members may have other names, and where AWS said nothing a
flag reads `false` and a number 0, so that no object of theirs is the answer of AWS. Source: AWS Tools for
PowerShell Cmdlet Reference; AWS SDK for .NET API reference (`AmazonWebServiceResponse`, `ConstantClass`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from analyzer.aws.command_line import AuditOperation
from analyzer.evidence import JSON


class Cmdlet(NamedTuple):
    """A cmdlet, and the operation of the AWS CLI that answers the same question."""

    name: str
    operation: AuditOperation


_CMDLETS: Mapping[str, AuditOperation] = {
    "Get-STSCallerIdentity": AuditOperation.IDENTITY,
    "Get-CTTrail": AuditOperation.TRAILS,
    "Get-CTTrailStatus": AuditOperation.STATUS,
    "Get-CTEventSelector": AuditOperation.SELECTORS,
    "Get-CWLMetricFilter": AuditOperation.FILTERS,
    "Get-CWAlarm": AuditOperation.ALARMS,
    "Get-CWAlarmForMetric": AuditOperation.ALARMS,
    "Get-SNSSubscriptionByTopic": AuditOperation.SUBSCRIPTIONS,
    "Get-SNSSubscription": AuditOperation.SUBSCRIPTIONS,
    "Get-CWLLogGroup": AuditOperation.LOG_GROUPS,
}
_BY_NAME = {name.lower(): Cmdlet(name, operation) for name, operation in _CMDLETS.items()}
_NAMED = re.compile(rf"(?<![A-Za-z0-9-])(?:{'|'.join(_CMDLETS)})(?![A-Za-z0-9])", re.IGNORECASE)

# Members that only the .NET object of the kind has: its own spelling, or all of them with nothing left out.
_SPELLED: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"FilterPattern", "MetricTransformations"}), "Get-CWLMetricFilter"),
    (frozenset({"FilterName", "MetricTransformations"}), "Get-CWLMetricFilter"),
    (frozenset({"LogGroupName", "StoredBytes"}), "Get-CWLLogGroup"),
)
# Members of which the AWS CLI leaves out those that are null, as some of them always are.
_WITH_NULLS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"TrailARN", "SnsTopicARN", "SnsTopicName", "S3KeyPrefix", "KmsKeyId"}), "Get-CTTrail"),
    (frozenset({"AlarmArn", "ExtendedStatistic", "Statistic", "ThresholdMetricId", "Unit"}), "Get-CWAlarm"),
    (frozenset({"AlarmArn", "AlarmRule", "ActionsSuppressor", "ActionsSuppressorReason"}), "Get-CWAlarm"),
)
_DATED = ((frozenset({"IsLogging"}), "Get-CTTrailStatus"), (frozenset({"AlarmArn"}), "Get-CWAlarm"))
_DATE = "/Date("  # a time as Windows PowerShell 5 writes it
_CONSTANTS = ("StateValue", "ComparisonOperator", "Statistic")  # `{"Value": "OK"}`, an object of its own
_RESPONSE = frozenset({"ResponseMetadata", "ContentLength", "HttpStatusCode"})
_RESPONSES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"UserId", "Account"}), "Get-STSCallerIdentity"),
    (frozenset({"IsLogging"}), "Get-CTTrailStatus"),
    (frozenset({"TrailARN", "EventSelectors"}), "Get-CTEventSelector"),
    (frozenset({"TrailList"}), "Get-CTTrail"),
    (frozenset({"MetricFilters"}), "Get-CWLMetricFilter"),
    (frozenset({"MetricAlarms"}), "Get-CWAlarm"),
    (frozenset({"Subscriptions"}), "Get-SNSSubscriptionByTopic"),
    (frozenset({"LogGroups"}), "Get-CWLLogGroup"),
)
_LISTS = frozenset({"TrailList", "MetricFilters", "MetricAlarms", "CompositeAlarms", "trailList", "Trail"})
_COUNTED = frozenset({"value", "Count"})  # a list as Windows PowerShell 5 writes it


def cmdlet_named(text: str) -> Cmdlet | None:
    """The cmdlet that a text names last, such as a command line or the name of a file."""
    names = _NAMED.findall(text) if "-" in text else []
    return _BY_NAME[names[-1].lower()] if names else None


def cmdlet_of(value: JSON) -> Cmdlet | None:
    """The cmdlet whose objects these are, as their shape tells; None for anything else."""
    if isinstance(value, dict) and frozenset(value) == _COUNTED:
        value = value["value"]
    first = value[0] if isinstance(value, list) and value else value
    name = _name(first) if isinstance(first, dict) else None
    return _BY_NAME[name.lower()] if name else None


def _name(value: dict[str, JSON]) -> str | None:
    members = value.keys()
    for name in sorted(members & _LISTS):
        rows = value[name]
        first = rows[0] if isinstance(rows, list) and rows else rows
        if isinstance(first, dict) and (found := _name(first)) is not None:
            return found
    if members >= _RESPONSE:
        return next((name for names, name in _RESPONSES if names <= members), None)
    spelled = next((name for names, name in _SPELLED if names <= members), None)
    if spelled is not None:
        return spelled
    if "AlarmArn" in members and any(_is_constant(value.get(name)) for name in _CONSTANTS):
        return "Get-CWAlarm"
    for names, name in _WITH_NULLS:
        if names <= members and any(value[member] is None for member in names):
            return name
    dated = next((name for names, name in _DATED if names <= members), None)
    return dated if dated and any(_is_date(one) for one in value.values()) else None


def _is_date(value: JSON) -> bool:
    return isinstance(value, str) and value.startswith(_DATE)


def _is_constant(value: JSON) -> bool:
    return isinstance(value, dict) and value.keys() == {"Value"}
