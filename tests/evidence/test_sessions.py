"""Cases of saved output as data: text of a file → documents, text around them, problems with their place."""

from __future__ import annotations

import gc
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.evidence import Limits, read
from analyzer.evidence.json_scanner import Broken, Scanner, Whole

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "sessions.json").read_text(encoding="utf-8")
)


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_session_is_read_as_far_as_it_is_certain(case: dict[str, Any], encoding: str) -> None:
    decoded = read("\n".join(case["text"]).encode(encoding))
    assert [document.value for document in decoded.documents] == case["documents"]
    assert [document.preamble for document in decoded.documents] == case["preambles"]
    assert decoded.trailing == case["trailing"]
    assert [[problem.code, problem.line, problem.column] for problem in decoded.problems] == case["problems"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_pointers_number_the_documents_of_a_file_that_holds_several(case: dict[str, Any]) -> None:
    documents = read("\n".join(case["text"]).encode()).documents
    several = [f"/{index}" for index in range(len(documents))]
    assert [document.pointer for document in documents] == (
        several if len(documents) > 1 else [""] * len(documents)
    )


def test_a_broken_document_is_kept_from_its_beginning_to_where_reading_goes_on() -> None:
    decoded = read(b'{\n  "MetricAlarms": [\n    "x\n$ aws b\n{"b": 2}\n')
    assert decoded.problems[0].excerpt == '{\n  "MetricAlarms": [\n    "x\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1, ]", "expected value, got `]`"),
        ('{"a": 1, }', "expected value, got `}`"),
        ('{"a": 1 ]', "expected ',' delimiter, got `]`"),
        ("{a: 1}", "expected property name enclosed in double quotes, got `a`"),
        ('["a\tb"]', "invalid control character"),
        ("[NaN]", "`NaN` is not JSON"),
        ("[1e999]", "a number past the range of a double"),
        ("[] ,", "expected its end, got `,` after it"),
    ],
)
def test_what_is_wrong_is_said_alike_by_every_version_of_python(text: str, reason: str) -> None:
    (problem,) = read(text.encode()).problems
    assert problem.message == f"the JSON document that begins on line 1 is not relied on: {reason}"


@pytest.mark.parametrize("text", ["1e999", '{"a": [-1e400]}'])
def test_a_number_past_the_doubles_is_read_where_the_reader_keeps_it(text: str) -> None:
    read_numbers: list[str] = []

    def keep(number: str) -> float:
        read_numbers.append(number)
        return float(number)

    whole = Scanner(text, Limits(json_depth=9), read_double=keep).scan(0)
    assert isinstance(whole, Whole)
    assert read_numbers == re.findall(r"-?1e\d+", text)
    assert isinstance(Scanner(text, Limits(json_depth=9)).scan(0), Broken)
    assert isinstance(Scanner("[NaN, 1e999]", Limits(json_depth=9), read_double=keep).scan(0), Broken)
    broken = Scanner("[1e999, -Infinity]", Limits(json_depth=9), read_double=keep).scan(0)
    assert isinstance(broken, Broken)
    assert broken.message == "`-Infinity` is not JSON"


def test_an_excerpt_has_a_limit() -> None:
    assert len(read(b'{"MetricAlarms": ["' + b"x" * 9_999).problems[0].excerpt) == 2_000


def test_duplicate_members_are_named_by_pointers_from_the_file() -> None:
    decoded = read(b'{"ok": 1}\n{"a": 1, "b": [{"x/y": 1, "x/y": 2}], "a": {"c": 1, "c": 2}}\n')
    assert [document.contradicted for document in decoded.documents] == [False, True]
    (problem,) = decoded.problems
    assert all(f"`{pointer}`" in problem.message for pointer in ("/1/a", "/1/b/0/x~1y", "/1/a/c"))


def test_of_many_duplicate_members_the_first_are_named() -> None:
    members = ", ".join(f'"{index}": 0' for index in range(25))
    (problem,) = read(f"{{{members}, {members}}}".encode()).problems
    assert re.findall(r"`/(\d+)`", problem.message) == [str(index) for index in range(20)]


@pytest.mark.parametrize(
    ("text", "nodes"), [("[]", 1), ("[0, [], {}]", 4), ('{"a": 0, "b": [{"c": [1, 2]}]}', 10)]
)
def test_values_and_members_are_counted(text: str, nodes: int) -> None:
    for data in (text.encode(), b"$ aws a\n" + text.encode()):
        assert read(data).used.input_nodes == nodes


@pytest.mark.parametrize(("levels", "codes"), [(100, []), (101, ["too-deep"]), (50_000, ["too-deep"])])
def test_nesting_has_a_limit(levels: int, codes: list[str]) -> None:
    decoded = read(b"[" * levels + b"]" * levels + b'\n$ aws b\n{"b": 2}\n')
    assert [problem.code for problem in decoded.problems] == codes
    assert decoded.documents[-1].value == {"b": 2}


@pytest.mark.parametrize(
    "text", ['{"a": [[]]}', "[[[]]]", '[{"a": []}]', '[[1, {"a": 1}]]', '{"a": {"b": {}}}']
)
def test_every_bracket_is_a_level(text: str) -> None:
    assert read(text.encode(), Limits(json_depth=3)).problems == ()
    assert [problem.code for problem in read(text.encode(), Limits(json_depth=2)).problems] == ["too-deep"]


@pytest.mark.parametrize("digits", [19, 400, 4_300])
def test_integers_stay_exact(digits: int) -> None:
    number = int("9" * digits)
    assert read(f"[{number}]".encode()).documents[0].value == [number]


@pytest.fixture(params=[4_300, 0], ids=["limit of Python", "no limit of Python"])
def python_limit(request: pytest.FixtureRequest) -> Iterator[None]:
    was = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(request.param)
    yield
    sys.set_int_max_str_digits(was)


def test_a_number_past_the_doubles_is_found_behind_integers_of_any_size() -> None:
    integer = "9" * 400
    (problem,) = read(f"[-{integer}, {integer}, 1e999]".encode()).problems
    assert (problem.column, problem.limit) == (len(integer) * 2 + 7, "")


def test_an_integer_past_a_lower_limit_of_python_is_no_evidence() -> None:
    was = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(700)
    try:
        (problem,) = read(b"$ aws a\n [" + b"9" * 701 + b"]").problems
    finally:
        sys.set_int_max_str_digits(was)
    assert problem.message.endswith("is not relied on: a number that cannot be held")
    assert (problem.code, problem.line, problem.column) == ("malformed", 2, 2)


@pytest.mark.usefixtures("python_limit")
@pytest.mark.parametrize("token", ["9" * 4_301, "-" + "9" * 5_000, "9" * 1_000_000])
def test_integers_have_a_limit(token: str) -> None:
    decoded = read(f'{{"x": "{token}", "y": [true, 1.5, {token}]}}\n{{"b": 2}}'.encode())
    (problem,) = decoded.problems
    assert (problem.code, problem.column) == ("malformed", len(token) + 28)
    assert [document.value for document in decoded.documents] == [{"b": 2}]


@pytest.mark.parametrize("enabled", [True, False])
def test_reading_leaves_the_collector_of_cycles_as_it_was(enabled: bool) -> None:
    switch = {True: gc.enable, False: gc.disable}
    before = gc.isenabled()
    try:
        switch[enabled]()
        read(b"[]")
        assert gc.isenabled() is enabled
    finally:
        switch[before]()
