"""Which trail, log group or topic an output is about, where the output itself may not say.

`get-trail-status` names no trail at all, an empty list names nothing. The command says it, else the
file name, else the lack of any other choice, which is an assumption.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from analyzer.aws.arn import Arn, LogGroup, parse_arn
from analyzer.aws.logs import MetricFilter
from analyzer.aws.shapes import Record
from analyzer.aws.sns import Subscription
from analyzer.findings import Notice
from analyzer.inventory.attribution import AttributedOutput, AttributionBasis
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.filename_hints import spelled, spells
from analyzer.phrase import Value, phrase
from analyzer.rules import WarningRule
from analyzer.rules.warnings import ASSUMED_REGION, ASSUMED_TOPIC, ASSUMED_TRAIL, ASSUMED_UNFILTERED


class About(NamedTuple):
    """An output taken as the answer about one resource; `is_complete`: all about it would be here."""

    is_complete: bool
    assumptions: tuple[Notice, ...] = ()
    completeness_assumptions: tuple[Notice, ...] = ()


def about_trail(bound: AttributedOutput, trail: Arn, known: Collection[Arn]) -> About | None:
    """Whether a status or selectors output without a TrailARN is about `trail`, one of the `known`."""
    output = bound.output
    name = trail_name(trail)
    if output.command is not None and (subject := output.command.subject) is not None:
        named = [arn for arn in known if subject in (str(arn), trail_name(arn))]
        return About(is_complete=True) if subject == str(trail) or _single(named, bound) == trail else None
    found = spelled(output.hints, {arn: (trail_name(arn), str(arn)) for arn in known})
    if found is not None:
        return _by_name(bound, trail, name, ASSUMED_TRAIL) if _single(found, bound) == trail else None
    local = [arn for arn in known if arn.region == output.hints.region]
    if [trail] not in (list(known), local):
        return None
    taken = phrase("names no trail; taken for the status of `{trail}`, the only one it can be of", trail=name)
    return About(is_complete=True, assumptions=(_assumed(ASSUMED_TRAIL, output, taken),))


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


def about_group(bound: AttributedOutput, group: LogGroup, known: Collection[LogGroup]) -> About | None:
    """Whether a `describe-metric-filters` output says something about `group`, one of the `known`."""
    if bound.scope != group.scope:
        return None
    output = bound.output
    assumptions = region_assumption(bound)
    mentioned = any(_in_group(row, group) for row in output.rows)
    if output.command is not None and not output.command.unread:
        about = output.command.subject in (None, group.name)
        return About(is_complete=True, assumptions=assumptions) if about else None
    found = spelled(output.hints, {other: (other.name,) for other in known if other.scope == group.scope})
    if found is not None:
        exactly = spells(output.hints.subject, group.name)
        whole = found == [group] and (mentioned or not output.rows or exactly)
        nearly = () if exactly else (_nearly(output, group.name, ASSUMED_UNFILTERED),)
        return About(whole, assumptions, nearly) if whole or mentioned else None
    taken = phrase(
        "does not say which log group was asked about; taken for all of `{group}`", group=group.name
    )
    unfiltered = _assumed(ASSUMED_UNFILTERED, output, taken)
    return About(is_complete=True, assumptions=assumptions, completeness_assumptions=(unfiltered,))


def _in_group(row: Record, group: LogGroup) -> bool:
    return isinstance(row.value, MetricFilter) and row.value.logGroupName == group.name


def region_assumption(bound: AttributedOutput) -> tuple[Notice, ...]:
    """The assumption that an output's region rests on, if it rests on one."""
    if bound.region.basis is not AttributionBasis.NEIGHBOURS:
        return ()
    return (_assumed(ASSUMED_REGION, bound.output, bound.region.value),)


def about_topic(bound: AttributedOutput, topic: Arn, known: Collection[Arn]) -> About | None:
    """Whether a list of subscriptions says something about `topic`, one of the `known`."""
    output = bound.output
    if output.command is not None and output.command.subject is not None:
        return About(is_complete=True) if output.command.subject == str(topic) else None
    topics = {topic_of(row.value) for row in output.rows if isinstance(row.value, Subscription)}
    if topics:
        return About(is_complete=topics == {topic}) if topic in topics else None
    found = spelled(output.hints, {arn: (arn.resource, str(arn)) for arn in known})
    if found is not None:
        mine = _single(found, bound) == topic
        return _by_name(bound, topic, topic.resource, ASSUMED_TOPIC) if mine else None
    if [topic] != list(known) or _single(known, bound) is None:
        return None
    taken = phrase("names no topic; taken for `{topic}`, the only one known", topic=topic.resource)
    return About(is_complete=True, assumptions=(_assumed(ASSUMED_TOPIC, output, taken),))


def topic_of(subscription: Subscription) -> Arn | None:
    """The topic that a subscription belongs to: as it says, else as its own ARN begins."""
    if subscription.TopicArn is not None:
        return parse_arn(subscription.TopicArn)
    return parse_arn((subscription.SubscriptionArn or "").rpartition(":")[0])
