"""What is known of CloudTrail records beyond the patterns: one table, each entry graded and cited.

A documented fact may carry a proof. What was only seen in samples carries neither a proof nor a
refutation: it may stop both. `CLOUDTRAIL` is what is known of every record; `facts_about` adds what
hangs on the trail that brings the events.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from analyzer.patterns.facts import identity, record, sign_in
from analyzer.patterns.facts.model import Fact, Grade
from analyzer.patterns.facts.origin import EventOrigin, facts_by_origin, recipient_fact_named
from analyzer.patterns.facts.relations import relations_broken_by

__all__ = [
    "CLOUDTRAIL",
    "DOCUMENTED",
    "EventOrigin",
    "Fact",
    "Grade",
    "documented_about",
    "documented_named",
    "facts_about",
    "relations_broken_by",
]


def _documented_first(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda fact: fact.grade is not Grade.DOCUMENTED))


CLOUDTRAIL: Final = _documented_first((*record.FACTS, *identity.FACTS, *sign_in.FACTS))
"""Documented facts first; names are shown in reports and never change."""

DOCUMENTED: Final = tuple(fact for fact in CLOUDTRAIL if fact.grade is Grade.DOCUMENTED)


@lru_cache(maxsize=64)
def facts_about(origin: EventOrigin) -> tuple[Fact, ...]:
    """All that is known of the events from there, documented facts first."""
    return _documented_first((*CLOUDTRAIL, *facts_by_origin(origin)))


@lru_cache(maxsize=64)
def documented_about(origin: EventOrigin) -> tuple[Fact, ...]:
    """What is documented of the events from there."""
    return tuple(fact for fact in facts_about(origin) if fact.grade is Grade.DOCUMENTED)


def documented_named(name: str) -> Fact | None:
    """The documented fact of this name; None where there is none."""
    return next((fact for fact in DOCUMENTED if fact.name == name), None) or recipient_fact_named(name)
