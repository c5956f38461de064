"""Laws of patterns as texts: what parsing, printing and normalizing keep, and what parsing costs."""

from __future__ import annotations

import sys
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import JSON, Pattern, PatternSyntaxError, evaluate, evaluate_event, normalize, parse
from analyzer.patterns.syntax.ast import And, Formula, Not, Or
from analyzer.patterns.syntax.printer import canonical, print_pattern
from tests.patterns.casefiles import cases, title
from tests.patterns.strategies import broken_texts, events, json_patterns, messages, patterns, spellings
from tests.support.laws import examples

if TYPE_CHECKING:
    from _typeshed import TraceFunction

laws = settings(max_examples=examples(150))


@pytest.mark.parametrize("case", cases("normalize"), ids=title)
def test_spellings_of_one_pattern_have_one_canonical_text(case: dict[str, Any]) -> None:
    assert {normalize(spelling) for spelling in case["spellings"]} == {case["canonical"]}
    assert normalize(case["canonical"]) == case["canonical"]


@settings(max_examples=examples(400))
@given(patterns())
def test_a_pattern_printed_and_parsed_is_the_same_tree(pattern: Pattern) -> None:
    assert parse(print_pattern(pattern)) == pattern


@settings(max_examples=examples(400))
@given(patterns())
def test_normalize_is_idempotent_and_prints_the_canonical_tree(pattern: Pattern) -> None:
    normal = normalize(pattern)
    assert normalize(normal) == normal
    assert parse(normal) == canonical(pattern)


@laws
@given(json_patterns(), events())
def test_normalize_keeps_the_meaning(pattern: Pattern, event: JSON) -> None:
    assert evaluate_event(parse(normalize(pattern)), event) == evaluate_event(pattern, event)


@laws
@given(patterns(), messages())
def test_normalize_keeps_the_meaning_on_lines(pattern: Pattern, line: str) -> None:
    assert evaluate(parse(normalize(pattern)), line) == evaluate(pattern, line)


@laws
@given(st.data(), json_patterns())
def test_normalize_does_not_see_the_order_of_operands(data: st.DataObject, pattern: Pattern) -> None:
    formula = pattern.body
    assert isinstance(formula, Formula)
    assert normalize(Pattern(_shuffled(data, formula))) == normalize(pattern)


def _shuffled(data: st.DataObject, formula: Formula) -> Formula:
    match formula:
        case And(operands) | Or(operands):
            inner = [_shuffled(data, operand) for operand in operands]
            return type(formula)(tuple(data.draw(st.permutations([*inner, inner[0]]))))
        case Not(operand):
            return Not(_shuffled(data, operand))
        case condition:
            return condition


@laws
@given(st.data(), patterns())
def test_normalize_does_not_see_how_a_pattern_is_spelled(data: st.DataObject, pattern: Pattern) -> None:
    """Commuted, re-associated, repeated, re-quoted, re-spaced."""
    assert normalize(parse(data.draw(spellings(pattern)), limit=None)) == normalize(pattern)


@laws
@given(st.one_of(broken_texts(), st.text("{}[]$.ab ='\"&|()%-\\", max_size=60)))
def test_carets_stand_under_the_span(text: str) -> None:
    """For a text of one line that a terminal shows as it is, and that is not cut."""
    text = text[:70].encode("ascii", "replace").decode()
    error = _error_of(text)
    if error is not None:
        message, shown, carets = str(error).split("\n")
        start = max(error.start - 50, 0)
        before, width = error.start - start, max(error.end - error.start, 1)
        assert (shown, carets) == (f"  {text[start:]}", "  " + " " * before + "^" * width)
        assert message.startswith(f"expected {error.expected}, got ")
        assert message.endswith(f"; {error.hint}" if error.hint else "")


def _error_of(text: str) -> PatternSyntaxError | None:
    try:
        parse(text)
    except PatternSyntaxError as error:
        return error
    return None


STEPS_PER_CHARACTER = 150
"""Lines of Python that parsing may run for a character: about 90 for a regular expression."""


@settings(max_examples=examples(100))
@given(
    st.one_of(
        broken_texts(), st.text(min_size=1, max_size=12), st.text("{}[]$.ab ='\"&|()%-?\\", min_size=1)
    ),
    st.sampled_from(
        ("{}", "{{ {} }}", "[{}]", "%{}%", '{{ $.a = "{}" }}', "{{ $.a = {} }}", "{{ ${} = 1 }}")
    ),
)
def test_parsing_takes_steps_in_proportion_to_the_length(piece: str, around: str) -> None:
    text = around.format(piece * (1 + 600 // max(len(piece), 1)))
    assert _steps(text) <= STEPS_PER_CHARACTER * (len(text) + 10)


def _steps(text: str) -> int:
    """The lines of Python that run while a text is parsed."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parse(text, limit=None)
    except PatternSyntaxError:
        pass
    finally:
        sys.settrace(before)
    return count
