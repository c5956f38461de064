"""Numbers by value and by the texts that they may be written as."""

from __future__ import annotations

import copy
import math
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.patterns.evaluation.numeric import (
    LARGEST,
    LEAST,
    Overflowed,
    number_texts,
    number_value,
    read_double,
)

_SAME = (
    (0, "0"), (-7, "-7"), (2**63 - 1, "9223372036854775807"), (-(2**63), "-9223372036854775808"),
    (0.0, "0.0"), (-0.0, "-0.0"), (0.001, "0.001"), (-0.001, "-0.001"), (1000.0, "1000.0"),
    (9999999.5, "9999999.5"), (math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity"),
)  # fmt: skip
_TWO = (
    (1e7, "1.0E7", "10000000.0"),
    (-1e7, "-1.0E7", "-10000000.0"),
    (12345678.5, "1.23456785E7", "12345678.5"),
    (1e22, "1.0E22", "10000000000000000000000.0"),
    (0.00099, "9.9E-4", "0.00099"),
    (-2.5e-7, "-2.5E-7", "-0.00000025"),
    (2**63, "9.223372036854775808E18", "9223372036854775808"),
    (-(2**63) - 1, "-9.223372036854775809E18", "-9223372036854775809"),
    (10**20, "1.0E20", "100000000000000000000"),
)


@pytest.mark.parametrize(("number", "text"), _SAME)
def test_most_numbers_are_written_in_one_way(number: float, text: str) -> None:
    assert number_texts(number) == (text, text)


@pytest.mark.parametrize(("number", "scientific", "plain"), _TWO)
def test_of_others_nobody_knows_which_way_aws_takes(number: float, scientific: str, plain: str) -> None:
    assert number_texts(number) == (scientific, plain)


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_both_texts_of_a_number_have_its_value(number: float) -> None:
    assert {Decimal(text) for text in number_texts(number)} == {number_value(number)}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, LARGEST, LEAST])
def test_what_overflowed_has_no_value(number: float) -> None:
    assert number_value(number) is None


def test_a_double_has_the_value_that_it_is_written_with() -> None:
    assert number_value(0.1) == Decimal("0.1")
    assert number_value(10**30 + 1) == 10**30 + 1


@pytest.mark.parametrize("text", ["1e400", "-1e400", "9" * 400])
def test_a_number_past_the_doubles_is_kept_as_it_was_written(text: str) -> None:
    number = read_double(text)
    assert isinstance(number, Overflowed)
    assert math.isinf(number)
    assert (number > 0) is not text.startswith("-")
    for one in (number, copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert repr(one) == text


def test_a_number_of_the_doubles_is_one() -> None:
    assert (read_double("1.5"), type(read_double("1.5"))) == (1.5, float)


@pytest.mark.parametrize("text", ["1", "inf", "-inf", "Infinity", "nan"])
def test_what_is_not_past_the_doubles_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"expected a number past the doubles, got `{text}`"):
        Overflowed(text)
