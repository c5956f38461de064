"""The decision whether an alarm fires, held against a simulation of CloudWatch's evaluation.

The oracle knows nothing of statistics as formulas: it makes the datapoints of each period from
single events, computes the statistic from the list, and looks whether the alarm state changes.
"""

from __future__ import annotations

import operator
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.chain.firing import Fires, Never, Published, Unsure, Watch, firing

COMPARE = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
STATISTICS = ("Sum", "SampleCount", "Maximum", "Minimum", "Average")


def statistic(name: str, points: list[Decimal]) -> Decimal:
    match name:
        case "Sum":
            return sum(points, Decimal(0))
        case "SampleCount":
            return Decimal(len(points))
        case "Maximum":
            return max(points)
        case "Minimum":
            return min(points)
        case _:
            return sum(points, Decimal(0)) / len(points)


def in_alarm(watch: Watch, value: Decimal, default: Decimal | None, matching: int, other: int) -> bool:
    """Whether one period with these events breaches."""
    points = [value] * matching + ([default] * other if default is not None else [])
    if not points:
        return watch.missing == "breaching"
    return COMPARE[watch.comparison](statistic(watch.statistic, points), watch.threshold)


watches = st.builds(
    Watch,
    statistic=st.sampled_from(STATISTICS),
    period=st.just(300),
    evaluation_periods=st.just(1),
    datapoints=st.none(),
    threshold=st.integers(-2, 8).map(lambda n: Decimal(n) / 2),
    comparison=st.sampled_from(sorted(COMPARE)),
    missing=st.sampled_from([None, "missing", "breaching", "notBreaching", "ignore"]),
)
values = st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5")])
defaults = st.sampled_from([None, Decimal(0), Decimal(1), Decimal("0.5"), Decimal(-1)])


@given(watches, values, defaults)
def test_never_means_that_no_number_of_events_changes_a_quiet_period(watch, value, default):
    found = firing(
        watch, Published(frozenset({value}), frozenset() if default is None else frozenset({default}))
    )
    assume(isinstance(found, Never))
    if found.code == "counts-everything":
        # Other events alone bring it into ALARM, or count exactly like matching ones.
        alone = any(in_alarm(watch, value, default, 0, other) for other in range(1, 20))
        same = default == value or watch.statistic == "SampleCount"
        assert alone or same
        return
    if found.code == "fires-below":
        assert not any(in_alarm(watch, value, default, n, other) for n in range(20, 25) for other in range(6))
        return
    quiet = [other for other in range(6) if not in_alarm(watch, value, default, 0, other)]
    for other in quiet:
        assert not any(in_alarm(watch, value, default, n, other) for n in range(1, 20))


@given(watches, values, defaults)
def test_fires_means_that_so_many_events_bring_a_quiet_period_into_alarm(watch, value, default):
    found = firing(
        watch, Published(frozenset({value}), frozenset() if default is None else frozenset({default}))
    )
    assume(isinstance(found, Fires))
    busy = range(1, 6) if watch.missing == "breaching" else range(6)
    for other in busy:
        assert not in_alarm(watch, value, default, 0, other)
        assert in_alarm(watch, value, default, found.events, other)
        if found.events > 1:
            assert not in_alarm(watch, value, default, found.events - 1, other)


@given(watches, values)
def test_without_default_values_nothing_is_left_open(watch, value):
    assert not isinstance(firing(watch, Published(frozenset({value}))), Unsure)


PRESCRIBED = Watch("Sum", 300, 1, None, Decimal(1), "GreaterThanOrEqualToThreshold", None)
ONE = Published(frozenset({Decimal(1)}))


def changed(**members: object) -> Watch:
    return Watch(**{name: members.get(name, getattr(PRESCRIBED, name)) for name in Watch.__slots__})


@pytest.mark.parametrize(
    ("watch", "published", "expected"),
    [
        (PRESCRIBED, ONE, Fires(1, 300)),
        (changed(threshold=Decimal(5)), ONE, Fires(5, 300)),
        (changed(threshold=Decimal(1), comparison="GreaterThanThreshold"), ONE, Fires(2, 300)),
        (changed(evaluation_periods=3, datapoints=2), ONE, Fires(2, 900)),
        (changed(evaluation_periods=3), ONE, Fires(3, 900)),
        (changed(threshold=Decimal("2.5")), Published(frozenset({Decimal("0.5")})), Fires(5, 300)),
        (changed(statistic="p99"), ONE, Fires(1, 300)),
        (changed(statistic="p100"), ONE, Fires(1, 300)),
    ],
)
def test_known_answers(watch, published, expected):
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
    ],
)
def test_what_the_configuration_does_not_tell_is_left_open(watch):
    assert isinstance(firing(watch, ONE), Unsure)
