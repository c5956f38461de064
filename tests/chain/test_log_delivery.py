"""What is told of the deliveries of a trail: just within the times that are allowed, and just past them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from analyzer.aws.cloudtrail import TrailStatus
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.log_delivery import delivery_findings, delivery_warnings, shows_delivery
from analyzer.evidence import Location
from analyzer.findings import Finding, Notice
from analyzer.rules import Rule
from analyzer.rules.logging import (
    DELIVERY_DISPUTED,
    DELIVERY_FAILING,
    DELIVERY_NOT_BEGUN,
    DELIVERY_OUTDATED,
    DELIVERY_STOPPED,
    LOGGING,
    NEVER_DELIVERED,
)
from analyzer.rules.warnings import CLOUDWATCH_LOGS_DELIVERY_ERROR, NO_DELIVERY_SHOWN, S3_DELIVERY_ERROR

STARTED, BUCKET, LOGS = "StartLoggingTime", "LatestDeliveryTime", "LatestCloudWatchLogsDeliveryTime"
ERROR = "LatestCloudWatchLogsDeliveryError"
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
CAPTURED = "captured"


def status(**members: object) -> EvidenceRecord[TrailStatus]:
    captured = members.pop(CAPTURED, None)
    assert captured is None or isinstance(captured, datetime)
    raw = {"IsLogging": True} | {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in members.items()
    }
    value = TrailStatus.model_validate(raw)
    return EvidenceRecord(Location("status.json"), value, raw, captured=captured)


def members(found: Finding | Notice) -> list[str]:
    return [place.location.pointer.removeprefix("/") for place in found.places]


# The members of the status, the rule that decides, and the members that it shows.
CASES: Sequence[tuple[dict[str, object], Rule, list[str]]] = [
    ({BUCKET: NOON + HOUR, LOGS: NOON}, LOGGING, ["IsLogging"]),
    ({BUCKET: NOON + HOUR + SECOND, LOGS: NOON}, DELIVERY_STOPPED, [LOGS, BUCKET]),
    ({ERROR: "AccessDenied"}, DELIVERY_FAILING, [ERROR]),
    ({ERROR: "AccessDenied", LOGS: NOON, STARTED: NOON}, LOGGING, ["IsLogging"]),
    ({ERROR: "AccessDenied", LOGS: NOON, STARTED: NOON + SECOND}, DELIVERY_FAILING, [ERROR, LOGS, STARTED]),
    ({BUCKET: NOON + HOUR, STARTED: NOON}, LOGGING, ["IsLogging"]),
    ({BUCKET: NOON + HOUR + SECOND, STARTED: NOON}, NEVER_DELIVERED, [BUCKET, STARTED]),
    ({BUCKET: NOON, STARTED: NOON}, LOGGING, ["IsLogging"]),
    ({BUCKET: NOON, STARTED: NOON + SECOND}, DELIVERY_NOT_BEGUN, [BUCKET, STARTED]),
    ({LOGS: NOON, STARTED: NOON + SECOND}, DELIVERY_NOT_BEGUN, [LOGS, STARTED]),
    (
        {LOGS: NOON, BUCKET: NOON + SECOND, STARTED: NOON + HOUR},
        DELIVERY_NOT_BEGUN,
        [BUCKET, STARTED],
    ),
    ({LOGS: NOON, CAPTURED: NOON + DAY}, LOGGING, ["IsLogging"]),
    ({LOGS: NOON, CAPTURED: NOON + DAY + SECOND}, DELIVERY_OUTDATED, [LOGS]),
]


@pytest.mark.parametrize(("given", "rule", "shown"), CASES)
def test_one_capture(given: dict[str, object], rule: Rule, shown: list[str]) -> None:
    (found,) = delivery_findings("t", [status(**given)])
    assert (found.rule, found.subject, members(found)) == (rule, "t", shown)


def test_captures_that_differ_are_told_with_a_place_of_each() -> None:
    failing = status(**{ERROR: "AccessDenied", LOGS: NOON, STARTED: NOON + SECOND})
    disputed, doubt = delivery_findings("t", [failing, status(**{LOGS: NOON})])
    assert (disputed.rule, disputed.subject, members(disputed)) == (DELIVERY_DISPUTED, "t", [ERROR, LOGS])
    assert (doubt.rule, doubt.subject) == (DELIVERY_FAILING, "t")


@pytest.mark.parametrize(
    ("given", "shows"),
    [
        ({LOGS: NOON}, True),
        ({LOGS: NOON, STARTED: NOON}, True),
        ({LOGS: NOON, STARTED: NOON + SECOND}, False),
        ({STARTED: NOON}, False),
    ],
)
def test_what_shows_a_delivery(given: dict[str, object], shows: bool) -> None:
    assert shows_delivery(status(**given)) is shows


def test_warnings_name_the_trail() -> None:
    errors = status(**{ERROR: "AccessDenied", "LatestDeliveryError": "NoSuchBucket", LOGS: NOON})
    found = [(one.rule, one.subject, one.observed) for one in delivery_warnings("t", errors)]
    assert found == [
        (CLOUDWATCH_LOGS_DELIVERY_ERROR, "t", "AccessDenied"),
        (S3_DELIVERY_ERROR, "t", "NoSuchBucket"),
    ]
    (silent,) = delivery_warnings("t", status())
    assert (silent.rule, silent.subject, members(silent)) == (NO_DELIVERY_SHOWN, "t", [""])
