"""Which of its queries an alarm watches, and which metrics that one uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from analyzer.aws.cloudwatch import MetricDataQuery
from analyzer.chain.alarms.metric_queries import MOST_QUERIES, Math, Single, Watched, watched
from analyzer.cloudwatch.metric_math.syntax import NotReadError

ACCOUNT, OTHER = "111111111111", "222222222222"
METRICS = ("m1", "m2", "a1")


def query(id: str, **members: Any) -> MetricDataQuery:
    stat = {"Metric": {"Namespace": "N", "MetricName": id.upper()}, "Period": 60, "Stat": "Sum"}
    return MetricDataQuery.model_validate({"Id": id, "MetricStat": stat, "ReturnData": False, **members})


def of(text: str, *more: MetricDataQuery, metrics: Sequence[str] = METRICS) -> Watched:
    """What an alarm watches that watches the text."""
    top = query("e1", Expression=text, MetricStat=None, ReturnData=True)
    return watched([top, *map(query, metrics), *more], ACCOUNT)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("m1 + m1 + m2", ["m1", "m2"]),
        ("m2 + SUM(METRICS('1'))", ["m2", "m1", "a1"]),
        ("SUM(METRICS())", ["m1", "m2", "a1"]),
        ("m1 + nobody", ["m1"]),
        ("e2 + a1", ["a1", "m2"]),
    ],
)
def test_each_metric_that_an_expression_needs_is_used_once(text: str, used: list[str]) -> None:
    found = of(text, query("e2", Expression="m2 * 2", MetricStat=None))
    assert isinstance(found, Math)
    assert [one.id for one in found.used] == used
    assert [one.key for one in found.used] == [("N", id.upper(), ()) for id in used]


def test_an_expression_that_is_one_metric_watches_that_metric() -> None:
    assert of("m2") == Single(2)
    assert isinstance(of("e2", query("e2", Expression="m2 * 2", MetricStat=None)), Math)


@pytest.mark.parametrize(
    ("account", "key"), [(None, ("N", "M9", ())), (ACCOUNT, ("N", "M9", ())), (OTHER, None)]
)
def test_a_metric_of_another_account_is_none_of_ours(
    account: str | None, key: tuple[str, str, tuple[str, ...]] | None
) -> None:
    found = of("m9 * 2", query("m9", AccountId=account))
    assert isinstance(found, Math)
    assert [one.key for one in found.used] == [key]


def test_as_many_queries_are_read_as_are_allowed() -> None:
    ids = [f"q{at}" for at in range(MOST_QUERIES)]
    assert isinstance(of("q1 + q2", metrics=ids[1:]), Math)
    with pytest.raises(NotReadError, match=r"^it has more queries than an alarm can have$"):
        of("q1 + q2", metrics=ids)
