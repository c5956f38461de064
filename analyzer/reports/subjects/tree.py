"""The syntax tree of a filter pattern for people and for programs.

Each node is told with the text of its part in canonical form, and with its span in the pattern as
it was given: offsets of the first character inside and the first one behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

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
    Is,
    IsText,
    Not,
    NotExists,
    Number,
    Or,
    Pattern,
    Regex,
    Span,
    Term,
    Terms,
    Text,
    Value,
)  # fmt: skip
from analyzer.patterns.syntax.printer import print_formula, print_pattern, print_selector, print_value
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.sanitize import dump_json, plain
from analyzer.reports.subjects.renderer import SubjectRenderer

if TYPE_CHECKING:
    from analyzer.evidence import JSON

_Part: TypeAlias = Formula | Term | Field | Ellipsis

_LINES: Final = {True: ("├── ", "└── ", "│   ", "    "), False: ("|-- ", "`-- ", "|   ", "    ")}


def render(pattern: Pattern, display: Display = PLAIN) -> str:
    """The tree drawn with one node a line, then what is in doubt; ends in a line break."""
    unverified = [f"in doubt whether AWS accepts: {syntax.value}" for syntax in pattern.unverified]
    return "".join(f"{line}\n" for line in (*_drawn(pattern, display.unicode), *unverified))


def render_json(pattern: Pattern) -> str:
    """The tree as one JSON document that ends in a line break."""
    unverified: list[JSON] = [{"code": str(syntax), "about": syntax.value} for syntax in pattern.unverified]
    return dump_json({"pattern": pattern.source, "doubts": unverified, "tree": _body(pattern.body)})


def _drawn(pattern: Pattern, unicode: bool) -> Iterator[str]:
    match pattern.body:
        case Everything():
            yield "everything"
        case Regex() as regex:
            yield f"regular expression {plain(print_value(regex), unicode=unicode)}"
        case Terms(terms):
            yield "terms"
            yield from _children(terms, unicode)
        case Delimited(entries):
            yield "fields"
            yield from _children(entries, unicode)
        case formula:
            yield _label(formula, unicode)
            yield from _children(_below(formula), unicode)


def _children(parts: tuple[_Part, ...], unicode: bool) -> Iterator[str]:
    tee, corner, bar, blank = _LINES[unicode]
    for number, part in enumerate(parts, start=1):
        last = number == len(parts)
        yield (corner if last else tee) + _label(part, unicode)
        for line in _children(_below(part), unicode):
            yield (blank if last else bar) + line


def _below(part: _Part) -> tuple[_Part, ...]:
    match part:
        case And(operands) | Or(operands):
            return operands
        case Not(operand):
            return (operand,)
        case Field(_, condition) if isinstance(condition, (And, Or, Not)):
            return (condition,)
        case _:
            return ()


def _label(part: _Part, unicode: bool) -> str:
    return plain(_text(part), unicode=unicode)


def _text(part: _Part) -> str:
    match part:
        case And():
            return "and"
        case Or():
            return "or"
        case Not():
            return "not"
        case Term():
            return print_pattern(Pattern(Terms((part,))))
        case Ellipsis():
            return "..."
        case Field(name, condition):
            if condition is None or _below(part):
                return name or "(any field)"
            return print_formula(condition)
        case condition:
            return print_formula(condition)


def _body(body: Body) -> JSON:
    match body:
        case Everything():
            return {"node": "everything"}
        case Regex() as regex:
            return {"node": "regex", "span": _span(regex.span), "source": regex.source}
        case Terms(terms):
            return {"node": "terms", "terms": [_part(term) for term in terms]}
        case Delimited(entries):
            return {"node": "delimited", "fields": [_part(entry) for entry in entries]}
        case formula:
            return _part(formula)


def _part(part: _Part) -> JSON:
    match part:
        case And(operands, span):
            return {"node": "and", "span": _span(span), "operands": [_part(one) for one in operands]}
        case Or(operands, span):
            return {"node": "or", "span": _span(span), "operands": [_part(one) for one in operands]}
        case Not(operand):
            return {"node": "not", "operands": [_part(operand)]}
        case Compare(selector, operator, value, span):
            where: dict[str, JSON] = {"selector": print_selector(selector), "operator": operator.value}
            return {"node": "compare", "span": _span(span), **where, "value": _value(value)}
        case Is(selector, constant, span):
            said: dict[str, JSON] = {"selector": print_selector(selector), "constant": constant.value}
            return {"node": "is", "span": _span(span), **said}
        case NotExists(selector, span):
            return {"node": "not-exists", "span": _span(span), "selector": print_selector(selector)}
        case IsText(selector):
            return {"node": "is-text", "selector": print_selector(selector)}
        case FieldTest(name, operator, value, span):
            test: dict[str, JSON] = {"field": name, "operator": operator.value}
            return {"node": "field-test", "span": _span(span), **test, "value": _value(value)}
        case Term():
            return {"node": "term", "span": _span(part.span), "sign": part.sign.value, "text": part.text}
        case Field(name, condition, span):
            below = _part(condition) if condition is not None else None
            return {"node": "field", "span": _span(span), "name": name, "condition": below}
        case Ellipsis(span):
            return {"node": "ellipsis", "span": _span(span)}
        case _:
            assert_never(part)


def _value(value: Value) -> JSON:
    match value:
        case Number():
            return {"kind": "number", "span": _span(value.span), "text": value.text}
        case Text():
            return {"kind": "text", "span": _span(value.span), "text": print_value(value)}
        case Regex():
            return {"kind": "regex", "span": _span(value.span), "text": print_value(value)}
        case _:
            assert_never(value)


def _span(span: Span) -> JSON:
    return [span.start, span.end]


RENDERER: Final = SubjectRenderer(render, render_json)
