"""A proof cites every value that it rests on; a refutation first the value that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.evidence import JSON, Citation
from analyzer.findings import Finding
from analyzer.rules import LinkName
from tests.support.chain_steps import ALARMS, FILTERS, Files, at, context_of, good


def alarm(**members: JSON) -> Files:
    """The good account with other members of its alarm; None takes one away."""
    files = good()
    row: dict[str, Any] = files[ALARMS]["MetricAlarms"][0]
    row |= members
    files[ALARMS]["MetricAlarms"] = [{name: value for name, value in row.items() if value is not None}]
    return files


def deciding(files: Files, link: LinkName = LinkName.ALARM) -> Finding:
    return at(link, context_of(files)).each[0].deciding


def members(places: tuple[Citation, ...]) -> list[str]:
    return [place.location.pointer.rpartition("/")[2] for place in places]


def test_an_alarm_that_fires_cites_all_that_it_is_evaluated_by() -> None:
    said = deciding(alarm(DatapointsToAlarm=1, TreatMissingData="notBreaching", Dimensions=[]))
    assert members(said.places) == [
        "Threshold", "ComparisonOperator", "Statistic", "Period", "EvaluationPeriods", "DatapointsToAlarm",
        "TreatMissingData", "Namespace", "MetricName", "ActionsEnabled",
    ]  # fmt: skip
    row = good()[ALARMS]["MetricAlarms"][0] | {"DatapointsToAlarm": 1, "TreatMissingData": "notBreaching"}
    assert [place.value for place in said.places] == [row[name] for name in members(said.places)]


def test_an_expression_cites_the_queries() -> None:
    stat: JSON = {
        "Metric": {"Namespace": "CISBenchmark", "MetricName": "ConsoleAuthenticationFailures"},
        "Period": 300, "Stat": "Sum",
    }  # fmt: skip
    queries: JSON = [
        {"Id": "e", "Expression": "m * 1", "ReturnData": True},
        {"Id": "m", "MetricStat": stat, "ReturnData": False},
    ]
    gone = dict.fromkeys(("Namespace", "MetricName", "Statistic", "Period", "Dimensions"))
    said = deciding(alarm(Metrics=queries, **gone))
    assert members(said.places)[0] == "Expression"
    assert {"Threshold", "ComparisonOperator", "EvaluationPeriods", "Metrics"} <= {*members(said.places)}


@pytest.mark.parametrize(
    ("changes", "first", "beside"),
    [
        ({"Namespace": "Other"}, "Namespace", "metricNamespace"),
        ({"MetricName": "consoleauthenticationfailures"}, "MetricName", "metricName"),
        ({"Dimensions": [{"Name": "User", "Value": "anna"}]}, "Dimensions", "0"),
        ({"ComparisonOperator": "LessThanThreshold"}, "ComparisonOperator", "Threshold"),
        ({"Statistic": "Average", "Threshold": 5.0}, "Threshold", "ComparisonOperator"),
    ],
)
def test_what_is_wrong_comes_first(changes: dict[str, JSON], first: str, beside: str) -> None:
    places = members(deciding(alarm(**changes)).places)
    assert (places[0], beside in places) == (first, True)


def test_where_only_the_filter_has_dimensions_its_own_are_cited() -> None:
    files = good()
    made = files[FILTERS]["metricFilters"][0]["metricTransformations"][0]
    made["dimensions"] = {"User": "$.userIdentity.userName"}
    assert members(deciding(files).places) == ["Dimensions", "dimensions"]


def test_a_metric_cites_its_name_and_what_it_gets() -> None:
    said = deciding(good(), LinkName.METRIC)
    assert members(said.places) == ["metricValue", "metricNamespace", "metricName"]
