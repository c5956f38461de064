"""What a search may still spend, and the limits in force.

Steps are counted, not seconds: the same question stops at the same place on every machine. A search
calls `spend` for each step that it takes; whoever asks a question, judges a control or reads a file
opens an allowance for it, which is never more than what is left of the one around it. An answer that
is kept is charged, when it is given again, what it took to find (`charged`), so that no answer hangs on
what was asked before.

A clock is read only where a caller set a limit in seconds and handed over the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Generic, NamedTuple, TypeVar, TypeVarTuple

from analyzer.limits import DEFAULT_LIMITS, MOST, Limits

Given = TypeVarTuple("Given")
T = TypeVar("T")

Clock = Callable[[], float]
"""Seconds of CPU that the process has used."""

_STEPS_PER_LOOK = 5_000
"""Steps between two looks at the clock: a hundredth of a second or so."""


class Scope(StrEnum):
    """What an allowance is for; the limits that it falls under begin with this name."""

    RUN = "run"
    FILE = "file"
    CONTROL = "control"
    COMPARISON = "comparison"


class BudgetError(Exception):
    """A search stopped at a limit of this program; `budget` is the name of the limit."""

    def __init__(self, budget: str) -> None:
        super().__init__(budget)
        self.budget = budget


@dataclass(slots=True)
class _Allowance:
    """Steps that are left and the limit that they come from; likewise seconds, as a time of the clock.

    Where they are those of the allowance around it, this one is `steps_lent` or `time_lent`. `stops` counts
    the searches that stopped for want of this allowance or of what it was lent.
    """

    left: int
    limit: str
    look_at: int  # steps left at which the clock is looked at next; -1 without a clock
    until: float
    time_limit: str
    clock: Clock | None
    around: _Allowance | None = None
    steps_lent: bool = False
    time_lent: bool = False
    stops: int = 0


@dataclass(frozen=True, slots=True)
class _Force:
    limits: Limits = DEFAULT_LIMITS
    clock: Clock | None = None


_force: ContextVar[_Force] = ContextVar("limits", default=_Force())  # noqa: B039 - it is frozen
_current: ContextVar[_Allowance | None] = ContextVar("allowance", default=None)


def limits_in_force() -> Limits:
    """The limits that searches are held to now."""
    return _force.get().limits


@contextmanager
def in_force(limits: Limits | None, clock: Clock | None = None) -> Iterator[None]:
    """Hold what is done inside to these limits; None leaves those that are in force."""
    if limits is None:
        yield
        return
    token = _force.set(_Force(limits, clock))
    try:
        yield
    finally:
        _force.reset(token)


@contextmanager
def allowance(scope: Scope, share: int = 1) -> Iterator[None]:
    """Let what is done inside spend what the scope may, and at most a share of what is left around it.

    The share is one `share`-th.
    """
    around = _current.get()
    mine = _opened(scope, around, share)
    begun = mine.left
    token = _current.set(mine)
    try:
        yield
    finally:
        _current.reset(token)
        if around is not None:
            around.left -= begun - max(0, mine.left)  # past its end it has spent all that it had, and no more


def _opened(scope: Scope, around: _Allowance | None, share: int) -> _Allowance:
    force = _force.get()
    steps: int = getattr(force.limits, f"{scope}_steps")
    seconds: int = getattr(force.limits, f"{scope}_seconds")
    mine = _Allowance(steps, f"{scope}-steps", -1, 0.0, "", None, around)
    if around is not None and around.left // share < steps:
        mine.left, mine.limit, mine.steps_lent = max(0, around.left // share), around.limit, True
    if around is not None and around.clock is not None:
        mine.until, mine.time_limit, mine.clock = around.until, around.time_limit, around.clock
        mine.time_lent = True
    if seconds and force.clock is not None:
        until = force.clock() + seconds
        if mine.clock is None or until < mine.until:
            mine.until, mine.time_limit, mine.clock = until, f"{scope}-seconds", force.clock
            mine.time_lent = False
    if mine.clock is not None:
        mine.look_at = mine.left  # at once: a question with no time left is not begun
    return mine


def spend(steps: int = 1) -> None:
    """Take steps off what is left. Raises BudgetError past a limit; free where nothing is counted."""
    current = _current.get()
    if current is None:
        return
    current.left -= steps
    if current.left < 0:
        _tell_stop(current, lambda one: one.steps_lent)
        raise BudgetError(current.limit)
    if current.left <= current.look_at and current.clock is not None:
        current.look_at = current.left - _STEPS_PER_LOOK
        if current.clock() > current.until:
            _tell_stop(current, lambda one: one.time_lent)
            raise BudgetError(current.time_limit)


def _tell_stop(stopped: _Allowance, is_lent: Callable[[_Allowance], bool]) -> None:
    """Count the stop for the allowance and for those that what it lacked came from."""
    each: _Allowance | None = stopped
    while each is not None:
        each.stops += 1
        each = each.around if is_lent(each) else None


class Measured(NamedTuple, Generic[T]):
    """An answer and the steps that it took. `is_final` says that no search for it stopped for want of what
    was left where it was asked for, so that it is the same wherever more is left."""

    answer: T
    steps: int
    is_final: bool


def measured(work: Callable[[], T]) -> Measured[T]:
    """What the work gives, and what it took."""
    current = _current.get()
    if current is None:
        return Measured(work(), 0, is_final=True)
    left, stops = current.left, current.stops
    answer = work()
    return Measured(answer, left - current.left, is_final=current.stops == stops)


def afford(steps: int) -> bool:
    """Take steps off what is left, if that many are; else take none."""
    current = _current.get()
    if current is None:
        return True
    if steps and current.left < steps:
        return False
    current.left -= steps
    return True


def steps_left() -> int | None:
    """Steps that may still be spent; None where nothing is counted."""
    current = _current.get()
    return None if current is None else max(0, current.left)


def charged(maxsize: int) -> Callable[[Callable[[*Given], T]], Callable[[*Given], T]]:
    """Keep the last answers of a pure function, and charge for each again what it took to find."""

    def keeping(function: Callable[[*Given], T]) -> Callable[[*Given], T]:
        @lru_cache(maxsize=maxsize)
        def worked_out(*given: *Given) -> tuple[T, int]:
            around = _current.get()
            mine = _Allowance(MOST, "", -1, 0.0, "", None) if around is None else replace(around)
            begun = mine.left
            token = _current.set(mine)
            try:
                return function(*given), begun - mine.left
            except BudgetError:
                if around is not None:
                    around.left, around.stops = mine.left, mine.stops
                raise
            finally:
                _current.reset(token)

        @wraps(function)
        def ask(*given: *Given) -> T:
            answer, steps = worked_out(*given)
            spend(steps)
            return answer

        return ask

    return keeping
