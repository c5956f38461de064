"""Does this pattern match this message? The judge of everything else in this package.

Written to be read: no index, no cache, no short cut. What AWS was recorded to do is in the docstring of
the function that does it. What nobody knows is asked of an interpretation; an answer is given only if it
is the same under each of them.

The three rules that surprise:
- a comparison is about texts and numbers only: on a missing member, null, true, false, an object or an
  array both `=` and `!=` are false;
- a bare number is compared by value with numbers and by spelling with texts;
- a value in quotes is still a glob, and is compared with a number's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, assert_never

from analyzer.allowance import BudgetError, Scope, allowance, spend
from analyzer.patterns.evaluation.lines import fields_hold, terms_hold
from analyzer.patterns.evaluation.matching import finds, in_order, text_matches
from analyzer.patterns.evaluation.messages import JSON, Message, decode, message_of
from analyzer.patterns.evaluation.numeric import number_text, number_value
from analyzer.patterns.open_questions import Interpretation, OpenQuestion, UndecidedError, explore
from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Compare,
    Delimited,
    Everything,
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
    Pattern,
    Regex,
    Selector,
    SelectorStep,
    Terms,
    Text,
    Value,
    Wildcard,
)

_STEPS_A_CONDITION = 2
"""What it costs to look at one condition, apart from the texts that are read."""

AS_OBSERVED = {question: question.observed for question in OpenQuestion if question.observed}
"""The alternatives that AWS was once observed to follow."""


class Truth(NamedTuple):
    """True, false, or None for undecided: then `questions` are the open ones that decide it, or `budget` is
    the limit at which the work stopped."""

    value: bool | None
    questions: tuple[OpenQuestion, ...] = ()
    budget: str = ""


def evaluate(pattern: Pattern, message: str, settled: Mapping[OpenQuestion, str] | None = None) -> Truth:
    """Whether the pattern matches a log line; questions in `settled` are not open."""
    decoded = decode(message)
    return truth(lambda interpretation: body_holds(pattern.body, decoded, interpretation), settled)


def evaluate_event(pattern: Pattern, event: JSON, settled: Mapping[OpenQuestion, str] | None = None) -> Truth:
    """Whether the pattern matches an event that was parsed already.

    For a pattern that looks at the text of the message, the event is written as compact JSON.
    """
    message = message_of(event)
    return truth(lambda interpretation: body_holds(pattern.body, message, interpretation), settled)


def truth(test: Callable[[Interpretation], bool], settled: Mapping[OpenQuestion, str] | None = None) -> Truth:
    """The answer that the test gives under every interpretation, or the questions that it hangs on."""
    try:
        with allowance(Scope.COMPARISON):
            cases = list(explore(test, settled))
    except BudgetError as error:
        return Truth(None, budget=error.budget)
    results = {result for _, result in cases}
    if len(results) == 1:
        return Truth(results.pop())
    return Truth(None, hinges(cases))


def decided(truth: Truth) -> bool:
    """Raises UndecidedError for a truth that hangs on open questions, or that no work came to the end of."""
    if truth.value is None:
        raise UndecidedError(truth.questions, truth.budget)
    return truth.value


def hinges(cases: Sequence[tuple[Mapping[OpenQuestion, str], bool]]) -> tuple[OpenQuestion, ...]:
    """The questions that the result hangs on, given the result under each combination of choices."""
    met = sorted(
        {question for choices, _ in cases for question in choices}, key=lambda question: question.name
    )
    return tuple(question for question in met if _matters(question, cases)) or tuple(met)


def _matters(question: OpenQuestion, cases: Sequence[tuple[Mapping[OpenQuestion, str], bool]]) -> bool:
    by_choice: dict[str, set[bool]] = {}
    for choices, result in cases:
        if question in choices:
            by_choice.setdefault(choices[question], set()).add(result)
    return len({frozenset(results) for results in by_choice.values()}) > 1


def body_holds(body: Body, message: Message, interpretation: Interpretation) -> bool:
    """Whether a pattern with this body matches the message under this interpretation.

    Raises BudgetError past a limit.
    """
    match body:
        case Everything():
            return True
        case Regex() as regex:
            return finds(regex, message.text, interpretation)
        case Terms(terms):
            return terms_hold(terms, message.text, interpretation)
        case Delimited() as delimited:
            return fields_hold(delimited, message.text, interpretation)
        case formula:
            event = message.event(interpretation)
            return isinstance(event, dict) and holds(formula, event, interpretation)


# Conditions on a JSON object


def holds(formula: Formula, event: JSON, interpretation: Interpretation) -> bool:
    """Whether the formula is true of the event under this interpretation. Raises BudgetError past a limit."""
    spend(_STEPS_A_CONDITION)
    match formula:
        case And(operands):
            return all(holds(operand, event, interpretation) for operand in operands)
        case Or(operands):
            return any(holds(operand, event, interpretation) for operand in operands)
        case Not(operand):
            return not holds(operand, event, interpretation)
        case Compare(selector, operator, value):
            return _compare(selector, operator, value, event, interpretation)
        case Is(selector, constant):
            return _is(selector, constant, event, interpretation)
        case NotExists(selector):
            return not select(event, selector.steps)
        case IsText(selector):
            return any(isinstance(found, str) for found in select(event, selector.steps))
        case FieldTest():
            return False  # a JSON object has no fields
        case _:
            assert_never(formula)


def select(event: JSON, steps: Sequence[SelectorStep]) -> list[JSON]:
    """The values that the steps lead to: none if they lead nowhere, many only through a wildcard.

    A name leads into objects only and an index into arrays only; a wildcard into both.
    """
    values = [event]
    for step in steps:
        spend(len(values) // 2)
        values = [found for value in values for found in _step(value, step)]
    return values


def _step(value: JSON, step: SelectorStep) -> list[JSON]:
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


def _compare(
    selector: Selector, operator: Operator, value: Value, event: JSON, interpretation: Interpretation
) -> bool:
    """Through a wildcard `=` asks for any value that is equal. `!=` asks that what the wildcard stands on
    be there and that no value under it be equal: an empty array will do, and so will null."""
    found = select(event, selector.steps)
    if selector.wildcard is None:
        return bool(found) and _passes(found[0], operator, value, interpretation)
    if operator is Operator.NOT_EQUAL:
        base = select(event, selector.steps[: selector.wildcard])
        return bool(base) and not any(_passes(one, Operator.EQUAL, value, interpretation) for one in found)
    passed = [_passes(one, operator, value, interpretation) for one in found]
    return any(passed) if operator is Operator.EQUAL else _any_or_all(passed, interpretation)


def _any_or_all(passed: list[bool], interpretation: Interpretation) -> bool:
    if not passed or all(passed) == any(passed):
        return any(passed)
    return interpretation(OpenQuestion.WILDCARD_TEST) == "any"


def _is(selector: Selector, constant: JsonConstant, event: JSON, interpretation: Interpretation) -> bool:
    """`IS NULL` also holds for an array whose first element is null, but not through a wildcard."""
    found = select(event, selector.steps)
    if constant is JsonConstant.NULL and selector.wildcard is None:
        return any(one is None or _starts_with_null(one, interpretation) for one in found)
    if constant is JsonConstant.NULL:
        return None in found
    return _any_or_all([one is (constant is JsonConstant.TRUE) for one in found], interpretation)


def _starts_with_null(value: JSON, interpretation: Interpretation) -> bool:
    if not isinstance(value, list) or None not in value:
        return False
    return value[0] is None or interpretation(OpenQuestion.NULL_IN_ARRAY) == "any"


def _passes(found: JSON, operator: Operator, value: Value, interpretation: Interpretation) -> bool:
    """One comparison with one value: false unless it is a text or a number."""
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return False
    if operator is Operator.EQUAL:
        return _equals(found, value, interpretation)
    if operator is Operator.NOT_EQUAL:
        overflowed = isinstance(value, Number) and not isinstance(found, str) and number_value(found) is None
        return not overflowed and not _equals(found, value, interpretation)
    number = None if isinstance(found, str) else number_value(found)
    return isinstance(value, Number) and number is not None and in_order(number, operator, value.value)


def _equals(found: str | int | float, value: Value, interpretation: Interpretation) -> bool:
    match value:
        case Number(text, number):
            if isinstance(found, str):
                return found == text
            if value.odd and interpretation(OpenQuestion.NUMBER_SPELLING) == "word":
                return number_text(found, interpretation) == text
            return number_value(found) == number
        case Text():
            return text_matches(
                value, found if isinstance(found, str) else number_text(found, interpretation), interpretation
            )
        case Regex():
            return finds(
                value, found if isinstance(found, str) else number_text(found, interpretation), interpretation
            )
        case _:
            assert_never(value)
