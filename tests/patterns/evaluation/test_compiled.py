"""A compiled pattern says what the evaluator says, whatever the pattern and the event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


# Patterns whose answers need no evaluator: events that they match, and events that they do not.
_OTHER_KINDS: tuple[JSON, ...] = ({}, {"a": None}, {"a": True}, {"a": ["x"]}, {"a": {"a": "x"}}, {"b": "x"})
_BY_ITSELF: tuple[tuple[str | Formula, tuple[JSON, ...], tuple[JSON, ...]], ...] = (
    ("", ({}, {"a": 1}), ()),
    ("{ $.a = x }", ({"a": "x"}, '{"a":"x"}'), (*_OTHER_KINDS, {"a": "y"}, {"a": 1}, '{"a":"y"}')),
    ("{ $.a != x }", ({"a": "y"}, {"a": 1}), (*_OTHER_KINDS, {"a": "x"})),
    ("{ $.a = x* }", ({"a": "xy"}, {"a": "x"}), (*_OTHER_KINDS, {"a": "yx"})),
    ("{ $.a = 1 }", ({"a": 1}, {"a": 1.0}, {"a": "1"}), (*_OTHER_KINDS, {"a": "1.0"}, {"a": 2})),
    ("{ $.a != 1 }", ({"a": 2}, {"a": "x"}), (*_OTHER_KINDS, {"a": 1}, {"a": float("inf")})),
    ("{ $.a != x }", ({"a": float("inf")},), ()),
    ("{ $.a > 1 }", ({"a": 2},), (*_OTHER_KINDS, {"a": 1}, {"a": "2"}, {"a": float("inf")})),
    (r"{ $.a = %^x|y$% && $.b != %\d{3}% }", ({"a": "ay", "b": 40},), ({"a": "ay", "b": 404}, {"b": "z"})),
    ("{ $.a IS TRUE }", ({"a": True},), ({}, {"a": False}, {"a": None}, {"a": 1}, {"a": "true"})),
    ("{ $.a IS FALSE }", ({"a": False},), ({}, {"a": True}, {"a": 0})),
    ("{ $.a IS NULL }", ({"a": None},), ({}, {"a": 0}, {"a": ""})),
    ("{ $.a NOT EXISTS }", ({}, {"b": "x"}), ({"a": None}, {"a": ""})),
    ("{ $.a.b = x }", ({"a": {"b": "x"}},), ({"a": "x"}, {"a": {"a": "x"}}, {"a": [{"b": "x"}]})),
    ("{ $.a[1] = x }", ({"a": ["y", "x"]},), ({"a": ["x"]}, {"a": ["x", "y"]}, {"a": {"1": "x"}})),
    ("{ $.a = x && $.b = y }", ({"a": "x", "b": "y"},), ({"a": "x"}, {"b": "y"}, {"a": "x", "b": "x"})),
    ("{ $.a = x || $.a = y || $.b > 1 }", ({"a": "y"}, {"b": 2}), ({}, {"a": "z", "b": 1})),
    (Not(text_equals("a", "x")), ({}, {"a": "y"}), ({"a": "x"},)),
    (text_ends_with("a", "ab"), ({"a": "abab"}, {"a": "ab"}), ({"a": "aba"},)),
    (And(()), ({},), ()),
    (Or(()), (), ({},)),
)  # fmt: skip


@pytest.mark.parametrize(("pattern", "matched", "others"), _BY_ITSELF, ids=lambda one: str(one)[:40])
def test_what_is_beyond_doubt_is_not_left_to_the_evaluator(
    pattern: str | Formula,
    matched: tuple[JSON, ...],
    others: tuple[JSON, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for judge in ("holds", "truth", "evaluate_event"):
        monkeypatch.delattr(f"analyzer.patterns.evaluation.compiled.{judge}")
    matcher = compile_pattern(pattern if isinstance(pattern, str) else Pattern(pattern))
    for event in matched:
        assert matcher.matches_event(event) is True, event
    for event in others:
        assert matcher.matches_event(event) is False, event


def test_of_a_pattern_only_what_is_rare_is_left_to_the_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("analyzer.patterns.evaluation.compiled.evaluate_event")
    for text in ("{ $.a[*] = x && $.b = y }", "{ $.a[*] = x || $.a[*] = z }", "{ $.a[0] = x || $.a[*] = z }"):
        matcher = compile_pattern(text)
        assert matcher.matches_event({"a": ["x", "z"], "b": "y"}) is True
        assert matcher.matches_event({"a": ["y"], "b": "y"}) is False
    assert compile_pattern("{ $.a[*] = x || $.a[*] = z }").matches_event({"a": ["y", "z"]}) is True
    assert compile_pattern('{ $.a[*] = "*ab" && $.b = y }').matches_event({"a": ["abab"], "b": "y"}) is False


class _Counting(dict[str, JSON]):
    """An event that counts how often a member is looked for."""

    looked = 0

    def get(self, *arguments: Any) -> Any:
        self.looked += 1
        return super().get(*arguments)


def test_a_value_is_looked_for_once_for_all_the_texts_that_it_may_be() -> None:
    for text, times in (
        ("{ $.a = w || $.a = x || $.a = y }", 1),
        ("{ $.a = w || $.b = x || $.a = y || $.b = z }", 2),
        ("{ $.a = w || $.a != v || $.a = y }", 2),
        ("{ $.a = w || $.a = w* || $.a = y }", 2),
        ("{ $.a = w || $.a = 5 || $.a = y }", 2),
    ):
        event = _Counting(a="v", b="v")
        assert compile_pattern(text).matches_event(event) is False, text
        assert event.looked == times, text


def test_a_text_in_doubt_is_not_taken_for_one_of_the_others() -> None:
    event: JSON = {"a": ""}
    with pytest.raises(UndecidedError):
        compile_pattern('{ $.a = "" || $.a = x || $.a = y }').matches_event(event)
    empty = parse('{ $.a = "" }').body
    assert isinstance(empty, Formula)
    with pytest.raises(UndecidedError):
        compile_pattern(Pattern(Not(empty))).matches_event(event)


def test_an_expression_that_the_dialects_read_differently_is_undecided() -> None:
    matcher = compile_pattern("{ $.a = %x$% || $.b = y }")
    with pytest.raises(UndecidedError):
        matcher.matches_event({"a": "x\n"})
    assert matcher.matches_event({"a": "x\n", "b": "y"})


def test_what_is_neither_an_object_nor_a_line_is_matched_by_no_condition() -> None:
    events: tuple[JSON, ...] = (5, None, True, [{"a": "x"}])
    for event in events:
        assert compile_pattern("{ $.a NOT EXISTS }").matches_event(event) is False
