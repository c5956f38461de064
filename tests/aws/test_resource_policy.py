"""What a resource's policy says of a service: decisions by statement, and the laws of an explicit Deny."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.aws.resource_policy import Decision, ServiceRequest, decide
from analyzer.evidence import JSON

TOPIC = "arn:aws:sns:us-east-1:111111111111:alerts"
ALARM = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:sign-ins"
ASKED = ServiceRequest(
    "cloudwatch.amazonaws.com",
    "sns:Publish",
    TOPIC,
    {"aws:sourcearn": ALARM, "aws:sourceaccount": "111111111111", "aws:securetransport": "true"},
)
SERVICE: JSON = {"Service": "cloudwatch.amazonaws.com"}


def statement(effect: str, condition: JSON = None, **more: JSON) -> dict[str, JSON]:
    said = {"Effect": effect, "Principal": SERVICE, "Action": "sns:Publish", "Resource": TOPIC, **more}
    return said if condition is None else {**said, "Condition": condition}


@pytest.mark.parametrize(
    ("condition", "meets"),
    [
        ({"StringEquals": {"aws:SourceAccount": "111111111111"}}, True),
        ({"StringEquals": {"aws:SourceAccount": ["222222222222", "111111111111"]}}, True),
        ({"StringEquals": {"aws:SourceAccount": "1111*"}}, False),
        ({"StringLike": {"AWS:SourceAccount": "1111*"}}, True),
        ({"StringNotEquals": {"aws:SourceAccount": ["222222222222", "111111111111"]}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:111111111111:alarm:*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:*:alarm:*"}}, None),
        ({"ArnNotEquals": {"aws:SourceArn": ALARM}}, False),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"Bool": {"aws:SecureTransport": True}}, True),
        ({"BoolIfExists": {"aws:SecureTransport": "true"}}, True),
        ({"Null": {"aws:SourceArn": "false"}}, True),
        ({"Null": {"aws:SourceArn": "true"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-x"}}, None),
        ({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}, None),
        ({"ForAnyValue:StringEquals": {"aws:SourceAccount": "111111111111"}}, None),
        ({"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalOrgID": "o-x"}}, False),
        ({}, True),
        ("no object", None),
    ],
)
def test_a_condition_holds_or_not_or_is_open(condition: JSON, meets: bool | None) -> None:
    decisions = {True: Decision.DENIED, False: Decision.NOT_ALLOWED, None: Decision.OPEN}
    assert decide({"Statement": statement("Deny", condition)}, ASKED).decision is decisions[meets]


@pytest.mark.parametrize(
    ("member", "meets"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["111111111111"], "Service": ["sns.amazonaws.com"]}}, False),
        ({"Principal": {"Service": "*"}}, None),
        ({"Action": ["SNS:*"]}, True),
        ({"Action": "sns:Sub*"}, False),
        ({"Resource": "*"}, True),
        ({"Resource": f"{TOPIC}-2"}, False),
        ({"Resource": "arn:aws:sns:*:al?rts"}, True),
        ({"Resource": 1}, None),
    ],
)
def test_a_statement_is_about_it_or_not_or_is_open(member: dict[str, JSON], meets: bool | None) -> None:
    decisions = {True: Decision.ALLOWED, False: Decision.NOT_ALLOWED, None: Decision.OPEN}
    assert decide({"Statement": [statement("Allow", **member)]}, ASKED).decision is decisions[meets]


@pytest.mark.parametrize("policy", [None, [], {}, {"Statement": [1]}, {"Statement": {"Effect": "Maybe"}}])
def test_what_is_no_policy_is_open(policy: JSON) -> None:
    assert decide(policy, ASKED).decision is Decision.OPEN


EFFECTS = st.sampled_from(["Allow", "Deny"])
CONDITIONS = st.sampled_from(
    [None, {"Bool": {"aws:SecureTransport": "false"}}, {"StringEquals": {"aws:PrincipalOrgID": "o-x"}}]
)
STATEMENTS = st.builds(statement, EFFECTS, CONDITIONS)


@given(st.lists(STATEMENTS, max_size=5))
def test_the_order_of_statements_changes_no_decision(several: list[JSON]) -> None:
    there, back = (decide({"Statement": one}, ASKED).decision for one in (several, several[::-1]))
    assert there is back


@given(st.lists(STATEMENTS, max_size=5))
def test_a_deny_without_a_condition_wins(several: list[JSON]) -> None:
    assert decide({"Statement": [*several, statement("Deny")]}, ASKED).decision is Decision.DENIED


@given(st.lists(STATEMENTS, max_size=5), STATEMENTS)
def test_one_more_deny_allows_nothing_more(several: list[JSON], more: dict[str, JSON]) -> None:
    if decide({"Statement": several}, ASKED).decision is not Decision.ALLOWED:
        denied = decide({"Statement": [*several, {**more, "Effect": "Deny"}]}, ASKED).decision
        assert denied is not Decision.ALLOWED
