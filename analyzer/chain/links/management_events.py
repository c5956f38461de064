"""Link 3: the trail records all management events.

Audit step 4. The selectors of a trail are joined by OR, the conditions of an advanced selector by
AND. Both are read as formulas over the fields of an event, so that one question to the decision
procedure settles it: is there a management event that no selector takes? Sources that AWS lets a
trail leave out (KMS, the RDS data API) are a warning unless the control is about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzer.aws.cloudtrail import AdvancedEventSelector, EventSelector, EventSelectors, FieldSelector
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext, TrailSubject, conflict_findings, list_findings, notices
from analyzer.chain.engine import Candidate, Candidates
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice
from analyzer.patterns import (
    And,
    Counterexample,
    Entailed,
    Formula,
    IsText,
    Not,
    Or,
    Undecided,
    difference,
    selector,
    text_ends_with,
    text_equals,
    text_starts_with,
)
from analyzer.verdict import Outcome

# API_EventSelector: the only sources that `ExcludeManagementEventSources` takes.
OPTIONAL_SOURCES = ("kms.amazonaws.com", "rdsdata.amazonaws.com")

# API_AdvancedFieldSelector, fields that management events are selected by. What another field would
# leave out is not known here.
_FIELDS = ("eventCategory", "readOnly", "eventSource", "eventName", "userIdentity.arn")


def _field(name: str) -> tuple[str]:
    """A field of an event selector is one flat name, dots and all."""
    return (name,)


_READ = text_equals(_field("readOnly"), "true")
_WRITE = text_equals(_field("readOnly"), "false")
_MANAGEMENT = And(
    (
        text_equals(_field("eventCategory"), "Management"),
        Or((_READ, _WRITE)),
        IsText(selector(_field("eventSource"))),
        IsText(selector(_field("eventName"))),
    )
)


def candidates(context: ControlContext, subject: TrailSubject) -> Candidates:
    """The trail itself, with what its event selectors say."""
    listing = context.snapshot.selectors(subject.arn, subject.viewer)
    missing = "no event selectors of the trail were captured"
    findings = list_findings(listing, "selectors-not-captured", missing)
    warnings: tuple[Notice, ...] = notices(listing.assumptions)
    if listing.records:
        record = listing.records[0]
        judged, left_out = context.cache.once(_judge, record, context.control.event_sources)
        findings = conflict_findings("conflict", record) or (judged,)
        warnings += left_out
    elif not findings:
        findings = (Finding("selectors-not-captured", Outcome.UNKNOWN, missing),)
    outcome = findings[0].outcome
    requests = (asks.event_selectors(subject.arn),) if outcome is Outcome.UNKNOWN else ()
    step = Candidate(subject.record.value.name, outcome, subject, findings, warnings, requests)
    return Candidates((step,), complete=True)


def _judge(
    record: EvidenceRecord[EventSelectors], sources: tuple[str, ...]
) -> tuple[Finding, tuple[Notice, ...]]:
    value = record.value
    place = record.cite("AdvancedEventSelectors" if value.AdvancedEventSelectors else "EventSelectors")
    if (
        not value.EventSelectors
        and not value.AdvancedEventSelectors
        and None in (value.EventSelectors, value.AdvancedEventSelectors)
    ):
        message = "the answer names no selectors of one kind and does not speak of the other"
        return Finding("selectors-not-said", Outcome.UNKNOWN, message, record.cite()), ()
    if value.EventSelectors and value.AdvancedEventSelectors:
        message = "basic and advanced selectors, which exclude each other, stand side by side"
        return Finding("contradiction", Outcome.UNKNOWN, message, place, (record.cite("EventSelectors"),)), ()
    taken = tuple(_taken(value))
    surely = [each.surely for each in taken]
    if _all_taken(surely):
        message = "the trail records all management events"
        return Finding("all-management-events", Outcome.SATISFIED, message, place), ()
    allowed = [name for name in OPTIONAL_SOURCES if name not in sources]
    spared = [_of_source(name) for name in allowed]
    if _all_taken([*surely, *spared]):
        missing = [name for name in allowed if not _all_taken([*surely, Not(_of_source(name))])]
        # Without sources of its own a control is about events of any; its audit step spares these too.
        why = "which the control does not name" if sources else "so these are not counted"
        less = f"some of {', '.join(missing)}, {why}"
        message = f"the trail records all management events but {less}"
        warning = Notice("event-sources-left-out", message, place)
        return Finding("all-management-events", Outcome.SATISFIED, message, place), (warning,)
    return _not_all([*(each.at_most for each in taken), *spared], place), ()


def _not_all(at_most: Sequence[Formula], place: Citation) -> Finding:
    """What to say where nothing proves that all events are taken."""
    match difference([_MANAGEMENT], at_most):
        case Counterexample(event=event):
            message = f"not recorded, for example: {_told(event)}"
            return Finding("not-all-management-events", Outcome.VIOLATED, message, place)
        case Entailed() | Undecided():
            message = "a selector has a form whose effect is not known here"
            return Finding("selectors-undecided", Outcome.UNKNOWN, message, place)


def _of_source(name: str) -> Formula:
    return text_equals(_field("eventSource"), name)


def _all_taken(formulas: Sequence[Formula]) -> bool:
    return isinstance(difference([_MANAGEMENT], formulas), Entailed)


def _told(event: object) -> str:
    if not isinstance(event, dict):
        return "any management event"
    kind = "read" if event.get("readOnly") == "true" else "write"
    return f"a {kind} event `{event.get('eventName')}` of `{event.get('eventSource')}`"


class _Taken(NamedTuple):
    """What a selector takes: `surely` at least, `at_most` where a part of it is not understood."""

    surely: Formula
    at_most: Formula


_NOTHING, _EVERYTHING = Or(()), And(())


def _taken(value: EventSelectors) -> Iterator[_Taken]:
    for basic in value.EventSelectors or ():
        formula = _basic(basic)
        yield _Taken(formula or _NOTHING, formula or _EVERYTHING)
    for advanced in value.AdvancedEventSelectors or ():
        yield _advanced(advanced)


def _basic(basic: EventSelector) -> Formula | None:
    """None where the selector does not say what it takes."""
    if basic.IncludeManagementEvents is None or basic.ReadWriteType not in ("All", "ReadOnly", "WriteOnly"):
        return None
    if not basic.IncludeManagementEvents:
        return _NOTHING
    kinds = {"All": (_READ, _WRITE), "ReadOnly": (_READ,), "WriteOnly": (_WRITE,)}[basic.ReadWriteType]
    left_out = [Not(_of_source(name)) for name in basic.ExcludeManagementEventSources or ()]
    return And((Or(kinds), *left_out))


def _advanced(advanced: AdvancedEventSelector) -> _Taken:
    conditions = [_condition(field) for field in advanced.FieldSelectors]
    known = And(tuple(condition for condition in conditions if condition is not None))
    return _Taken(known if None not in conditions else _NOTHING, known)


def _condition(field: FieldSelector) -> Formula | None:
    """None for a field or an operator that is not known here: what it leaves out is open."""
    path = _field(field.Field)
    operators = (
        (field.Equals, text_equals, False),
        (field.StartsWith, text_starts_with, False),
        (field.EndsWith, text_ends_with, False),
        (field.NotEquals, text_equals, True),
        (field.NotStartsWith, text_starts_with, True),
        (field.NotEndsWith, text_ends_with, True),
    )
    parts: list[Formula] = []
    for values, test, negated in operators:
        if values:
            some = Or(tuple(test(path, value) for value in values))
            parts.append(Not(some) if negated else some)
    return And(tuple(parts)) if parts and field.Field in _FIELDS else None
