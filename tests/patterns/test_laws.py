"""Laws of the pattern language, one property each. The judge is always the evaluator."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import (
    Comparison,
    Counterexample,
    Entailed,
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
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.syntax.ast import And, Formula, Not, Or
from tests.patterns.casefiles import cases, title
from tests.patterns.strategies import (
    events,
    json_patterns,
    messages,
    near_misses,
    patterns,
    spellings,
    term_patterns,
)
from tests.support.laws import examples

laws = settings(max_examples=examples(150))
CONVERSE = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


def _shuffled(data: st.DataObject, formula: Formula) -> Formula:
    match formula:
        case And(operands) | Or(operands):
            inner = [_shuffled(data, operand) for operand in operands]
            return type(formula)(tuple(data.draw(st.permutations([*inner, inner[0]]))))
        case Not(operand):
            return Not(_shuffled(data, operand))
        case condition:
            return condition


def _reordered(data: st.DataObject, pattern: Pattern) -> Pattern:
    assert isinstance(pattern.body, Formula)
    return Pattern(_shuffled(data, pattern.body))


@laws
@given(st.data(), json_patterns())
def test_a_pattern_is_equivalent_to_its_other_spellings(data: st.DataObject, pattern: Pattern) -> None:
    other = parse(data.draw(spellings(pattern)), limit=None)
    assert compare(pattern, other).relation is Relation.EQUIVALENT


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
    if any(reason.startswith("comparison-steps") for reason in there.reasons):
        return  # the search of one may have stopped before it came to an event that the other met
    assert (there.only_left, there.only_right, there.both) == (back.only_right, back.only_left, back.both)


@laws
@given(st.data(), json_patterns(), json_patterns(), json_patterns())
def test_covering_is_transitive(
    data: st.DataObject, narrowing: Pattern, middle: Pattern, widening: Pattern
) -> None:
    """From a narrower over a middle to a broader one, each of them perhaps missed by a little."""
    second, in_first, in_third = (
        data.draw(st.one_of(st.just(middle), near_misses(middle))) for _ in range(3)
    )
    first, third = _joined(And, narrowing, in_first), _joined(Or, in_third, widening)
    if _covers(second, first) and _covers(third, second):
        assert not isinstance(difference([first], [third]), Counterexample)


@laws
@given(st.data(), json_patterns())
def test_covering_is_antisymmetric_up_to_equivalence(data: st.DataObject, left: Pattern) -> None:
    right = data.draw(st.one_of(near_misses(left), spellings(left).map(lambda text: parse(text, limit=None))))
    both_ways = _covers(left, right) and _covers(right, left)
    assert both_ways is (compare(left, right).relation is Relation.EQUIVALENT)


def _covers(left: Pattern, right: Pattern) -> bool:
    return isinstance(difference([right], [left]), Entailed)


def _joined(node: type[And] | type[Or], left: Pattern, right: Pattern) -> Pattern:
    assert isinstance(left.body, Formula)
    assert isinstance(right.body, Formula)
    return Pattern(node((left.body, right.body)))


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
    turned = data.draw(st.permutations([_reordered(data, one) for one in union]))
    assert difference([left], union) == difference([left], turned)


@laws
@given(json_patterns(), json_patterns())
def test_a_union_covers_each_of_its_patterns(left: Pattern, right: Pattern) -> None:
    assert difference([left], [left, right]) == Entailed()
    assert difference([left, right], [left]) == Entailed()


@laws
@given(st.data(), json_patterns(), json_patterns())
def test_a_union_is_the_least_that_covers_its_patterns(
    data: st.DataObject, left: Pattern, right: Pattern
) -> None:
    """What covers both covers the union, and what covers the union covers both."""
    near_left, near_right = (data.draw(st.one_of(st.just(one), near_misses(one))) for one in (left, right))
    bound = data.draw(st.sampled_from((_joined(Or, near_left, near_right), near_left)))
    either = difference([_joined(Or, left, right)], [bound])
    each = difference([left], [bound]), difference([right], [bound])
    if all(isinstance(one, Entailed) for one in each):
        assert not isinstance(either, Counterexample)
    if isinstance(either, Entailed):
        assert not any(isinstance(one, Counterexample) for one in each)


@laws
@given(json_patterns(), json_patterns(), json_patterns())
def test_a_union_compares_as_one_pattern(left: Pattern, right: Pattern, other: Pattern) -> None:
    apart, joined = difference([other], [left, right]), difference([other], [_joined(Or, left, right)])
    assert type(apart) is type(joined)


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
        assert found == Entailed() or (isinstance(found, Undecided) and found.budget)


@laws
@given(term_patterns(), term_patterns(), messages())
def test_no_line_contradicts_an_answer_about_terms(left: Pattern, right: Pattern, line: str) -> None:
    if evaluate(left, line).value and evaluate(right, line).value is False:
        assert not isinstance(difference([left], [right]), Entailed)


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
    assert [str(question) for question in found.questions] == ["glob-scan"]
    assert found.reasons[0].startswith("glob-scan: ")
