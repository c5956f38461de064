"""What a file declares: resources in the shapes in which AWS tells them, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeAlias

from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.record import EvidenceRecord, MemberPath, T
from analyzer.aws.sns import Subscription, Topic
from analyzer.evidence import JSON, Location

Lines: TypeAlias = Mapping[str, int]
"""The line of each value by JSON pointer, counted from 1; none where the format has none."""


class ResourceReference(NamedTuple):
    """The value of another resource. `resource` is its name in the file, whether it is declared there or
    not; `attribute` is spelled as the file does. `member` is what AWS calls it; () for a resource that is
    none of the chain's, and for a value that AWS does not tell of one that is."""

    resource: str
    attribute: str
    member: MemberPath = ()


@dataclass(frozen=True, slots=True)
class Open:
    """A value that the file does not tell. `key` is the same for two that are surely the same in it, ""
    where nothing at all is known of it.

    target: the value is that of this resource, for certain. mentions: it is made of values of these, and
    may be one of them or not.
    """

    reason: str
    key: str
    name: str = "?"  # what it is called in the file
    target: ResourceReference | None = None
    mentions: tuple[ResourceReference, ...] = ()

    @property
    def placeholder(self) -> str:
        """What stands for it in a shape that demands a text: its name, unless that could pass for an ARN."""
        return "?" if self.name.startswith("arn:") else self.name


Text: TypeAlias = "str | Open"


@dataclass(frozen=True, slots=True)
class Declared(Generic[T]):
    """One resource of a file, in the shape in which AWS tells it.

    record: at its place in the file. A member that the file does not tell stands in it as None, or where
    the shape demands a text, as what the file calls it, which is no ARN, no number and no pattern: `open`
    has all such members with the reason. Any other member that is None is absent. `record.raw` has the
    members under AWS's names as the file writes them, and `record.cite` finds their places in the file.
    name: the resource's own in the file, which references use.
    references: the members that are the value of another resource for certain, whether it is open or not.
    condition: where it is not certain that the resource is made, or made once, what decides.
    line: 0 where none is known.
    """

    record: EvidenceRecord[T]
    name: str
    line: int = 0
    open: Mapping[MemberPath, Open] = field(compare=False, default_factory=dict)
    references: Mapping[MemberPath, ResourceReference] = field(compare=False, default_factory=dict)
    condition: str = ""

    def why_open(self, *member: str | int) -> Open | None:
        """Why the file does not tell a member, or what is around it; None where it does."""
        steps = (member[:depth] for depth in range(len(member), 0, -1))
        return next((self.open[one] for one in steps if one in self.open), None)


class Elsewhere(NamedTuple):
    """A part of the file that may make resources which are not told in it."""

    at: Location
    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resources:
    """All resources of the chain that one file declares, each kind in the order of the file.

    A trail is three records of one name, as AWS tells it in three answers.
    elsewhere: what may make more of them. lines: of values by JSON pointer, where the format has lines.
    """

    trails: tuple[Declared[Trail], ...] = ()
    statuses: tuple[Declared[TrailStatus], ...] = ()
    selectors: tuple[Declared[EventSelectors], ...] = ()
    log_groups: tuple[Declared[LogGroupDescription], ...] = ()
    metric_filters: tuple[Declared[MetricFilter], ...] = ()
    metric_alarms: tuple[Declared[MetricAlarm], ...] = ()
    composite_alarms: tuple[Declared[CompositeAlarm], ...] = ()
    topics: tuple[Declared[Topic], ...] = ()
    subscriptions: tuple[Declared[Subscription], ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    lines: Lines = field(compare=False, default_factory=dict, repr=False)

    def line_of(self, at: Location) -> int:
        """The line of a place in the file, such as one that a record cites; 0 where none is known."""
        return line_near(self.lines, at)


def line_near(lines: Lines, at: Location) -> int:
    """The line of a place or of the nearest thing around it that has one; 0 where no lines are known."""
    pointer = at.pointer
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 0)


def text_of(value: JSON, missing: str, key: str) -> Text:
    """A text, a number or a flag as the text it is written as; `missing` says what anything else means."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return Open(missing, key)


def is_set(value: JSON) -> bool:
    """Whether an option is switched on, or may be: only nothing, false, "" and [] are off for certain."""
    return value not in (None, False, "", "false", "False") and value != [] and value != {}
