"""Which metrics are judged together: those that an alarm uses in one expression, or may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from analyzer.allowance import BudgetError, Scope, allowance, in_force
from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.combined_metrics import combined, possible_combinations
from analyzer.coverage.publishers import MetricSubject, metrics_of
from analyzer.evidence import Citation, Location
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.limits import DEFAULT_LIMITS

ACCOUNT = "111111111111"
SCOPE = ResourceScope("aws", ACCOUNT, "us-east-1")
GROUP = LogGroup(SCOPE, "trail")
SOME, ALL, BROKEN = '{ $.eventName = "A" }', "", "{"

Filters = Mapping[str, tuple[str, str]]  # by the name of the metric: pattern and value


class Alarms(Snapshot):
    """The alarms of the place of the group, of all metrics at once."""

    def __init__(self, alarms: Sequence[MetricAlarm] = (), *, whole: bool = False) -> None:
        super().__init__([], CallerStatement(None, None))
        at = Location("alarms.json", "")
        records = tuple(
            EvidenceRecord(at.child("MetricAlarms", number), alarm, {}) for number, alarm in enumerate(alarms)
        )
        self._listing: Listing[MetricAlarm] = Listing(records, (Citation(at, None),) if whole else (), ())

    def metric_alarms(self, scope: ResourceScope, metric: str) -> Listing[MetricAlarm]:
        assert (scope, metric) == (SCOPE, "")
        return self._listing


def metrics(filters: Filters) -> tuple[MetricSubject, ...]:
    records = [
        EvidenceRecord(
            Location("filters.json", f"/{name}"),
            MetricFilter.model_validate(
                {
                    "filterName": name,
                    "filterPattern": pattern,
                    "metricTransformations": [
                        {"metricName": name, "metricNamespace": "n", "metricValue": value}
                    ],
                }
            ),
            {},
        )
        for name, (pattern, value) in filters.items()
    ]
    return metrics_of(ACCOUNT, GROUP, records)


def plain(*names: str) -> tuple[MetricSubject, ...]:
    return metrics(dict.fromkeys(names, (SOME, "1")))


def alarm(expression: str | None, *names: str, account: str | None = None, **more: object) -> MetricAlarm:
    """One on an expression over metrics, each of which has its own name for an id."""
    queries: list[dict[str, Any]] = [
        {
            "Id": name,
            "MetricStat": {
                "Metric": {"Namespace": "n", "MetricName": name},
                "Period": 300,
                "Stat": "Sum",
            },
            "ReturnData": False,
            "AccountId": account,
        }
        for name in names
    ]
    if expression is not None:
        queries.append({"Id": "e", "Expression": expression})
    return MetricAlarm.model_validate({"AlarmArn": "x", "Metrics": queries or None, **more})


def names_of(sums: Sequence[MetricSubject]) -> list[str]:
    return ["".join(part.name for part in one.parts) for one in sums]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([alarm("a + b", "a", "b")], ["ab"]),
        ([alarm("a + b", "a", "b", account=ACCOUNT)], ["ab"]),
        ([alarm("a + b", "a", "b", account="222222222222")], []),
        ([alarm("b + c", "b", "c"), alarm("c + b", "c", "b"), alarm("a + b", "a", "b")], ["bc", "ab"]),
        ([alarm("a + a", "a", "b")], []),
        ([alarm("a + c +", "a", "c")], ["ac"]),  # it is not read, and names both
        ([alarm("a +", "a")], []),
        ([alarm("SEARCH('x', 'Sum')", "a")], ["abc"]),  # it may find any
        ([alarm(None)], []),  # it names no metric at all
        ([alarm("SEARCH('n', 'Sum')", "a", "b", MetricName="a", Namespace="n")], []),
        ([], []),
    ],
)
def test_the_sums_of_alarms(given: Sequence[MetricAlarm], expected: list[str]) -> None:
    assert names_of(combined(Alarms(given), plain("a", "b", "c"))) == expected


def test_two_metrics_are_enough_and_one_is_not() -> None:
    snapshot = Alarms([alarm("a + b", "a", "b")])
    assert names_of(combined(snapshot, plain("a", "b"))) == ["ab"]
    assert combined(snapshot, plain("a")) == ()
    assert names_of(possible_combinations(snapshot, plain("a", "b"))) == ["ab"]
    assert possible_combinations(snapshot, plain("a")) == ()


def test_a_whole_list_of_alarms_leaves_no_other_sum() -> None:
    assert possible_combinations(Alarms(whole=True), plain("a", "b")) == ()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"a": (SOME, "1"), "b": (SOME, "1"), "c": (SOME, "0")}, ["abc"]),
        ({"a": (SOME, "1"), "b": (SOME, "1"), "c": (ALL, "1")}, ["ab"]),
        ({"a": (SOME, "1"), "b": (SOME, "1"), "c": (ALL, "0")}, ["abc"]),  # it adds nothing
        ({"a": (SOME, "1"), "b": (SOME, "1"), "c": (ALL, "2")}, ["ab"]),
        ({"a": (SOME, "1"), "b": (BROKEN, "1")}, ["ab"]),
        ({"a": (SOME, "1"), "b": (ALL, "1")}, []),
        ({"a": (ALL, "1"), "b": (ALL, "1")}, []),
    ],
)
def test_what_counts_everything_is_in_no_sum_that_is_only_possible(
    filters: Filters, expected: list[str]
) -> None:
    assert names_of(possible_combinations(Alarms(), metrics(filters))) == expected


@pytest.mark.parametrize(("steps", "enough"), [(9, True), (8, False)])
def test_each_metric_held_against_an_expression_costs_by_its_queries(steps: int, enough: bool) -> None:
    snapshot = Alarms([alarm("SEARCH('x', 'Sum')", "a")])
    limits = DEFAULT_LIMITS.with_values({"control-steps": steps})
    with in_force(limits), allowance(Scope.CONTROL):
        if enough:
            combined(snapshot, plain("a", "b", "c"))
        else:
            with pytest.raises(BudgetError):
                combined(snapshot, plain("a", "b", "c"))
