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
from analyzer.patterns.evaluation.evaluate import hinges
from analyzer.patterns.evaluation.messages import JSON, encode
from analyzer.patterns.syntax.ast import (
    Body,
    Compare,
    Delimited,
    Field,
    FieldTest,
    IsText,
    Not,
    Operator,
    Text,
)
from analyzer.patterns.syntax.build import selector, text_ends_with, text_equals
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


_SCAN = {"first-occurrence": False, "any-occurrence": True}
# A pattern, a message, and what is true of them under each alternative of the question that they hang on.
_ALTERNATIVES: tuple[tuple[OpenQuestion, str, str, dict[str, bool]], ...] = (
    (OpenQuestion.GLOB_SCAN, '{ $.a = "*ab" }', '{"a":"abab"}', _SCAN),
    (OpenQuestion.GLOB_SCAN, '[a = "*ab"]', "abab", _SCAN),
    (OpenQuestion.GLOB_SCAN, '[a = "*ab" && a != x]', "abab", _SCAN),
    (OpenQuestion.GLOB_SCAN, '[a = "*ab" || a = x]', "abab", _SCAN),
    (OpenQuestion.GLOB_MIDDLE, '{ $.a = "a*b" }', '{"a":"axb"}', {"wildcard": True, "literal": False}),
    (OpenQuestion.GLOB_MIDDLE, '{ $.a = "a*b*" }', '{"a":"a*bc"}', {"wildcard": True, "literal": True}),
    (OpenQuestion.GLOB_MIDDLE, '{ $.a = "*a*b" }', '{"a":"ca*b"}', {"wildcard": True, "literal": True}),
    (OpenQuestion.GLOB_MIDDLE, '{ $.a = "ab*ba" }', '{"a":"aba"}', {"wildcard": False, "literal": False}),
    (OpenQuestion.VALUE_ESCAPE, r'{ $.a = "a\x" }', '{"a":"ax"}', {"escape": True, "backslash": False}),
    (OpenQuestion.VALUE_ESCAPE, r'"a\x"', "see ax", {"escape": True, "backslash": False}),
    (OpenQuestion.VALUE_ESCAPE, r'"a\x"', r"see a\x", {"escape": False, "backslash": True}),
    (OpenQuestion.VALUE_ESCAPE, r'?"a\x" ?b', "see ax", {"escape": True, "backslash": False}),
    (OpenQuestion.EMPTY_VALUE, '{ $.a = "" }', '{"a":""}', {"empty": True, "nothing": False}),
    (OpenQuestion.NUMBER_SPELLING, "{ $.a = 1E3 }", '{"a":1000}', {"number": True, "word": False}),
    (OpenQuestion.NUMBER_SPELLING, "[a = 1E3]", "1000", {"number": True, "word": False}),
    (OpenQuestion.NUMBER_SPELLING, "[a != 1E3]", "1000", {"number": False, "word": True}),
    (OpenQuestion.NUMBER_TEXT, '{ $.a = "1.0E7" }', '{"a":1e7}', {"scientific": True, "plain": False}),
    (OpenQuestion.NUMBER_TEXT, '{ $.a = "10000000.0" }', '{"a":1e7}', {"scientific": False, "plain": True}),
    (OpenQuestion.NUMBER_TEXT, '{ $.a = "*E7" }', '{"a":1e7}', {"scientific": True, "plain": False}),
    (OpenQuestion.NUMBER_TEXT, "{ $.a = %E7% }", '{"a":1e7}', {"scientific": True, "plain": False}),
    (OpenQuestion.NULL_IN_ARRAY, "{ $.a IS NULL }", '{"a":[1,null]}', {"first": False, "any": True}),
    (OpenQuestion.WILDCARD_TEST, "{ $.a[*] > 1 }", '{"a":[1,2]}', {"any": True, "all": False}),
    (OpenQuestion.WILDCARD_TEST, "{ $.a[*] IS TRUE }", '{"a":[true,false]}', {"any": True, "all": False}),
    (OpenQuestion.DUPLICATE_KEY, "{ $.a = x }", '{"a":"x","a":"y"}', {"last": False, "first": True}),
    (OpenQuestion.JSON_DIALECT, "{ $.a = x }", '{"a":"x","b":NaN}', {"accepted": True, "refused": False}),
    (OpenQuestion.REGEX_DIALECT, "[a = %^x.$%]", "x\x85", {"re2": True, "java": False}),
    (OpenQuestion.REGEX_DIALECT, "{ $.a = %x$% }", r'{"a":"x\n"}', {"re2": False, "java": True}),
    (OpenQuestion.FIELD_NUMBER, "[a != 1]", "x", {"differs": True, "fails": False}),
    (OpenQuestion.LAST_FIELD, "[a, b = x]", "1 x y", {"rest": False, "word": True}),
    (OpenQuestion.LAST_FIELD, '[a, b = "x*"]', "1 x y", {"rest": True, "word": True}),
    (OpenQuestion.LAST_FIELD, '[a, b = "*y"]', "1 x y", {"rest": True, "word": False}),
    (OpenQuestion.LAST_FIELD, "[a, b = x]", '1 "x"', {"rest": True, "word": True}),
    (OpenQuestion.LAST_FIELD, "[a, ..., b = x]", '1 2 "x"', {"rest": True, "word": True}),
    (OpenQuestion.LAST_FIELD, "[a = 1, ..., b = x]", "1 2 3 x", {"rest": True, "word": True}),
    (OpenQuestion.LAST_FIELD, "[a, b = 2, ..., c = x]", "1 2 3 4 x", {"rest": True, "word": True}),
    (OpenQuestion.LAST_FIELD, "[a, ..., b = x]", "1 2 x", {"rest": True, "word": True}),
)  # fmt: skip


def test_every_question_has_messages_that_hang_on_it() -> None:
    hanging = {question for question, _, _, told in _ALTERNATIVES if len(set(told.values())) == 2}
    assert hanging == set(OpenQuestion)


@pytest.mark.parametrize(("question", "text", "message", "told"), _ALTERNATIVES, ids=str)
def test_an_alternative_that_is_settled_is_followed(
    question: OpenQuestion, text: str, message: str, told: dict[str, bool]
) -> None:
    pattern = parse(text)
    assert set(told) == set(question.alternatives)
    for alternative, expected in told.items():
        assert evaluate(pattern, message, {question: alternative}).value is expected, alternative
    hangs = len(set(told.values())) == 2
    assert evaluate(pattern, message).questions == ((question,) if hangs else ())


@pytest.mark.parametrize(
    ("text", "message", "settled", "open_"),
    [
        ("{ $.a = 1.0E7 }", '{"a":1e7}', (OpenQuestion.NUMBER_SPELLING, "word"), OpenQuestion.NUMBER_TEXT),
        ('[a, b = "*ab"]', "1 abab y", (OpenQuestion.LAST_FIELD, "word"), OpenQuestion.GLOB_SCAN),
        ('[a, b = "*y y"]', "1 y yy y", (OpenQuestion.LAST_FIELD, "rest"), OpenQuestion.GLOB_SCAN),
        (
            '{ $.a = "*a*ab" }',
            '{"a":"aabab"}',
            (OpenQuestion.GLOB_MIDDLE, "wildcard"),
            OpenQuestion.GLOB_SCAN,
        ),
    ],
)
def test_a_question_may_come_up_behind_another(
    text: str, message: str, settled: tuple[OpenQuestion, str], open_: OpenQuestion
) -> None:
    assert evaluate(parse(text), message, dict([settled])).questions == (open_,)


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


def test_of_the_questions_met_only_those_that_decide_are_named() -> None:
    scan, null = OpenQuestion.GLOB_SCAN, OpenQuestion.NULL_IN_ARRAY
    first, second = (tuple(question.alternatives) for question in (scan, null))
    cases = [({scan: one, null: other}, one == first[0]) for one in first for other in second]
    assert hinges(cases) == (scan,)
    together = [
        ({scan: one, null: other}, one == first[0] and other == second[0])
        for one in first
        for other in second
    ]
    assert hinges(together) == (scan, null)
    either = [({scan: first[0]}, True), ({null: second[0]}, False)]
    assert hinges(either) == (scan, null)  # none decides by itself, and something does


@pytest.mark.parametrize(
    ("body", "event", "expected"),
    [
        (IsText(selector("a")), {"a": "x"}, True),
        (IsText(selector("a")), {"a": 1}, False),
        (IsText(selector("a")), {}, False),
        (Not(text_equals("a", "x")), {"a": "x"}, False),
        (Not(text_equals("a", "x")), {}, True),
        (Not(Compare(selector("a"), Operator.EQUAL, Text(("", "ab")))), {"a": "abab"}, None),
        (text_ends_with("a", "ab"), {"a": "abab"}, True),
        (text_ends_with("a", "ab"), {"a": "aba"}, False),
        (text_equals("a", ""), {"a": ""}, True),
        (FieldTest("a", Operator.EQUAL, Text(("x",))), {"a": "x"}, False),
        (Delimited((Field("a", text_equals("a", "x")),)), "x", False),
    ],
    ids=str,
)  # fmt: skip
def test_what_no_pattern_can_spell_is_judged_too(body: Body, event: JSON, expected: bool | None) -> None:
    assert evaluate_event(Pattern(body), event).value is expected


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
