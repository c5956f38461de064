"""Whose account and which region an output is of.

Order of trust: the collector's table or the command line, ARNs inside the document, folder and file
names, what the caller states, and last what all files around it agree on, which is an assumption
and is reported as one. Where several are possible an output stays unbound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from analyzer.aws.alarm_history import AlarmHistoryItem
from analyzer.aws.arn import Arn, ResourceScope, parse_arn
from analyzer.aws.cloudtrail import EventSelectors, Trail
from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.command_line import BESIDE, AuditOperation
from analyzer.aws.kms import KeyMetadata
from analyzer.aws.mute_rules import AlarmMuteRule
from analyzer.aws.sns import Subscription, SubscriptionAttributes, TopicAttributes
from analyzer.aws.sts import CallerIdentity
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.neighbour_context import (
    NeighbourContext,
    divisions,
    doubled_parts,
    parts_of,
    unidentified_parts,
)


class AttributionBasis(StrEnum):
    """What a binding rests on, most trusted first."""

    COMMAND = "the command"
    ARN = "the ARNs inside it"
    NAME = "its name"
    STATED = "what the caller stated"
    IDENTITY = "the identity file beside it"
    NEIGHBOURS = "the files around it"
    NOTHING = "nothing"


class Attribution(NamedTuple):
    """An account or region. `value` is None where nothing says it; `options` are what it may be."""

    value: str | None
    basis: AttributionBasis
    options: tuple[str, ...] = ()


class AttributedOutput(NamedTuple):
    """An output with its account and region.

    `identities` are the accounts of the identity files in its own folder or in one above it.
    """

    output: CommandOutput
    account: Attribution
    region: Attribution
    identities: tuple[str, ...]

    @property
    def contradicted(self) -> bool:
        """An identity file says another account than the output itself, and no name explains it."""
        others = bool(self.identities) and self.account.value not in self.identities
        return others and self.output.hints.account != self.account.value

    @property
    def scope(self) -> ResourceScope | None:
        if self.account.value is None or self.region.value is None:
            return None
        return ResourceScope(partition_of(self.region.value), self.account.value, self.region.value)


class CallerStatement(NamedTuple):
    """What the caller says of evidence that does not say it itself."""

    account: str | None = None
    region: str | None = None


# What these print is the caller's own, or is of the account whose topic or key it is about.
_OF_ITS_ARNS = frozenset(
    {
        AuditOperation.ALARMS,
        AuditOperation.SUBSCRIPTIONS,
        AuditOperation.ALARM_HISTORY,
        AuditOperation.MUTE_RULES,
        AuditOperation.MUTE_RULE,
        AuditOperation.TOPIC,
        AuditOperation.SUBSCRIPTION,
        AuditOperation.KEY,
    }
)

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


def own_arns(output: CommandOutput) -> tuple[Arn, ...]:
    """The ARNs of the output's own resources, by which it can be placed; not those that it refers to."""
    texts: list[str | None] = []
    for row in output.rows:
        match row.value:
            case Trail() as trail:
                texts += [trail.TrailARN, trail.CloudWatchLogsLogGroupArn]
            case EventSelectors() as selectors:
                texts.append(selectors.TrailARN)
            case Alarm() as alarm:
                texts.append(alarm.AlarmArn)
            case Subscription() | TopicAttributes() | SubscriptionAttributes() as notified:
                texts.append(notified.TopicArn)
            case AlarmHistoryItem() as item if item.alarm is not None:
                texts.append(str(item.alarm))
            case AlarmMuteRule() as rule:
                texts.append(rule.AlarmMuteRuleArn)
            case KeyMetadata() as key:
                texts.append(key.Arn)
            case _:
                pass
    return tuple(arn for arn in map(parse_arn, texts) if arn is not None)


def bind(outputs: Sequence[CommandOutput], stated: CallerStatement) -> tuple[AttributedOutput, ...]:
    """Bind every output; what one output is taken for never depends on another input's files."""
    by_group: dict[str, list[CommandOutput]] = {}
    for output in outputs:
        by_group.setdefault(output.group, []).append(output)
    binders = {group: _Binder(members, stated) for group, members in by_group.items()}
    return tuple(binders[output.group].bind(output) for output in outputs)


class _Binder:
    """Binds the outputs of one input."""

    def __init__(self, outputs: Sequence[CommandOutput], stated: CallerStatement) -> None:
        doubled, unidentified = doubled_parts(outputs), unidentified_parts(outputs)
        self._stated = stated
        self._unidentified = unidentified
        self._only = _only_account(outputs)
        self._named = _accounts_by_name(outputs)
        self._profiles = _accounts_by_profile(outputs)
        self._identities = NeighbourContext(outputs, _identity_accounts, doubled | unidentified)
        self._accounts_around = NeighbourContext(outputs, told_accounts, doubled | unidentified)
        self._regions_around = NeighbourContext(outputs, self._regions, doubled)

    def bind(self, output: CommandOutput) -> AttributedOutput:
        above = self._identities.above(output)
        return AttributedOutput(output, self._account(output), self._region(output), above)

    def _account(self, output: CommandOutput) -> Attribution:
        if output.kind is AuditOperation.IDENTITY:
            return _single(_identity_accounts(output), AttributionBasis.ARN)
        if output.kind in _OF_ITS_ARNS and (accounts := _accounts(output)):
            return _single(accounts, AttributionBasis.ARN)
        if output.command and output.command.profile in self._profiles:
            return _single(self._profiles[output.command.profile], AttributionBasis.COMMAND)
        if output.hints.account and not output.from_table:
            return _single(
                self._named.get(output.hints.account, {output.hints.account}), AttributionBasis.NAME
            )
        if self._stated.account:
            return Attribution(self._stated.account, AttributionBasis.STATED)
        return self._account_by_others(output)

    def _account_by_others(self, output: CommandOutput) -> Attribution:
        """The account of the identity that holds the output, else the one that it or the nearest tell."""
        told = told_accounts(output)
        identities = self._identities.holding(output)
        if len(identities) > 1:
            ours = told if output.kind is AuditOperation.TRAILS else _accounts(output)
            identities = tuple(sorted(set(identities) & set(ours))) or identities
        if identities:
            return _single(identities, AttributionBasis.IDENTITY)
        if told:
            return _single(told, AttributionBasis.NEIGHBOURS)
        levels = zip(self._identities.levels(output), self._accounts_around.levels(output), strict=True)
        for identified, around in levels:
            if identified:
                return _single(identified, AttributionBasis.IDENTITY)
            if around:
                return _single(around, AttributionBasis.NEIGHBOURS)
        anothers = any(part in self._unidentified for part in parts_of(output))
        return Attribution(None, AttributionBasis.NOTHING, () if anothers else self._only)

    def _region(self, output: CommandOutput) -> Attribution:
        if output.command and output.command.region:
            return Attribution(output.command.region, AttributionBasis.COMMAND)
        if output.kind is not AuditOperation.TRAILS and (regions := _regions_of_arns(output)):
            return _single(regions, AttributionBasis.ARN)
        if output.hints.region:
            return Attribution(output.hints.region, AttributionBasis.NAME)
        if self._stated.region:
            return Attribution(self._stated.region, AttributionBasis.STATED)
        return _single(self._regions_around.of(output), AttributionBasis.NEIGHBOURS)

    def _regions(self, output: CommandOutput) -> tuple[str, ...]:
        """Every region that an output speaks of: those of its ARNs, of its command and of its name.

        Where the trail of an organization is kept that another account owns says nothing of this one.
        """
        if output.kind in BESIDE:
            return ()
        said = [output.command.region if output.command else None, output.hints.region]
        trails = [row.value for row in output.rows if isinstance(row.value, Trail)]
        if not trails:
            return tuple(region for region in (*_regions_of_arns(output), *said) if region)
        own = self._account(output).value
        homes = [trail.HomeRegion for trail in trails if trail.arn is None or trail.arn.account == own]
        arns = [arn.region for arn in own_arns(output) if arn.account == own]
        return tuple(region for region in (*arns, *homes, *said) if region)


def _single(values: Iterable[str], basis: AttributionBasis) -> Attribution:
    options = tuple(sorted(set(values)))
    if len(options) == 1:
        return Attribution(options[0], basis)
    return Attribution(None, basis if options else AttributionBasis.NOTHING, options)


def _identity_accounts(output: CommandOutput) -> tuple[str, ...]:
    return tuple(row.value.Account for row in output.rows if isinstance(row.value, CallerIdentity))


def _only_account(outputs: Sequence[CommandOutput]) -> tuple[str, ...]:
    """The account, if the outputs speak of one alone: an output that says nothing is hardly another's.

    Folders that are named for an account or hold its identity speak for themselves. Where a trail is an
    organization's, an output may be a member's: every member sees that trail, and may see nothing else.
    """
    parts = divisions(outputs)
    identified = {
        part for one in outputs if _identity_accounts(one) for part in parts_of(one) if part in parts
    }
    shared = [one for one in outputs if not one.hints.account and identified.isdisjoint(parts_of(one))]
    trails = (row.value for output in shared for row in output.rows if isinstance(row.value, Trail))
    if any(trail.IsOrganizationTrail is not False for trail in trails):
        return ()
    said = {one for output in shared for one in (*_identity_accounts(output), *told_accounts(output))}
    return tuple(said) if len(said) == 1 else ()


def _accounts_by_name(outputs: Iterable[CommandOutput]) -> dict[str, set[str]]:
    """For each account that a folder or file is named for, the accounts of the identity files in it."""
    named: dict[str, set[str]] = {}
    for output in outputs:
        if output.hints.account and (identities := _identity_accounts(output)):
            named.setdefault(output.hints.account, set()).update(identities)
    return named


def _accounts_by_profile(outputs: Iterable[CommandOutput]) -> dict[str | None, set[str]]:
    """For each profile of the AWS CLI, the accounts of the identities that were asked with it."""
    found: dict[str | None, set[str]] = {}
    for output in outputs:
        profile = output.command.profile if output.command else None
        if profile is not None and (identities := _identity_accounts(output)):
            found.setdefault(profile, set()).update(identities)
    return found


def _accounts(output: CommandOutput) -> tuple[str, ...]:
    return tuple(sorted({arn.account for arn in own_arns(output) if arn.account}))


def told_accounts(output: CommandOutput) -> tuple[str, ...]:
    """The accounts that its own rows tell beyond doubt, and so those of the outputs around it.

    Every member of an organization sees the trail of the account that owns it, so a trail tells its
    account only where it says that it is no organization's; selectors never say that, and an alarm may
    notify the topic of another account.
    """
    own: set[str] = set()
    for row in output.rows:
        match row.value:
            case Trail() as trail if trail.IsOrganizationTrail is False and trail.arn is not None:
                own.add(trail.arn.account)
            case Alarm() as alarm if alarm.arn is not None:
                own.add(alarm.arn.account)
            case _:
                pass
    return tuple(sorted(own))


def _regions_of_arns(output: CommandOutput) -> tuple[str, ...]:
    return tuple(sorted({arn.region for arn in own_arns(output) if arn.region}))
