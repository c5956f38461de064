"""What the status of a trail says of its deliveries to CloudWatch Logs (API_GetTrailStatus).

CloudTrail delivers to S3 and to CloudWatch Logs within minutes of each other, and tells the last time and
the last error of each. A status that shows deliveries to the one and none to the other, or an error and no
delivery since, does not show that events reach the log group; that they do not, it does not show either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from analyzer.aws.cloudtrail import TrailStatus
from analyzer.aws.record import EvidenceRecord
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice
from analyzer.phrase import Phrase, phrase
from analyzer.rules.logging import (
    DELIVERY_DISPUTED,
    DELIVERY_FAILING,
    DELIVERY_NOT_BEGUN,
    DELIVERY_OUTDATED,
    DELIVERY_STOPPED,
    LOGGING,
    NEVER_DELIVERED,
)
from analyzer.rules.warnings import (
    CLOUDWATCH_LOGS_DELIVERY_ERROR,
    NO_DELIVERY_SHOWN,
    S3_DELIVERY_ERROR,
)

DELIVERY_LAG = timedelta(hours=1)
"""The two deliveries are minutes apart, and the first comes minutes after logging was started; what lies an
hour behind is not explained by that."""

DELIVERY_AGE = timedelta(days=1)
"""A delivery that was older when the status was captured is not recent: the benchmark's own measure."""

Status = EvidenceRecord[TrailStatus]


def delivery_findings(trail: str, captures: Sequence[Status]) -> tuple[Finding, ...]:
    """That nothing speaks against the deliveries, or what does in the captures of a trail's status.

    Captures that differ in it prove nothing, whichever of them is the later one.
    """
    judged = [(capture, _doubt(trail, capture)) for capture in captures]
    doubts = [doubt for _, doubt in judged if doubt is not None]
    clear = [capture for capture, doubt in judged if doubt is None]
    if not doubts:
        return (_logging(trail, clear[0]),)
    if clear:
        places = (*doubts[0].places[:1], _logs(clear[0]))
        return (Finding(DELIVERY_DISPUTED, trail, places=places), *doubts)
    return tuple(doubts)


def _logging(trail: str, record: Status) -> Finding:
    time = record.value.LatestCloudWatchLogsDeliveryTime
    last = phrase(", last delivery to CloudWatch Logs {time}", time=time) if time else ""
    return Finding(LOGGING, trail, last, places=(record.cite("IsLogging"),))


def _doubt(trail: str, record: Status) -> Finding | None:
    """Why one capture does not show that events reach the log group; None where nothing says so."""
    status = record.value
    started, bucket = status.StartLoggingTime, status.LatestDeliveryTime
    logs, error = status.LatestCloudWatchLogsDeliveryTime, status.LatestCloudWatchLogsDeliveryError
    failed = record.cite("LatestCloudWatchLogsDeliveryError")
    if logs is not None and bucket is not None and bucket - logs > DELIVERY_LAG:
        return Finding(DELIVERY_STOPPED, trail, logs, bucket, (_logs(record), _bucket(record)))
    if error and logs is None:
        return Finding(DELIVERY_FAILING, trail, error, _NO_TIME, (failed,))
    if error and logs is not None and started is not None and logs < started:
        old = phrase(_BEFORE_START, logs=logs, started=started)
        return Finding(DELIVERY_FAILING, trail, error, old, (failed, _logs(record), _started(record)))
    if logs is None and bucket is not None and started is not None and bucket - started > DELIVERY_LAG:
        return Finding(NEVER_DELIVERED, trail, started, bucket, (_bucket(record), _started(record)))
    last = max((time for time in (logs, bucket) if time is not None), default=None)
    if last is not None and started is not None and last < started:
        places = (_logs(record) if last == logs else _bucket(record), _started(record))
        return Finding(DELIVERY_NOT_BEGUN, trail, last, started, places)
    if logs is not None and record.captured is not None and record.captured - logs > DELIVERY_AGE:
        return Finding(DELIVERY_OUTDATED, trail, logs, record.captured, (_logs(record),))
    return None


_NO_TIME = phrase("no delivery is on record")
_BEFORE_START = "the last delivery, {logs}, was before logging was started, {started}"


def delivery_warnings(trail: str, record: Status) -> Iterator[Notice]:
    """What of the deliveries of a trail changes no verdict and has to be known."""
    status = record.value
    for member, rule in (
        ("LatestCloudWatchLogsDeliveryError", CLOUDWATCH_LOGS_DELIVERY_ERROR),
        ("LatestDeliveryError", S3_DELIVERY_ERROR),
    ):
        if text := getattr(status, member):
            yield Notice(rule, trail, text, places=(record.cite(member),))
    if status.IsLogging and not shows_delivery(record) and _doubt(trail, record) is None:
        yield Notice(NO_DELIVERY_SHOWN, trail, _why_not(status), places=(record.cite(),))


def shows_delivery(record: Status) -> bool:
    """Whether the status shows a delivery to CloudWatch Logs since logging was started."""
    logs, started = record.value.LatestCloudWatchLogsDeliveryTime, record.value.StartLoggingTime
    return logs is not None and (started is None or logs >= started)


def _why_not(status: TrailStatus) -> Phrase:
    if status.LatestDeliveryTime is None:
        return phrase("it speaks of no delivery at all")
    if status.StartLoggingTime is None:
        return phrase("it tells of deliveries to S3 alone, and not since when the trail is logging")
    return phrase("the last delivery to S3 was less than an hour after logging was started")


def _logs(record: Status) -> Citation:
    return record.cite("LatestCloudWatchLogsDeliveryTime")


def _bucket(record: Status) -> Citation:
    return record.cite("LatestDeliveryTime")


def _started(record: Status) -> Citation:
    return record.cite("StartLoggingTime")
