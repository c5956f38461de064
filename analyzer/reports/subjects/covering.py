"""Whether filter patterns count every event of a control: the answer for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from analyzer.patterns import JSON, Claim, encode
from analyzer.reports.sanitize import dump_json, plain


class Answer(StrEnum):
    """Whether every event is counted."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Member:
    """One pattern of a union. `file` and `pointer` are "" for a pattern that was given as an argument,
    `line` is 0 where none is known; `flaw` says why it may not count, "" where it does."""

    pattern: str | None
    name: str = ""
    file: str = ""
    pointer: str = ""
    line: int = 0
    flaw: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else f"{self.file}#{self.pointer}"


@dataclass(frozen=True, slots=True)
class Judged:
    """What one union does. `title` is the metric that its filters feed, "" for patterns of arguments.

    missed: an event that it does not count, or would not if CloudTrail wrote it; missed_as: in words, as
    beyond_as. facts: documented facts
    that the answer needs. prescribed: the name of the benchmark's text that it counts all events of,
    where that is not all that the control is about. beyond: an event that it counts although the control
    does not ask for it. related: it counts some event of the control. claim: what a yes says.
    """

    title: str
    members: tuple[Member, ...]
    answer: Answer
    missed: JSON = None
    missed_as: str = ""
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    prescribed: str = ""
    beyond: JSON = None
    beyond_as: str = ""
    counts_everything: bool = False
    related: bool = True
    claim: Claim | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Covering:
    """The answer for a control; `understood` says which control in which benchmark version it is."""

    slug: str
    understood: str
    benchmark: str
    unions: tuple[Judged, ...]

    @property
    def answer(self) -> Answer:
        """Yes if one union counts every event; no if it is certain that none does."""
        answers = {union.answer for union in self.unions}
        return next((one for one in (Answer.YES, Answer.UNDECIDED) if one in answers), Answer.NO)


def render(covering: Covering, *, unicode: bool = True) -> str:
    """The answer on a line of its own, then the unions that it rests on; ends in a line break."""
    return "".join(f"{plain(line, unicode=unicode)}\n" for line in _lines(covering))


def render_json(covering: Covering) -> str:
    """The answer as one JSON document that ends in a line break; null where there is no event."""
    return dump_json(
        {
            "answer": covering.answer.value,
            "control": covering.slug,
            "benchmark": covering.benchmark,
            "metrics": [_object(union) for union in covering.unions],
        }
    )


def _object(union: Judged) -> JSON:
    return {
        "metric": union.title or None,
        "answer": union.answer.value,
        "missed": union.missed,
        "reasons": list(union.reasons),
        "facts": list(union.facts),
        "prescribed": union.prescribed or None,
        "also_counted": union.beyond,
        "counts_everything": union.counts_everything,
        "proof": _proof(union.claim),
        "filters": [
            {
                "name": member.name or None,
                "file": member.file or None,
                "pointer": member.pointer if member.file else None,
                "line": member.line or None,
                "pattern": member.pattern,
                "flaw": member.flaw or None,
            }
            for member in union.members
        ],
    }


def _proof(claim: Claim | None) -> JSON:
    """What is claimed with its certificate, which is looked for here; null where nothing is."""
    from analyzer.patterns.certificates.prover import stated_to_data  # not needed for people

    return None if claim is None else stated_to_data(claim, claim.certificate())


def _lines(covering: Covering) -> Iterator[str]:
    yield covering.answer.value
    yield f"control: {covering.understood}"
    told = _told(covering)
    for union in told:
        yield from _union(union)
    unrelated = len(covering.unions) - len(told)
    if unrelated and covering.answer is not Answer.YES:
        yield f"{unrelated} more that {'counts' if unrelated == 1 else 'count'} no event of the control"


def _told(covering: Covering) -> Sequence[Judged]:
    """Where the answer is yes, the unions that give it; else those that have to do with the control."""
    if covering.answer is Answer.YES:
        return [union for union in covering.unions if union.answer is Answer.YES]
    related = [union for union in covering.unions if union.related or union.answer is not Answer.NO]
    return related or covering.unions[:1]


def _union(union: Judged) -> Iterator[str]:
    if union.title:
        yield f"metric {union.title}:"
        for member in union.members:
            yield f"  fed by {member.name} ({member.place})" + (f"; {member.flaw}" if member.flaw else "")
    yield from _answer(union)
    if union.beyond is not None:
        yield f"also counted, though the control does not ask for it: {union.beyond_as}"
        yield f"  {_event(union.beyond)}"


def _answer(union: Judged) -> Iterator[str]:
    match union.answer:
        case Answer.YES:
            if union.facts:
                yield f"resting on documented facts: {'; '.join(union.facts)}"
            if union.prescribed:
                yield f"all that the benchmark's text `{union.prescribed}` counts is counted"
            if union.missed is not None:
                yield f"not counted, though the control is about it: {union.missed_as}"
                yield f"  {_event(union.missed)}"
        case Answer.NO:
            if union.counts_everything:
                yield "counts every event, so it says nothing about the control"
            else:
                yield f"not counted: {union.missed_as}"
                yield f"  {_event(union.missed)}"
        case Answer.UNDECIDED:
            yield from (f"undecided because of {reason}" for reason in union.reasons)
            if union.missed is not None:
                yield f"perhaps not counted: {union.missed_as}"
                yield f"  {_event(union.missed)}"
        case _:
            assert_never(union.answer)


def _event(event: JSON) -> str:
    return encode(event, spaced=True)
