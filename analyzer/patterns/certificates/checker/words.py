"""Whether there is a text, or a word of a line, of which all that is said is true: for the checker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from analyzer.patterns.certificates.checker.automata import alphabet, closed, contains
from analyzer.patterns.certificates.checker.certificate import ProductState
from analyzer.patterns.certificates.checker.literals import CheckedLiteral
from analyzer.patterns.certificates.checker.numbers import OrderClaim, SpellingClaim, holds_for, no_value
from analyzer.patterns.certificates.checker.texts import Settled, chunks_of, reader_of, settled, text_reader
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Number, Operator, Text

_NUMERIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?")


def claim_on_text(literal: CheckedLiteral, known: Settled) -> SpellingClaim | None:
    """What is said of a text; None for nothing that is not told by its kind. Raises UnsettledError."""
    operator, value = literal.test.operator, literal.test.value
    if value is None or operator.is_order:
        return None
    wanted = literal.inside == (operator is Operator.EQUAL)
    if isinstance(value, Number):
        return SpellingClaim(text_reader(value.text), wanted, value.text if wanted else None)
    pin = None
    if wanted and isinstance(value, Text):
        chunks = chunks_of(value, known)
        pin = chunks[0] if chunks is not None and len(chunks) == 1 else None
    return SpellingClaim(reader_of(value, known), wanted, pin)


def no_text(said: Sequence[CheckedLiteral], known: Settled, states: Sequence[ProductState] | None) -> bool:
    """Whether no text is what all of it says. Raises UnsettledError."""
    return _nothing_left([claim for one in said if (claim := claim_on_text(one, known)) is not None], states)


def _nothing_left(claims: Sequence[SpellingClaim], states: Sequence[ProductState] | None) -> bool:
    pins = [claim.pin for claim in claims if claim.pin is not None]
    if pins:
        return any(contains(claim.reader, pins[0]) != claim.wanted for claim in claims)
    if states is None:
        return False
    readers = [claim.reader for claim in claims]
    return closed(readers, [claim.wanted for claim in claims], states, alphabet(readers))


# Words of a line


def claim_on_word(literal: CheckedLiteral, known: Settled) -> SpellingClaim | OrderClaim | None:
    """What is said of a word: with a bare number it is compared by value. Raises UnsettledError."""
    value, operator = literal.test.value, literal.test.operator
    if not isinstance(value, Number):
        return claim_on_text(literal, known)
    if value.odd and not operator.is_order and settled(OpenQuestion.NUMBER_SPELLING, known) == "word":
        return claim_on_text(literal, known)
    return OrderClaim(operator, value.value, literal.inside)


def no_word(said: Sequence[CheckedLiteral], known: Settled, states: Sequence[ProductState] | None) -> bool:
    """Whether no word is what all of it says. Raises UnsettledError."""
    claims = [claim for one in said if (claim := claim_on_word(one, known)) is not None]
    texts = [claim for claim in claims if isinstance(claim, SpellingClaim)]
    orders = [claim for claim in claims if isinstance(claim, OrderClaim)]
    if _nothing_left(texts, states):
        return True
    pins = [claim.pin for claim in texts if claim.pin is not None]
    if pins:
        return not all(_is_so(order, pins[0], known) for order in orders)
    others = any(order.wanted != _differs(order, known) for order in orders)
    return others and no_value(orders)


def _is_so(order: OrderClaim, word: str, known: Settled) -> bool:
    if _NUMERIC.fullmatch(word):
        return holds_for(order, Decimal(word))
    return order.wanted == _differs(order, known)


def _differs(order: OrderClaim, known: Settled) -> bool:
    """Whether the comparison is true of a word that is no number."""
    return order.operator is Operator.NOT_EQUAL and settled(OpenQuestion.FIELD_NUMBER, known) == "differs"
