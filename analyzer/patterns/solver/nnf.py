"""Patterns and facts as one formula in negation normal form, over sets of values of an event.

This is where the meaning of each condition is written down a second time, after the evaluator, in the
form that can be searched. A literal says of the value at a path that it is inside or outside of a set;
through a wildcard it says that some, or that each, of the values below has such a literal. Open
questions are asked, so a formula stands for one interpretation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from analyzer.patterns.evaluation.automaton import Automaton
from analyzer.patterns.evaluation.matching import has_middle_star, without_middle_stars
from analyzer.patterns.evaluation.regex_automaton import in_both_dialects
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.automata import Exactly, Glob, contains
from analyzer.patterns.solver.digits import OrderedNumbers
from analyzer.patterns.solver.number_search import FiniteNumbers, NumberSet, WrittenNumbers
from analyzer.patterns.solver.value_domain import CONTAINER, SCALAR, ValueKind, ValueSet
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    FieldTest,
    Formula,
    Index,
    Is,
    IsText,
    JsonConstant,
    Name,
    Not,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    SelectorStep,
    Text,
    Value,
)
from analyzer.patterns.syntax.regex import RegexBranch

ValuePath: TypeAlias = tuple[str | int, ...]
"""Names of members and indexes of elements, from the top of the event."""


@dataclass(frozen=True, slots=True)
class Literal:
    """The value at the path, which may be absent, is inside (or outside) of the set."""

    path: ValuePath
    value_set: ValueSet
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Quantified:
    """Of the values right below the path some (or each) has the literal, whose paths start at them.

    Nothing is below what is absent or no container. `kinds` are the containers that count.
    """

    path: ValuePath
    literal: Leaf
    some: bool
    kinds: ValueKind = CONTAINER


@dataclass(frozen=True, slots=True)
class Conjunction:
    parts: tuple[Nnf, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    parts: tuple[Nnf, ...]


Leaf: TypeAlias = Literal | Quantified
Nnf: TypeAlias = Literal | Quantified | Conjunction | Disjunction

TRUE = Conjunction(())
FALSE = Disjunction(())

_ABSENT = ValueSet(ValueKind.ABSENT)
_NULL = ValueSet(ValueKind.NULL)
_SCALARS = ValueSet(SCALAR)
_NUMBER_CHARACTERS = frozenset("0123456789+-.EeInfinity")
"""Every character in the text of a number but NaN; a chunk with any other is in no such text."""


def negate(goal: Nnf) -> Nnf:
    """The formula that is true where this one is false."""
    match goal:
        case Literal(path, value_set, inside):
            return Literal(path, value_set, not inside)
        case Quantified(path, literal, some, kinds):
            opposite = negate(literal)
            assert isinstance(opposite, (Literal, Quantified))
            return Quantified(path, opposite, not some, kinds)
        case Conjunction(parts):
            return Disjunction(tuple(map(negate, parts)))
        case Disjunction(parts):
            return Conjunction(tuple(map(negate, parts)))
        case _:
            assert_never(goal)


def leaves(goal: Nnf) -> int:
    """How much a formula says; never 0."""
    if isinstance(goal, (Literal, Quantified)):
        return 1
    return 1 + sum(map(leaves, goal.parts))


def on_paths(goal: Nnf, change: Callable[[ValuePath], ValuePath]) -> Nnf:
    """The same of the values at other paths."""
    match goal:
        case Literal(path, value_set, inside):
            return Literal(change(path), value_set, inside)
        case Quantified(path, literal, some, kinds):
            return Quantified(change(path), literal, some, kinds)
        case Conjunction(parts):
            return Conjunction(tuple(on_paths(part, change) for part in parts))
        case Disjunction(parts):
            return Disjunction(tuple(on_paths(part, change) for part in parts))
        case _:
            assert_never(goal)


def nnf_of(formula: Formula, interpretation: Interpretation) -> Nnf:
    """What the formula wants of an event, under this interpretation."""
    match formula:
        case And(operands):
            return Conjunction(tuple(nnf_of(operand, interpretation) for operand in operands))
        case Or(operands):
            return Disjunction(tuple(nnf_of(operand, interpretation) for operand in operands))
        case Not(operand):
            return negate(nnf_of(operand, interpretation))
        case Compare(selector, operator, value):
            return _compare(selector, operator, value, interpretation)
        case Is(selector, constant):
            return _is(selector, constant, interpretation)
        case NotExists(selector):
            return _some_or_each(selector, _ABSENT, some=False)
        case IsText(selector):
            return _some_or_each(selector, ValueSet(ValueKind.TEXT), some=True)
        case FieldTest():
            return FALSE
        case _:
            assert_never(formula)


def _compare(selector: Selector, operator: Operator, value: Value, interpretation: Interpretation) -> Nnf:
    if operator is Operator.EQUAL:
        return _some_or_each(selector, equal_values(value, interpretation), some=True)
    if operator is Operator.NOT_EQUAL:
        return _differs(selector, value, interpretation)
    assert isinstance(value, Number)
    return _any_or_all(selector, ValueSet(numbers=OrderedNumbers(operator, value.value)), interpretation)


def _differs(selector: Selector, value: Value, interpretation: Interpretation) -> Nnf:
    """A text or number that is not equal; through a wildcard: its base is there and nothing is equal.

    What is not equal comes first, so that what is looked for where this is denied is first what is equal.
    """
    equal = equal_values(value, interpretation)
    if selector.wildcard is not None:
        base, tail = _split(selector)
        each = Quantified(base, Literal(tail, equal, inside=False), some=False)
        return Conjunction((Literal(base, _ABSENT, inside=False), each))
    path = _path(selector.steps)
    comparable = ValueSet(ValueKind.TEXT, numbers=FiniteNumbers()) if isinstance(value, Number) else _SCALARS
    return Conjunction((Literal(path, equal, inside=False), Literal(path, comparable)))


def _is(selector: Selector, constant: JsonConstant, interpretation: Interpretation) -> Nnf:
    if constant is JsonConstant.NULL:
        null = _some_or_each(selector, _NULL, some=True)
        return null if selector.wildcard is not None else _null_or_array(selector, interpretation)
    return _any_or_all(
        selector,
        ValueSet(ValueKind.TRUE if constant is JsonConstant.TRUE else ValueKind.FALSE),
        interpretation,
    )


def _null_or_array(selector: Selector, interpretation: Interpretation) -> Nnf:
    """Null, or an array whose first element (or any, nobody knows) is null."""
    path = _path(selector.steps)
    if interpretation(OpenQuestion.NULL_IN_ARRAY) == "any":
        return Disjunction(
            (Literal(path, _NULL), Quantified(path, Literal((), _NULL), some=True, kinds=ValueKind.ARRAY))
        )
    return Disjunction((Literal(path, _NULL), Literal((*path, 0), _NULL)))


def _some_or_each(selector: Selector, value_set: ValueSet, some: bool) -> Nnf:
    if selector.wildcard is None:
        return Literal(_path(selector.steps), value_set)
    base, tail = _split(selector)
    return Quantified(base, Literal(tail, value_set), some)


def _any_or_all(selector: Selector, value_set: ValueSet, interpretation: Interpretation) -> Nnf:
    if selector.wildcard is None or interpretation(OpenQuestion.WILDCARD_TEST) == "any":
        return _some_or_each(selector, value_set, some=True)
    base, tail = _split(selector)
    there = Quantified(base, Literal(tail, _ABSENT, inside=False), some=True)
    passes = ValueSet(value_set.kinds | ValueKind.ABSENT, value_set.texts, value_set.numbers)
    return Conjunction((there, Quantified(base, Literal(tail, passes), some=False)))


def _split(selector: Selector) -> tuple[ValuePath, ValuePath]:
    wildcard = selector.wildcard
    assert wildcard is not None
    return _path(selector.steps[:wildcard]), _path(selector.steps[wildcard + 1 :])


def _path(steps: tuple[SelectorStep, ...]) -> ValuePath:
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


def equal_values(value: Value, interpretation: Interpretation) -> ValueSet:
    """The texts and numbers that `= value` is true of."""
    match value:
        case Number(text):
            numbers: NumberSet = OrderedNumbers(Operator.EQUAL, value.value)
            if value.odd and interpretation(OpenQuestion.NUMBER_SPELLING) == "word":
                numbers = WrittenNumbers(Exactly(text))
            return ValueSet(texts=Exactly(text), numbers=numbers)
        case Text():
            return _text_values(value, interpretation)
        case Regex(branches=branches):
            return _both(regex_automaton_of(branches, interpretation))
        case _:
            assert_never(value)


def _text_values(value: Text, interpretation: Interpretation) -> ValueSet:
    chunks = value.chunks
    if value.otherwise is not None and interpretation(OpenQuestion.VALUE_ESCAPE) == "backslash":
        chunks = value.otherwise
    if chunks == ("",) and not value.exact and interpretation(OpenQuestion.EMPTY_VALUE) == "nothing":
        return ValueSet()
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
    return _both(automaton) if of_number else ValueSet(texts=automaton)


def _both(automaton: Automaton) -> ValueSet:
    """A number is compared as the text that it is written as."""
    return ValueSet(texts=automaton, numbers=WrittenNumbers(automaton))


def regex_automaton_of(branches: tuple[RegexBranch, ...], interpretation: Interpretation) -> Automaton:
    """The texts in which the expression is found; the dialects are asked for only if they differ."""
    re2, java = in_both_dialects(branches)
    if re2.same_as(java) or interpretation(OpenQuestion.REGEX_DIALECT) == "re2":
        return re2
    return java
