"""What patterns and facts say of an event: the checker's own translation of the syntax tree.

It shares nothing with the formulas of the decision procedure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol, assert_never

from analyzer.patterns.certificates.checker.conditions import of_condition
from analyzer.patterns.certificates.checker.literals import (
    COUNT,
    MESSAGE,
    NEVER,
    CheckedDisjunction,
    CheckedLiteral,
    Item,
    MessagePart,
    OnWord,
    Signed,
    Statement,
    Test,
)
from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Delimited,
    Everything,
    Field,
    FieldTest,
    Formula,
    Not,
    Number,
    Operator,
    Or,
    Pattern,
    Regex,
    Sign,
    Term,
    Terms,
    Text,
)


class HasFormula(Protocol):
    """A fact: something of which the formula is true of every event."""

    @property
    def formula(self) -> Formula: ...


def statements(
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    facts: Sequence[HasFormula],
) -> list[Statement]:
    """What an event would be of which all facts are true and that all of `required` and none of `union`
    match, in their order. With nothing required it is a JSON object."""
    wanted, unwanted = [_body(one) for one in required], [_body(one) for one in union]
    found: list[Statement] = []
    for body in wanted:
        found.extend(_of_body(body, True))
    is_object = not wanted or bool(facts) or any(map(_is_formula, wanted))
    for body in unwanted:
        if is_object or not _is_formula(body):  # no formula is true of a line that is no object
            found.extend(_of_body(body, False))
    found.extend(Signed(fact.formula, True) for fact in facts)
    if any(isinstance(body, Delimited) for body in (*wanted, *unwanted)):
        found.append(_at_least(int(is_object), True))  # the text of an object has a word
    return found


def _body(one: Pattern | Formula) -> Body:
    return one.body if isinstance(one, Pattern) else one


def _is_formula(body: Body) -> bool:
    return not isinstance(body, (Everything, Terms, Delimited, Regex))


def _of_body(body: Body, wanted: bool) -> Iterator[Statement]:
    match body:
        case Everything():
            yield from () if wanted else (NEVER,)
        case Regex():
            yield CheckedLiteral(MESSAGE, Test(value=body), wanted)
        case Terms(terms):
            yield from _of_terms(terms, wanted)
        case Delimited():
            yield from _joined([_at_least(_words(body), True), *_of_words(body)], True, wanted)
        case formula:
            yield Signed(formula, wanted)


def _of_terms(terms: Sequence[Term], wanted: bool) -> Iterator[Statement]:
    """Optional terms count only where there are no others."""
    others = [term for term in terms if term.sign is not Sign.OPTIONAL]
    yield from _joined([_of_term(term) for term in others or terms], bool(others), wanted)


def _of_term(term: Term) -> CheckedLiteral:
    otherwise = None if term.otherwise is None else ("", term.otherwise, "")
    contained = Text(("", term.text, ""), otherwise, exact=True)
    return CheckedLiteral(MESSAGE, Test(value=contained), term.sign is not Sign.EXCLUDED)


def _at_least(words: int, wanted: bool) -> CheckedLiteral:
    number = Number(str(words), Decimal(words))
    return CheckedLiteral(COUNT, Test(operator=Operator.GREATER_EQUAL, value=number), wanted)


def _words(body: Delimited) -> int:
    gaps = any(not isinstance(entry, Field) for entry in body.entries)
    return len(body.entries) - gaps


def _of_words(body: Delimited) -> Iterator[OnWord]:
    size = len(body.entries)
    gap = next((at for at, entry in enumerate(body.entries) if not isinstance(entry, Field)), size)
    for at, entry in enumerate(body.entries):
        if not isinstance(entry, Field) or entry.condition is None:
            continue
        part = MessagePart("word", at) if at < gap else MessagePart("word-from-end", size - at)
        if gap == size and at == size - 1:
            part = MessagePart("rest", at)
        yield OnWord(entry.condition, True, (part,))


def _joined(said: Sequence[CheckedLiteral | OnWord], all_of_them: bool, wanted: bool) -> Iterator[Statement]:
    """All (or some) of what is said is true, or that is denied."""
    signed = said if wanted else [_denied(one) for one in said]
    if all_of_them == wanted:
        yield from signed
    else:
        yield CheckedDisjunction(tuple((one,) for one in signed))


def _denied(statement: CheckedLiteral | OnWord) -> CheckedLiteral | OnWord:
    match statement:
        case CheckedLiteral(path, test, inside):
            return CheckedLiteral(path, test, not inside)
        case OnWord(formula, wanted, path):
            return OnWord(formula, not wanted, path)
        case _:
            assert_never(statement)


# Formulas, taken apart as far as they need no choice


def items(statement: Statement) -> Iterator[Item]:
    """What the statement says, item by item."""
    match statement:
        case CheckedDisjunction(((part,),)):
            yield from items(part)
        case Signed(Not(operand), wanted):
            yield from items(Signed(operand, not wanted))
        case Signed(And(operands) | Or(operands) as formula, wanted):
            if isinstance(formula, And) == wanted:
                for operand in operands:
                    yield from items(Signed(operand, wanted))
            else:
                yield from _disjunction(tuple(_alternatives(operands, wanted)))
        case Signed(condition, wanted):
            yield from of_condition(condition, wanted)
        case OnWord():
            yield from _of_word(statement)
        case item:
            yield item


def _disjunction(parts: tuple[tuple[Statement, ...], ...]) -> Iterator[Item]:
    if len(parts) == 1:
        for statement in parts[0]:
            yield from items(statement)
    else:
        yield CheckedDisjunction(parts)


def _alternatives(operands: Sequence[Formula], wanted: bool) -> Iterator[tuple[Statement, ...]]:
    """The parts of a disjunction, those of its parts among them."""
    for operand in operands:
        match operand:
            case And(inner) if not wanted:
                yield from _alternatives(inner, wanted)
            case Or(inner) if wanted:
                yield from _alternatives(inner, wanted)
            case _:
                yield (Signed(operand, wanted),)


def _of_word(said: OnWord) -> Iterator[Item]:
    """A field's condition knows comparisons and what joins them; nothing else is true of a word."""
    match said.formula:
        case And(operands) | Or(operands):
            inner = [OnWord(operand, said.wanted, said.path) for operand in operands]
            if isinstance(said.formula, And) == said.wanted:
                for one in inner:
                    yield from items(one)
            else:
                yield from _disjunction(tuple((one,) for one in inner))
        case FieldTest(_, operator, value):
            yield CheckedLiteral(said.path, Test(operator=operator, value=value, word=True), said.wanted)
        case _:
            yield from (NEVER,) if said.wanted else ()
