"""What the link of the metric filters says beside its verdict, and how metrics share what may be spent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.allowance import Scope, allowance, in_force, measured
from analyzer.limits import DEFAULT_LIMITS
from analyzer.rules import LinkName
from tests.support.chain_steps import FILTERS, Files, at, context_of, good, told

METRIC = "CISBenchmark/ConsoleAuthenticationFailures"
FAILED = "\nAn error occurred (Throttling) when calling the DescribeMetricFilters operation: Rate exceeded\n"


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


def fed_by(*filters: dict[str, Any]) -> Files:
    """The account with these filters, each as the one that is good but for what is given."""
    files = good()
    row = files[FILTERS]["metricFilters"][0]
    files[FILTERS]["metricFilters"] = [row | given for given in filters]
    return files


def filter_(name: str, pattern: str, **more: object) -> dict[str, Any]:
    return {"filterName": name, "filterPattern": pattern, **more}


SOME_REGION = '@aws.region = "eu-west-1"'


SAME, OTHERS = f"{{ {SIGN_IN} }}", '{ $.eventName != "x*y" || $.eventName = %^x[*]y$% }'
NEARLY_ALL = f"{{ ({SIGN_IN}) || ($.userIdentity.type != Root) }}"
RECAPTURE = (
    "aws logs describe-metric-filters --log-group-name CloudTrail/Logs --region us-east-1 --output json"
)


@pytest.mark.parametrize(
    ("first", "second", "rule", "requests"),
    [
        (filter_("a", ""), filter_("b", ""), "counts-everything", []),
        (filter_("a", SAME), filter_("b", OTHERS), "coverage-undecided", [RECAPTURE]),
        (filter_("a", NEARLY_ALL), filter_("b", NARROW), "counts-nearly-everything", [RECAPTURE]),
        (
            filter_("a", NARROW, fieldSelectionCriteria=SOME_REGION),
            filter_("b", SAME, applyOnTransformedLogs=True),
            "filter-not-provable",
            [RECAPTURE],
        ),
    ],
)
def test_each_filter_is_told_with_the_command_that_failed_behind_it(
    first: dict[str, Any], second: dict[str, Any], rule: str, requests: list[str]
) -> None:
    files = fed_by(first, second)
    files[FILTERS] = json.dumps(files[FILTERS]) + FAILED
    (step,) = at(LinkName.METRIC_FILTER, context_of(files)).each
    assert [(one.rule.id, one.subject) for one in step.findings] == [(rule, "a"), (rule, "b")]
    assert [(one.rule.id, one.subject) for one in step.warnings] == [("failed-command", FILTERS)]
    assert [one.command for one in step.requests] == requests
    assert (step.name, step.subject is not None) == (METRIC, True)


def test_who_else_publishes_to_a_metric_that_another_log_group_drowns_is_asked_once() -> None:
    files = fed_by(filter_("a", SAME))
    (row,) = files[FILTERS]["metricFilters"]
    elsewhere = [row | filter_(name, "", logGroupName="app") for name in "bc"]
    files["us-east-1/describe-metric-filters--app.json"] = {"metricFilters": elsewhere}
    (step,) = at(LinkName.METRIC_FILTER, context_of(files)).each
    assert [(one.rule.id, one.subject) for one in step.findings] == [("drowned-elsewhere", "b")]
    assert [one.command for one in step.requests] == [
        "aws logs describe-metric-filters --metric-name ConsoleAuthenticationFailures"
        " --metric-namespace CISBenchmark --region us-east-1 --output json"
    ]
    files["us-east-1/describe-metric-filters--metric.json"] = {"metricFilters": [row, *elsewhere]}
    (step,) = at(LinkName.METRIC_FILTER, context_of(files)).each
    assert (step.deciding.rule.id, step.requests) == ("drowned-elsewhere", ())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (SAME, [("counts-required-events", "a")]),
        (NARROW, [("misses-required-events", ("a", "b"))]),
    ],
)
def test_a_filter_that_proves_nothing_is_told_only_where_none_is_enough(
    pattern: str, expected: list[tuple[str, object]]
) -> None:
    unclear = filter_("b", NARROW, fieldSelectionCriteria=SOME_REGION)
    (step,) = at(LinkName.METRIC_FILTER, context_of(fed_by(filter_("a", pattern), unclear))).each
    assert [(one.rule.id, one.subject) for one in step.findings] == expected


def test_what_feeds_the_metric_elsewhere_is_told_beside_what_is_counted_beyond() -> None:
    files = fed_by(filter_("a", BROAD))
    (row,) = files[FILTERS]["metricFilters"]
    elsewhere = row | filter_("b", NARROW, logGroupName="app")
    files["us-east-1/describe-metric-filters--app.json"] = {"metricFilters": [elsewhere]}
    (step,) = at(LinkName.METRIC_FILTER, context_of(files)).each
    assert [one.rule.id for one in step.warnings] == ["filter-broader", "fed-elsewhere"]


def each_feeds_its_own(*patterns: str) -> Files:
    """One metric for each pattern."""
    made = {"metricNamespace": "N", "metricValue": "1"}
    return fed_by(
        *(
            filter_(f"f{number}", pattern, metricTransformations=[made | {"metricName": f"m{number}"}])
            for number, pattern in enumerate(patterns)
        )
    )


def outcomes(steps: int, *patterns: str) -> tuple[list[str], int]:
    """What is said of each metric within so many steps, and how many were taken."""
    context = context_of(each_feeds_its_own(*patterns))
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
