"""What is left of the limits that all files of one input share."""

from __future__ import annotations

from collections.abc import Iterable
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

    @classmethod
    def of(cls, limits: Limits) -> Left:
        """All of it."""
        return cls(
            limits.files, limits.input_bytes, limits.unpacked_bytes, limits.input_nodes, limits.input_text
        )

    def minus(self, used: Left) -> Left:
        """What is left after that; nothing where it was more."""
        return Left(*(max(0, left - much) for left, much in zip(self, used, strict=True)))

    def plus(self, more: Left) -> Left:
        return Left(*(left + much for left, much in zip(self, more, strict=True)))

    def part(self, claimants: int) -> Left:
        """The fair share of one of so many."""
        return Left(*(left // claimants for left in self))


NOTHING = Left(0, 0, 0, 0, 0)

_SHARED = frozenset(name.replace("_", "-") for name in Left._fields)


def hits_shared(problems: Iterable[Problem]) -> bool:
    """Whether more of what all files share would have helped."""
    return any(problem.limit in _SHARED for problem in problems)
