"""What the links hand to each other, and what they share in telling about lists and conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar

from analyzer.aws.arn import Arn, LogGroup
from analyzer.aws.cloudtrail import Trail
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import AwsModel, EvidenceRecord
from analyzer.aws.shapes import CompletenessGap
from analyzer.controls import Control
from analyzer.coverage.run_cache import RunCache
from analyzer.findings import Finding, Notice
from analyzer.inventory.listing import Assumption, Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.verdict import Outcome

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
    """A topic that the alarm notifies."""

    viewer: Account
    topic: Arn


def conflict_findings(code: str, record: EvidenceRecord[M]) -> tuple[Finding, ...]:
    """One finding for each reason why a record proves nothing, with both places."""
    return tuple(
        Finding(code, Outcome.UNKNOWN, conflict.message, conflict.places[0], conflict.places[1:])
        for conflict in record.conflicts
    )


def gap_findings(gaps: Iterable[CompletenessGap]) -> tuple[Finding, ...]:
    """One finding for each reason why a list may not be whole."""
    distinct = {(gap.code, gap.message, gap.at.location): gap for gap in gaps}
    return tuple(
        Finding(f"evidence-{gap.code}", Outcome.UNKNOWN, gap.message, gap.at) for gap in distinct.values()
    )


def list_findings(listing: Listing[M], code: str, missing: str) -> tuple[Finding, ...]:
    """Why a list cannot refute: its gaps, or that nobody captured it."""
    if listing.is_complete:
        return ()
    return gap_findings(listing.gaps) or (Finding(code, Outcome.UNKNOWN, missing),)


def notices(assumptions: Iterable[Assumption]) -> tuple[Notice, ...]:
    """What was taken for granted, as warnings."""
    return tuple(Notice(a.code, a.message, a.at) for a in assumptions)
