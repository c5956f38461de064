"""What a pattern matches: cases, recorded answers of AWS, and what the two ways of asking share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from analyzer.patterns import (
    OpenQuestion,
    Pattern,
    PatternSyntaxError,
    UndecidedError,
    evaluate,
    evaluate_event,
    matches,
    matches_event,
    parse,
)
from analyzer.patterns.evaluation.messages import JSON, encode
from tests.patterns.casefiles import cases, title
from tests.patterns.strategies import events, patterns
from tests.support.laws import examples


@pytest.mark.parametrize("case", cases("match"), ids=title)
def test_a_pattern_matches_what_the_case_says(case: dict[str, Any]) -> None:
    pattern = parse(case["pattern"])
    for member, expected in (("matches", True), ("does_not_match", False), ("undecided", None)):
        for message in case[member]:
            found = evaluate(pattern, message)
            assert found.value is expected, message
            assert bool(found.questions) == (expected is None), message


def test_all_recorded_answers_of_aws_agree(shared: Path) -> None:
    lines = (shared / "facts" / "filter_cases.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) > 1_500
    wrong = [row["id"] for row in rows if not _agrees(row)]
    assert wrong == []


def _agrees(row: dict[str, Any]) -> bool:
    """Valid or not where it is known, and the same answer where it is known."""
    try:
        pattern = parse(row["pattern"])
    except PatternSyntaxError:
        return row["valid"] is not True
    if row["valid"] is False or row["matches"] is None:
        return row["valid"] is not False
    interpretation = matches if isinstance(row["event"], str) else matches_event
    return interpretation(pattern, row["event"]) is row["matches"]


def test_every_pattern_of_the_corpus_is_read_or_refused_for_a_known_reason(shared: Path) -> None:
    lines = (shared / "corpus" / "patterns.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    refused: dict[str, int] = {}
    for row in rows:
        try:
            parse(row["pattern"])
        except PatternSyntaxError as error:
            refused[error.kind.value] = refused.get(error.kind.value, 0) + 1
    assert sum(refused.values()) <= 0.1 * len(rows), refused


def test_an_undecided_answer_names_what_it_hangs_on() -> None:
    with pytest.raises(UndecidedError) as raised:
        matches("{ $.a IS NULL }", '{"a":[1,null]}')
    assert raised.value.questions == (OpenQuestion.NULL_IN_ARRAY,)
    assert "IS NULL" in str(raised.value)


def test_matches_follows_what_aws_was_seen_to_do_and_evaluate_does_not() -> None:
    pattern = parse('{ $.a = "*ab" }')
    assert matches(pattern, '{"a":"abab"}') is False
    assert evaluate(pattern, '{"a":"abab"}').questions == (OpenQuestion.GLOB_SCAN,)


def test_a_reading_that_changes_nothing_is_not_named() -> None:
    pattern = parse('{ $.a = "*ab" && $.b = "a*b*" }')
    assert evaluate_event(pattern, {"a": "abab", "b": "ab"}).questions == (
        OpenQuestion.GLOB_MIDDLE,
        OpenQuestion.GLOB_SCAN,
    )
    assert evaluate_event(pattern, {"a": "abab", "b": "x"}).value is False


def test_an_event_that_is_no_object_is_matched_by_no_condition() -> None:
    events: tuple[JSON, ...] = ([1], "x", 5, None, True)
    for event in events:
        assert matches_event("{ $.a NOT EXISTS }", event) is False


def test_a_number_that_overflowed_is_written_as_json() -> None:
    event: JSON = {"a": [float("inf"), {"b": float("-inf"), "é": "x"}], "c": 1}
    assert encode(event) == '{"a":[1e999,{"b":-1e999,"é":"x"}],"c":1}'
    assert json.loads(encode(event)) == event


def test_a_message_that_nests_very_deeply_is_no_crash() -> None:
    assert matches("{ $.a = 1 }", "[" * 100_000) is False


def test_a_whole_number_of_any_length_is_no_crash() -> None:
    assert matches("{ $.a > 5 }", '{"a":' + "9" * 10_000 + "}") is False


@settings(max_examples=examples(200))
@given(patterns(), events())
def test_a_message_is_matched_as_the_event_in_it(pattern: Pattern, event: JSON) -> None:
    assert evaluate(pattern, encode(event)) == evaluate_event(pattern, event)
