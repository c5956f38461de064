"""Alarms at the edges: zeros of other filters, unnamed metrics, system fields, expressions not decided."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analyzer import analyze
from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm, MetricDataQuery
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_target import MayMonitor, OtherMetric, Unrelated, alarm_target
from analyzer.chain.alarms.expression_alarm import Inputs, never_moved_by
from analyzer.chain.alarms.metric_queries import Math, watched
from analyzer.cloudwatch.alarm_evaluation import Published, Watch
from analyzer.cloudwatch.metric_math.evaluation import never_falls
from analyzer.cloudwatch.metric_math.syntax import read
from analyzer.coverage.publishers import MetricSubject, metrics_of, together
from analyzer.evidence import JSON, Location
from analyzer.verdict import Verdict
from tests.support.accounts.build import bases, write

ACCOUNT = "111111111111"
GROUP = LogGroup(ResourceScope("aws", ACCOUNT, "us-east-1"), "CloudTrail/Logs")
ALARMS = "us-east-1/describe-alarms.json"
FILTERS = "us-east-1/describe-metric-filters--CloudTrail_Logs.json"


def judged(folder: Path, pattern: str, **alarm: JSON) -> tuple[Verdict, set[str]]:
    """The verdict, and the rules told, where a second filter publishes zeros to the metric.

    `pattern` is that of the second filter, `alarm` what is changed of the alarm.
    """
    files: dict[str, Any] = deepcopy(dict(bases()["regions"]))
    rows = files[FILTERS]["metricFilters"]
    zeros = deepcopy(rows[0]) | {"filterName": "Zeros", "filterPattern": pattern}
    zeros["metricTransformations"][0]["metricValue"] = "0"
    rows.append(zeros)
    files[ALARMS]["MetricAlarms"][0].update(alarm)
    account = write({path: json.dumps(document).encode() for path, document in files.items()}, folder)
    (assessment,) = analyze([account]).assessments
    (report,) = assessment.controls
    told = {str(one.rule.id) for link in report.links for one in (*link.findings, *link.others)}
    return report.verdict, told


SOME = "{ $.eventName = CreateUser }"
EVERYTHING = ""
PERHAPS = "eventVersion"


@pytest.mark.parametrize(
    ("pattern", "statistic", "verdict", "rule"),
    [
        (SOME, "SampleCount", Verdict.PASS, "fires"),
        (EVERYTHING, "SampleCount", Verdict.INCONCLUSIVE, "alarm-not-provable"),
        (PERHAPS, "SampleCount", Verdict.INCONCLUSIVE, "alarm-not-provable"),
        (EVERYTHING, "Sum", Verdict.PASS, "fires"),
    ],
)
def test_zeros_count_as_samples(
    pattern: str, statistic: str, verdict: Verdict, rule: str, tmp_path: Path
) -> None:
    found, told = judged(tmp_path, pattern, Statistic=statistic)
    assert found is verdict
    assert rule in told


@pytest.mark.parametrize(
    ("state", "verdict", "rule"),
    [("OK", Verdict.PASS, "fires"), ("ALARM", Verdict.INCONCLUSIVE, "alarm-not-provable")],
)
def test_a_period_with_zeros_alone_may_bring_it_out_of_alarm(
    state: str, verdict: Verdict, rule: str, tmp_path: Path
) -> None:
    found, told = judged(tmp_path, SOME, TreatMissingData="ignore", StateValue=state)
    assert found is verdict
    assert rule in told
    assert "stuck-in-alarm" not in told


def filter_of(metric: str, **members: JSON) -> EvidenceRecord[MetricFilter]:
    made: JSON = {"metricName": metric, "metricNamespace": "N", "metricValue": "1"}
    row: dict[str, JSON] = {
        "filterName": metric,
        "filterPattern": "{ $.a = 1 }",
        "metricTransformations": [made],
        **members,
    }
    return EvidenceRecord(Location("filters.json", f"/{metric}"), MetricFilter.model_validate(row), row)


def subject(metric: str, **members: JSON) -> MetricSubject:
    (found,) = metrics_of(ACCOUNT, GROUP, [filter_of(metric, **members)])
    return found


def alarm_with(**members: JSON) -> MetricAlarm:
    arn = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"
    return MetricAlarm.model_validate({"AlarmArn": arn, **members})


@pytest.mark.parametrize("members", [{"MetricName": "b"}, {"Namespace": "M"}])
def test_an_alarm_that_half_names_another_metric_is_unrelated(members: dict[str, JSON]) -> None:
    assert alarm_target(alarm_with(**members), subject("a")) == Unrelated()


@pytest.mark.parametrize("members", [{}, {"MetricName": "a"}, {"Namespace": "N"}])
def test_an_alarm_that_does_not_name_its_metric_may_watch_a_single_one(members: dict[str, JSON]) -> None:
    alarm = alarm_with(**members)
    assert isinstance(alarm_target(alarm, subject("a")), MayMonitor)
    several = together(metrics_of(ACCOUNT, GROUP, [filter_of("a"), filter_of("b")]))
    assert alarm_target(alarm, several) == Unrelated()


def test_system_fields_that_a_filter_emits_may_be_the_dimensions_asked_for() -> None:
    asked: JSON = [{"Name": "@aws.account", "Value": ACCOUNT}]
    alarm = alarm_with(MetricName="a", Namespace="N", Statistic="Sum", Period=300, Dimensions=asked)
    emitting = subject("a", emitSystemFieldDimensions=["@aws.account", "@aws.region"])
    assert isinstance(alarm_target(alarm, emitting), MayMonitor)
    assert isinstance(alarm_target(alarm, subject("a")), OtherMetric)


@pytest.mark.parametrize(
    ("expression", "never"), [("m1 * 2", True), ("m1 + 1", False), ("m1 - 0 * RATE(m1)", False)]
)
def test_zeros_never_move_what_is_decided(expression: str, never: bool) -> None:
    queries: list[JSON] = [
        {"Id": "e1", "Expression": expression},
        {
            "Id": "m1",
            "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "a"}, "Period": 60, "Stat": "Sum"},
            "ReturnData": False,
        },
    ]
    formula = watched([MetricDataQuery.model_validate(query) for query in queries], ACCOUNT)
    assert isinstance(formula, Math)
    zeros = Published(frozenset({Decimal(0)}))
    watch = Watch(None, 60, 1, None, Decimal(1), "GreaterThanOrEqualToThreshold", "notBreaching")
    inputs = Inputs({"m1": (0, zeros)}, frozenset())
    assert never_moved_by(watch, formula, inputs, {0: zeros}) is never


@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ("SUM(METRICS())", True),
        ("MAX(CEIL(METRICS()))", True),
        ("SUM(FLOOR(FILL([m1, m2], 0)))", True),
        ("SUM(ABS(METRICS()))", False),
        ("SUM(FILL(METRICS(), m1))", False),
        ("SUM(CEIL([m1, 1 - m2]))", False),
    ],
)
def test_more_events_never_make_an_array_smaller(expression: str, known: bool) -> None:
    assert never_falls(read(expression), {}) is known
