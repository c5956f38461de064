"""The table of facts: graded, cited, consistent, and held against recorded events.

Samples are noisy: projects publish records with members left out, made up or hidden. So it is on record how
many of them each fact speaks of and how many say otherwise, in `facts_in_samples.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.patterns import JSON, Counterexample, Entailed, Pattern, difference, evaluate_event, parse
from analyzer.patterns.facts import (
    CLOUDTRAIL,
    DOCUMENTED,
    EventOrigin,
    Fact,
    Grade,
    documented_about,
    documented_named,
    facts_about,
)
from analyzer.patterns.witness import API_CALL, FAILED_SIGN_IN

COUNTS = Path(__file__).with_name("facts_in_samples.json")
ORIGIN = EventOrigin("111122223333")
MOST_AGAINST = 0.1
# More than a tenth of the samples say otherwise of these, which therefore carry no proof.
CONTESTED = {
    "readOnly is there": "it came with eventVersion 1.01, and some projects leave it out",
    "managementEvent of a management event is true": "the same, and events of data",
    "eventCategory of a management event is Management": "the same, and events of data and networks",
    "readOnly of an operation that changes something is false": "left out",
    "readOnly of an operation that reads is true": "left out",
    "readOnly of a sign-in is false": "left out",
    "requestParameters of a sign-in is null": "left out",
    "eventTime is a time": "written otherwise by whoever published them",
    "the ARN of a role's session names the role and the session": "made up by two projects",
    "a federated user's session has a user as its issuer": "left out in two of three",
    "the error message of a sign-in stands in no other event": "one of three, made up",
    "the principal of a user is a word": "hidden or made up",
    "the principal of a role's session is two words": "hidden or made up",
    "the session of a role has the role as its issuer": "left out or made up",
    "the root user has no session issuer": "an empty object",
    "the root user signs in in us-east-1, us-gov-west-1 or cn-north-1": "one that hides the region",
}


def test_names_are_unique_and_documented_facts_come_first() -> None:
    for facts in (
        CLOUDTRAIL,
        facts_about(ORIGIN),
        facts_about(EventOrigin("1", "aws-cn", is_recipient=True)),
    ):
        assert len({fact.name for fact in facts}) == len(facts)
        grades = [fact.grade for fact in facts]
        assert grades == sorted(grades)
        assert all(fact.source for fact in facts)
    assert [fact for fact in CLOUDTRAIL if fact.grade is Grade.DOCUMENTED] == list(DOCUMENTED)


def test_the_recipient_is_documented_where_the_trail_is_of_one_account() -> None:
    alone = EventOrigin("111122223333", is_recipient=True)
    (fact,) = set(documented_about(alone)) - set(DOCUMENTED)
    assert documented_about(ORIGIN) == DOCUMENTED
    assert documented_named(fact.name) == fact
    assert documented_named(fact.name.replace("is 1", "is 2")) is None
    assert documented_named("recipientAccountId is the trail's account") is None
    assert documented_named(DOCUMENTED[0].name) is DOCUMENTED[0]


def test_the_sample_records_agree_with_all_facts() -> None:
    for record in (FAILED_SIGN_IN, API_CALL):
        assert [fact.name for fact in facts_about(ORIGIN) if not _is_true(fact, record)] == []


def test_the_facts_leave_both_failed_and_successful_sign_ins() -> None:
    for pattern in (
        "{ $.eventName = ConsoleLogin && $.responseElements.ConsoleLogin = Success }",
        "{ $.eventName = ConsoleLogin && $.errorMessage = * }",
        "{ $.eventName = ConsoleLogin && $.userIdentity.type = Root }",
        "{ $.eventName = ConsoleLogin && $.additionalEventData.SamlProviderArn = * }",
        "{ $.eventName != ConsoleLogin && $.errorCode = AccessDenied }",
        "{ $.eventName = PutRolePolicy && $.userIdentity.type = AWSService }",
        "{ $.eventName = DescribeInstances && $.userIdentity.sessionContext.sessionIssuer.userName = app }",
    ):
        assert isinstance(difference([parse(pattern)], [], facts=facts_about(ORIGIN)), Counterexample)


@pytest.mark.parametrize(
    "origin", [ORIGIN, EventOrigin("1" * 12, "aws-us-gov"), EventOrigin("1" * 12, "aws-iso")]
)
def test_there_are_events_of_each_type_of_identity(origin: EventOrigin) -> None:
    for kind in ("Root", "IAMUser", "AssumedRole", "FederatedUser", "AWSService", "AWSAccount", "SAMLUser"):
        pattern = parse(f"{{ $.userIdentity.type = {kind} }}")
        assert isinstance(difference([pattern], [], facts=facts_about(origin)), Counterexample), kind


def test_no_documented_fact_follows_from_the_others() -> None:
    for fact in DOCUMENTED:
        others = [other for other in DOCUMENTED if other is not fact]
        assert not isinstance(difference([], [fact.formula], facts=others), Entailed), fact.name


def test_no_fact_of_samples_is_documented() -> None:
    """Whoever reads its grade would think that it carries no proof."""
    for fact in facts_about(ORIGIN):
        if fact.grade is Grade.SAMPLES:
            assert not isinstance(difference([], [fact.formula], facts=DOCUMENTED), Entailed), fact.name


def test_each_fact_is_held_against_recorded_events(shared: Path) -> None:
    records = list(_records(shared))
    assert len(records) > 500
    found = {fact.name: _count(fact, records) for fact in CLOUDTRAIL}
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        COUNTS.write_text(json.dumps(found, indent=4) + "\n", encoding="utf-8")
    assert json.loads(COUNTS.read_text(encoding="utf-8")) == found
    contested = {name for name, (of, against) in found.items() if against > MOST_AGAINST * of}
    assert contested == set(CONTESTED)
    assert contested.isdisjoint(fact.name for fact in DOCUMENTED)


def _count(fact: Fact, records: list[JSON]) -> list[int]:
    """How many records the fact speaks of, and how many of them say otherwise."""
    of = [one for one in records if fact.when is None or evaluate_event(Pattern(fact.when), one).value]
    return [len(of), sum(not _is_true(fact, one) for one in of)]


def _is_true(fact: Fact, record: JSON) -> bool:
    return evaluate_event(fact.pattern, record).value is True


def _records(shared: Path) -> Iterator[JSON]:
    for line in (shared / "corpus" / "events.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "record" and _is_whole(row["event"]):
            yield row["event"]


def _is_whole(record: dict[str, JSON]) -> bool:
    """A CloudTrail record as CloudTrail writes it now: events of S3 look alike, redacted ones lack fields."""
    fields = ("eventTime", "eventID", "sourceIPAddress", "eventType", "userIdentity")
    identity = record.get("userIdentity")
    real = isinstance(identity, dict) and (identity.get("type") or identity.get("invokedBy"))
    return all(field in record for field in fields) and bool(real) and record.get("eventSource") != "..."
