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
from analyzer.chain.context import (
    ControlContext,
    TrailSubject,
    conflict_findings,
    failure_warnings,
    list_findings,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.evidence import JSON, Citation
from analyzer.findings import Finding, Notice
from analyzer.patterns import (
    And,
    Counterexample,
    Entailed,
    Formula,
    IsText,
    Not,
    Or,
    difference,
    selector,
    text_ends_with,
    text_equals,
    text_starts_with,
)
from analyzer.phrase import Phrase, phrase
from analyzer.rules.anywhere import CONTRADICTION
from analyzer.rules.management_events import (
    ALL_MANAGEMENT_EVENTS,
    NOT_ALL_MANAGEMENT_EVENTS,
    SELECTORS_NOT_CAPTURED,
    SELECTORS_NOT_SAID,
    SELECTORS_UNDECIDED,
)
from analyzer.rules.warnings import EVENT_SOURCES_LEFT_OUT
from analyzer.verdict import Outcome

# API_EventSelector: the only sources that `ExcludeManagementEventSources` takes.
OPTIONAL_SOURCES = ("kms.amazonaws.com", "rdsdata.amazonaws.com")

# API_AdvancedFieldSelector, fields that management events are selected by. What another field would
# leave out is not known here.
_IDENTITY = "userIdentity.arn"
_FIELDS = ("eventCategory", "readOnly", "eventSource", "eventName", _IDENTITY)


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
    name = subject.record.value.name
    listing = context.snapshot.selectors(subject.arn, subject.viewer)
    missing = Finding(SELECTORS_NOT_CAPTURED, name)
    found = list_findings(listing, missing) or (missing,)
    warnings = listing.assumptions
    if listing.records:
        record = listing.records[0]
        judged, left_out = context.cache.once(_judge, name, record, context.control.event_sources)
        # A trail may have further selectors than those that a query left.
        if judged.outcome is not Outcome.VIOLATED or record.is_complete or listing.is_complete:
            found = (judged,)
        found = conflict_findings(name, record) or found
        warnings += (*left_out, *failure_warnings(record))
    deciding, *beside = found
    requests = (asks.event_selectors(subject.arn),) if deciding.outcome is Outcome.UNKNOWN else ()
    step = Candidate(name, deciding, subject, tuple(beside), warnings, requests)
    return Candidates((step,), complete=True)


def _judge(
    trail: str, record: EvidenceRecord[EventSelectors], sources: tuple[str, ...]
) -> tuple[Finding, tuple[Notice, ...]]:
    value = record.value
    place = record.cite("AdvancedEventSelectors" if value.AdvancedEventSelectors else "EventSelectors")
    if (
        not value.EventSelectors
        and not value.AdvancedEventSelectors
        and None in (value.EventSelectors, value.AdvancedEventSelectors)
    ):
        return Finding(SELECTORS_NOT_SAID, trail, places=(record.cite(),)), ()
    if value.EventSelectors and value.AdvancedEventSelectors:
        places = (place, record.cite("EventSelectors"))
        return Finding(CONTRADICTION, trail, _BASIC, _ADVANCED, places), ()
    taken = tuple(_taken(record))
    surely = [each.surely for each in taken]
    if _all_taken(surely):
        return Finding(ALL_MANAGEMENT_EVENTS, trail, "", places=(place,)), ()
    allowed = [name for name in OPTIONAL_SOURCES if name not in sources]
    spared = [_of_source(name) for name in allowed]
    if _all_taken([*surely, *spared]):
        missing = [name for name in allowed if not _all_taken([*surely, Not(_of_source(name))])]
        # Without sources of its own a control is about events of any; its audit step spares these too.
        why = phrase("which the control does not name" if sources else "so these are not counted")
        if _all_taken([each.at_most for each in taken]):  # what was printed does not say that any is
            unsaid = phrase(", though {sources} may be left out, {why}", sources=tuple(missing), why=why)
            return Finding(ALL_MANAGEMENT_EVENTS, trail, unsaid, places=(place,)), ()
        less = phrase(" but some of {sources}, {why}", sources=tuple(missing), why=why)
        warning = Notice(EVENT_SOURCES_LEFT_OUT, trail, tuple(missing), why, places=(place,))
        return Finding(ALL_MANAGEMENT_EVENTS, trail, less, places=(place,)), (warning,)
    return _not_all(trail, [*(each.at_most for each in taken), *spared], place), ()


_BASIC = phrase("it has basic selectors")
_ADVANCED = phrase("advanced ones, which exclude them, stand beside them")


def _not_all(trail: str, at_most: Sequence[Formula], place: Citation) -> Finding:
    """What to say where nothing proves that all events are taken."""
    match difference([_MANAGEMENT], at_most):
        case Counterexample(event=dict() as found):
            event = _recorded(found)
            return Finding(
                NOT_ALL_MANAGEMENT_EVENTS, trail, _told(event), places=(place,), counterexample=event
            )
        case _:
            return Finding(SELECTORS_UNDECIDED, trail, places=(place,))


def _of_source(name: str) -> Formula:
    return text_equals(_field("eventSource"), name)


def _all_taken(formulas: Sequence[Formula]) -> bool:
    return isinstance(difference([_MANAGEMENT], formulas), Entailed)


def _recorded(found: dict[str, JSON]) -> dict[str, JSON]:
    """The event as CloudTrail would have written it: `readOnly` is a flag there, and an identity nests."""
    event = {name: value for name, value in found.items() if name != _IDENTITY}
    if _IDENTITY in found:
        event["userIdentity"] = {"arn": found[_IDENTITY]}
    return event | {"readOnly": found.get("readOnly") == "true"}


def _told(event: dict[str, JSON]) -> Phrase:
    return phrase(
        "a {kind} event `{name}` of `{source}`",
        kind="read" if event["readOnly"] else "write",
        name=str(event.get("eventName")),
        source=str(event.get("eventSource")),
    )


class _Taken(NamedTuple):
    """What a selector takes: `surely` at least, `at_most` where a part of it is not understood."""

    surely: Formula
    at_most: Formula


_NOTHING, _EVERYTHING = Or(()), And(())


def _taken(record: EvidenceRecord[EventSelectors]) -> Iterator[_Taken]:
    value = record.value
    for basic in value.EventSelectors or ():
        formula = _basic(basic)
        surely = formula
        if formula is not None and basic.ExcludeManagementEventSources is None and not record.is_complete:
            surely = And((formula, *(Not(_of_source(name)) for name in OPTIONAL_SOURCES)))
        yield _Taken(surely or _NOTHING, formula or _EVERYTHING)
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
