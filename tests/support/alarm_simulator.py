"""CloudWatch's evaluation of alarms, played period by period.

Written from the documentation alone: "How alarm state is evaluated when data is missing", "Avoiding
premature transitions to alarm state", "Using math expressions with CloudWatch metrics" and "Composite
alarms". It computes with the numbers of single events and knows no formulas; it shares no code with
the decisions that are held against it. Where the documentation leaves room, a `Reading` says how it
is read, and a decision has to be right in every reading.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}

EACH: dict[str, Callable[[float], float]] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}

Point = float | None  # the value of one period, or no data
Points = Mapping[str, Point]


def statistic(name: str, samples: Sequence[float]) -> Point:
    """What one period shows of the numbers that were published in it."""
    if not samples:
        return None
    ordered = sorted(samples)
    match name:
        case "Sum":
            return math.fsum(samples)
        case "SampleCount":
            return float(len(samples))
        case "Maximum":
            return ordered[-1]
        case "Minimum":
            return ordered[0]
        case "Average":
            return math.fsum(samples) / len(samples)
        case _:
            share = float(name.removeprefix("p")) / 100
            return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Alarm:
    """A metric alarm. `reach` is how many points it retrieves: at least `periods`, mostly a few more."""

    threshold: float
    comparison: str
    periods: int = 1
    datapoints: int = 1
    missing: str | None = None
    reach: int = 3

    def breaches(self, point: Point) -> bool | None:
        return None if point is None else COMPARE[self.comparison](point, self.threshold)

    def next_state(self, state: str, newest_last: Sequence[Point]) -> str:
        """The state after an evaluation of the most recent points."""
        seen = [self.breaches(point) for point in newest_last][-self.reach :]
        real = [found for found in seen if found is not None]
        if len(real) >= self.periods:
            return "ALARM" if sum(real[-self.periods :]) >= self.datapoints else "OK"
        filled = self.periods - len(real)
        match self.missing:
            case "breaching":
                return "ALARM" if sum(real) + filled >= self.datapoints else "OK"
            case "notBreaching":
                return "ALARM" if sum(real) >= self.datapoints else "OK"
            case _:
                return self._with_gaps(state, seen, real)

    def _with_gaps(self, state: str, seen: Sequence[bool | None], real: Sequence[bool]) -> str:
        if sum(real) >= self.datapoints:
            return "ALARM"
        if not real:
            return state if self.missing == "ignore" else "INSUFFICIENT_DATA"
        if not all(real):
            return "OK"
        oldest = len(seen) - next(i for i, found in enumerate(seen) if found is not None)
        if oldest >= self.datapoints:
            return state if self.missing == "ignore" else "ALARM"
        return state

    def play(self, points: Sequence[Point], state: str = "OK") -> Iterator[str]:
        """The state after each period that has as many points behind it as the alarm retrieves."""
        for end in range(self.reach, len(points) + 1):
            state = self.next_state(state, points[end - self.reach : end])
            yield state


@dataclass(frozen=True)
class Reading:
    """What the documentation of metric math does not say.

    `zeros`: an operator on series that all lack data gives what zeros give, instead of nothing.
    `fills`: FILL fills a series that has no data at all. `skips`: MAX, MIN and AVG of several series
    leave out those without data, instead of taking them for zero.
    """

    zeros: bool
    fills: bool
    skips: bool


@dataclass(frozen=True)
class Term:
    """An expression of metric math: an operator or function, a metric's id, or a number."""

    kind: str
    parts: tuple[Term, ...] = ()
    id: str = ""
    number: float = 0.0

    @property
    def text(self) -> str:
        inner = [part.text for part in self.parts]
        match self.kind:
            case "metric":
                return self.id
            case "number":
                return repr(self.number)
            case "SUM" | "MAX" | "MIN" | "AVG":
                return f"{self.kind}([{', '.join(inner)}])"
            case "FILL" | "IF" | "ABS" | "CEIL" | "FLOOR":
                return f"{self.kind}({', '.join(inner)})"
            case _:
                return f"({inner[0]} {self.kind} {inner[1]})"

    @property
    def is_number(self) -> bool:
        return self.kind == "number" or (
            self.kind not in ("metric", "SUM", "MAX", "MIN", "AVG", "FILL")
            and all(part.is_number for part in self.parts)
        )

    def value(self, points: Points, reading: Reading) -> Point:
        """Its value in one period, or no data."""
        if self.kind == "metric":
            return points[self.id]
        if self.kind == "number":
            return self.number
        found = [part.value(points, reading) for part in self.parts]
        match self.kind:
            case "SUM" | "MAX" | "MIN" | "AVG":
                return _joined(self.kind, found, reading)
            case "FILL":
                return found[1] if found[0] is None and reading.fills else found[0]
            case "ABS" | "CEIL" | "FLOOR":
                return None if found[0] is None else float(EACH[self.kind](found[0]))
            case "IF":
                return self._chosen(found)
            case _:
                return self._operated(found[0], found[1], reading)

    def _chosen(self, found: Sequence[Point]) -> Point:
        condition, chosen, *other = found
        if condition is None:
            return None
        if condition != 0:
            return 0.0 if chosen is None else chosen
        return other[0] if other else None

    def _operated(self, left: Point, right: Point, reading: Reading) -> Point:
        series = [value for part, value in zip(self.parts, (left, right), strict=True) if not part.is_number]
        if series and all(value is None for value in series) and not reading.zeros:
            return None
        return _arithmetic(self.kind, left or 0.0, right or 0.0)


def _joined(kind: str, found: Sequence[Point], reading: Reading) -> Point:
    real = [value for value in found if value is not None]
    if not real:
        return None
    values = real if reading.skips or kind == "SUM" else [value or 0.0 for value in found]
    match kind:
        case "SUM":
            return sum(values)
        case "AVG":
            return sum(values) / len(values)
        case _:
            return max(values) if kind == "MAX" else min(values)


def _arithmetic(kind: str, left: float, right: float) -> Point:
    match kind:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else None
        case ">=":
            return float(left >= right)
        case ">":
            return float(left > right)
        case _:
            return float(left < right)


@dataclass(frozen=True)
class Rule:
    """The rule of a composite alarm: AND, OR, NOT, AT_LEAST, TRUE, FALSE, or a state of an alarm."""

    kind: str
    parts: tuple[Rule, ...] = ()
    alarm: str = ""
    count: str = ""

    @property
    def text(self) -> str:
        inner = [part.text for part in self.parts]
        match self.kind:
            case "AND" | "OR":
                return f"({inner[0]} {self.kind} {inner[1]})"
            case "NOT":
                return f"NOT {inner[0]}"
            case "AT_LEAST":
                return (
                    f"AT_LEAST({self.count}, {self.alarm}, ({', '.join(part.alarm for part in self.parts)}))"
                )
            case "TRUE" | "FALSE":
                return self.kind
            case _:
                return f'{self.kind}("{self.alarm}")'

    def holds(self, states: Mapping[str, str]) -> bool:
        """Whether it is true when every alarm is in the state that is said."""
        match self.kind:
            case "AND":
                return all(part.holds(states) for part in self.parts)
            case "OR":
                return any(part.holds(states) for part in self.parts)
            case "NOT":
                return not self.parts[0].holds(states)
            case "AT_LEAST":
                return self._enough([states[part.alarm] for part in self.parts])
            case "TRUE" | "FALSE":
                return self.kind == "TRUE"
            case _:
                return states[self.alarm] == self.kind

    def _enough(self, states: Sequence[str]) -> bool:
        wanted = self.alarm.removeprefix("NOT ")
        found = sum((state == wanted) != self.alarm.startswith("NOT ") for state in states)
        if self.count.endswith("%"):
            return found * 100 >= int(self.count[:-1]) * len(states)
        return found >= int(self.count)
