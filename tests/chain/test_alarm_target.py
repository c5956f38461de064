"""Which metric an alarm watches, where it speaks of several."""

from __future__ import annotations

import pytest

from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_target import AlarmTarget, Monitors, Unrelated, alarm_target
from analyzer.coverage.publishers import metrics_of, together
from analyzer.evidence import JSON, Location

ACCOUNT = "111111111111"
GROUP = LogGroup(ResourceScope("aws", ACCOUNT, "us-east-1"), "CloudTrail/Logs")


def filter_of(metric: str) -> EvidenceRecord[MetricFilter]:
    made: JSON = {"metricName": metric, "metricNamespace": "N", "metricValue": "1"}
    row: dict[str, JSON] = {
        "filterName": metric,
        "filterPattern": "{ $.a = 1 }",
        "metricTransformations": [made],
    }
    return EvidenceRecord(Location("filters.json", f"/{metric}"), MetricFilter.model_validate(row), row)


def on(expression: str) -> AlarmTarget:
    """What an alarm on the expression has to do with the metrics a and b together."""
    queries = [
        {
            "Id": name,
            "MetricStat": {"Metric": {"Namespace": "N", "MetricName": name}, "Period": 300, "Stat": "Sum"},
            "ReturnData": False,
        }
        for name in ("a", "b")
    ]
    alarm = MetricAlarm.model_validate(
        {
            "AlarmArn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:sum",
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "EvaluationPeriods": 1,
            "Metrics": [{"Id": "e", "Expression": expression, "ReturnData": True}, *queries],
        }
    )
    return alarm_target(alarm, together(metrics_of(ACCOUNT, GROUP, [filter_of("a"), filter_of("b")])))


def test_metrics_together_are_watched_by_what_uses_them_all() -> None:
    assert isinstance(on("a + b"), Monitors)


@pytest.mark.parametrize("expression", ["a * 2", "b"])
def test_what_uses_some_of_them_has_nothing_to_do_with_all(expression: str) -> None:
    assert on(expression) == Unrelated()
