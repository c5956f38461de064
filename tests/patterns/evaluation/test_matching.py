"""Globs: what each way to read a star takes a text for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns.evaluation.matching import (
    any_occurrence,
    first_occurrence,
    has_middle_star,
    without_middle_stars,
)
from tests.support.laws import examples


@pytest.mark.parametrize(
    ("glob", "text", "first", "any_"),
    [
        ("a", "a", True, True),
        ("a", "aa", False, False),
        ("", "", True, True),
        ("a*", "ab", True, True),
        ("*a", "ba", True, True),
        ("*ab", "abab", False, True),
        ("ab*b", "abxb", True, True),
        ("ab*b", "ab", False, False),
        ("ab*ba", "aba", False, False),
        ("ab*b*c", "abc", False, False),
        ("*ab*b", "xab", False, False),
        ("*ab*b", "xabb", True, True),
        ("*a*", "xax", True, True),
        ("*a*b*", "ba", False, False),
        ("x*", "ax", False, False),
        ("a*b", "ab", True, True),
    ],
)
def test_a_text_is_matched_as_the_case_says(glob: str, text: str, first: bool, any_: bool) -> None:
    chunks = tuple(glob.split("*"))
    assert (first_occurrence(chunks, text), any_occurrence(chunks, text)) == (first, any_)


@settings(max_examples=examples(300))
@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_any_occurrence_is_what_an_expression_finds(glob: str, text: str) -> None:
    chunks = tuple(glob.split("*"))
    expected = re.fullmatch(".*".join(map(re.escape, chunks)), text) is not None
    assert any_occurrence(chunks, text) is expected
    assert expected or not first_occurrence(chunks, text)


@pytest.mark.parametrize(
    ("chunks", "has", "left"),
    [
        (("a",), False, ("a",)),
        (("a", ""), False, ("a", "")),
        (("", "a"), False, ("", "a")),
        (("", "a", ""), False, ("", "a", "")),
        (("a", "b"), True, ("a*b",)),
        (("a", "b", ""), True, ("a*b", "")),
        (("", "a", "b"), True, ("", "a*b")),
        (("", "a", "b", "c", ""), True, ("", "a*b*c", "")),
        (("a", "", "b"), True, ("a**b",)),
    ],
)
def test_a_star_between_texts_may_stand_for_itself(
    chunks: tuple[str, ...], has: bool, left: tuple[str, ...]
) -> None:
    assert has_middle_star(chunks) is has
    assert without_middle_stars(chunks) == left
