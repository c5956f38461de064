"""What is told of the last action of an alarm: what failed, and why it may be past."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.rules.action import LAST_ACTION_FAILED, LAST_ACTION_OPEN, NOTIFIES
from analyzer.verdict import Verdict
from tests.chain.notified import (
    ALARM,
    ALARMS,
    ATTRIBUTES,
    HISTORY,
    TOPIC,
    Files,
    good,
    history,
    judged,
    places,
    policy,
    rules,
    told,
    topic,
)

AT = "2026-11-18T22:41:08+00:00"
LATER = "2026-11-18T22:41:09+00:00"
CHANGED = "AlarmConfigurationUpdatedTimestamp"
DENIED = "CloudWatch Alarms is not authorized to perform: SNS:Publish"
OPEN = f"`{ALARM}`: an action on `{TOPIC}` failed, but "


def item(state: str, **more: str) -> Files:
    data = json.dumps({"actionState": state, "notificationResource": TOPIC})
    return {"AlarmName": ALARM, "HistoryItemType": "Action", "HistoryData": data} | more


def items(*several: Files) -> Files:
    return {HISTORY: {"AlarmHistoryItems": list(several)}}


@pytest.mark.parametrize(
    ("several", "verdict"),
    [
        ((item("InProgress", Timestamp=AT),), Verdict.PASS),
        ((item("InProgress", Timestamp=AT), item("Succeeded", Timestamp=AT)), Verdict.PASS),
        ((item("InProgress", Timestamp=AT), item("Failed", Timestamp=AT)), Verdict.INCONCLUSIVE),
        ((item("Succeeded", Timestamp=AT), item("Failed", Timestamp=AT)), Verdict.INCONCLUSIVE),
    ],
)
def test_items_of_one_moment_are_open_where_one_of_them_failed(
    several: tuple[Files, ...], verdict: Verdict, tmp_path: Path
) -> None:
    report = judged(tmp_path, items(*several))
    assert (report.verdict, rules(report)) == (
        verdict,
        [NOTIFIES.id if verdict is Verdict.PASS else LAST_ACTION_OPEN.id],
    )


def test_two_items_of_one_moment_show_what_is_open(tmp_path: Path) -> None:
    states = ("Failed", "Succeeded", "Failed")
    report = judged(tmp_path, items(*(item(state, Timestamp=AT) for state in states)))
    assert told(report) == f"{OPEN}the history says of one moment that it failed and that it did not"
    assert places(report) == ["/AlarmHistoryItems/0", "/AlarmHistoryItems/1"]


@pytest.mark.parametrize(
    ("more", "said"),
    [({"HistorySummary": "the topic took nothing"}, "the topic took nothing"), ({}, "")],
)
def test_a_failure_is_told_in_the_words_that_there_are(
    more: dict[str, str], said: str, tmp_path: Path
) -> None:
    report = judged(tmp_path, items(item("Failed", Timestamp=AT, **more)))
    assert (report.verdict, rules(report)) == (Verdict.FAIL, [LAST_ACTION_FAILED.id])
    assert told(report) == f"`{ALARM}`: its last action on `{TOPIC}` failed: `{said}`"


def changed_alarm(time: str) -> Files:
    alarms = good()[ALARMS]
    alarms["MetricAlarms"][0][CHANGED] = time
    return {ALARMS: alarms} | items(item("Failed", Timestamp=AT))


def changed_item(time: str) -> Files:
    update = {"AlarmName": ALARM, "HistoryItemType": "ConfigurationUpdate", "Timestamp": time}
    return items(item("Failed", Timestamp=AT), update)


@pytest.mark.parametrize("changed", [changed_alarm, changed_item])
@pytest.mark.parametrize(("time", "verdict"), [(AT, Verdict.FAIL), (LATER, Verdict.INCONCLUSIVE)])
def test_a_change_of_the_alarm_is_later_than_the_failure(
    changed: Callable[[str], Files], time: str, verdict: Verdict, tmp_path: Path
) -> None:
    report = judged(tmp_path, changed(time))
    assert report.verdict is verdict
    assert ("the alarm was changed later, at 2026-11-18" in told(report)) is (verdict is not Verdict.FAIL)


def test_a_change_of_the_topic_is_told_with_its_time(tmp_path: Path) -> None:
    event = {
        "EventId": "00000000-0000-4000-8000-00000000000e",
        "EventName": "SetTopicAttributes",
        "EventSource": "sns.amazonaws.com",
        "EventTime": "2026-11-19T08:00:00+00:00",
        "CloudTrailEvent": json.dumps({"requestParameters": {"topicArn": TOPIC}}),
    }
    report = judged(tmp_path, {"us-east-1/lookup-events.json": {"Events": [event]}, HISTORY: history(DENIED)})
    assert report.verdict is Verdict.INCONCLUSIVE
    time = "2026-11-19T08:00:00+00:00"
    assert told(report) == f"{OPEN}the topic was changed later, by SetTopicAttributes at {time}"
    assert places(report)[-1] == "/Events/0/EventTime"


@pytest.mark.parametrize(
    ("error", "allows", "verdict"),
    [
        (DENIED, True, Verdict.INCONCLUSIVE),
        (DENIED, False, Verdict.FAIL),
        ("the message is too long", True, Verdict.FAIL),
    ],
)
def test_a_policy_that_allows_speaks_against_a_refusal_alone(
    error: str, allows: bool, verdict: Verdict, tmp_path: Path
) -> None:
    attributes = topic(Policy=policy("Allow")) if allows else topic()
    report = judged(tmp_path, {HISTORY: history(error), ATTRIBUTES: attributes})
    assert report.verdict is verdict
    assert told(report).endswith("the policy of the topic allows it now") is (verdict is not Verdict.FAIL)
