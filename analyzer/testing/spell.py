"""Other texts of the same meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

from analyzer.patterns import Pattern, parse
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Delimited,
    Ellipsis,
    Field,
    FieldTest,
    Formula,
    Is,
    Name,
    NotExists,
    Or,
    Selector,
    Term,
    Terms,
    Text,
    Value,
)
from analyzer.patterns.syntax.printer import print_pattern, print_selector, print_value
from analyzer.testing.nearby import text_of

_BARE = re.compile(r"(?!(?:null|infinity|nan)$)[A-Za-z_][A-Za-z0-9_.]*", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_COUNTED = re.compile(r"%|\[\*\]|\.\*")  # regular expressions and wildcard steps
_BLANKS = ("", " ", "  ", "\t", "\n ")


@st.composite
def spellings(draw: st.DrawFn, pattern: Pattern | str) -> str:
    """Other texts of the same meaning: commuted, re-associated, repeated, re-quoted and re-spaced.

    spellings("{ $.a = x && $.b = 1 }") gives `{($.b = 1)&&($.a="x" && $.b=1)}` and so on. `normalize`
    turns all of them into one text. A text may be longer than AWS takes.
    """
    body = parse(text_of(pattern), limit=None).body
    match body:
        case Terms(terms):
            return " ".join(draw(_shuffled([_term(draw, term) for term in terms])))
        case Delimited(entries):
            inside = ",".join(_blank(draw) + _entry(draw, entry) + _blank(draw) for entry in entries)
            return f"[{inside}]"
        case And() | Or() | Compare() | Is() | NotExists():
            return "{" + _blank(draw) + _formula(draw, body) + _blank(draw) + "}"
        case _:
            return print_pattern(Pattern(body))


def _blank(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(_BLANKS))


def _shuffled(texts: list[str]) -> st.SearchStrategy[list[str]]:
    """The texts in any order, one of them perhaps twice: not one of those that AWS takes only a few of."""
    again = [text for text in texts if not _COUNTED.search(text)]
    in_any_order = st.permutations(texts)
    if not again:
        return in_any_order
    return st.one_of(in_any_order, st.sampled_from(again).flatmap(lambda one: st.permutations([*texts, one])))


def _term(draw: st.DrawFn, term: Term) -> str:
    if _BARE.fullmatch(term.text) and draw(st.booleans()):
        return f'{term.sign}"{term.text}"'
    return print_pattern(Pattern(Terms((term,))))


def _entry(draw: st.DrawFn, entry: Field | Ellipsis) -> str:
    if isinstance(entry, Field) and entry.condition is not None:
        return _formula(draw, entry.condition)
    return entry.name if isinstance(entry, Field) else "..."


def _formula(draw: st.DrawFn, formula: Formula) -> str:
    match formula:
        case And(operands):
            text = _chain(draw, operands, "&&")
        case Or(operands):
            text = _chain(draw, operands, "||")
        case Compare(selector, operator, value):
            text = _selector(draw, selector) + _blank(draw) + operator + _blank(draw) + _value(draw, value)
        case FieldTest(name, operator, value):
            text = name + _blank(draw) + operator + _blank(draw) + _value(draw, value)
        case Is(selector, constant):
            text = f"{_selector(draw, selector)} IS {_blank(draw)}{_cased(draw, constant)}"
        case NotExists(selector):
            text = f"{_selector(draw, selector)} {_blank(draw)}{_cased(draw, 'NOT EXISTS')}"
        case _:
            raise ValueError("expected a formula that a pattern can spell")
    return f"({_blank(draw)}{text})" if draw(st.integers(0, 3)) == 0 else text


def _chain(draw: st.DrawFn, operands: Sequence[Formula], sign: str) -> str:
    """The operands in any order, some of them in parentheses of their own."""
    texts = [
        f"({_formula(draw, one)})" if isinstance(one, (And, Or)) else _formula(draw, one) for one in operands
    ]
    texts = draw(_shuffled(texts))
    if len(texts) > 2 and draw(st.booleans()):
        at = draw(st.integers(0, len(texts) - 2))
        texts[at : at + 2] = [f"({texts[at]}{_blank(draw)}{sign}{_blank(draw)}{texts[at + 1]})"]
    return f"{_blank(draw)}{sign}{_blank(draw)}".join(texts)


def _cased(draw: st.DrawFn, keyword: str) -> str:
    return draw(st.sampled_from((keyword, keyword.lower())))


def _selector(draw: st.DrawFn, selector: Selector) -> str:
    text = "$"
    for step in selector.steps:
        if isinstance(step, Name) and _PLAIN_NAME.fullmatch(step.text) and draw(st.integers(0, 4)) == 0:
            text += f".['{step.text}']"
        else:
            text += print_selector(Selector((step,)))[1:]
    return text


def _value(draw: st.DrawFn, value: Value) -> str:
    if isinstance(value, Text) and value.literal is not None and _BARE.fullmatch(value.literal):
        return draw(st.sampled_from((value.literal, f'"{value.literal}"')))
    return print_value(value)
