"""Whatever alarm a metric has to do with, the index finds it."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_index import alarm_index
from analyzer.chain.alarms.alarm_target import Unrelated, alarm_target
from analyzer.coverage.publishers import MetricSubject
from analyzer.evidence import Location
from analyzer.inventory.listing import Listing

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


def metric(name: str) -> MetricSubject:
    return MetricSubject(None, GROUP, "n", name, (), ())


@example([], [""])
@given(st.lists(alarms, max_size=4), st.lists(names, min_size=1, max_size=3, unique=True))
def test_it_leaves_out_the_unrelated_alone(found: list[MetricAlarm], members: list[str]) -> None:
    records = tuple(EvidenceRecord(Location("f", f"/{at}"), one, {}) for at, one in enumerate(found))
    parts = tuple(map(metric, members)) if len(members) > 1 else ()
    subject = MetricSubject(None, GROUP, "", "", (), (), parts) if parts else metric(members[0])
    kept = alarm_index(Listing(records, (), ())).speaking_of(members)
    for record in records:
        assert record in kept or isinstance(alarm_target(record.value, subject), Unrelated)
