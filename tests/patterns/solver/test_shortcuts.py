"""What makes a search short says the same as the long way: one law for each short cut."""

from __future__ import annotations

import itertools
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.patterns import Entailed, Formula, Pattern, Undecided, difference, parse
from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.solver.automata import Exactly, Glob, OneOf, contains, group, told_apart
from analyzer.patterns.solver.digits import OrderedNumbers
from analyzer.patterns.solver.model_check import holds
from analyzer.patterns.solver.nnf import FALSE, TRUE, Conjunction, Disjunction, Literal, negate, nnf_of
from analyzer.patterns.solver.number_search import FiniteNumbers, WrittenNumbers
from analyzer.patterns.solver.prepared import prepared
from analyzer.patterns.solver.question import decide
from analyzer.patterns.solver.simplify import simplify
from analyzer.patterns.solver.value_domain import ValueDomain, ValueKind, ValueSet, bit_of
from analyzer.patterns.syntax.ast import And, Delimited, Everything, Operator, Or, Regex, Terms
from analyzer.patterns.syntax.regex import parse_regex
from tests.patterns.strategies import events, json_patterns
from tests.support.laws import examples

_CHUNKS = st.lists(st.text("abc", max_size=4), min_size=2, max_size=4).map(tuple)
_LISTS = st.frozensets(st.sampled_from(("", "a", "b", "ab", "abc")), min_size=1).map(OneOf)
_AUTOMATA: st.SearchStrategy[Automaton] = st.one_of(
    st.text("abc", max_size=3).map(Exactly),
    st.frozensets(st.text("abc", max_size=3), max_size=3).map(OneOf),
    st.builds(Glob, _CHUNKS, st.booleans()),
    st.sampled_from(("^a", "[ab]+c", "a?b", "c$")).map(lambda source: RegexSearch(parse_regex(source))),
)
_ORDERED = st.builds(OrderedNumbers, st.sampled_from(Operator), st.sampled_from((0, 1, 2)).map(Decimal))
_SETS = st.one_of(
    st.builds(
        lambda kinds, one: ValueSet(kinds, numbers=one),
        st.sampled_from((ValueKind(0), ValueKind.TEXT)),
        _ORDERED,
    ),
    st.builds(lambda texts, one: ValueSet(texts=texts, numbers=one), _LISTS, _ORDERED),
    st.builds(
        ValueSet,
        st.sampled_from((ValueKind(0), ValueKind.ABSENT, ValueKind.TEXT, ValueKind.OBJECT | ValueKind.NULL)),
        _AUTOMATA,
    ),
    st.builds(lambda one: ValueSet(texts=one, numbers=WrittenNumbers(one)), _AUTOMATA),
    st.just(ValueSet(ValueKind.TEXT, numbers=FiniteNumbers())),
    st.just(ValueSet(ValueKind.NUMBER | ValueKind.TEXT)),
    st.just(ValueSet(ValueKind.ABSENT)),
    _LISTS.map(lambda one: ValueSet(texts=one)),
    _LISTS.map(lambda one: ValueSet(texts=one)),
)
_NUMBERS = (-1, 0, 0.5, 1, 1.5, 2, 3, float("inf"), float("nan"))
_TEXTS = ("", "a", "b", "ab", "abc", "cab", "bca", "aabb")


def _formula(pattern: Pattern) -> Formula:
    assert not isinstance(pattern.body, (Everything, Terms, Delimited, Regex))
    return pattern.body


@settings(max_examples=examples(400))
@given(_AUTOMATA, st.text("abcd", max_size=8))
def test_a_character_that_is_not_told_apart_leads_where_any_other_does(
    automaton: Automaton, text: str
) -> None:
    state = automaton.start()
    for char in text:
        told = set(told_apart(automaton, state))
        others = {automaton.step(state, other) for other in "abcdé" if other not in told}
        assert len(others) <= 1
        state = automaton.step(state, char)


@settings(max_examples=examples(400))
@given(_AUTOMATA, st.text("abcd", max_size=8))
def test_characters_of_one_group_lead_alike(automaton: Automaton, text: str) -> None:
    state = automaton.start()
    for char in text:
        for one, other in itertools.combinations("abcdé", 2):
            if group(automaton, one) == group(automaton, other):
                assert automaton.step(state, one) == automaton.step(state, other)
        state = automaton.step(state, char)


@settings(max_examples=examples(200))
@given(st.frozensets(st.text("abc", max_size=3), max_size=4), st.text("abcd", max_size=4))
def test_a_list_of_texts_holds_them_and_no_other(texts: frozenset[str], text: str) -> None:
    automaton = OneOf(texts)
    state = automaton.start()
    for char in text:
        state = automaton.step(state, char)
    assert automaton.accepts(state) is contains(automaton, text) is (text in texts)
    assert automaton.sink_acceptance(state) is None or text not in texts


_OPEN = (
    "$.a = *ab", "$.b = a*b", '$.c = "\\d"', '$.d = ""', "$.e = 1E3", "$.f[*] > 1", "$.g IS NULL",
    "$.h = %x$%",
)  # fmt: skip
"""Each hangs on another open question: of all of them there are more combinations than are searched."""


@settings(max_examples=examples(200))
@given(json_patterns(), json_patterns(), json_patterns())
@example(parse("{ $.i = 1 }"), parse(f"{{ {' && '.join(_OPEN)} }}"), parse("{ $.j = 1 }"))
@example(parse("{ $.i = 1 }"), parse(f"{{ {' || '.join(_OPEN)} }}"), parse("{ $.j = 1 }"))
@example(parse("{ $.b = * && $.* != 1* }"), parse("{ $.* = %^x$|y% }"), parse("{ $.b != 1E3 }"))
@example(
    parse("{ $.a = 1* || $.a[0] != x }"),
    parse("{ $.a[*] != %^x$|y% || $.a[0] != 1E3 }"),
    parse("{ $.a = %^x$|y% }"),
)
@example(parse("{ $.a[*] != 1* }"), parse("{ $.a[*] = %^x$|y% }"), parse("{ $.a[0] != 1E3 }"))
def test_what_must_and_must_not_hold_is_never_found(one: Pattern, both: Pattern, other: Pattern) -> None:
    """The search comes to the same as the look at the words, unless it stops at a limit of its own."""
    held, denied = And((_formula(one), _formula(both))), Or((_formula(both), _formula(other)))
    assert isinstance(difference([held], [denied]), Entailed)
    searched = decide([Pattern(held)], [Pattern(denied)], ())
    assert isinstance(searched, Entailed) or (isinstance(searched, Undecided) and searched.budget)


@settings(max_examples=examples(400))
@given(json_patterns(), events())
def test_a_condensed_goal_is_true_of_the_same_events(pattern: Pattern, event: JSON) -> None:
    formula = _formula(pattern)
    goal = nnf_of(formula, lambda question: question.alternatives[0])
    assert holds(simplify(goal), event) is holds(goal, event)
    assert holds(simplify(negate(goal)), event) is holds(negate(goal), event)
    assert holds(negate(simplify(goal)), event) is holds(negate(goal), event)


_ZERO = ValueSet(numbers=OrderedNumbers(Operator.EQUAL, Decimal(0)))


@settings(max_examples=examples(400))
@given(st.lists(st.tuples(_SETS, st.booleans()), max_size=5), _SETS, st.booleans())
@example([(_ZERO, True)], ValueSet(ValueKind.TEXT, numbers=FiniteNumbers()), False)
@example(
    [(ValueSet(ValueKind.TEXT, numbers=_ZERO.numbers), True), (ValueSet(ValueKind.TEXT), False)], _ZERO, False
)
def test_a_clash_is_what_leaves_no_kind(
    tests: list[tuple[ValueSet, bool]], last: ValueSet, inside: bool
) -> None:
    allowed = ValueDomain()
    for test, wanted in tests:
        allowed = allowed.with_set(test, wanted)
    assert allowed.clashes(last, inside) is not bool(allowed.with_set(last, inside).kinds)


@settings(max_examples=examples(400))
@given(st.lists(st.tuples(_SETS, st.booleans()), max_size=5))
def test_a_text_is_admitted_if_it_passes_every_test(tests: list[tuple[ValueSet, bool]]) -> None:
    allowed = ValueDomain()
    for test, wanted in tests:
        allowed = allowed.with_set(test, wanted)
    for text in _TEXTS:
        assert allowed.admits(text) is all(test.has(text) is wanted for test, wanted in tests)
    found = allowed.text(()) if allowed.kinds & ValueKind.TEXT.value else None
    assert found is None or all(test.has(found) is wanted for test, wanted in tests)


@settings(max_examples=examples(400))
@given(st.lists(st.tuples(_SETS, st.booleans()), max_size=6))
def test_a_kind_is_gone_only_if_nothing_of_it_passes(tests: list[tuple[ValueSet, bool]]) -> None:
    allowed = ValueDomain()
    for test, wanted in tests:
        allowed = allowed.with_set(test, wanted)
    for value in (*_NUMBERS, *_TEXTS):
        if all(test.has(value) is wanted for test, wanted in tests):
            assert allowed.kinds & bit_of(value)


def test_of_the_texts_that_are_left_the_empty_one_comes_last() -> None:
    some = ValueSet(texts=OneOf(frozenset(("", "x", "y"))))
    assert ValueDomain().with_set(some, inside=True).text(()) == "x"
    assert ValueDomain().with_set(ValueSet(texts=OneOf(frozenset(("",)))), inside=True).text(()) == ""


def test_what_is_always_or_never_true_decides_for_its_neighbours() -> None:
    literal = Literal(("a",), ValueSet(ValueKind.NULL))
    assert simplify(Disjunction((literal, TRUE))) == TRUE
    assert simplify(Conjunction((literal, FALSE))) == FALSE
    assert simplify(Conjunction((literal, TRUE))) == simplify(Disjunction((FALSE, literal))) == literal


def test_what_is_worked_out_of_a_pattern_is_kept_with_it_and_is_no_part_of_it() -> None:
    pattern, same = parse("{ $.a = x }"), parse("{ $.a = x }")
    assert prepared(pattern) is prepared(pattern)
    assert pattern == same
    assert (hash(pattern), repr(pattern)) == (hash(same), repr(same))
