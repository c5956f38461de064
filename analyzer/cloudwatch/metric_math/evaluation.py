"""What the queries of a metric-math alarm come to in one period, as spans."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple, assert_never

from analyzer.cloudwatch.metric_math.intervals import Interval, apply, choose, fill, join, operate
from analyzer.cloudwatch.metric_math.syntax import (
    Array,
    Call,
    Constant,
    Expression,
    Label,
    NotReadError,
    Operation,
    Reference,
)

_DEEPEST = 4  # expressions that refer to expressions; more is not decided, and deeper nesting not walked


class Setting(NamedTuple):
    """The queries of an alarm by id: `metrics` with what they show in the period, and `expressions`."""

    metrics: Mapping[str, Interval]
    expressions: Mapping[str, Expression]


def interval_of(id: str, setting: Setting) -> Interval:
    """What the query of this id may come to; raises NotReadError for what is not decided here."""
    found = _Period(setting).query(id, 0)
    if found.scalar:
        raise NotReadError("it gives one number instead of a series")
    return found


class _Period:
    """Evaluates each query of a setting once."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._known: dict[str, Interval] = dict(setting.metrics)

    def query(self, id: str, depth: int) -> Interval:
        if id not in self._known:
            if depth > _DEEPEST:
                raise NotReadError("its expressions refer to each other in a circle or too deeply")
            if id not in self._setting.expressions:
                raise NotReadError(f"`{id}` is not among its queries")
            self._known[id] = self._one(self._setting.expressions[id], depth + 1)
        return self._known[id]

    def _one(self, tree: Expression, depth: int) -> Interval:
        match tree:
            case Constant(value=value):
                return Interval(value, value, scalar=True)
            case Reference(id=id):
                return self.query(id, depth)
            case Operation(operator=operator, left=left, right=right):
                return operate(operator, self._one(left, depth), self._one(right, depth))
            case Call():
                return self._call(tree, depth)
            case Label(text=text):
                raise NotReadError(f"`{text}` is not decided here")
            case Array():
                raise NotReadError("it is several series at once")
            case _:
                assert_never(tree)

    def _call(self, tree: Call, depth: int) -> Interval:
        match tree:
            case Call(function="IF", arguments=arguments):
                return choose([self._one(item, depth) for item in arguments])
            case Call(function="FILL", arguments=(series, filler)):
                return fill(self._one(series, depth), self._one(filler, depth))
            case Call(function="ABS" | "CEIL" | "FLOOR" as function, arguments=(item,)):
                return apply(function, self._one(item, depth))
            case Call(function="SUM" | "MAX" | "MIN" | "AVG" as function, arguments=(item,)):
                several = self._several(item, depth)
                return self._total(function, item, depth) if several is None else join(function, several)
            case _:
                raise NotReadError(f"`{tree.function}` is not decided here")

    def _several(self, tree: Expression, depth: int) -> list[Interval] | None:
        """The series of an array; None where the tree is not one."""
        match tree:
            case Array(items=items):
                nested = [(item, self._several(item, depth)) for item in items]
                return [
                    span
                    for item, spans in nested
                    for span in ([self._one(item, depth)] if spans is None else spans)
                ]
            case Call(function="METRICS", arguments=()):
                return list(self._setting.metrics.values())
            case Call(function="METRICS", arguments=(Label(text=text),)):
                return [span for id, span in self._setting.metrics.items() if text in id]
            case Call(function="ABS" | "CEIL" | "FLOOR" as function, arguments=(series,)):
                several = self._several(series, depth)
                return several and [apply(function, span) for span in several]
            case Call(function="FILL", arguments=(series, filler)):
                several = self._several(series, depth)
                return several and [fill(span, self._one(filler, depth)) for span in several]
            case _:
                return None

    def _total(self, function: str, item: Expression, depth: int) -> Interval:
        """SUM and MAX of one series: a number over all periods that CloudWatch looks at."""
        span = self._one(item, depth)
        if function not in ("SUM", "MAX") or span.scalar or span.filled.low < 0:
            raise NotReadError(f"`{function}` of one series is not decided here")
        return Interval(span.filled.low, math.inf if span.data else 0.0, scalar=True)


def never_falls(tree: Expression, expressions: Mapping[str, Expression]) -> bool:
    """Whether it is known that more matching events never make an expression smaller."""
    match tree:
        case Constant():
            return True
        case Reference(id=id):
            return id not in expressions or never_falls(expressions[id], expressions)
        case Operation(operator="+", left=left, right=right):
            return never_falls(left, expressions) and never_falls(right, expressions)
        case Operation(operator="-", left=left, right=Constant()):
            return never_falls(left, expressions)
        case Operation(operator="*" | "/", left=left, right=Constant(value=value)) if value > 0:
            return never_falls(left, expressions)
        case Operation(operator="*", left=Constant(value=value), right=right) if value > 0:
            return never_falls(right, expressions)
        case Call(function="CEIL" | "FLOOR", arguments=(item,)):
            return never_falls(item, expressions)
        case Call(function="SUM" | "MAX" | "MIN" | "AVG", arguments=(item,)):
            return _never_falls_in(item, expressions)
        case Call(function="FILL", arguments=(item, Constant())):
            return never_falls(item, expressions)
        case _:
            return False


def _never_falls_in(tree: Expression, expressions: Mapping[str, Expression]) -> bool:
    """The same for each series of an array, or for one series."""
    match tree:
        case Call(function="METRICS"):
            return True
        case Call(function="CEIL" | "FLOOR", arguments=(item,)):
            return _never_falls_in(item, expressions)
        case Call(function="FILL", arguments=(item, Constant())):
            return _never_falls_in(item, expressions)
        case Array(items=items):
            return all(never_falls(item, expressions) for item in items)
        case _:
            return never_falls(tree, expressions)
