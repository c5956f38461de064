"""What was worked out once for a body of evidence, so that fifteen controls ask for it once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar

from analyzer.allowance import Measured, afford, measured

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class RunCache:
    """Answers of pure functions by function and arguments.

    One run makes one and hands it to each of its cases; it ends with the run. `once` is for functions
    whose answer hangs on their arguments alone, all of which are hashable.

    What a control gets must not hang on which others were judged before. So an answer is charged, when it
    is given again, what it took to find; where that is more than is left it is looked for anew; and one for
    which a search stopped, since too little was left just there, is not kept.
    """

    # One table for functions of all types: what was put in under a function is what it returns.
    _answers: dict[Hashable, Measured[Any]] = field(default_factory=dict, init=False, repr=False)

    def once(self, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """`function(*given, **named)`, worked out at the first call."""
        key = (function, given, tuple(named.items()))
        kept = self._answers.get(key)
        if kept is None or not afford(kept.steps):
            kept = measured(partial(function, *given, **named))
            if kept.is_final:
                self._answers[key] = kept
        answer: T = kept.answer
        return answer
