"""What to know of filters that satisfy: what the other reading lacks, known defects, what is beyond."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import assert_never

from analyzer.controls import Control
from analyzer.coverage.counting import Counted, Coverage, Missed, Open, beyond, counts
from analyzer.coverage.criteria import Readings
from analyzer.coverage.publishers import MetricPublisher, patterns_of
from analyzer.evidence import JSON, Citation
from analyzer.findings import Notice
from analyzer.patterns.event_summary import told_event
from analyzer.verdict import Outcome


def remarks(control: Control, found: Readings, publishers: Sequence[MetricPublisher]) -> tuple[Notice, ...]:
    """The warnings beside filters that satisfy; none for others."""
    if found.outcome is not Outcome.SATISFIED:
        return ()
    return (*_lacking(found, publishers), *_defects(control, found, publishers), *_broader(found, publishers))


def _lacking(found: Readings, publishers: Sequence[MetricPublisher]) -> Iterator[Notice]:
    names, place = _names(publishers), _place(publishers[0])
    effect = _shown(found.effect, found, publishers)
    text = _shown(found.text, found, publishers)
    if effect is not None:
        message = f"{names}: as prescribed, but the control is also about {effect[0]}"
        yield Notice("prescribed-text-misses", message, place, effect[1])
    elif text is not None:
        message = f"{names}: counts what the control is about, but the prescribed text also counts {text[0]}"
        yield Notice("not-prescribed-text", message, place, text[1])


def _shown(
    found: Coverage, asked: Readings, publishers: Sequence[MetricPublisher]
) -> tuple[str, JSON] | None:
    """What is not counted, or may not be, with its event."""
    match found:
        case Counted():
            return None
        case Missed(event=event):
            return told_event(event, [*asked.asked.patterns, *patterns_of(publishers)]), event
        case Open(reasons=reasons, event=event):
            return f"events of which it is open whether they are counted: {'; '.join(reasons)}", event
        case _:
            assert_never(found)


def _defects(control: Control, found: Readings, publishers: Sequence[MetricPublisher]) -> Iterator[Notice]:
    """What is wrong with the texts that hold, as far as the filters share it."""
    union = patterns_of(publishers)
    for remark in control.defects:
        if remark.event and set(remark.patterns) & set(found.held):
            event = _event(remark.event)
            if counts(union, event) is remark.counted:
                message = f"{_names(publishers)}: a known defect of the prescribed text: {remark.sentence}"
                yield Notice("prescribed-text-defect", message, _place(publishers[0]), event)


def _event(line: str) -> JSON:
    """The log line of a remark as an event; a line that is no JSON stays a line."""
    try:
        event: JSON = json.loads(line, parse_constant=_refused)
    except (ValueError, RecursionError):
        return line
    return event


def _refused(name: str) -> JSON:
    raise ValueError(f"expected JSON, got `{name}`")


def _broader(found: Readings, publishers: Sequence[MetricPublisher]) -> Iterator[Notice]:
    asked = [found.asked.intent.pattern, *(text.pattern for text in found.held_texts)]
    for publisher in publishers:
        if publisher.pattern is None or (found.spelled and found.asked.prescribes(publisher.pattern)):
            continue
        event = beyond(asked, publisher.pattern)
        if event is not None:
            told_as = told_event(event, [*asked, publisher.pattern])
            message = f"`{publisher.name}` counts more than the control asks for, such as {told_as}"
            yield Notice("filter-broader", message, _place(publisher), event)


def _names(publishers: Sequence[MetricPublisher]) -> str:
    return ", ".join(f"`{publisher.name}`" for publisher in publishers)


def _place(publisher: MetricPublisher) -> Citation:
    return publisher.record.cite("filterPattern")
