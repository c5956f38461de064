"""Whether an alarm on an expression can go from a quiet window into ALARM because of matching events.

The same question as `analyzer.cloudwatch.alarm_evaluation`, answered by intervals: what the expression
may come to in a period with so many matching events, whatever the other metrics in it show. The alarm
fires if some count of events makes every such value breach and a quiet period, with the other metrics
quiet too, does not. It never fires if no value breaches that the expression may come to with any event,
or if every value breaches that it may come to without one.

The more events, the narrower the span, so the least count is found by halving.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from analyzer.chain.alarms.metric_queries import Math, Used
from analyzer.cloudwatch.alarm_evaluation import (
    ALWAYS,
    FIRES_BELOW,
    RANKED,
    STAYS,
    EvaluationRule,
    Fires,
    Firing,
    Never,
    NeverKind,
    Published,
    Unsure,
    Watch,
    is_percentile,
    repeated,
    rule_of,
)
from analyzer.cloudwatch.metric_math.evaluation import Setting, interval_of, never_falls
from analyzer.cloudwatch.metric_math.intervals import ANY, GAP, ZERO, Interval, hull
from analyzer.cloudwatch.metric_math.syntax import NotReadError, Reference
from analyzer.phrase import Phrase, phrase

_MOST_EVENTS = 2**60  # beyond any number of events that a window can hold


class Inputs(NamedTuple):
    """What is known of the metrics that an expression uses, by id.

    `own` are those that the matching events feed: the number of the metric, and what it publishes.
    `never_negative` are the others that show nothing below zero; the rest may show anything.
    """

    own: Mapping[str, tuple[int, Published]]
    never_negative: frozenset[str]


def expression_firing(watch: Watch, formula: Math, inputs: Inputs) -> Firing:
    """Decide the question for one alarm, for events that feed any one of its own metrics."""
    rule = rule_of(watch)
    if isinstance(rule, Unsure):
        return rule
    if watch.low_samples == "ignore" and any(is_percentile(use.stat.Stat) for use in formula.used):
        return Unsure(phrase("it ignores percentiles of few samples"))
    try:
        members = sorted({number for number, _ in inputs.own.values()})
        found = [_Alone(formula, inputs, rule, number).decide() for number in members]
    except NotReadError as error:
        said = "its expression `{expression}`: {reason}"
        return Unsure(phrase(said, expression=formula.text, reason=str(error)))
    return _all_of(found, rule)


def _all_of(found: Sequence[Firing], rule: EvaluationRule) -> Firing:
    """The events may be shared out among the metrics in any way: one of them gets enough of them."""
    fires = [one for one in found if isinstance(one, Fires)]
    if len(fires) == len(found):
        events = sum(one.events - 1 for one in fires) + 1
        least = events == 1 or (len(fires) == 1 and fires[0].least)
        return repeated(Fires(events, 0, least=least), rule)
    unsure = [one for one in found if isinstance(one, Unsure)]
    # What fires through one metric whatever the others show cannot be refuted through another.
    return unsure[0] if unsure else found[0]


class _Alone:
    """The question for the events that feed one of the metrics."""

    def __init__(self, formula: Math, inputs: Inputs, rule: EvaluationRule, number: int) -> None:
        self._formula, self._inputs, self._rule, self._number = formula, inputs, rule, number

    def decide(self) -> Firing:
        text = self._formula.text
        if self._outcomes(_quiet, self._any) == {True}:
            return ALWAYS
        if self._outcomes(_events(1), self._any) == {False}:
            never = phrase("its expression `{expression}` never reaches the threshold", expression=text)
            return Never(NeverKind.NEVER_REACHED, never)
        quiet = True not in self._outcomes(_quiet, _silent)
        events = self._needed() if quiet else None
        if events is not None:
            least = events == 1 or True not in self._outcomes(_events(1, events - 1), _silent)
            return Fires(events, 0, self._remarks(), least)
        if self._fires_below():
            return FIRES_BELOW
        if not quiet:
            return Unsure(
                phrase("its expression `{expression}` may breach without any matching event", expression=text)
            )
        hangs = "whether its expression `{expression}` breaches hangs on more than the matching events"
        return Unsure(phrase(hangs, expression=text))

    def _remarks(self) -> tuple[Phrase, ...]:
        sticks = self._rule.missing == "ignore" and self._span(_quiet, _silent).gaps
        return (STAYS,) if sticks else ()

    def _fires_below(self) -> bool:
        """Whether many events keep it from firing, and more never bring it nearer."""
        root, others = Reference(self._formula.watched), self._formula.expressions
        many = self._outcomes(_events(_MOST_EVENTS), self._any)
        return self._rule.falling and many == {False} and never_falls(root, others)

    def _needed(self) -> int | None:
        """The least number of events that makes the alarm breach for certain."""
        high = 1
        while self._outcomes(_events(high), self._any) != {True}:
            high *= 2
            if high > _MOST_EVENTS:
                return None
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._surely(middle) else (middle, high)
        return high

    def _surely(self, events: int) -> bool:
        return self._outcomes(_events(events), self._any) == {True}

    def _any(self, id: str) -> Interval:
        """Whatever another metric may show, or no data."""
        own = self._inputs.own.get(id)
        kept = id in self._inputs.never_negative if own is None else min(own[1].defaults, default=0) >= 0
        return Interval(*((0.0, math.inf) if kept else ANY), gaps=True)

    def _outcomes(self, own: _Shown, other: Callable[[str], Interval]) -> set[bool]:
        """Whether the period breaches: one answer, or both where that is not decided."""
        span = self._span(own, other)
        found = {self._rule.missing == "breaching"} if span.gaps else set()
        if span.data:
            # The threshold divides the numbers in two, so the ends of a span tell all of it.
            found |= {self._rule.breaches(end) for end in (span.low, span.high)}
        return found

    def _span(self, own: _Shown, other: Callable[[str], Interval]) -> Interval:
        metrics = {use.id: self._input(use, own, other) for use in self._formula.used}
        return interval_of(self._formula.watched, Setting(metrics, self._formula.expressions))

    def _input(self, use: Used, own: _Shown, other: Callable[[str], Interval]) -> Interval:
        if use.id not in self._inputs.own:
            return other(use.id)
        number, published = self._inputs.own[use.id]
        # Without any event every metric of its own is quiet, not this one alone.
        return own(use.stat.Stat, published) if number == self._number or own is _quiet else other(use.id)


_Shown = Callable[[str, Published], Interval]


def _silent(_id: str) -> Interval:
    """Nothing, or zero, of another metric."""
    return hull([ZERO, GAP])


def _events(least: int, most: int | None = None) -> _Shown:
    """What a statistic shows for `least` events or more, or up to `most` of them."""

    def shown(statistic: str, published: Published) -> Interval:
        values, defaults = _floats(published.values), _floats(published.defaults)
        if statistic == "Sum":
            _need_no_sum_of(defaults)
            return Interval(least * min(values), math.inf if most is None else most * max(values))
        if statistic == "SampleCount":
            return Interval(least, math.inf if most is None or defaults else most)
        if statistic not in RANKED and not is_percentile(statistic):
            raise NotReadError(f"its statistic, `{statistic}`, is not known here")
        lowest = min(values) if statistic == "Maximum" else min(values + defaults)
        return Interval(lowest, max(values + defaults))

    return shown


def _need_no_sum_of(defaults: list[float]) -> None:
    if any(defaults):
        raise NotReadError("the default value adds up with other events, so that their number decides")


def _quiet(statistic: str, published: Published) -> Interval:
    """What a statistic shows without a matching event: nothing, or what other events publish."""
    defaults = _floats(published.defaults)
    if not defaults:
        return GAP
    if statistic == "Sum":
        _need_no_sum_of(defaults)
    low, high = (1.0, math.inf) if statistic == "SampleCount" else (min(defaults), max(defaults))
    return Interval(low, high, gaps=True)


def _floats(values: frozenset[Decimal]) -> list[float]:
    return sorted(map(float, values))
