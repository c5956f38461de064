"""Sets of texts and of numbers against plain Python: `re`, the evaluator's globs, and brute force."""

from __future__ import annotations

import itertools
import math
import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import Relation, compare, parse
from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.automaton import contains as is_accepted
from analyzer.patterns.evaluation.matching import any_occurrence, first_occurrence
from analyzer.patterns.evaluation.numeric import number_texts, number_value
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.solver.automata import Exactly, Glob, OneOf, contains
from analyzer.patterns.solver.digits import Digits, OrderedNumbers
from analyzer.patterns.solver.number_search import (
    FiniteNumbers,
    NumberSet,
    Unknown,
    WrittenNumbers,
    find_number,
    in_set,
)
from analyzer.patterns.solver.text_search import find_text, fits
from analyzer.patterns.syntax.ast import Operator
from analyzer.patterns.syntax.regex import parse_regex
from tests.support.laws import examples

_TEXTS = ["".join(chars) for size in range(6) for chars in itertools.product("ab", repeat=size)]
_CHUNKS = st.lists(st.text("ab", max_size=3), min_size=2, max_size=4).map(tuple)
_SETS = st.sampled_from(
    ("[ab]", "[^a]", "a", "b", ".", "\\w", "[^ab]", "[\\D\\W]", "[^\\Da]", "[a-c]", "\\x61", "]", "[\\S]")
)
_REPEATS = st.sampled_from(("", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?", "+?"))
_BRANCHES = st.builds(
    lambda start, items, end: start + "".join(items) + end,
    st.sampled_from(("", "^")),
    st.lists(st.builds("{}{}".format, _SETS, _REPEATS), min_size=1, max_size=3),
    st.sampled_from(("", "$")),
)
_REGEXES = st.lists(_BRANCHES, min_size=1, max_size=2).map("|".join)


def _machines() -> st.SearchStrategy[Automaton]:
    return st.one_of(
        st.text("ab", max_size=3).map(Exactly),
        st.builds(Glob, _CHUNKS, st.booleans()),
        st.builds(lambda source: RegexSearch(parse_regex(source)), _REGEXES),
    )


@settings(max_examples=examples(300))
@given(_CHUNKS)
def test_a_glob_machine_is_the_glob(chunks: tuple[str, ...]) -> None:
    for text in _TEXTS:
        assert is_accepted(Glob(chunks), text) is any_occurrence(chunks, text)
        assert is_accepted(Glob(chunks, scanning=True), text) is first_occurrence(chunks, text)


@settings(max_examples=examples(300))
@given(_CHUNKS)
def test_a_glob_is_the_regular_expression_that_it_stands_for(chunks: tuple[str, ...]) -> None:
    expression = re.compile(".*".join(map(re.escape, chunks)), re.DOTALL)
    for text in _TEXTS:
        assert any_occurrence(chunks, text) is (expression.fullmatch(text) is not None)


@settings(max_examples=examples(300))
@given(_REGEXES)
def test_a_regex_finds_what_python_finds(source: str) -> None:
    expression = re.compile(source.replace("$", r"\Z"), re.ASCII)
    automaton = RegexSearch(parse_regex(source))
    for text in (*_TEXTS[:31], "a\nb", "c", "ac", "\n", "é", "1", "a1b", "]"):
        assert contains(automaton, text) is (expression.search(text) is not None), text


def test_line_ends_in_the_java_dialect() -> None:
    end, dot = RegexSearch(parse_regex("a$"), java=True), RegexSearch(parse_regex("^a.b$"), java=True)
    assert [contains(end, text) for text in ("a", "a\n", "a\r\n", "a\u2028", "a\n\n", "ab")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
    assert not contains(dot, "a\rb")
    assert contains(RegexSearch(parse_regex("^a.b$")), "a\rb")


@settings(max_examples=examples(300))
@given(st.lists(_machines(), max_size=3), st.lists(_machines(), max_size=3))
def test_a_text_is_found_if_and_only_if_there_is_one(
    inside: list[Automaton], outside: list[Automaton]
) -> None:
    found = find_text(inside, outside)
    if found is not None:
        assert fits(found, inside, outside)
    shorter = sorted((text for text in _TEXTS if fits(text, inside, outside)), key=lambda text: not text)
    if shorter:
        assert found is not None
        assert not shorter[0] or 1 <= len(found) <= len(shorter[0])


def test_a_favourite_comes_first() -> None:
    assert find_text([], [Exactly("alice")], ["alice", "bob"]) == "bob"
    assert find_text([Glob(("x", ""))], [], ["alice"]) == "x"


@settings(max_examples=examples(300))
@given(_REGEXES)
def test_a_shortest_text_is_read_off_an_expression(source: str) -> None:
    automaton = RegexSearch(parse_regex(source))
    text = find_text([automaton], [])
    searched = find_text([automaton, Glob(("", ""))], [Exactly(text)] if text else [])
    assert text is not None
    assert contains(automaton, text)
    assert not searched or len(searched) >= len(text)


def test_a_character_is_found_that_no_machine_names() -> None:
    letters = [chr(code) for code in range(0x20, 0x7F)]
    assert find_text([], [Glob(("", letter, "")) for letter in letters] + [Exactly("")]) == "¡"


_NUMBERS: list[int | float] = [
    0, 1, 2, -1, 4, 5, 40, 41, 49, 400, 499, 500, -4, 10**20, 0.5, 1.0, 1.5, 2.0, 4.0, 4.5, 5.0, 40.25, -0.0,
    1e-5, 1e7, 1.5e300, float("inf"), float("-inf"),
]  # fmt: skip
_BOUNDS = st.sampled_from(["0", "1", "1.5", "-1", "4", "5", "40", "1e3", "0.001", "1e-9", "1e10"]).map(
    Decimal
)
_SETS_OF_NUMBERS: st.SearchStrategy[NumberSet] = st.one_of(
    st.builds(OrderedNumbers, st.sampled_from(Operator), _BOUNDS),
    st.just(FiniteNumbers()),
    st.sampled_from(("1", "4", "5.0", "1.5", "Infinity", "x")).map(
        lambda text: WrittenNumbers(Exactly(text))
    ),
    st.sampled_from((("4", ""), ("", "5"), ("", ".", ""), ("4", "0"))).map(lambda c: WrittenNumbers(Glob(c))),
)


@settings(max_examples=examples(600))
@given(st.lists(_SETS_OF_NUMBERS, max_size=3), st.lists(_SETS_OF_NUMBERS, max_size=3))
def test_a_number_is_found_if_and_only_if_there_is_one(
    inside: list[NumberSet], outside: list[NumberSet]
) -> None:
    found = find_number(inside, outside)
    if isinstance(found, (int, float)):
        assert all(in_set(found, one) is True for one in inside)
        assert all(in_set(found, one) is False for one in outside)
    if found is None:
        for number in _NUMBERS:
            certain = [in_set(number, one) for one in inside] + [
                None if (value := in_set(number, one)) is None else not value for one in outside
            ]
            assert False in certain or None in certain, number


@settings(max_examples=examples(300))
@given(
    st.sampled_from(Operator), _BOUNDS, st.one_of(st.integers(-2000, 2000), st.decimals(-50, 50, places=2))
)
def test_the_order_read_off_digits_is_the_order(operator: Operator, bound: Decimal, value: object) -> None:
    number = value if isinstance(value, int) else float(str(value))
    scientific, plain = number_texts(number)
    if scientific == plain:
        ordered = OrderedNumbers(operator, bound)
        assert contains(Digits(ordered), plain) is in_set(number, ordered)


def test_numbers_are_written_as_java_writes_them() -> None:
    written: list[tuple[int | float, str]] = [
        (1, "1"), (1.0, "1.0"), (-0.0, "-0.0"), (1e3, "1000.0"), (12.34, "12.34"), (float("inf"), "Infinity"),
    ]  # fmt: skip
    for number, text in written:
        assert number_texts(number) == (text, text)
    assert number_texts(1e7) == ("1.0E7", "10000000.0")
    assert number_texts(1.25e-5) == ("1.25E-5", "0.0000125")
    assert number_texts(2**70)[1] == str(2**70)
    assert number_value(float("inf")) is None
    assert number_value(0.1) == Decimal("0.1")


def test_a_number_that_overflowed_comes_after_all_others() -> None:
    neither = [OrderedNumbers(Operator.EQUAL, Decimal(0)), OrderedNumbers(Operator.EQUAL, Decimal(1))]
    assert find_number([], neither) == 2
    assert find_number([WrittenNumbers(Glob(("", "n", "")))], neither) == math.inf
    assert find_number([WrittenNumbers(Glob(("", "f", "")))], [FiniteNumbers()], ()) == math.inf
    assert find_number([WrittenNumbers(Glob(("-", "")))], [FiniteNumbers()]) == -math.inf
    past_budget = OrderedNumbers(Operator.GREATER, Decimal("1e9999"))
    assert find_number([], [past_budget, *neither, OrderedNumbers(Operator.LESS, Decimal(9))]) == math.inf


def test_an_answer_may_be_that_nobody_knows() -> None:
    only_large = [WrittenNumbers(Glob(("", "E", "")))]
    assert isinstance(find_number(only_large, []), Unknown)
    assert find_number(only_large, [FiniteNumbers()]) is None


def test_a_bound_keeps_digits_past_those_of_decimal_arithmetic() -> None:
    text = "123456789012345678901234567891"
    assert contains(Digits(OrderedNumbers(Operator.EQUAL, Decimal(text))), text)


def test_many_texts_that_must_all_stand_somewhere_are_put_together() -> None:
    words = [first + second for first in "abcdefghijklmnopqrst" for second in "abcdefghijklmnopqrstuvwxy"]
    somewhere: list[Automaton] = [Glob(("", word, "")) for word in words]
    ends: list[Automaton] = [
        Glob(("start", "")),
        Glob(("", "end")),
        RegexSearch(parse_regex("^sta")),
        RegexSearch(parse_regex("d$")),
    ]
    found = find_text([*somewhere, *ends], [Glob(("", "aab", "")), Glob(("", "yend"))])
    assert found is not None
    assert all(contains(automaton, found) for automaton in (*somewhere, *ends))


def test_patterns_of_five_hundred_terms_are_compared() -> None:
    words = [first + second for first in "abcdefghijklmnopqrst" for second in "abcdefghijklmnopqrstuvwxy"]
    whole, fewer = parse(" ".join(words), limit=None), parse(" ".join(words[1:]), limit=None)
    none = parse(" ".join(f"-{word}" for word in words), limit=None)
    assert compare(whole, fewer).relation is Relation.NARROWER
    assert compare(fewer, whole).relation is Relation.BROADER
    assert compare(whole, none).relation is Relation.DISJOINT


def test_orders_that_contradict_each_other_need_no_search() -> None:
    """With a search for each pair of them this takes minutes."""
    between = " || ".join(f"($.n > {number} && $.n < {number + 1})" for number in range(100))
    none_of = " && ".join(f"$.n != {number}" for number in range(101))
    left, right = parse(f"{{ {between} }}", limit=None), parse(f"{{ {none_of} }}", limit=None)
    assert compare(left, right).relation is Relation.NARROWER


def test_texts_that_were_put_together_in_vain_are_searched_for() -> None:
    some = [Glob(("", "a", ""))] * 12
    assert find_text(some, [OneOf(frozenset({"a"}))]) not in (None, "a")


def test_the_empty_text_is_found_where_another_takes_too_long() -> None:
    one, other = (RegexSearch(parse_regex(f"^$|^[ab]*{char}[ab]{{14}}$")) for char in "ab")
    assert find_text([one, other], []) == ""
