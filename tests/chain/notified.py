"""What is known beside the audit steps of the way of a notification, as files of a good account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from analyzer import analyze
from analyzer.assessment import ControlReport
from analyzer.findings import Finding
from analyzer.limits import DEFAULT_LIMITS
from analyzer.reports.words import statement
from tests.support.accounts.build import bases, write

ACCOUNT = "111111111111"
ALARM = "ConsoleAuthenticationFailures"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:security-alerts"
ALARMS = "us-east-1/describe-alarms.json"
SUBSCRIPTIONS = "us-east-1/list-subscriptions-by-topic--security-alerts.json"
HISTORY = f"us-east-1/describe-alarm-history--{ALARM}.json"
ATTRIBUTES = "us-east-1/get-topic-attributes.json"
AGAIN = "us-east-1/get-topic-attributes-2.json"

Files = dict[str, Any]


def good() -> Files:
    return deepcopy(dict(bases()["regions"]))


def history(error: str | None, time: str | None = "2026-11-18T22:41:08+00:00") -> Files:
    """That the last action on the topic failed with an error, or succeeded."""
    data = {
        "actionState": "Failed" if error else "Succeeded",
        "notificationResource": TOPIC,
        "error": error,
    }
    item = {"AlarmName": ALARM, "HistoryItemType": "Action", "HistoryData": json.dumps(data)}
    return {"AlarmHistoryItems": [item | ({"Timestamp": time} if time else {})]}


def policy(effect: str, **more: object) -> str:
    said = {"Effect": effect, "Principal": "*", "Action": "sns:Publish", "Resource": TOPIC} | more
    return json.dumps({"Version": "2012-10-17", "Statement": [said]})


def topic(**attributes: str) -> Files:
    return {"Attributes": {"TopicArn": TOPIC, "Owner": ACCOUNT, "SubscriptionsConfirmed": "1"} | attributes}


def subscription(**attributes: str) -> Files:
    arn = f"{TOPIC}:00000000-0000-4000-8000-000000000001"
    return {"Attributes": {"SubscriptionArn": arn, "TopicArn": TOPIC, "Protocol": "email"} | attributes}


def mute_rule(status: str) -> Files:
    return {
        "Name": "night",
        "AlarmMuteRuleArn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm-mute-rule:night",
        "Rule": {"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT4H"}},
        "MuteTargets": {"AlarmNames": [ALARM]},
        "Status": status,
    }


def judged(folder: Path, beside: Mapping[str, object], **limits: int) -> ControlReport:
    """The good account with these files beside or in place of its own."""
    files = good() | dict(beside)
    account = write({path: json.dumps(document).encode() for path, document in files.items()}, folder)
    values = {name.replace("_", "-"): value for name, value in limits.items()}
    (assessment,) = analyze([account], limits=DEFAULT_LIMITS.with_values(values)).assessments
    (report,) = assessment.controls
    return report


def rules(report: ControlReport, link: str = "action") -> list[str]:
    """The ids of what the report tells of a link, what decides first."""
    return [finding.rule.id for one in report.links if one.link == link for finding in one.findings]


def deciding(report: ControlReport, link: str = "action") -> Finding:
    """What decides a link."""
    (one,) = [one for one in report.links if one.link == link]
    assert one.deciding is not None
    return one.deciding


def told(report: ControlReport, link: str = "action") -> str:
    """What decides a link, in words."""
    return statement(deciding(report, link))


def commands(report: ControlReport) -> str:
    return "\n".join(request.command for request in report.requests)


def places(report: ControlReport, link: str = "action") -> list[str]:
    """The places of what decides a link, each in its file."""
    return [place.location.pointer for place in deciding(report, link).places]


def warned(report: ControlReport) -> list[str]:
    """What is told that changes no verdict."""
    return [statement(notice) for notice in report.warnings]
