"""What is said where a limit of this program stopped the reading: which one, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.evidence.source import Problem, ProblemCode
from analyzer.limits import TEXTS, Limits


def exceeded(
    name: str,
    limits: Limits,
    then: str,
    code: ProblemCode = ProblemCode.TOO_LARGE,
    *,
    line: int = 0,
    column: int = 0,
) -> Problem:
    """The problem of a limit; `then` says what is left out. `limits` are those that were in force."""
    return Problem(code, past(name, limits, then), line, column, limit=name)


def past(name: str, limits: Limits, then: str) -> str:
    """The message for a limit, named as users name it."""
    value = getattr(limits, name.replace("-", "_"))
    return (
        f"expected at most {value:,} {TEXTS[name].unit}, got more; {then}:"
        f" give smaller parts, or set `--limit {name}=VALUE`"
    )


MOST_TOLD = 100
"""Problems of one kind that are told one by one: more than anybody reads of one file."""


@dataclass(slots=True)
class Told:
    """Problems of the lines of one file: the first of them, and how many more there are."""

    _first: list[Problem] = field(default_factory=list)
    _more: int = 0

    def add(self, problem: Problem) -> None:
        if len(self._first) < MOST_TOLD:
            self._first.append(problem)
        else:
            self._more += 1

    def problems(self) -> list[Problem]:
        """All of them, so to speak."""
        if not self._more:
            return self._first
        message = f"{self._more:,} more lines like those above are not relied on"
        last = self._first[-1]
        return [*self._first, Problem(last.code, message, limit=last.limit)]
