"""What the link of alarms says of one alarm: the rule, the words, the place, and what to capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidate
from analyzer.chain.links.alarm import candidates
from analyzer.controls import AlarmPrescription, load_control
from analyzer.coverage.publishers import metrics_of
from analyzer.evidence import Citation, Location
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.reports.words import statement
from analyzer.rules import RequestRule, Rule
from analyzer.rules.alarm import (
    ALARM_NOT_PROVABLE,
    ALARM_ON_OTHER_UNIT,
    ALWAYS_IN_ALARM,
    DIMENSIONS_NOT_PROVABLE,
    FIRES,
    STUCK_IN_ALARM,
    VALUE_NOT_POSITIVE,
)
from analyzer.rules.metric_filter import COUNTS_EVERYTHING, MISSES_REQUIRED_EVENTS
from analyzer.rules.requests import CAPTURE_ALARMS
from analyzer.rules.warnings import ALARM_ABOVE_PRESCRIBED

Row = dict[str, Any]

ACCOUNT = "111111111111"
GROUP = LogGroup(ResourceScope("aws", ACCOUNT, "us-east-1"), "CloudTrail/Logs")
ALARM = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"
CONTROL = load_control()
SOME = "{ $.eventName = CreateUser }"


def row(name: str, value: str, pattern: str = CONTROL.pattern, metric: str = "M", **made: Any) -> Row:
    """A filter that publishes `value` to `metric`, for what the control is about if nothing else is said."""
    transformation = {"metricName": metric, "metricNamespace": "N", "metricValue": value, **made}
    return {"filterName": name, "filterPattern": pattern, "metricTransformations": [transformation]}


ONE = row("one", "1")
PARTLY = row("partly", "1", SOME)
ZERO = row("zero", "0")
VARIABLE = row("variable", "$.x")
OTHER = row("other", "1", SOME, "Other")


def alarm(**members: Any) -> Row:
    given: Row = {
        "AlarmName": "a", "AlarmArn": ALARM, "ActionsEnabled": True, "StateValue": "OK",
        "MetricName": "M", "Namespace": "N", "Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1,
        "Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching", **members,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def computing(text: str | None, *, stat: str = "Sum") -> Row:
    """An alarm on an expression over `m`, the metric, and `o`, the other one; on the metric without one."""
    stats = {
        id: {"Metric": {"Namespace": "N", "MetricName": metric}, "Period": 300, "Stat": stat}
        for id, metric in (("m", "M"), ("o", "Other"))
    }
    queries: list[Row] = [{"Id": id, "MetricStat": found} for id, found in stats.items()]
    if text is None:
        queries = queries[:1]
    else:
        queries = [*(query | {"ReturnData": False} for query in queries), {"Id": "e", "Expression": text}]
    plain = dict.fromkeys(("MetricName", "Namespace", "Statistic", "Period"))
    return alarm(**plain, Metrics=queries)


class Evidence(Snapshot):
    """One alarm, the filters of the group, and those of another group."""

    def __init__(self, alarm: Row, filters: Sequence[Row], elsewhere: Sequence[Row]) -> None:
        super().__init__([], CallerStatement(None, None))
        record = EvidenceRecord(Location("alarms.json", ""), MetricAlarm.model_validate(alarm), alarm)
        self._alarms: Listing[MetricAlarm] = Listing((record,), (Citation(record.at, None),), ())
        self._filters: Listing[MetricFilter] = Listing(tuple(recorded("filters.json", filters)), (), ())
        self._elsewhere = tuple(recorded("elsewhere.json", elsewhere))

    def metric_alarms(self, _scope: ResourceScope, _metric: str) -> Listing[MetricAlarm]:
        return self._alarms

    def composite_alarms(self, _scope: ResourceScope) -> Listing[CompositeAlarm]:
        return Listing((), (), ())

    def filters(self, _group: LogGroup) -> Listing[MetricFilter]:
        return self._filters

    def filters_elsewhere(self, _group: LogGroup) -> tuple[EvidenceRecord[MetricFilter], ...]:
        return self._elsewhere


def recorded(file: str, rows: Sequence[Row]) -> Iterator[EvidenceRecord[MetricFilter]]:
    for at, one in enumerate(rows):
        yield EvidenceRecord(Location(file, f"/{at}"), MetricFilter.model_validate(one), one)


def judged(
    alarm: Row,
    filters: Sequence[Row],
    elsewhere: Sequence[Row] = (),
    prescribed: AlarmPrescription = CONTROL.alarm,
) -> Candidate:
    """What the link says of the alarm on the metric M."""
    evidence = Evidence(alarm, filters, elsewhere)
    context = ControlContext(evidence, CONTROL._replace(alarm=prescribed))
    metrics = metrics_of(None, GROUP, evidence.filters(GROUP).records, evidence.filters_elsewhere(GROUP))
    (metric,) = (one for one in metrics if one.name == "M")
    (found,) = candidates(context, metric).each
    return found


NOT_KNOWN = "the metric has no value above zero, or gets values of which that is not known"
ZEROS = "another filter of the metric publishes zeros, which its statistic takes into account"
ADDS_UP = "the default value adds up with other events, so that their number decides"
ONCE = "it fires after 1 matching event within 300 s"
EXPRESSION = "/Metrics/2/Expression"
MORE = "whether its expression `m + o` breaches hangs on more than the matching events"
SEVERAL = "its metric has several units, `Count`, `None`, and it asks for none"
SAME = "events that do not match count just like those that do"
DEFAULT = row("default", "1", defaultValue=0.0)
IN_COUNTS = row("counted", "1", unit="Count")

# What an alarm says where the filters publish so, the rule and the place in the alarm.
CASES: list[tuple[Row, Sequence[Row], Rule, str, str]] = [
    (alarm(Statistic="Average"), [ONE], FIRES, ONCE, "/Threshold"),
    (alarm(Statistic="Average"), [ONE, ZERO], ALARM_NOT_PROVABLE, ZEROS, "/Threshold"),
    (computing("m * 2"), [ONE, ZERO], FIRES, ONCE, EXPRESSION),
    (computing("m * 2", stat="Average"), [ONE, ZERO], ALARM_NOT_PROVABLE, ZEROS, "/Threshold"),
    (alarm(), [VARIABLE], ALARM_NOT_PROVABLE, NOT_KNOWN, "/MetricName"),
    (computing(None), [VARIABLE], ALARM_NOT_PROVABLE, NOT_KNOWN, "/Metrics"),
    (alarm(), [ZERO], VALUE_NOT_POSITIVE,
     "it does not see what `zero` publishes, which is no value above zero", ""),
    (alarm(TreatMissingData="breaching"), [ZERO], ALWAYS_IN_ALARM,
     "it is in ALARM in every quiet window, so no event moves it there", "/Threshold"),
    (alarm(ComparisonOperator="LessThanThreshold"), [ZERO, PARTLY], ALARM_NOT_PROVABLE,
     "a few matching events bring it into ALARM, and more of them lead away from there", "/Threshold"),
    (alarm(), [row("zero", "0", defaultValue=0.0), PARTLY], COUNTS_EVERYTHING, SAME, "/Threshold"),
    (alarm(Statistic="SampleCount"), [DEFAULT], COUNTS_EVERYTHING, SAME, "/Threshold"),
    (alarm(Statistic="SampleCount"), [DEFAULT, DEFAULT | {"filterName": "again"}], ALARM_NOT_PROVABLE,
     ADDS_UP, "/Threshold"),
    (alarm(Statistic="SampleCount"), [DEFAULT, ZERO], ALARM_NOT_PROVABLE, ADDS_UP, "/Threshold"),
    (alarm(Statistic="SampleCount"), [ONE, row("zero", "0", SOME, defaultValue=0.0)], ALARM_NOT_PROVABLE,
     ADDS_UP, "/Threshold"),
    (alarm(EvaluationPeriods=3, DatapointsToAlarm=2), [ONE], FIRES,
     "it fires after 1 matching event in each of 2 out of 3 consecutive periods of 300 s", "/Threshold"),
    (alarm(EvaluationPeriods=2), [ONE], FIRES,
     "it fires after 1 matching event in each of 2 consecutive periods of 300 s", "/Threshold"),
    (computing("m + o"), [ONE, OTHER], FIRES, ONCE, EXPRESSION),
    (computing("m + o"), [ONE, row("other", "0", SOME, "Other")], ALARM_NOT_PROVABLE, MORE, EXPRESSION),
    (alarm(), [ONE, IN_COUNTS], ALARM_NOT_PROVABLE, SEVERAL, "/MetricName"),
    (alarm(Unit="None"), [ONE], FIRES, ONCE, "/Threshold"),
    (alarm(Unit="Count"), [IN_COUNTS], FIRES, ONCE, "/Threshold"),
    (alarm(Unit="Count"), [ONE], ALARM_ON_OTHER_UNIT,
     "it looks at values of unit `Count`, the metric has `None`", "/Unit"),
    (alarm(Unit="Count"), [ONE, IN_COUNTS], ALARM_NOT_PROVABLE,
     "it looks at values of unit `Count`, the metric has `Count`, `None`", "/Unit"),
]  # fmt: skip


@pytest.mark.parametrize(("alarm", "filters", "rule", "said", "place"), CASES)
def test_what_is_said_of_an_alarm(
    alarm: Row, filters: Sequence[Row], rule: Rule, said: str, place: str
) -> None:
    deciding = judged(alarm, filters).deciding
    assert (deciding.rule, statement(deciding)) == (rule, f"`a`: {said}")
    assert deciding.places[0].location == Location("alarms.json", place)


@pytest.mark.parametrize(
    ("alarm", "elsewhere", "rule", "said", "beside"),
    [
        (
            alarm(Statistic="Average"),
            ZERO,
            ALARM_NOT_PROVABLE,
            "what filters of other log groups publish to the metric may keep it in ALARM or out of it",
            [f"`a`: {ZEROS}"],
        ),
        (alarm(Statistic="Average"), OTHER, FIRES, ONCE, []),
        (computing("m * 2"), ONE, FIRES, ONCE, []),
        (alarm(), IN_COUNTS, ALARM_NOT_PROVABLE, SEVERAL, []),
        (computing("m + o"), row("any", "$.x", SOME, "Other"), ALARM_NOT_PROVABLE, MORE, []),
    ],
)
def test_what_other_log_groups_publish_is_seen_too(
    alarm: Row, elsewhere: Row, rule: Rule, said: str, beside: list[str]
) -> None:
    found = judged(alarm, [ONE, OTHER], [elsewhere])
    assert (found.deciding.rule, statement(found.deciding)) == (rule, f"`a`: {said}")
    assert [statement(one) for one in found.beside] == beside
    if beside:
        assert found.deciding.places[0].location == Location("alarms.json", "/Threshold")


@pytest.mark.parametrize(
    ("threshold", "rule", "said", "place", "requests"),
    [
        (
            1.0,
            STUCK_IN_ALARM,
            "it is in ALARM and ignores missing data, so it never goes off again",
            "/StateValue",
            [],
        ),
        (
            3.0,
            ALARM_NOT_PROVABLE,
            "it was in ALARM at the capture and goes off again only after a period with data"
            " that do not breach",
            "/StateValue",
            [CAPTURE_ALARMS],
        ),
    ],
)
def test_what_an_alarm_in_alarm_waits_for(
    threshold: float, rule: Rule, said: str, place: str, requests: list[RequestRule]
) -> None:
    held = alarm(TreatMissingData="ignore", StateValue="ALARM", Threshold=threshold)
    found = judged(held, [ONE])
    assert (found.deciding.rule, statement(found.deciding)) == (rule, f"`a`: {said}")
    assert found.deciding.places[0].location == Location("alarms.json", place)
    assert [one.rule for one in found.requests] == requests


@pytest.mark.parametrize(
    ("threshold", "period", "warned"),
    [(3.0, 300, False), (2.0, 300, False), (1.0, 60, False), (2.0, 60, True), (4.0, 300, True)],
)
def test_more_events_or_less_time_than_prescribed_are_told(
    threshold: float, period: int, warned: bool
) -> None:
    """Prescribed are 3 events within 300 s; a single event is within any time."""
    prescribed = CONTROL.alarm._replace(threshold=3.0)
    found = judged(alarm(Threshold=threshold, Period=period), [ONE], prescribed=prescribed)
    assert found.deciding.rule is FIRES
    assert [one.rule for one in found.warnings] == [ALARM_ABOVE_PRESCRIBED] * warned


@pytest.mark.parametrize(
    ("value", "selector", "rule"),
    [
        ("ConsoleLogin", "$.eventName", FIRES),
        ("Console*", "$.eventName", MISSES_REQUIRED_EVENTS),  # a value, and no pattern
        ("ConsoleLogin", "$.eventName = a && $.b", DIMENSIONS_NOT_PROVABLE),
    ],
)
def test_dimension_values_are_met_as_they_are(value: str, selector: str, rule: Rule) -> None:
    asking = alarm(Dimensions=[{"Name": "e", "Value": value}])
    assert judged(asking, [row("one", "1", dimensions={"e": selector})]).deciding.rule is rule
