"""Events that happen: those that agree with all that is known of CloudTrail, as whole records.

A refutation shows one of these. Where there is none that agrees with what samples show, nothing is
refuted, though nothing may be proven either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from analyzer.evidence import JSON
from analyzer.patterns import Counterexample, Entailed, Formula, Pattern, Undecided, difference
from analyzer.patterns.event_summary import selectors
from analyzer.patterns.facts import EventOrigin, Fact, facts_about, relations_broken_by
from analyzer.patterns.syntax.ast import Name
from analyzer.patterns.witness import Path, records_like

EXAMPLE_ACCOUNT: Final = "111122223333"
"""Whose events they are where nobody says: the account that AWS keeps for examples."""

EXAMPLE_ORIGIN: Final = EventOrigin(EXAMPLE_ACCOUNT)


def find(
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    origin: EventOrigin,
    facts: Sequence[Fact] | None = None,
) -> Counterexample | Entailed | Undecided:
    """An event from there that all of `required` and none of `union` match, agreeing with the facts.

    Without `facts`, these are all that are known of events from there.
    """
    spoken_of = tuple(dict.fromkeys(_paths((*required, *union))))

    def records(event: JSON) -> Iterator[JSON]:
        return records_like(event, spoken_of, origin)

    from analyzer.patterns.solver.question import Likeness  # loaded with the first search

    known = facts_about(origin) if facts is None else facts
    likeness = Likeness(records, relations_broken_by)
    return difference(required, union, facts=known, likeness=likeness)


def _paths(patterns: Iterable[Pattern | Formula]) -> Iterator[Path]:
    """The members that the patterns speak of; of what is below an array or a wildcard, that member."""
    for pattern in patterns:
        for one in selectors(pattern):
            path: list[str] = []
            for step in one.steps:
                if not isinstance(step, Name):
                    break
                path.append(step.text)
            if path:
                yield tuple(path)
