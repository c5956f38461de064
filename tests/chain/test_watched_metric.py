"""What an alarm has to do with a metric: what is told of it, and all that it says of how it looks at it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_target import (
    AlarmTarget,
    MayMonitor,
    Monitors,
    OtherMetric,
    Unrelated,
    alarm_target,
)
from analyzer.cloudwatch.alarm_evaluation import Watch
from analyzer.coverage.publishers import MetricSubject, metrics_of, together
from analyzer.evidence import JSON, Location
from analyzer.phrase import Phrase, phrase

ACCOUNT, ELSEWHERE = "111111111111", "222222222222"
GROUP = LogGroup(ResourceScope("aws", ACCOUNT, "us-east-1"), "CloudTrail/Logs")


def subject(name: str = "a", dimensions: JSON = None, fields: JSON = None) -> MetricSubject:
    made = {"metricName": name, "metricNamespace": "N", "metricValue": "1", "dimensions": dimensions}
    row: dict[str, JSON] = {"filterPattern": "{ $.a = 1 }", "metricTransformations": [made]}
    row["emitSystemFieldDimensions"] = fields
    record = EvidenceRecord(Location("filters.json", "/0"), MetricFilter.model_validate(row), row)
    (metric,) = metrics_of(ACCOUNT, GROUP, [record])
    return metric


A = subject()
BY_USER = subject(dimensions={"User": "$.user"})
BOTH = together([A, subject("b")])
USER: list[JSON] = [{"Name": "User", "Value": "root"}]

WATCH: dict[str, JSON] = {
    "EvaluationPeriods": 3,
    "DatapointsToAlarm": 2,
    "Threshold": 1.5,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
    "EvaluateLowSampleCountPercentile": "ignore",
}


def watch(statistic: str | None, threshold: Decimal | None = Decimal("1.5")) -> Watch:
    return Watch(statistic, 60, 3, 2, threshold, "GreaterThanThreshold", "notBreaching", "ignore")


def target(metric: MetricSubject, **members: JSON) -> AlarmTarget:
    arn = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"
    return alarm_target(MetricAlarm.model_validate({"AlarmArn": arn, **WATCH, **members}), metric)


def query(
    name: str = "a", dimensions: JSON = None, *, returned: bool = True, unit: str = "Count", **members: JSON
) -> JSON:
    metric: JSON = {"Namespace": "N", "MetricName": name, "Dimensions": dimensions}
    stat: JSON = {"Metric": metric, "Period": 60, "Stat": "Sum", "Unit": unit}
    return {"Id": f"m{name}", "MetricStat": stat, "ReturnData": returned, **members}


def computed(expression: str, *, returned: bool = True, **members: JSON) -> JSON:
    return {"Id": "e", "Expression": expression, "ReturnData": returned, **members}


def plain(name: str = "a", **members: JSON) -> dict[str, JSON]:
    return {
        "MetricName": name,
        "Namespace": "N",
        "Statistic": "Sum",
        "Period": 60,
        "Unit": "Count",
        **members,
    }


PAIRS = (("User", "root"),)


@pytest.mark.parametrize("metric", [A, BY_USER])
def test_all_that_an_alarm_says_of_its_one_metric_is_kept(metric: MetricSubject) -> None:
    asked: JSON = None if metric is A else USER
    pairs = () if metric is A else PAIRS
    expected = Monitors(watch("Sum"), "Count", pairs)
    assert target(metric, **plain(Dimensions=asked)) == expected
    assert target(metric, Metrics=[query(dimensions=asked)]) == expected
    assert target(metric, Metrics=[query(dimensions=asked, AccountId=ACCOUNT)]) == expected


@pytest.mark.parametrize("members", [{"Threshold": None}, {"ThresholdMetricId": "band"}])
def test_what_is_no_fixed_threshold_is_none(members: dict[str, JSON]) -> None:
    assert target(A, **plain(), **members) == Monitors(watch("Sum", None), "Count", ())


@pytest.mark.parametrize("account", [None, ACCOUNT])
def test_all_that_an_alarm_says_of_its_expression_is_kept(account: str | None) -> None:
    found = target(
        BY_USER, Metrics=[computed("ma * 2"), query(dimensions=USER, returned=False, AccountId=account)]
    )
    assert isinstance(found, Monitors)
    assert found[:3] == (watch(None), "Count", PAIRS)
    assert found.math is not None
    assert found.math.text == "ma * 2"


@pytest.mark.parametrize(
    ("metric", "members", "said"),
    [
        (A, {}, "it does not say which metric it watches"),
        *(
            (A, plain(name, Metrics=[query(other)]), "it names one metric at the top and others below")
            for name, other in (("a", "b"), ("b", "a"), ("a", "a"))
        ),
        (
            A,
            {"Metrics": [computed("ma"), query(returned=False)], "ThresholdMetricId": "e"},
            "it compares with an anomaly band instead of a fixed threshold",
        ),
        (
            A,
            {
                "Metrics": [
                    computed("m1 + m2"),
                    query(returned=False, Id="m1"),
                    query(returned=False, Id="m2", unit="None"),
                ]
            },
            "its expression asks for several units or dimension values",
        ),
        (A, {"EvaluationCriteria": {"PromQLCriteria": {"Query": "a > 1"}}}, "it evaluates a PromQL query"),
        (
            A,
            {"EvaluationCriteria": {"PromQLCriteria": {"Query": '{job=~"x.*"}'}}},
            "it evaluates a PromQL query",
        ),
        *(
            (
                subject(fields=["@aws.account", "@aws.region"]),
                plain(Dimensions=[{"Name": name, "Value": "x"} for name in asked]),
                "how filters publish the system fields that it asks for is not known here",
            )
            for asked in (["@aws.account"], ["@aws.account", "@aws.region"])
        ),
    ],
)
def test_an_alarm_that_may_watch_the_metric(
    metric: MetricSubject, members: dict[str, JSON], said: str
) -> None:
    assert target(metric, **members) == MayMonitor(phrase(said))


@pytest.mark.parametrize(
    ("metric", "members"),
    [
        (A, plain("b")),
        (A, plain("b", Metrics=[query("c")])),
        (BOTH, plain("a")),
        (BOTH, plain("a", Metrics=[query("a")])),
        (A, {"EvaluationCriteria": {}}),
        (A, {"EvaluationCriteria": {"PromQLCriteria": {}}}),
        (A, {"EvaluationCriteria": {"PromQLCriteria": {"Query": "b > 1"}}}),
        (BOTH, {"Metrics": [computed("RATE(ma) +"), query(returned=False)]}),  # not read, and b is not there
        (A, {"Metrics": [computed('SELECT SUM("b") FROM "N"', Period=60)]}),
    ],
)
def test_an_alarm_that_has_nothing_to_do_with_the_metric(
    metric: MetricSubject, members: dict[str, JSON]
) -> None:
    assert target(metric, **members) == Unrelated()


@pytest.mark.parametrize("metric", [BY_USER, together([A, BY_USER])])
def test_one_insights_query_is_of_the_metric_whatever_its_dimensions(metric: MetricSubject) -> None:
    text = 'SELECT SUM("a") FROM "N" WHERE User = \'root\''
    found = target(metric, Metrics=[computed(text, Period=60)])
    assert isinstance(found, MayMonitor)
    assert isinstance(found.observed, str)
    assert text in found.observed


def test_an_insights_query_beside_the_one_that_is_watched_decides_nothing() -> None:
    other = computed('SELECT SUM("A") FROM "N"', returned=False, Period=60)
    assert target(A, Metrics=[other, query()]) == Monitors(watch("Sum"), "Count", ())


OTHER_ACCOUNT = phrase("that of account {account}", account=ACCOUNT)


@pytest.mark.parametrize(
    ("metric", "members", "observed", "expected"),
    [
        (
            A,
            {"Metrics": [query(AccountId=ELSEWHERE)]},
            phrase("the metric of account {account}", account=ELSEWHERE),
            OTHER_ACCOUNT,
        ),
        (
            A,
            {"Metrics": [computed("ma * 2"), query(returned=False, AccountId=ELSEWHERE)]},
            phrase("the metric of another account"),
            OTHER_ACCOUNT,
        ),
        (
            A,
            plain("A"),
            phrase("`{metric}`, spelled otherwise", metric="A"),
            phrase("`{metric}`", metric="a"),
        ),
        (
            A,
            plain(Namespace="n"),
            phrase("the namespace `{namespace}`", namespace="n"),
            phrase("`{namespace}`", namespace="N"),
        ),
        (
            BY_USER,
            {"Metrics": [query()]},
            phrase("the metric with dimensions ({names})", names="none"),
            phrase("the one published with ({names})", names=("User",)),
        ),
        (
            A,
            {"Metrics": [query(dimensions=USER)]},
            phrase("the metric with dimensions ({names})", names=("User",)),
            phrase("the one published with ({names})", names="none"),
        ),
        (
            A,
            {
                "Metrics": [
                    computed("ma + mA"),
                    query("A", returned=False),
                    query("b", returned=False, Id="ma"),
                ]
            },
            phrase("`{metric}`, spelled otherwise", metric="A"),
            phrase("`{metric}`", metric="a"),
        ),
        (
            A,
            {"Metrics": [computed('SELECT SUM("a") FROM "M"', Period=60)]},
            phrase("the namespace `{namespace}`", namespace="M"),
            phrase("`{namespace}`", namespace="N"),
        ),
        (
            A,
            {"Metrics": [computed("a1 * 2"), query("b", returned=False, Id="a1")]},
            phrase("the expression `{expression}`", expression="a1 * 2"),
            phrase("the metric `{metric}`", metric="N/a"),
        ),
    ],
)
def test_an_alarm_on_a_namesake(
    metric: MetricSubject, members: dict[str, JSON], observed: Phrase, expected: Phrase
) -> None:
    found = target(metric, **members)
    assert isinstance(found, OtherMetric)
    assert (found.observed, found.expected) == (observed, expected)
    if "Dimensions" in str(members) and "Metrics" not in members:
        assert (found.member, found.published) == ("Dimensions", "dimensions")
