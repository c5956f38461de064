"""Advice on patterns that AWS takes and that hardly mean what their author meant."""

from __future__ import annotations

import pytest

from analyzer.patterns import parse
from analyzer.patterns.lint import advice_on


def test_a_pattern_in_quotes_is_told_to_be_a_term() -> None:
    assert advice_on(parse('"{ $.eventName = ConsoleLogin }"')).startswith("a pattern in double quotes")


@pytest.mark.parametrize(
    "text",
    [
        "{ $.eventName = ConsoleLogin }",
        "ConsoleLogin",
        '"{ $.eventName = }"',  # no pattern, so its author meant the text
        '-"{ $.eventName = ConsoleLogin }"',
        '"{ $.a = x }" ERROR',
    ],
)
def test_nothing_is_said_about_others(text: str) -> None:
    assert advice_on(parse(text)) == ""
