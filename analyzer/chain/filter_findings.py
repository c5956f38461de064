"""What is found of filters that are held against a control, told at the pattern of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, assert_never

from analyzer.chain.context import conflict_finding
from analyzer.coverage.counting import Counted, Missed, Unsettled
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.nearness import Tally
from analyzer.coverage.publishers import MetricPublisher, patterns_of
from analyzer.evidence import JSON, Citation
from analyzer.findings import Finding
from analyzer.patterns import Pattern
from analyzer.patterns.event_summary import told_event
from analyzer.phrase import Phrase, Value, phrase
from analyzer.rules import Rule
from analyzer.rules.metric_filter import (
    COUNTS_PRESCRIBED_TEXT,
    COUNTS_REQUIRED_EVENTS,
    COVERAGE_UNDECIDED,
    FILTER_NOT_PROVABLE,
    MISSES_PRESCRIBED_TEXT,
    MISSES_REQUIRED_EVENTS,
    PRESCRIBED_TEXT,
    PRESCRIBED_TEXT_UNDECIDED,
)

_FEW = 3  # filters that are named where several are told of
_MOST_PLACES = 20  # of their patterns; more of them tell nobody more


def pattern_places(publisher: MetricPublisher) -> tuple[Citation, ...]:
    """Where the pattern of a filter stands."""
    return (publisher.record.cite("filterPattern"),)


class Voice(NamedTuple):
    """Filters that are told of in one sentence: one, or several that add up."""

    filters: Sequence[MetricPublisher]

    @property
    def is_one(self) -> bool:
        return len(self.filters) == 1

    @property
    def counts(self) -> str:
        return "counts" if self.is_one else f"{self.others}together count"

    @property
    def does_not_count(self) -> str:
        return "does not count" if self.is_one else f"{self.others}together do not count"

    @property
    def others(self) -> str:
        """How many there are beside those that are named, in front of a verb."""
        more = len(self.filters) - _FEW
        return f"and {more} other{'s' if more > 1 else ''} " if more > 0 else ""

    def says(
        self,
        rule: Rule,
        observed: Value = None,
        counterexample: JSON = None,
        places_of: Callable[[MetricPublisher], Iterable[Citation]] = pattern_places,
    ) -> Finding:
        """The finding, at the places of each filter."""
        names = tuple(one.name for one in self.filters[:_FEW])
        places = tuple(place for one in self.filters[:_MOST_PLACES] for place in places_of(one))
        subject = names[0] if self.is_one else names
        return Finding(rule, subject, observed, places=places, counterexample=counterexample)


def criteria_findings(
    found: CriteriaCoverage, filters: Sequence[MetricPublisher], tally: Tally | None = None
) -> tuple[Finding, ...]:
    """What both criteria say of the filters of one metric; those that say the outcome come first.

    Filters add up, so that they are told of in one sentence, but for one that is the prescribed text itself.
    `tally` says how many kinds of events those that are refuted count.
    """
    spelled = [one for one in filters if found.spelled and found.criteria.prescribes(one.pattern)]
    speaking = [*found.criteria.patterns, *patterns_of(filters)]
    voice = Voice(spelled[:1] or filters)
    intent = _intent(found, voice if found.criteria.is_one else Voice(filters), speaking, tally)
    if found.criteria.is_one:
        return (intent,)
    text = _prescribed(found, voice, speaking)
    return tuple(sorted([intent, text], key=lambda finding: finding.outcome is not found.outcome))


def _intent(
    found: CriteriaCoverage, voice: Voice, speaking: Sequence[Pattern], tally: Tally | None
) -> Finding:
    """What the criterion of the intent says, and the prescribed one with it where both ask for the same."""
    match found.intent:
        case Counted():
            return voice.says(COUNTS_REQUIRED_EVENTS, _counting(found, voice, found.intent))
        case Missed(event=event):
            return _missing(voice, tally, event, speaking)
        case Unsettled(reasons=reasons, event=event):
            return voice.says(COVERAGE_UNDECIDED, reasons, event)
        case _:
            assert_never(found.intent)


def _missing(voice: Voice, tally: Tally | None, event: JSON, speaking: Sequence[Pattern]) -> Finding:
    """Which of the events are missed, with one for proof; by their names where it is some of them."""
    if tally is not None and tally.counted and tally.missing_names:
        said = phrase(
            "{counts} {counted} of {total} events of the control, not {names}",
            counts=voice.counts, counted=tally.counted, total=tally.total, names=tally.missing_names,
        )  # fmt: skip
        return voice.says(MISSES_REQUIRED_EVENTS, said, tally.missed[0].event)
    return voice.says(MISSES_REQUIRED_EVENTS, _uncounted(voice, event, speaking), event)


def _uncounted(voice: Voice, event: JSON, speaking: Sequence[Pattern]) -> Phrase:
    return phrase("{verb} {event}", verb=voice.does_not_count, event=told_event(event, speaking))


def _counting(found: CriteriaCoverage, voice: Voice, counted: Counted) -> Phrase:
    every = phrase("every event of the control{basis}", basis=_basis(counted))
    if voice.is_one and found.criteria.is_one:
        if found.criteria.prescribes(voice.filters[0].pattern):
            return phrase("matches the benchmark's filter pattern and counts {every}", every=every)
        return phrase("is worded differently but counts {every}", every=every)
    return phrase("{counts} {every}", counts=voice.counts, every=every)


def _prescribed(found: CriteriaCoverage, voice: Voice, speaking: Sequence[Pattern]) -> Finding:
    """What the prescribed criterion says where it asks for something else than the intent."""
    if found.spelled:
        return voice.says(PRESCRIBED_TEXT)
    match found.prescribed:
        case Counted():
            said = phrase(
                "{counts} every event that the prescribed text counts{basis}",
                counts=voice.counts, basis=_basis(found.prescribed),
            )  # fmt: skip
            return voice.says(COUNTS_PRESCRIBED_TEXT, said)
        case Missed(event=event):
            return voice.says(MISSES_PRESCRIBED_TEXT, _uncounted(voice, event, speaking), event)
        case Unsettled(reasons=reasons, event=event):
            return voice.says(PRESCRIBED_TEXT_UNDECIDED, reasons, event)
        case _:
            assert_never(found.prescribed)


def _basis(found: Counted) -> Value:
    return phrase(", resting on documented facts: {facts}", facts=found.facts) if found.facts else ""


def about(
    publisher: MetricPublisher, rule: Rule, observed: Value = None, counterexample: JSON = None
) -> Finding:
    """What a rule says of one filter, at its pattern."""
    return Voice((publisher,)).says(rule, observed, counterexample)


def flaw(publisher: MetricPublisher) -> Finding:
    """Why a filter proves nothing."""
    for conflict in publisher.record.conflicts:
        return conflict_finding(publisher.name, conflict, *pattern_places(publisher))
    return about(publisher, FILTER_NOT_PROVABLE, publisher.flaw)
