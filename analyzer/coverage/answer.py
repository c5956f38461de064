"""What filters that count together count of a control, as an answer with its proof: for CI.

The answer is that of the chain's links on the same filters (`analyzer.coverage.covering`,
`analyzer.coverage.values`); added is what a reader without evidence asks for: the claim that a yes
can be proved by, and an event that is counted although the control does not ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from analyzer.allowance import Scope, allowance
from analyzer.aws.logs import MetricFilter, MetricTransformation
from analyzer.aws.record import EvidenceRecord
from analyzer.controls import Control
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled, beyond
from analyzer.coverage.covering import EXAMPLE_ACCOUNT, Covering, covers
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.everyday import NEARLY_EVERYTHING
from analyzer.coverage.publishers import MetricPublisher
from analyzer.coverage.run_cache import RunCache
from analyzer.coverage.values import PublishedValues, publishes
from analyzer.evidence import Location
from analyzer.patterns import JSON, Claim, Counterexample, Pattern, difference
from analyzer.patterns.facts import CLOUDTRAIL
from analyzer.templates import TemplateFilter
from analyzer.verdict import Outcome, both


class Answer(StrEnum):
    """Whether every event is counted."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


_ANSWERS = {
    Outcome.SATISFIED: Answer.YES,
    Outcome.VIOLATED: Answer.NO,
    Outcome.UNKNOWN: Answer.UNDECIDED,
    Outcome.BLOCKED: Answer.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class Member:
    """One filter of a union, and where it stands. `file` and `pointer` are "" for a pattern that was
    given as an argument, `line` is 0 where none is known; `flaw` says why it may not count, "" where it
    does."""

    publisher: MetricPublisher
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
class FilterGroup:
    """Filters that count together: the patterns of the arguments, whose `title` is "", or the filters
    of one metric."""

    title: str
    members: tuple[Member, ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(p for member in self.members if (p := member.publisher.pattern) is not None)

    @property
    def flaws(self) -> tuple[str, ...]:
        """Why some filters may count or may not."""
        return tuple(f"{member.name}: {member.flaw}" for member in self.members if member.flaw)


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """What one group of filters does.

    missed: an event that it does not count, or would not if CloudTrail wrote it. facts: documented facts
    that the answer needs. prescribed: the name of the benchmark's text that it counts all events of,
    where that is not all that the control is about. beyond: an event that it counts although the control
    does not ask for it. related: it counts some event of the control. claim: what a yes says.
    """

    group: FilterGroup
    answer: Answer
    missed: JSON = None
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    prescribed: str = ""
    beyond: JSON = None
    counts_everything: bool = False
    related: bool = True
    claim: Claim | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """The answer for a control; `understood` says which control in which benchmark version it is."""

    control: Control
    understood: str
    groups: tuple[GroupAnswer, ...]

    @property
    def answer(self) -> Answer:
        """Yes if one group counts every event; no if it is certain that none does."""
        answers = {group.answer for group in self.groups}
        return next((one for one in (Answer.YES, Answer.UNDECIDED) if one in answers), Answer.NO)


def of_patterns(patterns: Sequence[Pattern]) -> FilterGroup:
    """Patterns given one by one, as filters that each publish 1 for an event."""
    return FilterGroup("", tuple(_given(number, pattern) for number, pattern in enumerate(patterns)))


def _given(number: int, pattern: Pattern) -> Member:
    made = MetricTransformation(metricName="", metricNamespace="", metricValue="1")
    value = MetricFilter.model_construct(metricTransformations=(made,))
    record = EvidenceRecord(Location("", f"/{number}"), value, {})
    return Member(MetricPublisher(record, 0, pattern, None), pattern.source)


def of_templates(filters: Iterable[tuple[TemplateFilter, Pattern | None, str]]) -> list[FilterGroup]:
    """Filters by the metric that they feed, one group without any where there is no filter. The text beside
    a filter says why its pattern is not known."""
    fed: dict[tuple[str, ...], list[Member]] = {}
    titles: dict[tuple[str, ...], str] = {}
    for one, pattern, unknown in filters:
        flaw = unknown or one.match_flaw
        publisher = MetricPublisher(one.record, 0, pattern, flaw or None)
        at, said = one.at, unknown or one.flaw
        titles.setdefault(one.metric, one.title)
        member = Member(publisher, one.text, one.name, at.file, at.pointer, one.line, said)
        fed.setdefault(one.metric, []).append(member)
    groups = [FilterGroup(titles[metric], tuple(members)) for metric, members in fed.items()]
    return groups or [FilterGroup("", ())]


def answers(
    control: Control, groups: Sequence[FilterGroup], account: str = EXAMPLE_ACCOUNT
) -> tuple[GroupAnswer, ...]:
    """That of each group of one file, each with its fair share of the steps of a file."""
    found = []
    with allowance(Scope.FILE):
        for place, group in enumerate(groups):
            with allowance(Scope.FILE, share=len(groups) - place):
                found.append(answer(control, group, account))
    return tuple(found)


def answer(control: Control, group: FilterGroup, account: str = EXAMPLE_ACCOUNT) -> GroupAnswer:
    """What a group counts of the control. `account` is the one whose events they are."""
    cache = RunCache()
    filters = [member.publisher for member in group.members]
    covering = covers(control, filters, account=account, cache=cache)
    values = publishes(control, filters, account=account, cache=cache)
    outcome = both(covering.outcome, values.outcome)
    found = GroupAnswer(group, _ANSWERS[outcome])
    if covering.counts_everything:
        return replace(found, counts_everything=True)
    found = replace(found, related=_is_related(covering.found.criteria.intent.pattern, filters))
    if outcome is Outcome.SATISFIED:
        return _proven(found, values.found or covering.found, filters)
    return _unproven(found, covering, values)


def _proven(found: GroupAnswer, by: CriteriaCoverage, filters: Sequence[MetricPublisher]) -> GroupAnswer:
    """Every event of the control is counted, or every one of a text that the benchmark prescribes."""
    good = [one.pattern for one in filters if one.pattern is not None and one.flaw is None and _counts(one)]
    intent = by.criteria.intent.pattern
    extra = _beyond(good, [intent, *(text.pattern for text in by.held_texts)])
    if isinstance(by.intent, Counted):
        facts = by.intent.facts
        return replace(found, facts=facts, beyond=extra, claim=_claim(intent, good, facts))
    facts = by.prescribed.facts if isinstance(by.prescribed, Counted) else ()
    claim = _claim(by.held_texts[0].pattern, good, facts)
    missed = by.intent.event
    return replace(found, facts=facts, prescribed=by.held[0], missed=missed, beyond=extra, claim=claim)


def _counts(one: MetricPublisher) -> bool:
    return one.value is not None and one.value > 0


def _claim(required: Pattern, good: Sequence[Pattern], facts: Sequence[str]) -> Claim:
    """That every event of `required` is counted, where the facts of these names are true."""
    return Claim((required,), tuple(good), tuple(fact for fact in CLOUDTRAIL if fact.name in facts))


def _unproven(found: GroupAnswer, covering: Covering, values: PublishedValues) -> GroupAnswer:
    """Why not: by what the filters count, or where that is enough, by what they publish for it."""
    decided = covering.found if covering.outcome is not Outcome.SATISFIED else values.found or covering.found
    criteria: tuple[Coverage, ...] = (decided.intent, decided.prescribed)
    if covering.may_count_everything:
        return replace(found, reasons=covering.may_count_everything)
    if covering.counts_nearly_everything:
        return replace(found, reasons=(NEARLY_EVERYTHING,))
    if found.answer is Answer.UNDECIDED:
        by_criteria = next((one for one in criteria if isinstance(one, Unsettled)), None)
        if covering.rests_on_flaws or covering.outcome is Outcome.SATISFIED or by_criteria is None:
            return replace(found, reasons=found.group.flaws)
        return replace(found, reasons=by_criteria.reasons, missed=by_criteria.event)
    missed = next((one.event for one in criteria if isinstance(one, Missed)), None)
    return replace(found, missed=missed)


def _is_related(intent: Pattern, filters: Sequence[MetricPublisher]) -> bool:
    """Whether some filter counts some event of the control; a filter that is not known may."""
    return any(
        one.pattern is None
        or isinstance(difference([intent, one.pattern], [], facts=CLOUDTRAIL), Counterexample)
        for one in filters
    )


def _beyond(good: Sequence[Pattern], asked: Sequence[Pattern]) -> JSON:
    """An event that some filter counts and the control does not ask for; None where none was found."""
    return next((event for one in good if (event := beyond(asked, one)) is not None), None)
