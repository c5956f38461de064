"""What answers of AWS say of the open readings, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analyzer.patterns import JSON
from analyzer.patterns.conformance.settle import Conformance, QuestionResult, QuestionState
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.sanitize import dump_json
from analyzer.reports.subjects.renderer import SubjectRenderer, as_text

_SPELLED = {True: "accepted", False: "refused", None: "not answered"}
_NAMED = 3  # probes without an answer that are named for one reason


def render(found: Conformance, display: Display = PLAIN) -> str:
    """How many readings are settled, then each reading and each doubtful spelling on a line."""
    return as_text(_lines(found), display)


def render_json(found: Conformance) -> str:
    """The same as one JSON document that ends in a line break."""
    return dump_json(
        {
            "readings": [_reading(one) for one in found.questions],
            "spellings": [
                {
                    "doubt": str(one.syntax),
                    "probe": one.probe,
                    "pattern": one.pattern,
                    "accepted": one.accepted,
                }
                for one in found.spellings
            ],
            "surprises": list(found.surprises),
            "not_answered": [{"probe": probe, "reason": reason} for probe, reason in found.failed],
            "unknown_probes": list(found.unknown),
            "whole": found.whole,
        }
    )


def _reading(one: QuestionResult) -> JSON:
    return {
        "reading": str(one.question),
        "question": one.question.text,
        "state": one.state.value,
        "alternatives": list(one.alternatives),
        "probes": [{"probe": probe, "fits": list(fits)} for probe, fits in one.told],
    }


def _lines(found: Conformance) -> Iterator[str]:
    counts = {state: sum(one.state is state for one in found.questions) for state in QuestionState}
    yield ", ".join(f"{count} {state.value}" for state, count in counts.items() if count)
    yield ""
    yield "readings"
    for one in found.questions:
        yield f"  {one.state.value:<12}  {one.question}{_alternatives(one)}"
        if one.state is not QuestionState.SETTLED:
            yield f"{'':16}{one.question.text}"
        if one.state is QuestionState.CONTRADICTED:
            yield from (f"{'':16}{probe} fits {' or '.join(fits) or 'none'}" for probe, fits in one.told)
    yield ""
    yield "spellings"
    for spelling in found.spellings:
        yield f"  {_SPELLED[spelling.accepted]:<12}  {spelling.syntax}: `{spelling.pattern}`"
    yield from _problems(found)


def _alternatives(one: QuestionResult) -> str:
    match one.state:
        case QuestionState.SETTLED:
            return f": {one.alternatives[0]}"
        case QuestionState.OPEN:
            return f": {' or '.join(one.alternatives)}"
        case QuestionState.REFUSED:
            return ": AWS accepts no pattern that it is about"
        case QuestionState.CONTRADICTED:
            return ": the answers fit no alternative"


def _problems(found: Conformance) -> Iterator[str]:
    problems = [f"unexpected: {surprise}" for surprise in found.surprises]
    reasons: dict[str, list[str]] = {}
    for probe, reason in found.failed:
        reasons.setdefault(reason, []).append(probe)
    for reason, probes in reasons.items():
        more = f" and {len(probes) - _NAMED} more" if len(probes) > _NAMED else ""
        problems.append(f"no answer: {', '.join(probes[:_NAMED])}{more}: {reason}")
    if found.unknown:
        problems.append(f"not read, for this version asks otherwise: {', '.join(found.unknown)}")
    if not found.whole:
        problems.append("the record stops before its end: the script was stopped")
    if problems:
        yield ""
        yield from problems


RENDERER: Final = SubjectRenderer(render, render_json)
