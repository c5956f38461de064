"""The chain of evidence and `pattern covers` say the same of the same filters.

Oracle of each is the other: the metric filters of one `describe-metric-filters` answer go through the
links of the chain as evidence, and through `pattern covers` as a file.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.context import ControlContext, GroupSubject
from analyzer.chain.links import metric, metric_filter
from analyzer.controls import Control, Intent, PrescribedPattern, all_controls, load_control
from analyzer.coverage import covers
from analyzer.coverage.answer import Answer, ControlAnswer, FilterGroup, answer, of_templates
from analyzer.coverage.publishers import metrics_of
from analyzer.coverage.values import ValueState, publishes
from analyzer.coverage.verification import verify
from analyzer.evidence import Citation, Location
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.patterns import PatternSyntaxError, parse
from analyzer.patterns.facts import EventOrigin
from analyzer.reports.subjects.covering import render_json
from analyzer.templates import read_filters
from analyzer.verdict import Outcome, both
from tests.support.laws import examples

ACCOUNT = "111122223333"
GROUP = LogGroup(ResourceScope("aws", ACCOUNT, "us-east-1"), "trail")
ANYTHING = '{ $.eventName = "*" }'
OF_ANYTHING = load_control()._replace(
    slug="anything", texts=(PrescribedPattern("any", ANYTHING),), intent=Intent(ANYTHING, "a law")
)
CONTROLS = (*all_controls(), OF_ANYTHING)
ANSWERS = {Outcome.SATISFIED: Answer.YES, Outcome.VIOLATED: Answer.NO, Outcome.UNKNOWN: Answer.UNDECIDED}


class OneGroup(Snapshot):
    """The evidence of a log group with these filters and of no alarm."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__([], CallerStatement(None, None))
        at = Location("filters.json", "")
        records = tuple(
            EvidenceRecord(at.child("metricFilters", number), MetricFilter.model_validate(row), row)
            for number, row in enumerate(rows)
        )
        self._filters: Listing[MetricFilter] = Listing(records, (Citation(at, None),), ())

    def filters(self, _group: LogGroup) -> Listing[MetricFilter]:
        return self._filters

    def metric_alarms(self, _scope: ResourceScope, _name: str) -> Listing[MetricAlarm]:
        return Listing((), (Citation(Location("alarms.json", ""), None),), ())


def by_the_chain(control: Control, rows: list[dict[str, Any]]) -> tuple[Outcome, Outcome]:
    """The outcomes of the links metric-filter and metric.

    What publishes nothing above zero the chain leaves to the alarm; the answer without an alarm is that of
    the prescribed one, which does not see it.
    """
    context = ControlContext(OneGroup(rows), control)
    steps = metric_filter.candidates(context, GroupSubject(ACCOUNT, GROUP)).each
    # Filters that are about other events are no candidate.
    first = steps[0].outcome if steps else Outcome.VIOLATED
    subject = metrics_of(ACCOUNT, GROUP, OneGroup(rows).filters(GROUP).records)[0]
    (second,) = metric.candidates(context, subject).each
    found = publishes(control, subject.publishers, origin=subject.origin)
    if found.state is ValueState.NOT_POSITIVE:
        assert second.outcome is Outcome.SATISFIED
        return first, found.outcome
    return first, second.outcome


def as_a_file(rows: list[dict[str, Any]]) -> FilterGroup:
    filters = []
    for one in read_filters("filters.json", json.dumps({"metricFilters": rows}).encode()):
        try:
            filters.append((one, None if one.text is None else parse(one.text, deployed=True), ""))
        except PatternSyntaxError as error:
            filters.append((one, None, error.message))
    (group,) = of_templates(filters)
    return group


def row(pattern: str, value: str = "1", **more: object) -> dict[str, Any]:
    made = {"metricName": "m", "metricNamespace": "n", "metricValue": value}
    named = {"filterName": "f", "logGroupName": GROUP.name}
    return {**named, "filterPattern": pattern, "metricTransformations": [made], **more}


def narrowed(text: str) -> str:
    return f'{{ ({text.strip()[1:-1]}) && ($.awsRegion = "us-*") }}'


def widened(text: str) -> str:
    return f"{{ ({text.strip()[1:-1]}) || ($.eventName = CreateWidget) }}"


def rows_for(control: Control) -> st.SearchStrategy[list[dict[str, Any]]]:
    texts = [text.text for text in control.texts]
    patterns = [
        *texts, *map(narrowed, texts), *map(widened, texts),
        ANYTHING, "", "{ $.eventName = CreateWidget }", "{ $.eventName = }",
        '{ $.awsRegion = "us-*" }', '{ $.awsRegion != "us-*" }',
    ]  # fmt: skip
    values = st.sampled_from(["1", "2.5", "0", "-1", "1_0", "1e-200", "$.count", " 1 ", "٣"])
    more = st.sampled_from(
        [
            {},
            {},
            {},
            {"applyOnTransformedLogs": True},
            {"fieldSelectionCriteria": "a condition"},
        ]
    )
    one = st.builds(
        lambda p, v, m: row(p, v, **m), st.sampled_from(patterns), st.one_of(st.just("1"), values), more
    )
    return st.lists(one, min_size=1, max_size=3)


@settings(max_examples=examples(150))
@given(st.data())
def test_covers_says_what_the_chain_says(data: st.DataObject) -> None:
    control = data.draw(st.sampled_from(CONTROLS))
    rows = data.draw(rows_for(control))
    of_events, of_values = by_the_chain(control, rows)
    group = as_a_file(rows)
    filters = [member.publisher for member in group.members]
    assert covers(control, filters, origin=EventOrigin(ACCOUNT)).outcome is of_events
    assert answer(control, group, EventOrigin(ACCOUNT)).answer is ANSWERS[both(of_events, of_values)]


@pytest.mark.parametrize(
    ("control", "rows", "expected"),
    [
        (OF_ANYTHING, [row(ANYTHING)], Answer.YES),  # counts everything, and just that is prescribed
        (load_control(), [row(ANYTHING)], Answer.NO),
        (load_control(), [row(load_control().pattern, "1_0")], Answer.UNDECIDED),  # no number of AWS
        (load_control(), [row(load_control().pattern, "1e-200")], Answer.UNDECIDED),
        (load_control(), [row(load_control().pattern, "0")], Answer.NO),
        (load_control(), [row("{ $.eventName = x }", fieldSelectionCriteria="c")], Answer.NO),
        (load_control(), [row(load_control().pattern, fieldSelectionCriteria="c")], Answer.UNDECIDED),
    ],
)
def test_what_was_told_differently(control: Control, rows: list[dict[str, Any]], expected: Answer) -> None:
    assert ANSWERS[both(*by_the_chain(control, rows))] is expected
    assert answer(control, as_a_file(rows), EventOrigin(ACCOUNT)).answer is expected


def test_only_a_prescribed_text_may_count_everything() -> None:
    """Not the intent: `verify` excuses what the chain excuses."""
    narrow = PrescribedPattern("narrow", "{ $.eventName = CreateWidget }")
    of_intent = OF_ANYTHING._replace(slug="of-intent", texts=(narrow,))
    for control, outcome in ((OF_ANYTHING, "proven"), (of_intent, "refused")):
        yes = answer(OF_ANYTHING, as_a_file([row(ANYTHING)]), EventOrigin(ACCOUNT))
        document = json.loads(render_json(ControlAnswer(OF_ANYTHING, "", (yes,))))
        document |= {"control": control.slug, "benchmark": ""}
        (verified,) = verify(document, (control,))
        assert verified.outcome.value == outcome
