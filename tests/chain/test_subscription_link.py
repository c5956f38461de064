"""What the link says of the subscriptions of a topic, word by word: each word that stands in place of an ARN,
and answers that do not agree on whether somebody has confirmed."""

from __future__ import annotations

import pytest

from analyzer.chain.engine import Candidates
from analyzer.evidence import JSON
from analyzer.rules import LinkName
from tests.support.chain_steps import ACCOUNT, SUBSCRIPTIONS, Files, at, context_of, good, told

TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:security-alerts"
LISTED, UNLISTED = (f"{TOPIC}:00000000-0000-4000-8000-00000000000{number}" for number in (1, 9))
LIST = SUBSCRIPTIONS.rpartition("/")[2]
AGAIN = SUBSCRIPTIONS.replace(".json", "-2.json")
OPERATION = "ListSubscriptionsByTopic"
NOT_FOUND = f"\nAn error occurred (NotFound) when calling the {OPERATION} operation: Topic does not exist\n"
ATTRIBUTES, ATTRIBUTES_AGAIN = (f"us-east-1/get-topic-attributes{number}.json" for number in ("", "-2"))
RECORD = "us-east-1/get-subscription-attributes.json"

ASK = f"$ aws sns list-subscriptions-by-topic --topic-arn {TOPIC} --region us-east-1 --output json"
NO_OTHERS, PERHAPS_OTHERS = "and no others", "and perhaps others"


def listed(**members: JSON) -> Files:
    """The list with other members of its only subscription; None takes one away."""
    row = good()[SUBSCRIPTIONS]["Subscriptions"][0] | members
    return {
        SUBSCRIPTIONS: {"Subscriptions": [{name: value for name, value in row.items() if value is not None}]}
    }


def counts(number: str, path: str = ATTRIBUTES, **members: str) -> Files:
    """What the topic counts."""
    return {path: {"Attributes": {"TopicArn": TOPIC, "SubscriptionsConfirmed": number} | members}}


def record(pending: str | None, arn: str = LISTED) -> Files:
    """What the record of a subscription says of its confirmation."""
    told = {} if pending is None else {"PendingConfirmation": pending}
    return {RECORD: {"Attributes": {"SubscriptionArn": arn, "TopicArn": TOPIC, "Protocol": "email"} | told}}


def found(*changes: Files) -> Candidates:
    """What the link says where these files lie in place of those of the good account, or beside them; None
    takes one away."""
    files = good()
    for change in changes:
        files |= change
    files = {path: content for path, content in files.items() if content is not None}
    return at(LinkName.SUBSCRIPTION, context_of(files))


def lines(*changes: Files) -> list[str]:
    return told(found(*changes))


EMPTY: Files = {SUBSCRIPTIONS: {"Subscriptions": []}}
MISSING: Files = {SUBSCRIPTIONS: None}
ABSENT: Files = {SUBSCRIPTIONS: NOT_FOUND}
PENDING = listed(SubscriptionArn="PendingConfirmation")

NAME = "email soc@example.com"
ROW = f"{LIST}#/Subscriptions/0/SubscriptionArn"
COUNT = "get-topic-attributes.json#/Attributes/SubscriptionsConfirmed"
CONFIRMED = f"  confirmed of {NAME}: `email` subscription is confirmed @ {ROW}"
NOT_CONFIRMED = f"  not-confirmed of {NAME}: not confirmed: `PendingConfirmation` @ {ROW}"
NOBODY = f"no-subscription of security-alerts: nobody is subscribed to `security-alerts` @ {LIST}#"
NOBODY_COUNTED = (
    f"none-confirmed of security-alerts: `security-alerts` has no confirmed subscription @ {COUNT}"
)
NO_TOPIC = (
    f"no-such-topic of security-alerts: AWS answers that the topic `security-alerts` does not exist @ {LIST}#"
)
NOT_CAPTURED = f"subscriptions-not-captured of {TOPIC}: no subscriptions of `{TOPIC}` were captured @"
REFUSED = [
    f"evidence-error of it: AWS answered with the error `NotFound` @ {LIST}#",
    "evidence-not-json of it: expected JSON, got other text; run the command again with `--output json`"
    f" @ {LIST}#",
]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, [NAME, CONFIRMED]),
        (
            {"Protocol": None, "Endpoint": None},
            ["? ?", f"  confirmed of ? ?: `none` subscription is confirmed @ {ROW}"],
        ),
        ({"SubscriptionArn": "PendingConfirmation"}, [NAME, NOT_CONFIRMED]),
        (
            {"SubscriptionArn": "Deleted"},
            [NAME, f"  not-confirmed of {NAME}: not confirmed: `Deleted` @ {ROW}"],
        ),
        (
            {"SubscriptionArn": "odd"},
            [
                NAME,
                f"  malformed-arn of {NAME}: expected the ARN of a subscription, `PendingConfirmation` or"
                f" `Deleted`, found `odd` @ {ROW}",
                f"  {ASK}",
            ],
        ),
        (
            {"SubscriptionArn": LISTED.replace("security-alerts", "ops")},
            [
                NAME,
                f"  contradiction of {NAME}: `{NAME}`: its ARN is of another topic, but the `TopicArn` beside"
                f" it is `{TOPIC}` @ {ROW} {LIST}#/Subscriptions/0/TopicArn",
                f"  {ASK}",
            ],
        ),
    ],
)
def test_a_subscription_by_what_stands_for_its_arn(row: dict[str, JSON], said: list[str]) -> None:
    assert lines(listed(**row)) == [*said, NO_OTHERS]


def conflict(said: str, *places: str) -> str:
    return f"conflict of security-alerts: `security-alerts`: {said} @ {' '.join(places)}"


MORE = conflict("the topic counts confirmed subscriptions, its list holds none", COUNT, f"{LIST}#")
HIDDEN = conflict(
    "one answer shows a confirmed subscription, the list of all does not hold it",
    "get-subscription-attributes.json#/Attributes/PendingConfirmation",
    f"{LIST}#",
)
TWO_COUNTS = conflict(
    "two records of the same resource disagree on `SubscriptionsConfirmed`",
    f"{LIST}#",
    COUNT,
    COUNT.replace(".json", "-2.json"),
)
COUNTED_NONE = (
    f"  conflict of {NAME}: `{NAME}`: the list shows it as confirmed, the topic counts no confirmed"
    f" subscription @ {ROW} {COUNT}"
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([counts("0")], [NAME, COUNTED_NONE, f"  {ASK}", NO_OTHERS]),
        ([counts("0"), counts("1", ATTRIBUTES_AGAIN)], [NAME, CONFIRMED, NO_OTHERS]),
        ([EMPTY], [NOBODY, NO_OTHERS]),
        ([EMPTY, counts("0")], [NOBODY_COUNTED, NO_OTHERS]),
        ([EMPTY, counts("1")], [MORE, ASK, PERHAPS_OTHERS]),
        ([EMPTY, counts("many")], [NOBODY, NO_OTHERS]),
        ([EMPTY, counts("1"), counts("2", ATTRIBUTES_AGAIN)], [TWO_COUNTS, ASK, PERHAPS_OTHERS]),
        ([EMPTY, counts("0"), counts("1", ATTRIBUTES_AGAIN)], [TWO_COUNTS, ASK, PERHAPS_OTHERS]),
        (
            [EMPTY, counts("1", KmsMasterKeyId="a"), counts("1", ATTRIBUTES_AGAIN, KmsMasterKeyId="b")],
            [MORE, ASK, PERHAPS_OTHERS],
        ),
        (
            [EMPTY, counts("0", KmsMasterKeyId="a"), counts("0", ATTRIBUTES_AGAIN, KmsMasterKeyId="b")],
            [NOBODY, NO_OTHERS],
        ),
        (
            [MISSING, counts("0", KmsMasterKeyId="a"), counts("0", ATTRIBUTES_AGAIN, KmsMasterKeyId="b")],
            [NOT_CAPTURED, ASK, PERHAPS_OTHERS],
        ),
        ([MISSING, counts("0")], [NOBODY_COUNTED, NO_OTHERS]),
        ([PENDING, counts("1")], [NAME, NOT_CONFIRMED, MORE, ASK, PERHAPS_OTHERS]),
    ],
)
def test_what_the_topic_counts_against_its_list(changes: list[Files], said: list[str]) -> None:
    assert lines(*changes) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([EMPTY, record("false")], [HIDDEN, ASK, PERHAPS_OTHERS]),
        ([EMPTY, record("False"), counts("0")], [HIDDEN, ASK, PERHAPS_OTHERS]),
        ([EMPTY, record("false"), counts("1")], [HIDDEN, ASK, PERHAPS_OTHERS]),
        ([EMPTY, record("true")], [NOBODY, NO_OTHERS]),
        ([EMPTY, record(None), counts("0")], [NOBODY_COUNTED, NO_OTHERS]),
        ([MISSING, record("false"), counts("0")], [NOT_CAPTURED, ASK, PERHAPS_OTHERS]),
        ([MISSING, record("true"), counts("0")], [NOBODY_COUNTED, NO_OTHERS]),
        ([PENDING, record("false")], [NAME, NOT_CONFIRMED, HIDDEN, ASK, PERHAPS_OTHERS]),
        ([PENDING, record(None)], [NAME, NOT_CONFIRMED, NO_OTHERS]),
        ([record("false", UNLISTED)], [NAME, CONFIRMED, HIDDEN, ASK, PERHAPS_OTHERS]),
        ([record("false"), counts("1")], [NAME, CONFIRMED, NO_OTHERS]),
    ],
)
def test_a_confirmed_subscription_that_a_whole_list_lacks(changes: list[Files], said: list[str]) -> None:
    assert lines(*changes) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([ABSENT], [NO_TOPIC, NO_OTHERS]),
        ([ABSENT, record("true")], [NO_TOPIC, NO_OTHERS]),
        ([ABSENT, record("false")], [*REFUSED, ASK, PERHAPS_OTHERS]),
        ([ABSENT, counts("0")], [NOBODY_COUNTED, NO_OTHERS]),
        ([ABSENT, counts("1")], [*REFUSED, ASK, PERHAPS_OTHERS]),
        ([ABSENT, counts("many")], [*REFUSED, ASK, PERHAPS_OTHERS]),
        (
            [ABSENT, counts("1"), counts("2", ATTRIBUTES_AGAIN)],
            [*REFUSED, ASK, PERHAPS_OTHERS],
        ),
        (
            [{"session.txt": f"{ASK}\n{NOT_FOUND}"}],
            [
                f"{NAME}, where the path ends",
                f"  conflict of {NAME}: `{NAME}`: one answer lists it, another says that there is no such"
                f" topic @ {ROW} session.txt#",
                f"  {ASK}",
                NO_OTHERS,
            ],
        ),
    ],
)
def test_a_topic_that_does_not_exist(changes: list[Files], said: list[str]) -> None:
    assert lines(*changes) == said


@pytest.mark.parametrize("more", [[], [counts("1")]])
def test_an_empty_list_that_was_captured_twice_is_told_once(more: list[Files]) -> None:
    (finding,) = found(EMPTY, {AGAIN: {"Subscriptions": []}}, *more).findings
    lists = [place for place in finding.places if "list-subscriptions" in place.location.file]
    assert len(lists) == 1
