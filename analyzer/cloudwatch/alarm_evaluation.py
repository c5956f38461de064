"""Whether an alarm can go from a quiet window into ALARM because of matching events.

A model of CloudWatch's documented evaluation ("How CloudWatch evaluates alarm state", API_MetricAlarm).
In one period n matching events publish `values` each, m other events publish `default` each, if
there is one. Quiet means n = 0: with m = 0, or without a default, the period has no data at all and
counts as TreatMissingData says.

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
    """What a metric gets for an event: `values` are positive, one for each filter that may count it.

    `defaults` are the values for events that do not match, one for each filter that has one.
    """

    values: frozenset[Decimal]
    defaults: frozenset[Decimal] = frozenset()


class EvaluationRule(NamedTuple):
    """What an alarm makes of the values of its periods; times in seconds."""

    period: int
    periods: int
    datapoints: int
    breaches: Callable[[Decimal | float], bool]
    missing: str | None
    falling: bool  # it breaches below its threshold


class Fires(NamedTuple):
    """At most `events` matching events within `window` seconds bring the alarm into ALARM.

    `least` says that fewer never do, as long as nothing else publishes to the metric.
    """

    events: int
    window: int
    remarks: tuple[Phrase, ...] = ()
    least: bool = True


class NeverKind(Enum):
    """Why no count of matching events brings an alarm from a quiet window into ALARM."""

    ALWAYS_IN_ALARM = "it is in ALARM in every quiet window"
    COUNTS_EVERYTHING = "events that do not match do the same as those that do"
    FIRES_BELOW = "it fires below its threshold, and matching events lead away from there"
    NEVER_REACHED = "no value reaches the threshold"


class Never(NamedTuple):
    """No count of matching events brings the alarm from a quiet window into ALARM; `observed` says why,
    where the kind does not say it all."""

    kind: NeverKind
    observed: Phrase | None = None


class Unsure(NamedTuple):
    """The configuration alone does not tell."""

    observed: Phrase


Firing: TypeAlias = Fires | Never | Unsure

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

ALWAYS = Never(NeverKind.ALWAYS_IN_ALARM)
FIRES_BELOW = Never(NeverKind.FIRES_BELOW)
STAYS = phrase("once in ALARM it stays there, because quiet periods without data are ignored")
_IDLE_ALARM = phrase("it is in ALARM whenever no event at all arrives in a period")


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
    one = _one_period(watch, published, rule.breaches)
    return repeated(one, rule) if isinstance(one, Fires) else one


def repeated(one: Fires, rule: EvaluationRule) -> Fires:
    """What a single breaching period takes, for as many periods as have to breach."""
    if rule.datapoints == 1:
        return one._replace(window=rule.period)
    gaps_are_good = rule.missing in ("notBreaching", "ignore")
    return one._replace(
        events=one.events * rule.datapoints,
        window=rule.period * rule.periods,
        least=one.least and gaps_are_good,
    )


def _one_period(watch: Watch, published: Published, breach: _Breach) -> Firing:
    """The same for a single period that has to breach; the window is filled in by the caller."""
    missing = watch.missing == "breaching"
    defaults = published.defaults
    if missing and not defaults:
        return ALWAYS
    count = watch.statistic == "SampleCount"
    if defaults and (count or defaults == published.values):
        same = phrase("events that do not match count just like those that do")
        return Never(NeverKind.COUNTS_EVERYTHING, same)
    if any(breach(default) for default in defaults):
        return Never(
            NeverKind.COUNTS_EVERYTHING, phrase("events that do not match bring it into ALARM as well")
        )
    if watch.statistic == "Sum" or count:
        found = _added(frozenset({Decimal(1)}) if count else published.values, defaults, breach, watch)
    else:
        found = _ranked(watch, published, breach)
    if isinstance(found, Fires) and missing:
        return found._replace(remarks=(*found.remarks, _IDLE_ALARM))
    if isinstance(found, Fires) and watch.missing == "ignore" and not defaults:
        return found._replace(remarks=(*found.remarks, STAYS))
    return found


def _added(values: frozenset[Decimal], defaults: frozenset[Decimal], breach: _Breach, watch: Watch) -> Firing:
    """Sum and SampleCount: grow by at least the smallest value with each matching event."""
    if defaults - {Decimal(0)}:
        return Unsure(phrase("the default value adds up with other events, so that their number decides"))
    assert watch.threshold is not None
    step = min(values)
    if watch.comparison in _FALLING:
        return FIRES_BELOW
    needed = max(1, int((watch.threshold / step).to_integral_value(ROUND_FLOOR)))
    return Fires(needed if breach(needed * step) else needed + 1, 0)


def _ranked(watch: Watch, published: Published, breach: _Breach) -> Firing:
    """Statistics that lie between the smallest and the largest value of a period."""
    if watch.statistic not in RANKED and not is_percentile(watch.statistic):
        return Unsure(phrase("its statistic, `{statistic}`, is not known here", statistic=watch.statistic))
    if watch.low_samples == "ignore" and watch.statistic not in RANKED:
        return Unsure(phrase("it ignores percentiles of few samples"))
    breaching = {breach(value) for value in published.values}
    if breaching == {False} and not any(breach(value) for value in published.defaults):
        said = "its {statistic} of the published values never reaches the threshold"
        return Never(NeverKind.NEVER_REACHED, phrase(said, statistic=watch.statistic))
    if breaching != {True}:
        return Unsure(phrase("some of the published values breach and others do not"))
    if published.defaults and not _survives_defaults(watch, published, breach):
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
