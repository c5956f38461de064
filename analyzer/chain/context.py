"""What the links hand to each other, and what they share in telling about lists and doubts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar

from analyzer.aws.arn import Arn, LogGroup
from analyzer.aws.cloudtrail import Trail
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import AwsModel, Recorded
from analyzer.aws.shapes import Gap
from analyzer.chain.run_cache import Memo
from analyzer.controls import Control
from analyzer.findings import Finding, Notice
from analyzer.inventory.listing import Assumption, Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.verdict import Outcome

M = TypeVar("M", bound=AwsModel)

Account: TypeAlias = str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One control to be judged on one body of evidence.

    Cases of one snapshot that are given one `memo` work out once what does not hang on the control.
    """

    snapshot: Snapshot
    control: Control
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)


class TrailSubject(NamedTuple):
    """A trail, as seen from the account that is assessed."""

    viewer: Account
    arn: Arn
    record: Recorded[Trail]


class GroupSubject(NamedTuple):
    """The log group that a trail delivers to."""

    viewer: Account
    group: LogGroup


class AlarmSubject(NamedTuple):
    """A metric alarm that watches the metric."""

    viewer: Account
    arn: Arn
    record: Recorded[MetricAlarm]


class TopicSubject(NamedTuple):
    """A topic that the alarm notifies."""

    viewer: Account
    topic: Arn


def doubt_findings(code: str, record: Recorded[M]) -> tuple[Finding, ...]:
    """One finding for each reason why a record proves nothing, with both places."""
    return tuple(
        Finding(code, Outcome.UNKNOWN, doubt.message, doubt.places[0], doubt.places[1:])
        for doubt in record.doubts
    )


def gap_findings(gaps: Iterable[Gap]) -> tuple[Finding, ...]:
    """One finding for each reason why a list may not be whole."""
    distinct = {(gap.code, gap.message, gap.at.location): gap for gap in gaps}
    return tuple(
        Finding(f"evidence-{gap.code}", Outcome.UNKNOWN, gap.message, gap.at) for gap in distinct.values()
    )


def list_findings(listing: Listing[M], code: str, missing: str) -> tuple[Finding, ...]:
    """Why a list cannot refute: its gaps, or that nobody captured it."""
    if listing.complete:
        return ()
    return gap_findings(listing.gaps) or (Finding(code, Outcome.UNKNOWN, missing),)


def notices(assumptions: Iterable[Assumption]) -> tuple[Notice, ...]:
    """What was taken for granted, as warnings."""
    return tuple(Notice(a.code, a.message, a.at) for a in assumptions)
