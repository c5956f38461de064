"""Whether an alarm can go from a quiet window into ALARM because of matching events.

A model of CloudWatch's documented evaluation ("How CloudWatch evaluates alarm state", API_MetricAlarm).
In one period n matching events publish `values` each, m other events publish `default` each, if
there is one. Quiet means n = 0: with m = 0, or without a default, the period has no data at all and
counts as TreatMissingData says.

The alarm fires if some n ≥ 1 breaches and some quiet period does not. It never fires if no n
breaches, or if it is in ALARM in every quiet period, or as soon as any event at all arrives: then
it says nothing about matching events. A sum that fires below its threshold is refuted too: the more
matching events, the less it fires. What depends on how many other events there are is unsure.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Watch:
    """How an alarm looks at its metric; times in seconds, None for what it does not say."""

    statistic: str | None
    period: int | None
    evaluation_periods: int | None
    datapoints: int | None
    threshold: Decimal | None
    comparison: str | None
    missing: str | None
    low_samples: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What a metric gets for an event: `values` are positive, one for each filter that may count it.

    `defaults` are the values for events that do not match, one for each filter that has one.
    """

    values: frozenset[Decimal]
    defaults: frozenset[Decimal] = frozenset()


@dataclass(frozen=True, slots=True)
class Fires:
    """At most `events` matching events within `window` seconds bring the alarm into ALARM."""

    events: int
    window: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Never:
    """No count of matching events brings the alarm from a quiet window into ALARM."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The configuration alone does not tell."""

    reason: str


Firing: TypeAlias = Fires | Never | Unsure

_Breach: TypeAlias = Callable[[Decimal], bool]

_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_PERCENTILE = re.compile(r"p(?:[0-9]{1,2}(?:\.[0-9]+)?|100)")

_ALWAYS = Never("always-in-alarm", "it is in ALARM in every quiet window, so no event moves it there")
_COUNTS_ALL = Never("counts-everything", "events that do not match bring it into ALARM as well")


def firing(watch: Watch, published: Published) -> Firing:
    """Decide the question of the module docstring for one alarm and one metric."""
    compare = _COMPARISONS.get(watch.comparison or "")
    if compare is None or watch.threshold is None:
        return Unsure("it compares with something else than a fixed threshold")
    if watch.period is None or watch.evaluation_periods is None:
        return Unsure("it does not say over which time it looks at the metric")
    datapoints = watch.datapoints or watch.evaluation_periods
    if datapoints > watch.evaluation_periods:
        return Unsure("it asks for more datapoints than it evaluates")
    threshold = watch.threshold
    one = _one_period(watch, published, lambda value: compare(value, threshold))
    if not isinstance(one, Fires):
        return one
    return Fires(one.events * datapoints, watch.period * watch.evaluation_periods, one.remarks)


def _one_period(watch: Watch, published: Published, breach: _Breach) -> Firing:
    """The same for a single period that has to breach; the window is filled in by the caller."""
    missing = watch.missing == "breaching"
    defaults = published.defaults
    if missing and not defaults:
        return _ALWAYS
    count = watch.statistic == "SampleCount"
    if defaults and (count or defaults == published.values):
        return Never("counts-everything", "events that do not match count just like those that do")
    if any(breach(default) for default in defaults):
        return _COUNTS_ALL
    if watch.statistic == "Sum" or count:
        found = _added(frozenset({Decimal(1)}) if count else published.values, defaults, breach, watch)
    else:
        found = _ranked(watch, published, breach)
    if isinstance(found, Fires) and missing:
        remark = "it is in ALARM whenever no event at all arrives in a period"
        return Fires(found.events, found.window, (*found.remarks, remark))
    if isinstance(found, Fires) and watch.missing == "ignore" and not defaults:
        remark = "once in ALARM it stays there, because quiet periods without data are ignored"
        return Fires(found.events, found.window, (*found.remarks, remark))
    return found


def _added(values: frozenset[Decimal], defaults: frozenset[Decimal], breach: _Breach, watch: Watch) -> Firing:
    """Sum and SampleCount: grow by at least the smallest value with each matching event."""
    if defaults - {Decimal(0)}:
        return Unsure("the default value adds up with other events, so that their number decides")
    assert watch.threshold is not None
    step = min(values)
    if watch.comparison in ("LessThanThreshold", "LessThanOrEqualToThreshold"):
        return Never(
            "fires-below", "it fires below its threshold, and matching events only lead away from there"
        )
    needed = max(1, int((watch.threshold / step).to_integral_value(ROUND_FLOOR)))
    return Fires(needed if breach(needed * step) else needed + 1, 0)


def _ranked(watch: Watch, published: Published, breach: _Breach) -> Firing:
    """Statistics that lie between the smallest and the largest value of a period."""
    known = watch.statistic in ("Maximum", "Minimum", "Average") or _PERCENTILE.fullmatch(
        watch.statistic or ""
    )
    if not known:
        return Unsure(f"its statistic, `{watch.statistic}`, is not known here")
    if watch.low_samples == "ignore" and watch.statistic not in ("Maximum", "Minimum", "Average"):
        return Unsure("it ignores percentiles of few samples")
    breaching = {breach(value) for value in published.values}
    if breaching == {False} and not any(breach(value) for value in published.defaults):
        return Never(
            "never-fires", f"its {watch.statistic} of the published values never reaches the threshold"
        )
    if breaching != {True}:
        return Unsure("some of the published values breach and others do not")
    if published.defaults and not _survives_defaults(watch, published, breach):
        return Unsure("other events of the same period publish the default value and keep it from firing")
    return Fires(1, 0)


def _survives_defaults(watch: Watch, published: Published, breach: _Breach) -> bool:
    """Whether a matching event breaches whatever other events publish beside it."""
    match watch.statistic:
        case "Maximum":
            seen = {max(value, default) for value in published.values for default in published.defaults}
        case "Minimum":
            seen = {min(value, default) for value in published.values for default in published.defaults}
        case _:
            return False
    return all(breach(value) for value in seen)
