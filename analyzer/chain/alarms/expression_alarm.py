"""Whether an alarm on an expression can go from a quiet window into ALARM because of matching events.

The same question as `analyzer.cloudwatch.alarm_evaluation`, answered by intervals: what the expression
may come to in a period with so many matching events, whatever the other metrics in it show. The alarm
fires if some count of events makes every such value breach and a quiet period, with the other metrics
quiet too, does not. It never fires if no value breaches that the expression may come to with any event,
or if every value breaches that it may come to without one.

The more events, the narrower the span, so the least count is found by halving. Default values are taken
as published for each event that does not match: the spans then hold what the other reading allows too
(`analyzer.cloudwatch.alarm_evaluation.Defaulting`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from analyzer.chain.alarms.metric_queries import Math, Used
from analyzer.cloudwatch.alarm_answers import (
    ALWAYS,
    FIRES_BELOW,
    Fires,
    Firing,
    Leaving,
    Never,
    NeverKind,
    Unsure,
)
from analyzer.cloudwatch.alarm_evaluation import (
    MOST_COUNTED,
    RANKED,
    STAYS,
    EvaluationRule,
    Published,
    Watch,
    is_percentile,
    repeated,
    rule_of,
)
from analyzer.cloudwatch.metric_math.evaluation import Setting, interval_of, never_falls
from analyzer.cloudwatch.metric_math.intervals import ANY, GAP, ZERO, Interval, hull
from analyzer.cloudwatch.metric_math.syntax import NotReadError, Reference
from analyzer.phrase import phrase


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
    one = _all_of(found)
    return repeated(one, rule) if isinstance(one, Fires) else one


def never_moved_by(watch: Watch, formula: Math, inputs: Inputs, useless: Mapping[int, Published]) -> bool:
    """Whether the events that feed only these metrics, with what is published for them, never bring the
    alarm into ALARM while all other metrics are quiet."""
    rule = rule_of(watch)
    if isinstance(rule, Unsure) or not useless:
        return False
    own = {id: (number, useless[number]) for id, (number, _) in inputs.own.items() if number in useless}
    narrowed = inputs._replace(own=own)
    try:
        return all(_Alone(formula, narrowed, rule, number).is_never_moved() for number in useless)
    except NotReadError:
        return False


def _all_of(found: Sequence[Firing]) -> Firing:
    """The events may be shared out among the metrics in any way: one of them gets enough of them."""
    fires = [one for one in found if isinstance(one, Fires)]
    if len(fires) == len(found):
        events = sum(one.events - 1 for one in fires) + 1
        least = events == 1 or (len(fires) == 1 and fires[0].least)
        remarks = tuple(dict.fromkeys(remark for one in fires for remark in one.remarks))
        leaving = min((one.leaving for one in fires), key=list(Leaving).index)
        return Fires(events, 0, remarks=remarks, least=least, leaving=leaving)
    unsure = [one for one in found if isinstance(one, Unsure)]
    # Through one metric whatever the others show, and never through another, is never said at once.
    if fires and not unsure:  # pragma: no cover
        return Unsure(phrase("not all of the metrics that it adds up bring it into ALARM"))
    return unsure[0] if unsure else found[0]


class _Alone:
    """The question for the events that feed one of the metrics."""

    def __init__(self, formula: Math, inputs: Inputs, rule: EvaluationRule, number: int) -> None:
        self._formula, self._inputs, self._rule, self._number = formula, inputs, rule, number

    def decide(self) -> Firing:
        text = self._formula.text
        if self._outcomes(None, self._any) == {True}:
            return ALWAYS
        if self._outcomes(_Count(1, MOST_COUNTED), self._any) == {False}:
            never = phrase("its expression `{expression}` never reaches the threshold", expression=text)
            return Never(NeverKind.NEVER_REACHED, never)
        quiet = True not in self._outcomes(None, _silent)
        events = self._needed() if quiet else None
        if events is not None:
            least = events == 1 or True not in self._outcomes(_Count(1, events - 1), _silent)
            leaving = self._leaving(events)
            remarks = () if leaving is Leaving.QUIET else (STAYS,)
            return Fires(events, 0, remarks=remarks, least=least, leaving=leaving)
        if self._fires_below():
            return FIRES_BELOW
        if not quiet:
            return Unsure(
                phrase("its expression `{expression}` may breach without any matching event", expression=text)
            )
        hangs = "whether its expression `{expression}` breaches hangs on more than the matching events"
        return Unsure(phrase(hangs, expression=text))

    def is_never_moved(self) -> bool:
        """Whether no number of events makes a period breach in which all other metrics are quiet."""
        return self._outcomes(_Count(1, MOST_COUNTED), _silent) == {False}

    def _leaving(self, events: int) -> Leaving:
        """What brings it out of ALARM, where so many events bring it there."""
        if self._rule.missing != "ignore" or not self._span(None, _silent).gaps:
            return Leaving.QUIET
        # Whatever other metrics show, no quiet period has data, and one event makes every period breach.
        stuck = events == 1 and not self._span(None, self._any).data
        return Leaving.NOTHING if stuck else Leaving.SOME_PERIOD

    def _fires_below(self) -> bool:
        """Whether many events keep it from firing, and more never bring it nearer."""
        root, others = Reference(self._formula.watched), self._formula.expressions
        raised = all(
            min(one.values) > 0 for number, one in self._inputs.own.values() if number == self._number
        )
        many = self._outcomes(_Count(MOST_COUNTED), self._any)
        return self._rule.falling and raised and many == {False} and never_falls(root, others)

    def _needed(self) -> int | None:
        """The least number of events that makes the alarm breach for certain."""
        high = 1
        while not self._surely(high):
            high *= 2
            if high > MOST_COUNTED:
                return None
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._surely(middle) else (middle, high)
        return high

    def _surely(self, events: int) -> bool:
        return self._outcomes(_Count(events), self._any) == {True}

    def _any(self, id: str) -> Interval:
        """Whatever another metric may show, or no data."""
        own = self._inputs.own.get(id)
        kept = id in self._inputs.never_negative if own is None else min(own[1].values | own[1].defaults) >= 0
        return Interval(*((0.0, math.inf) if kept else ANY), gaps=True)

    def _outcomes(self, own: _Count | None, other: Callable[[str], Interval]) -> set[bool]:
        """Whether the period breaches: one answer, or both where that is not decided."""
        span = self._span(own, other)
        found = {self._rule.missing == "breaching"} if span.gaps else set()
        if span.data:
            # The threshold divides the numbers in two, so the ends of a span tell all of it.
            found |= {self._rule.breaches(end) for end in (span.low, span.high)}
        return found

    def _span(self, own: _Count | None, other: Callable[[str], Interval]) -> Interval:
        metrics = {use.id: self._input(use, own, other) for use in self._formula.used}
        return interval_of(self._formula.watched, Setting(metrics, self._formula.expressions))

    def _input(self, use: Used, own: _Count | None, other: Callable[[str], Interval]) -> Interval:
        if use.id not in self._inputs.own:
            return other(use.id)
        number, published = self._inputs.own[use.id]
        if own is None:  # without any event every metric of its own is quiet, not this one alone
            return _quiet(use.stat.Stat, published)
        return _busy(own, use.stat.Stat, published) if number == self._number else other(use.id)


class _Count(NamedTuple):
    """So many matching events in the period: `least` or more, up to `most` of them."""

    least: int
    most: int | None = None


def _silent(_id: str) -> Interval:
    """Nothing, or zero, of another metric."""
    return hull([ZERO, GAP])


def _busy(count: _Count, statistic: str, published: Published) -> Interval:
    """What a statistic shows in a period with matching events, and perhaps default values beside them."""
    values, beside = _floats(published.values), _floats(published.defaults)
    if statistic == "Sum":
        _need_no_sum_of(beside)
        return Interval(_sum_to(values[0], count), -_sum_to(-values[-1], count))
    if statistic == "SampleCount":
        return Interval(count.least, math.inf if count.most is None or beside else count.most)
    if statistic not in RANKED and not is_percentile(statistic):
        raise NotReadError(f"its statistic, `{statistic}`, is not known here")
    least, most = min(values + beside), max(values + beside)
    if statistic == "Maximum":
        least = values[0]
    if statistic == "Minimum":
        most = values[-1]
    return Interval(least, most)


def _sum_to(lowest: float, count: _Count) -> float:
    """The least that values of at least this much add up to."""
    if lowest >= 0:
        return count.least * lowest
    return -math.inf if count.most is None else count.most * lowest


def _need_no_sum_of(defaults: list[float]) -> None:
    if any(defaults):
        raise NotReadError("the default value adds up with other events, so that their number decides")


def _quiet(statistic: str, published: Published) -> Interval:
    """What a statistic shows without a matching event: nothing, or what is published in its place."""
    defaults = _floats(published.defaults)
    if not defaults:
        return GAP
    if statistic == "Sum":
        _need_no_sum_of(defaults)
    if statistic == "SampleCount":
        return Interval(1.0, math.inf, gaps=True)
    return Interval(defaults[0], defaults[-1], gaps=True)


def _floats(values: frozenset[Decimal]) -> list[float]:
    return sorted(map(float, values))
