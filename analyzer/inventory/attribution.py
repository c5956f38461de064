"""Whose account and which region a reply is of.

Order of trust: the collector's table or the command line, ARNs inside the document, folder and file
names, what the caller states, and last what all files around it agree on, which is an assumption
and is reported as one. Where several are possible a reply stays unbound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from analyzer.aws.arn import Arn, Place, log_group_of, parse_arn
from analyzer.aws.cloudtrail import EventSelectors, Trail
from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.command_line import Kind
from analyzer.aws.sns import Subscription
from analyzer.aws.sts import CallerIdentity
from analyzer.inventory.command_output import Reply
from analyzer.inventory.neighbour_context import Surroundings


class How(StrEnum):
    """What a binding rests on, most trusted first."""

    COMMAND = "the command"
    ARN = "the ARNs inside it"
    NAME = "its name"
    STATED = "what the caller stated"
    IDENTITY = "the identity file beside it"
    NEIGHBOURS = "the files around it"
    NOTHING = "nothing"


class Bound(NamedTuple):
    """An account or region. `value` is None where nothing says it or several (`options`) are possible."""

    value: str | None
    how: How
    options: tuple[str, ...] = ()


class BoundReply(NamedTuple):
    """A reply with its account and region.

    `identities` are the accounts of the identity files in its own folder or in one above it.
    """

    reply: Reply
    account: Bound
    region: Bound
    identities: tuple[str, ...]

    @property
    def contradicted(self) -> bool:
        """An identity file says another account than the reply itself, and no name explains it."""
        others = bool(self.identities) and self.account.value not in self.identities
        return others and self.reply.hints.account != self.account.value

    @property
    def place(self) -> Place | None:
        if self.account.value is None or self.region.value is None:
            return None
        return Place(partition_of(self.region.value), self.account.value, self.region.value)


class Stated(NamedTuple):
    """What the caller says of evidence that does not say it itself."""

    account: str | None = None
    region: str | None = None


_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eusc-", "aws-eusc"),
)


def partition_of(region: str) -> str:
    """The partition of a region; every region belongs to just one (botocore `partitions.json`)."""
    return next((name for prefix, name in _PARTITIONS if region.startswith(prefix)), "aws")


def own_arns(reply: Reply) -> tuple[Arn, ...]:
    """The ARNs of the reply's own resources, by which it can be placed; not those that it refers to."""
    texts: list[str | None] = []
    for row in reply.rows:
        match row.value:
            case Trail() as trail:
                texts += [trail.TrailARN, trail.CloudWatchLogsLogGroupArn]
            case EventSelectors() as selectors:
                texts.append(selectors.TrailARN)
            case Alarm() as alarm:
                texts.append(alarm.AlarmArn)
            case Subscription() as subscription:
                texts.append(subscription.TopicArn)
            case _:
                pass
    return tuple(arn for arn in map(parse_arn, texts) if arn is not None)


def bind(replies: Sequence[Reply], stated: Stated) -> tuple[BoundReply, ...]:
    """Bind every reply; what one reply is taken for never depends on another input's files."""
    by_group: dict[str, list[Reply]] = {}
    for reply in replies:
        by_group.setdefault(reply.group, []).append(reply)
    binders = {group: _Binder(members, stated) for group, members in by_group.items()}
    return tuple(binders[reply.group].bind(reply) for reply in replies)


class _Binder:
    """Binds the replies of one input."""

    def __init__(self, replies: Sequence[Reply], stated: Stated) -> None:
        self._stated = stated
        self._identities = Surroundings(replies, _identity_accounts)
        self._named = _accounts_by_name(replies)
        self._profiles = _accounts_by_profile(replies)
        self._accounts_around = Surroundings(replies, _local_accounts)
        self._regions_around = Surroundings(replies, _regions)

    def bind(self, reply: Reply) -> BoundReply:
        identities = self._identities.of(reply)
        above = self._identities.above(reply)
        return BoundReply(reply, self._account(reply, identities), self._region(reply), above)

    def _account(self, reply: Reply, identities: tuple[str, ...]) -> Bound:
        if reply.kind is Kind.IDENTITY:
            return _single(_identity_accounts(reply), How.ARN)
        if reply.kind in (Kind.ALARMS, Kind.SUBSCRIPTIONS) and (accounts := _accounts(reply)):
            return _single(
                accounts, How.ARN
            )  # the caller's own alarms; the subscriptions of an account's topic
        if reply.command and reply.command.profile in self._profiles:
            return _single(self._profiles[reply.command.profile], How.COMMAND)
        if reply.hints.account and not reply.from_table:
            return _single(self._named.get(reply.hints.account, {reply.hints.account}), How.NAME)
        if self._stated.account:
            return Bound(self._stated.account, How.STATED)
        if len(identities) > 1:
            identities = tuple(sorted(set(identities) & set(_accounts(reply)))) or identities
        if identities:
            return _single(identities, How.IDENTITY)
        return _single(_local(reply) or self._accounts_around.of(reply), How.NEIGHBOURS)

    def _region(self, reply: Reply) -> Bound:
        if reply.command and reply.command.region:
            return Bound(reply.command.region, How.COMMAND)
        if reply.kind is not Kind.TRAILS and (regions := _regions_of_arns(reply)):
            return _single(regions, How.ARN)
        if reply.hints.region:
            return Bound(reply.hints.region, How.NAME)
        if self._stated.region:
            return Bound(self._stated.region, How.STATED)
        return _single(self._regions_around.of(reply), How.NEIGHBOURS)


def _single(values: Iterable[str], how: How) -> Bound:
    options = tuple(sorted(set(values)))
    if len(options) == 1:
        return Bound(options[0], how)
    return Bound(None, how if options else How.NOTHING, options)


def _identity_accounts(reply: Reply) -> tuple[str, ...]:
    return tuple(row.value.Account for row in reply.rows if isinstance(row.value, CallerIdentity))


def _accounts_by_name(replies: Iterable[Reply]) -> dict[str, set[str]]:
    """For each account that a folder or file is named for, the accounts of the identity files in it."""
    named: dict[str, set[str]] = {}
    for reply in replies:
        if reply.hints.account and (identities := _identity_accounts(reply)):
            named.setdefault(reply.hints.account, set()).update(identities)
    return named


def _accounts_by_profile(replies: Iterable[Reply]) -> dict[str | None, set[str]]:
    """For each profile of the AWS CLI, the accounts of the identities that were asked with it."""
    found: dict[str | None, set[str]] = {}
    for reply in replies:
        profile = reply.command.profile if reply.command else None
        if profile is not None and (identities := _identity_accounts(reply)):
            found.setdefault(profile, set()).update(identities)
    return found


def _accounts(reply: Reply) -> tuple[str, ...]:
    return tuple(sorted({arn.account for arn in own_arns(reply) if arn.account}))


def _local(reply: Reply) -> tuple[str, ...]:
    """The account that a reply's own rows tell without doubt: not that of an organization trail's owner."""
    if reply.kind is not Kind.TRAILS:
        return ()
    own = {
        arn.account
        for row in reply.rows
        if isinstance(row.value, Trail) and row.value.IsOrganizationTrail is not True
        if (arn := row.value.arn) is not None
    }
    return tuple(sorted(own)) or _accounts(reply)


def _local_accounts(reply: Reply) -> tuple[str, ...]:
    return _local(reply) if reply.kind is Kind.TRAILS else _accounts(reply)


def _regions_of_arns(reply: Reply) -> tuple[str, ...]:
    return tuple(sorted({arn.region for arn in own_arns(reply) if arn.region}))


def _regions(reply: Reply) -> tuple[str, ...]:
    """Every region that a reply speaks of: those of its ARNs, of its command and of its name.

    Where the trail of an organization is kept that another account owns says nothing of this one.
    """
    trails = [row.value for row in reply.rows if isinstance(row.value, Trail)]
    own = set(_local(reply))
    homes = [trail.HomeRegion for trail in trails if trail.arn is None or trail.arn.account in own]
    groups = [log_group_of(trail.CloudWatchLogsLogGroupArn) for trail in trails]
    kept = [group.place.region for group in groups if group is not None and group.place.account in own]
    said = [reply.command.region if reply.command else None, reply.hints.region]
    arns = [arn.region for arn in own_arns(reply) if not trails or arn.account in own]
    return tuple(region for region in (*arns, *homes, *kept, *said) if region)
