"""Whatever alarm a metric has to do with, the index finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.allowance import BudgetError, Scope, allowance, in_force
from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_index import alarm_index
from analyzer.chain.alarms.alarm_target import Unrelated, alarm_target
from analyzer.coverage.publishers import MetricSubject
from analyzer.evidence import Location
from analyzer.inventory.listing import Listing
from analyzer.limits import DEFAULT_LIMITS

GROUP = LogGroup(ResourceScope("aws", "111111111111", "us-east-1"), "g")
names = st.sampled_from(["a", "A", "ab", "", "e1", "SEARCH"])
texts = st.sampled_from(["m1", "a", "m1 + ab", "SEARCH('x')", "SELECT COUNT(e)", "", "search (x"])


def query(at: int, name: str | None, text: str) -> dict[str, Any]:
    if name is None:
        return {"Id": f"m{at}", "Expression": text, "ReturnData": True}
    stat = {"Metric": {"Namespace": "n", "MetricName": name}, "Period": 300, "Stat": "Sum"}
    return {"Id": f"m{at}", "MetricStat": stat, "ReturnData": False}


queries = st.lists(st.tuples(st.none() | names, texts), max_size=3).map(
    lambda found: [query(at, name, text) for at, (name, text) in enumerate(found)]
)
promql: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.just({}), texts.map(lambda text: {"PromQLCriteria": {"Query": text}})
)
alarms = st.fixed_dictionaries(
    {"MetricName": st.none() | names, "Metrics": queries, "EvaluationCriteria": promql}
).map(lambda found: MetricAlarm.model_validate({"AlarmArn": "x", "Namespace": "n", **found}))


def alarm(**members: Any) -> MetricAlarm:
    return MetricAlarm.model_validate({"AlarmArn": "x", "Namespace": "n", **members})


def asking(text: str) -> MetricAlarm:
    return alarm(EvaluationCriteria={"PromQLCriteria": {"Query": text}})


def listing(found: Sequence[MetricAlarm]) -> Listing[MetricAlarm]:
    records = (EvidenceRecord(Location("f", f"/{at}"), one, {}) for at, one in enumerate(found))
    return Listing(tuple(records), (), ())


def metric(name: str) -> MetricSubject:
    return MetricSubject(None, GROUP, "n", name, (), ())


@example([], [""])
@given(st.lists(alarms, max_size=4), st.lists(names, min_size=1, max_size=3, unique=True))
def test_it_leaves_out_the_unrelated_alone(found: list[MetricAlarm], members: list[str]) -> None:
    every = listing(found)
    parts = tuple(map(metric, members)) if len(members) > 1 else ()
    subject = MetricSubject(None, GROUP, "", "", (), (), parts) if parts else metric(members[0])
    kept = alarm_index(every).speaking_of(members)
    for record in every.records:
        assert record in kept or isinstance(alarm_target(record.value, subject), Unrelated)


KINDS = [
    alarm(MetricName="a"),
    alarm(MetricName="b"),
    alarm(Metrics=[query(0, "a", "")]),
    alarm(Metrics=[query(0, "b", "")]),
    alarm(Metrics=[query(0, None, "FILL(a, 0)"), query(1, "b", "")]),
    alarm(Metrics=[query(0, None, "m1 * 2"), query(1, "b", "")]),
    alarm(Metrics=[query(0, None, "SEARCH('x')")]),
    alarm(Metrics=[query(0, None, "SELECT COUNT(x)")]),
    asking("a > 1"),
    asking("b > 1"),
    asking('{__name__=~"b.*"}'),
    alarm(),
]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["a"], [0, 2, 4, 6, 7, 8, 10, 11]),
        (["A"], [0, 2, 6, 7, 10, 11]),
        (["b"], [1, 3, 4, 5, 6, 7, 9, 10, 11]),
        (["c"], [6, 7, 10, 11]),
        ([""], [*range(len(KINDS))]),
    ],
)
def test_it_finds_what_names_a_metric_or_may_find_it(names: list[str], found: list[int]) -> None:
    every = listing(KINDS)
    assert alarm_index(every).speaking_of(names) == [every.records[at] for at in found]


def test_to_search_long_texts_takes_steps() -> None:
    """Ten texts of ten thousand characters, three names: some three hundred."""
    index = alarm_index(listing([asking("b" * 10_000)] * 10))
    with (
        in_force(DEFAULT_LIMITS.with_values({"run-steps": 200})),
        allowance(Scope.RUN),
        pytest.raises(BudgetError),
    ):
        index.speaking_of(["x", "y", "z"])
