"""What conditions on a JSON object say of it, for the checker of certificates."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.patterns.certificates.checker.literals import (
    ABSENT,
    NEVER,
    CheckedDisjunction,
    CheckedLiteral,
    CheckedQuantifier,
    Item,
    LiteralKind,
    Opaque,
    Test,
    ValuePath,
)
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import (
    Compare,
    Condition,
    FieldTest,
    Formula,
    Index,
    Is,
    IsText,
    JsonConstant,
    Name,
    NotExists,
    Operator,
    SelectorStep,
)

_NULL = Test(frozenset((LiteralKind.NULL,)))
_CONSTANTS = {
    JsonConstant.NULL: _NULL,
    JsonConstant.TRUE: Test(frozenset((LiteralKind.TRUE,))),
    JsonConstant.FALSE: Test(frozenset((LiteralKind.FALSE,))),
}
_ALL_OF_THEM = (OpenQuestion.WILDCARD_TEST, "all")


def of_condition(condition: Condition | Formula, wanted: bool) -> Iterator[Item]:
    """What a condition says of an event, or what its denial says."""
    match condition:
        case FieldTest():
            yield from (NEVER,) if wanted else ()  # an object has no fields
        case Compare(selector) | Is(selector) | NotExists(selector) | IsText(selector):
            before, after = _divided(selector.steps)
            if after is None:
                yield from _of_value(condition, _path(before), wanted)
            elif _divided(after)[1] is None:
                yield from _of_values(condition, _path(before), _path(after), wanted)
            else:  # no pattern has two wildcards in one selector
                yield Opaque(condition, wanted)
        case _:
            raise ValueError("expected a condition")


def _divided(
    steps: tuple[SelectorStep, ...],
) -> tuple[tuple[SelectorStep, ...], tuple[SelectorStep, ...] | None]:
    """The steps before and after the first wildcard; None where there is none."""
    for at, step in enumerate(steps):
        if not isinstance(step, (Name, Index)):
            return steps[:at], steps[at + 1 :]
    return steps, None


def _path(steps: tuple[SelectorStep, ...]) -> ValuePath:
    return tuple(
        step.text if isinstance(step, Name) else step.number
        for step in steps
        if isinstance(step, (Name, Index))
    )


def _of_value(condition: Formula, path: ValuePath, wanted: bool) -> Iterator[Item]:
    match condition:
        case Compare(_, operator, value):
            yield CheckedLiteral(path, Test(operator=operator, value=value), wanted)
        case Is(_, JsonConstant.NULL):
            null = CheckedLiteral(path, _NULL, wanted)
            inside = CheckedQuantifier(path, (), _NULL, inside=wanted, some=wanted, null_in_array=True)
            yield from (CheckedDisjunction(((null,), (inside,))),) if wanted else (null, inside)
        case Is(_, constant):
            yield CheckedLiteral(path, _CONSTANTS[constant], wanted)
        case NotExists():
            yield CheckedLiteral(path, ABSENT, wanted)
        case _:
            yield CheckedLiteral(path, Test(frozenset((LiteralKind.TEXT,))), wanted)


def _of_values(condition: Formula, base: ValuePath, tail: ValuePath, wanted: bool) -> Iterator[Item]:
    """Through a wildcard most conditions ask for some value, NOT EXISTS for none, and `!=` that the base
    be there and no value be equal."""
    match condition:
        case Compare(_, Operator.NOT_EQUAL, value):
            there = CheckedLiteral(base, ABSENT, not wanted)
            equal = CheckedQuantifier(base, tail, Test(value=value), inside=not wanted, some=not wanted)
            yield from (there, equal) if wanted else (CheckedDisjunction(((there,), (equal,))),)
        case Compare(_, Operator.EQUAL, value):
            yield CheckedQuantifier(base, tail, Test(value=value), inside=wanted, some=wanted)
        case Compare(_, operator, value):
            yield from _any_or_all(base, tail, Test(operator=operator, value=value), wanted)
        case Is(_, JsonConstant.NULL):
            yield CheckedQuantifier(base, tail, _NULL, inside=wanted, some=wanted)
        case Is(_, constant):
            yield from _any_or_all(base, tail, _CONSTANTS[constant], wanted)
        case NotExists():
            yield CheckedQuantifier(base, tail, ABSENT, inside=wanted, some=not wanted)
        case _:
            yield CheckedQuantifier(
                base, tail, Test(frozenset((LiteralKind.TEXT,))), inside=wanted, some=wanted
            )


def _any_or_all(base: ValuePath, tail: ValuePath, test: Test, wanted: bool) -> Iterator[Item]:
    """Some value passes, and if all have to, each one that is there does."""
    passes = Test(test.kinds | {LiteralKind.ABSENT}, test.operator, test.value)
    some = CheckedQuantifier(base, tail, test, inside=wanted, some=wanted)
    each = CheckedQuantifier(base, tail, passes, inside=wanted, some=not wanted, only=_ALL_OF_THEM)
    yield from (some, each) if wanted else (CheckedDisjunction(((some,), (each,))),)
