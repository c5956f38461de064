"""Which filters count together, and what they count of a control.

An answer rests on the same rules as a verdict: an event refutes only if CloudTrail can write it, a proof
needs no fact but documented ones, and a filter that counts everything proves nothing. A control is
asked about twice: what it is there for, and what its benchmark prescribes; either is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzer.controls import Control
from analyzer.coverage.counting import Counted, Coverage, Missed, Open, counts_everything, coverage
from analyzer.coverage.event_summary import told_event
from analyzer.patterns import JSON, Claim, Counterexample, Pattern, difference, parse
from analyzer.patterns.facts import CLOUDTRAIL
from analyzer.reports.subjects.covering import Answer, Judged, Member
from analyzer.templates import MetricFilter


@dataclass(frozen=True, slots=True)
class Part:
    """One filter of a union; `pattern` is None where it is not known.

    idle: it certainly counts nothing. transformed: it may count other events than its pattern matches.
    """

    pattern: Pattern | None
    member: Member
    idle: bool = False
    transformed: bool = False


@dataclass(frozen=True, slots=True)
class Union:
    """Patterns that count together: those of the arguments, or the filters of one metric."""

    title: str
    parts: tuple[Part, ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(part.pattern for part in self.parts if part.pattern is not None)

    @property
    def good(self) -> list[Pattern]:
        """The patterns of which every match counts."""
        return [part.pattern for part in self.parts if part.pattern is not None and not part.member.flaw]

    @property
    def counting(self) -> list[Pattern]:
        """The patterns of all filters that may count something; more may be counted."""
        return [part.pattern for part in self.parts if part.pattern is not None and not part.idle]

    @property
    def members(self) -> tuple[Member, ...]:
        return tuple(part.member for part in self.parts)

    @property
    def flaws(self) -> tuple[str, ...]:
        """Why some filters may count or may not."""
        parts = (part for part in self.parts if part.member.flaw and not part.idle)
        return tuple(f"{part.member.name}: {part.member.flaw}" for part in parts)

    @property
    def at_most(self) -> list[Pattern] | None:
        """Patterns beyond which nothing is counted; None where there is no telling."""
        parts = [part for part in self.parts if not part.idle]
        if any(part.transformed for part in parts):
            return None
        known = [part.pattern for part in parts if part.pattern is not None]
        return known if len(known) == len(parts) else None


def unions_of(filters: Sequence[tuple[MetricFilter, Pattern | None, str]]) -> list[Union]:
    """Filters by the metric that they feed; the text beside a filter says why its pattern is not known."""
    fed: dict[tuple[str, ...], list[Part]] = {}
    titles: dict[tuple[str, ...], str] = {}
    for one, pattern, unknown in filters:
        flaw = unknown or one.flaw
        member = Member(one.text, one.name, one.at.file, one.at.pointer, one.line, flaw)
        titles.setdefault(one.metric, one.title)
        fed.setdefault(one.metric, []).append(Part(pattern, member, one.idle, one.transformed))
    return [Union(titles[metric], tuple(parts)) for metric, parts in fed.items()]


def judge(control: Control, union: Union, account: str) -> Judged:
    """What a union counts of the control. `account` is the one whose events they are."""
    judged = _judge(control, union, account)
    patterns = [parse(control.intent.pattern), *union.patterns]
    missed = "" if judged.missed is None else told_event(judged.missed, patterns)
    beyond = "" if judged.beyond is None else told_event(judged.beyond, patterns)
    return replace(judged, missed_as=missed, beyond_as=beyond)


def _judge(control: Control, union: Union, account: str) -> Judged:
    good = union.good
    intent = parse(control.intent.pattern)
    texts = [(text.name, pattern) for text in control.texts if (pattern := parse(text.text)) != intent]
    judged = Judged(union.title, union.members, Answer.NO, related=_is_related(intent, union))
    if good and counts_everything(good):
        return replace(judged, counts_everything=True, related=True)
    effect = coverage([intent], good, account)
    found = [(name, pattern, coverage([pattern], good, account)) for name, pattern in texts]
    held = [(name, pattern) for name, pattern, one in found if isinstance(one, Counted)]
    if union.flaws and counts_everything(union.counting):
        return replace(judged, answer=Answer.UNDECIDED, reasons=union.flaws)
    if isinstance(effect, Counted) or held:
        return _proven(judged, effect, held, [one for _, _, one in found], good, intent)
    if union.flaws:
        most = union.at_most
        found_most = (
            [coverage([one], most, account) for one in (intent, *dict(texts).values())] if most else []
        )
        if most is None or not all(isinstance(one, Missed) for one in found_most):
            return replace(judged, answer=Answer.UNDECIDED, reasons=union.flaws)
        return _unproven(judged, found_most)
    return _unproven(judged, [effect, *(one for _, _, one in found)])


def _proven(
    judged: Judged,
    effect: Coverage,
    held: Sequence[tuple[str, Pattern]],
    texts: Sequence[Coverage],
    good: Sequence[Pattern],
    intent: Pattern,
) -> Judged:
    """Every event of the control is counted, or every one of a text that the benchmark prescribes."""
    beyond = _beyond(good, [intent, *(pattern for _, pattern in held)])
    if isinstance(effect, Counted):
        claim = _claim(intent, good, effect.facts)
        return replace(judged, answer=Answer.YES, facts=effect.facts, beyond=beyond, claim=claim)
    facts = next(found.facts for found in texts if isinstance(found, Counted))
    name, text = held[0]
    held_judged = replace(judged, answer=Answer.YES, facts=facts, prescribed=name, missed=effect.event)
    return replace(held_judged, beyond=beyond, claim=_claim(text, good, facts))


def _claim(required: Pattern, good: Sequence[Pattern], facts: Sequence[str]) -> Claim:
    """That every event of `required` is counted, where the facts of these names are true."""
    return Claim((required,), tuple(good), tuple(fact for fact in CLOUDTRAIL if fact.name in facts))


def _unproven(judged: Judged, found: Sequence[Coverage]) -> Judged:
    """Refuted if an event of each is missed; the event of the first, which is the intent, is told."""
    for one in found:
        if isinstance(one, Open):
            return replace(judged, answer=Answer.UNDECIDED, reasons=one.reasons, missed=one.event)
    missed = next((one.event for one in found if isinstance(one, Missed)), None)
    return replace(judged, missed=missed)


def _is_related(intent: Pattern, union: Union) -> bool:
    """Whether some filter counts some event of the control; a filter that is not known may."""
    return any(
        part.pattern is None
        or isinstance(difference([intent, part.pattern], [], facts=CLOUDTRAIL), Counterexample)
        for part in union.parts
    )


def _beyond(good: Sequence[Pattern], asked: Sequence[Pattern]) -> JSON:
    """An event that some filter counts and the control does not ask for; None where none was found."""
    for pattern in good:
        found = difference([pattern], asked, facts=CLOUDTRAIL)
        if isinstance(found, Counterexample):
            return found.event
    return None
