"""What to know of filters that satisfy: the other criterion, known defects, what is counted beyond."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import assert_never

from analyzer.allowance import Scope, allowance
from analyzer.controls import Control
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled, beyond, counts
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.publishers import MetricPublisher, patterns_of
from analyzer.evidence import JSON, Citation
from analyzer.findings import Notice
from analyzer.patterns.event_summary import told_event
from analyzer.phrase import Value, phrase
from analyzer.rules import WarningRule
from analyzer.rules.warnings import (
    FILTER_BROADER,
    NOT_PRESCRIBED_TEXT,
    PRESCRIBED_TEXT_DEFECT,
    PRESCRIBED_TEXT_MISSES,
)
from analyzer.verdict import Outcome


def filter_warnings(
    control: Control, found: CriteriaCoverage, publishers: Sequence[MetricPublisher]
) -> tuple[Notice, ...]:
    """The warnings beside filters that satisfy; none for others."""
    if found.outcome is not Outcome.SATISFIED:
        return ()
    with allowance(Scope.CONTROL, share=_SHARE):
        broader = tuple(_broader(found, publishers))
    return (*_lacking(found, publishers), *_defects(control, found, publishers), *broader)


_SHARE = 4  # of what is left, for what changes no verdict: links behind have to be decided yet


def _lacking(found: CriteriaCoverage, publishers: Sequence[MetricPublisher]) -> Iterator[Notice]:
    intended = _shown(found.intent, found, publishers)
    text = _shown(found.prescribed, found, publishers)
    if intended is not None:
        yield _about_all(publishers, PRESCRIBED_TEXT_MISSES, *intended)
    elif text is not None:
        yield _about_all(publishers, NOT_PRESCRIBED_TEXT, *text)


def _about_all(
    publishers: Sequence[MetricPublisher], rule: WarningRule, observed: Value, event: JSON
) -> Notice:
    names = tuple(publisher.name for publisher in publishers)
    return Notice(rule, names, observed, places=(_place(publishers[0]),), counterexample=event)


def _shown(
    found: Coverage, asked: CriteriaCoverage, publishers: Sequence[MetricPublisher]
) -> tuple[Value, JSON] | None:
    """What is not counted, or may not be, with its event."""
    match found:
        case Counted():
            return None
        case Missed(event=event):
            return told_event(event, [*asked.criteria.patterns, *patterns_of(publishers)]), event
        case Unsettled(reasons=reasons, event=event):
            open_ones = "events of which it is open whether they are counted: {reasons:;}"
            return phrase(open_ones, reasons=reasons), event
        case _:
            assert_never(found)


def _defects(
    control: Control, found: CriteriaCoverage, publishers: Sequence[MetricPublisher]
) -> Iterator[Notice]:
    """What is wrong with the texts that hold, as far as the filters share it."""
    union = patterns_of(publishers)
    for remark in control.defects:
        if remark.event and set(remark.patterns) & set(found.held):
            event = _event(remark.event)
            if counts(union, event) is remark.counted:
                yield _about_all(publishers, PRESCRIBED_TEXT_DEFECT, remark.sentence, event)


def _event(line: str) -> JSON:
    """The log line of a remark as an event; a line that is no JSON stays a line."""
    try:
        event: JSON = json.loads(line, parse_constant=_refused)
    except (ValueError, RecursionError):
        return line
    return event


def _refused(name: str) -> JSON:
    raise ValueError(f"expected JSON, got `{name}`")


def _broader(found: CriteriaCoverage, publishers: Sequence[MetricPublisher]) -> Iterator[Notice]:
    asked = [found.criteria.intent.pattern, *(text.pattern for text in found.held_texts)]
    for publisher in publishers:
        if publisher.pattern is None or (found.spelled and found.criteria.prescribes(publisher.pattern)):
            continue
        event = beyond(asked, publisher.pattern)
        if event is not None:
            told_as = told_event(event, [*asked, publisher.pattern])
            places = (_place(publisher),)
            yield Notice(FILTER_BROADER, publisher.name, told_as, places=places, counterexample=event)


def _place(publisher: MetricPublisher) -> Citation:
    return publisher.record.cite("filterPattern")
