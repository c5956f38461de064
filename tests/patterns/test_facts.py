"""The table of facts: graded, cited, consistent, and not contradicted by recorded events."""

from __future__ import annotations

import json
from pathlib import Path

from analyzer.patterns import Counterexample, Entailed, Pattern, difference, matches_event, parse
from analyzer.patterns.facts import CLOUDTRAIL, Grade
from analyzer.patterns.witness import API_CALL, FAILED_SIGN_IN


def test_names_are_unique_and_documented_facts_come_first() -> None:
    assert len({fact.name for fact in CLOUDTRAIL}) == len(CLOUDTRAIL)
    grades = [fact.grade for fact in CLOUDTRAIL]
    assert grades == sorted(grades)
    assert all(fact.source for fact in CLOUDTRAIL)


def test_the_sample_records_agree_with_all_facts() -> None:
    for record in (FAILED_SIGN_IN, API_CALL):
        assert [fact.name for fact in CLOUDTRAIL if not matches_event(Pattern(fact.formula), record)] == []


def test_the_facts_leave_both_failed_and_successful_sign_ins() -> None:
    for pattern in (
        "{ $.eventName = ConsoleLogin && $.responseElements.ConsoleLogin = Success }",
        "{ $.eventName = ConsoleLogin && $.errorMessage = * }",
        "{ $.eventName = ConsoleLogin && $.userIdentity.type = Root }",
        "{ $.eventName != ConsoleLogin && $.errorCode = AccessDenied }",
    ):
        assert isinstance(difference([parse(pattern)], [], facts=CLOUDTRAIL), Counterexample)


def test_no_fact_follows_from_the_others() -> None:
    for fact in CLOUDTRAIL:
        others = [other for other in CLOUDTRAIL if other is not fact]
        assert not isinstance(difference([], [fact.formula], facts=others), Entailed), fact.name


def test_recorded_sign_ins_agree_with_documented_facts(shared: Path) -> None:
    """Records of other projects leave fields out, so a field may be missing, but not be of another type."""
    lines = (shared / "corpus" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    records = [row["event"] for row in rows if row["kind"] == "record"]
    whole = [record for record in records if _is_whole(record)]
    assert len(whole) > 500
    for fact in CLOUDTRAIL:
        if fact.grade is Grade.DOCUMENTED:
            wrong = [record for record in whole if not matches_event(Pattern(fact.formula), record)]
            assert wrong == [], fact.name


def _is_whole(record: dict[str, object]) -> bool:
    """A CloudTrail record as CloudTrail writes it now: events of S3 look alike, redacted ones lack fields."""
    fields = ("eventTime", "eventID", "sourceIPAddress", "eventType", "userIdentity")
    identity = record.get("userIdentity")
    real = isinstance(identity, dict) and (identity.get("type") or identity.get("invokedBy"))
    return all(field in record for field in fields) and bool(real) and record.get("eventSource") != "..."
