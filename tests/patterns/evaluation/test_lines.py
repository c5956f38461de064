"""Lines are divided into fields, and fields are joined to lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns.evaluation.lines import join_fields, split_line
from tests.support.laws import examples


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        (" a \t b\r\n", [("a", 1), ("b", 5)]),
        ('a "b c" [d e] f', [("a", 0), ("b c", 2), ("d e", 8), ("f", 14)]),
        ('"" []', [("", 0), ("", 3)]),
        ('a"b c"', [('a"b', 0), ('c"', 4)]),
        ('"a"b', [("a", 0), ("b", 3)]),
        ("[a]b", [("a", 0), ("b", 3)]),
        ('"a b', [('"a', 0), ("b", 3)]),
        ("[a b", [("[a", 0), ("b", 3)]),
        ("[a] [b c", [("a", 0), ("[b", 4), ("c", 7)]),
        ("a] [b", [("a]", 0), ("[b", 3)]),
        ('["a] b"', [('"a', 0), ('b"', 5)]),
    ],
)
def test_a_line_is_divided_as_the_case_says(line: str, words: list[tuple[str, int]]) -> None:
    assert split_line(line) == tuple(words)


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        ([], ""),
        (["a", "b"], "a b"),
        (["a b", ""], '"a b" ""'),
        (['a"b', '"a'], 'a"b ["a]'),
        (["[a", "a]"], '"[a" a]'),
        (['"a]'], '"a]'),  # no line has such a field
    ],
)
def test_marks_stand_around_the_fields_that_need_them(texts: list[str], line: str) -> None:
    assert join_fields(texts) == line


@settings(max_examples=examples(200))
@given(st.lists(st.text('ab "[]\t', max_size=4), max_size=4))
def test_what_is_joined_is_divided_into_the_same_fields(texts: list[str]) -> None:
    """Where each has a mark that it does not hold itself."""
    whole = [text for text in texts if not ('"' in text and "]" in text)]
    assert [word.text for word in split_line(join_fields(whole))] == whole
