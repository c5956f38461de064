"""What answers of AWS say of the open readings: settled, still open, or at odds with this program.

Each log line of a probe allows the combinations of alternatives under which the evaluator gives the
answer that AWS gave. Readings that meet in a probe are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeAlias

from analyzer.patterns.conformance.probes import PROBES, Probe
from analyzer.patterns.conformance.record import Answer, Failed, Matched, Record, Refused
from analyzer.patterns.evaluation.evaluate import body_holds
from analyzer.patterns.evaluation.messages import decode
from analyzer.patterns.open_questions import Doubt, Reading, explore
from analyzer.patterns.syntax.parser import parse

Choices: TypeAlias = Mapping[Reading, str]


class State(StrEnum):
    """What is known of a reading after the answers."""

    SETTLED = "settled"  # the answers fit one alternative
    REFUSED = "refused"  # AWS refuses every pattern that it is about
    OPEN = "open"  # the answers fit several alternatives, or there is none
    CONTRADICTED = "contradicted"  # the answers fit none


@dataclass(frozen=True, slots=True)
class Settled:
    """One reading. `told` says of each probe about it alone which alternatives its answers fit."""

    reading: Reading
    state: State
    alternatives: tuple[str, ...]
    told: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling in doubt, in one pattern: `accepted` is None where AWS did not answer."""

    doubt: Doubt
    probe: str
    pattern: str
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Conformance:
    """All that the answers say. `surprises`: answers that fit no reading. `failed`: probes without one,
    and why. `unknown`: probes that this version does not ask, or asks in another way."""

    readings: tuple[Settled, ...]
    spellings: tuple[Spelling, ...]
    surprises: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    whole: bool

    @property
    def contradicted(self) -> bool:
        return bool(self.surprises) or any(one.state is State.CONTRADICTED for one in self.readings)

    @property
    def is_open(self) -> bool:
        spelled = any(one.accepted is None for one in self.spellings)
        return spelled or bool(self.failed) or any(one.state is State.OPEN for one in self.readings)


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What the answer to one log line allows; of the readings that are not named any alternative."""

    probe: str
    combinations: tuple[Choices, ...]

    @property
    def readings(self) -> frozenset[Reading]:
        return frozenset(reading for choices in self.combinations for reading in choices)


def conformance(records: Sequence[Record], probes: Sequence[Probe] = PROBES) -> Conformance:
    """What the records say, together."""
    known = {probe.name: probe for probe in probes}
    answers: list[tuple[Probe, Answer]] = []
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


def readings_of(probe: Probe) -> frozenset[Reading]:
    """The readings that some answer to the probe hangs on."""
    return frozenset(reading for number in _lines(probe) for reading in _asked(_cases(probe, number)))


def cases(probe: Probe) -> tuple[tuple[tuple[Choices, bool], ...], ...]:
    """For each log line the answer under each combination of the readings that it meets."""
    return tuple(_cases(probe, number) for number in _lines(probe))


def _lines(probe: Probe) -> range:
    return range(1, len(probe.messages) + 1)


def _cases(probe: Probe, number: int) -> tuple[tuple[Choices, bool], ...]:
    body = parse(probe.pattern).body
    message = decode(probe.messages[number - 1])
    return tuple(explore(lambda ask: body_holds(body, message, ask)))


def _asked(found: Sequence[tuple[Choices, bool]]) -> frozenset[Reading]:
    if len({answer for _, answer in found}) < 2:
        return frozenset()
    return frozenset(reading for choices, _ in found for reading in choices)


def _allowed(answers: Sequence[tuple[Probe, Answer]]) -> tuple[list[_Allowed], list[str]]:
    allowed: list[_Allowed] = []
    surprises: list[str] = []
    known = {probe: cases(probe) for probe in dict.fromkeys(probe for probe, _ in answers)}
    for probe, answer in answers:
        if isinstance(answer, Refused) and not parse(probe.pattern).doubts:
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


def _settled(allowed: Sequence[_Allowed], refused: frozenset[Reading]) -> Iterator[Settled]:
    possible: dict[Reading, set[str]] = {}
    for group, limits in _groups(allowed):
        for choices in _fitting(group, limits):
            for reading, alternative in choices.items():
                possible.setdefault(reading, set()).add(alternative)
        for reading in group:
            possible.setdefault(reading, set())
    for reading in Reading:
        fits = possible.get(reading)
        left = tuple(one for one in reading.alternatives if fits is None or one in fits)
        state = State.OPEN if len(left) > 1 else State.SETTLED if left else State.CONTRADICTED
        if fits is None and reading in refused:
            state, left = State.REFUSED, ()
        yield Settled(reading, state, left, tuple(_told(reading, allowed)))


def _groups(allowed: Sequence[_Allowed]) -> Iterator[tuple[frozenset[Reading], list[_Allowed]]]:
    """Readings that some answer ties to one another, with those answers."""
    groups: list[frozenset[Reading]] = []
    for one in allowed:
        if one.readings:
            tied = [group for group in groups if group & one.readings]
            groups = [group for group in groups if not group & one.readings]
            groups.append(one.readings.union(*tied))
    for group in groups:
        yield group, [one for one in allowed if one.readings & group]


def _fitting(group: frozenset[Reading], limits: Sequence[_Allowed]) -> Iterator[dict[Reading, str]]:
    """The combinations of alternatives that every answer allows."""
    readings = sorted(group, key=lambda reading: reading.name)
    for alternatives in product(*(reading.alternatives for reading in readings)):
        choices = dict(zip(readings, alternatives, strict=True))
        if all(any(one.items() <= choices.items() for one in limit.combinations) for limit in limits):
            yield choices


def _told(reading: Reading, allowed: Sequence[_Allowed]) -> Iterator[tuple[str, tuple[str, ...]]]:
    told: dict[str, list[frozenset[str]]] = {}
    for one in allowed:
        if one.readings == {reading}:
            fits = frozenset(choices[reading] for choices in one.combinations)
            told.setdefault(one.probe, []).append(fits)
    for probe, several in told.items():
        yield probe, tuple(one for one in reading.alternatives if all(one in fits for fits in several))


def _refusals(answers: Iterable[tuple[Probe, Answer]], probes: Iterable[Probe]) -> frozenset[Reading]:
    """Readings all of whose probes AWS refused."""
    refused = {probe.name for probe, answer in answers if isinstance(answer, Refused)}
    about: dict[Reading, list[bool]] = {}
    for probe in probes:
        for reading in readings_of(probe):
            about.setdefault(reading, []).append(probe.name in refused)
    return frozenset(reading for reading, all_refused in about.items() if all(all_refused))


def _spellings(answers: Sequence[tuple[Probe, Answer]], probes: Iterable[Probe]) -> Iterator[Spelling]:
    accepted = {probe.name: isinstance(answer, Matched) for probe, answer in answers if _is_about(answer)}
    for probe in probes:
        for doubt in parse(probe.pattern).doubts:
            yield Spelling(doubt, probe.name, probe.pattern, accepted.get(probe.name))


def _is_about(answer: Answer) -> bool:
    return not isinstance(answer, Failed)


def _failed(answers: Sequence[tuple[Probe, Answer]], probes: Iterable[Probe]) -> Iterator[tuple[str, str]]:
    """Probes without an answer about the pattern."""
    answered = {probe.name for probe, answer in answers if _is_about(answer)}
    reasons = {probe.name: answer.message for probe, answer in answers if isinstance(answer, Failed)}
    for probe in probes:
        if probe.name not in answered:
            yield probe.name, reasons.get(probe.name, "it is not in the record")
