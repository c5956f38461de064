"""Link 2: the trail is logging, and what it logs arrives in CloudWatch Logs.

Audit step 3. `StopLoggingTime` stays after logging has been started again, so only `IsLogging`
counts. An error of the delivery to CloudWatch Logs is a warning as long as no time shows that the
delivery stopped (API_GetTrailStatus).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
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
from analyzer.findings import Finding, Notice
from analyzer.phrase import phrase
from analyzer.rules.logging import (
    DELIVERY_STOPPED,
    LOGGING,
    LOGGING_NOT_SAID,
    NOT_LOGGING,
    STATUS_NOT_CAPTURED,
)
from analyzer.rules.warnings import CLOUDWATCH_LOGS_DELIVERY_ERROR, S3_DELIVERY_ERROR
from analyzer.verdict import Outcome

DELIVERY_LAG = timedelta(hours=1)
"""CloudTrail delivers to S3 and to CloudWatch Logs within minutes of each other; a delivery to
CloudWatch Logs that lies an hour behind the one to S3 is not explained by that."""


def candidates(context: ControlContext, subject: TrailSubject) -> Candidates:
    """The trail itself, with what its status says."""
    name = subject.record.value.name
    listing = context.snapshot.statuses(subject.arn, subject.viewer)
    missing = Finding(STATUS_NOT_CAPTURED, name)
    found = list_findings(listing, missing) or (missing,)
    if listing.records:
        found = conflict_findings(name, listing.records[0]) or (_judge(name, listing.records[0]),)
    deciding, *beside = found
    warnings = tuple(w for record in listing.records for w in _errors(name, record))
    warnings += failure_warnings(*listing.records)
    requests = (asks.trail_status(subject.arn),) if deciding.outcome is Outcome.UNKNOWN else ()
    step = Candidate(name, deciding, subject, tuple(beside), (*listing.assumptions, *warnings), requests)
    return Candidates((step,), complete=True)


def _judge(trail: str, record: EvidenceRecord[TrailStatus]) -> Finding:
    match record.value.IsLogging:
        case False:
            return Finding(NOT_LOGGING, trail, False, True, (record.cite("IsLogging"),))
        case None:
            return Finding(LOGGING_NOT_SAID, trail, places=(record.cite(),))
        case True:
            return _delivery(trail, record)
        case _:
            assert_never(record.value.IsLogging)


def _delivery(trail: str, record: EvidenceRecord[TrailStatus]) -> Finding:
    status = record.value
    logs, bucket = status.LatestCloudWatchLogsDeliveryTime, status.LatestDeliveryTime
    if logs is not None and bucket is not None and bucket - logs > DELIVERY_LAG:
        places = record.cite("LatestCloudWatchLogsDeliveryTime"), record.cite("LatestDeliveryTime")
        return Finding(DELIVERY_STOPPED, trail, logs, bucket, places)
    last = phrase(", last delivery to CloudWatch Logs {time}", time=logs) if logs else ""
    return Finding(LOGGING, trail, last, places=(record.cite("IsLogging"),))


def _errors(trail: str, record: EvidenceRecord[TrailStatus]) -> Iterator[Notice]:
    for member, rule in (
        ("LatestCloudWatchLogsDeliveryError", CLOUDWATCH_LOGS_DELIVERY_ERROR),
        ("LatestDeliveryError", S3_DELIVERY_ERROR),
    ):
        text = getattr(record.value, member)
        if text:
            yield Notice(rule, trail, text, places=(record.cite(member),))
