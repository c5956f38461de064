"""Does this pattern match this message? The judge of everything else in this package.

Written to be read: no index, no cache, no short cut. What AWS was recorded to do is in the docstring of
the function that does it. What nobody knows is asked (`ask`); an answer is given only if it is the same
whatever the reply.

The three rules that surprise:
- a comparison is about texts and numbers only: on a missing member, null, true, false, an object or an
  array both `=` and `!=` are false;
- a bare number is compared by value with numbers and by spelling with texts;
- a value in quotes is still a glob, and is compared with a number's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, assert_never

from analyzer.patterns.evaluation.lines import fields_hold, terms_hold
from analyzer.patterns.evaluation.matching import finds, in_order, text_matches
from analyzer.patterns.evaluation.messages import JSON, Message, decode, message_of
from analyzer.patterns.evaluation.numeric import number_text, number_value
from analyzer.patterns.open_questions import Ask, Reading, explore
from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Compare,
    Constant,
    Delimited,
    Everything,
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
    Pattern,
    Regex,
    Selector,
    Step,
    Terms,
    Text,
    Value,
    Wildcard,
)
from analyzer.patterns.syntax.syntax_errors import UndecidedError

AS_SEEN = {reading: reading.seen for reading in Reading if reading.seen}
"""The readings that AWS was once seen to follow."""


class Truth(NamedTuple):
    """True, false, or None for undecided: then `readings` are the open questions that decide it."""

    value: bool | None
    readings: tuple[Reading, ...] = ()


def evaluate(pattern: Pattern, message: str, settled: Mapping[Reading, str] | None = None) -> Truth:
    """Whether the pattern matches a log line; readings in `settled` are not open."""
    decoded = decode(message)
    return truth(lambda ask: body_holds(pattern.body, decoded, ask), settled)


def evaluate_event(pattern: Pattern, event: JSON, settled: Mapping[Reading, str] | None = None) -> Truth:
    """Whether the pattern matches an event that was parsed already.

    For a pattern that looks at the text of the message, the event is written as compact JSON.
    """
    message = message_of(event)
    return truth(lambda ask: body_holds(pattern.body, message, ask), settled)


def truth(test: Callable[[Ask], bool], settled: Mapping[Reading, str] | None = None) -> Truth:
    """The answer that the test gives under every reading, or the readings that it hangs on."""
    cases = list(explore(test, settled))
    results = {result for _, result in cases}
    if len(results) == 1:
        return Truth(results.pop())
    return Truth(None, hinges(cases))


def decided(truth: Truth) -> bool:
    """Raises UndecidedError for a truth that hangs on open questions."""
    if truth.value is None:
        raise UndecidedError(truth.readings)
    return truth.value


def hinges(cases: Sequence[tuple[Mapping[Reading, str], bool]]) -> tuple[Reading, ...]:
    """The readings that the result hangs on, given the result under each combination of choices."""
    met = sorted({reading for choices, _ in cases for reading in choices}, key=lambda reading: reading.name)
    return tuple(reading for reading in met if _matters(reading, cases)) or tuple(met)


def _matters(reading: Reading, cases: Sequence[tuple[Mapping[Reading, str], bool]]) -> bool:
    by_choice: dict[str, set[bool]] = {}
    for choices, result in cases:
        if reading in choices:
            by_choice.setdefault(choices[reading], set()).add(result)
    return len({frozenset(results) for results in by_choice.values()}) > 1


def body_holds(body: Body, message: Message, ask: Ask) -> bool:
    """Whether a pattern with this body matches the message under the readings that `ask` follows."""
    match body:
        case Everything():
            return True
        case Regex() as regex:
            return finds(regex, message.text, ask)
        case Terms(terms):
            return terms_hold(terms, message.text, ask)
        case Delimited() as delimited:
            return fields_hold(delimited, message.text, ask)
        case formula:
            event = message.event(ask)
            return isinstance(event, dict) and holds(formula, event, ask)


# Conditions on a JSON object


def holds(formula: Formula, event: JSON, ask: Ask) -> bool:
    """Whether the formula is true of the event under the readings that `ask` follows."""
    match formula:
        case And(operands):
            return all(holds(operand, event, ask) for operand in operands)
        case Or(operands):
            return any(holds(operand, event, ask) for operand in operands)
        case Not(operand):
            return not holds(operand, event, ask)
        case Compare(selector, operator, value):
            return _compare(selector, operator, value, event, ask)
        case Is(selector, constant):
            return _is(selector, constant, event, ask)
        case NotExists(selector):
            return not select(event, selector.steps)
        case IsText(selector):
            return any(isinstance(found, str) for found in select(event, selector.steps))
        case FieldTest():
            return False  # a JSON object has no fields
        case _:
            assert_never(formula)


def select(event: JSON, steps: Sequence[Step]) -> list[JSON]:
    """The values that the steps lead to: none if they lead nowhere, many only through a wildcard.

    A name leads into objects only and an index into arrays only; a wildcard into both.
    """
    values = [event]
    for step in steps:
        values = [found for value in values for found in _step(value, step)]
    return values


def _step(value: JSON, step: Step) -> list[JSON]:
    match step:
        case Name(text):
            return [value[text]] if isinstance(value, dict) and text in value else []
        case Index(number):
            return [value[number]] if isinstance(value, list) and number < len(value) else []
        case Wildcard():
            if isinstance(value, dict):
                return list(value.values())
            return list(value) if isinstance(value, list) else []
        case _:
            assert_never(step)


def _compare(selector: Selector, operator: Operator, value: Value, event: JSON, ask: Ask) -> bool:
    """Through a wildcard `=` asks for any value that is equal. `!=` asks that what the wildcard stands on
    be there and that no value under it be equal: an empty array will do, and so will null."""
    found = select(event, selector.steps)
    if selector.wildcard is None:
        return bool(found) and _passes(found[0], operator, value, ask)
    if operator is Operator.NOT_EQUAL:
        base = select(event, selector.steps[: selector.wildcard])
        return bool(base) and not any(_passes(one, Operator.EQUAL, value, ask) for one in found)
    passed = [_passes(one, operator, value, ask) for one in found]
    return any(passed) if operator is Operator.EQUAL else _any_or_all(passed, ask)


def _any_or_all(passed: list[bool], ask: Ask) -> bool:
    if not passed or all(passed) == any(passed):
        return any(passed)
    return ask(Reading.WILDCARD_TEST) == "any"


def _is(selector: Selector, constant: Constant, event: JSON, ask: Ask) -> bool:
    """`IS NULL` also holds for an array whose first element is null, but not through a wildcard."""
    found = select(event, selector.steps)
    if constant is Constant.NULL and selector.wildcard is None:
        return any(one is None or _starts_with_null(one, ask) for one in found)
    if constant is Constant.NULL:
        return None in found
    passed = [one is (constant is Constant.TRUE) for one in found]
    return any(passed) if selector.wildcard is None else _any_or_all(passed, ask)


def _starts_with_null(value: JSON, ask: Ask) -> bool:
    if not isinstance(value, list) or None not in value:
        return False
    return value[0] is None or ask(Reading.NULL_IN_ARRAY) == "any"


def _passes(found: JSON, operator: Operator, value: Value, ask: Ask) -> bool:
    """One comparison with one value: false unless it is a text or a number."""
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return False
    if operator is Operator.EQUAL:
        return _equals(found, value, ask)
    if operator is Operator.NOT_EQUAL:
        overflowed = isinstance(value, Number) and not isinstance(found, str) and number_value(found) is None
        return not overflowed and not _equals(found, value, ask)
    number = None if isinstance(found, str) else number_value(found)
    return isinstance(value, Number) and number is not None and in_order(number, operator, value.value)


def _equals(found: str | int | float, value: Value, ask: Ask) -> bool:
    match value:
        case Number(text, number):
            if isinstance(found, str):
                return found == text
            if value.odd and ask(Reading.NUMBER_SPELLING) == "word":
                return number_text(found, ask) == text
            return number_value(found) == number
        case Text():
            return text_matches(value, found if isinstance(found, str) else number_text(found, ask), ask)
        case Regex():
            return finds(value, found if isinstance(found, str) else number_text(found, ask), ask)
        case _:
            assert_never(value)
