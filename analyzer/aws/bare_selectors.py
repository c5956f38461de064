"""Event selectors without the object that `get-event-selectors` prints them in, as `--query` leaves them."""

from __future__ import annotations

from pydantic import ValidationError

from analyzer.aws.cloudtrail import EventSelectors
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.record import EvidenceRecord
from analyzer.evidence import JSON, Citation, Location
from analyzer.phrase import phrase

# Members of which any one tells a selector of this kind.
_BASIC = frozenset({"ReadWriteType", "IncludeManagementEvents"})
_ADVANCED = frozenset({"FieldSelectors"})


def member_of(value: JSON) -> str | None:
    """The member of `get-event-selectors` that a selector, or a list of nothing but selectors, is from."""
    selectors = value if isinstance(value, list) else [value]
    names = {_member_of_one(selector) for selector in selectors}
    return names.pop() if len(names) == 1 else None


def _member_of_one(selector: JSON) -> str | None:
    if not isinstance(selector, dict):
        return None
    if not _ADVANCED.isdisjoint(selector):
        return "AdvancedEventSelectors"
    return None if _BASIC.isdisjoint(selector) else "EventSelectors"


def read_selectors(
    value: JSON, at: Location, member: str
) -> EvidenceRecord[EventSelectors] | CompletenessGap:
    """The selectors as those of a trail that nothing here names; `value` stands where `member` would.

    They may be some of the trail's only, and lack members, so the record is not complete.
    """
    selectors = value if isinstance(value, list) else [value]
    try:
        found = EventSelectors.model_validate({member: selectors})
    except ValidationError:
        said = phrase("these event selectors are not as AWS prints them")
        return CompletenessGap(GapKind.INVALID_ROW, said, Citation(at, value))
    return EvidenceRecord(at, found, {member: value}, is_complete=False, places={(member,): at})
