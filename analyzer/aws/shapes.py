"""What a document is by its shape: the operation that prints such a one, and the records in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from analyzer.aws import bare_selectors
from analyzer.aws.alarm_history import AlarmHistoryItem
from analyzer.aws.cloudtrail import EventSelectors, LookedUpEvent, Trail, TrailStatus
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.kms import KeyMetadata
from analyzer.aws.logs import LogGroupDescription, MetricFilter, MetricFilterMatch
from analyzer.aws.mute_rules import AlarmMuteRule
from analyzer.aws.organizations import Organization
from analyzer.aws.record import AwsModel
from analyzer.aws.row_reading import GapsOfRows, Record, read_row, read_rows
from analyzer.aws.rows import RowBudget
from analyzer.aws.sns import Subscription, SubscriptionAttributes, TopicAttributes
from analyzer.aws.sts import CallerIdentity
from analyzer.evidence import JSON, Citation, Location, ProblemCode
from analyzer.phrase import phrase

# Top-level list member, operation, type of its rows.
_LISTS: tuple[tuple[str, AuditOperation, type[AwsModel]], ...] = (
    ("trailList", AuditOperation.TRAILS, Trail),
    ("metricFilters", AuditOperation.FILTERS, MetricFilter),
    ("MetricAlarms", AuditOperation.ALARMS, MetricAlarm),
    ("CompositeAlarms", AuditOperation.ALARMS, CompositeAlarm),
    ("Subscriptions", AuditOperation.SUBSCRIPTIONS, Subscription),
    ("logGroups", AuditOperation.LOG_GROUPS, LogGroupDescription),
    ("AlarmHistoryItems", AuditOperation.ALARM_HISTORY, AlarmHistoryItem),
    ("AlarmMuteRuleSummaries", AuditOperation.MUTE_RULES, AlarmMuteRule),
)
# Members of which any one tells an operation that prints a single object.
_OBJECTS: tuple[tuple[frozenset[str], AuditOperation, type[AwsModel]], ...] = (
    (
        frozenset({"IsLogging", "LatestDeliveryTime", "LatestDeliveryAttemptTime"}),
        AuditOperation.STATUS,
        TrailStatus,
    ),
    (frozenset({"EventSelectors", "AdvancedEventSelectors"}), AuditOperation.SELECTORS, EventSelectors),
    (frozenset({"MuteTargets"}), AuditOperation.MUTE_RULE, AlarmMuteRule),
)
# A top-level member that holds the one object of an answer, and a member of this object.
_WRAPPED: tuple[tuple[str, str, AuditOperation, type[AwsModel]], ...] = (
    ("Organization", "MasterAccountId", AuditOperation.ORGANIZATION, Organization),
    ("Attributes", "SubscriptionArn", AuditOperation.SUBSCRIPTION, SubscriptionAttributes),
    ("Attributes", "TopicArn", AuditOperation.TOPIC, TopicAttributes),
    ("KeyMetadata", "KeyId", AuditOperation.KEY, KeyMetadata),
)
# Lists of other programs bear such a name as well: a member that each row has tells them apart.
_COMMON_LISTS: tuple[tuple[str, str, AuditOperation, type[AwsModel]], ...] = (
    ("matches", "eventNumber", AuditOperation.TEST, MetricFilterMatch),
    ("Events", "EventId", AuditOperation.LOOKUP, LookedUpEvent),
)
# Members that together tell what a row without its list is.
_BARE_ROWS: tuple[tuple[frozenset[str], AuditOperation, type[AwsModel]], ...] = (
    (frozenset({"TrailARN", "S3BucketName"}), AuditOperation.TRAILS, Trail),
    (frozenset({"TrailARN", "IsMultiRegionTrail"}), AuditOperation.TRAILS, Trail),
    (frozenset({"filterPattern", "metricTransformations"}), AuditOperation.FILTERS, MetricFilter),
    (frozenset({"AlarmArn", "AlarmRule"}), AuditOperation.ALARMS, CompositeAlarm),
    (frozenset({"AlarmArn"}), AuditOperation.ALARMS, MetricAlarm),
    (
        frozenset({"SubscriptionArn", "PendingConfirmation"}),
        AuditOperation.SUBSCRIPTION,
        SubscriptionAttributes,
    ),
    (frozenset({"SubscriptionArn", "TopicArn"}), AuditOperation.SUBSCRIPTIONS, Subscription),
    (frozenset({"SubscriptionArn", "Protocol"}), AuditOperation.SUBSCRIPTIONS, Subscription),
    (frozenset({"logGroupName", "metricTransformations"}), AuditOperation.FILTERS, MetricFilter),
    (frozenset({"logGroupName", "arn"}), AuditOperation.LOG_GROUPS, LogGroupDescription),
    (frozenset({"TopicArn", "SubscriptionsConfirmed"}), AuditOperation.TOPIC, TopicAttributes),
    (frozenset({"HistoryItemType", "HistorySummary"}), AuditOperation.ALARM_HISTORY, AlarmHistoryItem),
    (frozenset({"KeyId", "KeyManager"}), AuditOperation.KEY, KeyMetadata),
    (frozenset({"IsLogging"}), AuditOperation.STATUS, TrailStatus),
    (frozenset({"Id", "MasterAccountId"}), AuditOperation.ORGANIZATION, Organization),
)
_TOKENS = ("NextToken", "nextToken")
_TRAIL = "Trail"  # what `get-trail` prints its one trail under
_IDENTITY = ("Account", "Arn", "UserId")

KEYS = tuple((f'"{name}"', kind) for name, kind, _ in _LISTS) + tuple(
    (f'"{name}"', kind) for names, kind, _ in _OBJECTS for name in sorted(names)
)
"""Texts that only the answer to an operation holds: what tells a document that cannot be read."""


Read: TypeAlias = tuple[AuditOperation, list[Record], list[CompletenessGap], frozenset[str]]
"""The operation, its records, what is missing, and the top-level members that were printed."""


def read_value(
    value: JSON, at: Location, asked: AuditOperation | None, budget: RowBudget | None = None
) -> Read | None:
    """What a document at this place is; `asked` is the operation that its command or its name tells.

    `budget` is what is left for the rows of its input.
    """
    budget = budget or RowBudget.of()
    match value:
        case dict():
            return _read_object(value, at, budget)
        case list():
            return _read_list(value, at, asked, budget)
        case _:
            return None


def is_answer(value: JSON) -> bool:
    """Whether a value is the answer to an operation as AWS prints it, with the member that tells it."""
    if not isinstance(value, dict) or _TELLING.isdisjoint(value):
        return False
    return not _LISTED.isdisjoint(value) or _single_of(value) is not None or _is_one_trail(value)


def is_list_answer(value: JSON) -> bool:
    """Whether it is one with a list: an object that nothing else prints."""
    return isinstance(value, dict) and not _LISTED.isdisjoint(value)


_LISTED = frozenset(name for name, _, _ in _LISTS)
_TELLING = _LISTED | {_TRAIL, "Account"} | frozenset(name for names, _, _ in _OBJECTS for name in names)


def _single_of(value: dict[str, JSON]) -> tuple[AuditOperation, type[AwsModel]] | None:
    """The operation that prints such an object as all of its answer."""
    if "Account" in value and ("Arn" in value or "UserId" in value):
        return AuditOperation.IDENTITY, CallerIdentity
    return next(((kind, model) for names, kind, model in _OBJECTS if not names.isdisjoint(value)), None)


def _is_one_trail(value: dict[str, JSON]) -> bool:
    trail = value.get(_TRAIL)
    return isinstance(trail, dict) and "TrailARN" in trail


def answers_of(value: JSON) -> dict[AuditOperation, frozenset[str]]:
    """The operations whose answers were put into one object, as `jq -s add` does, and the members of each.

    None but for an object that has a list of one operation and what tells another.
    """
    if not is_list_answer(value) or not isinstance(value, dict):
        return {}
    found: dict[AuditOperation, set[str]] = {}
    for name, kind, _ in _LISTS:
        if name in value:
            found.setdefault(kind, set()).add(name)
    for names, kind, model in _OBJECTS:
        if not names.isdisjoint(value):
            found.setdefault(kind, set()).update(set(model.model_fields) & value.keys())
    if "Account" in value and ("Arn" in value or "UserId" in value):
        found.setdefault(AuditOperation.IDENTITY, set()).update(set(_IDENTITY) & value.keys())
    return {kind: frozenset(names) for kind, names in found.items()} if len(found) > 1 else {}


def _read_object(value: dict[str, JSON], at: Location, budget: RowBudget) -> Read | None:
    members = frozenset(value)
    single = _single_of(value)
    if single is not None:
        kind, model = single
        return (kind, *_one(value, at, model, budget), members)
    for member, telling, kind, model in _WRAPPED:
        inside = value.get(member)
        if isinstance(inside, dict) and telling in inside:
            return (kind, *_one(inside, at.child(member), model, budget), members)
    listed = [(name, kind, model) for name, kind, model in _LISTS if name in value]
    listed = listed or [
        (name, kind, model)
        for name, telling, kind, model in _COMMON_LISTS
        if members <= {name, *_TOKENS, "ResponseMetadata"} and _is_list_of(value.get(name), telling)
    ]
    if listed:
        return _read_listing(value, at, listed, members, budget)
    if _is_one_trail(value):
        rows, gaps = _one(value[_TRAIL], at.child(_TRAIL), Trail, budget)
        alone = CompletenessGap(GapKind.FILTERED, _ONE_TRAIL, Citation(at, value))
        return AuditOperation.TRAILS, rows, [alone, *gaps], members
    return _read_bare([value], lambda _: at, Citation(at, value), budget)


_ONE_TRAIL = phrase("`get-trail` prints one trail, and not the list of them")


def _is_list_of(value: JSON, member: str) -> bool:
    """Whether every row of a list has the member."""
    return isinstance(value, list) and all(isinstance(row, dict) and member in row for row in value)


def _one(
    value: JSON, at: Location, model: type[AwsModel], budget: RowBudget
) -> tuple[list[Record], list[CompletenessGap]]:
    return read_rows([value], lambda _: at, model, Citation(at, value), budget, is_complete=True)


def _read_listing(
    value: dict[str, JSON],
    at: Location,
    listed: Sequence[tuple[str, AuditOperation, type[AwsModel]]],
    members: frozenset[str],
    budget: RowBudget,
) -> Read:
    rows: list[Record] = []
    gaps: list[CompletenessGap] = []
    for name, _, model in listed:
        entries = value[name]
        if not isinstance(entries, list):
            gaps.append(
                CompletenessGap(
                    ProblemCode.MALFORMED,
                    phrase("expected a list at `{member}`", member=name),
                    Citation(at.child(name), entries),
                )
            )
            continue
        listing = at.child(name)
        good, bad = read_rows(
            entries, listing.child, model, Citation(listing, entries), budget, is_complete=True
        )
        rows += good
        gaps += bad
    for token in _TOKENS:
        if value.get(token):
            gaps.append(
                CompletenessGap(
                    GapKind.PAGED,
                    phrase("more pages follow this one"),
                    Citation(at.child(token), value[token]),
                )
            )
    return listed[0][1], rows, gaps, members


def _read_list(
    value: list[JSON], at: Location, asked: AuditOperation | None, budget: RowBudget
) -> Read | None:
    """A list without its member name, as `--query` prints it; what an empty one is, its command tells."""
    cited = Citation(at, value)
    if value:
        return _read_bare(value, at.child, cited, budget)
    if asked in (
        AuditOperation.TRAILS,
        AuditOperation.FILTERS,
        AuditOperation.ALARMS,
        AuditOperation.SUBSCRIPTIONS,
    ):
        return asked, [], [_bare_gap(cited)], frozenset()
    return None


_BARE = phrase("a list without its member name, as `--query` prints it, may have left rows out")
_STRANGER = phrase("this entry is of another shape than those beside it")


def _bare_gap(at: Citation) -> CompletenessGap:
    return CompletenessGap(GapKind.BARE_LIST, _BARE, at)


def _read_bare(
    entries: Sequence[JSON], place: Callable[[int], Location], at: Citation, budget: RowBudget
) -> Read | None:
    if (member := bare_selectors.member_of(at.value)) is not None:
        return _read_bare_selectors(at, member)
    kinds = [_bare_kind(entry) for entry in entries]
    known = {kind for kind in kinds if kind is not None}
    if len({kind for kind, _ in known}) != 1:
        return None
    kind = next(iter(known))[0]
    if refusal := budget.refusal(entries):
        return kind, [], [_bare_gap(at), CompletenessGap(ProblemCode.TOO_LARGE, refusal, at)], frozenset()
    rows: list[Record] = []
    told = GapsOfRows(at, budget, [_bare_gap(at)])
    for index, (entry, found) in enumerate(zip(entries, kinds, strict=True)):
        if found is None:
            told.add(partial(_stranger, place(index), entry))
        else:
            read_row(entry, place(index), found[1], rows, told, is_complete=False)
    return kind, rows, told.all(), frozenset()


def _read_bare_selectors(at: Citation, member: str) -> Read:
    found = bare_selectors.read_selectors(at.value, at.location, member)
    if isinstance(found, CompletenessGap):
        return AuditOperation.SELECTORS, [], [_bare_gap(at), found], frozenset()
    return AuditOperation.SELECTORS, [found], [_bare_gap(at)], frozenset()


def _stranger(place: Location, entry: JSON) -> CompletenessGap:
    return CompletenessGap(GapKind.INVALID_ROW, _STRANGER, Citation(place, entry))


def _bare_kind(entry: JSON) -> tuple[AuditOperation, type[AwsModel]] | None:
    if not isinstance(entry, dict):
        return None
    for names, kind, model in _BARE_ROWS:
        if names <= frozenset(entry):
            return kind, model
    return None
