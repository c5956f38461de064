"""What feeds a metric: filters joined by full identity, and why one of them proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from analyzer.allowance import in_force
from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import Conflict, EvidenceRecord
from analyzer.controls import PrescribedPattern, load_control
from analyzer.coverage import ValueState, covers, publishes
from analyzer.coverage.counting import Counted, Missed
from analyzer.coverage.covering import FilterUnion, union_of
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.publishers import MetricPublisher, metrics_of, publisher, together, within_limit
from analyzer.evidence import Citation, Location
from analyzer.limits import DEFAULT_LIMITS
from analyzer.patterns import normalize, parse
from analyzer.phrase import Phrase
from analyzer.verdict import Outcome

GROUP = LogGroup(ResourceScope("aws", "111122223333", "us-east-1"), "trail")
CONTROL = load_control()
FAILED = CONTROL.texts[0].text
OF_USERS = f'{{ ({FAILED.strip()[1:-1]}) && ($.userIdentity.type = "IAMUser") }}'
OTHER = "{ $.eventName = CreateWidget }"
OPEN = FAILED.replace("Failed auth", "Failed*auth")  # whether the star is one is open


def made(value: str = "1", metric: str = "m", **more: object) -> dict[str, Any]:
    return {"metricName": metric, "metricNamespace": "n", "metricValue": value, **more}


def record(
    pattern: str | None, *transformations: dict[str, Any], **more: Any
) -> EvidenceRecord[MetricFilter]:
    row: dict[str, Any] = {
        "filterName": "f",
        "filterPattern": pattern,
        "metricTransformations": [*transformations] or [made()],
    }
    value = MetricFilter.model_validate({**row, **more})
    return EvidenceRecord(Location("filters.json", f"/{pattern}/{transformations}/{more}"), value, row)


def of(pattern: str | None, value: str = "1", **more: Any) -> MetricPublisher:
    return publisher(record(pattern, made(value), **more), 0)


CONTRADICTED = replace(
    record(FAILED), conflicts=(Conflict(Phrase(""), (Citation(Location("other.json"), None),)),)
)


def test_metrics_are_told_apart_by_namespace_name_and_names_of_dimensions() -> None:
    rows = (
        record(FAILED, made(), made(metric="k")),
        record(OTHER, made(dimensions={"b": "$.b", "a": "$.a"})),
        record(OF_USERS, made("2"), made(dimensions={"a": "$.x", "b": "$.y"})),
    )
    metrics = metrics_of("viewer", GROUP, rows)
    assert [metric.key for metric in metrics] == [("n", "k", ()), ("n", "m", ()), ("n", "m", ("a", "b"))]
    assert [[one.pattern for one in metric.publishers] for metric in metrics] == [
        [parse(FAILED)],
        [parse(FAILED), parse(OF_USERS)],
        [parse(OTHER), parse(OF_USERS)],
    ]
    assert [one.index for metric in metrics for one in metric.publishers] == [1, 0, 0, 0, 1]
    assert {(metric.viewer, metric.group) for metric in metrics} == {("viewer", GROUP)}
    first, second, _ = metrics
    assert (first.title, first.members) == ("n/k", (first,))
    both = together([first, second])
    assert (both.title, both.members) == ("n/k + n/m", (first, second))
    assert both.publishers == (*first.publishers, *second.publishers)
    assert (both.viewer, both.group, both.key) == ("viewer", GROUP, ("", "", ()))
    assert together([first]).parts == (first,)


@pytest.mark.parametrize(
    ("made_of", "has_pattern", "flaw"),
    [
        (lambda: of(FAILED), True, None),
        (lambda: publisher(CONTRADICTED, 0), False, "two captures disagree about it"),
        (lambda: of(None), False, "the entry does not say the pattern"),
        (lambda: of(FAILED, applyOnTransformedLogs=False), True, None),
        (
            lambda: of(FAILED, applyOnTransformedLogs=True),
            True,
            "it sees transformed events, not what CloudTrail wrote",
        ),
        (
            lambda: of(FAILED, fieldSelectionCriteria="a"),
            True,
            "its field selection criteria keep some events from it",
        ),
        (
            lambda: of(FAILED, emitSystemFieldDimensions=["@x"]),
            True,
            "it publishes system fields as dimensions, and how alarms see them is not known here",
        ),
    ],
)
def test_why_a_filter_proves_nothing(
    made_of: Callable[[], MetricPublisher], has_pattern: bool, flaw: str | None
) -> None:
    found = made_of()
    assert (found.pattern is not None, found.flaw) == (has_pattern, flaw)


def test_blanks_around_a_pattern_that_aws_returned_are_in_no_doubt() -> None:
    assert (of(f" {FAILED} ").pattern, of(f" {FAILED} ").flaw) == (parse(FAILED), None)


def test_what_aws_would_have_refused_is_not_what_it_returned() -> None:
    found = of("{ $.a = }")
    assert found.pattern is None
    assert str(found.flaw).startswith("AWS would have refused the pattern, so it is not what AWS returned: ")


def test_a_filter_is_read_by_its_record() -> None:
    found = publisher(record(FAILED, made("1"), made("2.5")), 1)
    assert (found.name, found.transformation.metricValue, found.value) == ("f", "2.5", Decimal("2.5"))
    assert (of(FAILED, "$.count").value, of(FAILED, filterName=None).name) == (None, "(unnamed)")
    assert [of(FAILED, applyOnTransformedLogs=one).sees_other_events for one in (None, False, True)] == [
        False, False, True,
    ]  # fmt: skip


def test_a_union_tells_its_filters_apart() -> None:
    good, zero = of(FAILED), of("", "0")
    flawed, unread = of("", fieldSelectionCriteria="a"), of(None)
    union = union_of((good, zero))
    assert (union.good, union.flawed, union.patterns) == ((good, zero), (), (parse(FAILED), parse("")))
    assert union.normals == {normalize(FAILED), normalize("")}
    assert union.at_most == union.patterns
    assert _kinds(union) == (Missed, Missed)
    union = union_of((good, flawed))
    assert (union.good, union.flawed, union.patterns) == ((good,), (flawed,), (parse(FAILED),))
    assert union.at_most == (parse(FAILED), parse(""))
    assert _kinds(union) == (Missed, Counted)
    assert union_of((good, unread)).at_most is None
    assert union_of((good, of(FAILED, applyOnTransformedLogs=True))).at_most is None
    assert _kinds(union_of((of(""),))) == (Counted, Counted)


def _kinds(union: FilterUnion) -> tuple[type, type]:
    return type(union.everything), type(union.with_flawed)


@pytest.mark.parametrize(
    ("filters", "outcome", "counts_everything", "rests_on_flaws"),
    [
        (lambda: [of(FAILED)], Outcome.SATISFIED, False, False),
        (lambda: [of(OF_USERS)], Outcome.VIOLATED, False, False),
        (lambda: [of("")], Outcome.VIOLATED, True, False),
        (lambda: [of(FAILED), of("")], Outcome.VIOLATED, True, False),
        (lambda: [of(FAILED), of("", "0")], Outcome.SATISFIED, False, False),
        (lambda: [of(FAILED, fieldSelectionCriteria="a")], Outcome.UNKNOWN, False, True),
        (lambda: [of(OTHER, fieldSelectionCriteria="a")], Outcome.VIOLATED, False, False),
        (lambda: [of(OTHER), of(None)], Outcome.UNKNOWN, False, True),
        (lambda: [of(FAILED), of(None)], Outcome.SATISFIED, False, False),
        (lambda: [of(FAILED), of("", fieldSelectionCriteria="a")], Outcome.UNKNOWN, False, True),
        (list, Outcome.VIOLATED, False, False),
    ],
)
def test_filters_cover_the_control_as_the_case_says(
    filters: Callable[[], list[MetricPublisher]],
    outcome: Outcome,
    counts_everything: bool,
    rests_on_flaws: bool,
) -> None:
    found = covers(CONTROL, filters())
    assert found.filters == union_of(tuple(filters()))
    assert isinstance(found.found, CriteriaCoverage)
    assert (found.outcome, found.counts_everything, found.rests_on_flaws) == (
        outcome, counts_everything, rests_on_flaws,
    )  # fmt: skip


# Everything but for `xay` and its like, if a star inside of a text is a wildcard; else everything.
MAYBE_ALL = '{ $.eventName != "x*y" || $.eventName = %^x[*]y$% }'


def test_who_may_count_everything_leaves_it_open() -> None:
    filters = [of(FAILED), of(MAYBE_ALL)]
    found = covers(CONTROL, filters)
    assert (found.outcome, found.counts_everything, found.rests_on_flaws) == (Outcome.UNKNOWN, False, False)
    assert found.filters.good == tuple(filters)
    assert found.found.outcome is Outcome.SATISFIED
    (reason,) = found.may_count_everything
    assert reason.startswith("glob-middle:")
    prescribed = CONTROL._replace(texts=(PrescribedPattern("all", MAYBE_ALL),))
    found = covers(prescribed, [of(MAYBE_ALL)])
    assert (found.outcome, found.may_count_everything) == (Outcome.UNKNOWN, (reason,))
    assert found.filters.good == (of(MAYBE_ALL),)
    assert found.found.outcome is Outcome.SATISFIED
    assert covers(prescribed, [of(MAYBE_ALL), of("")]).outcome is Outcome.UNKNOWN
    everything = CONTROL._replace(texts=(PrescribedPattern("all", "{ $.eventName = * }"),))
    assert covers(everything, [of("{ $.eventName = * }")]).outcome is Outcome.SATISFIED
    assert covers(everything, [of("")]).counts_everything


def test_metrics_are_taken_as_long_as_their_filters_fit_the_limit() -> None:
    rows = (
        record(FAILED, made(metric="a"), made(metric="b"), made(metric="c")),
        record(OTHER, made(metric="b")),
    )
    metrics = metrics_of(None, GROUP, rows)
    for limit, kept in ((1, "a"), (2, "ac"), (3, "ab"), (4, "abc")):
        with in_force(DEFAULT_LIMITS.with_values({"filters": limit})):
            assert "".join(metric.name for metric in within_limit(metrics)) == kept


_VALUES: list[tuple[Callable[[], list[MetricPublisher]], ValueState, list[int]]] = [
    (lambda: [of(FAILED), of(OTHER, "0.5")], ValueState.ALL_POSITIVE, [0, 1]),
    (lambda: [of(FAILED), of(OTHER, "0")], ValueState.OTHERS_ENOUGH, [1]),
    (lambda: [of(FAILED), of(OTHER, "-1")], ValueState.UNCLEAR, [1]),
    (lambda: [of(FAILED), of(OTHER, "$.x")], ValueState.UNCLEAR, [1]),
    (lambda: [of(FAILED, "$.x")], ValueState.UNCLEAR, [0]),
    (lambda: [of(FAILED, "0"), of(OTHER, "$.x"), of(OTHER, "-1")], ValueState.UNCLEAR, [1, 2]),
    (lambda: [of(FAILED, "0")], ValueState.NOT_POSITIVE, [0]),
    (lambda: [of(FAILED, "-1"), of(OTHER)], ValueState.NOT_POSITIVE, [0]),
    (lambda: [of(FAILED, "0"), of(FAILED, fieldSelectionCriteria="a")], ValueState.UNKNOWN_FILTER, [1]),
    (lambda: [of(OPEN), of(OTHER, "0")], ValueState.OTHERS_OPEN, [1]),
    (lambda: [of(OPEN), of(OTHER, "-1")], ValueState.OTHERS_OPEN, [1]),
    (lambda: [of(OTHER, "0", fieldSelectionCriteria="a"), of(OPEN)], ValueState.OTHERS_OPEN, [0]),
    (lambda: [of(FAILED, "0"), of(OTHER, "0", fieldSelectionCriteria="a")], ValueState.NOT_POSITIVE, [0, 1]),
]


@pytest.mark.parametrize(("filters", "state", "told_of"), _VALUES)
def test_filters_publish_as_the_case_says(
    filters: Callable[[], list[MetricPublisher]], state: ValueState, told_of: list[int]
) -> None:
    given = filters()
    found = publishes(CONTROL, given)
    assert (found.state, found.told_of) == (state, tuple(given[at] for at in told_of))
    assert found.outcome is state.outcome
    assert (found.found is None) is (state is ValueState.ALL_POSITIVE)
