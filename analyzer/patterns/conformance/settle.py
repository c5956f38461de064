"""What answers of AWS say of the open questions: settled, still open, or at odds with this program.

Each log line of a probe allows the combinations of alternatives under which the evaluator gives the
answer that AWS gave. Questions that meet in a probe are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeAlias

from analyzer.patterns.conformance.probes import PROBES, Probe
from analyzer.patterns.conformance.record import ConformanceRecord, Failed, Matched, ProbeAnswer, Refused
from analyzer.patterns.evaluation.evaluate import body_holds
from analyzer.patterns.evaluation.messages import decode
from analyzer.patterns.open_questions import OpenQuestion, UnverifiedSyntax, explore
from analyzer.patterns.syntax.parser import parse

Choices: TypeAlias = Mapping[OpenQuestion, str]


class QuestionState(StrEnum):
    """What is known of a question after the answers."""

    SETTLED = "settled"  # the answers fit one alternative
    REFUSED = "refused"  # AWS refuses every pattern that it is about
    OPEN = "open"  # the answers fit several alternatives, or there is none
    CONTRADICTED = "contradicted"  # the answers fit none


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question. `told` says of each probe about it alone which alternatives its answers fit."""

    question: OpenQuestion
    state: QuestionState
    alternatives: tuple[str, ...]
    told: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling in doubt, in one pattern: `accepted` is None where AWS did not answer."""

    syntax: UnverifiedSyntax
    probe: str
    pattern: str
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Conformance:
    """All that the answers say. `surprises`: answers that fit no interpretation. `failed`: probes without
    one, and why. `unknown`: probes that this version does not ask, or asks in another way."""

    questions: tuple[QuestionResult, ...]
    spellings: tuple[Spelling, ...]
    surprises: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    whole: bool

    @property
    def contradicted(self) -> bool:
        return bool(self.surprises) or any(one.state is QuestionState.CONTRADICTED for one in self.questions)

    @property
    def is_open(self) -> bool:
        spelled = any(one.accepted is None for one in self.spellings)
        return spelled or bool(self.failed) or any(one.state is QuestionState.OPEN for one in self.questions)


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What the answer to one log line allows; of the questions that are not named any alternative."""

    probe: str
    combinations: tuple[Choices, ...]

    @property
    def questions(self) -> frozenset[OpenQuestion]:
        return frozenset(question for choices in self.combinations for question in choices)


def conformance(records: Sequence[ConformanceRecord], probes: Sequence[Probe] = PROBES) -> Conformance:
    """What the records say, together."""
    known = {probe.name: probe for probe in probes}
    answers: list[tuple[Probe, ProbeAnswer]] = []
    unknown: list[str] = []
    for recorded in (one for record in records for one in record.probes):
        probe = known.get(recorded.name)
        if probe is None or recorded.request.strip() != probe.request:
            unknown.append(recorded.name)
        else:
            answers.append((probe, recorded.answer))
    allowed, surprises = _allowed(answers)
    return Conformance(
        tuple(_settled(allowed, _refusals(answers, probes))),
        tuple(_spellings(answers, probes)),
        tuple(surprises),
        tuple(_failed(answers, probes)),
        tuple(dict.fromkeys(unknown)),
        all(record.whole for record in records),
    )


def questions_of(probe: Probe) -> frozenset[OpenQuestion]:
    """The questions that some answer to the probe hangs on."""
    return frozenset(question for number in _lines(probe) for question in _asked(_cases(probe, number)))


def cases(probe: Probe) -> tuple[tuple[tuple[Choices, bool], ...], ...]:
    """For each log line the answer under each combination of alternatives that it meets."""
    return tuple(_cases(probe, number) for number in _lines(probe))


def _lines(probe: Probe) -> range:
    return range(1, len(probe.messages) + 1)


def _cases(probe: Probe, number: int) -> tuple[tuple[Choices, bool], ...]:
    body = parse(probe.pattern).body
    message = decode(probe.messages[number - 1])
    return tuple(explore(lambda interpretation: body_holds(body, message, interpretation)))


def _asked(found: Sequence[tuple[Choices, bool]]) -> frozenset[OpenQuestion]:
    if len({answer for _, answer in found}) < 2:
        return frozenset()
    return frozenset(question for choices, _ in found for question in choices)


def _allowed(answers: Sequence[tuple[Probe, ProbeAnswer]]) -> tuple[list[_Allowed], list[str]]:
    allowed: list[_Allowed] = []
    surprises: list[str] = []
    known = {probe: cases(probe) for probe in dict.fromkeys(probe for probe, _ in answers)}
    for probe, answer in answers:
        if isinstance(answer, Refused) and not parse(probe.pattern).unverified:
            surprises.append(f"{probe.name}: AWS refused `{probe.pattern}`: {answer.message}")
        if not isinstance(answer, Matched):
            continue
        for number, found in enumerate(known[probe], start=1):
            fits = tuple(choices for choices, matches in found if matches == (number in answer.numbers))
            if fits:
                allowed.append(_Allowed(probe.name, fits))
            else:
                counted = "matched" if number in answer.numbers else "did not match"
                line = probe.messages[number - 1]
                surprises.append(f"{probe.name}: `{probe.pattern}` {counted} line {number}, `{line}`")
    return allowed, surprises


def _settled(allowed: Sequence[_Allowed], refused: frozenset[OpenQuestion]) -> Iterator[QuestionResult]:
    possible: dict[OpenQuestion, set[str]] = {}
    for group, limits in _groups(allowed):
        for choices in _fitting(group, limits):
            for question, alternative in choices.items():
                possible.setdefault(question, set()).add(alternative)
        for question in group:
            possible.setdefault(question, set())
    for question in OpenQuestion:
        fits = possible.get(question)
        left = tuple(one for one in question.alternatives if fits is None or one in fits)
        state = (
            QuestionState.OPEN
            if len(left) > 1
            else QuestionState.SETTLED
            if left
            else QuestionState.CONTRADICTED
        )
        if fits is None and question in refused:
            state, left = QuestionState.REFUSED, ()
        yield QuestionResult(question, state, left, tuple(_told(question, allowed)))


def _groups(allowed: Sequence[_Allowed]) -> Iterator[tuple[frozenset[OpenQuestion], list[_Allowed]]]:
    """Questions that some answer ties to one another, with those answers."""
    groups: list[frozenset[OpenQuestion]] = []
    for one in allowed:
        if one.questions:
            tied = [group for group in groups if group & one.questions]
            groups = [group for group in groups if not group & one.questions]
            groups.append(one.questions.union(*tied))
    for group in groups:
        yield group, [one for one in allowed if one.questions & group]


def _fitting(group: frozenset[OpenQuestion], limits: Sequence[_Allowed]) -> Iterator[dict[OpenQuestion, str]]:
    """The combinations of alternatives that every answer allows."""
    questions = sorted(group, key=lambda question: question.name)
    for alternatives in product(*(question.alternatives for question in questions)):
        choices = dict(zip(questions, alternatives, strict=True))
        if all(any(one.items() <= choices.items() for one in limit.combinations) for limit in limits):
            yield choices


def _told(question: OpenQuestion, allowed: Sequence[_Allowed]) -> Iterator[tuple[str, tuple[str, ...]]]:
    told: dict[str, list[frozenset[str]]] = {}
    for one in allowed:
        if one.questions == {question}:
            fits = frozenset(choices[question] for choices in one.combinations)
            told.setdefault(one.probe, []).append(fits)
    for probe, several in told.items():
        yield probe, tuple(one for one in question.alternatives if all(one in fits for fits in several))


def _refusals(
    answers: Iterable[tuple[Probe, ProbeAnswer]], probes: Iterable[Probe]
) -> frozenset[OpenQuestion]:
    """Questions all of whose probes AWS refused."""
    refused = {probe.name for probe, answer in answers if isinstance(answer, Refused)}
    about: dict[OpenQuestion, list[bool]] = {}
    for probe in probes:
        for question in questions_of(probe):
            about.setdefault(question, []).append(probe.name in refused)
    return frozenset(question for question, all_refused in about.items() if all(all_refused))


def _spellings(answers: Sequence[tuple[Probe, ProbeAnswer]], probes: Iterable[Probe]) -> Iterator[Spelling]:
    accepted = {probe.name: isinstance(answer, Matched) for probe, answer in answers if _is_about(answer)}
    for probe in probes:
        for syntax in parse(probe.pattern).unverified:
            yield Spelling(syntax, probe.name, probe.pattern, accepted.get(probe.name))


def _is_about(answer: ProbeAnswer) -> bool:
    return not isinstance(answer, Failed)


def _failed(
    answers: Sequence[tuple[Probe, ProbeAnswer]], probes: Iterable[Probe]
) -> Iterator[tuple[str, str]]:
    """Probes without an answer about the pattern."""
    answered = {probe.name for probe, answer in answers if _is_about(answer)}
    reasons = {probe.name: answer.message for probe, answer in answers if isinstance(answer, Failed)}
    for probe in probes:
        if probe.name not in answered:
            yield probe.name, reasons.get(probe.name, "it is not in the record")
