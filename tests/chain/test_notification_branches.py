"""What is known beside the audit steps of the way of a notification: the cases that are rarely met."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.aws.arn import parse_arn
from analyzer.aws.cloudwatch import Alarm, CompositeAlarm, MetricAlarm
from analyzer.aws.filter_policy import Body
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.context import ControlContext
from analyzer.chain.notification.delivery import Delivery, delivery
from analyzer.chain.notification.subscriber import body_of
from analyzer.controls import load_control
from analyzer.evidence import Location
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot
from analyzer.rules.action import (
    ALARM_MUTED,
    LAST_ACTION_FAILED,
    LAST_ACTION_OPEN,
    NOTIFIES,
    TOPIC_DENIES_ALARMS,
    TOPIC_MAY_REFUSE_ALARMS,
)
from analyzer.rules.alarm import ACTIONS_NOT_SAID
from analyzer.rules.anywhere import CONFLICT, PAST_LIMIT
from analyzer.rules.subscription import SUBSCRIPTION_FILTERS_OUT
from analyzer.verdict import Verdict
from tests.chain.notified import (
    ACCOUNT,
    AGAIN,
    ALARM,
    ALARMS,
    ATTRIBUTES,
    HISTORY,
    SUBSCRIPTIONS,
    TOPIC,
    Files,
    commands,
    good,
    history,
    judged,
    mute_rule,
    places,
    policy,
    rules,
    subscription,
    told,
    topic,
)

KEY_ERROR = "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
GONE_ERROR = "Topic does not exist"


@pytest.mark.parametrize(
    ("error", "beside", "doubt"),
    [
        (KEY_ERROR, {ATTRIBUTES: topic()}, "the topic is not encrypted now"),
        (GONE_ERROR, {ATTRIBUTES: topic()}, "the topic is there now"),
        (GONE_ERROR, {}, "the topic has subscriptions now"),
    ],
)
def test_a_failure_is_open_where_what_it_names_is_no_longer_so(
    error: str, beside: Files, doubt: str, tmp_path: Path
) -> None:
    report = judged(tmp_path, {HISTORY: history(error), **beside})
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, [LAST_ACTION_OPEN.id])
    assert told(report).endswith(f"failed, but {doubt}")


@pytest.mark.parametrize(
    ("error", "beside"),
    [
        (KEY_ERROR, {ATTRIBUTES: topic(KmsMasterKeyId="alias/own")}),
        (GONE_ERROR, {SUBSCRIPTIONS: {"Subscriptions": []}}),
    ],
)
def test_a_failure_refutes_where_what_it_names_may_be_so_still(
    error: str, beside: Files, tmp_path: Path
) -> None:
    report = judged(tmp_path, {HISTORY: history(error), **beside})
    assert (report.verdict, rules(report)) == (Verdict.FAIL, [LAST_ACTION_FAILED.id])


def test_a_failure_without_a_time_is_open(tmp_path: Path) -> None:
    report = judged(tmp_path, {HISTORY: history(GONE_ERROR, time=None)})
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, [LAST_ACTION_OPEN.id])
    assert told(report).endswith("failed, but the history does not say when")


def test_records_of_a_topic_that_disagree_stay_open_after_a_success(tmp_path: Path) -> None:
    records = {ATTRIBUTES: topic(Policy=policy("Allow")), AGAIN: topic(Policy=policy("Deny"))}
    report = judged(tmp_path, {HISTORY: history(None), **records})
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, [CONFLICT.id])
    assert "aws sns get-topic-attributes" in commands(report)


def test_a_topic_without_a_policy_in_its_record_refuses_nothing(tmp_path: Path) -> None:
    report = judged(tmp_path, {ATTRIBUTES: topic()})
    assert (report.verdict, rules(report)) == (Verdict.PASS, [NOTIFIES.id])


def test_a_policy_too_long_for_what_may_be_spent_is_open(tmp_path: Path) -> None:
    beside = {ATTRIBUTES: topic(Policy=policy("Deny", Sid="s" * 90_000))}
    within = judged(tmp_path / "within", beside)
    assert (within.verdict, rules(within)) == (Verdict.FAIL, [TOPIC_DENIES_ALARMS.id])
    assert judged(tmp_path / "without", {}, control_steps=2_500).verdict is Verdict.PASS
    beyond = judged(tmp_path / "beyond", beside, control_steps=2_500)
    assert (beyond.verdict, rules(beyond)) == (Verdict.INCONCLUSIVE, [PAST_LIMIT.id])
    stopped = "since the limit `control-steps` (2500) stopped it"
    said = f"what keeps notifications out of `security-alerts`: not all of it was judged, {stopped}"
    assert (told(beyond), places(beyond)) == (said, ["/MetricAlarms/0"])
    assert f"aws cloudwatch describe-alarm-history --alarm-name {ALARM} " in commands(beyond)


def test_what_was_open_before_decides_before_doubts_about_the_topic(tmp_path: Path) -> None:
    alarms = good()[ALARMS]
    del alarms["MetricAlarms"][0]["ActionsEnabled"]
    records = {ATTRIBUTES: topic(Policy=policy("Allow", Principal={"AWS": "222222222222"}))}
    report = judged(tmp_path, {ALARMS: alarms, **records})
    expected = [ACTIONS_NOT_SAID.id, TOPIC_MAY_REFUSE_ALARMS.id]
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, expected)
    assert "aws cloudwatch describe-alarms" in commands(report)


def test_records_of_a_mute_rule_that_disagree_are_open(tmp_path: Path) -> None:
    rule, again = "us-east-1/get-alarm-mute-rule--night.json", "us-east-1/get-alarm-mute-rule--night-2.json"
    report = judged(tmp_path / "two", {rule: mute_rule("ACTIVE"), again: mute_rule("EXPIRED")})
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, [CONFLICT.id])
    assert "aws cloudwatch get-alarm-mute-rule" in commands(report)
    report = judged(tmp_path / "one", {rule: mute_rule("ACTIVE")})
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, [ALARM_MUTED.id])


def test_records_of_a_subscription_that_disagree_are_open(tmp_path: Path) -> None:
    record, again = (f"us-east-1/get-subscription-attributes{number}.json" for number in ("", "-2"))
    filtered = subscription(FilterPolicy='{"severity": ["critical"]}')
    report = judged(tmp_path / "two", {record: filtered, again: subscription(FilterPolicy="{}")})
    assert (report.verdict, rules(report, "subscription")) == (Verdict.INCONCLUSIVE, [CONFLICT.id])
    report = judged(tmp_path / "one", {record: filtered})
    assert (report.verdict, rules(report, "subscription")) == (Verdict.FAIL, [SUBSCRIPTION_FILTERS_OUT.id])


def test_of_an_alarm_without_an_arn_nothing_is_known() -> None:
    context = ControlContext(Snapshot([], CallerStatement(None, None)), load_control())
    record: EvidenceRecord[Alarm] = EvidenceRecord(Location(ALARMS, ""), MetricAlarm(AlarmArn="odd"), {})
    target = parse_arn(TOPIC)
    assert target is not None
    assert delivery(context, record, target) == Delivery()


ARN = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"


@pytest.mark.parametrize(
    ("alarm", "more"),
    [
        (CompositeAlarm(AlarmName="a", AlarmArn=ARN, AlarmRule="TRUE"), {"AWSAccountId": ACCOUNT}),
        (CompositeAlarm(AlarmName="a", AlarmArn="odd", AlarmRule="TRUE"), {}),
        (
            MetricAlarm(AlarmName="a", AlarmArn="odd", MetricName="m", Namespace="n"),
            {"Trigger": {"MetricName": "m", "Namespace": "n"}},
        ),
    ],
)
def test_the_body_of_a_notification_tells_what_the_alarm_does(alarm: Alarm, more: Body) -> None:
    body = {"AlarmName": "a", "AlarmArn": alarm.AlarmArn, "NewStateValue": "ALARM"}
    assert body_of(alarm) == {**body, **more}
