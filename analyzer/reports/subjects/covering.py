"""Whether filter patterns count every event of a control: the answer for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from analyzer.coverage.answer import Answer, ControlAnswer, GroupAnswer
from analyzer.patterns import JSON, Claim, Pattern, encode, parse
from analyzer.patterns.event_summary import told_event
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.sanitize import dump_json
from analyzer.reports.subjects.renderer import SubjectRenderer, as_text


def render(covering: ControlAnswer, display: Display = PLAIN) -> str:
    """The answer on a line of its own, then the unions that it rests on; ends in a line break."""
    return as_text(_lines(covering), display)


def render_json(covering: ControlAnswer) -> str:
    """The answer as one JSON document that ends in a line break; null where there is no event."""
    return dump_json(
        {
            "answer": covering.answer.value,
            "control": covering.control.slug,
            "benchmark": covering.control.benchmark,
            "metrics": [_object(group) for group in covering.groups],
        }
    )


def _object(group: GroupAnswer) -> JSON:
    return {
        "metric": group.group.title or None,
        "answer": group.answer.value,
        "missed": group.missed,
        "reasons": list(group.reasons),
        "facts": list(group.facts),
        "prescribed": group.prescribed or None,
        "also_counted": group.beyond,
        "counts_everything": group.counts_everything,
        "proof": _proof(group.claim),
        "filters": [
            {
                "name": member.name or None,
                "file": member.file or None,
                "pointer": member.pointer if member.file else None,
                "line": member.line or None,
                "pattern": member.pattern,
                "flaw": member.flaw or None,
            }
            for member in group.group.members
        ],
    }


def _proof(claim: Claim | None) -> JSON:
    """What is claimed with its certificate, which is looked for here; null where nothing is."""
    from analyzer.patterns.certificates.prover import stated_to_data  # not needed for people

    return None if claim is None else stated_to_data(claim, claim.certificate())


def _lines(covering: ControlAnswer) -> Iterator[str]:
    yield covering.answer.value
    yield f"control: {covering.understood}"
    groups = _told(covering)
    for group in groups:
        yield from _group(group, covering)
    unrelated = len(covering.groups) - len(groups)
    if unrelated and covering.answer is not Answer.YES:
        yield f"{unrelated} more that {'counts' if unrelated == 1 else 'count'} no event of the control"


def _told(covering: ControlAnswer) -> Sequence[GroupAnswer]:
    """Where the answer is yes, the unions that give it; else those that have to do with the control."""
    if covering.answer is Answer.YES:
        return [group for group in covering.groups if group.answer is Answer.YES]
    related = [group for group in covering.groups if group.related or group.answer is not Answer.NO]
    return related or covering.groups[:1]


def _group(group: GroupAnswer, covering: ControlAnswer) -> Iterator[str]:
    patterns = [parse(covering.control.intent.pattern), *group.group.patterns]
    if group.group.title:
        yield f"metric {group.group.title}:"
        for member in group.group.members:
            yield f"  fed by {member.name} ({member.place})" + (f"; {member.flaw}" if member.flaw else "")
    yield from _answer(group, patterns)
    if group.beyond is not None:
        yield f"also counted, though the control does not ask for it: {told_event(group.beyond, patterns)}"
        yield f"  {_event(group.beyond)}"


def _answer(group: GroupAnswer, patterns: Sequence[Pattern]) -> Iterator[str]:
    match group.answer:
        case Answer.YES:
            if group.facts:
                yield f"resting on documented facts: {'; '.join(group.facts)}"
            if group.prescribed:
                yield f"all that the benchmark's text `{group.prescribed}` counts is counted"
            if group.missed is not None:
                yield f"not counted, though the control is about it: {told_event(group.missed, patterns)}"
                yield f"  {_event(group.missed)}"
        case Answer.NO:
            if group.counts_everything:
                yield "counts every event, so it says nothing about the control"
            else:
                yield f"not counted: {told_event(group.missed, patterns)}"
                yield f"  {_event(group.missed)}"
        case Answer.UNDECIDED:
            yield from (f"undecided because of {reason}" for reason in group.reasons)
            if group.missed is not None:
                yield f"perhaps not counted: {told_event(group.missed, patterns)}"
                yield f"  {_event(group.missed)}"
        case _:
            assert_never(group.answer)


def _event(event: JSON) -> str:
    return encode(event, spaced=True)


RENDERER: Final = SubjectRenderer(render, render_json)
