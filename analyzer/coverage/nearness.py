"""How near filters that are refuted come to what a control asks for: of its kinds of events, how many they
count, and how much their names and patterns are like those that are asked for.

A kind is an event name that the criterion speaks of, or one of its clauses where it speaks of no more than
one name. Each is told by one event that happens: what is not counted is proven to be missed, what is counted
is an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from analyzer.controls import Control
from analyzer.coverage.counting import counts
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.publishers import MetricPublisher, patterns_of
from analyzer.coverage.run_cache import RunCache
from analyzer.coverage.witnesses import find
from analyzer.evidence import JSON
from analyzer.patterns import (
    Counterexample,
    Entailed,
    Formula,
    Pattern,
    difference,
    normalize,
    parse,
    selector,
    text_equals,
)
from analyzer.patterns.facts import DOCUMENTED, EventOrigin
from analyzer.patterns.syntax.ast import And, Body, Compare, Operator, Or, Text

_EVENT_NAME = ("eventName",)


class EventKind(NamedTuple):
    """The events of one name, or of one clause (then `name` is ""); `event` is one that happens."""

    name: str
    event: JSON


class Tally(NamedTuple):
    """Of the kinds of events of a criterion, those that filters count and those that they miss."""

    counted: int
    missed: tuple[EventKind, ...]

    @property
    def total(self) -> int:
        return self.counted + len(self.missed)

    @property
    def missing_names(self) -> tuple[str, ...]:
        return tuple(kind.name for kind in self.missed if kind.name)


def nearest_tally(
    found: CriteriaCoverage, union: Sequence[Pattern | Formula], origin: EventOrigin, cache: RunCache
) -> Tally:
    """That of the criterion which the filters come nearest to; a prescribed text before the intent."""
    criteria = (*(text for _, text in found.criteria.prescribed), found.criteria.intent)
    tallies = [_tally(cache.once(kinds_of, text.normal, origin), union) for text in criteria]
    return min(tallies, key=lambda tally: len(tally.missed) / max(1, tally.total))


class Nearness(NamedTuple):
    """How near the filters of one metric come. `likeness` is from 0 to 100; `is_apart`: they are about other
    events, as far as kinds, names and patterns tell."""

    tally: Tally
    likeness: int
    is_apart: bool

    @property
    def distance(self) -> int:
        """The less the nearer: what is missed first, then how little they are like what is asked for."""
        missed = 100 * len(self.tally.missed) // self.tally.total if self.tally.total else 0
        return 101 * missed + 100 - self.likeness


_LIKE = 45  # in a hundred: filters of which so many words are those of the control are meant for it


def nearness(
    control: Control,
    found: CriteriaCoverage,
    filters: Sequence[MetricPublisher],
    origin: EventOrigin,
    cache: RunCache,
) -> Nearness:
    """How near the filters of one metric come to the control."""
    union = patterns_of(filters)
    tally = nearest_tally(found, union, origin, cache)
    likeness = _likeness(control, filters)
    apart = not tally.counted and likeness < _LIKE and (tally.total > 0 or _exclude(found, union, cache))
    return Nearness(tally, likeness, apart)


def _exclude(found: CriteriaCoverage, union: Sequence[Pattern], cache: RunCache) -> bool:
    """Whether no event of CloudTrail matches both a filter and what the control asks for."""
    wanted = dict.fromkeys(
        (*(text.normal for _, text in found.criteria.prescribed), found.criteria.intent.normal)
    )
    return all(cache.once(_excludes, text, normalize(pattern)) for text in wanted for pattern in union)


def _excludes(one: str, other: str) -> bool:
    """Of two normal forms."""
    return isinstance(difference([parse(one), parse(other)], [], facts=DOCUMENTED), Entailed)


def _likeness(control: Control, filters: Sequence[MetricPublisher]) -> int:
    """Of the words of names or of patterns that either side has, how many in a hundred both have."""
    names = _words(control.slug)
    texts = {_words(text) for text in (*(text.text for text in control.texts), control.intent.pattern)}
    found = [0]
    for one in filters:
        found.append(_shared(names, _words(one.name, one.transformation.metricName or "")))
        given = _words(one.record.value.filterPattern or "")
        found += (_shared(text, given) for text in texts)
    return max(found)


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


_WORD = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # of `APICalls` both


def _shared(one: Set[str], other: Set[str]) -> int:
    return 100 * len(one & other) // max(1, len(one | other))


def _tally(kinds: Sequence[EventKind], union: Sequence[Pattern | Formula]) -> Tally:
    missed = tuple(kind for kind in kinds if counts(union, kind.event) is False)
    return Tally(len(kinds) - len(missed), missed)


def kinds_of(normal: str, origin: EventOrigin) -> tuple[EventKind, ...]:
    """The kinds of events that a criterion, given by its normal form, is about; those that happen."""
    pattern = parse(normal)
    names = tuple(dict.fromkeys(_names(pattern.body)))
    parts: list[tuple[str, Formula]] = [(name, text_equals(_EVENT_NAME, name)) for name in names]
    if len(parts) < 2:
        parts = [("", clause) for clause in _clauses(pattern.body)]
    found = ((name, find([pattern, part], [], origin)) for name, part in parts)
    return tuple(EventKind(name, one.event) for name, one in found if isinstance(one, Counterexample))


def _names(part: Body) -> Iterator[str]:
    """The event names that are asked for; none where one is only excluded."""
    match part:
        case Compare(selector=asked, operator=Operator.EQUAL, value=Text(literal=str() as name)):
            if asked == selector(_EVENT_NAME):
                yield name
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _names(operand)
        case _:
            return


def _clauses(part: Body) -> Iterator[Formula]:
    """The operands of the outermost disjunction."""
    match part:
        case Or(operands=operands):
            yield from operands
        case And(operands=operands):
            for operand in operands:
                yield from _clauses(operand)
        case _:
            return
