"""What AWS would print to a command that a report asks for: one sound answer, whatever the account has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from tests.support.accounts.pointers import JSON

TIME = "2026-11-20T10:00:00+00:00"
OWN = "111111111111"


def answered(command: Sequence[str], account: str, region: str) -> JSON:
    """The answer to `aws SERVICE OPERATION …`, asked by an account in a region."""
    options = dict(zip(command[3::2], command[4::2], strict=False))
    return _ANSWERS[command[2]](options, account or OWN, region or "us-east-1")


Options = Mapping[str, str]


def _identity(_: Options, account: str, __: str) -> JSON:
    return {"UserId": "AIDAEXAMPLE", "Account": account, "Arn": f"arn:aws:iam::{account}:user/auditor"}


def _selectors(options: Options, _: str, __: str) -> JSON:
    every: JSON = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    return {"TrailARN": options["--trail-name"], "EventSelectors": [every]}


def _groups(options: Options, account: str, region: str) -> JSON:
    name = options["--log-group-name-prefix"]
    arn = f"arn:aws:logs:{region}:{account}:log-group:{name}:*"
    return {"logGroups": [{"logGroupName": name, "arn": arn, "logGroupClass": "STANDARD"}]}


def _topic(options: Options, _: str, __: str) -> JSON:
    topic = options["--topic-arn"]
    allow: JSON = {"Effect": "Allow", "Principal": "*", "Action": "SNS:Publish", "Resource": topic}
    policy = json.dumps({"Version": "2008-10-17", "Statement": [allow]})
    return {"Attributes": {"TopicArn": topic, "Policy": policy, "SubscriptionsConfirmed": "1"}}


def _subscription(options: Options, _: str, __: str) -> JSON:
    arn = options["--subscription-arn"]
    told: JSON = {"SubscriptionArn": arn, "TopicArn": arn.rpartition(":")[0], "Protocol": "email",
                  "Endpoint": "soc@example.com", "PendingConfirmation": "false"}  # fmt: skip
    return {"Attributes": told}


def _key(_: Options, account: str, region: str) -> JSON:
    arn = f"arn:aws:kms:{region}:{account}:key/x"
    return {"KeyMetadata": {"KeyId": "x", "Arn": arn, "KeyState": "Enabled", "KeyManager": "CUSTOMER"}}


def _mute_rule(options: Options, account: str, region: str) -> JSON:
    name = options["--alarm-mute-rule-name"]
    arn = f"arn:aws:cloudwatch:{region}:{account}:alarm-mute-rule:{name}"
    return {"AlarmMuteRuleArn": arn, "Name": name, "MuteTargets": {"AlarmNames": ["other"]}}


def _history(options: Options, _: str, __: str) -> JSON:
    told = json.dumps({"actionState": "Succeeded", "notificationResource": "arn:aws:sns:us-east-1:1:t"})
    row: JSON = {"AlarmName": options["--alarm-name"], "Timestamp": TIME, "HistoryItemType": "Action",
                 "HistorySummary": "Successfully executed action", "HistoryData": told}  # fmt: skip
    return {"AlarmHistoryItems": [row]}


_ANSWERS: Mapping[str, Callable[[Options, str, str], JSON]] = {
    "get-caller-identity": _identity,
    "describe-organization": lambda _, account, __: {"Organization": {"MasterAccountId": account}},
    "describe-trails": lambda *_: {"trailList": []},
    "get-trail-status": lambda *_: {
        "IsLogging": True,
        "LatestDeliveryTime": TIME,
        "LatestCloudWatchLogsDeliveryTime": TIME,
    },
    "get-event-selectors": _selectors,
    "describe-log-groups": _groups,
    "describe-metric-filters": lambda *_: {"metricFilters": []},
    "describe-alarms": lambda *_: {"MetricAlarms": [], "CompositeAlarms": []},
    "describe-alarm-history": _history,
    "list-subscriptions-by-topic": lambda *_: {"Subscriptions": []},
    "get-topic-attributes": _topic,
    "get-subscription-attributes": _subscription,
    "describe-key": _key,
    "get-alarm-mute-rule": _mute_rule,
    "test-metric-filter": lambda *_: {"matches": []},
}
