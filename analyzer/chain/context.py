"""What the links hand to each other, and what they share in telling about lists and conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar

from analyzer.allowance import limits_in_force
from analyzer.aws.arn import Arn, LogGroup, ResourceScope
from analyzer.aws.cloudtrail import Trail
from analyzer.aws.cloudwatch import Alarm, MetricAlarm
from analyzer.aws.completeness import CompletenessGap
from analyzer.aws.record import AwsModel, Conflict, EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.controls import Control
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import Value
from analyzer.rules import GAPS
from analyzer.rules.anywhere import CONFLICT, IMPOSSIBLE_RECORD, PAST_LIMIT
from analyzer.rules.warnings import FAILED_COMMAND

M = TypeVar("M", bound=AwsModel)

Account: TypeAlias = str | None


@dataclass(frozen=True, slots=True)
class ControlContext:
    """One control to be judged on one body of evidence.

    Cases of one snapshot that are given one `cache` work out once what does not hang on the control.
    """

    snapshot: Snapshot
    control: Control
    cache: RunCache = field(default_factory=RunCache, compare=False, repr=False)


class TrailSubject(NamedTuple):
    """A trail, as seen from the account that is assessed."""

    viewer: Account
    arn: Arn
    record: EvidenceRecord[Trail]


class GroupSubject(NamedTuple):
    """The log group that a trail delivers to."""

    viewer: Account
    group: LogGroup


class AlarmSubject(NamedTuple):
    """A metric alarm that watches the metric."""

    viewer: Account
    arn: Arn
    record: EvidenceRecord[MetricAlarm]


class TopicSubject(NamedTuple):
    """A topic that the alarm notifies.

    `sender` is the alarm where a subscription looks at what it sends; else the topic is the same for all.
    """

    viewer: Account
    topic: Arn
    sender: EvidenceRecord[Alarm] | None = None


def history_to_ask(context: ControlContext, scope: ResourceScope, alarm: str) -> tuple[Request, ...]:
    """The request for the history of an alarm, which may show that it fires; none where it is at hand: what
    it does not settle it will not settle a second time."""
    if context.snapshot.notifications.has_history(scope, alarm):
        return ()
    return (asks.alarm_history(scope, alarm),)


def conflict_findings(name: str, record: EvidenceRecord[M]) -> tuple[Finding, ...]:
    """One finding for each reason why a record proves nothing, with both places."""
    return tuple(conflict_finding(name, conflict) for conflict in record.conflicts)


def conflict_finding(name: str, conflict: Conflict, *places: Citation) -> Finding:
    """That two records disagree, or that AWS would not have printed one; `places` go before its own."""
    every = (*places, *conflict.places)
    if conflict.source:
        return Finding(IMPOSSIBLE_RECORD, name, conflict.observed, conflict.source, every)
    return Finding(CONFLICT, name, conflict.observed, places=every)


def failure_warnings(*records: EvidenceRecord[M]) -> tuple[Notice, ...]:
    """One warning for each answer of a failed command that the records come from."""
    answers = {record.errors[0].at.location: record.errors for record in records if record.errors}
    return tuple(
        Notice(FAILED_COMMAND, at.file, tuple(gap.observed for gap in errors), places=(errors[0].at,))
        for at, errors in answers.items()
    )


def gap_findings(gaps: Iterable[CompletenessGap]) -> tuple[Finding, ...]:
    """One finding for each reason why a list may not be whole."""
    distinct = {(GAPS[gap.kind], gap.observed, gap.at.location): gap for gap in gaps}
    return tuple(
        Finding(GAPS[gap.kind], observed=gap.observed, places=(gap.told_at,)) for gap in distinct.values()
    )


def past_limit(limit: str, observed: Value, *places: Citation) -> Finding:
    """That something was not judged, or not all of it, since a limit of the program stopped it."""
    return Finding(PAST_LIMIT, limit, observed, limits_in_force().values.get(limit), places)


def list_findings(listing: Listing[M], missing: Finding) -> tuple[Finding, ...]:
    """Why a list cannot refute: its gaps, or that nobody captured it, as `missing` says."""
    if listing.is_complete:
        return ()
    return gap_findings(listing.gaps) or (missing,)


def none_found(listing: Listing[M], none: Finding) -> tuple[Finding, ...]:
    """That a whole list holds nothing, at its place."""
    return tuple(none._replace(places=(at,)) for at in listing.complete_at[:1])
