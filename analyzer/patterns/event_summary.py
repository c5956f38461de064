"""An event in a few words: the members that the patterns speak of, with their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from analyzer.patterns import Pattern, encode
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
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
    Or,
    Regex,
    Selector,
    SelectorStep,
    Terms,
)


def told_event(event: JSON, patterns: Iterable[Pattern | Formula]) -> str:
    """Such as `an event with eventName "ConsoleLogin", userIdentity.type "Root"`.

    The whole event where the patterns speak of no member.
    """
    paths = dict.fromkeys(selector.steps for pattern in patterns for selector in selectors(pattern))
    told = [f"{_name(plain)} {_value(event, plain)}" for steps in paths if (plain := _plain(steps))]
    return f"an event with {', '.join(told)}" if told else f"the event {_text(event)}"


def selectors(pattern: Pattern | Formula) -> Iterator[Selector]:
    """Every selector of a JSON pattern, in order of writing."""
    body = pattern.body if isinstance(pattern, Pattern) else pattern
    match body:
        case Compare() | Is() | NotExists() | IsText():
            yield body.selector
        case And() | Or():
            for operand in body.operands:
                yield from selectors(operand)
        case Not():
            yield from selectors(body.operand)
        case Everything() | Terms() | Delimited() | Regex() | FieldTest():
            return
        case _:
            assert_never(body)


def _plain(steps: tuple[SelectorStep, ...]) -> tuple[Name | Index, ...]:
    """The steps if they lead to one member; none where a wildcard is among them."""
    plain = tuple(step for step in steps if isinstance(step, (Name, Index)))
    return plain if len(plain) == len(steps) else ()


def _name(steps: tuple[Name | Index, ...]) -> str:
    text = ""
    for step in steps:
        match step:
            case Name(text=name):
                text += f".{name}" if text else name
            case Index(number=number):
                text += f"[{number}]"
            case _:
                assert_never(step)
    return text


def _value(event: JSON, steps: tuple[Name | Index, ...]) -> str:
    value = event
    for step in steps:
        match step, value:
            case Name(text=name), dict() if name in value:
                value = value[name]
            case Index(number=number), list() if number < len(value):
                value = value[number]
            case _:
                return "absent"
    return _text(value)


def _text(value: JSON) -> str:
    return encode(value, spaced=True, sort_keys=True)
