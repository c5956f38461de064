"""Patterns on the fields of a line, and on its text, compared by meaning and held against brute force."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from analyzer.allowance import in_force
from analyzer.limits import DEFAULT_LIMITS
from analyzer.patterns import (
    Comparison,
    Counterexample,
    Entailed,
    OpenQuestion,
    Operator,
    Pattern,
    Relation,
    Undecided,
    compare,
    difference,
    evaluate,
    parse,
)
from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.lines import join_fields, split_line
from analyzer.patterns.evaluation.matching import in_order
from analyzer.patterns.evaluation.messages import JSON, message_of
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.solver.automata import Exactly, Glob, contains
from analyzer.patterns.solver.line_automata import FieldAt, FieldCount, FieldFromEnd, RestAt
from analyzer.patterns.solver.numerals import WITH_EXPONENT, NoNumerals, Numerals, with_exponent
from analyzer.patterns.solver.query_domain import QueryDomain
from analyzer.patterns.syntax.ast import Sign, Term, Terms
from analyzer.patterns.syntax.regex import parse_regex
from tests.patterns.casefiles import cases, title
from tests.patterns.solver.lines_oracle import (
    RECORDS,
    delimited_pairs,
    json_patterns_on_a_field,
    line_patterns,
    told_apart,
)
from tests.support.laws import examples


@pytest.mark.parametrize("case", cases("delimited"), ids=title)
def test_two_patterns_compare_as_the_case_says(case: dict[str, Any]) -> None:
    left, right = parse(case["left"]), parse(case["right"])
    found = compare(left, right)
    assert found.relation == case["relation"]
    _check_witnesses(left, right, found)
    if "readings" in case:
        answers = [difference([left], [right]), difference([right], [left]), difference([left, right], [])]
        questions = {
            str(one) for answer in answers if isinstance(answer, Undecided) for one in answer.questions
        }
        assert questions == set(case["readings"])
    assert compare(right, left).relation is _CONVERSE.get(found.relation, found.relation)


_CONVERSE = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


def _check_witnesses(left: Pattern, right: Pattern, found: Comparison) -> None:
    for witness, expected in (
        (found.only_left, (True, False)),
        (found.only_right, (False, True)),
        (found.both, (True, True)),
    ):
        if witness is not None:
            assert (_matches(left, witness), _matches(right, witness)) == expected


def _matches(pattern: Pattern, witness: JSON) -> bool | None:
    return evaluate(pattern, message_of(witness).text).value


# Brute force


def check_difference(left: Pattern, right: Pattern) -> str:
    """Holds the answer against all lines of the oracle; gives back what the answer was."""
    found = difference([left], [right])
    sure, maybe = told_apart(left, right)
    if isinstance(found, Entailed):
        assert not maybe
        return "covered"
    if isinstance(found, Counterexample):
        assert _matches(left, found.event) is True
        assert _matches(right, found.event) is False
        return "escapes"
    hanging = f"undecided {', '.join(map(str, found.questions)) or found.budget or found.reasons[0]}"
    return f"{hanging} (missed)" if sure else hanging


@settings(max_examples=examples(40))
@given(delimited_pairs())
def test_brute_force_agrees_on_fields(pair: tuple[Pattern, Pattern]) -> None:
    answer = check_difference(*pair)
    event(answer)
    assert answer in ("covered", "escapes") or "-" in answer.split()[1], answer
    assert not answer.endswith("(missed)")


@settings(max_examples=examples(40))
@given(delimited_pairs(), line_patterns(), st.booleans())
def test_brute_force_agrees_on_fields_and_text(
    pair: tuple[Pattern, Pattern], other: Pattern, swapped: bool
) -> None:
    answer = check_difference(other, pair[0]) if swapped else check_difference(pair[0], other)
    event(answer)
    assert answer in ("covered", "escapes") or "-" in answer.split()[1], answer


@settings(max_examples=examples(60))
@given(line_patterns(), line_patterns())
def test_brute_force_agrees_on_text_and_nothing_is_left_undecided(left: Pattern, right: Pattern) -> None:
    assert check_difference(left, right) in ("covered", "escapes")


@settings(max_examples=examples(100))
@given(delimited_pairs(), json_patterns_on_a_field(), st.booleans())
def test_no_record_contradicts_an_answer(
    pair: tuple[Pattern, Pattern], other: Pattern, swapped: bool
) -> None:
    left, right = (other, pair[0]) if swapped else (pair[0], other)
    only_left, both = difference([left], [right]), difference([left, right], [])
    for record in RECORDS:
        in_left, in_right = evaluate(left, record).value, evaluate(right, record).value
        if in_left and in_right is False:
            assert not isinstance(only_left, Entailed), record
        if in_left and in_right:
            assert not isinstance(both, Entailed), record


@settings(max_examples=examples(60))
@given(delimited_pairs())
def test_swapping_gives_the_converse(pair: tuple[Pattern, Pattern]) -> None:
    left, right = pair
    there, back = compare(left, right), compare(right, left)
    assert back.relation is _CONVERSE.get(there.relation, there.relation)
    assert (back.only_left, back.only_right, back.both) == (there.only_right, there.only_left, there.both)


@settings(max_examples=examples(60))
@given(delimited_pairs())
def test_a_pattern_is_equivalent_to_itself(pair: tuple[Pattern, Pattern]) -> None:
    assert compare(pair[0], pair[0]).relation is Relation.EQUIVALENT


def test_two_patterns_cover_together_what_neither_covers() -> None:
    both = [parse("[a = x, b, ...]"), parse("[a != x, b, ...]")]
    assert difference([parse("[a, b]")], both) == Entailed()
    assert isinstance(difference([parse("[a]")], both), Counterexample)
    assert isinstance(difference([parse("[a, b]")], both[:1]), Counterexample)


@pytest.mark.parametrize(
    ("source", "record"),
    [
        ("[a = *x, b]", '{"a":"x y"}'),
        ("[..., a = x, b]", '{"a":"y x y"}'),
        ("[a, b = y*, ...]", '{"a":"x y"}'),
        ('[..., a = "*}"]', '{"a":"x y"}'),
        ('[a = "{*", ...]', '{ "a" : 1 }'),
    ],
)
def test_what_a_record_may_look_like_is_not_ruled_out(source: str, record: str) -> None:
    left, right = parse(source), parse("{ $.a = * }")
    assert evaluate(left, record).value is True
    assert evaluate(right, record).value is True
    assert not isinstance(difference([left, right], []), Entailed)


def test_a_witness_calls_the_fields_by_their_names() -> None:
    found = difference([parse("[ip, user, status = 404]")], [parse("[ip, user = bob, ...]")])
    assert found == Counterexample("ip user 404")


# What is beyond the limits


def test_a_bound_with_too_many_digits_is_left_undecided() -> None:
    found = difference([parse("[a > 1e99, ...]")], [parse("[a > 1e98, ...]")])
    assert isinstance(found, Undecided)
    assert found.budget == "number-digits"


@pytest.mark.parametrize(
    ("left", "right"), [(",", "..., a = y"), ("a = x, ", "..., a = y"), (",", "a = x, ,")]
)
def test_any_number_of_fields_is_kept_apart(left: str, right: str) -> None:
    many = parse(f"[{left}{',' * 120}]")
    for other in (parse(f"[{right}]"), parse("x"), parse("{ $.a = x }")):
        assert not isinstance(difference([many], [other]), Undecided)
    assert compare(many, many).relation is Relation.EQUIVALENT


def test_a_number_beside_the_rest_of_a_line_is_no_long_search() -> None:
    """Found by brute force: with a quarter of the steps it was left undecided."""
    assert check_difference(parse("[a, b=1, c]"), parse("[a!=%y%]")) == "escapes"


def test_a_search_in_the_text_of_a_line_that_is_too_long_names_the_limit() -> None:
    narrow, wide = (
        "|".join(f"{char}.*{char}" for char in chars) for chars in ("abcdefghijkl", "abcdefghijklm")
    )
    with in_force(DEFAULT_LIMITS.with_values({"comparison-steps": 100_000})):
        found = difference([parse(f"[a = %{narrow}%, ...]"), parse('"x y"')], [parse(f"[a = %{wide}%, ...]")])
    assert isinstance(found, Undecided)
    assert found.budget == "comparison-steps"


def test_a_number_that_only_an_exponent_could_make_is_left_undecided() -> None:
    assert isinstance(difference([parse("[a = 4* && a < 4, ...]")], []), Undecided)
    assert difference([parse("[a = 4* && a = 503, ...]")], []) == Entailed()
    assert difference([parse("[a = 4* && a < 0, ...]")], []) == Entailed()
    assert difference([parse("[a = -* && a > 0, ...]")], []) == Entailed()


def test_whether_an_exponent_makes_a_number_of_a_value_of_a_field_is_open() -> None:
    pattern = parse("[a = 1e3, b]")
    assert evaluate(pattern, "1000 x").questions == (OpenQuestion.NUMBER_SPELLING,)
    assert evaluate(pattern, "1001 x").value is False
    found = difference([pattern], [parse("[a = 1000, b]")])
    assert isinstance(found, Undecided)
    assert found.questions == (OpenQuestion.NUMBER_SPELLING,)
    assert evaluate(parse("{ $.a = 1e3 }"), '{"a": 1000}').value is True


def test_a_world_knows_only_the_patterns_that_it_was_made_for() -> None:
    world = QueryDomain.of([parse("{ $.a = x }").body], [])
    with pytest.raises(ValueError, match="made for"):
        world.goals(parse("[a = x]").body, lambda question: question.alternatives[0], matching=True)


@pytest.mark.parametrize("source", ["{ $.a = x }", "x", "[a = x]"])
def test_any_path_has_texts_to_try_first(source: str) -> None:
    assert QueryDomain.of([parse(source).body], []).favourites(())


# The machines, against the functions that they repeat

_LINES = st.text(alphabet='xy1 \t"[]', max_size=12)
_MACHINES: tuple[Automaton, ...] = (
    Exactly("x"), Exactly(""), Exactly("x y"), Glob(("x", "")), Glob(("", '"', "")), Glob(("", "]")),
    RegexSearch(parse_regex("^[xy]+$")), Numerals(Operator.EQUAL, Decimal(1)),
)  # fmt: skip


@settings(max_examples=examples(300))
@given(_LINES, st.sampled_from(_MACHINES), st.integers(0, 3))
def test_machines_divide_a_line_as_the_evaluator_does(line: str, automaton: Automaton, place: int) -> None:
    words = split_line(line)
    there = place < len(words)
    assert contains(FieldCount(place), line) == (place <= len(words))
    assert contains(FieldCount(place, place + 1), line) == (place <= len(words) <= place + 1)
    assert contains(FieldAt(place, automaton), line) == (there and contains(automaton, words[place].text))
    last = there and contains(automaton, words[-1 - place].text)
    assert contains(FieldFromEnd(place + 1, automaton), line) == last
    rest = there and contains(automaton, line[words[place].start :])
    assert contains(RestAt(place, automaton), line) == rest


@settings(max_examples=examples(300))
@given(
    st.from_regex(r"[+-]?[0-5]{1,4}(\.[0-5]{1,3})?(e[+-]?[0-3])?", fullmatch=True),
    st.sampled_from(Operator),
    st.sampled_from(("0", "1", "-1", "1.5", "10", "0.05", "-0.5", "400", "1e2", "12.50", "-0.0", "-3e2")),
)
def test_numbers_are_told_by_value(text: str, operator: Operator, bound: str) -> None:
    holds = in_order(Decimal(text), operator, Decimal(bound))
    if "e" not in text:
        assert contains(Numerals(operator, Decimal(bound)), text) == holds
    elif holds:
        assert contains(with_exponent(operator, Decimal(bound)), text)
    assert contains(WITH_EXPONENT, text) == ("e" in text)
    assert not contains(NoNumerals(), text)


@settings(max_examples=examples(200))
@given(
    st.text(alphabet="015-+.", max_size=5),
    st.sampled_from(Operator),
    st.sampled_from(("0", "15", "-1", "0.5")),
)
def test_a_number_with_an_exponent_is_a_number(start: str, operator: Operator, bound: str) -> None:
    text = f"{start}e0"
    if contains(with_exponent(operator, Decimal(bound)), text):
        assert contains(WITH_EXPONENT, text)


@settings(max_examples=examples(200))
@given(st.text(alphabet="015+-.ex", max_size=6))
def test_a_text_is_a_number_or_it_is_none(text: str) -> None:
    anything = contains(Numerals(Operator.NOT_EQUAL, Decimal(1)), text) or contains(
        Numerals(Operator.EQUAL, Decimal(1)), text
    )
    number = evaluate(parse("[a = 1 || a > 1 || a < 1, ...]"), f"{text} x").value and text != ""
    assert (anything or contains(WITH_EXPONENT, text)) == number
    assert contains(NoNumerals(), text) != number


def test_a_long_line_is_divided_in_a_time_that_grows_with_its_length() -> None:
    """With the square of it, each of these takes minutes."""
    assert len(split_line("[ " * 100_000)) == 100_000
    assert len(split_line("[a] " + "[ " * 100_000)) == 100_001
    assert split_line(" " * 1_000_000) == ()


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("[a b] [c d", ["a b", "[c", "d"]),
        ("[a [b] [c", ["a [b", "[c"]),
        ('"a [b" [c', ["a [b", "[c"]),
        ('[a "b', ["[a", '"b']),
        ("x[a b]", ["x[a", "b]"]),
    ],
)
def test_a_bracket_that_nothing_closes_belongs_to_a_word(line: str, fields: list[str]) -> None:
    assert [word.text for word in split_line(line)] == fields


@settings(max_examples=examples(200))
@given(st.lists(st.text(alphabet='xy1 \t"[]', max_size=4), max_size=4))
def test_joined_fields_are_divided_into_the_same(texts: list[str]) -> None:
    writable = [text for text in texts if '"' not in text or ("]" not in text and text)]
    assert [word.text for word in split_line(join_fields(writable))] == writable


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("?a", "[a]", Relation.NARROWER),
        ('[a = "x\\\\y", b]', '"a\\d"', Relation.UNDECIDED),
        ('[a = "", b]', "[a, b]", Relation.NARROWER),
        ("[..., a = x, b, c, d = y]", "[a, b = x*]", Relation.OVERLAPPING),
        ('-b "a b"', "[..., b = x, c = 1]", Relation.NARROWER),  # no text holds the one without the other
        ("%[^\\s\\S]%", "[a, b]", Relation.NARROWER),  # a set of no characters, so no line at all
    ],
)
def test_patterns_of_several_families_compare(left: str, right: str, relation: Relation) -> None:
    assert compare(left, right).relation is relation


def test_an_empty_term_stands_in_every_line() -> None:
    empty = Pattern(Terms((Term(Sign.REQUIRED, ""),)))
    assert evaluate(empty, "x").value is True
    assert difference([parse("[a]")], [empty]) == Entailed()


def test_lines_are_divided_without_the_text_of_an_expression_that_is_found_too_late() -> None:
    empty = "%a[ab]{20}[^\\s\\S]%"  # nothing is found by it, as many steps tell
    assert difference([parse(empty)], [parse("[a, b]")]) != Entailed()
