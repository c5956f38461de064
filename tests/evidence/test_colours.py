"""Colours of a terminal change neither what a file says nor where it says it."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.evidence import read, terminal

CODES = st.sampled_from(
    ["\x1b[0m", "\x1b[m", "\x1b[1;39m", "\x1b[38;5;231m", "\x1b[38:2::1:2:3m", "\x1b[31m\x1b[K"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def coloured(draw: st.DrawFn, text: str) -> str:
    """The text with colours anywhere, inside of its words too."""
    for place in sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)), reverse=True):
        text = text[:place] + draw(CODES) + text[place:]
    return text


@given(st.data(), st.lists(VALUES, max_size=3), st.sampled_from([None, 4]))
def test_a_coloured_document_is_the_document(data: st.DataObject, value: object, indent: int | None) -> None:
    plain = json.dumps(value, indent=indent)
    assert read(data.draw(coloured(plain)).encode()) == read(plain.encode())


@given(st.data(), st.text('{}[]",:x1 \n', max_size=30))
def test_a_problem_stands_where_an_editor_shows_it(data: st.DataObject, text: str) -> None:
    shown = data.draw(coloured(text))
    expected, found = read(text.encode()), read(shown.encode())
    assert found._replace(problems=()) == expected._replace(problems=())
    lines = shown.split("\n")
    for one, plain in zip(found.problems, expected.problems, strict=True):
        assert one._replace(column=plain.column) == plain
        ahead = lines[one.line - 1][: one.column - 1] if one.line else ""
        assert len(re.sub(r"\x1b\[[0-9;:]*[mK]", "", ahead)) == max(plain.column - 1, 0)


RED, OFF = "\x1b[31m", "\x1b[0m"


@pytest.mark.parametrize(
    ("shown", "places"),
    [
        ('\n{"a": 1, "a": 2}', [(2, 1)]),
        (f'{RED}\n{RED} {OFF}{{"a": 1, "a": 2}}', [(2, 11)]),
        (f'$ aws{RED} x\n{OFF}[1]\n{RED}{{"a":{OFF} x}}\n', [(3, 16)]),
        (f"{RED}no JSON{OFF}", [(0, 0)]),
        (f"{RED}[1]{OFF}", []),
    ],
)
def test_a_problem_behind_colours(shown: str, places: list[tuple[int, int]]) -> None:
    assert [(one.line, one.column) for one in read(shown.encode()).problems] == places


def test_a_colour_right_behind_a_character_moves_it_not_and_line_ends_are_plain() -> None:
    line = f"a{RED}b{OFF}c"
    assert [terminal.column_with_colours(line, column) for column in (1, 2, 3)] == [1, 7, 12]
    assert terminal.plain("a\r\nb ") == "a\nb"
