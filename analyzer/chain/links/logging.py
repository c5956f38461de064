"""Link 2: the trail is logging, and what it logs arrives in CloudWatch Logs.

Audit step 3. `StopLoggingTime` stays after logging has been started again, so only `IsLogging` counts.
What the status says of the deliveries is judged by `analyzer.chain.log_delivery`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from analyzer.aws.cloudtrail import TrailStatus
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import (
    ControlContext,
    TrailSubject,
    conflict_findings,
    failure_warnings,
    list_findings,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.log_delivery import delivery_findings, delivery_warnings, shows_delivery
from analyzer.findings import Finding, Notice
from analyzer.rules.logging import LOGGING_NOT_SAID, NOT_LOGGING, STATUS_NOT_CAPTURED
from analyzer.verdict import Outcome


def candidates(context: ControlContext, subject: TrailSubject) -> Candidates:
    """The trail itself, with what its status says."""
    name = subject.record.value.name
    listing = context.snapshot.statuses(subject.arn, subject.viewer)
    missing = Finding(STATUS_NOT_CAPTURED, name)
    found = list_findings(listing, missing) or (missing,)
    warnings: list[Notice] = [*listing.assumptions]
    is_shown = any(map(shows_delivery, listing.records))
    for record in listing.records:  # one at most: a status is of one trail
        captures = context.snapshot.status_captures(subject.arn, subject.viewer)
        found = conflict_findings(name, record) or _judge(name, record, captures)
        warnings += (*delivery_warnings(name, record), *failure_warnings(record))
    deciding, *beside = found
    is_settled = deciding.outcome is Outcome.VIOLATED or (deciding.outcome is Outcome.SATISFIED and is_shown)
    requests = () if is_settled else (asks.trail_status(subject.arn),)
    step = Candidate(name, deciding, subject, tuple(beside), tuple(warnings), requests)
    return Candidates((step,), complete=True)


def _judge(
    trail: str, record: EvidenceRecord[TrailStatus], captures: Sequence[EvidenceRecord[TrailStatus]]
) -> tuple[Finding, ...]:
    match record.value.IsLogging:
        case False:
            return (Finding(NOT_LOGGING, trail, places=(record.cite("IsLogging"),)),)
        case None:
            return (Finding(LOGGING_NOT_SAID, trail, places=(record.cite(),)),)
        case True:
            return delivery_findings(trail, captures)
        case _:
            assert_never(record.value.IsLogging)
