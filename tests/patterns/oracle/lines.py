"""Patterns on lines of text: a line is tried for every way to put together the words of two patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from random import Random

from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Delimited,
    Ellipsis,
    Everything,
    Field,
    FieldTest,
    Formula,
    Number,
    Or,
    Regex,
    Sign,
    Terms,
    Value,
)

from . import worlds
from .judge import NONE, Choice, choices_of, equals, expression, open_in, ordered
from .single import holds_of_line

MAX_LINES = 150
_FIELD = re.compile(r'"([^"]*)"|\[([^\]]*)\]|([^ \t\r\n]+)')
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def holds(body: Body, line: str, choice: Choice) -> bool:
    match body:
        case Everything():
            return True
        case Regex(source):
            return expression(source, choice.java).search(line) is not None
        case Terms(terms):
            wanted = [term for term in terms if term.sign is not Sign.OPTIONAL]
            found = [
                ((term.otherwise if choice.slash and term.otherwise is not None else term.text) in line, term)
                for term in wanted or terms
            ]
            if not wanted:
                return any(there for there, _ in found)
            return all(there == (term.sign is Sign.REQUIRED) for there, term in found)
        case Delimited(entries):
            return _fields_hold(entries, line, choice)
        case formula:
            return holds_of_line(formula, line, choice)


def _fields_hold(entries: Sequence[Field | Ellipsis], line: str, choice: Choice) -> bool:
    places = list(_FIELD.finditer(line))
    gap = [at for at, entry in enumerate(entries) if isinstance(entry, Ellipsis)]
    if len(places) < len(entries) - len(gap):
        return False
    for at, entry in enumerate(entries):
        if isinstance(entry, Ellipsis) or entry.condition is None:
            continue
        past = bool(gap) and at > gap[0]
        place = places[at - len(entries) if past else at]
        text = place[place.lastindex or 0]
        if not gap and at == len(entries) - 1 and len(places) > len(entries) and not choice.last:
            text = line[place.start() :]
        if not _test(entry.condition, text, choice):
            return False
    return True


def _test(formula: Formula, text: str, choice: Choice) -> bool:
    match formula:
        case And(operands):
            return all(_test(operand, text, choice) for operand in operands)
        case Or(operands):
            return any(_test(operand, text, choice) for operand in operands)
        case FieldTest(_, operator, Number(spelled, value, odd)):
            if odd and choice.word and operator in ("=", "!="):
                return (text == spelled) == (operator == "=")
            if _NUMBER.fullmatch(text):
                return ordered(Decimal(text), operator, value)
            return operator == "!=" and not choice.fails
        case FieldTest(_, operator, value):
            return equals(text, value, choice) == (operator == "=")
        case _:
            raise ValueError("expected a condition on a field")


def questions_of(body: Body) -> frozenset[str]:
    match body:
        case Regex():
            return open_in(body)
        case Terms(terms) if any(term.otherwise is not None for term in terms):
            return frozenset({"slash"})
        case Delimited(entries):
            values = [
                value for entry in entries if isinstance(entry, Field) for value in _values(entry.condition)
            ]
            numbers = any(isinstance(value, Number) for value in values)
            return frozenset({"last"} if values else ()).union(
                {"fails"} if numbers else (), *map(open_in, values)
            )
        case Everything() | Terms():
            return frozenset()
        case formula:
            return frozenset[str]().union(*map(worlds.questions_of, worlds.atoms_of(formula)))


def _values(formula: Formula | None) -> list[Value]:
    match formula:
        case And(operands) | Or(operands):
            return [value for operand in operands for value in _values(operand)]
        case FieldTest(_, _, value):
            return [value]
        case _:
            return []


def _words(body: Body) -> Iterator[str]:
    match body:
        case Terms(terms):
            yield from (term.text for term in terms)
        case Regex():
            yield from ("a", "x", "xy", "b", "ab1")
        case Delimited(entries):
            for entry in entries:
                for value in _values(entry.condition) if isinstance(entry, Field) else ():
                    match value:
                        case Number(text, number):
                            yield from (text, text + ".0", str(number + 1), str(number - 1))
                        case Regex():
                            yield from ("a", "x", "xy")
                        case _:
                            yield from ("".join(value.chunks), "~".join(value.chunks))


def lines_for(left: Body, right: Body) -> list[str]:
    """Lines with every few of the words, joined and apart, and events with each of the words."""
    words = list(dict.fromkeys(["~", *_words(left), *_words(right)]))[:6]
    found = dict.fromkeys(["", " ", *words, *map("".join, product(words, repeat=2))])
    found.update(dict.fromkeys(map(" ".join, product(words, repeat=2))))
    for body in (left, right):
        for event in worlds.events_for(body, 12) if isinstance(body, Formula) else ():
            some = [event, *({**event, "m": word} for word in words[1:4])]
            found.update(dict.fromkeys(json.dumps(one, separators=(",", ":")) for one in some))
    chance = Random(len(words))
    while len(found) < MAX_LINES and len(words) > 2:
        found.setdefault(" ".join(chance.choices(words, k=chance.randint(3, 6))))
    return list(found)


def answers(left: Body, right: Body) -> list[tuple[str, list[tuple[bool, bool]]]]:
    """For each line, whether left and right hold, under each choice."""
    choices = choices_of(questions_of(left) | questions_of(right)) or [NONE]
    return [
        (line, [(holds(left, line, choice), holds(right, line, choice)) for choice in choices])
        for line in lines_for(left, right)
    ]
