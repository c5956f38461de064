"""What the link says of the topics that an alarm notifies, word by word: itself, through composite alarms,
and with what is known of the way to the topic."""

from __future__ import annotations

import json

import pytest

from analyzer.chain.context import TopicSubject
from analyzer.chain.engine import Candidates
from analyzer.evidence import JSON
from analyzer.rules import LinkName
from tests.support.chain_steps import (
    ACCOUNT,
    ALARMS,
    MEMBER,
    SUBSCRIPTIONS,
    Files,
    at,
    context_of,
    good,
    told,
)

NAME = "ConsoleAuthenticationFailures"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:security-alerts"
FOREIGN = f"arn:aws:sns:us-east-1:{MEMBER}:security-alerts"
AGAIN = ALARMS.replace(".json", "-2.json")
ATTRIBUTES = "us-east-1/get-topic-attributes.json"
RECORD = "us-east-1/get-subscription-attributes.json"
FAILED = "\nAn error occurred (Throttling) when calling the DescribeAlarms operation: Rate exceeded\n"

TYPES = "--alarm-types MetricAlarm CompositeAlarm"
ASK = f"$ aws cloudwatch describe-alarms {TYPES} --region us-east-1 --output json"
ASK_HISTORY = (
    f"$ aws cloudwatch describe-alarm-history --alarm-name {NAME} {TYPES} --history-item-type Action"
    " --region us-east-1 --output json"
)
NO_OTHERS, PERHAPS_OTHERS = "and no others", "and perhaps others"
STEP = "security-alerts"
ROW = "describe-alarms.json#/MetricAlarms/0"
NOT_LISTED = (
    f"composite-alarms-not-listed of {NAME}: composite alarms were not asked for; one of them could carry the"
    f" action @ {ROW}"
)
NOTIFIES = f"  notifies of {NAME}: `{NAME}` notifies `{TOPIC}` @ {ROW}/AlarmActions/0 {ROW}/ActionsEnabled"
NOT_SAID = (
    f"  actions-not-said of {NAME}: `{NAME}`: it does not say whether its actions are enabled"
    f" @ {ROW}/AlarmActions/0"
)
TRUNCATED = (
    "evidence-truncated of it: the JSON document that begins on line 1 is not relied on: it stops before its"
    " end @ describe-alarms-2.json#"
)


def alarms(*composites: JSON, **members: JSON) -> Files:
    """The list with other members of its alarm, and these composite alarms; None takes a member away."""
    row = good()[ALARMS]["MetricAlarms"][0] | members
    kept = {name: value for name, value in row.items() if value is not None}
    return {ALARMS: {"MetricAlarms": [kept], "CompositeAlarms": [*composites]}}


def composite(name: str, rule: str = f'ALARM("{NAME}")', *, enabled: bool = True) -> dict[str, JSON]:
    """A composite alarm that notifies the topic."""
    arn = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}"
    return {
        "AlarmName": name,
        "AlarmArn": arn,
        "AlarmRule": rule,
        "ActionsEnabled": enabled,
        "AlarmActions": [TOPIC],
    }


def found(*changes: Files, link: LinkName = LinkName.ACTION) -> Candidates:
    """What the link says where these files lie in place of those of the good account, or beside them."""
    files = good()
    for change in changes:
        files |= change
    return at(link, context_of(files))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, [STEP, NOTIFIES, NOT_LISTED, ASK, NO_OTHERS]),
        ({"ActionsEnabled": None}, [STEP, NOT_SAID, f"  {ASK}", NOT_LISTED, ASK, NO_OTHERS]),
        (
            {"AlarmActions": None},
            [
                f"actions-not-said of {NAME}: `{NAME}`: it does not say its actions @ {ROW}",
                NOT_LISTED,
                ASK,
                PERHAPS_OTHERS,
            ],
        ),
        (
            {"AlarmActions": ["odd", f"{TOPIC}:1"]},
            [
                f"malformed-arn of {NAME}: expected an ARN, found `odd` @ {ROW}/AlarmActions",
                NOT_LISTED,
                ASK,
                PERHAPS_OTHERS,
            ],
        ),
    ],
)
def test_what_an_alarm_does_itself(members: dict[str, JSON], said: list[str]) -> None:
    assert told(found(alarms(**members))) == said


LAMBDA = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"


@pytest.mark.parametrize("actions", [[], [LAMBDA], [f"{TOPIC}:00000000-0000-4000-8000-000000000001"]])
def test_an_alarm_that_notifies_no_topic(actions: list[JSON]) -> None:
    """Neither a function nor one subscription of a topic is a topic."""
    no_topic = f"`{NAME}` has no SNS topic among its actions on ALARM @ {ROW}/AlarmActions"
    said = [f"no-topic of {NAME}: {no_topic}", NOT_LISTED, ASK, NO_OTHERS]
    assert told(found(alarms(AlarmActions=actions))) == said


def through(name: str, at: int) -> list[str]:
    """What is said of a composite alarm that notifies the topic."""
    row = f"describe-alarms.json#/CompositeAlarms/{at}"
    places = f"{row}/AlarmActions/0 {row}/ActionsEnabled {row}/AlarmRule"
    return [STEP, f"  notifies of {name}: `{name}` notifies `{TOPIC}` @ {places}"]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (
            composite("first", enabled=False),
            "actions-disabled of first: `first`: its actions are disabled"
            " @ describe-alarms.json#/CompositeAlarms/0/ActionsEnabled",
        ),
        (
            composite("first", f'NOT ALARM("{NAME}")'),
            f"composite-not-moved of first: the composite alarm `first` is not moved into ALARM by `{NAME}`:"
            " its rule is false whenever that alarm is in ALARM"
            " @ describe-alarms.json#/CompositeAlarms/0/AlarmRule",
        ),
    ],
)
def test_one_composite_alarm_that_does_not_act_ends_no_search(first: JSON, said: str) -> None:
    lines = told(found(alarms(first, composite("second"), ActionsEnabled=False)))
    assert lines == [*through("second", 1), said, NO_OTHERS]


def test_the_history_of_a_composite_alarm_that_may_not_act_is_asked_for_once() -> None:
    ask = ASK_HISTORY.replace(NAME, "above")
    alarm = alarms(composite("above", f'ALARM("{NAME}") AND ALARM("x")'), ActionsEnabled=False)
    place = "describe-alarms.json#/CompositeAlarms/0"
    assert told(found(alarm))[:2] == [
        STEP,
        f"  composite-not-provable of above: that the composite alarm `above` acts with `{NAME}` is not"
        f" provable: its rule hangs on other alarms as well @ {place}/AlarmRule {place}/AlarmActions/0",
    ]
    history: Files = {"session.txt": f'{ask}\n{{"AlarmHistoryItems": []}}'}
    assert told(found(alarm))[2:] == [f"  {ask}", NO_OTHERS]
    assert told(found(alarm, history))[2:] == [NO_OTHERS]


@pytest.mark.parametrize("composites", [[], [composite("above")]])
def test_a_list_that_cannot_be_read_is_not_said_to_be_without_composites(composites: list[JSON]) -> None:
    lines = told(found(alarms(*composites), {AGAIN: "{"}))
    more = through("above", 0) if composites else []
    assert lines == [STEP, NOTIFIES, *more, TRUNCATED, ASK, PERHAPS_OTHERS]


def test_one_answer_that_cannot_be_read_leaves_a_list_whole_that_was_asked_for_all() -> None:
    files = good() | {"session.txt": f"{ASK}\n{json.dumps(good()[ALARMS])}", AGAIN: "{"}
    del files[ALARMS]
    lines = told(at(LinkName.ACTION, context_of(files)))
    assert lines == [STEP, NOTIFIES.replace("describe-alarms.json", "session.txt"), NO_OTHERS]


def test_an_answer_of_a_failed_command_is_told_with_the_topic() -> None:
    (step,) = found({ALARMS: json.dumps(good()[ALARMS]) + FAILED}).each
    assert [one.rule.id for one in step.findings] == ["notifies"]
    assert [(one.rule.id, one.subject) for one in step.warnings] == [("failed-command", ALARMS)]


def policy(effect: str, principal: JSON = "*") -> Files:
    said = {"Effect": effect, "Principal": principal, "Action": "sns:Publish", "Resource": TOPIC}
    text = json.dumps({"Version": "2012-10-17", "Statement": [said]})
    return {ATTRIBUTES: {"Attributes": {"TopicArn": TOPIC, "Policy": text}}}


DENIES, MAY_REFUSE = policy("Deny"), policy("Allow", {"AWS": MEMBER})
DENIED = (
    "  topic-denies-alarms of security-alerts: the policy of `security-alerts` denies `sns:Publish` to"
    " CloudWatch alarms (statement 1) @ get-topic-attributes.json#/Attributes/Policy"
)
MAYBE = (
    "  topic-may-refuse-alarms of security-alerts: whether the policy of `security-alerts` lets CloudWatch"
    " alarms publish is not provable: no statement allows it @ get-topic-attributes.json#/Attributes/Policy"
)


@pytest.mark.parametrize(
    ("enabled", "way", "said"),
    [
        (True, DENIES, [DENIED]),
        (True, MAY_REFUSE, [MAYBE, f"  {ASK_HISTORY}"]),
        (None, DENIES, [DENIED, NOT_SAID]),
        (None, MAY_REFUSE, [NOT_SAID, MAYBE, f"  {ASK}", f"  {ASK_HISTORY}"]),
    ],
)
def test_what_is_known_of_the_way_to_the_topic(enabled: bool | None, way: Files, said: list[str]) -> None:
    """A refusal decides whatever was open before, and nothing is asked for; a doubt is told beside it."""
    lines = told(found(alarms(ActionsEnabled=enabled), way))
    assert lines == [STEP, *said, NOT_LISTED, ASK, NO_OTHERS]


def test_the_way_to_the_topic_is_not_looked_at_where_two_records_of_the_alarm_disagree() -> None:
    again = {AGAIN: alarms(composite("above", "TRUE"))[ALARMS]}
    (own, above) = found(alarms(composite("above")), again, DENIES).each
    assert [one.rule.id for one in own.findings] == ["topic-denies-alarms"]
    assert [one.rule.id for one in above.findings] == ["conflict"]
    assert [request.command for request in above.requests] == [ASK.removeprefix("$ ")]


@pytest.mark.parametrize(
    ("scope", "senders"), [("MessageAttributes", [None, None]), ("MessageBody", [NAME, "above"])]
)
def test_a_topic_is_looked_at_for_each_alarm_only_where_the_message_matters(
    scope: str, senders: list[str | None]
) -> None:
    subscription = {
        "SubscriptionArn": f"{TOPIC}:00000000-0000-4000-8000-000000000001", "TopicArn": TOPIC,
        "FilterPolicy": "{}", "FilterPolicyScope": scope,
    }  # fmt: skip
    steps = found(alarms(composite("above")), {RECORD: {"Attributes": subscription}}).each
    subjects = [step.subject for step in steps if isinstance(step.subject, TopicSubject)]
    assert [one.viewer for one in subjects] == [ACCOUNT, ACCOUNT]
    assert [one.sender and one.sender.value.name for one in subjects] == senders


def test_a_topic_of_another_account_is_looked_up_in_what_this_one_captured() -> None:
    row = good()[SUBSCRIPTIONS]["Subscriptions"][0]
    arn = row["SubscriptionArn"].replace(TOPIC, FOREIGN)
    listed = {"Subscriptions": [row | {"TopicArn": FOREIGN, "SubscriptionArn": arn}]}
    said = found(alarms(AlarmActions=[FOREIGN]), {SUBSCRIPTIONS: listed}, link=LinkName.SUBSCRIPTION)
    assert [step.deciding.rule.id for step in said.each] == ["confirmed"]
