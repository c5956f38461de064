"""Link 2: the trail is logging, and what it logs arrives in CloudWatch Logs.

Audit step 3. `StopLoggingTime` stays after logging has been started again, so only `IsLogging`
counts. An error of the delivery to CloudWatch Logs is a warning as long as no time shows that the
delivery stopped (API_GetTrailStatus).
"""

from __future__ import annotations

from datetime import timedelta

from analyzer.aws.cloudtrail import TrailStatus
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext, TrailSubject, conflict_findings, list_findings, notices
from analyzer.chain.engine import Candidate, Candidates
from analyzer.findings import Finding, Notice
from analyzer.verdict import Outcome

DELIVERY_LAG = timedelta(hours=1)
"""CloudTrail delivers to S3 and to CloudWatch Logs within minutes of each other; a delivery to
CloudWatch Logs that lies an hour behind the one to S3 is not explained by that."""


def candidates(context: ControlContext, subject: TrailSubject) -> Candidates:
    """The trail itself, with what its status says."""
    listing = context.snapshot.statuses(subject.arn, subject.viewer)
    missing = "no status of the trail was captured"
    findings = list_findings(listing, "status-not-captured", missing)
    if listing.records:
        findings = conflict_findings("conflict", listing.records[0]) or (_judge(listing.records[0]),)
    elif not findings:
        findings = (Finding("status-not-captured", Outcome.UNKNOWN, missing),)
    outcome = findings[0].outcome
    warnings = tuple(w for record in listing.records for w in _errors(record))
    requests = (asks.trail_status(subject.arn),) if outcome is Outcome.UNKNOWN else ()
    step = Candidate(
        subject.record.value.name,
        outcome,
        subject,
        findings,
        (*notices(listing.assumptions), *warnings),
        requests,
    )
    return Candidates((step,), complete=True)


def _judge(record: EvidenceRecord[TrailStatus]) -> Finding:
    status = record.value
    match status.IsLogging:
        case False:
            return Finding(
                "not-logging", Outcome.VIOLATED, "the trail is not logging", record.cite("IsLogging")
            )
        case None:
            message = "the status does not say whether the trail is logging"
            return Finding("logging-not-said", Outcome.UNKNOWN, message, record.cite())
        case True:
            return _delivery(record)


def _delivery(record: EvidenceRecord[TrailStatus]) -> Finding:
    status = record.value
    logs, bucket = status.LatestCloudWatchLogsDeliveryTime, status.LatestDeliveryTime
    if logs is not None and bucket is not None and bucket - logs > DELIVERY_LAG:
        message = (
            f"the last delivery to CloudWatch Logs, {logs.isoformat()},"
            f" lies long before the last delivery to S3, {bucket.isoformat()}"
        )
        place = record.cite("LatestCloudWatchLogsDeliveryTime")
        return Finding(
            "delivery-stopped", Outcome.UNKNOWN, message, place, (record.cite("LatestDeliveryTime"),)
        )
    message = "the trail is logging" + (
        f", last delivery to CloudWatch Logs {logs.isoformat()}" if logs else ""
    )
    return Finding("logging", Outcome.SATISFIED, message, record.cite("IsLogging"))


def _errors(record: EvidenceRecord[TrailStatus]) -> tuple[Notice, ...]:
    found = []
    for member, code, target in (
        ("LatestCloudWatchLogsDeliveryError", "cloudwatch-logs-delivery-error", "CloudWatch Logs"),
        ("LatestDeliveryError", "s3-delivery-error", "S3"),
    ):
        text = getattr(record.value, member)
        if text:
            found.append(Notice(code, f"the last delivery to {target} failed: `{text}`", record.cite(member)))
    return tuple(found)
