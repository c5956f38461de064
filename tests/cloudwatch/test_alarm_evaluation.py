"""The decision whether a plain alarm fires, held against a simulation of CloudWatch's evaluation.

The oracle is `alarm_simulator`: it plays single events period by period and computes the statistic of each
period from them. A history is a quiet lead-in, the periods with events, and a quiet time behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias, TypedDict, Unpack

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from analyzer.cloudwatch.alarm_evaluation import Fires, Never, NeverKind, Published, Unsure, Watch, firing
from tests.support.alarm_simulator import COMPARE, Alarm, Point, statistic
from tests.support.laws import examples

STATISTICS = ("Sum", "SampleCount", "Maximum", "Minimum", "Average", "p50", "p99.9")
TREATMENTS = [None, "missing", "breaching", "notBreaching", "ignore"]
BUSY = 12  # more events of another kind in one period than any threshold here

Others: TypeAlias = Callable[[int], int]  # the number of a period -> how many events of other kinds it has

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


values = st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5")])
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


def shown(watch: Watch, value: Decimal, default: Decimal | None, matching: int, other: int) -> Point:
    """What one period shows with so many events."""
    others = [] if default is None else [float(default)] * other
    assert watch.statistic is not None
    return statistic(watch.statistic, [float(value)] * matching + others)


def history(
    watch: Watch,
    value: Decimal,
    default: Decimal | None,
    matching: Sequence[int],
    others: Others,
    alarm: Alarm,
) -> tuple[list[str], list[str]]:
    """The states of a quiet lead-in, of the periods with these events, and of the time behind them."""
    quiet = [0] * 2 * alarm.reach
    counts = [*quiet, *matching, *quiet]
    busy = [others(period) for period in range(len(counts))]
    points = [shown(watch, value, default, count, other) for count, other in zip(counts, busy, strict=True)]
    states = list(alarm.play(points))
    return states[: alarm.reach + 1], states[alarm.reach + 1 :]


@st.composite
def other_events(draw: st.DrawFn, default: Decimal | None, at_least: int = 0) -> Others:
    """How many events of other kinds each period has, if that changes anything."""
    counts = draw(st.lists(st.integers(at_least, 3), min_size=1, max_size=5)) if default is not None else [0]
    return lambda period: counts[period % len(counts)]


@law
@given(watches(), values, defaults, spare, st.data())
def test_fires_means_that_so_many_events_bring_a_quiet_alarm_into_alarm(
    watch: Watch, value: Decimal, default: Decimal | None, spare: int, data: st.DataObject
) -> None:
    found = firing(watch, published(value, default))
    if not isinstance(found, Fires):
        reject()
    alarm = simulated(watch, spare)
    others = data.draw(other_events(default, at_least=1 if watch.missing == "breaching" else 0))
    share, rest = divmod(found.events, alarm.datapoints)
    assert rest == 0
    assert found.window == (60 if alarm.datapoints == 1 else 60 * alarm.periods)
    quiet, after = history(watch, value, default, [share] * alarm.datapoints, others, alarm)
    assert "ALARM" not in quiet
    assert "ALARM" in after[: alarm.datapoints]


@law
@given(watches(), values, defaults, spare, st.data())
def test_fires_at_least_means_that_fewer_events_never_do(
    watch: Watch, value: Decimal, default: Decimal | None, spare: int, data: st.DataObject
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Fires) and found.least and found.events > 1):
        reject()
    alarm = simulated(watch, spare)
    others = data.draw(other_events(default, at_least=1 if watch.missing == "breaching" else 0))
    periods = data.draw(st.lists(st.integers(0, 8), min_size=found.events - 1, max_size=found.events - 1))
    matching = [periods.count(period) for period in range(9)]
    quiet, after = history(watch, value, default, matching, others, alarm)
    assert "ALARM" not in quiet + after


@law
@given(watches(), values, defaults, spare, st.data())
def test_never_means_that_events_change_nothing_in_any_number(
    watch: Watch, value: Decimal, default: Decimal | None, spare: int, data: st.DataObject
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Never) and found.kind in (NeverKind.NEVER_REACHED, NeverKind.ALWAYS_IN_ALARM)):
        reject()
    alarm = simulated(watch, spare)
    others = data.draw(other_events(default))
    matching = data.draw(st.lists(st.integers(0, 20), max_size=8))
    quiet, after = history(watch, value, default, matching, others, alarm)
    if found.kind is NeverKind.ALWAYS_IN_ALARM:
        assert quiet[-1] == "ALARM"
        return
    _, without = history(watch, value, default, [0] * len(matching), others, alarm)
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
        assert alarm.breaches(shown(watch, value, default, matching, other)) is False


@law
@given(watches(), values, defaults)
def test_counts_everything_means_that_other_events_do_the_same(
    watch: Watch, value: Decimal, default: Decimal | None
) -> None:
    found = firing(watch, published(value, default))
    if not (isinstance(found, Never) and found.kind is NeverKind.COUNTS_EVERYTHING):
        reject()
    alarm = simulated(watch, spare=0)
    alone = any(alarm.breaches(shown(watch, value, default, 0, n)) for n in range(1, BUSY))
    assert alone or default == value or watch.statistic == "SampleCount"


@law
@given(watches(), values)
def test_without_default_values_nothing_is_left_open(watch: Watch, value: Decimal) -> None:
    assert not isinstance(firing(watch, Published(frozenset({value}))), Unsure)


PRESCRIBED = Watch("Sum", 300, 1, None, Decimal(1), "GreaterThanOrEqualToThreshold", None)
ONE = Published(frozenset({Decimal(1)}))


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
        (changed(evaluation_periods=3, datapoints=1), ONE, Fires(1, 300)),
        (changed(evaluation_periods=3, datapoints=2, missing="notBreaching"), ONE, Fires(2, 900)),
        (changed(evaluation_periods=3, missing="notBreaching"), ONE, Fires(3, 900)),
        (changed(evaluation_periods=3), ONE, Fires(3, 900, least=False)),
        (changed(threshold=Decimal("2.5")), Published(frozenset({Decimal("0.5")})), Fires(5, 300)),
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
    ],
)
def test_what_the_configuration_does_not_tell_is_left_open(watch: Watch) -> None:
    assert isinstance(firing(watch, ONE), Unsure)


def test_a_largest_value_that_breaches_for_some_filters_only_is_left_open() -> None:
    values = Published(frozenset({Decimal("0.5"), Decimal(2)}))
    assert isinstance(firing(changed(statistic="Maximum"), values), Unsure)
    assert firing(changed(statistic="Maximum", threshold=Decimal("0.5")), values) == Fires(1, 300)
