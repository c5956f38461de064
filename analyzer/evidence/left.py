"""What is left of the limits that all files of one input share."""

from __future__ import annotations

from collections.abc import Iterable
from operator import add, sub
from typing import NamedTuple

from analyzer.evidence.source import Problem
from analyzer.limits import Limits


class Left(NamedTuple):
    """What may still be read of one input; the fields are those of the limits."""

    files: int
    input_bytes: int
    unpacked_bytes: int
    input_nodes: int
    input_text: int
    input_commands: int

    @classmethod
    def of(cls, limits: Limits) -> Left:
        """All of it."""
        return cls(*(getattr(limits, name) for name in cls._fields))

    def minus(self, used: Left) -> Left:
        """What is left after that; nothing where it was more."""
        return Left(*map(max, map(sub, self, used), NOTHING))

    def plus(self, more: Left) -> Left:
        return Left(*map(add, self, more))

    def part(self, claimants: int) -> Left:
        """The fair share of one of so many."""
        return Left(*(left // claimants for left in self))


NOTHING = Left(0, 0, 0, 0, 0, 0)

_SHARED = frozenset(name.replace("_", "-") for name in Left._fields)


def hits_shared(problems: Iterable[Problem]) -> bool:
    """Whether more of what all files share would have helped."""
    return any(problem.limit in _SHARED for problem in problems)
