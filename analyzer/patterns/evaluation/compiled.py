"""A pattern made ready to be asked about many events: the answers of `matches_event`, sooner.

Each condition becomes a function that says true, false, or None for "ask the evaluator", which is what
it says where an open question might matter and for what is too rare to be worth a function of its own.
&& and || join them by Kleene's strong logic of three values (1938), so None comes out at the top only
where it could matter, and then the evaluator is asked about the whole pattern. It stays the judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from analyzer.patterns.evaluation.evaluate import AS_OBSERVED, decided, evaluate_event, holds, select, truth
from analyzer.patterns.evaluation.matching import any_occurrence, first_occurrence, in_order
from analyzer.patterns.evaluation.messages import JSON, decode
from analyzer.patterns.evaluation.numeric import number_texts, number_value
from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Compare,
    Everything,
    Formula,
    Is,
    JsonConstant,
    Name,
    Not,
    NotExists,
    Number,
    Operator,
    Or,
    Pattern,
    Regex,
    Selector,
    Text,
    Value,
)
from analyzer.patterns.syntax.parser import parse
from analyzer.patterns.syntax.regex import RegexBranch

_Test: TypeAlias = Callable[[JSON], "bool | None"]
"""Of an event: whether a formula is true of it, None for a question to the evaluator."""

_Equal: TypeAlias = Callable[["str | int | float"], "bool | None"]
"""Of a text or a number: whether it equals a value."""


class _Absent(Enum):
    ABSENT = "absent"


_ABSENT = _Absent.ABSENT
_Reach: TypeAlias = Callable[[JSON], "JSON | _Absent"]
"""Of an event: the value that a selector without a wildcard leads to."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A pattern that was compiled. It holds no state: any number of threads may ask it."""

    pattern: Pattern
    _test: _Test = field(compare=False, repr=False)

    def matches_event(self, event: JSON) -> bool:
        """What `matches_event(pattern, event)` says.

        Raises UndecidedError where the answer hangs on behaviour that was never documented nor seen.
        """
        found = self._test(event) if isinstance(event, dict) else self._found_in_line(event)
        return decided(evaluate_event(self.pattern, event, AS_OBSERVED)) if found is None else found

    def _found_in_line(self, event: JSON) -> bool | None:
        if not isinstance(event, str):
            return None
        message = decode(event)
        plain = isinstance(message.value, dict) and not (message.doubled or message.odd)
        return self._test(message.value) if plain else None


def compile_pattern(pattern: str | Pattern) -> Matcher:
    """The pattern, ready to be asked about many events.

    Raises PatternSyntaxError for a text that is no pattern.
    """
    parsed = parse(pattern) if isinstance(pattern, str) else pattern
    return Matcher(parsed, _of_body(parsed.body))


def _of_body(body: Body) -> _Test:
    match body:
        case Everything():
            return lambda _: True
        case And() | Or() | Not() | Compare() | Is() | NotExists() as formula:
            return _of(formula)
        case _:  # about the text of the message, or too rare
            return lambda _: None


def _of(formula: Formula) -> _Test:
    match formula:
        case And(operands):
            return _all_of(tuple(map(_of, operands)))
        case Or(operands):
            return _any_of(tuple(_alternatives(operands)))
        case Not(operand):
            return _opposite(_of(operand))
        case Compare(selector, operator, value) if selector.wildcard is None:
            return _of_compare(formula, selector, operator, value)
        case Is(selector, constant) if selector.wildcard is None:
            return _of_is(formula, selector, constant)
        case NotExists(selector) if selector.wildcard is None:
            reach = _reach(selector)
            return lambda event: reach(event) is _ABSENT
        case _:
            return _evaluated(formula)


def _evaluated(formula: Formula) -> _Test:
    """What the evaluator says of a part of the pattern under every interpretation."""
    return lambda event: (
        truth(lambda interpretation: holds(formula, event, interpretation), AS_OBSERVED).value
    )


def _all_of(tests: tuple[_Test, ...]) -> _Test:
    def test(event: JSON) -> bool | None:
        unknown = False
        for one in tests:
            found = one(event)
            if not found:
                if found is not None:
                    return False
                unknown = True
        return None if unknown else True

    return test


def _any_of(tests: tuple[_Test, ...]) -> _Test:
    if len(tests) == 1:
        return tests[0]

    def test(event: JSON) -> bool | None:
        unknown = False
        for one in tests:
            found = one(event)
            if found:
                return True
            unknown = unknown or found is None
        return None if unknown else False

    return test


def _opposite(test: _Test) -> _Test:
    def opposite(event: JSON) -> bool | None:
        found = test(event)
        return None if found is None else not found

    return opposite


def _alternatives(operands: Iterable[Formula]) -> list[_Test]:
    """A test for each operand, but only one for all the texts that one value may be equal to."""
    tests: list[_Test] = []
    texts: dict[Selector, set[str]] = {}
    for operand in operands:
        text = _plain_text(operand)
        if isinstance(operand, Compare) and text is not None:
            texts.setdefault(operand.selector, set()).add(text)
        else:
            tests.append(_of(operand))
    one_of = [
        _equality(_reach(selector), _equal_text(frozenset(some).__contains__))
        for selector, some in texts.items()
    ]
    return one_of + tests


def _plain_text(formula: Formula) -> str | None:
    """The text that the formula wants one value to be equal to, without any doubt."""
    if not isinstance(formula, Compare) or formula.operator is not Operator.EQUAL:
        return None
    value = formula.value
    plain = isinstance(value, Text) and formula.selector.wildcard is None and not _in_doubt(value)
    return value.literal if plain and isinstance(value, Text) else None


def _in_doubt(value: Text) -> bool:
    return value.otherwise is not None or (value.chunks == ("",) and not value.exact)


# One condition


def _reach(selector: Selector) -> _Reach:
    names = [step.text for step in selector.steps if isinstance(step, Name)]
    if len(names) < len(selector.steps):
        steps = selector.steps
        return lambda event: next(iter(select(event, steps)), _ABSENT)

    def reach(event: JSON) -> JSON | _Absent:
        value: JSON | _Absent = event
        for name in names:
            if not isinstance(value, dict):
                return _ABSENT
            value = value.get(name, _ABSENT)
        return value

    return reach


def _of_compare(formula: Compare, selector: Selector, operator: Operator, value: Value) -> _Test:
    if isinstance(value, Number) and operator.is_order:
        return _order(_reach(selector), operator, value)
    equal = _equal(value)
    if equal is None:
        return _evaluated(formula)
    reach = _reach(selector)
    if operator is Operator.EQUAL:
        return _equality(reach, equal)
    return _inequality(reach, equal, with_number=isinstance(value, Number))


def _equality(reach: _Reach, equal: _Equal) -> _Test:
    def test(event: JSON) -> bool | None:
        found = reach(event)
        if isinstance(found, bool) or not isinstance(found, (str, int, float)):
            return False
        return equal(found)

    return test


def _inequality(reach: _Reach, equal: _Equal, *, with_number: bool) -> _Test:
    def test(event: JSON) -> bool | None:
        found = reach(event)
        if isinstance(found, bool) or not isinstance(found, (str, int, float)):
            return False
        if with_number and not isinstance(found, str) and number_value(found) is None:
            return False
        same = equal(found)
        return None if same is None else not same

    return test


def _order(reach: _Reach, operator: Operator, bound: Number) -> _Test:
    def test(event: JSON) -> bool:
        found = reach(event)
        if isinstance(found, bool) or not isinstance(found, (int, float)):
            return False
        number = number_value(found)
        return number is not None and in_order(number, operator, bound.value)

    return test


def _of_is(formula: Is, selector: Selector, constant: JsonConstant) -> _Test:
    reach, evaluated = _reach(selector), _evaluated(formula)
    if constant is JsonConstant.NULL:
        return lambda event: evaluated(event) if isinstance(found := reach(event), list) else found is None
    wanted = constant is JsonConstant.TRUE
    return lambda event: reach(event) is wanted


# What equals a value


def _equal(value: Value) -> _Equal | None:
    """None for a value that is left to the evaluator."""
    match value:
        case Number(odd=False):
            return _equal_number(value)
        case Text(chunks, exact=exact) if not _in_doubt(value):
            if len(chunks) == 1:
                return _equal_text(chunks[0].__eq__)
            fits = any_occurrence if exact else first_occurrence  # the one that AWS was seen to follow
            return _equal_text(lambda text: fits(chunks, text))
        case Regex(branches=branches):
            return _equal_text(_finder(branches))
        case _:
            return None


def _equal_number(value: Number) -> _Equal:
    return lambda found: found == value.text if isinstance(found, str) else number_value(found) == value.value


def _finder(branches: tuple[RegexBranch, ...]) -> Callable[[str], bool | None]:
    """Whether an expression is found in a text; None where the dialects differ."""
    from analyzer.patterns.evaluation.automaton import contains
    from analyzer.patterns.evaluation.regex_automaton import in_both_dialects  # few patterns hold one

    re2, java = in_both_dialects(branches)
    if re2.same_as(java):
        return lambda text: contains(re2, text)

    def found(text: str) -> bool | None:
        one = contains(re2, text)
        return one if one is contains(java, text) else None

    return found


def _equal_text(fits: Callable[[str], bool | None]) -> _Equal:
    """A number is compared as the text that it is written as; nobody knows how AWS writes some."""

    def equal(found: str | int | float) -> bool | None:
        if isinstance(found, str):
            return fits(found)
        scientific, plain = map(fits, number_texts(found))
        return plain if scientific is plain else None

    return equal
