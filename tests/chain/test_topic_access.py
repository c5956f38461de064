"""What is told of a topic that keeps notifications out, by its policy or by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.resource_policy import Decision, PolicyDecision
from analyzer.chain.notification.topic_access import may_publish
from analyzer.rules.action import TOPIC_DENIES_ALARMS, TOPIC_KEY_REFUSES_ALARMS, TOPIC_MAY_REFUSE_ALARMS
from analyzer.verdict import Verdict
from tests.chain.notified import ACCOUNT, ATTRIBUTES, TOPIC, Files, judged, places, policy, rules, told, topic

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-0000000000aa"
ALARM_ARN = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"


def arn(text: str) -> Arn:
    found = parse_arn(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("operator", "key", "value", "other"),
    [
        ("StringEquals", "aws:SecureTransport", "true", "false"),
        ("StringEquals", "aws:PrincipalIsAWSService", "true", "false"),
        ("StringEquals", "aws:PrincipalServiceName", "cloudwatch.amazonaws.com", "s3.amazonaws.com"),
        ("StringEquals", "aws:SourceAccount", ACCOUNT, "222222222222"),
        ("StringEquals", "aws:SourceOwner", ACCOUNT, "222222222222"),
        ("ArnLike", "aws:SourceArn", ALARM_ARN, f"{ALARM_ARN}b"),
    ],
)
def test_what_is_known_of_a_notification_decides_a_condition(
    operator: str, key: str, value: str, other: str
) -> None:
    texts = [policy("Allow", Condition={operator: {key: one}}) for one in (value, other)]
    found = [may_publish(text, arn(TOPIC), arn(ALARM_ARN)) for text in texts]
    assert found == [PolicyDecision(Decision.ALLOWED, 0), PolicyDecision(Decision.NOT_ALLOWED)]


def test_the_statement_that_denies_is_named(tmp_path: Path) -> None:
    report = judged(tmp_path, {ATTRIBUTES: topic(Policy=policy("Deny"))})
    assert (report.verdict, rules(report)) == (Verdict.FAIL, [TOPIC_DENIES_ALARMS.id])
    assert told(report).endswith("denies `sns:Publish` to CloudWatch alarms (statement 1)")
    assert places(report) == ["/Attributes/Policy"]


MANAGED = "a key that AWS manages lets CloudWatch alarms not in"


@pytest.mark.parametrize(
    ("key", "verdict", "said", "member"),
    [
        ({"KeyManager": "AWS", "KeyState": "Enabled"}, Verdict.FAIL, MANAGED, "KeyManager"),
        ({"KeyState": "Disabled"}, Verdict.FAIL, "its state is `Disabled`", "KeyState"),
        ({"Enabled": False}, Verdict.FAIL, "its state is `Disabled`", "Enabled"),
        (
            {"KeyState": "Unavailable", "Enabled": False},
            Verdict.INCONCLUSIVE,
            "its state is `Unavailable`",
            "KeyState",
        ),
    ],
)
def test_a_key_that_cannot_be_used_is_told_with_both_places(
    key: Files, verdict: Verdict, said: str, member: str, tmp_path: Path
) -> None:
    beside = {ATTRIBUTES: topic(KmsMasterKeyId=KEY), "us-east-1/describe-key.json": metadata(**key)}
    report = judged(tmp_path, beside)
    assert report.verdict is verdict
    assert told(report) == f"`security-alerts` is encrypted with `{KEY}`: {said}"
    assert places(report) == [f"/KeyMetadata/{member}", "/Attributes/KmsMasterKeyId"]


@pytest.mark.parametrize("key", [{}, {"Enabled": True}, {"KeyState": "Enabled", "KeyManager": "CUSTOMER"}])
def test_a_key_that_can_be_used_refuses_nothing(key: Files, tmp_path: Path) -> None:
    beside = {ATTRIBUTES: topic(KmsMasterKeyId=KEY), "us-east-1/describe-key.json": metadata(**key)}
    assert judged(tmp_path, beside).verdict is Verdict.PASS


def metadata(**members: object) -> Files:
    return {"KeyMetadata": {"Arn": KEY, "KeyId": KEY.rpartition("/")[2]} | members}


def test_what_refuses_is_told_before_what_may(tmp_path: Path) -> None:
    elsewhere = policy("Allow", Principal={"AWS": "222222222222"})
    report = judged(tmp_path, {ATTRIBUTES: topic(Policy=elsewhere, KmsMasterKeyId="alias/aws/sns")})
    expected = [TOPIC_KEY_REFUSES_ALARMS.id, TOPIC_MAY_REFUSE_ALARMS.id]
    assert (report.verdict, rules(report)) == (Verdict.FAIL, expected)
    assert told(report) == f"`security-alerts` is encrypted with `alias/aws/sns`: {MANAGED}"
