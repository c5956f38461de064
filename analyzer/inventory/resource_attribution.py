"""Which trail, log group or topic an output is about, where the output itself may not say.

`get-trail-status` names no trail at all, an empty list names nothing. The command says it, else the
file name, else the lack of any other choice, which is an assumption.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from analyzer.aws.arn import Arn, LogGroup, parse_arn
from analyzer.aws.cloudtrail import EventSelectors
from analyzer.aws.sns import Subscription
from analyzer.findings import Notice
from analyzer.inventory.attribution import AttributedOutput, AttributionBasis
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.filename_hints import Names, spelled, spells
from analyzer.phrase import Value, phrase
from analyzer.rules import WarningRule
from analyzer.rules.warnings import ASSUMED_REGION, ASSUMED_TOPIC, ASSUMED_TRAIL, ASSUMED_UNFILTERED


class About(NamedTuple):
    """An output taken as the answer about one resource; `is_complete`: all about it would be here.

    `is_doubtful`: it may be about a namesake that no list shows: it raises a doubt and proves nothing.
    """

    is_complete: bool
    assumptions: tuple[Notice, ...] = ()
    completeness_assumptions: tuple[Notice, ...] = ()
    is_doubtful: bool = False


class KnownTrails(NamedTuple):
    """The trails that an output may be about, by name or ARN, and by the region that they belong to."""

    names: Names[Arn]
    in_region: Mapping[str | None, Sequence[Arn]]


def known_trails(trails: Iterable[Arn]) -> KnownTrails:
    """These trails, as they are asked for."""
    in_region: dict[str | None, list[Arn]] = {}
    names: dict[Arn, tuple[str, ...]] = {}
    for arn in trails:
        names[arn] = (trail_name(arn), str(arn))
        in_region.setdefault(arn.region, []).append(arn)
    return KnownTrails(Names(names), in_region)


def trail_of(bound: AttributedOutput, known: KnownTrails) -> tuple[Arn, About] | None:
    """The trail that a status or selectors output is about, as it says itself, else as it was asked."""
    rows = (row.value for row in bound.output.rows)
    named = {value.TrailARN for value in rows if isinstance(value, EventSelectors)} - {None}
    if not named:
        return _trail_asked(bound, known)
    trail = parse_arn(named.pop()) if len(named) == 1 else None
    return (trail, About(is_complete=True)) if trail else None


def _trail_asked(bound: AttributedOutput, known: KnownTrails) -> tuple[Arn, About] | None:
    """The trail of an output that names none: one of the `known`, or what its command names in full."""
    output = bound.output
    if output.command is not None and (subject := output.command.subject) is not None:
        if (asked := parse_arn(subject)) is not None:
            return asked, About(is_complete=True)
        written = known.names.written(subject)
        one = _single(written, bound)
        return (one, About(is_complete=True)) if one else _shadow(written)
    found = spelled(output.hints, known.names)
    if found is not None:
        one = _single(found, bound)
        return (one, _by_name(bound, one, trail_name(one), ASSUMED_TRAIL)) if one else _shadow(found)
    local = known.in_region.get(output.hints.region, ())
    only = next((few[0] for few in (known.names.all, local) if len(few) == 1), None)
    if only is None:
        return None
    name = trail_name(only)
    taken = phrase("names no trail; taken for the status of `{trail}`, the only one it can be of", trail=name)
    return only, About(is_complete=True, assumptions=(_assumed(ASSUMED_TRAIL, output, taken),))


def _shadow(found: Collection[Arn]) -> tuple[Arn, About] | None:
    """The one trail of a name that is at home in another region: what answered there may be its shadow."""
    return (next(iter(found)), About(is_complete=False, is_doubtful=True)) if len(found) == 1 else None


def _assumed(rule: WarningRule, output: CommandOutput, taken: Value) -> Notice:
    return Notice(rule, output.file, taken, places=(output.at,))


def _by_name(bound: AttributedOutput, arn: Arn, name: str, rule: WarningRule) -> About:
    """About the resource that the file name spells: alone, or with a number or a word beside it."""
    exactly = any(spells(bound.output.hints.subject, spelling) for spelling in (name, str(arn)))
    return About(is_complete=True, assumptions=() if exactly else (_nearly(bound.output, name, rule),))


def _nearly(output: CommandOutput, name: str, rule: WarningRule) -> Notice:
    taken = phrase("has more in its name than `{name}`; taken for a file about it", name=name)
    return _assumed(rule, output, taken)


def _single(found: Collection[Arn], bound: AttributedOutput) -> Arn | None:
    """The one resource of that name; a name alone may stand in several regions."""
    region = None if bound.region.basis is AttributionBasis.NEIGHBOURS else bound.region.value
    fitting = [arn for arn in found if region in (None, arn.region)]
    return fitting[0] if len(fitting) == 1 else None


def trail_name(trail: Arn) -> str:
    """The name at the end of a trail's ARN."""
    return trail.resource.removeprefix("trail/")


def group_names(groups: Iterable[LogGroup]) -> Names[LogGroup]:
    """Log groups of one scope by name."""
    return Names({group: (group.name,) for group in groups})


class GroupsAsked(NamedTuple):
    """Of which log groups a `describe-metric-filters` output may be the answer.

    None in `groups` stands for all groups of its scope. `by_name` says that its file name told them, which
    is trusted only with rows of the group, or with none of another. `metric`, namespace and name, is the one
    that its command asked for the publishers of.
    """

    groups: Collection[LogGroup] | None
    by_name: bool = False
    by_command: bool = False
    metric: tuple[str, str] | None = None


def groups_asked(bound: AttributedOutput, known: Names[LogGroup]) -> GroupsAsked:
    """What the command or the name of an output says; `known` are the groups of its scope."""
    output = bound.output
    if output.command is not None and not output.command.unread:
        name, scope = output.command.subject, bound.scope
        groups = None if name is None or scope is None else (LogGroup(scope, name),)
        return GroupsAsked(groups, by_command=True, metric=output.command.publishers_of)
    found = spelled(output.hints, known)
    return GroupsAsked(None) if found is None else GroupsAsked(found, by_name=True)


def about_group(
    bound: AttributedOutput, group: LogGroup, asked: GroupsAsked, *, mentioned: bool
) -> About | None:
    """Whether an output of the scope of `group` says something about it.

    `mentioned`: some row of the output is of the group.
    """
    output, assumptions = bound.output, region_assumption(bound)
    if asked.by_command:
        about = asked.groups is None or group in asked.groups
        return About(asked.metric is None, assumptions) if about else None
    if asked.groups is not None:
        exactly = spells(output.hints.subject, group.name)
        whole = [*asked.groups] == [group] and (mentioned or not output.rows or exactly)
        nearly = () if exactly else (_nearly(output, group.name, ASSUMED_UNFILTERED),)
        return About(whole, assumptions, nearly) if whole or mentioned else None
    taken = phrase(
        "does not say which log group was asked about; taken for all of `{group}`", group=group.name
    )
    unfiltered = _assumed(ASSUMED_UNFILTERED, output, taken)
    return About(is_complete=True, assumptions=assumptions, completeness_assumptions=(unfiltered,))


def region_assumption(bound: AttributedOutput) -> tuple[Notice, ...]:
    """The assumption that an output's region rests on, if it rests on one."""
    if bound.region.basis is not AttributionBasis.NEIGHBOURS:
        return ()
    return (_assumed(ASSUMED_REGION, bound.output, bound.region.value),)


def topic_names(topics: Iterable[Arn]) -> Names[Arn]:
    """Topics by name and by ARN."""
    return Names({arn: (arn.resource, str(arn)) for arn in topics})


def topics_asked(
    bound: AttributedOutput, known: Names[Arn], told: Collection[Arn | None]
) -> Iterable[tuple[Arn, About]]:
    """The topics that a list of subscriptions says something about: as its command, its rows (`told`, the
    topic of each) or its name have it, else the only one of the `known`."""
    output = bound.output
    if output.command is not None and output.command.subject is not None:
        asked = parse_arn(output.command.subject)
        return [(asked, About(is_complete=True))] if asked else []
    if told:
        return [(topic, About(is_complete=len(told) == 1)) for topic in told if topic is not None]
    found = spelled(output.hints, known)
    if found is not None:
        one = _single(found, bound)
        return [(one, _by_name(bound, one, one.resource, ASSUMED_TOPIC))] if one else []
    one = _single(known.all, bound) if len(known.all) == 1 else None
    if one is None:
        # What cannot be read may have been about any of them.
        return [(topic, About(is_complete=False)) for topic in known.all] if output.gaps else []
    taken = phrase("names no topic; taken for `{topic}`, the only one known", topic=one.resource)
    return [(one, About(is_complete=True, assumptions=(_assumed(ASSUMED_TOPIC, output, taken),)))]


def topic_of(subscription: Subscription) -> Arn | None:
    """The topic that a subscription belongs to: as it says, else as its own ARN begins."""
    if subscription.TopicArn is not None:
        return parse_arn(subscription.TopicArn)
    return parse_arn((subscription.SubscriptionArn or "").rpartition(":")[0])
