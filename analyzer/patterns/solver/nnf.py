"""Patterns and facts as one negation-free formula over tests on the values of an event.

This is where the meaning of each condition is written down a second time, after the evaluator, in the
form that can be searched. A literal says of the value at a path that it is inside or outside of a test;
through a wildcard it says that some, or that each, of the values below has such a literal. Open
questions are asked, so a formula stands for one interpretation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, assert_never

from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.matching import has_middle_star, without_middle_stars
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.automata import Exactly, Glob, contains
from analyzer.patterns.solver.digits import Ordered
from analyzer.patterns.solver.number_search import Finite, NumberSet, Written
from analyzer.patterns.solver.value_domain import CONTAINER, SCALAR, Kind, Test
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Constant,
    FieldTest,
    Formula,
    Index,
    Is,
    IsText,
    Name,
    Not,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    Step,
    Text,
    Value,
)
from analyzer.patterns.syntax.regex import Branch

Path: TypeAlias = tuple[str | int, ...]
"""Names of members and indexes of elements, from the top of the event."""


@dataclass(frozen=True, slots=True)
class At:
    """The value at the path, which may be absent, is inside (or outside) of the test."""

    path: Path
    test: Test
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Below:
    """Of the values right below the path some (or each) has the literal, whose paths start at them.

    Nothing is below what is absent or no container. `kinds` are the containers that count.
    """

    path: Path
    literal: Literal
    some: bool
    kinds: Kind = CONTAINER


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Goal, ...]


Literal: TypeAlias = At | Below
Goal: TypeAlias = At | Below | All | Any

TRUE = All(())
FALSE = Any(())

_ABSENT = Test(Kind.ABSENT)
_NULL = Test(Kind.NULL)
_SCALARS = Test(SCALAR)
_NUMBER_CHARACTERS = frozenset("0123456789+-.EeInfinity")
"""Every character in the text of a number but NaN; a chunk with any other is in no such text."""


def negate(goal: Goal) -> Goal:
    """The goal that is true where this one is false."""
    match goal:
        case At(path, test, inside):
            return At(path, test, not inside)
        case Below(path, literal, some, kinds):
            opposite = negate(literal)
            assert isinstance(opposite, (At, Below))
            return Below(path, opposite, not some, kinds)
        case All(parts):
            return Any(tuple(map(negate, parts)))
        case Any(parts):
            return All(tuple(map(negate, parts)))
        case _:
            assert_never(goal)


def goal_of(formula: Formula, interpretation: Interpretation) -> Goal:
    """What the formula wants of an event, under this interpretation."""
    match formula:
        case And(operands):
            return All(tuple(goal_of(operand, interpretation) for operand in operands))
        case Or(operands):
            return Any(tuple(goal_of(operand, interpretation) for operand in operands))
        case Not(operand):
            return negate(goal_of(operand, interpretation))
        case Compare(selector, operator, value):
            return _compare(selector, operator, value, interpretation)
        case Is(selector, constant):
            return _is(selector, constant, interpretation)
        case NotExists(selector):
            return _some_or_each(selector, _ABSENT, some=False)
        case IsText(selector):
            return _some_or_each(selector, Test(Kind.TEXT), some=True)
        case FieldTest():
            return FALSE
        case _:
            assert_never(formula)


def _compare(selector: Selector, operator: Operator, value: Value, interpretation: Interpretation) -> Goal:
    if operator is Operator.EQUAL:
        return _some_or_each(selector, equal_test(value, interpretation), some=True)
    if operator is Operator.NOT_EQUAL:
        return _differs(selector, value, interpretation)
    assert isinstance(value, Number)
    return _any_or_all(selector, Test(numbers=Ordered(operator, value.value)), interpretation)


def _differs(selector: Selector, value: Value, interpretation: Interpretation) -> Goal:
    """A text or number that is not equal; through a wildcard: its base is there and nothing is equal."""
    equal = equal_test(value, interpretation)
    if selector.wildcard is not None:
        base, tail = _split(selector)
        each = Below(base, At(tail, equal, inside=False), some=False)
        return All((At(base, _ABSENT, inside=False), each))
    path = _path(selector.steps)
    comparable = Test(Kind.TEXT, numbers=Finite()) if isinstance(value, Number) else _SCALARS
    return All((At(path, comparable), At(path, equal, inside=False)))


def _is(selector: Selector, constant: Constant, interpretation: Interpretation) -> Goal:
    if constant is Constant.NULL:
        null = _some_or_each(selector, _NULL, some=True)
        return null if selector.wildcard is not None else _null_or_array(selector, interpretation)
    return _any_or_all(selector, Test(Kind.TRUE if constant is Constant.TRUE else Kind.FALSE), interpretation)


def _null_or_array(selector: Selector, interpretation: Interpretation) -> Goal:
    """Null, or an array whose first element (or any, nobody knows) is null."""
    path = _path(selector.steps)
    if interpretation(OpenQuestion.NULL_IN_ARRAY) == "any":
        return Any((At(path, _NULL), Below(path, At((), _NULL), some=True, kinds=Kind.ARRAY)))
    return Any((At(path, _NULL), At((*path, 0), _NULL)))


def _some_or_each(selector: Selector, test: Test, some: bool) -> Goal:
    if selector.wildcard is None:
        return At(_path(selector.steps), test)
    base, tail = _split(selector)
    return Below(base, At(tail, test), some)


def _any_or_all(selector: Selector, test: Test, interpretation: Interpretation) -> Goal:
    if selector.wildcard is None or interpretation(OpenQuestion.WILDCARD_TEST) == "any":
        return _some_or_each(selector, test, some=True)
    base, tail = _split(selector)
    there = Below(base, At(tail, _ABSENT, inside=False), some=True)
    passes = Test(test.kinds | Kind.ABSENT, test.texts, test.numbers)
    return All((there, Below(base, At(tail, passes), some=False)))


def _split(selector: Selector) -> tuple[Path, Path]:
    wildcard = selector.wildcard
    assert wildcard is not None
    return _path(selector.steps[:wildcard]), _path(selector.steps[wildcard + 1 :])


def _path(steps: tuple[Step, ...]) -> Path:
    path: list[str | int] = []
    for step in steps:
        match step:
            case Name(text):
                path.append(text)
            case Index(number):
                path.append(number)
            case _:
                raise ValueError("expected at most one wildcard in a selector")
    return tuple(path)


# The texts and numbers that a value equals


def equal_test(value: Value, interpretation: Interpretation) -> Test:
    """The texts and numbers that `= value` is true of."""
    match value:
        case Number(text):
            numbers: NumberSet = Ordered(Operator.EQUAL, value.value)
            if value.odd and interpretation(OpenQuestion.NUMBER_SPELLING) == "word":
                numbers = Written(Exactly(text))
            return Test(texts=Exactly(text), numbers=numbers)
        case Text():
            return _text_test(value, interpretation)
        case Regex(branches=branches):
            return _both(regex_automaton_of(branches, interpretation))
        case _:
            assert_never(value)


def _text_test(value: Text, interpretation: Interpretation) -> Test:
    chunks = value.chunks
    if value.otherwise is not None and interpretation(OpenQuestion.VALUE_ESCAPE) == "backslash":
        chunks = value.otherwise
    if chunks == ("",) and not value.exact and interpretation(OpenQuestion.EMPTY_VALUE) == "nothing":
        return Test()
    if not value.exact and has_middle_star(chunks) and interpretation(OpenQuestion.GLOB_MIDDLE) == "literal":
        chunks = without_middle_stars(chunks)
    if not any(chunks) and len(chunks) > 1:
        return _SCALARS
    automaton: Automaton = Exactly(chunks[0])
    if len(chunks) > 1:
        doubtful = bool(chunks[-1]) and not value.exact
        automaton = Glob(
            chunks, scanning=doubtful and interpretation(OpenQuestion.GLOB_SCAN) == "first-occurrence"
        )
    of_number = all(map(_NUMBER_CHARACTERS.issuperset, chunks)) or contains(automaton, "NaN")
    return _both(automaton) if of_number else Test(texts=automaton)


def _both(automaton: Automaton) -> Test:
    """A number is compared as the text that it is written as."""
    return Test(texts=automaton, numbers=Written(automaton))


def regex_automaton_of(branches: tuple[Branch, ...], interpretation: Interpretation) -> Automaton:
    """The texts in which the expression is found; the dialects are asked for only if they differ."""
    re2, java = _in_both_dialects(branches)
    if re2.same_as(java) or interpretation(OpenQuestion.REGEX_DIALECT) == "re2":
        return re2
    return java


@lru_cache(maxsize=32)
def _in_both_dialects(branches: tuple[Branch, ...]) -> tuple[RegexSearch, RegexSearch]:
    """Built once for all interpretations and all fields that an expression may be about."""
    return RegexSearch(branches), RegexSearch(branches, java=True)
