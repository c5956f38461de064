"""What a document is by its shape: the operation that prints such a one, and the records in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from pydantic import ValidationError

from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.command_line import Kind
from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.record import AwsModel, Recorded
from analyzer.aws.sns import Subscription
from analyzer.aws.sts import CallerIdentity
from analyzer.evidence import JSON, Cited, Location

Row: TypeAlias = Recorded[AwsModel]


class Gap(NamedTuple):
    """Why a reply may not be all that AWS had to say. `code` is stable."""

    code: str
    message: str
    at: Cited


# Top-level list member, operation, type of its rows.
_LISTS: tuple[tuple[str, Kind, type[AwsModel]], ...] = (
    ("trailList", Kind.TRAILS, Trail),
    ("metricFilters", Kind.FILTERS, MetricFilter),
    ("MetricAlarms", Kind.ALARMS, MetricAlarm),
    ("CompositeAlarms", Kind.ALARMS, CompositeAlarm),
    ("Subscriptions", Kind.SUBSCRIPTIONS, Subscription),
    ("logGroups", Kind.LOG_GROUPS, LogGroupDescription),
)
# Members of which any one tells an operation that prints a single object.
_OBJECTS: tuple[tuple[frozenset[str], Kind, type[AwsModel]], ...] = (
    (frozenset({"IsLogging", "LatestDeliveryTime", "LatestDeliveryAttemptTime"}), Kind.STATUS, TrailStatus),
    (frozenset({"EventSelectors", "AdvancedEventSelectors"}), Kind.SELECTORS, EventSelectors),
)
# Members that together tell what a row without its list is.
_BARE_ROWS: tuple[tuple[frozenset[str], Kind, type[AwsModel]], ...] = (
    (frozenset({"TrailARN", "S3BucketName"}), Kind.TRAILS, Trail),
    (frozenset({"TrailARN", "IsMultiRegionTrail"}), Kind.TRAILS, Trail),
    (frozenset({"filterPattern", "metricTransformations"}), Kind.FILTERS, MetricFilter),
    (frozenset({"AlarmArn", "AlarmRule"}), Kind.ALARMS, CompositeAlarm),
    (frozenset({"AlarmArn"}), Kind.ALARMS, MetricAlarm),
    (frozenset({"SubscriptionArn", "TopicArn"}), Kind.SUBSCRIPTIONS, Subscription),
    (frozenset({"IsLogging"}), Kind.STATUS, TrailStatus),
)
_TOKENS = ("NextToken", "nextToken")

KEYS = tuple((f'"{name}"', kind) for name, kind, _ in _LISTS) + tuple(
    (f'"{name}"', kind) for names, kind, _ in _OBJECTS for name in sorted(names)
)
"""Texts that only the answer to an operation holds: what tells a document that cannot be read."""


Read: TypeAlias = tuple[Kind, list[Row], list[Gap], frozenset[str]]
"""The operation, its records, what is missing, and the top-level members that were printed."""


def read_value(value: JSON, at: Location, asked: Kind | None) -> Read | None:
    """What a document at this place is; `asked` is the operation that its command or its name tells."""
    match value:
        case dict():
            return _read_object(value, at)
        case list():
            return _read_list(value, at, asked)
        case _:
            return None


def _read_object(value: dict[str, JSON], at: Location) -> Read | None:
    members = frozenset(value)
    if "Account" in value and ("Arn" in value or "UserId" in value):
        return (Kind.IDENTITY, *_rows([value], [at], CallerIdentity, whole=True), members)
    for names, kind, model in _OBJECTS:
        if names & members:
            return (kind, *_rows([value], [at], model, whole=True), members)
    listed = [(name, kind, model) for name, kind, model in _LISTS if name in value]
    if listed:
        return _read_listing(value, at, listed, members)
    return _read_bare([value], [at], Cited(at, value))


def _read_listing(
    value: dict[str, JSON],
    at: Location,
    listed: Sequence[tuple[str, Kind, type[AwsModel]]],
    members: frozenset[str],
) -> Read:
    rows: list[Row] = []
    gaps: list[Gap] = []
    for name, _, model in listed:
        entries = value[name]
        if not isinstance(entries, list):
            gaps.append(Gap("malformed", f"expected a list at `{name}`", Cited(at.child(name), entries)))
            continue
        places = [at.child(name, index) for index in range(len(entries))]
        good, bad = _rows(entries, places, model, whole=True)
        rows += good
        gaps += bad
    for token in _TOKENS:
        if value.get(token):
            gaps.append(Gap("paged", "more pages follow this one", Cited(at.child(token), value[token])))
    return listed[0][1], rows, gaps, members


def _read_list(value: list[JSON], at: Location, asked: Kind | None) -> Read | None:
    """A list without its member name, as `--query` prints it; what an empty one is, its command tells."""
    cited = Cited(at, value)
    if value:
        return _read_bare(value, [at.child(index) for index in range(len(value))], cited)
    if asked in (Kind.TRAILS, Kind.FILTERS, Kind.ALARMS, Kind.SUBSCRIPTIONS):
        return asked, [], [_bare_gap(cited)], frozenset()
    return None


def _bare_gap(at: Cited) -> Gap:
    return Gap(
        "bare-list", "a list without its member name, as `--query` prints it, may have left rows out", at
    )


def _read_bare(entries: Sequence[JSON], places: Sequence[Location], at: Cited) -> Read | None:
    kinds = [_bare_kind(entry) for entry in entries]
    known = {kind for kind in kinds if kind is not None}
    if len({kind for kind, _ in known}) != 1:
        return None
    rows: list[Row] = []
    gaps = [_bare_gap(at)]
    for entry, place, found in zip(entries, places, kinds, strict=True):
        if found is None:
            gaps.append(
                Gap("invalid-row", "this entry is of another shape than those beside it", Cited(place, entry))
            )
            continue
        good, bad = _rows([entry], [place], found[1], whole=False)
        rows += good
        gaps += bad
    return next(iter(known))[0], rows, gaps, frozenset()


def _bare_kind(entry: JSON) -> tuple[Kind, type[AwsModel]] | None:
    if not isinstance(entry, dict):
        return None
    for names, kind, model in _BARE_ROWS:
        if names <= frozenset(entry):
            return kind, model
    return None


def _rows(
    entries: Sequence[JSON], places: Sequence[Location], model: type[AwsModel], *, whole: bool
) -> tuple[list[Row], list[Gap]]:
    rows: list[Row] = []
    gaps: list[Gap] = []
    for entry, place in zip(entries, places, strict=True):
        try:
            rows.append(Recorded(place, model.model_validate(entry), _mapping(entry), whole))
        except ValidationError as error:
            gaps.append(_invalid(place, entry, error))
    return rows, gaps


def _mapping(entry: JSON) -> Mapping[str, JSON]:
    return entry if isinstance(entry, dict) else {}


def _invalid(place: Location, entry: JSON, error: ValidationError) -> Gap:
    first = error.errors(include_url=False, include_context=False)[0]
    steps = [step for step in first["loc"] if isinstance(step, int | str)]
    cited = Recorded(place, AwsModel(), _mapping(entry)).cite(*steps)
    spelled = "/".join(str(step) for step in steps) or "this entry"
    return Gap("invalid-row", f"`{spelled}`: {first['msg'][:1].lower()}{first['msg'][1:]}", cited)
