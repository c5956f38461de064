"""Laws of the pattern language, one property each. The judge is always the evaluator."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyzer.patterns import (
    Comparison,
    Covered,
    Escapes,
    Pattern,
    Relation,
    Undecided,
    compare,
    difference,
    evaluate,
    evaluate_event,
    normalize,
    parse,
)
from analyzer.patterns.ast import And, Formula, Not, Or
from analyzer.patterns.messages import JSON
from analyzer.patterns.printer import canonical, print_pattern
from patterns.casefiles import cases, title
from patterns.strategies import events, json_patterns, messages, near_misses, patterns, term_patterns

laws = settings(max_examples=150, deadline=None)
CONVERSE = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


@pytest.mark.parametrize("case", cases("normalize"), ids=title)
def test_spellings_of_one_pattern_have_one_canonical_text(case: dict[str, Any]) -> None:
    assert {normalize(spelling) for spelling in case["spellings"]} == {case["canonical"]}
    assert normalize(case["canonical"]) == case["canonical"]


@settings(max_examples=400, deadline=None)
@given(patterns())
def test_a_pattern_printed_and_parsed_is_the_same_tree(pattern: Pattern) -> None:
    assert parse(print_pattern(pattern)) == pattern


@settings(max_examples=400, deadline=None)
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
@given(json_patterns())
def test_a_pattern_is_equivalent_to_its_normal_form(pattern: Pattern) -> None:
    assert compare(pattern, normalize(pattern)).relation is Relation.EQUIVALENT


@laws
@given(patterns())
def test_compare_is_reflexive(pattern: Pattern) -> None:
    assert compare(pattern, pattern).relation is Relation.EQUIVALENT


@laws
@given(patterns(), patterns())
def test_swapping_the_patterns_turns_the_relation_round(left: Pattern, right: Pattern) -> None:
    _check_converse(left, right)


@laws
@given(st.data(), json_patterns())
def test_swapping_near_misses_turns_the_relation_round(data: st.DataObject, left: Pattern) -> None:
    _check_converse(left, data.draw(near_misses(left)))


def _check_converse(left: Pattern, right: Pattern) -> None:
    there, back = compare(left, right), compare(right, left)
    assert back.relation is CONVERSE.get(there.relation, there.relation)
    assert (there.only_left, there.only_right, there.both) == (back.only_right, back.only_left, back.both)


@laws
@given(st.data(), json_patterns())
def test_covering_is_transitive(data: st.DataObject, first: Pattern) -> None:
    second = data.draw(near_misses(first))
    third = data.draw(near_misses(second))
    within = isinstance(difference([first], [second]), Covered)
    assume(within and isinstance(difference([second], [third]), Covered))
    assert not isinstance(difference([first], [third]), Escapes)


@laws
@given(patterns(), patterns())
def test_every_witness_replays(left: Pattern, right: Pattern) -> None:
    _check_witnesses(left, right, compare(left, right))


@laws
@given(st.data(), json_patterns())
def test_every_witness_of_a_near_miss_replays(data: st.DataObject, left: Pattern) -> None:
    right = data.draw(near_misses(left))
    _check_witnesses(left, right, compare(left, right))


def _check_witnesses(left: Pattern, right: Pattern, found: Comparison) -> None:
    expected = {"only_left": (True, False), "only_right": (False, True), "both": (True, True)}
    for member, (in_left, in_right) in expected.items():
        event = getattr(found, member)
        if event is not None:
            assert evaluate_event(left, event).value is in_left
            assert evaluate_event(right, event).value is in_right
    if found.relation in (Relation.DISJOINT, Relation.OVERLAPPING, Relation.BROADER):
        assert found.only_left is not None
    if found.relation in (Relation.DISJOINT, Relation.OVERLAPPING, Relation.NARROWER):
        assert found.only_right is not None
    assert bool(found.reasons) == (found.relation is Relation.UNDECIDED)


@laws
@given(st.data(), json_patterns(), json_patterns())
def test_the_order_of_operands_changes_no_answer(data: st.DataObject, left: Pattern, right: Pattern) -> None:
    union = [right, data.draw(near_misses(left)), data.draw(near_misses(right))]
    turned = data.draw(st.permutations([Pattern(_shuffled(data, one.body)) for one in union]))  # type: ignore[arg-type]
    assert difference([left], union) == difference([left], turned)


@laws
@given(json_patterns(), json_patterns())
def test_a_union_covers_each_of_its_patterns(left: Pattern, right: Pattern) -> None:
    assert difference([left], [left, right]) == Covered()
    assert difference([left, right], [left]) == Covered()


@laws
@given(json_patterns(), json_patterns(), events())
def test_de_morgan_holds(left: Pattern, right: Pattern, event: JSON) -> None:
    first, second = left.body, right.body
    assert isinstance(first, Formula)
    assert isinstance(second, Formula)
    for one, other in (
        (Not(And((first, second))), Or((Not(first), Not(second)))),
        (Not(Or((first, second))), And((Not(first), Not(second)))),
    ):
        assert evaluate_event(Pattern(one), event) == evaluate_event(Pattern(other), event)
        found = difference([one], [other])
        assert found == Covered() or (isinstance(found, Undecided) and found.budget)


@laws
@given(term_patterns(), term_patterns(), messages())
def test_no_line_contradicts_an_answer_about_terms(left: Pattern, right: Pattern, line: str) -> None:
    if evaluate(left, line).value and evaluate(right, line).value is False:
        assert not isinstance(difference([left], [right]), Covered)


@pytest.mark.parametrize("case", cases("compare"), ids=title)
def test_patterns_compare_as_the_case_says(case: dict[str, Any]) -> None:
    left, right = parse(case["left"]), parse(case["right"])
    found = compare(left, right)
    assert found.relation.value == case["relation"]
    _check_witnesses(left, right, found)
    _check_converse(left, right)


def test_every_relation_has_cases() -> None:
    counted = dict.fromkeys(Relation, 0)
    for case in cases("compare"):
        counted[Relation(case["relation"])] += 1
    assert min(counted.values()) >= 8


def test_an_undecided_comparison_gives_its_reasons() -> None:
    found = difference([parse("{ $.a = *ab }")], [parse("{ $.a = *b }")])
    assert isinstance(found, Undecided)
    assert [str(reading) for reading in found.readings] == ["glob-scan"]
    assert found.reasons[0].startswith("glob-scan: ")
