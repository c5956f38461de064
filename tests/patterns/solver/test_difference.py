"""The decision procedure against brute force, against facts, and at its limits.

The oracle knows nothing of the procedure: it lists events over a small alphabet that holds the constants
of the patterns, and asks the evaluator about each.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import (
    And,
    Compare,
    Counterexample,
    Entailed,
    IsText,
    Not,
    OpenQuestion,
    Operator,
    Or,
    Pattern,
    Relation,
    Text,
    Undecided,
    always,
    compare,
    conjunction,
    difference,
    disjunction,
    evaluate,
    evaluate_event,
    matches_event,
    parse,
    selector,
    text_ends_with,
    text_equals,
    text_starts_with,
)
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.facts import CLOUDTRAIL, Grade
from analyzer.patterns.syntax.ast import FieldTest, Formula, Name, Selector, Wildcard
from tests.patterns.casefiles import cases, title
from tests.patterns.strategies import events, is_settled, json_patterns, near_misses, settled_patterns
from tests.support.laws import examples

FACTS = {
    "none": (),
    "documented": tuple(fact for fact in CLOUDTRAIL if fact.grade is Grade.DOCUMENTED),
    "all": CLOUDTRAIL,
}
ANSWERS = {Entailed: "covered", Counterexample: "escapes", Undecided: "undecided"}
_VALUES: tuple[JSON, ...] = (
    None, True, 0, 1, 1.0, 1.5, 3, -2, float("inf"),
    "", "x", "xy", "a b", "1", "1.0", "-2", "true", "ab", "aabz",
    {}, {"b": "x"}, {"b": 1, "c": "q"}, {"c": None},
    [], [None], ["x"], [1, "x"], [{"b": "x"}], [{"b": 1.0}, "xy"],
)  # fmt: skip
_MEMBER: tuple[tuple[JSON, ...], ...] = ((), *((value,) for value in _VALUES))  # without it, or with a value
_EVENTS: tuple[dict[str, JSON], ...] = tuple(
    {name: value for name, some in (("a", first), ("b", second)) for value in some}
    for first, second in itertools.product(_MEMBER, repeat=2)
)


@pytest.mark.parametrize("case", cases("difference"), ids=title)
def test_a_question_is_answered_as_the_case_says(case: dict[str, Any]) -> None:
    required, union = [parse(text) for text in case["required"]], [parse(text) for text in case["union"]]
    facts = FACTS[case["facts"]]
    found = difference(required, union, facts=facts)
    assert ANSWERS[type(found)] == case["answer"]
    if isinstance(found, Entailed):
        assert sorted(found.facts) == sorted(case["needs"])
    if isinstance(found, Counterexample):
        _check_escape(required, union, found.event)
        assert all(evaluate_event(Pattern(fact.formula), found.event).value for fact in facts)


def _check_escape(required: list[Pattern], union: list[Pattern], event: JSON) -> None:
    assert all(evaluate_event(pattern, event).value is True for pattern in required)
    assert all(evaluate_event(pattern, event).value is False for pattern in union)


@settings(max_examples=examples(250))
@given(st.data(), settled_patterns(), settled_patterns())
def test_brute_force_agrees_where_nothing_is_open(data: st.DataObject, left: Pattern, right: Pattern) -> None:
    near = data.draw(near_misses(left).filter(is_settled))
    union = data.draw(st.sampled_from(((near,), (right,), (right, near), ())))
    found = difference([left], union)
    assert not isinstance(found, Undecided), found
    escaping = any(
        matches_event(left, event) and not any(matches_event(one, event) for one in union)
        for event in _EVENTS
    )
    assert isinstance(found, Counterexample) or not escaping


@settings(max_examples=examples(250))
@given(st.data(), json_patterns(), st.lists(events(), min_size=5, max_size=20))
def test_no_event_contradicts_an_answer(
    data: st.DataObject, left: Pattern, some: list[dict[str, JSON]]
) -> None:
    right = data.draw(st.one_of(json_patterns(), near_misses(left)))
    found = difference([left], [right])
    for event in some:
        in_left, in_right = evaluate_event(left, event), evaluate_event(right, event)
        if in_left.value is True and in_right.value is False:
            assert not isinstance(found, Entailed), event


@settings(max_examples=examples(100))
@given(json_patterns(), json_patterns())
def test_facts_only_ever_take_events_away(left: Pattern, right: Pattern) -> None:
    if isinstance(difference([left], [right]), Entailed):
        assert difference([left], [right], facts=CLOUDTRAIL) == Entailed()


def test_each_fact_that_is_named_is_needed() -> None:
    for case in cases("difference"):
        if not case.get("needs"):
            continue
        required, union = [parse(text) for text in case["required"]], [parse(text) for text in case["union"]]
        for left_out in case["needs"]:
            rest = [fact for fact in CLOUDTRAIL if fact.name in case["needs"] and fact.name != left_out]
            assert not isinstance(difference(required, union, facts=rest), Entailed)


def test_nothing_required_means_any_json_object() -> None:
    assert always([parse("")]) == Entailed()
    assert always([parse("{ $.a = x }"), parse("{ $.a != x }")]) == Counterexample({})


def test_a_star_in_a_built_tree_stands_for_itself() -> None:
    star = text_equals("a", "x*")
    assert matches_event(Pattern(star), {"a": "x*"})
    assert not matches_event(Pattern(star), {"a": "xy"})
    assert difference([star], [parse('{ $.a = "x*" }')]) == Entailed()
    assert isinstance(difference([parse('{ $.a = "x*" }')], [star]), Counterexample)


def test_starts_and_ends_of_a_built_tree_hang_on_no_reading() -> None:
    either = Or((text_starts_with("a", "ab"), text_ends_with("a", "ab")))
    event: JSON = {"a": "abab"}
    assert evaluate_event(Pattern(text_ends_with("a", "ab")), event).value is True
    assert difference([text_ends_with("a", "xab")], [either]) == Entailed()
    assert isinstance(difference([either], [text_ends_with("a", "ab")]), Counterexample)


def test_trees_alike_in_print_are_not_taken_for_the_same() -> None:
    parsed = parse('{ $.a = "*ab" }').body
    assert isinstance(parsed, Formula)
    built = text_ends_with("a", "ab")
    assert isinstance(difference([built], [parsed]), Undecided)
    assert difference([And((parsed, built))], [parsed, built]) == Entailed()


def test_trees_alike_in_print_are_required_together() -> None:
    parsed, exact = parse('{ $.a = "*ab" }'), text_ends_with("a", "ab")
    assert difference([parsed, exact], [exact]) == difference([exact, parsed], [exact]) == Entailed()
    assert isinstance(difference([parsed, exact], [parse("{ $.a = *b }")]), Undecided | Entailed)


def test_a_flat_name_with_dots_is_one_step() -> None:
    flat = text_equals(("userIdentity.arn",), "x")
    assert isinstance(difference([flat], [text_equals("userIdentity.arn", "x")]), Counterexample)


def test_no_operands_are_always_or_never() -> None:
    assert difference([disjunction()], []) == Entailed()
    assert difference([], [conjunction()]) == Entailed()
    assert isinstance(difference([conjunction()], [disjunction()]), Counterexample)


def test_a_text_is_no_number() -> None:
    scalar, text = parse("{ $.a = * }").body, IsText(selector("a"))
    assert isinstance(scalar, Formula)
    assert difference([scalar], [text]) == Counterexample({"a": 1})
    assert difference([text], [scalar]) == Entailed()
    assert difference([Not(scalar)], [Not(text)]) == Entailed()


def test_a_witness_starts_from_a_real_looking_record() -> None:
    control = parse('{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }')
    narrow = parse('{ $.errorMessage = "Failed authentication" && $.userIdentity.type = Root }')
    found = difference([control], [narrow], facts=CLOUDTRAIL)
    assert isinstance(found, Counterexample)
    assert isinstance(found.event, dict)
    person = found.event["userIdentity"]
    assert isinstance(person, dict)
    assert person["type"] == "IAMUser"
    assert found.event["eventSource"] == "signin.amazonaws.com"
    assert found.event["responseElements"] == {"ConsoleLogin": "Failure"}


def _many(operands: list[str], sign: str) -> Pattern:
    return parse(f"{{ {sign.join(operands)} }}", limit=None)


@pytest.mark.parametrize("sign", [" && ", " || "])
def test_five_hundred_operands_decide(sign: str) -> None:
    one_path = [f"($.eventName = Event{number})" for number in range(500)]
    many_paths = [f"($.field{number} = x)" for number in range(500)]
    pairs = [f"($.field{number} = x || $.other{number} = y)" for number in range(250)]
    for operands in (one_path, many_paths, pairs):
        pattern = _many(operands, sign)
        assert compare(pattern, _many(operands[::-1], sign)).relation is Relation.EQUIVALENT
        if operands is not one_path or sign == " || ":
            less = Relation.NARROWER if sign == " && " else Relation.BROADER
            assert compare(pattern, _many(operands[1:], sign)).relation is less


def test_twenty_wildcards_on_one_path_decide() -> None:
    operands = [f'($.eventTime = "*T{number:02}:*")' for number in range(20)]
    whole, part = _many(operands, " || "), _many(operands[1:], " || ")
    assert compare(whole, whole).relation is Relation.EQUIVALENT
    assert compare(whole, part).relation is Relation.BROADER


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("%a{1000}b{1000}%", "%aa{999}b{999}b%", Relation.EQUIVALENT),
        ("%^a{500,1000}$%", "%^a{500}a{0,499}$%", Relation.BROADER),
        ("%a{1000}aq1000}q{0000}a{1000}a{1000}a{1000}%", "%a{999}%", Relation.NARROWER),
        ("%[a-z]{1000}[A-Z]{1000}[0-9]{1000}%", "%[A-Z]{999}[0-9]%", Relation.NARROWER),
        ("%[a-z]{1000}[A-Z]{1000}[0-9]{1000}%", "%[a-z]{900}[A-Z]{999}[0-9]%", Relation.OVERLAPPING),
    ],
)
def test_thousands_of_repetitions_decide(left: str, right: str, relation: Relation) -> None:
    assert compare(left, right).relation is relation
    assert compare(f"{{ $.a = {left} }}", f"{{ $.a = {right} }}").relation is relation


def _riddle(size: int) -> Pattern:
    """Pigeons and holes: hard for every procedure that branches on cases."""
    sitting = [[f"$.p{pigeon}h{hole}" for hole in range(size)] for pigeon in range(size + 1)]
    seated = [" || ".join(f"{path} = x" for path in row) for row in sitting]
    alone = [
        f"{sitting[one][hole]} != x || {sitting[other][hole]} != x"
        for hole in range(size)
        for one in range(size + 1)
        for other in range(one)
    ]
    return _many([f"({clause})" for clause in (*seated, *alone)], " && ")


def test_a_search_that_is_too_long_is_undecided_and_names_the_limit() -> None:
    found = difference([_riddle(7)], [])
    assert isinstance(found, Undecided)
    assert found.budget == "comparison-steps"
    assert difference([_riddle(3)], []) == Entailed()


@pytest.mark.parametrize(
    ("source", "budget"),
    [
        ("{ $" + ".a" * 150 + " = x }", "path-steps"),
        ("{ $" + ".a" * 60_000 + " = x }", "path-steps"),
        ("{ $.*" + ".a" * 500 + " = x }", "path-steps"),
        ("{ $.a[*]" + "[0]" * 300 + " != x }", "path-steps"),
        ("{ $.a[100] = x }", "array-elements"),
        ("{ $.a > 1e9999 }", "number-digits"),
        ("{ $.a = %^[ab]*a[ab]{20}$% && $.a = %^[ab]*b[ab]{20}$% }", "comparison-steps"),
        (
            "{ $.a[*] = x && $.a[*] = y && $.a[*] = z && $.a[30] NOT EXISTS && "
            + " && ".join(f"$.a[{number}] = w" for number in range(30))
            + " }",
            "comparison-steps",
        ),
        (
            r'{ $.a = a*b && $.b = "\d" && $.c = "" && $.d = 1E3 && $.e IS NULL && $.f[*] > 1 && $.g = %.% }',
            "readings",
        ),
    ],
)
def test_a_limit_that_is_reached_is_named(source: str, budget: str) -> None:
    found = difference([parse(source, limit=None)], [])
    assert isinstance(found, Undecided)
    assert found.budget == budget
    assert found.reasons[0].startswith(budget)


def test_more_readings_of_a_filter_than_are_searched_are_left_undecided() -> None:
    many = r'{ $.a = a*b && $.b = "\d" && $.c = "" && $.d = 1E3 && $.e IS NULL && $.f[*] > 1 && $.g = %.% }'
    found = difference([parse("{ $.z = %.% }")], [parse(many)])
    assert isinstance(found, Undecided)
    assert found.budget == "readings"


def test_what_hangs_on_how_a_strange_number_is_written_is_undecided() -> None:
    some = IsText(Selector((Name("a"), Wildcard())))
    for source, union in (
        ("{ $.a = *E7 && $.a > 5 }", []),
        ("{ $.a > 1e50 && $.a = 1* }", []),
        ("{ $.a[*] = *E7 }", [some]),
        ("{ $.a.* = *E7 }", [some]),
    ):
        found = difference([parse(source)], union)
        assert isinstance(found, Undecided)
        assert found.questions == (OpenQuestion.NUMBER_TEXT,)


@pytest.mark.parametrize("value", ["NaN", '"N*"', '"*a*"', "%N%"])
def test_what_hangs_on_a_member_that_is_not_a_number_is_undecided(value: str) -> None:
    message, left, right = '{"a": NaN}', f"{{ $.a = {value} }}", f"{{ $.a = {value} && $.a != 1 }}"
    assert evaluate(parse(left), message).questions == (OpenQuestion.JSON_DIALECT,)
    assert evaluate(parse(right), message).value is False
    found = difference([parse(left)], [parse(right)])
    assert isinstance(found, Undecided)
    assert found.questions == (OpenQuestion.JSON_DIALECT,)


def test_conditions_on_fields_are_about_no_event() -> None:
    test = FieldTest("a", Operator.EQUAL, Text(("x",)))
    assert evaluate_event(Pattern(test), {"a": "x"}).value is False
    assert difference([test], []) == Entailed()


def test_an_order_needs_a_number() -> None:
    with pytest.raises(ValueError, match="a number after `>`"):
        Compare(selector("a"), Operator.GREATER, Text(("5",)))


def test_terms_with_an_open_escape_compare_under_both_readings() -> None:
    assert difference([parse(r'"x\\d"')], [parse("x")]) == Entailed()
    assert isinstance(difference([parse(r'"\d"')], [parse("d")]), Entailed)
    assert isinstance(difference([parse("d")], [parse(r'"\d"')]), Undecided)


def test_a_tree_that_is_too_deep_cannot_be_built() -> None:
    formula: Formula = text_equals("a", "x")
    for _ in range(200):
        formula = Not(formula)
    assert difference([formula], [formula]) == Entailed()
    with pytest.raises(ValueError, match="at most 200 deep"):
        Not(formula)
