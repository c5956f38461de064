"""Texts into trees: where an error is found, what is in doubt, and what no text may do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import PatternSyntaxError, SyntaxErrorKind, parse
from analyzer.patterns.syntax.ast import And, Compare, Not, Or, Span
from analyzer.patterns.syntax.build import text_equals
from analyzer.patterns.syntax.printer import print_formula
from analyzer.patterns.syntax.tokens import Token, TokenKind
from analyzer.patterns.syntax.values import read_value
from tests.patterns.casefiles import cases, title
from tests.patterns.strategies import broken_texts
from tests.support.laws import examples


@pytest.mark.parametrize("case", cases("syntax_errors"), ids=title)
def test_a_syntax_error_tells_kind_and_place(case: dict[str, Any]) -> None:
    with pytest.raises(PatternSyntaxError) as raised:
        parse(case["pattern"])
    error = raised.value
    assert (error.kind.value, error.start, error.end) == (case["kind"], case["start"], case["end"])
    assert error.hint == case.get("hint", "")
    assert error.source == case["pattern"]


def test_every_kind_of_error_has_a_case() -> None:
    shown = {case["kind"] for case in cases("syntax_errors")} | {"too-long", "too-large"}  # below
    assert shown == {kind.value for kind in SyntaxErrorKind}


@pytest.mark.parametrize("case", cases("doubts"), ids=title)
def test_a_doubtful_spelling_is_read_and_told(case: dict[str, Any]) -> None:
    assert [str(syntax) for syntax in parse(case["pattern"]).unverified] == case["doubts"]
    assert parse(case["pattern"], deployed=True).unverified == ()


def test_a_deployed_pattern_may_have_blanks_on_both_sides() -> None:
    assert parse(" { $.a = 1 } ", deployed=True) == parse("{ $.a = 1 }")


def test_a_caret_stands_under_the_place() -> None:
    with pytest.raises(PatternSyntaxError) as raised:
        parse("{ $.a = 1 &&\n  $.b == 2 }")
    assert str(raised.value).splitlines()[1:] == ["    $.b == 2 }", "        ^^"]


def test_a_caret_stands_under_wide_characters() -> None:
    with pytest.raises(PatternSyntaxError) as raised:
        parse('{ $.a = "日本" x }')
    lines = str(raised.value).splitlines()
    assert lines[-1] == "  " + " " * len('{ $.a = "') + " " * 4 + " " * len('" ') + "^"


def test_a_pattern_is_at_most_1024_characters() -> None:
    longest = '{ $.a = "' + "x" * 1012 + '" }'
    assert len(longest) == 1024
    parse(longest)
    with pytest.raises(PatternSyntaxError) as raised:
        parse(longest.replace("x", "xx", 1))
    assert (raised.value.kind, raised.value.span) == (SyntaxErrorKind.TOO_LONG, (1024, 1025))
    parse("x" * 5000, limit=None)


def test_a_pattern_that_was_cut_says_so() -> None:
    whole = "{ " + " || ".join(f'($.eventName = "Event{number}")' for number in range(60)) + " }"
    with pytest.raises(PatternSyntaxError, match=r"cut at 1,024 characters"):
        parse(whole[:1024])


def test_spans_cover_the_parts_of_a_pattern() -> None:
    source = "{ ($.a = x) && ($.b = 1 || $.c NOT EXISTS) }"
    body = parse(source).body
    assert isinstance(body, And)
    assert source[body.span.start : body.span.end] == source[2:-2]
    first, second = body.operands
    assert isinstance(first, Compare)
    assert isinstance(second, Or)
    assert source[first.span.start : first.span.end] == "$.a = x"
    assert source[first.value.span.start : first.value.span.end] == "x"
    assert source[second.span.start : second.span.end] == "$.b = 1 || $.c NOT EXISTS"


def test_redundant_parentheses_nest_to_any_depth() -> None:
    depth = 20_000
    deep = "{ " + "(" * depth + "$.a = 1" + ")" * depth + " }"
    assert parse(deep, limit=None) == parse("{ $.a = 1 }")


def test_conditions_nested_past_the_limit_are_refused() -> None:
    deep = "$.a = 1"
    for _ in range(150):
        deep = f"$.b = 2 && ($.c = 3 || ({deep}))"
    with pytest.raises(PatternSyntaxError) as raised:
        parse(f"{{ {deep} }}", limit=None)
    assert raised.value.kind is SyntaxErrorKind.TOO_LARGE


@settings(max_examples=examples(500))
@given(st.one_of(st.text(max_size=60), broken_texts()))
def test_any_text_parses_or_is_a_syntax_error(text: str) -> None:
    error = _error_of(text)
    if error is not None:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.expected
        assert str(error).count("\n") >= 1


def _error_of(text: str) -> PatternSyntaxError | None:
    try:
        parse(text)
    except PatternSyntaxError as error:
        return error
    return None


def test_carets_stand_under_their_place_behind_characters_of_other_widths() -> None:
    """A combining accent takes no column of a terminal, an ideograph two."""
    for text, columns in (("e\u0301", 1), ("\u6f22", 2), ("e", 1)):
        with pytest.raises(PatternSyntaxError) as caught:
            parse(f'{{ $.a = "{text}" && }}')
        *_, carets = str(caught.value).splitlines()
        assert carets.index("^") == 2 + len('{ $.a = "') + columns + len('" && ')


def test_a_denial_is_printed_for_people() -> None:
    assert print_formula(Not(text_equals("a", "x"))) == f"NOT {print_formula(text_equals('a', 'x'))}"


def test_a_value_is_read_off_a_token_of_a_value_alone() -> None:
    with pytest.raises(ValueError, match="expected a token that is a value"):
        read_value(")", Token(TokenKind.CLOSE, ")", Span(0, 1)), set())
