"""Events that happen: those that agree with all that is known of CloudTrail, as whole records.

A refutation shows one of these. Where there is none that agrees with what samples show, nothing is
refuted, though nothing may be proven either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final

from analyzer.evidence import JSON
from analyzer.patterns import Counterexample, Entailed, Formula, Pattern, Undecided, difference
from analyzer.patterns.event_summary import selectors
from analyzer.patterns.facts import EventOrigin, Fact, facts_about, relations_broken_by
from analyzer.patterns.syntax.ast import Name, Selector
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
    paths = spoken_of((*required, *union))

    def records(event: JSON) -> Iterator[JSON]:
        return records_like(event, paths, origin)

    from analyzer.patterns.solver.question import Likeness  # loaded with the first search

    known = facts_about(origin) if facts is None else facts
    likeness = Likeness(records, relations_broken_by)
    return difference(required, union, facts=known, likeness=likeness)


def spoken_of(patterns: Iterable[Pattern | Formula]) -> tuple[Path, ...]:
    """The members that the patterns speak of; of what is below an array or a wildcard, that member."""
    paths = (path_of(one) for pattern in patterns for one in selectors(pattern))
    return tuple(dict.fromkeys(path for path in paths if path))


def path_of(selector: Selector) -> Path:
    """The names that the selector begins with."""
    names = takewhile(lambda step: isinstance(step, Name), selector.steps)
    return tuple(step.text for step in names if isinstance(step, Name))
