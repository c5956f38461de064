"""What is found of filters that are held against a control, told at the pattern of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from analyzer.chain.context import conflict_finding
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.publishers import MetricPublisher, patterns_of
from analyzer.evidence import JSON
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


def criteria_findings(found: CriteriaCoverage, publishers: Sequence[MetricPublisher]) -> tuple[Finding, ...]:
    """What both criteria say, at the pattern of each filter; those that say the outcome come first."""
    speaking = [*found.criteria.patterns, *patterns_of(publishers)]
    missed = _missed(found.intent, speaking)
    intent = [_intent(found, publisher, missed) for publisher in publishers]
    if found.criteria.is_one:
        return tuple(intent)
    missed = missed if found.prescribed is found.intent else _missed(found.prescribed, speaking)
    text = [told for publisher in publishers for told in _prescribed(found, publisher, missed)]
    return tuple(sorted([*intent, *text], key=lambda finding: finding.outcome is not found.outcome))


def _missed(found: Coverage, speaking: Sequence[Pattern]) -> str:
    """The missed event in words; "" where none is."""
    return told_event(found.event, speaking) if isinstance(found, Missed) else ""


def _intent(found: CriteriaCoverage, publisher: MetricPublisher, missed: str) -> Finding:
    """What the criterion of the intent says, and the prescribed one with it where both ask for the same."""
    match found.intent:
        case Counted():
            return about(publisher, COUNTS_REQUIRED_EVENTS, _counting(found, publisher, found.intent))
        case Missed(event=event):
            return about(publisher, MISSES_REQUIRED_EVENTS, missed, event)
        case Unsettled(reasons=reasons, event=event):
            return about(publisher, COVERAGE_UNDECIDED, reasons, event)
        case _:
            assert_never(found.intent)


def _counting(found: CriteriaCoverage, publisher: MetricPublisher, counted: Counted) -> Phrase:
    if found.criteria.is_one and found.criteria.prescribes(publisher.pattern):
        return phrase("is the prescribed text and counts every event of the control")
    otherwise = ", in other words than the prescribed" if found.criteria.is_one else ""
    said = "counts every event of the control{basis}{otherwise}"
    return phrase(said, basis=_basis(counted), otherwise=otherwise)


def _prescribed(found: CriteriaCoverage, publisher: MetricPublisher, missed: str) -> tuple[Finding, ...]:
    """What the prescribed criterion says where it asks for something else than the intent."""
    if found.spelled:
        same = found.criteria.prescribes(publisher.pattern)
        return (about(publisher, PRESCRIBED_TEXT),) if same else ()
    match found.prescribed:
        case Counted():
            return (about(publisher, COUNTS_PRESCRIBED_TEXT, _basis(found.prescribed)),)
        case Missed(event=event):
            return (about(publisher, MISSES_PRESCRIBED_TEXT, missed, event),)
        case Unsettled(reasons=reasons, event=event):
            return (about(publisher, PRESCRIBED_TEXT_UNDECIDED, reasons, event),)
        case _:
            assert_never(found.prescribed)


def _basis(found: Counted) -> Value:
    return phrase(", resting on documented facts: {facts}", facts=found.facts) if found.facts else ""


def about(
    publisher: MetricPublisher, rule: Rule, observed: Value = None, counterexample: JSON = None
) -> Finding:
    """What a rule says of one filter, at its pattern."""
    places = (publisher.record.cite("filterPattern"),)
    return Finding(rule, publisher.name, observed, places=places, counterexample=counterexample)


def flaw(publisher: MetricPublisher) -> Finding:
    """Why a filter proves nothing."""
    for conflict in publisher.record.conflicts:
        return conflict_finding(publisher.name, conflict, publisher.record.cite("filterPattern"))
    return about(publisher, FILTER_NOT_PROVABLE, publisher.flaw)
