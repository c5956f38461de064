"""Three-valued logic: what one check says, and how many of them fold to a verdict.

The fold is Kleene's: one violated part refutes a conjunction whatever is unknown beside it, one
satisfied part proves a disjunction; everything else stays unknown. An empty disjunction is
violated (no candidate) and an empty conjunction never arises: a chain has links.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never


class Outcome(StrEnum):
    """What the evidence says of one step of a chain."""

    SATISFIED = "satisfied"  # proven
    VIOLATED = "violated"  # refuted
    UNKNOWN = "unknown"  # the evidence neither proves nor refutes it
    BLOCKED = "blocked"  # not looked at: an earlier link gave nothing to look at


class Verdict(StrEnum):
    """What the tool says of one control in one account."""

    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    NOT_APPLICABLE = "NOT_APPLICABLE"  # no verdict on the chain: the control is not about this account


def both(first: Outcome, second: Outcome) -> Outcome:
    """Kleene conjunction. A blocked part counts as unknown: nobody looked."""
    if Outcome.VIOLATED in (first, second):
        return Outcome.VIOLATED
    if first is Outcome.SATISFIED and second is Outcome.SATISFIED:
        return Outcome.SATISFIED
    return Outcome.UNKNOWN


def any_of(outcomes: Iterable[Outcome], *, complete: bool) -> Outcome:
    """Kleene disjunction over candidates; `complete` says that there are no others."""
    seen = set(outcomes)
    if Outcome.SATISFIED in seen:
        return Outcome.SATISFIED
    if complete and seen <= {Outcome.VIOLATED}:
        return Outcome.VIOLATED
    return Outcome.UNKNOWN


def verdict_of(outcome: Outcome) -> Verdict:
    """The verdict that a folded outcome stands for."""
    match outcome:
        case Outcome.SATISFIED:
            return Verdict.PASS
        case Outcome.VIOLATED:
            return Verdict.FAIL
        case Outcome.UNKNOWN | Outcome.BLOCKED:
            return Verdict.INCONCLUSIVE
        case _:
            assert_never(outcome)
