"""Looking up what a report cites, as `query` does: which file a path means, what a wrong question is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import UsageError
from analyzer.evidence.lookup import find_file, look_up
from analyzer.evidence.source import JSON, Location
from analyzer.evidence.steps import Located, NotThere, at_pointer
from analyzer.limits import Limits
from tests.evidence.bundles import zip_of

_LINE = 200  # characters of a line of a message
_REFUSED = [
    ("a[", "invalid jmespath expression: Incomplete expression:", ('"a["', "   ^")),
    ("a\u202e[", "bad jmespath expression: Unknown token", ()),
    ("a" * _LINE + "[", "invalid jmespath expression: ", (f'"{"a" * (_LINE - 1)}...', " " * _LINE + "...")),
    (
        "a" * (_LINE - 3) + "[",
        "invalid jmespath expression: ",
        (f'"{"a" * (_LINE - 3)}["', " " * (_LINE - 1) + "^"),
    ),
    ("nope(a)", "unknown function: nope()", ()),
    ("&a", "its result is no JSON value", ()),
    ("[a, {b: &a}]", "its result is no JSON value", ()),
    ("[" * 1_000 + "a" + "]" * 1_000, "it is nested too deeply", ()),
    ("sum(n)", "exceeds the limit", ()),
]


@pytest.mark.parametrize(("expression", "reason", "details"), _REFUSED)
def test_why_an_expression_does_not_fit_is_told(
    expression: str, reason: str, details: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('{"a": 1, "n": [' + 4300 * "9" + ", 1]}", encoding="utf-8")
    file = find_file(tmp_path / "a.json")
    with pytest.raises(UsageError) as raised:
        look_up(file, expression)
    expected = f"expected a JMESPath expression that fits `{file.path}`, got another: {reason}"
    assert str(raised.value).startswith(expected)
    assert raised.value.details == details


@pytest.mark.parametrize(
    ("names", "told"), [(["b.json", "c.json"], "2; name one, such as `{}/b.json`"), ([], "0; name one")]
)
def test_what_holds_another_number_of_files_is_told(names: list[str], told: str, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zip_of([(name, b"[]") for name in names]))
    with pytest.raises(UsageError) as raised:
        find_file(archive)
    assert str(raised.value) == f"expected one file, got `{archive}` that holds {told.format(archive)}"


def test_a_file_is_looked_up_within_the_limits(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"[1, 2]")
    assert [problem.limit for problem in find_file(tmp_path / "a.json", Limits(file_bytes=5)).problems] == [
        "file-bytes"
    ]


TOP = Location("a.json")


def places(value: JSON, place: Location = TOP) -> Iterator[tuple[Location, JSON]]:
    """Every value in a value, with where it stands."""
    yield place, value
    match value:
        case dict():
            for name, below in value.items():
                yield from places(below, place.child(name))
        case list():
            for at, below in enumerate(value):
                yield from places(below, place.child(at))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("a/~.\"0 é'\\", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_every_place_is_found_by_its_pointer(value: JSON) -> None:
    for place, found in places(value):
        assert at_pointer(value, place.pointer) == Located(found)


@given(VALUES, st.text("a/~0", max_size=6).map(lambda text: "/" + text.replace("~", "~0")))
def test_the_prefix_of_what_is_not_there_is_there_and_no_longer_one_is(value: JSON, pointer: str) -> None:
    parts = pointer.split("/")
    match at_pointer(value, pointer):
        case Located(found):
            assert found in [below for place, below in places(value) if place.pointer == pointer]
        case NotThere(prefix, _):
            taken = len(prefix.split("/"))
            assert prefix == "/".join(parts[:taken])
            assert isinstance(at_pointer(value, prefix), Located)
            assert isinstance(at_pointer(value, "/".join(parts[: taken + 1])), NotThere)
