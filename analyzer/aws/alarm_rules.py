"""Alarms that CloudWatch would not have taken (see `analyzer.aws.impossible`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.aws.arn import parse_arn
from analyzer.aws.cloudwatch import Alarm, CompositeAlarm, MetricAlarm
from analyzer.aws.identifiers import is_account_id
from analyzer.aws.record import MemberPath
from analyzer.aws.record_rule import BrokenRule, RecordRule
from analyzer.phrase import phrase

_SIZES = ("Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes")
_BITS = ("Bits", "Kilobits", "Megabits", "Gigabits", "Terabits")
_COUNTED = (*_SIZES, *_BITS, "Count")
_RATES = (f"{unit}/Second" for unit in _COUNTED)
UNITS = frozenset({"Seconds", "Microseconds", "Milliseconds", "Percent", "None", *_COUNTED, *_RATES})
"""API model of CloudWatch, `StandardUnit`."""

_COMPARISONS = frozenset(
    {
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
    }
)
_VALUES = {
    "Statistic": frozenset({"SampleCount", "Average", "Sum", "Minimum", "Maximum"}),
    "ComparisonOperator": _COMPARISONS,
    "TreatMissingData": frozenset({"breaching", "notBreaching", "ignore", "missing"}),
    "EvaluateLowSampleCountPercentile": frozenset({"evaluate", "ignore"}),
    "Unit": UNITS,
}
_STATES = frozenset({"OK", "ALARM", "INSUFFICIENT_DATA"})
_LONGEST = {"AlarmName": 255, "MetricName": 255, "Namespace": 255}
_MOST_ACTIONS, _MOST_DIMENSIONS, _MOST_RULE = 5, 30, 10_240
_FINE, _MINUTE, _HOUR, _DAY, _WEEK = (10, 20, 30), 60, 3_600, 86_400, 604_800
_OF_ONE_METRIC = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Unit")


def _topics(alarm: Alarm) -> Iterator[BrokenRule]:
    here = parse_arn(alarm.AlarmArn)
    for index, action in enumerate(alarm.AlarmActions or ()):
        topic = parse_arn(action)
        if topic is None or topic.service != "sns" or here is None:
            continue
        places: tuple[MemberPath, ...] = (("AlarmActions", index), ("AlarmArn",))
        if not is_account_id(topic.account):
            said = phrase("its action `{topic}` has no account number of twelve digits", topic=action)
            yield BrokenRule(said, places)
        elif (topic.partition, topic.region) != (here.partition, here.region):
            said = phrase("its action `{topic}` is of another region than the alarm", topic=action)
            yield BrokenRule(said, places)


def _too_many_actions(alarm: Alarm) -> Iterator[BrokenRule]:
    count = len(alarm.AlarmActions or ())
    if count > _MOST_ACTIONS:
        yield BrokenRule(phrase("it has {count:action}, more than five", count=count), (("AlarmActions",),))


def _state(alarm: Alarm) -> Iterator[BrokenRule]:
    if alarm.StateValue is not None and alarm.StateValue not in _STATES:
        yield BrokenRule(
            phrase("no alarm is in the state `{state}`", state=alarm.StateValue), (("StateValue",),)
        )


def _empty_rule(alarm: CompositeAlarm) -> Iterator[BrokenRule]:
    if not alarm.AlarmRule.strip():
        yield BrokenRule(phrase("its rule is empty"), (("AlarmRule",),))
    elif len(alarm.AlarmRule) > _MOST_RULE:
        yield BrokenRule(phrase("its rule is longer than 10240 characters"), (("AlarmRule",),))


def _values(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    for member, allowed in _VALUES.items():
        value = getattr(alarm, member)
        if value is not None and value not in allowed:
            said = phrase("`{value}` is no value of `{member}`", value=value, member=member)
            yield BrokenRule(said, ((member,),))
    for index, query in enumerate(alarm.Metrics or ()):
        unit = query.MetricStat.Unit if query.MetricStat is not None else None
        if unit is not None and unit not in UNITS:
            path: MemberPath = ("Metrics", index, "MetricStat", "Unit")
            yield BrokenRule(phrase("`{value}` is no unit", value=unit), (path,))


def _lengths(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    for member, most in _LONGEST.items():
        value = getattr(alarm, member)
        if value is not None and not 1 <= len(value) <= most:
            said = phrase("`{member}` has {length:character}", member=member, length=len(value))
            yield BrokenRule(said, ((member,),))
    if len(alarm.Dimensions or ()) > _MOST_DIMENSIONS:
        yield BrokenRule(phrase("it has more than 30 dimensions"), (("Dimensions",),))


def _two_statistics(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    if alarm.Statistic is not None and alarm.ExtendedStatistic is not None:
        said = phrase("it has a statistic and an extended one")
        yield BrokenRule(said, (("Statistic",), ("ExtendedStatistic",)))


def _periods(alarm: MetricAlarm) -> Iterator[tuple[int, MemberPath]]:
    if alarm.Period is not None:
        yield alarm.Period, ("Period",)
    for index, query in enumerate(alarm.Metrics or ()):
        if query.Period is not None:
            yield query.Period, ("Metrics", index, "Period")
        if query.MetricStat is not None:
            yield query.MetricStat.Period, ("Metrics", index, "MetricStat", "Period")


def _odd_period(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    for period, path in _periods(alarm):
        if period not in _FINE and period % _MINUTE:
            said = phrase("{period} s is neither 10, 20 or 30 s nor whole minutes", period=period)
            yield BrokenRule(said, (path,))


def _window(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    longest = max(_periods(alarm), default=None)
    if longest is None or alarm.EvaluationPeriods is None:
        return
    period, path = longest
    most = _WEEK if period >= _HOUR else _DAY
    if period * alarm.EvaluationPeriods > most:
        said = phrase(
            "{count:period} of {period} s are longer than the {most} s that an alarm may look at",
            count=alarm.EvaluationPeriods,
            period=period,
            most=most,
        )
        yield BrokenRule(said, (path, ("EvaluationPeriods",)))


def _too_many_datapoints(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    datapoints, periods = alarm.DatapointsToAlarm, alarm.EvaluationPeriods
    if datapoints is not None and periods is not None and datapoints > periods:
        said = phrase(
            "it asks for {datapoints:datapoint} of {periods:period}", datapoints=datapoints, periods=periods
        )
        yield BrokenRule(said, (("DatapointsToAlarm",), ("EvaluationPeriods",)))


def _metric_and_metrics(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    if alarm.Metrics:
        for member in _OF_ONE_METRIC:
            if getattr(alarm, member) is not None:
                said = phrase("it has `Metrics` and `{member}`", member=member)
                yield BrokenRule(said, (("Metrics",), (member,)))


def _no_target(alarm: MetricAlarm) -> Iterator[BrokenRule]:
    if alarm.Metrics or alarm.EvaluationCriteria is not None:
        return
    missing = [name for name in ("MetricName", "Namespace", "Period") if getattr(alarm, name) is None]
    if alarm.Statistic is None and alarm.ExtendedStatistic is None:
        missing.append("Statistic")
    if missing:
        yield BrokenRule(phrase("it has no {members:quoted}", members=tuple(missing)), ((),))


_MODEL = "API model of CloudWatch: "
_PUT = "API_PutMetricAlarm: "

ALARM_RULES: tuple[RecordRule[Any], ...] = (
    RecordRule(
        Alarm, _PUT + "AlarmActions (error: invalid region or account in the ARN of an action)", _topics
    ),
    RecordRule(Alarm, _MODEL + "ResourceList", _too_many_actions),
    RecordRule(Alarm, _MODEL + "StateValue", _state),
    RecordRule(CompositeAlarm, _MODEL + "AlarmRule", _empty_rule),
    RecordRule(
        MetricAlarm, _MODEL + "Statistic, ComparisonOperator, StandardUnit; " + _PUT + "valid values", _values
    ),
    RecordRule(MetricAlarm, _MODEL + "lengths of names, Dimensions", _lengths),
    RecordRule(MetricAlarm, _PUT + "either Statistic or ExtendedStatistic, not both", _two_statistics),
    RecordRule(MetricAlarm, _PUT + "Period", _odd_period),
    RecordRule(MetricAlarm, _PUT + "Period, the longest evaluation period", _window),
    RecordRule(
        MetricAlarm, _PUT + "DatapointsToAlarm (error: above EvaluationPeriods)", _too_many_datapoints
    ),
    RecordRule(MetricAlarm, _PUT + "Metrics excludes the members of one metric", _metric_and_metrics),
    RecordRule(
        MetricAlarm, _PUT + "MetricName, a Metrics array or EvaluationCriteria", _no_target, of_whole=True
    ),
)
