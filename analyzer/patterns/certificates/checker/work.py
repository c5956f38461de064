"""How much work a check is, told to whoever wants an end to it.

A certificate comes from somebody else and may be made to be long to check. The checker imports nothing that
counts for it: a caller hands over what is told of each piece of work, and may raise an error to stop it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

Pay: TypeAlias = Callable[[int], None]
"""Told of so many steps of work, before they are taken; whatever it raises ends the check."""


def _free(_: int) -> None:
    """Nobody counts."""


_pay: ContextVar[Pay] = ContextVar("pay", default=_free)


def pay(steps: int) -> None:
    """Tell of work that is about to be done."""
    _pay.get()(steps)


@contextmanager
def paid_by(told: Pay) -> Iterator[None]:
    """Tell this of the work of every check inside."""
    token = _pay.set(told)
    try:
        yield
    finally:
        _pay.reset(token)
