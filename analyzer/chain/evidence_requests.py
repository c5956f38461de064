"""The commands to send back to the client: one function for each audit step.

Account and region say where to run it; its rule says what the answer would settle.
"""

from __future__ import annotations

from datetime import datetime

from analyzer.aws.arn import Arn, LogGroup, ResourceScope
from analyzer.coverage.publishers import MetricSubject
from analyzer.findings import Request
from analyzer.rules.requests import (
    CAPTURE_ALARMS,
    CAPTURE_EVENT_SELECTORS,
    CAPTURE_IDENTITY,
    CAPTURE_KEY,
    CAPTURE_LOG_GROUP,
    CAPTURE_METRIC_FILTERS,
    CAPTURE_METRIC_PUBLISHERS,
    CAPTURE_MUTE_RULE,
    CAPTURE_ORGANIZATION,
    CAPTURE_SUBSCRIPTION,
    CAPTURE_SUBSCRIPTIONS,
    CAPTURE_TOPIC,
    CAPTURE_TRAIL_STATUS,
    CAPTURE_TRAILS,
    RUN_COLLECTOR,
    SHOW_ALARM_HISTORY,
    TEST_PATTERN,
)


def _aws(service: str, operation: str, *options: str, region: str = "") -> tuple[str, ...]:
    where = ("--region", region) if region else ()
    return ("aws", service, operation, *options, *where, "--output", "json")


def identity(account: str | None) -> Request:
    """Whose account the evidence is of (audit command 1)."""
    return Request(CAPTURE_IDENTITY, account or "", "", _aws("sts", "get-caller-identity"))


def collector(account: str | None) -> Request:
    """A whole capture: what the later steps ask for is not known before the first are answered."""
    return Request(RUN_COLLECTOR, account or "", "", ("sh", "collect.sh"))


def organization(account: str | None) -> Request:
    """Which account manages the organization of the account."""
    return Request(CAPTURE_ORGANIZATION, account or "", "", _aws("organizations", "describe-organization"))


def trails(account: str | None, region: str = "") -> Request:
    """All multi-region trails, whatever their home (audit command 2)."""
    arguments = _aws("cloudtrail", "describe-trails", "--include-shadow-trails", region=region)
    return Request(CAPTURE_TRAILS, account or "", region, arguments)


def trail_status(trail: Arn) -> Request:
    """Whether a trail is logging (audit command 3)."""
    arguments = _aws("cloudtrail", "get-trail-status", "--name", str(trail), region=trail.region)
    return Request(CAPTURE_TRAIL_STATUS, trail.account, trail.region, arguments)


def event_selectors(trail: Arn) -> Request:
    """Which events a trail records (audit command 4)."""
    arguments = _aws("cloudtrail", "get-event-selectors", "--trail-name", str(trail), region=trail.region)
    return Request(CAPTURE_EVENT_SELECTORS, trail.account, trail.region, arguments)


def metric_filters(group: LogGroup) -> Request:
    """The filters on a log group (audit command 5)."""
    scope = group.scope
    arguments = _aws("logs", "describe-metric-filters", "--log-group-name", group.name, region=scope.region)
    return Request(CAPTURE_METRIC_FILTERS, scope.account, scope.region, arguments)


def metric_publishers(metric: MetricSubject) -> Request:
    """The filters of all log groups that publish to a metric."""
    scope = metric.group.scope
    arguments = _aws(
        "logs", "describe-metric-filters", "--metric-name", metric.name,
        "--metric-namespace", metric.namespace, region=scope.region,
    )  # fmt: skip
    return Request(CAPTURE_METRIC_PUBLISHERS, scope.account, scope.region, arguments)


def log_group(group: LogGroup) -> Request:
    """The class of a log group, on which metric filters depend."""
    scope = group.scope
    arguments = _aws(
        "logs", "describe-log-groups", "--log-group-name-prefix", group.name, region=scope.region
    )
    return Request(CAPTURE_LOG_GROUP, scope.account, scope.region, arguments)


def alarms(scope: ResourceScope) -> Request:
    """All metric and composite alarms of a region (audit command 6)."""
    arguments = _aws(
        "cloudwatch", "describe-alarms", "--alarm-types", "MetricAlarm", "CompositeAlarm", region=scope.region
    )
    return Request(CAPTURE_ALARMS, scope.account, scope.region, arguments)


def alarm_history(scope: ResourceScope, alarm: str, since: datetime | None = None) -> Request:
    """Whether an alarm that cannot be judged from its configuration has fired, since a time if one is given.

    Without its types the operation tells of metric alarms only (API_DescribeAlarmHistory).
    """
    later = () if since is None else ("--start-date", since.isoformat())
    arguments = _aws(
        "cloudwatch", "describe-alarm-history", "--alarm-name", alarm,
        "--alarm-types", "MetricAlarm", "CompositeAlarm", "--history-item-type", "Action", *later,
        region=scope.region,
    )  # fmt: skip
    return Request(SHOW_ALARM_HISTORY, scope.account, scope.region, arguments)


def test_pattern(scope: ResourceScope, pattern: str, message: str) -> Request:
    """What AWS itself says of one pattern and one event, where the evidence cannot tell."""
    arguments = _aws(
        "logs", "test-metric-filter", "--filter-pattern", pattern, "--log-event-messages", message,
        region=scope.region,
    )  # fmt: skip
    return Request(TEST_PATTERN, scope.account, scope.region, arguments)


def subscriptions(topic: Arn) -> Request:
    """Who is subscribed to a topic (audit command 7)."""
    arguments = _aws("sns", "list-subscriptions-by-topic", "--topic-arn", str(topic), region=topic.region)
    return Request(CAPTURE_SUBSCRIPTIONS, topic.account, topic.region, arguments)


def topic_attributes(topic: Arn) -> Request:
    """Who may publish to a topic, with which key it is encrypted, how many have confirmed."""
    arguments = _aws("sns", "get-topic-attributes", "--topic-arn", str(topic), region=topic.region)
    return Request(CAPTURE_TOPIC, topic.account, topic.region, arguments)


def key(topic: Arn, name: str) -> Request:
    """Whose key a topic is encrypted with, and whether it can be used."""
    arguments = _aws("kms", "describe-key", "--key-id", name, region=topic.region)
    return Request(CAPTURE_KEY, topic.account, topic.region, arguments)


def mute_rule(scope: ResourceScope, name: str) -> Request:
    """Which alarms a rule mutes, and when."""
    arguments = _aws("cloudwatch", "get-alarm-mute-rule", "--alarm-mute-rule-name", name, region=scope.region)
    return Request(CAPTURE_MUTE_RULE, scope.account, scope.region, arguments)


def subscription(topic: Arn, arn: str) -> Request:
    """Whether a subscription is confirmed, and which messages it lets through."""
    arguments = _aws("sns", "get-subscription-attributes", "--subscription-arn", arn, region=topic.region)
    return Request(CAPTURE_SUBSCRIPTION, topic.account, topic.region, arguments)
