"""A question ends: with an answer, or undecided at a limit that it names, whatever was asked before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.allowance import BudgetError, Scope, allowance, charged, in_force, spend, steps_left
from analyzer.limits import DEFAULT_LIMITS
from analyzer.patterns import Comparison, Entailed, Relation, Undecided, compare, difference, parse
from analyzer.patterns.facts import CLOUDTRAIL
from analyzer.patterns.solver.fields import lengths_of
from analyzer.patterns.solver.raw_lines import Fields
from analyzer.patterns.syntax.ast import Field, FieldTest, Operator, Text
from analyzer.patterns.syntax.parser import MAX_LENGTH
from tests.patterns.casefiles import cases, title
from tests.support.laws import examples

STEPS = "comparison-steps"
FEW = 30_000


@contextmanager
def limited(name: str, value: int) -> Iterator[None]:
    with in_force(DEFAULT_LIMITS.with_values({name: value})):
        yield


def written(side: str | Sequence[str]) -> str:
    """A pattern of a case: as it is, or as many items as the longest pattern holds, between two ends."""
    if isinstance(side, str):
        return side
    start, item, between, end = side
    items: list[str] = []
    for number in itertools.count():  # pragma: no branch
        items.append(item.format(i=number, i2=number % 7, i3=number * 3 % 11))
        if len(start + between.join(items) + end) > MAX_LENGTH:
            break
    return start + between.join(items[:-1]) + end


def compared(case: dict[str, Any]) -> tuple[Comparison, int]:
    """How the patterns of a case compare, and the steps that it took."""
    left, right = (parse(written(case[side])) for side in ("left", "right"))
    with allowance(Scope.RUN):
        before = steps_left() or 0
        found = compare(left, right)
        return found, before - (steps_left() or 0)


@pytest.mark.parametrize("case", cases("long"), ids=title)
def test_a_long_pattern_is_compared_within_the_steps_given(case: dict[str, Any]) -> None:
    with limited(STEPS, FEW):
        found, took = compared(case)
    assert took <= FEW
    assert found.relation is not Relation.UNDECIDED or found.reasons


@pytest.mark.deep
@pytest.mark.parametrize("case", cases("long"), ids=title)
def test_what_is_decided_with_few_steps_is_so_with_many(case: dict[str, Any]) -> None:
    with limited(STEPS, FEW):
        few, _ = compared(case)
    many, took = compared(case)
    assert took <= DEFAULT_LIMITS.comparison_steps
    assert few.relation in (many.relation, Relation.UNDECIDED)


def test_fields_cost_the_sum_of_their_cases() -> None:
    """Each of them is unequal in two ways; the product of those is more than any limit."""
    fields = [f"f{number}!=1" for number in range(60)]
    found, took = compared({"left": f"[{','.join(fields)},...]", "right": "{ $.a = 1 }"})
    assert found.reasons[0].startswith("field-number")
    assert took < 300_000


def test_members_cost_the_sum_of_their_cases() -> None:
    """What no value of one member can be is no matter of the others."""
    others = " && ".join(f"($.m{number} = x || $.n{number} = y)" for number in range(15))
    pattern = parse(f"{{ $.a = *ab* && $.a != *a* && {others} }}")
    with limited(STEPS, FEW):
        assert difference([pattern], []) == Entailed()


# No answer hangs on what was asked before


@pytest.mark.parametrize("steps", [200, 2_000, 20_000])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("{ $.a = *ab*ba* && $.a != *aa* }", "{ $.a != *bb* && $.a = *a*b* }"),
        ("[a, b = *x*]", "[..., c = %y.*z%]"),
        ("[a = *x* && a != *xx*, ..., b]", "x y -z"),
        ("{ $.a = 4* && $.a > 41 }", "{ $.a != *7 }"),
    ],
)
def test_an_answer_does_not_hang_on_what_was_asked_before(left: str, right: str, steps: int) -> None:
    with limited(STEPS, steps):
        first = compared({"left": left, "right": right})
    for one, other in ((left, right), (right, left), (left, "x"), ("{ $.b = 1 }", right)):
        compare(one, other)  # with all steps, so that all is kept
    with limited(STEPS, steps):
        assert compared({"left": left, "right": right}) == first


def test_facts_are_kept_where_there_are_no_steps_to_leave_them_out() -> None:
    """More facts than needed prove no less."""
    required = parse('{ $.eventName = ConsoleLogin && $.errorMessage = "x" }')
    union = [parse("{ $.eventSource = signin.amazonaws.com && $.errorMessage = * }")]
    whole = difference([required], union, facts=CLOUDTRAIL)
    assert isinstance(whole, Entailed)
    told = set()
    for steps in range(100, 6_000, 300):
        with limited(STEPS, steps):
            found = difference([required], union, facts=CLOUDTRAIL)
        told.add(type(found))
        assert isinstance(found, Undecided) or set(found.facts) >= set(whole.facts)  # type: ignore[union-attr]
    assert told == {Entailed, Undecided}


# Conditions and words


@pytest.mark.parametrize(
    ("pattern", "terms"),
    [
        ("{ $.a = 1 && ($.b = 2 || $.c IS NULL) }", 3),
        ("a -b ?c", 3),
        ("[a = 1 || a = 2, b, ...]", 2),
        ("%x%", 1),
    ],
)
def test_a_pattern_with_more_terms_than_allowed_is_not_compared(pattern: str, terms: int) -> None:
    other = parse("")
    with limited("pattern-terms", terms):
        assert compare(parse(pattern), other).relation is not Relation.UNDECIDED
    if terms > 1:
        with limited("pattern-terms", terms - 1):
            found = compare(parse(pattern), other)
            assert found.reasons[0].startswith("pattern-terms: ")
            one = difference([parse(pattern)], [other])
            assert isinstance(one, Undecided)
            assert one.budget == "pattern-terms"


# How many fields stand for all numbers of fields

_ENDS = st.tuples(st.lists(st.booleans(), max_size=4), st.none() | st.lists(st.booleans(), max_size=4))


def _fields(conditions: Sequence[bool]) -> Fields:
    test = FieldTest("", Operator.EQUAL, Text(("x",)))
    return [Field("", test if condition else None) for condition in conditions]


@settings(max_examples=examples(60))
@given(st.lists(_ENDS, min_size=1, max_size=3), st.integers(0, 3))
def test_each_number_of_fields_has_one_that_stands_for_it(
    ends: list[tuple[list[bool], list[bool] | None]], spare: int
) -> None:
    parts = [(_fields(before), None if after is None else _fields(after)) for before, after in ends]
    lengths = lengths_of(parts, spare)

    def told_apart(length: int) -> tuple[object, ...]:
        """Which patterns a line is long enough for, and which conditions meet in it."""
        enough = tuple(len(before) + len(after or ()) <= length for before, after in parts)
        meeting = {
            (first, second, at)
            for first, (before, _) in enumerate(parts)
            for second, (_, after) in enumerate(parts)
            for at, field in enumerate(before)
            for from_end, other in enumerate(reversed(after or ()), start=1)
            if field.condition and other.condition and at == length - from_end
        }
        return enough, frozenset(meeting)

    kinds = {length: told_apart(length) for length in (*range(16), *lengths)}
    for length in range(16):
        first = min(other for other in kinds if kinds[other] == kinds[length])
        standing = [other for other in lengths if kinds[other] == kinds[length]]
        assert standing
        assert max(standing) >= min(length, first + spare)


@pytest.mark.parametrize("count", [24, 36])
def test_a_union_of_dozens_of_patterns_comes_to_an_end(count: int) -> None:
    union = [parse(f"[a != x{number}, ..., b != *{number}*]") for number in range(count)]
    with limited(STEPS, FEW):
        found = difference([parse("[a, ..., b]")], union)
    assert not isinstance(found, Undecided) or found.budget == STEPS


# What is kept is paid for again


def test_what_is_kept_is_paid_for_whoever_found_it_first() -> None:
    @charged(maxsize=4)
    def work(steps: int) -> int:
        spend(steps)
        return steps

    work(50)  # where nobody counts
    with limited(STEPS, 100), allowance(Scope.COMPARISON):
        work(50)
        assert steps_left() == 50
        with pytest.raises(BudgetError), allowance(Scope.COMPARISON, share=5):
            work(50)
        assert steps_left() == 40, "a share that is past its end has cost all of itself, and no more"
