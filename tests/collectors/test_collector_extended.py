"""`--extended`: what stands beside the audit steps is asked for and recorded as everything else is.

The oracle is moto, which answers some of these commands and not others.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.verdict import Outcome
from tests.collectors.collected import EMPTY, assert_sealed, canned_aws, commands, rows, run
from tests.support.aws_rig import Account, Cli, collect, good_account

TOPIC = "arn:aws:sns:us-east-1:111111111111:alerts"
SUBSCRIPTION = f"{TOPIC}:0a1b2c3d-0000-1111-2222-333344445555"
RULE = "arn:aws:cloudwatch:us-east-1:111111111111:alarm-mute-rule:at night"
TRAIL = {
    "TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/org",
    "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:111111111111:log-group:CloudTrail/Logs:*",
}
ANSWERS = {
    **EMPTY,
    "cloudtrail describe-trails": json.dumps({"trailList": [TRAIL]}),
    "cloudwatch describe-alarms": json.dumps({"MetricAlarms": [{"AlarmActions": [TOPIC]}]}),
    "sns list-subscriptions-by-topic": json.dumps(
        {"Subscriptions": [{"SubscriptionArn": SUBSCRIPTION}, {"SubscriptionArn": "PendingConfirmation"}]}
    ),
    "organizations describe-organization": '{"Organization": {}}',
    "logs describe-log-groups": '{"logGroups": []}',
    "cloudwatch describe-alarm-history": '{"AlarmHistoryItems": []}',
    "cloudwatch list-alarm-mute-rules": json.dumps({"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": RULE}]}),
    "cloudwatch get-alarm-mute-rule": "{}",
    "sns get-topic-attributes": json.dumps({"Attributes": {"KmsMasterKeyId": "alias/alerts"}}),
    "kms describe-key": "{}",
    "sns get-subscription-attributes": "{}",
}
BESIDE = [
    "organizations describe-organization",
    "logs describe-log-groups",
    "cloudwatch describe-alarm-history",
    "cloudwatch describe-alarm-history",
    "cloudwatch list-alarm-mute-rules",
    "cloudwatch get-alarm-mute-rule",
    "sns get-topic-attributes",
    "kms describe-key",
    "sns get-subscription-attributes",
]


def test_what_is_found_is_asked_about(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", ANSWERS).parent

    done = run(tmp_path, programs, "--region", "us-east-1", "--output", "bag", "--extended")

    assert done.returncode == 0, done.stderr
    assert_sealed(tmp_path / "bag")
    assert commands(tmp_path / "bag")[-len(BESIDE) :] == BESIDE
    asked = [row.command[3:5] for row in rows(tmp_path / "bag")[-len(BESIDE) :]]
    assert asked[1][0] == "--log-group-name-prefix=CloudTrail/Logs"
    assert asked[2] == ("--alarm-types", "MetricAlarm")
    assert asked[3] == ("--alarm-types", "CompositeAlarm")
    assert asked[5][0] == "--alarm-mute-rule-name=at night"
    assert asked[6] == ("--topic-arn", TOPIC)
    assert asked[7][0] == "--key-id=alias/alerts"
    assert asked[8] == ("--subscription-arn", SUBSCRIPTION)


def test_without_the_option_nothing_of_it_is_asked(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", ANSWERS).parent

    done = run(tmp_path, programs, "--region", "us-east-1", "--output", "bag")

    assert done.returncode == 0, done.stderr
    assert not set(commands(tmp_path / "bag")) & set(BESIDE)


def test_variables_that_name_an_endpoint_are_recorded(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", ANSWERS).parent
    shell = ("env", "AWS_ENDPOINT_URL_SNS=http://127.0.0.1:5000", "sh")

    done = run(tmp_path, programs, "--region", "us-east-1", "--output", "bag", shell=shell)

    assert done.returncode == 0, done.stderr
    info = (tmp_path / "bag" / "bag-info.txt").read_text()
    assert "Endpoint-URL: AWS_ENDPOINT_URL_SNS=http://127.0.0.1:5000\n" in info
    (assessment,) = analyze([tmp_path / "bag"]).assessments
    assert "foreign-endpoint" in {warning.rule.id for warning in assessment.controls[0].warnings}


@pytest.mark.deep
def test_moto_s_answers_are_read(account: Account, cli: Cli, tmp_path: Path) -> None:
    """moto has no organization, no history and no mute rules, and counts no metric filter of a log group,
    which its list of metric filters contradicts."""
    good_account(account)

    done = collect(account, cli, tmp_path, "--output", "bag", "--extended")

    assert done.returncode == 1, done.stderr
    assert_sealed(tmp_path / "bag")
    (assessment,) = analyze([tmp_path / "bag"]).assessments
    (control,) = assessment.controls
    open_ones = [link for link in control.links if link.outcome is not Outcome.SATISFIED]
    assert open_ones[0].link == "log-group"
    assert [finding.rule.id for finding in open_ones[0].findings] == ["conflict"]
