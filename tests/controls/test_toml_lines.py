"""Lines of TOML keys. The oracle is the writer of each text, who counts its lines while writing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.controls.lines import MAX_DOTS, dotted_line, line_of

DATA = Path(__file__).parents[2] / "analyzer/controls/data"

# Values that look like keys, headers and comments, on one line and on several.
VALUES = st.sampled_from(
    [
        "1",
        "'[x]'",
        '"a = 1 # no comment"',
        '"quote \\" = [ "',
        "[1, [2], { y = 3 }]",
        '[\n  "a = 1", # ]\n  { b = "}" },\n]',
        '"""\n[k0]\nk1 = 1\n""quoted"" \\""""""',
        "'''\nk2 = '1'\n# \"\"\"\n''''",
        "{ k0 = { k1 = [ 1 ] } }",
        "2024-01-01 00:00:00",
    ]
)
FILLERS = st.sampled_from(["", "   ", "# k0 = 1", "# [k1]", "#'''", '# """'])
KEYS = st.sampled_from(["{}", '"{}"', "'{}'", " {} ", '"{} = ["', "'a.{}'", "{}.x", "'{}' . \"y z\""])


@given(draw=st.data())
def test_each_key_is_found_on_the_line_where_it_was_written(draw: st.DataObject) -> None:
    lines: list[str] = []
    written: dict[str, int] = {}
    for at in range(draw.draw(st.integers(1, 8))):
        lines += draw.draw(st.lists(FILLERS, max_size=2))
        key = draw.draw(KEYS).format(f"n{at}")
        text = f"[{key}]" if draw.draw(st.booleans()) else f"{key} = {draw.draw(VALUES)}"
        written[str(at)] = len("\n".join(lines).split("\n")) + 1 if lines else 1
        lines.append(text + draw.draw(st.sampled_from(["", "  # k = 1", " "])))
    text = "\n".join(lines)
    paths = _paths(tomllib.loads(text), ())
    assert len(paths) == len(written)
    for path in paths:
        last = next(step for step in reversed(path) if "n" in step and any(c.isdigit() for c in step))
        number = "".join(c for c in last if c.isdigit())
        assert line_of(text, path) == written[number]


def _paths(value: object, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The paths of a document that end in a key which the test has written."""
    if not isinstance(value, dict):
        return []
    found = []
    for key, inner in value.items():
        if "n" in key and any(c.isdigit() for c in key):
            found.append((*path, key))
        found += _paths(inner, (*path, key))
    return found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("a",), 2),
        (("t", 0), 3),
        (("t", 0, "x"), 4),
        (("t", 0, "sub"), 5),
        (("t", 0, "sub", "y"), 6),
        (("t", 1), 8),
        (("t", 1, "x"), 9),
        (("t", 1, "sub"), 10),
        (("t", 1, "sub", "z", "inner"), 11),
        (("t", 1, "missing"), 8),
        (("missing", "more"), 1),
    ],
)
def test_lists_of_tables_are_told_apart(path: tuple[str | int, ...], line: int) -> None:
    text = (
        "\na = 1\n[[t]]\nx = 1\n[t.sub]\ny = 1\n\n[[ t ]] # again\n x = 2\n[ t . sub ]\nz = { inner = 1 }\n"
    )
    tomllib.loads(text)
    assert line_of(text, path) == line


@pytest.mark.parametrize("path", sorted(DATA.glob("*.toml")), ids=lambda path: path.stem)
def test_the_lines_of_the_catalogue_are_those_that_begin_with_the_key(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    document = tomllib.loads(text)
    for key in document:
        assert lines[line_of(text, (key,)) - 1].lstrip("[").startswith(key)
    for version in document["versions"]:
        assert lines[line_of(text, ("versions", version, "level")) - 1].startswith(f'"{version}"')


def test_dots_in_texts_and_comments_are_no_parts_of_a_key() -> None:
    dots = "." * 1_000
    assert dotted_line(f'a = \'{dots}\' # {dots}\nb = """{dots}"""\n') is None
    assert dotted_line("\n" + ".".join("a" * (MAX_DOTS + 1)) + " = 1") is None
    assert dotted_line("\n" + ".".join("a" * (MAX_DOTS + 2)) + " = 1") == 2
    assert dotted_line("a = '''\n'''\nb = {" + ".".join(["'a'"] * (MAX_DOTS + 2)) + " = 1}") == 3


@given(text=st.text(alphabet="\"'\\#[]{}=.a\n", max_size=60))
def test_any_text_can_be_searched_for_dots(text: str) -> None:
    assert dotted_line(text) is None
