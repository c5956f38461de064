"""Nothing that a terminal acts on survives, and a pasted command still means its arguments.

The oracle for the latter is the shell itself.
"""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.reports.sanitize import pasteable, plain, plain_json
from tests.support import made
from tests.support.laws import examples


@made.LAW
@given(made.TEXT)
def test_plain_text_is_one_line_of_visible_characters(text: str) -> None:
    shown = plain(text)
    assert shown.isprintable()
    assert not made.ACTING & set(shown)


@made.LAW
@given(made.TEXT)
def test_plain_text_without_unicode_is_ascii(text: str) -> None:
    assert plain(text, unicode=False).isascii()
    assert plain(text, unicode=False).isprintable()


@made.LAW
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_ascii_that_can_be_seen_stays(text: str) -> None:
    assert plain(text) == text
    assert plain_json(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x1b[31m", r"\u001b[31m"),
        ("\x9b", r"\u009b"),
        ("\u202e", r"\u202e"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
        ("א", r"\u05d0"),
        ("é 漢 ✓", "é 漢 ✓"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert plain(text) == shown


ARGUMENTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10).map(
    lambda text: text.rstrip("\n")
)


@settings(made.LAW, max_examples=examples(40))
@given(
    arguments=st.lists(
        ARGUMENTS | made.HOSTILE.map(lambda text: text.replace("\0", "")), min_size=1, max_size=4
    ),
    unicode=st.booleans(),
)
def test_a_pasted_command_means_its_arguments(arguments: list[str], unicode: bool) -> None:
    command = pasteable(("printf", r"%s\0", *arguments), unicode=unicode)
    assert command.isprintable()
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    expected = b"".join(encoded(argument) + b"\0" for argument in arguments)
    assert done.stdout == expected


def encoded(text: str) -> bytes:
    return b"".join(
        char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass")
        for char in text
    )


def test_an_ordinary_command_is_shown_as_it_is_typed() -> None:
    assert pasteable(("aws", "sns", "list", "--name", "a b")) == "aws sns list --name 'a b'"
