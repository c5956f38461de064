"""The decision whether a plain alarm fires, held against a simulation of CloudWatch's evaluation.

The oracle is `alarm_simulator`: it plays single events period by period and computes the statistic of each
period from them. The default value is published for each event of another kind, or once for a period that
has such events alone: a decision has to be right in both readings. A history is a quiet lead-in, the
periods with events, and a quiet time behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias, TypedDict, Unpack

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from analyzer.cloudwatch.alarm_answers import Fires, Leaving, Never, NeverKind, Unsure
from analyzer.cloudwatch.alarm_evaluation import MOST_COUNTED, MOST_PLAUSIBLE, Published, Watch, firing
from tests.support.alarm_simulator import COMPARE, Alarm, Point, statistic
from tests.support.laws import examples

STATISTICS = ("Sum", "SampleCount", "Maximum", "Minimum", "Average", "p50", "p99.9")
TREATMENTS = [None, "missing", "breaching", "notBreaching", "ignore"]
BUSY = 12  # more events of another kind in one period than any threshold here

Others: TypeAlias = Callable[[int], int]  # the number of a period -> how many default values it gets

RARE = [HealthCheck.filter_too_much]  # half of all alarms fire, few of them take several events
law = settings(max_examples=examples(120), suppress_health_check=RARE)


@st.composite
def watches(draw: st.DrawFn) -> Watch:
    periods = draw(st.integers(1, 4))
    return Watch(
        statistic=draw(st.sampled_from(STATISTICS)),
        period=60,
        evaluation_periods=periods,
        datapoints=draw(st.one_of(st.none(), st.integers(1, periods))),
        threshold=Decimal(draw(st.integers(-2, 8))) / 2,
        comparison=draw(st.sampled_from(sorted(COMPARE))),
        missing=draw(st.sampled_from(TREATMENTS)),
    )


positive = st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5")])
values = st.one_of(positive, positive, st.sampled_from([Decimal(0), Decimal(-1)]))
defaults = st.sampled_from([None, Decimal(0), Decimal(1), Decimal("0.5"), Decimal(-1)])
spare = st.integers(0, 3)  # points that CloudWatch retrieves beyond those that it evaluates


def published(value: Decimal, default: Decimal | None) -> Published:
    return Published(frozenset({value}), frozenset() if default is None else frozenset({default}))


def simulated(watch: Watch, spare: int) -> Alarm:
    assert watch.threshold is not None
    assert watch.comparison is not None
    assert watch.evaluation_periods is not None
    datapoints = watch.datapoints or watch.evaluation_periods
    reach = watch.evaluation_periods + spare
    return Alarm(
        float(watch.threshold), watch.comparison, watch.evaluation_periods, datapoints, watch.missing, reach
    )


def shown(
    watch: Watch, value: Decimal, default: Decimal | None, matching: int, other: int, *, once: bool
) -> Point:
    """What one period shows with so many events; `once` is the reading by periods."""
    given = min(other, matching == 0) if once else other
    others = [] if default is None else [float(default)] * given
    assert watch.statistic is not None
    return statistic(watch.statistic, [float(value)] * matching + others)


def history(
    watch: Watch,
    value: Decimal,
    default: Decimal | None,
    matching: Sequence[int],
    others: Others,
    alarm: Alarm,
    *,
    once: bool = False,
) -> tuple[list[str], list[str]]:
    """The states of a quiet lead-in, of the periods with these events, and of the time behind them."""
    quiet = [0] * 2 * alarm.reach
    counts = [*quiet, *matching, *quiet]
    busy = [others(period) for period in range(len(counts))]
    points = [
        shown(watch, value, default, count, other, once=once)
        for count, other in zip(counts, busy, strict=True)
    ]
    states = list(alarm.play(points))
    return states[: alarm.reach + 1], states[alarm.reach + 1 :]


@st.composite
def other_events(draw: st.DrawFn, default: Decimal | None, at_least: int = 0) -> Others:
    """How many events of other kinds each period has, if that changes anything."""
    counts = draw(st.lists(st.integers(at_least, 3), min_size=1, max_size=5)) if default is not None else [0]
    return lambda period: counts[period % len(counts)]


@law
@given(watches(), values, defaults, spare, st.booleans(), st.data())
def test_fires_means_that_so_many_events_bring_a_quiet_alarm_into_alarm(
    watch: Watch, value: Decimal, default: Decimal | None, spare: int, once: bool, data: st.DataObject
) -> None:
    found = firing(watch, published(value, default))
    if not isinstance(found, Fires):
        reject()
    alarm = simulated(watch, spare)
    others = data.draw(other_events(default, at_least=1 if watch.missing == "breaching" else 0))
    assert (found.period, found.periods, found.datapoints) == (60, alarm.periods, alarm.datapoints)
    quiet, after = history(watch, value, default, [found.events] * alarm.datapoints, others, alarm, once=once)
    assert "ALARM" not in quiet
    assert "ALARM" in after[: alarm.datapoints]


@law
@given(watches(), values, defaults, spare, st.booleans(), st.data())
def test_fires_at_least_means_that_fewer_events_never_do(
    watch: Watch, value: Decimal, default: Decimal | None, spare: int, once: bool, data: st.DataObject
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Fires) and found.least and found.total > 1):
        reject()
    alarm = simulated(watch, spare)
    others = data.draw(other_events(default, at_least=1 if watch.missing == "breaching" else 0))
    periods = data.draw(st.lists(st.integers(0, 8), min_size=found.total - 1, max_size=found.total - 1))
    matching = [periods.count(period) for period in range(9)]
    quiet, after = history(watch, value, default, matching, others, alarm, once=once)
    assert "ALARM" not in quiet + after


@law
@given(watches(), values, defaults, spare, st.booleans(), st.data())
def test_never_means_that_events_change_nothing_in_any_number(
    watch: Watch, value: Decimal, default: Decimal | None, spare: int, once: bool, data: st.DataObject
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Never) and found.kind in (NeverKind.NEVER_REACHED, NeverKind.ALWAYS_IN_ALARM)):
        reject()
    alarm = simulated(watch, spare)
    others = data.draw(other_events(default))
    matching = data.draw(st.lists(st.integers(0, 20), max_size=8))
    quiet, after = history(watch, value, default, matching, others, alarm, once=once)
    if found.kind is NeverKind.ALWAYS_IN_ALARM:
        assert quiet[-1] == "ALARM"
        return
    _, without = history(watch, value, default, [0] * len(matching), others, alarm, once=once)
    assert "ALARM" in without or "ALARM" not in after


@law
@given(watches(), values, defaults, st.integers(0, 5))
def test_below_its_threshold_many_events_lead_away_from_alarm(
    watch: Watch, value: Decimal, default: Decimal | None, other: int
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Never) and found.kind is NeverKind.FIRES_BELOW):
        reject()
    alarm = simulated(watch, spare=0)
    for matching in range(20, 25):
        assert alarm.breaches(shown(watch, value, default, matching, other, once=False)) is False


@law
@given(watches(), values, defaults)
def test_counts_everything_means_that_other_events_do_the_same(
    watch: Watch, value: Decimal, default: Decimal | None
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Never) and found.kind is NeverKind.COUNTS_EVERYTHING):
        reject()
    alarm = simulated(watch, spare=0)
    alone = any(alarm.breaches(shown(watch, value, default, 0, n, once=False)) for n in range(1, BUSY))
    assert alone or default == value or watch.statistic == "SampleCount"


@law
@given(watches(), values, spare, st.data())
def test_what_nothing_brings_out_of_alarm_stays_there_and_what_a_quiet_window_brings_out_does_not(
    watch: Watch, value: Decimal, spare: int, data: st.DataObject
) -> None:
    found = firing(watch, published(value, None))
    if not isinstance(found, Fires) or found.leaving is Leaving.SOME_PERIOD:
        reject()
    alarm = simulated(watch, spare)
    matching = data.draw(st.lists(st.integers(0, 20), max_size=8))
    counts = [*matching, *[0] * 2 * alarm.reach]
    points = [shown(watch, value, None, count, 0, once=False) for count in counts]
    states = list(alarm.play(points, "ALARM"))
    if found.leaving is Leaving.NOTHING:
        assert set(states) == {"ALARM"}
    else:
        assert states[-1] != "ALARM"


@law
@given(watches(), positive)
def test_without_default_values_nothing_is_left_open(watch: Watch, value: Decimal) -> None:
    assert not isinstance(firing(watch, Published(frozenset({value}))), Unsure)


PRESCRIBED = Watch("Sum", 300, 1, None, Decimal(1), "GreaterThanOrEqualToThreshold", None)
ONE = Published(frozenset({Decimal(1)}))


def of(*values: str) -> Published:
    """What filters without a default value publish."""
    return Published(frozenset(map(Decimal, values)), is_single=len(values) == 1)


def with_default(default: str, *, is_single: bool = True) -> Published:
    """What a filter with a default value publishes, alone or beside others."""
    return Published(ONE.values, frozenset({Decimal(default)}), is_single)


class Members(TypedDict, total=False):
    """The members of a `Watch` that a case changes."""

    statistic: str | None
    period: int | None
    evaluation_periods: int | None
    datapoints: int | None
    threshold: Decimal | None
    comparison: str | None
    missing: str | None
    low_samples: str | None


def changed(**members: Unpack[Members]) -> Watch:
    return PRESCRIBED._replace(**members)


@pytest.mark.parametrize(
    ("watch", "published", "expected"),
    [
        (PRESCRIBED, ONE, Fires(1, 300)),
        (changed(threshold=Decimal(5)), ONE, Fires(5, 300)),
        (changed(threshold=Decimal(1), comparison="GreaterThanThreshold"), ONE, Fires(2, 300)),
        (changed(evaluation_periods=3, datapoints=1), ONE, Fires(1, 300, 3)),
        (changed(evaluation_periods=3, datapoints=2, missing="notBreaching"), ONE, Fires(1, 300, 3, 2)),
        (changed(evaluation_periods=3, missing="notBreaching"), ONE, Fires(1, 300, 3, 3)),
        (changed(evaluation_periods=3), ONE, Fires(1, 300, 3, 3, least=False)),
        (changed(threshold=Decimal("2.5")), Published(frozenset({Decimal("0.5")})), Fires(5, 300)),
        (changed(period=10), ONE, Fires(1, 10)),
        (changed(threshold=Decimal(MOST_PLAUSIBLE)), ONE, Fires(MOST_PLAUSIBLE, 300)),
        (changed(statistic="SampleCount"), of("0"), Fires(1, 300)),
        (changed(statistic="SampleCount"), of("-1", "0"), Fires(1, 300)),
        (changed(threshold=Decimal(-5), comparison="LessThanOrEqualToThreshold"), of("-1"), Fires(5, 300)),
        (changed(threshold=Decimal(1), comparison="LessThanThreshold"), of("0"), Fires(1, 300)),
        (changed(threshold=Decimal(1), comparison="LessThanThreshold"), of("-1"), Fires(1, 300)),
        (changed(threshold=Decimal(0)), of("0", "1"), Fires(1, 300)),
        (changed(statistic="Maximum"), with_default("0"), Fires(1, 300)),
        (changed(), with_default("0"), Fires(1, 300)),
        (changed(statistic="p99"), ONE, Fires(1, 300)),
        (changed(statistic="p100"), ONE, Fires(1, 300)),
    ],
)
def test_known_answers(watch: Watch, published: Published, expected: Fires) -> None:
    assert firing(watch, published) == expected


@pytest.mark.parametrize(
    "watch",
    [
        changed(comparison="GreaterThanUpperThreshold"),
        changed(comparison=None),
        changed(threshold=None),
        changed(period=None),
        changed(evaluation_periods=None),
        changed(evaluation_periods=1, datapoints=2),
        changed(statistic="tm90"),
        changed(statistic=None),
        changed(statistic="p99", low_samples="ignore"),
        changed(missing="somehow"),
        changed(period=30, evaluation_periods=6),
        changed(period=10, evaluation_periods=12, datapoints=2),
        changed(threshold=Decimal(MOST_PLAUSIBLE + 1)),
        changed(threshold=Decimal(MOST_PLAUSIBLE), evaluation_periods=2),
        changed(threshold=Decimal(MOST_COUNTED)),
    ],
)
def test_what_the_configuration_does_not_tell_is_left_open(watch: Watch) -> None:
    assert isinstance(firing(watch, ONE), Unsure)


def test_a_largest_value_that_breaches_for_some_filters_only_is_left_open() -> None:
    values = Published(frozenset({Decimal("0.5"), Decimal(2)}))
    assert isinstance(firing(changed(statistic="Maximum"), values), Unsure)
    assert firing(changed(statistic="Maximum", threshold=Decimal("0.5")), values) == Fires(1, 300)


@pytest.mark.parametrize(
    ("watch", "published"),
    [
        (changed(statistic="Average"), with_default("0")),  # each event lowers it, or none does
        (changed(statistic="Minimum"), with_default("0")),
        (changed(threshold=Decimal(5)), with_default("1")),  # a quiet period shows one of them, or many
        (changed(threshold=Decimal(2), statistic="SampleCount"), with_default("0")),
        (changed(), with_default("-1")),
        (changed(threshold=Decimal(5), statistic="SampleCount"), with_default("0", is_single=False)),
        (changed(), with_default("0.5", is_single=False)),
        (changed(statistic="Average"), with_default("0", is_single=False)),
        (changed(), of("-1", "1")),
        (changed(), of("0", "1")),
        (changed(threshold=Decimal(-5)), of("-1")),  # one event does it, and six do not
        (changed(period=10, missing="breaching"), with_default("0")),
    ],
)
def test_what_hangs_on_a_reading_or_on_which_filter_counts_is_left_open(
    watch: Watch, published: Published
) -> None:
    assert isinstance(firing(watch, published), Unsure)


@pytest.mark.parametrize(
    ("watch", "published", "kind"),
    [
        (changed(), of("0"), NeverKind.NEVER_REACHED),
        (changed(), of("-1"), NeverKind.NEVER_REACHED),
        (changed(), of("-1", "0"), NeverKind.NEVER_REACHED),
        (changed(statistic="Maximum"), of("0"), NeverKind.NEVER_REACHED),
        (changed(threshold=Decimal(2**53 + 2)), ONE, NeverKind.NEVER_REACHED),
        (changed(threshold=Decimal("1e300"), evaluation_periods=3), ONE, NeverKind.NEVER_REACHED),
        (changed(), with_default("1"), NeverKind.COUNTS_EVERYTHING),
        (changed(), with_default("2"), NeverKind.COUNTS_EVERYTHING),
        (changed(statistic="SampleCount"), with_default("0"), NeverKind.COUNTS_EVERYTHING),
        (changed(threshold=Decimal(5), statistic="Maximum"), with_default("0"), NeverKind.NEVER_REACHED),
        (changed(period=10, evaluation_periods=6, missing="breaching"), ONE, NeverKind.ALWAYS_IN_ALARM),
    ],
)
def test_what_is_refuted_in_every_reading_is_refuted(
    watch: Watch, published: Published, kind: NeverKind
) -> None:
    found = firing(watch, published)
    assert isinstance(found, Never)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("watch", "published", "leaving"),
    [
        (changed(), ONE, Leaving.QUIET),
        (changed(missing="ignore"), ONE, Leaving.NOTHING),
        (changed(missing="ignore", evaluation_periods=3, datapoints=2), ONE, Leaving.NOTHING),
        (changed(missing="ignore", statistic="Maximum"), ONE, Leaving.NOTHING),
        (changed(missing="ignore", threshold=Decimal(2)), ONE, Leaving.SOME_PERIOD),
        (changed(missing="ignore"), with_default("0"), Leaving.QUIET),
    ],
)
def test_what_brings_an_alarm_out_of_alarm(watch: Watch, published: Published, leaving: Leaving) -> None:
    found = firing(watch, published)
    assert isinstance(found, Fires)
    assert found.leaving is leaving
