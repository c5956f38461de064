"""What was worked out once for a body of evidence, so that fifteen controls ask for it once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class RunCache:
    """Answers of pure functions by function and arguments.

    One run makes one and hands it to each of its cases; it ends with the run. `once` is for functions
    whose answer hangs on their arguments alone, all of which are hashable.
    """

    # One table for functions of all types: what was put in under a function is what it returns.
    _answers: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """`function(*given, **named)`, worked out at the first call."""
        key = (function, given, tuple(named.items()))
        if key not in self._answers:
            self._answers[key] = function(*given, **named)
        answer: T = self._answers[key]
        return answer
