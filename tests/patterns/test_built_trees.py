"""Trees that no pattern spells: the evaluator, the decision and the proofs say the same of them."""

from __future__ import annotations

import pytest

from analyzer.patterns import Entailed, Formula, Pattern, difference, evaluate, parse
from analyzer.patterns.certificates.checker.check import check
from analyzer.patterns.certificates.checker.conditions import of_condition
from analyzer.patterns.certificates.prover.prove import prove
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Delimited,
    Field,
    FieldTest,
    IsText,
    Name,
    NotExists,
    Operator,
    Or,
    Selector,
    Text,
    Wildcard,
)
from analyzer.patterns.syntax.build import text_equals

X = Text(("x",))
SOMEWHERE = Selector((Name("a"), Wildcard()))
MEMBER_OF_A_FIELD = Pattern(Delimited((Field("a", text_equals("a", "x")),)))


def is_proved(required: list[Pattern | Formula], union: list[Pattern | Formula]) -> bool:
    certificate = prove(required, union)
    return certificate is not None and check(certificate, required, union)


def test_a_word_of_a_line_has_no_members() -> None:
    assert evaluate(MEMBER_OF_A_FIELD, "x").value is False
    assert difference([MEMBER_OF_A_FIELD], []) == Entailed()
    assert is_proved([MEMBER_OF_A_FIELD], [])
    assert difference([parse("[a]")], [MEMBER_OF_A_FIELD]) != Entailed()


def test_an_object_has_no_fields() -> None:
    test = FieldTest("a", Operator.EQUAL, X)
    assert difference([test], []) == Entailed()
    assert is_proved([test], [])
    assert difference([parse("{ $.a = x }")], [test]) != Entailed()


@pytest.mark.parametrize("join", [And, Or])
def test_one_operand_is_what_it_joins(join: type[And] | type[Or]) -> None:
    alone, joined = text_equals("a", "x"), join((text_equals("a", "x"),))
    for left, right in ((alone, joined), (joined, alone)):
        assert difference([left], [right]) == Entailed()
        assert is_proved([left], [right])


def test_some_text_behind_a_wildcard_is_asked_for() -> None:
    text, equal = IsText(SOMEWHERE), Compare(SOMEWHERE, Operator.EQUAL, X)
    assert is_proved([text], [text])
    assert difference([equal], [text]) == Entailed()
    assert is_proved([equal], [text])
    assert difference([text], [equal]) != Entailed()


def test_two_wildcards_in_one_selector_are_beyond_the_decision() -> None:
    twice = NotExists(Selector((Name("a"), Wildcard(), Wildcard())))
    with pytest.raises(ValueError, match="at most one wildcard"):
        difference([twice], [])


def test_what_joins_conditions_is_no_condition() -> None:
    with pytest.raises(ValueError, match="expected a condition"):
        list(of_condition(And(()), True))
