"""Whether an alarm can go from a quiet window into ALARM because of matching events.

A model of CloudWatch's documented evaluation ("How CloudWatch evaluates alarm state", API_MetricAlarm).
In one period n matching events publish `values` each. Quiet means n = 0: without a default value the
period then has no data at all and counts as TreatMissingData says. When a default value is published is
read in two ways (`Defaulting`): where the answers differ, the alarm is unsure.

The alarm fires if some n ≥ 1 breaches and some quiet period does not. It never fires if no n
breaches, or if it is in ALARM in every quiet period, or as soon as any event at all arrives: then
it says nothing about matching events. A sum that fires below its threshold is refuted too: the more
matching events, the less it fires. What depends on how many other events there are is unsure.

Where several periods have to breach, that many events bring the alarm into ALARM if they are shared
out evenly over so many periods. Fewer may be enough where a gap does not count as good: a breaching
period without any data behind it is then taken for the whole ("premature transitions").
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from analyzer.cloudwatch.alarm_answers import (
    ALWAYS,
    FIRES_BELOW,
    Fires,
    Firing,
    Leaving,
    Never,
    NeverKind,
    Unsure,
    agreed,
)
from analyzer.phrase import Phrase, phrase


class Watch(NamedTuple):
    """How an alarm looks at its metric; times in seconds, None for what it does not say."""

    statistic: str | None
    period: int | None
    evaluation_periods: int | None
    datapoints: int | None
    threshold: Decimal | None
    comparison: str | None
    missing: str | None
    low_samples: str | None = None


class Published(NamedTuple):
    """What a metric gets for an event: `values`, one for each filter that may count it.

    `defaults` are the values where nothing matches, one for each filter that has one. `is_single` says that
    one filter alone feeds the metric.
    """

    values: frozenset[Decimal]
    defaults: frozenset[Decimal] = frozenset()
    is_single: bool = True


class Defaulting(Enum):
    """When a filter publishes its default value."""

    EACH_EVENT = "for each event that does not match, as recordings of AWS show it"
    EACH_PERIOD = "once for a period in which events arrive and none matches, as the user guide has it"

    def stands_beside(self, published: Published) -> bool:
        """Whether a period may hold default values beside those of matching events."""
        return self is Defaulting.EACH_EVENT or not published.is_single


def defaultings(published: Published) -> tuple[Defaulting, ...]:
    """The ways to read it that make a difference."""
    return tuple(Defaulting) if published.defaults else (Defaulting.EACH_EVENT,)


class EvaluationRule(NamedTuple):
    """What an alarm makes of the values of its periods; times in seconds."""

    period: int
    periods: int
    datapoints: int
    breaches: Callable[[Decimal | float], bool]
    missing: str | None
    falling: bool  # it breaches below its threshold


_Breach: TypeAlias = Callable[[Decimal], bool]

_COMPARISONS: Mapping[str, Callable[[Decimal | float, Decimal], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_FALLING = ("LessThanThreshold", "LessThanOrEqualToThreshold")
_TREATMENTS = (None, "missing", "ignore", "breaching", "notBreaching")
_PERCENTILE = re.compile(r"p(?:[0-9]{1,2}(?:\.[0-9]+)?|100)")
RANKED = ("Maximum", "Minimum", "Average")

MOST_PLAUSIBLE = 10**6
"""Matching events in one window that some account may have: a threshold beyond is nobody's intention."""
MOST_COUNTED = 2**53
"""A metric's values are doubles, and a sum of ones in doubles never gets beyond this number."""
MINUTE = 60
"""Seconds: metric filters publish with the standard resolution (CloudWatch Logs User Guide)."""

STAYS = phrase("once in ALARM it stays there, because quiet periods without data are ignored")
_IDLE_ALARM = phrase("it is in ALARM whenever no event at all arrives in a period")
_TOO_FINE = phrase("it asks for several datapoints a minute, and a metric of logs has one value a minute")


def is_percentile(statistic: str | None) -> bool:
    """Whether an extended statistic is a plain percentile, such as p99.9."""
    return _PERCENTILE.fullmatch(statistic or "") is not None


def rule_of(watch: Watch) -> EvaluationRule | Unsure:
    """The part of an alarm that does not hang on its metric, if the alarm says it all."""
    compare, threshold = _COMPARISONS.get(watch.comparison or ""), watch.threshold
    if compare is None or threshold is None:
        return Unsure(phrase("it compares with something else than a fixed threshold"))
    if watch.period is None or watch.evaluation_periods is None:
        return Unsure(phrase("it does not say over which time it looks at the metric"))
    if watch.missing not in _TREATMENTS:
        return Unsure(
            phrase("its treatment of missing data, `{treatment}`, is not known here", treatment=watch.missing)
        )
    datapoints = watch.datapoints or watch.evaluation_periods
    if datapoints > watch.evaluation_periods:
        return Unsure(phrase("it asks for more datapoints than it evaluates"))
    falling = watch.comparison in _FALLING
    return EvaluationRule(
        watch.period,
        watch.evaluation_periods,
        datapoints,
        lambda value: compare(value, threshold),
        watch.missing,
        falling,
    )


def firing(watch: Watch, published: Published) -> Firing:
    """Decide the question of the module docstring for one alarm and one metric."""
    rule = rule_of(watch)
    if isinstance(rule, Unsure):
        return rule
    found = [_one_period(watch, published, rule.breaches, way) for way in defaultings(published)]
    one = agreed(found)
    return repeated(one, rule) if isinstance(one, Fires) else one


def repeated(one: Fires, rule: EvaluationRule) -> Firing:
    """What a single breaching period takes, for as many periods as have to breach."""
    several = rule.datapoints > 1
    if rule.period < MINUTE and (several or rule.missing == "breaching"):
        return Unsure(_TOO_FINE)
    gaps_are_good = rule.missing in ("notBreaching", "ignore")
    fires = one._replace(
        period=rule.period,
        periods=rule.periods,
        datapoints=rule.datapoints,
        least=one.least and (gaps_are_good or not several),
    )
    if one.least and one.events > MOST_COUNTED:
        return Never(NeverKind.NEVER_REACHED, _beyond("no account can have", fires))
    return fires if fires.total <= MOST_PLAUSIBLE else Unsure(_beyond("hardly any account has", fires))


def _beyond(who: str, fires: Fires) -> Phrase:
    said = "it takes {events:matching event} within {window} s, which {who}"
    return phrase(said, events=fires.total, window=fires.window, who=who)


def _one_period(watch: Watch, published: Published, breach: _Breach, way: Defaulting) -> Firing:
    """The same for a single period that has to breach; the periods are filled in by the caller."""
    idle = watch.missing == "breaching"
    if idle and not published.defaults:
        return ALWAYS
    found = _with_defaults(watch, published, breach, way) or _of_values(watch, published, breach, way)
    if isinstance(found, Fires) and idle:
        return found._replace(remarks=(*found.remarks, _IDLE_ALARM))
    if isinstance(found, Fires) and watch.missing == "ignore" and not published.defaults:
        # Of fewer events than it takes, a period has data that do not breach.
        leaving = Leaving.NOTHING if found.events == 1 else Leaving.SOME_PERIOD
        return found._replace(remarks=(*found.remarks, STAYS), leaving=leaving)
    return found


def _with_defaults(watch: Watch, published: Published, breach: _Breach, way: Defaulting) -> Firing | None:
    """What the default values decide by themselves, if they do."""
    defaults, count = published.defaults, watch.statistic == "SampleCount"
    if not defaults:
        return None
    if way is Defaulting.EACH_EVENT and (count or defaults == published.values):
        same = phrase("events that do not match count just like those that do")
        return Never(NeverKind.COUNTS_EVERYTHING, same)
    if not published.is_single and (count or (watch.statistic == "Sum" and min(defaults) < 0)):
        return Unsure(_ADDS_UP)
    quiet = frozenset({Decimal(1)}) if count else defaults
    if any(breach(default) for default in quiet):
        return Never(
            NeverKind.COUNTS_EVERYTHING, phrase("events that do not match bring it into ALARM as well")
        )
    if watch.statistic == "Sum" and way.stands_beside(published) and defaults - {Decimal(0)}:
        return Unsure(_ADDS_UP)
    return None


_ADDS_UP = phrase("the default value adds up with other events, so that their number decides")


def _of_values(watch: Watch, published: Published, breach: _Breach, way: Defaulting) -> Firing:
    """What the values of matching events decide, where default values do not."""
    if watch.statistic == "SampleCount":
        return _added(frozenset({Decimal(1)}), breach, watch)
    if watch.statistic == "Sum":
        return _added(published.values, breach, watch)
    return _ranked(watch, published, breach, way)


def _added(values: frozenset[Decimal], breach: _Breach, watch: Watch) -> Firing:
    """Sum and SampleCount: each matching event moves them by one of the values."""
    assert watch.threshold is not None
    low, high = min(values), max(values)
    falling = watch.comparison in _FALLING
    # The value that leads towards the threshold most slowly, and whether all lead there, or none.
    slowest, fastest = (high, low) if falling else (low, high)
    sign = -1 if falling else 1
    if slowest * sign > 0:
        needed = max(1, int((watch.threshold / slowest).to_integral_value(ROUND_FLOOR)))
        return Fires(needed if breach(needed * slowest) else needed + 1, 0)
    if slowest == 0 and breach(slowest):
        return Fires(1, 0)
    if fastest * sign > 0:
        return Unsure(phrase("some of the published values lead to its threshold and others do not"))
    if falling and low > 0:
        return FIRES_BELOW
    if not breach(fastest):
        return _never_reached(watch)
    return Unsure(phrase("a few matching events bring it into ALARM, and more of them lead away from there"))


def _never_reached(watch: Watch) -> Never:
    said = "its {statistic} of the published values never reaches the threshold"
    return Never(NeverKind.NEVER_REACHED, phrase(said, statistic=watch.statistic))


def _ranked(watch: Watch, published: Published, breach: _Breach, way: Defaulting) -> Firing:
    """Statistics that lie between the smallest and the largest value of a period."""
    if watch.statistic not in RANKED and not is_percentile(watch.statistic):
        return Unsure(phrase("its statistic, `{statistic}`, is not known here", statistic=watch.statistic))
    if watch.low_samples == "ignore" and watch.statistic not in RANKED:
        return Unsure(phrase("it ignores percentiles of few samples"))
    breaching = {breach(value) for value in published.values}
    if breaching == {False} and not any(breach(value) for value in published.defaults):
        return _never_reached(watch)
    if breaching != {True}:
        return Unsure(phrase("some of the published values breach and others do not"))
    beside = published.defaults and way.stands_beside(published)
    if beside and not _survives_defaults(watch, published, breach):
        return Unsure(
            phrase("other events of the same period publish the default value and keep it from firing")
        )
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
