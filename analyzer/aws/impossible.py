"""Records that AWS would have refused to make, or never prints: they prove nothing, and refute nothing.

One rule an entry, each with where AWS says so: a model of its API (limits and values of members), the
documentation of an operation, or an error that it answers with. What is told of a record stands beside what
other evidence says against it (`EvidenceRecord.conflicts`). Rules of alarms: `analyzer.aws.alarm_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analyzer.aws.alarm_rules import ALARM_RULES, UNITS
from analyzer.aws.arn import parse_arn
from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import AwsModel, Conflict, EvidenceRecord, MemberPath
from analyzer.aws.record_rule import BrokenRule, RecordRule
from analyzer.aws.sns import Subscription
from analyzer.phrase import phrase


def impossibilities(record: EvidenceRecord[AwsModel]) -> tuple[Conflict, ...]:
    """Why AWS cannot have printed a record, once for each rule that it breaks."""
    return tuple(conflict for rule in RULES for conflict in rule.conflicts(record))


def _without_global_events(trail: Trail) -> Iterator[BrokenRule]:
    if trail.IsMultiRegionTrail is True and trail.IncludeGlobalServiceEvents is False:
        said = phrase("it is of all regions and leaves the events of global services out")
        yield BrokenRule(said, (("IsMultiRegionTrail",), ("IncludeGlobalServiceEvents",)))


_GROUP_NAME = re.compile(r"[.\-_/#A-Za-z0-9]{1,512}")
_BEHIND_GROUP = re.compile(r"|\*|log-stream:[^:*]*\*?", re.DOTALL)


def _odd_group(trail: Trail) -> Iterator[BrokenRule]:
    place: MemberPath = ("CloudWatchLogsLogGroupArn",)
    arn, home = parse_arn(trail.CloudWatchLogsLogGroupArn), trail.arn
    if arn is None or arn.service != "logs" or not arn.resource.startswith("log-group:"):
        return
    name, colon, behind = arn.resource.removeprefix("log-group:").partition(":")
    if not _BEHIND_GROUP.fullmatch(behind) or (colon and not behind):
        said = phrase("the ARN of its log group ends in `{behind}`", behind=f":{behind}")
        yield BrokenRule(said, (place,))
    if not _GROUP_NAME.fullmatch(name):
        yield BrokenRule(phrase("`{name}` is no name of a log group", name=name), (place,))
    if home is not None and (arn.partition, arn.region) != (home.partition, home.region):
        said = phrase("its log group is of region `{region}`, which is not its own", region=arn.region)
        yield BrokenRule(said, (place, ("TrailARN",)))


def _stopped(status: TrailStatus) -> Iterator[BrokenRule]:
    started, stopped = status.StartLoggingTime, status.StopLoggingTime
    if status.IsLogging is True and started is not None and stopped is not None and stopped > started:
        said = phrase("it is logging, and was stopped after it was started")
        yield BrokenRule(said, (("IsLogging",), ("StartLoggingTime",), ("StopLoggingTime",)))


_READ_WRITE = frozenset({"ReadOnly", "WriteOnly", "All"})
_MOST_SELECTORS = 5


def _odd_selectors(selectors: EventSelectors) -> Iterator[BrokenRule]:
    basic = selectors.EventSelectors or ()
    for index, one in enumerate(basic):
        if one.ReadWriteType is not None and one.ReadWriteType not in _READ_WRITE:
            said = phrase("`{value}` is no value of `ReadWriteType`", value=one.ReadWriteType)
            yield BrokenRule(said, (("EventSelectors", index, "ReadWriteType"),))
    if len(basic) > _MOST_SELECTORS:
        said = phrase("it has {count:event selector}, more than five", count=len(basic))
        yield BrokenRule(said, (("EventSelectors",),))


_FILTER_NAME = re.compile(r"[^:*]{1,512}", re.DOTALL)
_METRIC_TEXT = re.compile(r"[^:*$]{0,255}", re.DOTALL)
_MOST_VALUE, _MOST_FILTER_DIMENSIONS = 100, 3


def _default_with_dimensions(found: MetricFilter) -> Iterator[BrokenRule]:
    for index, made in enumerate(found.metricTransformations):
        if made.defaultValue is not None and made.dimensions:
            there: MemberPath = ("metricTransformations", index)
            said = phrase("it has a default value and dimensions")
            yield BrokenRule(said, ((*there, "defaultValue"), (*there, "dimensions")))


def _odd_filter(found: MetricFilter) -> Iterator[BrokenRule]:
    if found.filterName is not None and not _FILTER_NAME.fullmatch(found.filterName):
        yield BrokenRule(phrase("`{name}` is no name of a filter", name=found.filterName), (("filterName",),))
    if found.logGroupName is not None and not _GROUP_NAME.fullmatch(found.logGroupName):
        said = phrase("`{name}` is no name of a log group", name=found.logGroupName)
        yield BrokenRule(said, (("logGroupName",),))
    if len(found.metricTransformations) > 1:
        yield BrokenRule(phrase("it has more than one transformation"), (("metricTransformations",),))


def _odd_transformation(found: MetricFilter) -> Iterator[BrokenRule]:
    for index, made in enumerate(found.metricTransformations):
        there: MemberPath = ("metricTransformations", index)
        for member in ("metricName", "metricNamespace"):
            text = getattr(made, member)
            if not _METRIC_TEXT.fullmatch(text):
                said = phrase("`{text}` is no value of `{member}`", text=text, member=member)
                yield BrokenRule(said, ((*there, member),))
        if len(made.metricValue) > _MOST_VALUE:
            yield BrokenRule(phrase("its value has more than 100 characters"), ((*there, "metricValue"),))
        if made.unit is not None and made.unit not in UNITS:
            yield BrokenRule(phrase("`{unit}` is no unit", unit=made.unit), ((*there, "unit"),))
        if len(made.dimensions or {}) > _MOST_FILTER_DIMENSIONS:
            yield BrokenRule(phrase("it has more than three dimensions"), ((*there, "dimensions"),))


_PROTOCOLS = frozenset(
    {"http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"}
)
_NO_ID = frozenset({"", "pendingconfirmation", "pending confirmation", "deleted"})


def _unknown_protocol(found: Subscription) -> Iterator[BrokenRule]:
    if found.Protocol is not None and found.Protocol not in _PROTOCOLS:
        said = phrase("`{protocol}` is no protocol of SNS", protocol=found.Protocol)
        yield BrokenRule(said, (("Protocol",),))


def _fifo(found: Subscription) -> Iterator[BrokenRule]:
    topic = parse_arn(found.TopicArn)
    if topic is not None and topic.resource.endswith(".fifo") and found.Protocol not in (None, "sqs"):
        said = phrase("a FIFO topic has a subscriber by `{protocol}`", protocol=found.Protocol)
        yield BrokenRule(said, (("Protocol",), ("TopicArn",)))


def _half_an_arn(found: Subscription) -> Iterator[BrokenRule]:
    """`PendingConfirmation` and `Deleted` stand in place of the ARN, never in it."""
    arn = parse_arn(found.SubscriptionArn)
    if arn is None or arn.service != "sns":
        return
    _, colon, behind = arn.resource.partition(":")
    if not colon or behind.strip().lower() in _NO_ID:
        said = phrase("`{arn}` is no ARN of a subscription", arn=found.SubscriptionArn)
        yield BrokenRule(said, (("SubscriptionArn",), ("TopicArn",)))


_LOGS = "API model of CloudWatch Logs: "

RULES: tuple[RecordRule[Any], ...] = (
    RecordRule(
        Trail,
        "API_UpdateTrail: IncludeGlobalServiceEvents (InvalidParameterCombinationException)",
        _without_global_events,
    ),
    RecordRule(Trail, "API_UpdateTrail: CloudWatchLogsLogGroupArn; " + _LOGS + "LogGroupName", _odd_group),
    RecordRule(TrailStatus, "API_GetTrailStatus: StartLoggingTime, StopLoggingTime", _stopped),
    RecordRule(
        EventSelectors, "API model of CloudTrail: ReadWriteType; API_PutEventSelectors", _odd_selectors
    ),
    RecordRule(
        MetricFilter,
        "API_MetricTransformation: defaultValue and dimensions exclude each other",
        _default_with_dimensions,
    ),
    RecordRule(MetricFilter, _LOGS + "FilterName, LogGroupName, MetricTransformations", _odd_filter),
    RecordRule(MetricFilter, _LOGS + "MetricTransformation", _odd_transformation),
    *ALARM_RULES,
    RecordRule(Subscription, "API_Subscribe: Protocol", _unknown_protocol),
    RecordRule(Subscription, "SNS Developer Guide: message delivery of FIFO topics", _fifo),
    RecordRule(Subscription, "API_Subscription: SubscriptionArn", _half_an_arn),
)
"""All rules, in the order of the audit steps."""
