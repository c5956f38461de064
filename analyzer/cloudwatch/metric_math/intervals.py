"""Spans of numbers, and what the operators and functions of metric math make of them.

Source: "Using math expressions with CloudWatch metrics". A series has a value in a period or a gap.
A span holds every value that is possible, so what is true of the whole span is true of the alarm;
where the documentation leaves open whether a gap stays one or counts as zero, the span holds both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from analyzer.cloudwatch.metric_math.syntax import NotReadError

Ends: TypeAlias = tuple[float, float]
Truth: TypeAlias = tuple[bool, bool]  # whether it is true of all values, and whether of some


class Interval(NamedTuple):
    """From `low` to `high`. `gaps`: it may be a gap; `data`: it may be a value.

    `scalar` is a number that belongs to no period.
    """

    low: float
    high: float
    gaps: bool = False
    data: bool = True
    scalar: bool = False

    @property
    def filled(self) -> Interval:
        """The same with a gap counted as zero."""
        if not self.gaps:
            return self
        return hull([self, ZERO])._replace(gaps=False, scalar=self.scalar)


ZERO = Interval(0.0, 0.0)
GAP = Interval(0.0, 0.0, gaps=True, data=False)
ANY = (-math.inf, math.inf)


def hull(spans: Sequence[Interval]) -> Interval:
    """The least span that holds all of some spans."""
    full = [span for span in spans if span.data]
    if not full:
        return GAP
    gaps = any(span.gaps for span in spans)
    return Interval(min(span.low for span in full), max(span.high for span in full), gaps)


def operate(operator: str, left: Interval, right: Interval) -> Interval:
    """An operator on two spans: a gap beside a value counts as zero, two gaps may remain one."""
    scalar = left.scalar and right.scalar
    gaps = not scalar and all(span.gaps for span in (left, right) if not span.scalar)
    first, second = left.filled, right.filled
    if operator == "/" and second.low <= 0 <= second.high:
        # A division by zero drops the value.
        return Interval(*ANY, gaps=True, data=(second.low, second.high) != (0, 0), scalar=scalar)
    low, high = _OPERATORS[operator](first, second)
    return Interval(*((low, high) if low <= high else ANY), gaps=gaps, scalar=scalar)


def choose(arguments: Sequence[Interval]) -> Interval:
    """IF: a gap in the condition drops the value; one in the chosen series may count as zero."""
    if len(arguments) not in (2, 3):
        raise NotReadError("`IF` takes two or three values")
    condition, chosen = arguments[0], arguments[1]
    other = arguments[2] if len(arguments) == 3 else GAP
    if not condition.data:
        return GAP
    surely, possibly = _truth(condition)
    ways = [chosen, chosen.filled] if possibly else []
    found = hull(ways if surely else [*ways, other])
    scalar = all(span.scalar for span in arguments) and len(arguments) == 3
    return found._replace(gaps=found.gaps or condition.gaps, scalar=scalar)


def fill(span: Interval, filler: Interval) -> Interval:
    """FILL: whether it fills a metric that has no data at all is not said, so a gap may remain."""
    if span.scalar:
        raise NotReadError("`FILL` of a number is not decided here")
    return hull([span, filler])._replace(gaps=True) if span.gaps else span


def apply(function: str, span: Interval) -> Interval:
    """ABS, CEIL or FLOOR of a series or a number: each value by itself, a gap stays one."""
    low, high = _EACH[function](span)
    return span._replace(low=low, high=high)


def join(function: str, series: Sequence[Interval]) -> Interval:
    """SUM, MAX, MIN or AVG of several series; one with a gap is left out, or counts as zero."""
    if not series or any(span.scalar for span in series):
        raise NotReadError(f"`{function}` of numbers is not decided here")
    low, high = _JOINED[function]([span.filled for span in series])
    counted = Interval(*((low, high) if low <= high else ANY))
    gaps = all(span.gaps for span in series)
    if function == "SUM" or not any(span.gaps for span in series):
        return counted._replace(gaps=gaps)
    return hull([counted, _without_gaps(function, series)])._replace(gaps=gaps)


def _without_gaps(function: str, series: Sequence[Interval]) -> Interval:
    """The same of those series only that have a value; what they may come to at least and at most."""
    shown = hull(series)
    sure = [span for span in series if not span.gaps]
    if function == "MAX" and sure:
        return shown._replace(low=max(span.low for span in sure))
    if function == "MIN" and sure:
        return shown._replace(high=min(span.high for span in sure))
    return shown


def _absolute(span: Interval) -> Ends:
    ends = abs(span.low), abs(span.high)
    return 0.0 if span.low <= 0 <= span.high else min(ends), max(ends)


def _rounded(function: Callable[[float], float], span: Interval) -> Ends:
    """A span without end has none afterwards."""
    low, high = (end if math.isinf(end) else float(function(end)) for end in (span.low, span.high))
    return low, high


def _truth(span: Interval) -> Truth:
    """Any number but zero is true."""
    return not span.low <= 0 <= span.high, (span.low, span.high) != (0, 0)


def _less(first: Interval, second: Interval) -> Truth:
    return first.high < second.low, first.low < second.high


def _at_most(first: Interval, second: Interval) -> Truth:
    return first.high <= second.low, first.low <= second.high


def _equal(first: Interval, second: Interval) -> Truth:
    single = first.low == first.high == second.low == second.high
    return single, first.low <= second.high and second.low <= first.high


def _ends(found: Truth) -> Ends:
    return float(found[0]), float(found[1])


def _product(first: Interval, second: Interval) -> Ends:
    pairs = [(a, b) for a in (first.low, first.high) for b in (second.low, second.high)]
    # A span without end is never followed to its end, so zero times its end is zero.
    return _around(0.0 if a == 0 or b == 0 else a * b for a, b in pairs)


def _quotient(first: Interval, second: Interval) -> Ends:
    return _around(a / b for a in (first.low, first.high) for b in (second.low, second.high))


def _around(values: Iterable[float]) -> Ends:
    """From the least to the greatest; anything where one of them is not a number."""
    found = list(values)
    return ANY if any(math.isnan(value) for value in found) else (min(found), max(found))


def _sum(series: Sequence[Interval]) -> Ends:
    return sum(span.low for span in series), sum(span.high for span in series)


_OPERATORS: Mapping[str, Callable[[Interval, Interval], Ends]] = {
    "+": lambda a, b: (a.low + b.low, a.high + b.high),
    "-": lambda a, b: (a.low - b.high, a.high - b.low),
    "*": _product,
    "/": _quotient,
    "<": lambda a, b: _ends(_less(a, b)),
    ">": lambda a, b: _ends(_less(b, a)),
    "<=": lambda a, b: _ends(_at_most(a, b)),
    ">=": lambda a, b: _ends(_at_most(b, a)),
    "==": lambda a, b: _ends(_equal(a, b)),
    "!=": lambda a, b: _ends((not _equal(a, b)[1], not _equal(a, b)[0])),
    "AND": lambda a, b: _ends((_truth(a)[0] and _truth(b)[0], _truth(a)[1] and _truth(b)[1])),
    "OR": lambda a, b: _ends((_truth(a)[0] or _truth(b)[0], _truth(a)[1] or _truth(b)[1])),
}

_EACH: Mapping[str, Callable[[Interval], Ends]] = {
    "ABS": _absolute,
    "CEIL": lambda span: _rounded(math.ceil, span),
    "FLOOR": lambda span: _rounded(math.floor, span),
}

_JOINED: Mapping[str, Callable[[Sequence[Interval]], Ends]] = {
    "SUM": _sum,
    "AVG": lambda series: (_sum(series)[0] / len(series), _sum(series)[1] / len(series)),
    "MAX": lambda series: (max(span.low for span in series), max(span.high for span in series)),
    "MIN": lambda series: (min(span.low for span in series), min(span.high for span in series)),
}
