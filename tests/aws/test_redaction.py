"""What stands in the place of an account number is told from a number and from a mistyped one."""

from __future__ import annotations

import pytest

from analyzer.aws.record import MemberPath
from analyzer.aws.redaction import is_redacted, redacted_member
from analyzer.evidence import JSON


@pytest.mark.parametrize(
    "text",
    ["XXXXXXXXXXXX", "xxxx-xxxx-xxxx", "************", "123456******", "1234****9012", "<ACCOUNT>",
     "<ACCOUNT ID>", "[REDACTED]", "${ACCOUNT_ID}", "REDACTED", "AccountId", "aws-account", "████████████",
     "…", "12345678901O"],
)  # fmt: skip
def test_a_text_in_place_of_the_number_is_redacted(text: str) -> None:
    assert is_redacted(text)
    found = redacted_member({"AlarmArn": f"arn:aws:cloudwatch:us-east-1:{text}:alarm:a"})
    assert found == (("AlarmArn",), text)


@pytest.mark.parametrize("text", ["111111111111", "000000000000", "12345", "1234567890123", "", " ", "aws"])
def test_a_number_is_none(text: str) -> None:
    assert not is_redacted(text)
    assert redacted_member({"TopicArn": f"arn:aws:sns:us-east-1:{text}:t"}) is None


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"Account": "XXXXXXXXXXXX"}, ("Account",)),
        ({"Account": "111111111111", "Arn": "arn:aws:sts::X:assumed-role/a/b"}, ("Arn",)),
        ({"TrailARN": "arn:aws:cloudtrail:<REGION>:<ACCOUNT>:trail/org"}, ("TrailARN",)),
        ({"AlarmActions": ["arn:aws:sns:us-east-1:111111111111:a", "arn:aws:sns:us-east-1:*:b"]},
         ("AlarmActions", 1)),
        ({"AlarmRule": 'ALARM("arn:aws:cloudwatch:us-east-1:XXX:alarm:a")'}, ("AlarmRule",)),
        ({"Metrics": [{"Id": "m", "AccountId": "XXXX"}]}, ("Metrics", 0, "AccountId")),
        ({"AlarmActions": ["arn:aws:automate:us-east-1:ec2:stop"]}, None),
        ({"AlarmActions": ["arn:aws:lambda:us-east-1:XXX:function:f"]}, None),
        ({"Owner": "XXXXXXXXXXXX"}, None),
        ({"Account": 1, "Arn": None, "SubscriptionArn": "PendingConfirmation"}, None),
        ({"Arn": "arn:aws:iam::aws:policy/x"}, None),
    ],
)  # fmt: skip
def test_members_that_the_chain_joins_by_are_looked_at(row: dict[str, JSON], path: MemberPath | None) -> None:
    found = redacted_member(row)
    assert (found[0] if found else None) == path
