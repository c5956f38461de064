"""The checker of certificates: walks the steps of a proof once and believes nothing.

It shares the syntax tree, and nothing else, with what decides a question: it has its own translation of what
patterns say (`translation`), its own automata for texts (`automata`) and its own view of numbers
(`numbers`). There is no search. The time is about that of writing down the items that the steps
add, which are parts of the patterns, and of one step by each letter from each state that is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from analyzer.patterns.certificates.checker.certificate import (
    Certificate,
    ComplementaryPair,
    Element,
    EmptyDomain,
    IndexSplit,
    InterpretationSplit,
    ProofStep,
    Split,
    Use,
)
from analyzer.patterns.certificates.checker.literals import (
    COUNT,
    EVERY_KIND,
    CheckedDisjunction,
    CheckedLiteral,
    CheckedQuantifier,
    Item,
    LiteralKind,
    MessagePart,
    Opaque,
    Statement,
    ValuePath,
    kinds_at,
)
from analyzer.patterns.certificates.checker.numbers import no_number
from analyzer.patterns.certificates.checker.texts import Settled, UnsettledError
from analyzer.patterns.certificates.checker.translation import HasFormula, items, statements
from analyzer.patterns.certificates.checker.words import no_text, no_word
from analyzer.patterns.certificates.checker.work import pay
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Formula, Pattern

CONTAINER = frozenset((LiteralKind.OBJECT, LiteralKind.ARRAY))


MAX_ELEMENTS = 32
"""Elements that one step may tell apart."""


_STEPS_A_STEP = 8
_STEPS_AN_ITEM = 4


class RefusedError(Exception):
    """The certificate is no proof; the message says which step is wrong, and how."""


def check(
    certificate: Certificate,
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    *,
    facts: Sequence[HasFormula] = (),
) -> bool:
    """Whether the certificate proves that no event of which the facts are true matches all of `required`
    and none of `union`, each in the order in which the proof was made for them."""
    return why_refused(certificate, required, union, facts=facts) is None


def why_refused(
    certificate: Certificate,
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    *,
    facts: Sequence[HasFormula] = (),
) -> str | None:
    """What is wrong with the certificate as a proof of this; None for a proof.

    The work is told (`work.paid_by`), so that a certificate that is too long to check can be left.
    """
    return what_fails(certificate.steps, Branch([], tuple(statements(required, union, facts)), {}))


def what_fails(steps: Sequence[ProofStep], branch: Branch) -> str | None:
    """Why the steps do not close the branch; None if they do."""
    pending = [branch]
    for at, step in enumerate(steps):
        if not pending:
            return f"step {at}: expected no more steps"
        try:
            divided = pending.pop().begun().divided(step)
        except RefusedError as error:
            return f"step {at}: {error}"
        except UnsettledError as error:
            return f"step {at}: expected cases of the reading {error.question} first"
        pending.extend(reversed(divided))
    return f"expected a step for each of {len(pending)} branches that are open" if pending else None


@dataclass(frozen=True, slots=True)
class Branch:
    """Items that must all be true, what is added to them, and what is settled.

    Branches share the list of items: each one begins by cutting it back to what it goes on from.
    """

    before: list[Item]
    added: tuple[Statement, ...]
    known: Settled
    kept: int = 0

    def begun(self) -> Branch:
        """The branch with all of its items written down."""
        del self.before[self.kept :]
        for statement in self.added:
            self.before.extend(items(statement))
        pay(_STEPS_A_STEP + _STEPS_AN_ITEM * (len(self.before) - self.kept))
        return Branch(self.before, (), self.known, len(self.before))

    def divided(self, step: ProofStep) -> list[Branch]:
        """The branches that the step leaves; none if it closes this one. Raises RefusedError."""
        match step:
            case InterpretationSplit(question):
                _expect(question not in self.known, f"no second case of the reading {question}")
                return [
                    Branch(self.before, (), {**self.known, question: alternative}, self.kept)
                    for alternative in question.alternatives
                ]
            case Split(number):
                item = self.item(number)
                if not isinstance(item, CheckedDisjunction):
                    raise RefusedError(f"expected item {number} to be a disjunction")
                return [
                    Branch(self.before, part, self.known, self.kept)
                    for part in item.parts
                    if all(map(self._is_open, part))
                ]
            case IndexSplit():
                return self._split_by_index(step)
            case ComplementaryPair(one, other):
                _expect(self._are_complementary(one, other), "two items of which one denies the other")
            case EmptyDomain():
                self._check_empty_domain(step)
            case _:
                assert_never(step)
        return []

    def _split_by_index(self, step: IndexSplit) -> list[Branch]:
        """One branch for each element before one that is not there."""
        item, there, absent = self.item(step.item), self.said(step.there), self.said(step.absent)
        if not isinstance(item, CheckedQuantifier) or not item.some:
            raise RefusedError(f"expected item {step.item} to be about some value")
        self._check_alternative(item)
        depth = len(item.base)
        is_array = there.path[:depth] == item.base and _is_index([*there.path, None][depth])
        _expect(is_array and LiteralKind.ABSENT not in there.kinds, "an element that is there")
        is_past = len(absent.path) == depth + 1 and absent.path[:depth] == item.base
        _expect(is_past and absent.kinds == {LiteralKind.ABSENT}, "an element that is not there")
        size = absent.path[depth]
        if not isinstance(size, int) or not 0 <= size <= MAX_ELEMENTS:
            raise RefusedError(f"expected one of the first {MAX_ELEMENTS} elements")
        said = [CheckedLiteral((*item.base, at, *item.tail), item.test, item.inside) for at in range(size)]
        return [Branch(self.before, (one,), self.known, self.kept) for one in said]

    def _is_open(self, statement: Statement) -> bool:
        """Whether the statement is not one of another alternative than the one that holds."""
        if not isinstance(statement, CheckedQuantifier) or statement.only is None:
            return True
        question, alternative = statement.only
        return self.known.get(question, alternative) == alternative

    def item(self, number: int) -> Item:
        _expect(number < len(self.before), f"one of the {len(self.before)} items of the branch")
        return self.before[number]

    def _are_complementary(self, one: Use, other: Use) -> bool:
        first, second = self.item(one.item), self.item(other.item)
        if isinstance(first, Opaque) and isinstance(second, Opaque):
            return repr(first) == repr(Opaque(second.condition, not second.wanted))
        left, right = self.said(one), self.said(other)
        return (left.path, left.test, left.inside) == (right.path, right.test, not right.inside)

    # What an item says of one value

    def said(self, use: Use) -> CheckedLiteral:
        """What is used. Raises RefusedError where the item says no such thing."""
        item = self.item(use.item)
        match item:
            case CheckedLiteral(path, test, inside):
                _expect(use.at is None, f"item {use.item} used as it is")
                return CheckedLiteral(self._as_settled(path), test, inside)
            case CheckedQuantifier(some=True):
                return self._said_of_some(item, use)
            case CheckedQuantifier():
                return self._said_of_each(item, use)
        raise RefusedError(f"expected item {use.item} to be about a value")

    def _as_settled(self, path: ValuePath) -> ValuePath:
        """Where the answer is that the last field is one word too, what is left of the line is that word."""
        match path:
            case (MessagePart("rest", number),) if self.known.get(OpenQuestion.LAST_FIELD) == "word":
                return (MessagePart("word", number),)
        return path

    def _said_of_some(self, item: CheckedQuantifier, use: Use) -> CheckedLiteral:
        self._check_alternative(item)
        if use.at is None:
            return CheckedLiteral((*item.base, Element(use.item), *item.tail), item.test, item.inside)
        first = item.null_in_array and self.known.get(OpenQuestion.NULL_IN_ARRAY) == "first"
        _expect(first and _is_index(use.at) and use.at == 0, f"item {use.item} used as it is")
        return CheckedLiteral((*item.base, 0), item.test, item.inside)

    def _said_of_each(self, item: CheckedQuantifier, use: Use) -> CheckedLiteral:
        self._check_alternative(item)
        at = use.at
        if at is None:
            raise RefusedError(f"expected what item {use.item} is used at")
        element = self.item(at.item) if isinstance(at, Element) else None
        if isinstance(at, Element):
            fits = isinstance(element, CheckedQuantifier) and element.some and element.base == item.base
            _expect(fits, f"item {at.item} to say that there is a value where item {use.item} looks")
            self.said(Use(at.item))
        if item.null_in_array:
            looked_at = at == 0 or (isinstance(element, CheckedQuantifier) and element.null_in_array)
            any_index = self.known.get(OpenQuestion.NULL_IN_ARRAY) == "any" and _is_index(at)
            _expect((looked_at and not isinstance(at, str)) or any_index, "an element that IS NULL looks at")
        literal = CheckedLiteral((*item.base, at, *item.tail), item.test, item.inside)
        _expect(LiteralKind.ABSENT in literal.kinds, "what is true of what is absent")
        return literal

    def _check_alternative(self, item: CheckedQuantifier) -> None:
        if item.only is not None:
            question, alternative = item.only
            if question not in self.known:
                raise UnsettledError(question)
            _expect(self.known[question] == alternative, f"an item of the alternative {alternative}")

    # What no value can be

    def _check_empty_domain(self, step: EmptyDomain) -> None:
        pay(_STEPS_AN_ITEM * len(step.uses))
        said = [self.said(use) for use in step.uses]
        path = said[0].path[: step.depth]
        _expect(len(path) == step.depth, "a path as long as it is said to be")
        kinds, own = kinds_at(path), []
        for literal in said:
            if literal.path == path:
                own.append(literal)
                kinds &= literal.kinds
            else:
                kinds &= self._needed(path, literal)
        _expect(kinds <= {LiteralKind.TEXT, LiteralKind.NUMBER}, "a value of no kind but text and number")
        if LiteralKind.TEXT in kinds:
            is_word = path != COUNT and any(literal.test.word for literal in own)
            none = no_word(own, self.known, step.texts) if is_word else no_text(own, self.known, step.texts)
            _expect(none, "no text to be left")
        if LiteralKind.NUMBER in kinds:
            _expect(no_number(own, self.known, step.numbers), "no number to be left")

    def _needed(self, path: ValuePath, literal: CheckedLiteral) -> frozenset[LiteralKind]:
        """The kinds that the value at `path` may have, given what is said of something below or after it."""
        _expect(LiteralKind.ABSENT not in literal.kinds, "an item that says that its value is there")
        depth = len(path)
        if literal.path[:depth] == path:
            return self._that_hold(literal.path[depth])
        _expect(
            depth > 0 and literal.path[: depth - 1] == path[:-1] and len(literal.path) >= depth, "one value"
        )
        here, there = path[-1], literal.path[depth - 1]
        in_array = isinstance(there, Element) and self._is_of_array(there) and here == 0
        later = isinstance(there, int) and isinstance(here, int) and here < there
        _expect(_is_index(here) and (in_array or later), "an element after that of the path")
        return EVERY_KIND - {LiteralKind.ABSENT}

    def _that_hold(self, step: object) -> frozenset[LiteralKind]:
        """The kinds of values that have such a thing below them."""
        if isinstance(step, Element):
            return frozenset((LiteralKind.ARRAY,)) if self._is_of_array(step) else CONTAINER
        return frozenset((LiteralKind.ARRAY if _is_index(step) else LiteralKind.OBJECT,))

    def _is_of_array(self, element: Element) -> bool:
        item = self.item(element.item)
        return isinstance(item, CheckedQuantifier) and item.null_in_array


def _is_index(step: object) -> bool:
    return type(step) is int


def _expect(condition: bool, expected: str) -> None:
    if not condition:
        raise RefusedError(f"expected {expected}")
