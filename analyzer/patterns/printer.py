"""Patterns as text: as they are, and in one canonical form.

The canonical form has one space around operators, texts in double quotes, names in dots where they can
be, no needless parentheses, and the operands of && and || flattened, sorted and without repetition.
What a tree can hold but no pattern can spell (a star that stands for itself, a negation) is printed for
people to read; only such text does not parse back to the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, assert_never

from analyzer.patterns.ast import (
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
    IsText,
    Name,
    Not,
    NotExists,
    Number,
    Or,
    Pattern,
    Regex,
    Selector,
    Sign,
    Step,
    Term,
    Terms,
    Text,
    Value,
    Wildcard,
)
from analyzer.patterns.parser import parse

T = TypeVar("T")

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PLAIN_TERM = re.compile(r"[\w.]+")


def normalize(pattern: str | Pattern) -> str:
    """The canonical text of a pattern: equal texts mean equal patterns, whatever AWS does.

    Raises PatternSyntaxError for a text that is no pattern.
    """
    return print_pattern(canonical(parse(pattern) if isinstance(pattern, str) else pattern))


def canonical(pattern: Pattern) -> Pattern:
    """The pattern with its operands flattened, sorted and without repetition."""
    match pattern.body:
        case Everything() | Regex() as body:
            return Pattern(body, doubts=pattern.doubts)
        case Terms(terms):
            return Pattern(_canonical_terms(terms), doubts=pattern.doubts)
        case Delimited(entries):
            return Pattern(Delimited(tuple(map(_canonical_entry, entries))), doubts=pattern.doubts)
        case formula:
            return Pattern(canonical_formula(formula), doubts=pattern.doubts)


def canonical_formula(formula: Formula) -> Formula:
    """The formula with the operands of each && and || flattened, sorted and without repetition."""
    match formula:
        case And(operands):
            return _operation(And, [canonical_formula(operand) for operand in operands])
        case Or(operands):
            return _operation(Or, [canonical_formula(operand) for operand in operands])
        case Not(operand):
            return Not(canonical_formula(operand))
        case condition:
            return condition


def _operation(node: type[And] | type[Or], operands: list[Formula]) -> Formula:
    flat: dict[Formula, None] = {}
    for operand in operands:
        flat.update(dict.fromkeys(operand.operands if isinstance(operand, node) else (operand,)))
    ordered = tuple(in_order_of_text(flat, print_formula))
    return ordered[0] if len(ordered) == 1 else node(ordered)


def in_order_of_text(trees: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """The trees in order of their text; what is not the same but prints alike, in order of its parts."""
    texts = [(text(tree), tree) for tree in trees]
    if len({printed for printed, _ in texts}) == len(texts):
        return [tree for _, tree in sorted(texts, key=lambda pair: pair[0])]
    return [tree for _, tree in sorted(texts, key=lambda pair: (pair[0], repr(pair[1])))]


def _canonical_terms(terms: Sequence[Term]) -> Terms:
    """Optional terms beside others are left out: they say nothing."""
    others = [term for term in terms if term.sign is not Sign.OPTIONAL]
    kept = {_print_term(term): term for term in others or terms}
    return Terms(tuple(kept[text] for text in sorted(kept, key=lambda text: (text[0] in "-?", text))))


def _canonical_entry(entry: Field | Ellipsis) -> Field | Ellipsis:
    if isinstance(entry, Ellipsis) or entry.condition is None:
        return entry
    return Field(entry.name, canonical_formula(entry.condition))


# Printing


def print_pattern(pattern: Pattern) -> str:
    """The pattern as text; parsed again it is the same tree."""
    match pattern.body:
        case Everything():
            return ""
        case Regex(source):
            return f"%{source}%"
        case Terms(terms):
            return " ".join(map(_print_term, terms))
        case Delimited(entries):
            return f"[{', '.join(map(_print_entry, entries))}]"
        case formula:
            return f"{{ {print_formula(formula)} }}"


def print_formula(formula: Formula) -> str:
    """The formula as it stands between braces; parentheses around every operand that has operands."""
    match formula:
        case And(operands):
            return " && ".join(map(_print_operand, operands)) or "TRUE"
        case Or(operands):
            return " || ".join(map(_print_operand, operands)) or "FALSE"
        case Not(operand):
            return f"NOT {_print_operand(operand)}"
        case Compare(selector, operator, value):
            return f"{print_selector(selector)} {operator} {print_value(value)}"
        case Is(selector, constant):
            return f"{print_selector(selector)} IS {constant}"
        case NotExists(selector):
            return f"{print_selector(selector)} NOT EXISTS"
        case IsText(selector):
            return f"{print_selector(selector)} IS TEXT"
        case FieldTest(name, operator, value):
            return f"{name} {operator} {print_value(value)}"
        case _:
            assert_never(formula)


def _print_operand(formula: Formula) -> str:
    text = print_formula(formula)
    return f"({text})" if isinstance(formula, (And, Or, Not)) else text


def print_selector(selector: Selector) -> str:
    """The selector, every wildcard as `[*]` unless it is the first step."""
    text = "$"
    for step in selector.steps:
        text += _print_step(step, first=text == "$")
    return text


def _print_step(step: Step, first: bool) -> str:
    match step:
        case Name(text):
            return f".{text}" if _PLAIN_NAME.fullmatch(text) else f".['{text}']"
        case Index(number):
            return f"[{number}]"
        case Wildcard():
            return ".*" if first else "[*]"
        case _:
            assert_never(step)


def print_value(value: Value) -> str:
    match value:
        case Number(text):
            return text
        case Regex(source):
            return f"%{source}%"
        case Text(chunks, None):
            body = "*".join(re.sub(r'(["\\*])', r"\\\1", chunk) for chunk in chunks)
            return f'"{body}"'
        case Text(_, otherwise):  # the reading that keeps every backslash is how it was written
            body = "*".join(chunk.replace('"', '\\"') for chunk in otherwise or ())
            return f'"{body}"'
        case _:
            assert_never(value)


def _print_term(term: Term) -> str:
    if term.otherwise is None and _PLAIN_TERM.fullmatch(term.text):
        return term.sign + term.text
    body, escaped = "", iter(term.text)
    kept = iter(term.text if term.otherwise is None else term.otherwise)
    for char in escaped:
        if next(kept, char) != char:  # a backslash that only one of the two readings keeps
            body += "\\" + next(kept, char)
        else:
            body += "\\" + char if char in '\\"' else char
    return f'{term.sign}"{body}"'


def _print_entry(entry: Field | Ellipsis) -> str:
    if isinstance(entry, Ellipsis):
        return "..."
    return entry.name if entry.condition is None else print_formula(entry.condition)
