"""What all models of AWS output share.

Members have the names that AWS gives them. No output member is marked as required by AWS, so a
member that is absent or null is None: "not said", which is neither true nor false. A member that
is there must have the right type; members that a newer CLI adds are let through unread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Generic, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat

from analyzer.aws.completeness import CompletenessGap
from analyzer.evidence import JSON, Citation, Location
from analyzer.phrase import Phrase


class AwsModel(BaseModel):
    """Base of every AWS shape: frozen, strict types, unknown members ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", defer_build=True)


def _timestamp(value: object) -> object:
    """CLI v1 prints epoch seconds, v2 ISO 8601, boto3 dumps ISO with a blank instead of the T."""
    if isinstance(value, bool) or value is None:
        return value
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError("expected a time as ISO 8601 text or epoch seconds") from error
    return value


Timestamp = Annotated[datetime | None, BeforeValidator(_timestamp)]


def moment(value: JSON) -> datetime | None:
    """The time that a member of a record spells; None where it spells none."""
    try:
        found = _timestamp(value)
    except ValueError:
        return None
    return found if isinstance(found, datetime) else None


Number = FiniteFloat

MemberPath: TypeAlias = "tuple[str | int, ...]"
"""The steps that lead to a member of a record, such as `("AlarmActions", 0)`."""

T = TypeVar("T", covariant=True)
Item = TypeVar("Item")

# JSON has lists only; strictness about the items stays.
Many = Annotated[tuple[Item, ...], Field(strict=False)]


_NO_PLACES: Mapping[MemberPath, Location] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class EvidenceRecord(Generic[T]):
    """One record of the evidence and its place; two are equal when they stand in the same place.

    `is_complete` says that the record was printed with all its members, so that an absent one is absent
    in AWS; rows that a `--query` may have cut are not.
    `conflicts` are reasons why the record proves nothing: other evidence, or a member of its own,
    says otherwise.
    `errors` say why the command that printed it failed, where no other command printed it too.
    `captured` is when the command that printed it was started, where that is on record.
    `places` are those of members that do not stand where their names tell: templates spell them otherwise.
    """

    at: Location
    value: T = field(compare=False)
    raw: Mapping[str, JSON] = field(compare=False, repr=False)
    is_complete: bool = field(compare=False, default=True)
    conflicts: tuple[Conflict, ...] = field(compare=False, default=())
    errors: tuple[CompletenessGap, ...] = field(compare=False, default=(), repr=False)
    captured: datetime | None = field(compare=False, default=None, repr=False)
    places: Mapping[MemberPath, Location] = field(
        compare=False, default_factory=lambda: _NO_PLACES, repr=False
    )

    def cite(self, *steps: str | int) -> Citation:
        """The member at `steps`, or the nearest one around it where it is absent."""
        value: JSON = dict(self.raw)
        location = self.at
        for depth, step in enumerate(steps, 1):
            if isinstance(value, dict) and step in value:
                value = value[str(step)]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                break
            location = self.places.get(steps[:depth]) or location.child(step)
        return Citation(location, value)


class Conflict(NamedTuple):
    """Why a record proves nothing, with both places.

    `source` is where AWS says that there is no such record; "" where other evidence says otherwise.
    """

    observed: Phrase
    places: tuple[Citation, ...]
    source: str = ""
