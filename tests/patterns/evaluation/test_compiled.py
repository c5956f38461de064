"""A compiled pattern says what the evaluator says, whatever the pattern and the event."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import Pattern, PatternSyntaxError, UndecidedError, matches_event, parse
from analyzer.patterns.evaluation.compiled import compile_pattern
from analyzer.patterns.evaluation.evaluate import AS_OBSERVED
from analyzer.patterns.evaluation.messages import JSON, encode
from analyzer.patterns.syntax.ast import And, Compare, Formula, IsText, Not, Operator, Or, Text
from analyzer.patterns.syntax.build import selector, text_ends_with, text_equals
from tests.patterns.casefiles import cases
from tests.patterns.strategies import events, json_patterns, messages, patterns
from tests.support.laws import examples

_STRANGE: tuple[JSON, ...] = (
    1e7, 1e-4, 2**63, -(2**63), float("nan"), float("-inf"), 0.001, 0.0, -0.0, 1000.0,
)  # fmt: skip


def _answer(interpretation: object, *arguments: object) -> object:
    """What is answered, or the questions that nobody can answer."""
    assert callable(interpretation)
    try:
        return interpretation(*arguments)
    except UndecidedError as error:
        return error.questions


def _check(pattern: Pattern, event: JSON) -> None:
    expected = _answer(matches_event, pattern, event)
    assert _answer(compile_pattern(pattern).matches_event, event) == expected, (pattern, event)


@settings(max_examples=examples(500))
@given(json_patterns(), st.lists(events(), min_size=1, max_size=8))
def test_a_compiled_pattern_agrees_with_the_evaluator(pattern: Pattern, some: list[JSON]) -> None:
    for event in some:
        _check(pattern, event)


@settings(max_examples=examples(200))
@given(patterns(), st.one_of(messages(), events(), events().map(encode)))
def test_it_agrees_in_every_family_and_on_lines(pattern: Pattern, event: JSON) -> None:
    _check(pattern, event)


@settings(max_examples=examples(200))
@given(json_patterns(), json_patterns(), events())
def test_it_agrees_on_trees_that_no_pattern_can_spell(left: Pattern, right: Pattern, event: JSON) -> None:
    first, second = left.body, right.body
    assert isinstance(first, Formula)
    assert isinstance(second, Formula)
    starred = Compare(selector("a"), Operator.NOT_EQUAL, Text(("", "b"), exact=True))
    for tree in (
        Or((Not(And((first, second))), IsText(selector("a")))),
        And((starred, Or((first, text_equals("a", "x*"), text_equals("a", "ab"))))),
        Or((text_ends_with("a", "ab"), Not(Or((first, second))))),
    ):
        _check(Pattern(tree), event)


@settings(max_examples=examples(200))
@given(json_patterns(), st.sampled_from(_STRANGE), st.sampled_from(_STRANGE))
def test_it_agrees_on_numbers_that_nobody_knows_how_to_write(
    pattern: Pattern, first: JSON, second: JSON
) -> None:
    placed: tuple[JSON, ...] = (
        {"a": first, "b": second},
        {"a": [first, {"b": second}]},
        {"a": {"b": first, "c": second}},
    )
    for event in placed:
        _check(pattern, event)
    for text in ("*E7", "1*", "*0", '"1.0E7"', "10000000.0", "9223372036854775808"):
        _check(parse(f"{{ $.a = {text} || $.b != {text} }}"), {"a": first, "b": second})


def test_it_agrees_on_all_cases() -> None:
    for case in cases("match"):
        for message in (*case["matches"], *case["does_not_match"], *case["undecided"]):
            _check(parse(case["pattern"]), message)


def test_it_agrees_on_all_recorded_events(shared: Path) -> None:
    lines = (shared / "facts" / "filter_cases.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    compared = 0
    for row in rows:
        try:
            pattern = parse(row["pattern"])
        except PatternSyntaxError:
            continue
        _check(pattern, row["event"])
        compared += 1
    assert compared > 1_000


def test_it_takes_the_readings_that_were_seen() -> None:
    assert set(map(str, AS_OBSERVED)) == {"glob-scan", "glob-middle", "last-field"}
    assert compile_pattern('{ $.a = "*ab" }').matches_event({"a": "abab"}) is False


def test_what_nobody_knows_is_raised() -> None:
    matcher = compile_pattern("{ $.a IS NULL || $.b = x }")
    assert matcher.matches_event({"a": [1, None], "b": "x"}) is True
    with pytest.raises(UndecidedError, match="IS NULL"):
        matcher.matches_event({"a": [1, None], "b": "y"})
    with pytest.raises(UndecidedError):
        matcher.matches_event('{"a":null,"a":1}')
    both = compile_pattern("{ $.a IS NULL && $.b = x }")
    assert both.matches_event({"a": [1, None], "b": "y"}) is False
    with pytest.raises(UndecidedError, match="IS NULL"):
        both.matches_event({"a": [1, None], "b": "x"})


def test_a_text_that_is_no_pattern_is_refused() -> None:
    with pytest.raises(PatternSyntaxError):
        compile_pattern("{ $.a = }")


def test_an_expression_is_not_left_to_the_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("analyzer.patterns.evaluation.compiled.holds")
    matcher = compile_pattern(r"{ $.a = %^x|y$% && $.b != %\d{3}% }")
    assert matcher.matches_event({"a": "ay", "b": 40})
    assert not matcher.matches_event({"a": "ay", "b": 404})
    assert not matcher.matches_event({"a": "ya", "b": "z"})
    assert not matcher.matches_event({"b": "z"})


def test_an_expression_that_the_dialects_read_differently_is_undecided() -> None:
    matcher = compile_pattern("{ $.a = %x$% || $.b = y }")
    with pytest.raises(UndecidedError):
        matcher.matches_event({"a": "x\n"})
    assert matcher.matches_event({"a": "x\n", "b": "y"})


def test_what_is_neither_an_object_nor_a_line_is_matched_by_no_condition() -> None:
    events: tuple[JSON, ...] = (5, None, True, [{"a": "x"}])
    for event in events:
        assert compile_pattern("{ $.a NOT EXISTS }").matches_event(event) is False
