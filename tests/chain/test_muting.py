"""What is told of mute rules, whole ones and those that are only listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.rules.action import ALARM_MUTED, TOPIC_DENIES_ALARMS
from analyzer.verdict import Verdict
from tests.chain.notified import (
    ALARM,
    ATTRIBUTES,
    Files,
    commands,
    judged,
    mute_rule,
    policy,
    rules,
    told,
    topic,
    warned,
)

RULE = "us-east-1/get-alarm-mute-rule--night.json"
AGAIN = "us-east-1/get-alarm-mute-rule--night-2.json"
LIST = "us-east-1/list-alarm-mute-rules.json"
LIST_AGAIN = "us-east-1/list-alarm-mute-rules-2.json"
LIST_OF_ALARM = f"us-east-1/list-alarm-mute-rules--{ALARM}.json"
CAPTURE = "aws cloudwatch get-alarm-mute-rule --alarm-mute-rule-name night --region us-east-1"


def listed(status: str) -> Files:
    summary = {name: mute_rule(status)[name] for name in ("AlarmMuteRuleArn", "Status")}
    return {"AlarmMuteRuleSummaries": [summary]}


def test_captures_of_a_rule_that_disagree_name_it_and_its_command(tmp_path: Path) -> None:
    report = judged(tmp_path, {RULE: mute_rule("ACTIVE"), AGAIN: mute_rule("EXPIRED")})
    assert report.verdict is Verdict.INCONCLUSIVE
    assert told(report).startswith("`night`: ")
    assert CAPTURE in commands(report)


def test_a_rule_that_may_be_of_other_alarms_opens_nothing(tmp_path: Path) -> None:
    report = judged(tmp_path, {LIST: listed("ACTIVE"), LIST_AGAIN: listed("SCHEDULED")})
    assert report.verdict is Verdict.PASS


def test_a_rule_without_its_schedule_is_yet_to_come(tmp_path: Path) -> None:
    report = judged(tmp_path, {LIST_OF_ALARM: listed("SCHEDULED")})
    assert report.verdict is Verdict.PASS
    assert any("`night`" in one and "its time is yet to come" in one for one in warned(report))


@pytest.mark.parametrize("targets", [True, False])
def test_the_command_of_an_endless_rule_is_asked_for_where_its_alarms_are_not_told(
    targets: bool, tmp_path: Path
) -> None:
    rule = mute_rule("SCHEDULED")
    rule["Rule"]["Schedule"]["Duration"] = "P1D"
    untold = {name: value for name, value in rule.items() if name != "MuteTargets"}
    beside = {RULE: rule} if targets else {LIST_OF_ALARM: {"AlarmMuteRuleSummaries": [untold]}}
    report = judged(tmp_path, beside)
    assert (report.verdict, rules(report)) == (Verdict.INCONCLUSIVE, [ALARM_MUTED.id])
    assert told(report).endswith("`cron(0 2 * * *)` for `P1D`")
    assert (CAPTURE in commands(report)) is not targets


def test_what_refutes_is_told_before_a_rule_that_mutes(tmp_path: Path) -> None:
    report = judged(tmp_path, {RULE: mute_rule("ACTIVE"), ATTRIBUTES: topic(Policy=policy("Deny"))})
    assert (report.verdict, rules(report)) == (Verdict.FAIL, [TOPIC_DENIES_ALARMS.id, ALARM_MUTED.id])
