"""When the sum of several metrics is looked at beside each of them."""

from __future__ import annotations

import pytest

from analyzer.rules import LinkName
from tests.support.chain_steps import ALARMS, FILTERS, at, context_of, good

FAILED = '($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")'
OTHER = "{ $.b = 1 }"


def metrics(*filters: tuple[str, str]) -> list[str]:
    """The metrics that are judged, each fed by one filter, where the list of alarms may have been cut."""
    files = good()
    files[FILTERS]["metricFilters"] = [
        {
            "filterName": f"f{at}",
            "filterPattern": pattern,
            "logGroupName": "CloudTrail/Logs",
            "metricTransformations": [
                {"metricName": f"m{at}", "metricNamespace": "N", "metricValue": value},
            ],
        }
        for at, (pattern, value) in enumerate(filters)
    ]
    files[ALARMS] = files[ALARMS]["MetricAlarms"]
    return [step.name for step in at(LinkName.METRIC_FILTER, context_of(files)).each]


@pytest.mark.parametrize(
    ("value", "is_enough"),
    [("1", True), ("0.5", True), ("2", True), ("0", False), ("-1", False), ("$.x", False)],
)
def test_one_metric_that_is_enough_is_summed_with_no_other(value: str, is_enough: bool) -> None:
    found = metrics((f"{{ {FAILED} }}", value), (OTHER, "1"))
    assert found == ["N/m0", "N/m1", *([] if is_enough else ["N/m0 + N/m1"])]


def test_metrics_of_which_none_is_enough_are_summed() -> None:
    one = f"{{ {FAILED} && ($.sourceIPAddress = 10.*) }}"
    assert metrics((one, "1"), (OTHER, "1"))[-1] == "N/m0 + N/m1"
