"""Whether a JSON pattern holds of one event, found without any world."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from analyzer.patterns import JSON
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Formula,
    Index,
    Is,
    Name,
    Not,
    NotExists,
    Or,
    SelectorStep,
    Wildcard,
)

from .judge import Choice, only
from .trees import holds
from .worlds import probes_of, questions_of


def matches(formula: Formula, event: JSON, choice: Choice) -> bool:
    """Whether the formula holds of one event."""
    match formula:
        case And(operands):
            return all(matches(operand, event, choice) for operand in operands)
        case Or(operands):
            return any(matches(operand, event, choice) for operand in operands)
        case Not(operand):
            return not matches(operand, event, choice)
        case Compare() | Is() | NotExists():
            choice = only(choice, questions_of(formula))
            probe, *base = probes_of(formula, choice)
            found = [holds(probe[1], value) for value in select(event, probe[0])]
            if isinstance(formula, NotExists):
                return not found
            if (
                isinstance(formula, Compare)
                and formula.operator == "!="
                and formula.selector.wildcard is not None
            ):
                return not any(found) and all(select(event, steps) for steps, _ in base)
            return any(found) and (all(found) or not choice.every)
        case _:
            raise ValueError("expected the condition of a JSON pattern")


def select(event: JSON, steps: Sequence[SelectorStep]) -> list[JSON]:
    """Where the steps lead."""
    if not steps:
        return [event]
    match steps[0], event:
        case Name(text), dict():
            below = [event[text]] if text in event else []
        case Index(number), list():
            below = event[number : number + 1]
        case Wildcard(), dict():
            below = list(event.values())
        case Wildcard(), list():
            below = event
        case _:
            below = []
    return [found for value in below for found in select(value, steps[1:])]


def holds_of_line(formula: Formula, line: str, choice: Choice) -> bool:
    """A JSON pattern holds of a line that is one JSON object."""
    event = _decoded(line)
    return isinstance(event, dict) and matches(formula, event, choice)


@lru_cache(maxsize=1_000)
def _decoded(line: str) -> JSON:
    try:
        value: JSON = json.loads(line)
    except ValueError:
        return None
    return value
