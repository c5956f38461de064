"""What the link of the metric filters says beside its verdict, and how its metrics share what may be spent."""

from __future__ import annotations

import json

import pytest

from analyzer.allowance import Scope, allowance, in_force, measured
from analyzer.limits import DEFAULT_LIMITS
from analyzer.rules import LinkName
from tests.support.chain_steps import FILTERS, Files, at, context_of, good, line, told

METRIC = "CISBenchmark/ConsoleAuthenticationFailures"
FAILED = (
    "\nAn error occurred (ThrottlingException) when calling the DescribeMetricFilters operation: Rate exceeded\n"
)


def test_what_counts_everything_is_told_with_the_command_that_failed_behind_it() -> None:
    files = good()
    row = files[FILTERS]["metricFilters"][0] | {"filterPattern": ""}
    files[FILTERS] = json.dumps({"metricFilters": [row]}) + FAILED
    (step,) = at(LinkName.METRIC_FILTER, context_of(files)).each
    assert step.subject is not None
    assert [line(one).partition(":")[0] for one in (*step.findings, *step.warnings)] == [
        "counts-everything of ConsoleSigninFailures",
        f"failed-command of {FILTERS}",
    ]


def test_filters_past_the_limit_are_told_at_one_list_and_not_asked_for_again() -> None:
    files = good()
    files[FILTERS.replace(".json", "-2.json")] = files[FILTERS]
    with in_force(DEFAULT_LIMITS.with_values({"filters": 1})):
        found = at(LinkName.METRIC_FILTER, context_of(files))
    assert [(one.rule.id, len(one.places)) for one in found.findings] == [("past-limit", 1)]
    assert (found.complete, found.requests) == (False, ())


def test_a_whole_list_is_not_asked_for_again() -> None:
    files = good()
    files[FILTERS]["metricFilters"] = []
    assert told(at(LinkName.METRIC_FILTER, context_of(files))) == [
        "no-metric-filter of CloudTrail/Logs: `CloudTrail/Logs` has no metric filter"
        " @ describe-metric-filters--CloudTrail_Logs.json#",
        "and no others",
    ]


SIGN_IN = '($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")'
NARROW = f"{{ {SIGN_IN} && ($.sourceIPAddress = 9.9.*) }}"
BROAD = '{ (($.eventName = ConsoleLogin) && ($.errorMessage = "Failed auth*")) || ($.x = 1) }'


def fed_by(*patterns: str) -> Files:
    """Metrics that are fed by one filter each."""
    files = good()
    row = files[FILTERS]["metricFilters"][0]
    files[FILTERS]["metricFilters"] = [
        row
        | {
            "filterName": f"f{number}",
            "filterPattern": pattern,
            "metricTransformations": [
                {"metricName": f"m{number}", "metricNamespace": "N", "metricValue": "1"}
            ],
        }
        for number, pattern in enumerate(patterns)
    ]
    return files


def outcomes(steps: int, *patterns: str) -> tuple[list[str], int]:
    """What is said of each metric within so many steps, and how many were taken."""
    context = context_of(fed_by(*patterns))
    with in_force(DEFAULT_LIMITS.with_values({"control-steps": steps})), allowance(Scope.CONTROL):
        found = measured(lambda: at(LinkName.METRIC_FILTER, context))
    return [step.deciding.rule.id for step in found.answer.each], found.steps


UNDECIDED, MISSES = "coverage-undecided", "misses-required-events"


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ((NARROW, NARROW), [MISSES, MISSES]),
        ((BROAD, NARROW), [UNDECIDED, MISSES]),  # the first would have had enough of what both have
        ((NARROW, BROAD), [MISSES, UNDECIDED]),
    ],
)
def test_metrics_share_what_may_be_spent(patterns: tuple[str, ...], expected: list[str]) -> None:
    _, needed = outcomes(1_000_000, NARROW)
    alone, _ = outcomes(2 * needed, BROAD)
    assert alone == ["counts-required-events"]
    assert outcomes(2 * needed, *patterns)[0] == expected
