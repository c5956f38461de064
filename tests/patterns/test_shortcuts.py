"""What makes a search short says the same as the long way: one law for each short cut."""

from __future__ import annotations

import itertools
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.patterns import Covered, Formula, Pattern, Undecided, difference, parse
from analyzer.patterns.ast import And, Delimited, Everything, Operator, Or, Regex, Terms
from analyzer.patterns.decision.automata import Exactly, Glob, OneOf, contains, group, told_apart
from analyzer.patterns.decision.condense import condensed
from analyzer.patterns.decision.digits import Ordered
from analyzer.patterns.decision.domains import Allowed, Kind, bit_of
from analyzer.patterns.decision.domains import Test as Values
from analyzer.patterns.decision.formulas import FALSE, TRUE, All, Any, At, goal_of, negate
from analyzer.patterns.decision.prepared import prepared
from analyzer.patterns.decision.quantities import Finite, Written
from analyzer.patterns.decision.question import decide
from analyzer.patterns.decision.solve import holds
from analyzer.patterns.finding import Find
from analyzer.patterns.machine import Machine
from analyzer.patterns.messages import JSON
from analyzer.patterns.regex import parse_regex
from patterns.strategies import events, json_patterns

_CHUNKS = st.lists(st.text("abc", max_size=4), min_size=2, max_size=4).map(tuple)
_LISTS = st.frozensets(st.sampled_from(("", "a", "b", "ab", "abc")), min_size=1).map(OneOf)
_MACHINES: st.SearchStrategy[Machine] = st.one_of(
    st.text("abc", max_size=3).map(Exactly),
    st.frozensets(st.text("abc", max_size=3), max_size=3).map(OneOf),
    st.builds(Glob, _CHUNKS, st.booleans()),
    st.sampled_from(("^a", "[ab]+c", "a?b", "c$")).map(lambda source: Find(parse_regex(source))),
)
_ORDERED = st.builds(Ordered, st.sampled_from(Operator), st.sampled_from((0, 1, 2)).map(Decimal))
_TESTS = st.one_of(
    st.builds(lambda kinds, one: Values(kinds, numbers=one), st.sampled_from((Kind(0), Kind.TEXT)), _ORDERED),
    st.builds(lambda texts, one: Values(texts=texts, numbers=one), _LISTS, _ORDERED),
    st.builds(Values, st.sampled_from((Kind(0), Kind.ABSENT, Kind.TEXT, Kind.OBJECT | Kind.NULL)), _MACHINES),
    st.builds(lambda one: Values(texts=one, numbers=Written(one)), _MACHINES),
    st.just(Values(Kind.TEXT, numbers=Finite())),
    st.just(Values(Kind.NUMBER | Kind.TEXT)),
    st.just(Values(Kind.ABSENT)),
    _LISTS.map(lambda one: Values(texts=one)),
    _LISTS.map(lambda one: Values(texts=one)),
)
_NUMBERS = (-1, 0, 0.5, 1, 1.5, 2, 3, float("inf"), float("nan"))
_TEXTS = ("", "a", "b", "ab", "abc", "cab", "bca", "aabb")


def _formula(pattern: Pattern) -> Formula:
    assert not isinstance(pattern.body, (Everything, Terms, Delimited, Regex))
    return pattern.body


@settings(max_examples=400, deadline=None)
@given(_MACHINES, st.text("abcd", max_size=8))
def test_a_character_that_is_not_told_apart_leads_where_any_other_does(machine: Machine, text: str) -> None:
    state = machine.start()
    for char in text:
        told = set(told_apart(machine, state))
        others = {machine.step(state, other) for other in "abcdé" if other not in told}
        assert len(others) <= 1
        state = machine.step(state, char)


@settings(max_examples=400, deadline=None)
@given(_MACHINES, st.text("abcd", max_size=8))
def test_characters_of_one_group_lead_alike(machine: Machine, text: str) -> None:
    state = machine.start()
    for char in text:
        for one, other in itertools.combinations("abcdé", 2):
            if group(machine, one) == group(machine, other):
                assert machine.step(state, one) == machine.step(state, other)
        state = machine.step(state, char)


@settings(max_examples=200, deadline=None)
@given(st.frozensets(st.text("abc", max_size=3), max_size=4), st.text("abcd", max_size=4))
def test_a_list_of_texts_holds_them_and_no_other(texts: frozenset[str], text: str) -> None:
    machine = OneOf(texts)
    state = machine.start()
    for char in text:
        state = machine.step(state, char)
    assert machine.accepts(state) is contains(machine, text) is (text in texts)
    assert machine.fate(state) is None or text not in texts


_OPEN = (
    "$.a = *ab", "$.b = a*b", '$.c = "\\d"', '$.d = ""', "$.e = 1E3", "$.f[*] > 1", "$.g IS NULL",
    "$.h = %x$%",
)  # fmt: skip
"""Each hangs on another open reading: of all of them there are more combinations than are searched."""


@settings(max_examples=200, deadline=None)
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
    assert isinstance(difference([held], [denied]), Covered)
    searched = decide([Pattern(held)], [Pattern(denied)], ())
    assert isinstance(searched, Covered) or (isinstance(searched, Undecided) and searched.budget)


@settings(max_examples=400, deadline=None)
@given(json_patterns(), events())
def test_a_condensed_goal_is_true_of_the_same_events(pattern: Pattern, event: JSON) -> None:
    formula = _formula(pattern)
    goal = goal_of(formula, lambda reading: reading.alternatives[0])
    assert holds(condensed(goal), event) is holds(goal, event)
    assert holds(condensed(negate(goal)), event) is holds(negate(goal), event)
    assert holds(negate(condensed(goal)), event) is holds(negate(goal), event)


_ZERO = Values(numbers=Ordered(Operator.EQUAL, Decimal(0)))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(_TESTS, st.booleans()), max_size=5), _TESTS, st.booleans())
@example([(_ZERO, True)], Values(Kind.TEXT, numbers=Finite()), False)
@example([(Values(Kind.TEXT, numbers=_ZERO.numbers), True), (Values(Kind.TEXT), False)], _ZERO, False)
def test_a_clash_is_what_leaves_no_kind(tests: list[tuple[Values, bool]], last: Values, inside: bool) -> None:
    allowed = Allowed()
    for test, wanted in tests:
        allowed = allowed.with_test(test, wanted)
    assert allowed.clashes(last, inside) is not bool(allowed.with_test(last, inside).kinds)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(_TESTS, st.booleans()), max_size=5))
def test_a_text_is_admitted_if_it_passes_every_test(tests: list[tuple[Values, bool]]) -> None:
    allowed = Allowed()
    for test, wanted in tests:
        allowed = allowed.with_test(test, wanted)
    for text in _TEXTS:
        assert allowed.admits(text) is all(test.has(text) is wanted for test, wanted in tests)
    found = allowed.text(()) if allowed.kinds & Kind.TEXT.value else None
    assert found is None or all(test.has(found) is wanted for test, wanted in tests)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(_TESTS, st.booleans()), max_size=6))
def test_a_kind_is_gone_only_if_nothing_of_it_passes(tests: list[tuple[Values, bool]]) -> None:
    allowed = Allowed()
    for test, wanted in tests:
        allowed = allowed.with_test(test, wanted)
    for value in (*_NUMBERS, *_TEXTS):
        if all(test.has(value) is wanted for test, wanted in tests):
            assert allowed.kinds & bit_of(value)


def test_of_the_texts_that_are_left_the_empty_one_comes_last() -> None:
    some = Values(texts=OneOf(frozenset(("", "x", "y"))))
    assert Allowed().with_test(some, inside=True).text(()) == "x"
    assert Allowed().with_test(Values(texts=OneOf(frozenset(("",)))), inside=True).text(()) == ""


def test_what_is_always_or_never_true_decides_for_its_neighbours() -> None:
    literal = At(("a",), Values(Kind.NULL))
    assert condensed(Any((literal, TRUE))) == TRUE
    assert condensed(All((literal, FALSE))) == FALSE
    assert condensed(All((literal, TRUE))) == condensed(Any((FALSE, literal))) == literal


def test_what_is_worked_out_of_a_pattern_is_kept_with_it_and_is_no_part_of_it() -> None:
    pattern, same = parse("{ $.a = x }"), parse("{ $.a = x }")
    assert prepared(pattern) is prepared(pattern)
    assert pattern == same
    assert (hash(pattern), repr(pattern)) == (hash(same), repr(same))
