"""Which few things that are said of one value contradict each other, for the search for a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

from analyzer.allowance import spend
from analyzer.patterns.certificates.checker.automata import Reader, accepted, alphabet, hopeless, step
from analyzer.patterns.certificates.checker.certificate import ProductState
from analyzer.patterns.certificates.checker.digits import NUMERAL_LETTERS
from analyzer.patterns.certificates.checker.literals import COUNT, CheckedLiteral, LiteralKind, ValuePath
from analyzer.patterns.certificates.checker.numbers import (
    SpellingClaim,
    claim_of,
    no_number,
    sets_of_numerals,
)
from analyzer.patterns.certificates.checker.texts import Settled, UnsettledError
from analyzer.patterns.certificates.checker.words import claim_on_text, claim_on_word, no_text, no_word
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Number, Operator, Text

MAX_STATES = 2_000
"""States of texts that one contradiction may list: real wildcards need some hundreds."""


class _HasLiteral(Protocol):
    @property
    def literal(self) -> CheckedLiteral: ...


S = TypeVar("S", bound=_HasLiteral)
_States: TypeAlias = tuple[ProductState, ...]
_Found: TypeAlias = tuple[_States | None, _States | None]


class ContradictionFinder:
    """Contradictions about values, under the alternatives that hold."""

    def __init__(self, known: Settled, unsettled: set[OpenQuestion]) -> None:
        self.known = known
        self.unsettled = unsettled
        self.walks: dict[tuple[object, ...], _States | None] = {}

    def contradiction(
        self,
        path: ValuePath,
        start: frozenset[LiteralKind],
        own: Sequence[S],
        around: Mapping[S, frozenset[LiteralKind]],
        newest: S | None,
        closely: bool,
    ) -> tuple[Sequence[S], _States | None, _States | None] | None:
        """Things said that no value can be all of, and the states that it takes to see it.

        `own` are about the value itself; those `around` it leave it the kinds given. `newest` is tried
        with each of the others first. Without `closely` nothing is done that takes a walk through texts.
        """
        if not closely and not _is_worth_it(start, own, around):
            return None
        usable = [said for said in own if self._is_settled(path, said.literal)]
        ordered = [*reversed(usable), *around]

        def attempt(some: Sequence[S]) -> _Found | None:
            spend(4 * (1 + len(some)))
            kinds, said = start, []
            for one in some:
                kinds &= around.get(one, one.literal.kinds)
                if one not in around:
                    said.append(one.literal)
            return self._nothing_left(kinds, said, closely)

        if newest is not None and newest in ordered and len(ordered) > 2:
            for other in ordered:
                if attempt((other, newest)) is not None:
                    ordered = [other, newest]
                    break
        if not ordered or attempt(ordered) is None:
            return None
        chosen = _least(ordered, lambda some: bool(some) and attempt(some) is not None)
        chosen = sorted(
            chosen, key=lambda one: one.literal.path[: len(path)] != path
        )  # the first names the path
        found = attempt(chosen)
        return None if found is None else (chosen, *found)

    def _is_settled(self, path: ValuePath, literal: CheckedLiteral) -> bool:
        """Whether what is said hangs on no open question; one that is in the way is noted."""
        try:
            if path != COUNT:
                claim_on_word(literal, self.known) if literal.test.word else claim_of(literal, self.known)
        except UnsettledError as error:
            self.unsettled.add(error.question)
            return False
        return True

    def _nothing_left(
        self, kinds: frozenset[LiteralKind], said: Sequence[CheckedLiteral], closely: bool
    ) -> _Found | None:
        """The states to list, if no value of these kinds is what is said."""
        if not kinds <= {LiteralKind.TEXT, LiteralKind.NUMBER}:
            return None
        try:
            no_texts, texts = self._no_text(said, closely) if LiteralKind.TEXT in kinds else _EASY
            if not no_texts:
                return None
            no_numbers, numbers = self._no_number(said, closely) if LiteralKind.NUMBER in kinds else _EASY
        except UnsettledError as error:
            self.unsettled.add(error.question)
            return None
        return (texts, numbers) if no_numbers else None

    def _no_text(self, said: Sequence[CheckedLiteral], closely: bool) -> tuple[bool, _States | None]:
        is_word = any(one.test.word for one in said)
        if no_word(said, self.known, None) if is_word else no_text(said, self.known, None):
            return _EASY
        if not closely:
            return _FAILED
        claim = claim_on_word if is_word else claim_on_text
        written = [found for one in said if isinstance(found := claim(one, self.known), SpellingClaim)]
        readers = [one.reader for one in written]
        return self._walk(said, readers, [one.wanted for one in written], alphabet(readers))

    def _no_number(self, said: Sequence[CheckedLiteral], closely: bool) -> tuple[bool, _States | None]:
        if no_number(said, self.known, None):
            return _EASY
        claims = [claim for one in said if (claim := claim_of(one, self.known)) is not None]
        if not closely or not any(isinstance(claim, SpellingClaim) for claim in claims):
            return _FAILED
        walked = self._walk(said, *sets_of_numerals(claims), NUMERAL_LETTERS)
        return walked if walked[0] and no_number(said, self.known, walked[1]) else _FAILED

    def _walk(
        self,
        said: Sequence[CheckedLiteral],
        readers: Sequence[Reader],
        wanted: Sequence[bool],
        letters: Sequence[str],
    ) -> tuple[bool, _States | None]:
        """All states that lead to a text that is what is said; fails if there is such a text."""
        key = (letters is NUMERAL_LETTERS, *((one.test, one.inside) for one in said))
        if key not in self.walks:
            self.walks[key] = _states(readers, wanted, letters)
        states = self.walks[key]
        return states is not None, states


_EASY: tuple[bool, _States | None] = (True, None)
_FAILED: tuple[bool, _States | None] = (False, None)


def _states(readers: Sequence[Reader], wanted: Sequence[bool], letters: Sequence[str]) -> _States | None:
    """All states with any hope, if none of them is accepted and they are not too many."""
    start: ProductState = tuple(reader.start() for reader in readers)
    found = {} if hopeless(start, wanted) else {start: None}
    pending = list(found)
    while pending:
        state = pending.pop()
        spend(len(letters) * (len(state) + sum(map(len, state))))
        if accepted(readers, state, wanted) or len(found) > MAX_STATES:
            return None
        for letter in letters:
            reached = step(readers, state, letter)
            if reached not in found and not hopeless(reached, wanted):
                found[reached] = None
                pending.append(reached)
    return tuple(found)


def _is_worth_it(
    start: frozenset[LiteralKind], own: Sequence[S], around: Mapping[S, frozenset[LiteralKind]]
) -> bool:
    kinds = start
    for one in own:
        kinds &= one.literal.kinds
    for left in around.values():
        kinds &= left
    return not kinds or any(_may_close(one.literal) for one in own)


def _may_close(literal: CheckedLiteral) -> bool:
    """Whether it leaves one text, or orders numbers: what is seen without a walk rests on that."""
    value, operator = literal.test.value, literal.test.operator
    if operator.is_order or isinstance(value, Number):
        return True
    one = isinstance(value, Text) and len(value.chunks) == 1
    return one and literal.inside == (operator is Operator.EQUAL)


def _least(said: Sequence[S], suffices: Callable[[Sequence[S]], bool]) -> Sequence[S]:
    """A part of what is said that suffices, of which nothing can be left out: one thing after another is
    tried without (the deletion filter of Chinneck and Dravnieks, 1991)."""
    kept = list(said)
    for one in said:
        rest = [other for other in kept if other is not one]
        if suffices(rest):
            kept = rest
    return kept
