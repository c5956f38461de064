"""The two criteria of a control: what its text prescribes, and what it is there for.

Prescribed: the filters of a metric are the prescribed text, or count every event that it counts. Where
a version prescribes several texts, any one of them will do. Intent: the filters count every event of
the stated intent. The benchmark is the standard and its intent the purpose, so either is enough:

| prescribed | intent | the filters |
|---|---|---|
| holds | holds | satisfy |
| holds | misses or open | satisfy; a warning names what the intent has beside |
| misses or open | holds | satisfy; a warning names what the text counts beside |
| misses | misses | are refuted, with an event for each |
| misses or open | open | leave it open |
| open | misses | leave it open |

A text that holds may have known defects; they are told, each by its event.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from analyzer.controls import Control, PrescribedPattern
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled, counts, coverage, known_event
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import JSON
from analyzer.patterns import Formula, Pattern, normalize, parse
from analyzer.patterns.facts import EventOrigin
from analyzer.verdict import Outcome


class Criterion(NamedTuple):
    """A pattern that filters are compared with, and its normal form."""

    pattern: Pattern
    normal: str


class FilterCriteria(NamedTuple):
    """What a control asks of the filters: its prescribed texts, each with its name, and its intent."""

    prescribed: tuple[tuple[str, Criterion], ...]
    intent: Criterion

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return (self.intent.pattern, *(text.pattern for _, text in self.prescribed))

    def prescribes(self, pattern: Pattern | None) -> bool:
        """Whether the pattern is one of the texts, by normal form."""
        return pattern is not None and normalize(pattern) in {text.normal for _, text in self.prescribed}

    @property
    def is_one(self) -> bool:
        """Whether both ask for the same, so that one answer tells both."""
        return all(text.normal == self.intent.normal for _, text in self.prescribed)


class CriteriaCoverage(NamedTuple):
    """What a union of filters comes to by both criteria.

    `held` are the names of the texts that hold; `spelled` says that they do by normal form.
    """

    criteria: FilterCriteria
    prescribed: Coverage
    intent: Coverage
    held: tuple[str, ...] = ()
    spelled: bool = False

    @property
    def outcome(self) -> Outcome:
        found = (self.prescribed, self.intent)
        if any(isinstance(one, Counted) for one in found):
            return Outcome.SATISFIED
        return Outcome.VIOLATED if all(isinstance(one, Missed) for one in found) else Outcome.UNKNOWN

    @property
    def held_texts(self) -> tuple[Criterion, ...]:
        return tuple(text for name, text in self.criteria.prescribed if name in self.held)


def criteria_of(control: Control, cache: RunCache) -> FilterCriteria:
    """The texts and the intent of the control, parsed once a run."""
    return cache.once(_criteria, control.texts, control.intent.pattern)


def _criteria(texts: tuple[PrescribedPattern, ...], intent: str) -> FilterCriteria:
    return FilterCriteria(tuple((text.name, _criterion(text.text)) for text in texts), _criterion(intent))


def _criterion(text: str) -> Criterion:
    pattern = parse(text)
    return Criterion(pattern, normalize(pattern))


def coverage_by_criteria(
    control: Control,
    cache: RunCache,
    union: Sequence[Pattern | Formula],
    origin: EventOrigin,
    normals: Collection[str] | None = None,
) -> CriteriaCoverage:
    """What filters together come to by both criteria.

    `origin` is where the events come from, `normals` are the normal forms of the patterns, where the caller
    has them.
    """
    criteria = criteria_of(control, cache)
    spelled = normal_forms(union) if normals is None else normals

    def counted(criterion: Criterion) -> Coverage:
        if criterion.normal in spelled:
            return Counted(())
        known = cache.once(_known, criterion.normal, origin)
        return coverage([criterion.pattern], union, origin, known)

    intended = counted(criteria.intent)
    same = tuple(name for name, text in criteria.prescribed if text.normal in spelled)
    if same:
        return CriteriaCoverage(criteria, Counted(()), intended, same, spelled=True)
    found = {name: _text(text, criteria.intent, intended, counted) for name, text in criteria.prescribed}
    held = tuple(name for name, one in found.items() if isinstance(one, Counted))
    return CriteriaCoverage(criteria, best_of(tuple(found.values())), intended, held)


def normal_forms(union: Iterable[Pattern | Formula]) -> frozenset[str]:
    """The normal forms of those that are patterns."""
    return frozenset(normalize(one) for one in union if isinstance(one, Pattern))


def _known(normal: str, origin: EventOrigin) -> JSON:
    """Remembered by the text, which is sooner compared than the tree."""
    return known_event(parse(normal), origin)


def _text(
    text: Criterion, intent: Criterion, intended: Coverage, counted: Callable[[Criterion], Coverage]
) -> Coverage:
    """One text, with as little work as what is known of the intent leaves to do."""
    if text.normal == intent.normal:
        return intended
    if isinstance(intended, Missed) and counts([text.pattern], intended.event) is True:
        return intended
    return counted(text)


def best_of(found: Sequence[Coverage]) -> Coverage:
    """Counted where one of them is, missed where all are, the first that is open otherwise."""
    order = (Counted, Unsettled, Missed)
    return min(found, key=lambda one: order.index(type(one)))
