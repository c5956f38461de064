"""Patterns and facts as one negation-free formula over tests on the values of an event.

This is where the meaning of each condition is written down a second time, after the evaluator, in the
form that can be searched. A literal says of the value at a path that it is inside or outside of a test;
through a wildcard it says that some, or that each, of the values below has such a literal. Open
questions are asked, so a formula stands for one combination of readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, assert_never

from analyzer.patterns.ast import (
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
from analyzer.patterns.decision.automata import Exactly, Glob, contains
from analyzer.patterns.decision.digits import Ordered
from analyzer.patterns.decision.domains import CONTAINER, SCALAR, Kind, Test
from analyzer.patterns.decision.quantities import Finite, NumberSet, Written
from analyzer.patterns.finding import Find
from analyzer.patterns.machine import Machine
from analyzer.patterns.matching import has_middle_star, without_middle_stars
from analyzer.patterns.readings import Ask, Reading
from analyzer.patterns.regex import Branch

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


def goal_of(formula: Formula, ask: Ask) -> Goal:
    """What the formula wants of an event, under the readings that `ask` follows."""
    match formula:
        case And(operands):
            return All(tuple(goal_of(operand, ask) for operand in operands))
        case Or(operands):
            return Any(tuple(goal_of(operand, ask) for operand in operands))
        case Not(operand):
            return negate(goal_of(operand, ask))
        case Compare(selector, operator, value):
            return _compare(selector, operator, value, ask)
        case Is(selector, constant):
            return _is(selector, constant, ask)
        case NotExists(selector):
            return _some_or_each(selector, _ABSENT, some=False)
        case IsText(selector):
            return _some_or_each(selector, Test(Kind.TEXT), some=True)
        case FieldTest():
            return FALSE
        case _:
            assert_never(formula)


def _compare(selector: Selector, operator: Operator, value: Value, ask: Ask) -> Goal:
    if operator is Operator.EQUAL:
        return _some_or_each(selector, equal_test(value, ask), some=True)
    if operator is Operator.NOT_EQUAL:
        return _differs(selector, value, ask)
    assert isinstance(value, Number)
    return _any_or_all(selector, Test(numbers=Ordered(operator, value.value)), ask)


def _differs(selector: Selector, value: Value, ask: Ask) -> Goal:
    """A text or number that is not equal; through a wildcard: its base is there and nothing is equal.

    What is not equal comes first, so that what is looked for where this is denied is first what is equal.
    """
    equal = equal_test(value, ask)
    if selector.wildcard is not None:
        base, tail = _split(selector)
        each = Below(base, At(tail, equal, inside=False), some=False)
        return All((At(base, _ABSENT, inside=False), each))
    path = _path(selector.steps)
    comparable = Test(Kind.TEXT, numbers=Finite()) if isinstance(value, Number) else _SCALARS
    return All((At(path, equal, inside=False), At(path, comparable)))


def _is(selector: Selector, constant: Constant, ask: Ask) -> Goal:
    if constant is Constant.NULL:
        null = _some_or_each(selector, _NULL, some=True)
        return null if selector.wildcard is not None else _null_or_array(selector, ask)
    return _any_or_all(selector, Test(Kind.TRUE if constant is Constant.TRUE else Kind.FALSE), ask)


def _null_or_array(selector: Selector, ask: Ask) -> Goal:
    """Null, or an array whose first element (or any, nobody knows) is null."""
    path = _path(selector.steps)
    if ask(Reading.NULL_IN_ARRAY) == "any":
        return Any((At(path, _NULL), Below(path, At((), _NULL), some=True, kinds=Kind.ARRAY)))
    return Any((At(path, _NULL), At((*path, 0), _NULL)))


def _some_or_each(selector: Selector, test: Test, some: bool) -> Goal:
    if selector.wildcard is None:
        return At(_path(selector.steps), test)
    base, tail = _split(selector)
    return Below(base, At(tail, test), some)


def _any_or_all(selector: Selector, test: Test, ask: Ask) -> Goal:
    if selector.wildcard is None or ask(Reading.WILDCARD_TEST) == "any":
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


def equal_test(value: Value, ask: Ask) -> Test:
    """The texts and numbers that `= value` is true of."""
    match value:
        case Number(text):
            numbers: NumberSet = Ordered(Operator.EQUAL, value.value)
            if value.odd and ask(Reading.NUMBER_SPELLING) == "word":
                numbers = Written(Exactly(text))
            return Test(texts=Exactly(text), numbers=numbers)
        case Text():
            return _text_test(value, ask)
        case Regex(branches=branches):
            return _both(regex_machine(branches, ask))
        case _:
            assert_never(value)


def _text_test(value: Text, ask: Ask) -> Test:
    chunks = value.chunks
    if value.otherwise is not None and ask(Reading.VALUE_ESCAPE) == "backslash":
        chunks = value.otherwise
    if chunks == ("",) and not value.exact and ask(Reading.EMPTY_VALUE) == "nothing":
        return Test()
    if not value.exact and has_middle_star(chunks) and ask(Reading.GLOB_MIDDLE) == "literal":
        chunks = without_middle_stars(chunks)
    if not any(chunks) and len(chunks) > 1:
        return _SCALARS
    machine: Machine = Exactly(chunks[0])
    if len(chunks) > 1:
        doubtful = bool(chunks[-1]) and not value.exact
        machine = Glob(chunks, scanning=doubtful and ask(Reading.GLOB_SCAN) == "first-occurrence")
    of_number = all(map(_NUMBER_CHARACTERS.issuperset, chunks)) or contains(machine, "NaN")
    return _both(machine) if of_number else Test(texts=machine)


def _both(machine: Machine) -> Test:
    """A number is compared as the text that it is written as."""
    return Test(texts=machine, numbers=Written(machine))


def regex_machine(branches: tuple[Branch, ...], ask: Ask) -> Machine:
    """The texts in which the expression is found; the dialects are asked for only if they differ."""
    re2, java = _in_both_dialects(branches)
    if re2.same_as(java) or ask(Reading.REGEX_DIALECT) == "re2":
        return re2
    return java


@lru_cache(maxsize=32)
def _in_both_dialects(branches: tuple[Branch, ...]) -> tuple[Find, Find]:
    """Built once for all combinations of readings and all fields that an expression may be about."""
    return Find(branches), Find(branches, java=True)
