"""The same question put to the solver Z3: exact for texts of any length and for all numbers.

Each place of an event is a kind, a text, a number, and whether the number is a whole one. Globs are
regular expressions of Z3. What hangs on an open question, wildcards and indexes in selectors, and globs
that the text of a number may match, are left to the other judge.
"""

from __future__ import annotations

import re
from decimal import Decimal

import z3

from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Formula,
    Is,
    JsonConstant,
    Name,
    Not,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    Selector,
    Text,
)

from .worlds import atoms_of, questions_of

STEPS = 3_000_000  # of the solver, a second or so; a time would hang on what else the machine does
ABSENT, NULL, TRUE, FALSE, OBJECT, NULL_FIRST, ARRAY, NUMBER, OVERFLOW, TEXT = range(10)
_OF_NUMBERS = re.compile(r"[0-9+\-.EInfity]*")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,6}")
_DOUBLE = re.compile(r"-?(?:0|[1-9][0-9]{0,6})\.(?:0|[0-9]{0,3}[1-9])")


class UnfitError(Exception):
    """Not a question for the solver."""


class _Places:
    """The variables of each place of an event."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], z3.ExprRef] = {}
        self.limits: list[z3.BoolRef] = []

    def kind(self, path: tuple[str, ...]) -> z3.ArithRef:
        if path not in self.known:
            kind = z3.Int(f"kind {path}")
            self.known[path] = kind
            self.limits.append(z3.And(kind >= ABSENT, kind <= TEXT))
            whole, number = z3.Bool(f"whole {path}"), z3.Real(f"number {path}")
            self.limits.append(z3.Implies(whole, z3.IsInt(number)))
            if len(path) > 1:
                self.limits.append(z3.Implies(kind != ABSENT, self.kind(path[:-1]) == OBJECT))
        return self.known[path]


def relation(left: Formula, right: Formula) -> str:
    """The relation, or "" where the solver is not asked or does not know."""
    try:
        for atom in (*atoms_of(left), *atoms_of(right)):
            if questions_of(atom) - {"null"}:
                raise UnfitError
        places = _Places()
        one, other = _formula(left, places), _formula(right, places)
        only_left = _some(places, one, z3.Not(other))
        only_right = _some(places, other, z3.Not(one))
        if not only_left or not only_right:
            names = {(False, False): "equivalent", (True, False): "broader", (False, True): "narrower"}
            return names[only_left, only_right]
        return "overlapping" if _some(places, one, other) else "disjoint"
    except UnfitError:
        return ""


def _some(places: _Places, *wanted: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.set("rlimit", STEPS)
    solver.add(*places.limits, *wanted)
    match str(solver.check()):
        case "sat":
            return True
        case "unsat":
            return False
        case _:
            raise UnfitError


def _formula(formula: Formula, places: _Places) -> z3.BoolRef:
    match formula:
        case And(operands):
            return z3.And(*(_formula(operand, places) for operand in operands))
        case Or(operands):
            return z3.Or(*(_formula(operand, places) for operand in operands))
        case Not(operand):
            return z3.Not(_formula(operand, places))
        case Compare(selector, operator, value):
            return _compare(_path(selector), operator, value, places)
        case Is(selector, JsonConstant.NULL):
            kind = places.kind(_path(selector))
            return z3.Or(kind == NULL, kind == NULL_FIRST)
        case Is(selector, constant):
            return places.kind(_path(selector)) == (TRUE if constant is JsonConstant.TRUE else FALSE)
        case NotExists(selector):
            return places.kind(_path(selector)) == ABSENT
        case _:
            raise UnfitError


def _path(selector: Selector) -> tuple[str, ...]:
    names = tuple(step.text for step in selector.steps if isinstance(step, Name))
    if len(names) < len(selector.steps):
        raise UnfitError
    return names


def _compare(
    path: tuple[str, ...], operator: Operator, value: Number | Text | Regex, places: _Places
) -> z3.BoolRef:
    kind = places.kind(path)
    text, number, whole = z3.String(f"text {path}"), z3.Real(f"number {path}"), z3.Bool(f"whole {path}")
    if isinstance(value, Number):
        bound = _real(value.value)
        if operator.is_order:
            orders = {">": number > bound, ">=": number >= bound, "<": number < bound, "<=": number <= bound}
            return z3.And(kind == NUMBER, orders[operator])
        same = z3.If(kind == TEXT, text == value.text, number == bound)
        return z3.And(z3.Or(kind == TEXT, kind == NUMBER), same if operator == "=" else z3.Not(same))
    as_number, overflowed = _written(value, number, whole)
    same = z3.If(kind == TEXT, z3.InRe(text, _language(value)), z3.If(kind == NUMBER, as_number, overflowed))
    scalar = z3.Or(kind == TEXT, kind == NUMBER, kind == OVERFLOW)
    return z3.And(scalar, same if operator == "=" else z3.Not(same))


def _real(value: Decimal) -> z3.RatNumRef:
    if value and abs(value.adjusted()) > 50:
        raise UnfitError
    numerator, denominator = value.as_integer_ratio()
    return z3.Q(numerator, denominator)


def _written(value: Text | Regex, number: z3.ArithRef, whole: z3.BoolRef) -> tuple[z3.BoolRef, z3.BoolRef]:
    """Whether a number as it is written is the value, and whether one that overflowed is."""
    no, yes = z3.BoolVal(False), z3.BoolVal(True)
    if isinstance(value, Regex):
        raise UnfitError
    if not any(value.chunks) and len(value.chunks) > 1:
        return yes, yes
    if not all(_OF_NUMBERS.fullmatch(chunk) for chunk in value.chunks):
        return no, no
    literal = value.literal
    if literal is None or "I" in literal or "E" in literal:
        raise UnfitError
    if _WHOLE.fullmatch(literal):
        return z3.And(whole, number == int(literal)), no
    if _DOUBLE.fullmatch(literal) and Decimal(literal):
        return z3.And(z3.Not(whole), number == _real(Decimal(literal))), no
    if literal.strip("-0.") == "":  # the several zeros
        raise UnfitError
    return no, no


def _language(value: Text | Regex) -> z3.ReRef:
    if isinstance(value, Regex):
        raise UnfitError
    if len(value.chunks) == 1:
        return z3.Re(value.chunks[0])
    anything = z3.Full(z3.ReSort(z3.StringSort()))
    parts: list[z3.ReRef] = []
    for at, chunk in enumerate(value.chunks):
        parts += [anything] * (at > 0) + [z3.Re(chunk)] * bool(chunk)
    return z3.Concat(*parts) if len(parts) > 1 else parts[0]
