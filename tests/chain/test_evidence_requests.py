"""The commands that are asked for: where each has to run, and its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from analyzer.aws.arn import Arn, LogGroup, ResourceScope, parse_arn
from analyzer.chain import evidence_requests as asks
from analyzer.coverage.publishers import MetricSubject
from analyzer.findings import Request

ACCOUNT = "111111111111"
REGION = "eu-west-1"
SCOPE = ResourceScope("aws", ACCOUNT, REGION)
GROUP = LogGroup(SCOPE, "trail-logs")
METRIC = MetricSubject(ACCOUNT, GROUP, "space", "m", (), ())
TRAILS = "cloudtrail describe-trails --include-shadow-trails"
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/t"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:topic"
HISTORY = (
    "cloudwatch describe-alarm-history --alarm-name a --alarm-types MetricAlarm CompositeAlarm"
    " --history-item-type Action"
)
SINCE = datetime(2026, 11, 18, 22, 41, tzinfo=UTC)


def arn(text: str) -> Arn:
    found = parse_arn(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("asks_for", "place", "command"),
    [
        (lambda: asks.identity(ACCOUNT), (ACCOUNT, ""), "sts get-caller-identity"),
        (lambda: asks.identity(None), ("", ""), "sts get-caller-identity"),
        (lambda: asks.organization(ACCOUNT), (ACCOUNT, ""), "organizations describe-organization"),
        (lambda: asks.trails(ACCOUNT), (ACCOUNT, ""), TRAILS),
        (
            lambda: asks.trails(None, REGION),
            ("", REGION),
            TRAILS,
        ),
        (
            lambda: asks.trail_status(arn(TRAIL)),
            (ACCOUNT, REGION),
            f"cloudtrail get-trail-status --name {TRAIL}",
        ),
        (
            lambda: asks.event_selectors(arn(TRAIL)),
            (ACCOUNT, REGION),
            f"cloudtrail get-event-selectors --trail-name {TRAIL}",
        ),
        (
            lambda: asks.metric_filters(GROUP),
            (ACCOUNT, REGION),
            "logs describe-metric-filters --log-group-name trail-logs",
        ),
        (
            lambda: asks.metric_publishers(METRIC),
            (ACCOUNT, REGION),
            "logs describe-metric-filters --metric-name m --metric-namespace space",
        ),
        (
            lambda: asks.log_group(GROUP),
            (ACCOUNT, REGION),
            "logs describe-log-groups --log-group-name-prefix trail-logs",
        ),
        (
            lambda: asks.alarms(SCOPE),
            (ACCOUNT, REGION),
            "cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm",
        ),
        (lambda: asks.alarm_history(SCOPE, "a"), (ACCOUNT, REGION), HISTORY),
        (
            lambda: asks.alarm_history(SCOPE, "a", SINCE),
            (ACCOUNT, REGION),
            f"{HISTORY} --start-date 2026-11-18T22:41:00+00:00",
        ),
        (
            lambda: asks.test_pattern(SCOPE, "ERROR", "text"),
            (ACCOUNT, REGION),
            "logs test-metric-filter --filter-pattern ERROR --log-event-messages text",
        ),
        (
            lambda: asks.subscriptions(arn(TOPIC)),
            (ACCOUNT, REGION),
            f"sns list-subscriptions-by-topic --topic-arn {TOPIC}",
        ),
        (
            lambda: asks.topic_attributes(arn(TOPIC)),
            (ACCOUNT, REGION),
            f"sns get-topic-attributes --topic-arn {TOPIC}",
        ),
        (lambda: asks.key(arn(TOPIC), "alias/own"), (ACCOUNT, REGION), "kms describe-key --key-id alias/own"),
        (
            lambda: asks.mute_rule(SCOPE, "night"),
            (ACCOUNT, REGION),
            "cloudwatch get-alarm-mute-rule --alarm-mute-rule-name night",
        ),
        (
            lambda: asks.subscription(arn(TOPIC), f"{TOPIC}:1"),
            (ACCOUNT, REGION),
            f"sns get-subscription-attributes --subscription-arn {TOPIC}:1",
        ),
    ],
)
def test_each_command_is_whole(asks_for: Callable[[], Request], place: tuple[str, str], command: str) -> None:
    asked = asks_for()
    assert (asked.account, asked.region) == place
    where = f" --region {asked.region}" if asked.region else ""
    assert asked.command == f"aws {command}{where} --output json"
