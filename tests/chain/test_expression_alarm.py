"""The decision about alarms on expressions, held against the simulator.

Expressions are made as trees of the simulator, whose text the analyzer reads. `own` metrics are fed
by the matching events, each of which is counted by one of them; `m8` is a count of other events and
`m9` may show anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import TypeAlias, TypedDict

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from analyzer.aws.cloudwatch import MetricDataQuery
from analyzer.chain.alarms.expression_alarm import Inputs, expression_firing
from analyzer.chain.alarms.metric_queries import MOST_QUERIES, Math, watched
from analyzer.cloudwatch.alarm_answers import Fires, Firing, Leaving, Never, NeverKind, Unsure
from analyzer.cloudwatch.alarm_evaluation import MOST_COUNTED, Published, Watch
from analyzer.cloudwatch.metric_math.syntax import MOST_TEXT, NotReadError, read
from tests.support.alarm_simulator import COMPARE, Alarm, Point, Reading, Term, statistic
from tests.support.laws import examples

law = settings(max_examples=examples(80), suppress_health_check=list(HealthCheck))
OWN = ("m1", "m2")
COUNT, ANYTHING = "m8", "m9"

Counts: TypeAlias = tuple[int, int]  # events counted by the first own metric, and by the second
Foreign: TypeAlias = tuple[Point, Point]  # what the metrics `COUNT` and `ANYTHING` show in one period

numbers = st.sampled_from([0.0, 1.0, 2.0, 0.5, 10.0, 100.0]).map(lambda n: Term("number", number=n))
metrics = st.sampled_from([*OWN, *OWN, COUNT, ANYTHING]).map(lambda id: Term("metric", id=id))


def made(kind: str, *parts: Term) -> Term:
    return Term(kind, parts)


def wider(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    joined = st.tuples(
        st.sampled_from(["SUM", "SUM", "MAX", "MIN", "AVG"]), st.lists(inner, min_size=1, max_size=3)
    )
    return st.one_of(
        st.builds(made, st.sampled_from("++-*/"), inner, inner),
        st.builds(made, st.sampled_from("*/+-"), inner, numbers),
        st.builds(made, st.just("FILL"), inner, numbers),
        st.builds(made, st.sampled_from(["ABS", "CEIL", "FLOOR"]), inner),
        joined.map(lambda found: Term(found[0], tuple(found[1]))),
        st.builds(
            lambda sign, series, limit, yes, no: made("IF", made(sign, series, limit), yes, *no),
            st.sampled_from([">=", ">", "<"]),
            inner,
            numbers,
            st.one_of(numbers, inner),
            st.lists(st.one_of(numbers, inner), max_size=1),
        ),
    )


terms = st.recursive(metrics, wider, max_leaves=5)
rules = st.builds(
    lambda threshold, comparison, periods, datapoints, missing, spare: Alarm(
        threshold, comparison, periods, min(periods, datapoints), missing, periods + spare
    ),
    st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0]),
    st.sampled_from(["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", *sorted(COMPARE)]),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([None, "ignore", "breaching", "notBreaching", "notBreaching"]),
    st.integers(0, 2),
)
readings = st.builds(Reading, st.booleans(), st.booleans(), st.booleans())
statistics = st.sampled_from(["Sum", "Sum", "SampleCount", "Maximum", "Minimum", "Average"])
values = st.sampled_from([1.0, 2.0, 0.5, 1.0, 0.0, -1.0])
defaults = st.sampled_from([None, None, None, 0.0, 0.0, 1.0, -1.0])
amounts = st.sampled_from([None, 0.0, 0.5, 1.0, 3.0, 50.0])
anything = st.sampled_from([None, 0.0, -1.0, 1.0, 50.0, -50.0])


def queries(text: str, stat: str) -> list[MetricDataQuery]:
    ids = (*OWN, COUNT, ANYTHING)
    found = [
        {
            "Id": id,
            "MetricStat": {"Metric": {"Namespace": "N", "MetricName": id}, "Period": 60, "Stat": stat},
            "ReturnData": False,
        }
        for id in ids
    ]
    top = {"Id": "e1", "Expression": text, "ReturnData": True}
    return [MetricDataQuery.model_validate(query) for query in (top, *found)]


class AlarmCase:
    """An alarm on an expression, and what the analyzer says of it."""

    def __init__(self, term: Term, alarm: Alarm, stat: str, value: float, default: float | None) -> None:
        self.term, self.alarm, self.stat, self.value, self.default = term, alarm, stat, value, default
        formula = watched(queries(term.text, stat), "111111111111")
        if not isinstance(formula, Math):
            reject()
        published = Published(
            frozenset({Decimal(repr(value))}),
            frozenset() if default is None else frozenset({Decimal(repr(default))}),
        )
        used = [use.id for use in formula.used]
        self.own = [id for id in OWN if id in used]
        assume(self.own)
        inputs = Inputs({id: (OWN.index(id), published) for id in self.own}, frozenset({COUNT}))
        watch = Watch(
            None, 60, alarm.periods, alarm.datapoints, Decimal(repr(alarm.threshold)), alarm.comparison,
            alarm.missing,
        )  # fmt: skip
        self.found: Firing = expression_firing(watch, formula, inputs)

    def show(
        self, matching: Counts, other: int, reading: Reading, foreign: Foreign, *, once: bool = False
    ) -> Point:
        """The expression in one period: `matching` events for each metric, `other` ones beside.

        `once` is the reading in which a default value is published for a period without a match.
        """
        points: dict[str, Point] = dict(zip((COUNT, ANYTHING), foreign, strict=True))
        for id, count in zip(OWN, matching, strict=True):
            given = min(other, count == 0) if once else other
            others = [] if self.default is None else [self.default] * given
            points[id] = statistic(self.stat, [self.value] * count + others)
        return self.term.value(points, reading)

    def play(
        self, periods: Sequence[Counts], data: st.DataObject, foreign: Callable[[st.DataObject], Foreign]
    ) -> tuple[list[str], list[str]]:
        """The states of a quiet lead-in, and of the time from the first of `periods` on."""
        reading, once = data.draw(readings), data.draw(st.booleans())
        quiet = [(0, 0)] * 2 * self.alarm.reach
        points = [
            self.show(matching, data.draw(st.integers(0, 2)), reading, foreign(data), once=once)
            for matching in (*quiet, *periods, *quiet)
        ]
        states = list(self.alarm.play(points))
        return states[: self.alarm.reach + 1], states[self.alarm.reach + 1 :]

    def events(self, count: int, data: st.DataObject) -> Counts:
        """So many events, each counted by one of the metrics."""
        first = data.draw(st.integers(0, count)) if len(self.own) > 1 else count * (self.own == ["m1"])
        return first, count - first


cases = st.builds(AlarmCase, terms, rules, statistics, values, defaults)


def wild(data: st.DataObject) -> Foreign:
    return data.draw(amounts), data.draw(anything)


def silent(data: st.DataObject) -> Foreign:
    return data.draw(st.sampled_from([None, 0.0])), data.draw(st.sampled_from([None, 0.0]))


@law
@given(cases, st.data())
def test_fires_means_so_many_events_do_it_whatever_other_metrics_show(
    context: AlarmCase, data: st.DataObject
) -> None:
    if not isinstance(context.found, Fires):
        reject()
    share = context.found.events
    assume(share < 1000)
    periods = [context.events(share, data) for _ in range(context.alarm.datapoints)]
    _, after = context.play(periods, data, wild)
    assert after[context.alarm.datapoints - 1] == "ALARM"
    quiet, after = context.play(periods, data, silent)
    assert "ALARM" not in quiet
    assert "ALARM" in after[: context.alarm.datapoints]


@law
@given(cases, st.data())
def test_fires_at_least_means_that_fewer_events_alone_never_do(
    context: AlarmCase, data: st.DataObject
) -> None:
    if not (isinstance(context.found, Fires) and context.found.least and 1 < context.found.total < 1000):
        reject()
    placed = data.draw(
        st.lists(st.integers(0, 5), min_size=context.found.total - 1, max_size=context.found.total - 1)
    )
    periods = [context.events(placed.count(period), data) for period in range(6)]
    quiet, after = context.play(periods, data, silent)
    assert "ALARM" not in quiet + after


@law
@given(cases, st.integers(1, 10**6), st.data())
def test_never_fires_means_that_no_period_with_an_event_breaches(
    context: AlarmCase, count: int, data: st.DataObject
) -> None:
    if not (isinstance(context.found, Never) and context.found.kind is NeverKind.NEVER_REACHED):
        reject()
    other = data.draw(st.integers(0, 2))
    matching = context.events(min(count, data.draw(st.sampled_from([1, 2, 5, 1000]))), data)
    once = data.draw(st.booleans())
    point = context.show(matching, other, data.draw(readings), wild(data), once=once)
    assert not context.alarm.breaches(point)
    assert point is not None or context.alarm.missing != "breaching"


@law
@given(cases, st.data())
def test_always_in_alarm_means_that_it_is_so_without_any_event(
    context: AlarmCase, data: st.DataObject
) -> None:
    if not (isinstance(context.found, Never) and context.found.kind is NeverKind.ALWAYS_IN_ALARM):
        reject()
    quiet, after = context.play([(0, 0)], data, wild)
    assert {*quiet, *after} == {"ALARM"}


@law
@given(cases, st.data())
def test_below_its_threshold_many_events_lead_away_from_alarm(
    context: AlarmCase, data: st.DataObject
) -> None:
    if not (isinstance(context.found, Never) and context.found.kind is NeverKind.FIRES_BELOW):
        reject()
    many = context.events(10**6 * len(context.own), data)
    point = context.show(many, 0, data.draw(readings), (data.draw(amounts), data.draw(anything)))
    assert not context.alarm.breaches(point)


class Settings(TypedDict, total=False):
    """What a case states of the alarm, its statistic and the filter's default value."""

    threshold: int | None
    comparison: str
    missing: str
    stat: str
    low_samples: str
    default: Decimal


def one(
    text: str,
    *,
    threshold: int | None = 1,
    comparison: str = "GreaterThanOrEqualToThreshold",
    missing: str = "notBreaching",
    stat: str = "Sum",
    low_samples: str | None = None,
    default: Decimal | None = None,
) -> Firing:
    """What is said of an expression over m1, which the events feed with ones, m8 and m9."""
    formula = watched(queries(text, stat), "111111111111")
    assert isinstance(formula, Math)
    ones = Published(frozenset({Decimal(1)}), frozenset() if default is None else frozenset({default}))
    own = {use.id: (OWN.index(use.id), ones) for use in formula.used if use.id in OWN}
    limit = None if threshold is None else Decimal(threshold)
    watch = Watch(None, 60, 1, None, limit, comparison, missing, low_samples)
    return expression_firing(watch, formula, Inputs(own, frozenset({COUNT})))


BELOW: Settings = {"comparison": "LessThanThreshold"}


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("FILL(m1, 0)", {}, Fires(1, 60)),
        ("FILL(m1,0)", {"threshold": 5}, Fires(5, 60)),
        ("m1 * 2", {"threshold": 5}, Fires(3, 60)),
        ("m1 / 10", {}, Fires(10, 60)),
        ("m1 + m8", {"threshold": 3}, Fires(3, 60)),
        ("SUM([m1, m8])", {}, Fires(1, 60)),
        ("SUM([FILL(m1,0), FILL(m8, 0)])", {}, Fires(1, 60)),
        ("MAX([m1, m8])", {}, Fires(1, 60)),
        ("m1 + m2", {}, Fires(1, 60)),
        ("m1 + m2", {"threshold": 3}, Fires(5, 60, least=False)),
        ("IF(m1 >= 3, 1, 0)", {}, Fires(3, 60)),
        ("IF(m1 > 0 OR m8 > 0, 1, 0)", {}, Fires(1, 60)),
        ("IF(m1, 1)", {}, Fires(1, 60)),
        ("IF(m1 != 0, 1, 0)", {}, Fires(1, 60)),
        ("IF(m1 == 0, 0, 1)", {}, Fires(1, 60)),
        ("IF(m1 > 3 && m1 >= 1, 1, 0)", {}, Fires(4, 60)),
        ("SUM(m1) + 0 * m1", {}, Fires(1, 60)),
        ("IF(m1 > 100, 0, 9)", {"threshold": 5, **BELOW}, Fires(101, 60)),
        ('SUM(METRICS("1"))', {}, Fires(1, 60)),
        ("10 - m1", {"threshold": 8, **BELOW}, Fires(3, 60)),
        ("CEIL(m1 / 10)", {}, Fires(1, 60)),
        ("FLOOR(m1 / 10)", {}, Fires(10, 60)),
        ("FLOOR(FILL(m1, 0))", {"threshold": 2}, Fires(2, 60)),
        ("ABS(0 - m1)", {"threshold": 2}, Fires(2, 60)),
        ("SUM(CEIL([m1, m8]))", {}, Fires(1, 60)),
        ("ABS(m1 - 10)", {"threshold": 20}, Fires(30, 60, least=True)),
        ("m1 / 1000000", {}, Fires(10**6, 60)),
        ("m1 + 0", {"default": Decimal(0)}, Fires(1, 60)),
        ("m1 + 0", {"default": Decimal(0), "stat": "Maximum"}, Fires(1, 60)),
    ],
)
def test_known_answers(text: str, settings: Settings, expected: Fires) -> None:
    assert one(text, **settings) == expected


@pytest.mark.parametrize(
    ("text", "settings", "kind"),
    [
        ("m1 * 0", {}, NeverKind.NEVER_REACHED),
        ("m1 * 1", {"threshold": 2 * MOST_COUNTED}, NeverKind.NEVER_REACHED),
        ("IF(m1 > 1000, 0, 0)", {}, NeverKind.NEVER_REACHED),
        ("MIN([m1, 0 * m1])", {}, NeverKind.NEVER_REACHED),
        ("FILL(m1, 1)", {"missing": "breaching"}, NeverKind.ALWAYS_IN_ALARM),
        ("FILL(m1, 0)", BELOW, NeverKind.NEVER_REACHED),
        ("m1 + m8", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ("m1 - 1", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ("CEIL(m1) + FLOOR(m1)", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ("FLOOR(m1 * 0)", {}, NeverKind.NEVER_REACHED),
        ("2 * m1 / 3", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ("SUM(m1) + m1", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ("FILL(m1, 0)", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ("SUM([FILL(m1, 0), m8])", {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
        ('SUM(FILL(METRICS("1"), 0))', {"threshold": 5, **BELOW}, NeverKind.FIRES_BELOW),
    ],
)
def test_known_refutations(text: str, settings: Settings, kind: NeverKind) -> None:
    found = one(text, **settings)
    assert isinstance(found, Never)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("m1 + m9", {}),
        ("ABS(m1 - 10)", {}),  # it breaches without any event, and with ten it does not
        ("m1 / 1000001", {}),  # more events than any account has
        ("m1 * 1", {"threshold": MOST_COUNTED}),
        ("m1 + m8", {"threshold": 2 * MOST_COUNTED}),
        ("m1 * 1", {"default": Decimal(0), "stat": "Average"}),
        ("m1 - m8", {}),
        ("m1 * m8", {}),
        ("m1 / m8", {}),
        ("MIN([m1, m8])", {}),
        ("IF(m8 > 0, m1, 0)", {}),
        ("FILL(m1, REPEAT)", {}),
        ("FILL(m1, 1)", {}),
        ("FILL(m1, 0)", {"missing": "breaching"}),
        ("m1 - 0 * RATE(m1)", {}),
        ("SUM(m1)", {}),
        ("[m1, m8]", {}),
        ("FILL(m1, 0)", {"stat": "tm90"}),
        ("IF(m1 <= 2 && m1 < 9, 0, 1)", {}),  # a gap in both may count as false
        ("FILL(5, 0) * m1", {}),
        ("SUM([5]) * m1", {}),
        ("IF(m1)", {}),
        ("MIN(m1) * m1", {}),
        ("m1 + 0 * m2", {}),  # it fires through one of its own metrics only
        ("IF(m1 > 3 AND m1 < 9, 0, 9)", {"threshold": 5, **BELOW}),
        ("FILL(m1, 0)", {"default": Decimal(1)}),
        ("FILL(m1, 0)", {"default": Decimal(-1)}),
        ("IF(m1 < 2, 1, 0)", {"default": Decimal(1), "missing": "breaching"}),
        ("m1 + m2", {"default": Decimal(-1), "stat": "Average"}),
        ("m1 + m2", {"default": Decimal("0.5"), "stat": "Maximum"}),  # both are in ALARM by themselves
        ("FILL(m1, 0 - m8)", {"threshold": 5, **BELOW}),
        ("m1 + 1", {"threshold": None}),
        ("FILL(m1, 0)", {"stat": "p99", "low_samples": "ignore"}),
        ("IF(m1 > 0, m8 + 5, 9)", {"threshold": 3, **BELOW}),  # a gap in what is chosen counts as zero
    ],
)
def test_what_hangs_on_more_than_the_events_is_left_open(text: str, settings: Settings) -> None:
    assert isinstance(one(text, **settings), Unsure)


@given(st.text(alphabet="m12eSUMFILIAX()[]+-*/<>=&|,. \"'", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(NotReadError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "(m1",
        "SUM(m1 m8)",
        "ceil(m1)",  # documented in upper case only
        "[m1)",
        "(" * 2000,
        "-" * 2000,
        "m1" + "+m1" * 600,
        "m" * (MOST_TEXT + 1),
        "[" * 99,
    ],
)
def test_what_no_alarm_needs_is_refused(text: str) -> None:
    with pytest.raises(NotReadError):
        read(text)


@given(terms)
def test_what_is_printed_is_read(term: Term) -> None:
    assert math.isfinite(len(term.text))
    read(term.text)


def test_more_queries_than_an_alarm_can_have_are_not_read() -> None:
    first = queries("m1", "Sum")
    others = [first[1].model_copy(update={"Id": f"q{at}"}) for at in range(MOST_QUERIES)]
    with pytest.raises(NotReadError, match="more queries"):
        watched([*first, *others], "111111111111")


@pytest.mark.parametrize(
    ("text", "settings", "leaving"),
    [
        ("IF(m1, 1)", {"missing": "ignore"}, Leaving.NOTHING),
        ("m1 * 2", {"missing": "ignore"}, Leaving.SOME_PERIOD),  # a gap may count as zero
        ("m1 * 2", {"missing": "ignore", "threshold": 3}, Leaving.SOME_PERIOD),
        ("m1 + m8", {"missing": "ignore"}, Leaving.SOME_PERIOD),  # zeros of the other metric bring it out
        ("FILL(m1, 0)", {"missing": "ignore"}, Leaving.SOME_PERIOD),  # whether it fills an empty metric
        ("m1 * 2", {}, Leaving.QUIET),
    ],
)
def test_what_brings_an_alarm_out_of_alarm(text: str, settings: Settings, leaving: Leaving) -> None:
    found = one(text, **settings)
    assert isinstance(found, Fires)
    assert found.leaving is leaving
