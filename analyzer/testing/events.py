"""Events and lines that match a pattern or nearly do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

from analyzer.patterns import JSON, Pattern, parse
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Delimited,
    Ellipsis,
    Everything,
    Field,
    FieldTest,
    Formula,
    Index,
    Is,
    Name,
    Not,
    NotExists,
    Number,
    Or,
    Regex,
    SelectorStep,
    Terms,
    Text,
    Value,
)
from analyzer.testing.nearby import changed_characters

_SCALARS: tuple[JSON, ...] = (None, True, False, 0, 1, 1.0, 1.5, -2, float("inf"), "", "x", "xy", "1", "z")
_WORDS = ("x", "a", "ab", "1", "5.0", '"a b"', "[x y]")


def events_for(pattern: Pattern | str) -> st.SearchStrategy[JSON]:
    """Events that match the pattern or nearly do, made of its own names, texts and numbers.

    A parsed JSON object for a JSON pattern, a line of text for every other: what `matches_event` takes.
    events_for('{ $.a = "x*" && $.b > 1 }') gives {"a": "x", "b": 2}, {"a": "x"}, {"b": 1.0} and so on.
    """
    body = (parse(pattern) if isinstance(pattern, str) else pattern).body
    match body:
        case Everything():
            return st.sampled_from(_WORDS)
        case Regex():
            near = st.one_of(_texts_near(body), st.builds("x {} y".format, _texts_near(body)))
            return st.integers(0, 2).flatmap(lambda often: near if often else st.sampled_from(_WORDS))
        case Terms(terms):
            words = st.sampled_from([term.text for term in terms] + [term.text[1:] for term in terms])
            return st.builds(
                lambda sign, some: sign.join(some), st.sampled_from((" ", "")), st.lists(words, max_size=5)
            )
        case Delimited(entries):
            return _lines_for(entries)
        case formula:
            return _objects_for(formula)


def _objects_for(formula: Formula) -> st.SearchStrategy[JSON]:
    conditions = [one for one in _conditions(formula) if not isinstance(one, FieldTest)]

    @st.composite
    def build(draw: st.DrawFn) -> JSON:
        event: JSON = {}
        for condition in conditions:
            if not draw(st.integers(0, 3)):
                continue
            value = draw(_values_near(condition.value if isinstance(condition, Compare) else None))
            first, *rest = (_step(draw, step) for step in condition.selector.steps)
            event = _put(event, [str(first), *rest], value)
        return event

    return build()


def _step(draw: st.DrawFn, step: SelectorStep) -> str | int:
    match step:
        case Name(text):
            return text
        case Index(number):
            return number
        case _:
            places: st.SearchStrategy[str | int] = st.sampled_from((0, 1, "b", "z"))
            return draw(places)


def _put(whole: JSON, steps: Sequence[str | int], value: JSON) -> JSON:
    """The whole with the value at the place; what stands in the way is replaced."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, str):
        members = dict(whole) if isinstance(whole, dict) else {}
        members[first] = _put(members.get(first), rest, value)
        return members
    elements = list(whole) if isinstance(whole, list) else []
    elements.extend([0] * (min(first, 20) + 1 - len(elements)))
    elements[min(first, 20)] = _put(elements[min(first, 20)], rest, value)
    return elements


def _conditions(formula: Formula) -> list[Compare | Is | NotExists | FieldTest]:
    match formula:
        case And(operands) | Or(operands):
            return [one for operand in operands for one in _conditions(operand)]
        case Not(operand):
            return _conditions(operand)
        case Compare() | Is() | NotExists() | FieldTest():
            return [formula]
        case _:
            return []


def _values_near(value: Value | None) -> st.SearchStrategy[JSON]:
    others: st.SearchStrategy[JSON] = st.one_of(
        st.sampled_from(_SCALARS),
        st.sampled_from(_SCALARS).map(lambda one: [one]),
        st.builds(dict[str, JSON]),
        st.sampled_from(_SCALARS).map(lambda one: {"b": one}),
    )
    if value is None:
        return others
    texts: st.SearchStrategy[JSON] = _texts_near(value)
    if isinstance(value, Number) and abs(value.value.adjusted()) < 300:
        number = int(value.value) if value.value == value.value.to_integral() else float(value.value)
        texts = st.one_of(texts, st.sampled_from((number, float(number), number + 1, number - 0.5)))
    return st.one_of(texts, texts, others)


def _texts_near(value: Value) -> st.SearchStrategy[str]:
    """Texts that the value matches, and the same with one character changed."""
    match value:
        case Number(text):
            exact = st.just(text)
        case Text(chunks):
            exact = st.lists(
                st.sampled_from(("", "x", "*")), min_size=len(chunks) - 1, max_size=len(chunks) - 1
            ).map(lambda fillings: "".join(map("".join, zip(chunks, [*fillings, ""], strict=True))))
        case Regex(source):
            expression = re.compile(source, re.ASCII)
            exact = st.one_of(st.from_regex(expression, fullmatch=True), st.from_regex(expression))
    return st.one_of(exact, exact, exact.flatmap(_one_character_off))


def _one_character_off(text: str) -> st.SearchStrategy[str]:
    edits = [edit.apply(text) for edit in changed_characters(text, 0, len(text))]
    return st.sampled_from(edits or ["x"])


def _lines_for(entries: Sequence[Field | Ellipsis]) -> st.SearchStrategy[JSON]:
    def word(entry: Field | Ellipsis) -> st.SearchStrategy[str]:
        plain = st.sampled_from(_WORDS)
        if isinstance(entry, Ellipsis):
            return st.lists(plain, max_size=2).map(" ".join)
        tests = _conditions(entry.condition) if entry.condition is not None else []
        near = [_texts_near(test.value) for test in tests if isinstance(test, FieldTest)]
        return st.one_of(plain, *near, *near)

    rest = st.one_of(st.builds(list[str]), st.lists(st.sampled_from(_WORDS), max_size=2))
    fields = st.tuples(*map(word, entries)).map(list)
    return st.builds(lambda some, more: " ".join([*some, *more]), fields, rest)
