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

from analyzer.patterns.syntax.ast import (
    And,
    Body,
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
    SelectorStep,
    Sign,
    Term,
    Terms,
    Text,
    Value,
    Wildcard,
)
from analyzer.patterns.syntax.parser import parse

T = TypeVar("T")

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SPECIAL = re.compile(r'["\\*]')
_PLAIN_TERM = re.compile(r"[\w.]+")


def normalize(pattern: str | Pattern) -> str:
    """The canonical text of a pattern: equal texts mean equal patterns, whatever AWS does.

    Raises PatternSyntaxError for a text that is no pattern.
    """
    return canonical_body(parse(pattern) if isinstance(pattern, str) else pattern)[1]


def canonical(pattern: Pattern) -> Pattern:
    """The pattern with its operands flattened, sorted and without repetition."""
    return Pattern(canonical_body(pattern)[0], unverified=pattern.unverified)


def canonical_body(pattern: Pattern) -> tuple[Body, str]:
    """The same for what stands in a pattern, and its text; worked out once for each pattern."""
    return pattern.once(_canonical_body)


def _canonical_body(pattern: Pattern) -> tuple[Body, str]:
    canonical: Body
    match pattern.body:
        case (Everything() | Regex()) as body:
            canonical = body
        case Terms(terms):
            canonical = _canonical_terms(terms)
        case Delimited(entries):
            canonical = Delimited(tuple(map(_canonical_entry, entries)))
        case formula:
            canonical, text = _canonical(formula)
            return canonical, _in_braces(text)
    return canonical, print_pattern(Pattern(canonical))


def canonical_formula(formula: Formula) -> Formula:
    """The formula with the operands of each && and || flattened, sorted and without repetition."""
    return _canonical(formula)[0]


def _canonical(formula: Formula) -> tuple[Formula, str]:
    """The canonical formula, and its text: what stands above it sorts by that."""
    match formula:
        case And(operands):
            return _operation(And, " && ", operands)
        case Or(operands):
            return _operation(Or, " || ", operands)
        case Not(operand):
            inner, text = _canonical(operand)
            return Not(inner), f"NOT {_within(inner, text)}"
        case condition:
            return condition, print_formula(condition)


def _operation(node: type[And] | type[Or], sign: str, operands: Iterable[Formula]) -> tuple[Formula, str]:
    by_text: dict[str, list[Formula]] = {}
    for operand in operands:
        one, text = _canonical(operand)
        nested = one.operands if isinstance(one, node) else (one,)
        for part in nested:
            alike = by_text.setdefault(text if part is one else print_formula(part), [])
            if part not in alike:
                alike.append(part)
    ordered = [(part, text) for text in sorted(by_text) for part in _in_order_of_parts(by_text[text])]
    if len(ordered) == 1:
        return ordered[0]
    joined = node(tuple(part for part, _ in ordered))
    return joined, sign.join(_within(part, text) for part, text in ordered) or print_formula(joined)


def _in_order_of_parts(alike: list[Formula]) -> list[Formula]:
    """Formulas that print alike; nearly always a single one."""
    return sorted(alike, key=repr) if len(alike) > 1 else alike


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
            return _in_braces(print_formula(formula))


def _in_braces(text: str) -> str:
    return f"{{ {text} }}"


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
    return _within(formula, print_formula(formula))


def _within(formula: Formula, text: str) -> str:
    """The text of a formula as it stands in a greater one."""
    return f"({text})" if isinstance(formula, (And, Or, Not)) else text


def print_selector(selector: Selector) -> str:
    """The selector, every wildcard as `[*]` unless it is the first step."""
    text = "$"
    for step in selector.steps:
        text += _print_step(step, first=text == "$")
    return text


def _print_step(step: SelectorStep, first: bool) -> str:
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
            body = "*".join(_SPECIAL.sub(r"\\\g<0>", chunk) for chunk in chunks)
            return f'"{body}"'
        case Text(_, otherwise):  # the alternative that keeps every backslash is how it was written
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
        if next(kept, char) != char:  # a backslash that only one of the two alternatives keeps
            body += "\\" + next(kept, char)
        else:
            body += "\\" + char if char in '\\"' else char
    return f'{term.sign}"{body}"'


def _print_entry(entry: Field | Ellipsis) -> str:
    if isinstance(entry, Ellipsis):
        return "..."
    return entry.name if entry.condition is None else print_formula(entry.condition)
