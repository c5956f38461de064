"""`query`: a place or a JMESPath expression in a file of evidence, read as the analysis reads it."""

from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.program import run, tells_error

ALARMS = {"MetricAlarms": [{"AlarmName": "é\u202e", "Threshold": 1.0}, {"AlarmName": "b"}]}


def asked(file: Path | str, expression: str) -> object:
    done = run("query", str(file), expression)
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_encoding_of_the_evidence(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "alarms.json"
    text = json.dumps(ALARMS, ensure_ascii=False)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    file.write_bytes((mark + text).encode(encoding))
    assert asked(file, "MetricAlarms[].AlarmName") == ["é\u202e", "b"]


def test_a_file_of_several_documents_is_the_list_of_them(tmp_path: Path) -> None:
    file = tmp_path / "saved.txt"
    file.write_text('$ aws one\n{"a": 1}\n$ aws two\n{"a": 2}\n', encoding="utf-8")
    assert asked(file, "[].a") == [1, 2]


def test_a_file_inside_of_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "client.zip", "w") as packed:
        packed.writestr("us-east-1/alarms.json", json.dumps(ALARMS))
        packed.writestr("us-east-1/other.json", "{}")
    file = tmp_path / "alarms.json"
    file.write_text(json.dumps(ALARMS), encoding="utf-8")
    with tarfile.open(tmp_path / "client.tar.gz", "w:gz") as tar:
        tar.add(file, "us-east-1/alarms.json")
    for archive in ("client.zip", "client.tar.gz"):
        assert asked(tmp_path / archive / "us-east-1" / "alarms.json", "MetricAlarms[1].AlarmName") == "b"


def test_no_terminal_acts_on_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "alarms.json"
    file.write_text(json.dumps(ALARMS, ensure_ascii=False), encoding="utf-8")
    done = run("query", str(file), "MetricAlarms[0].AlarmName")
    assert done.stdout.decode() == '"é\\u202e"\n'


VALUES = {"a": {"b": [{"c": 1}, None], "": 0, "x/y~z": 2, "01": 3}, "n": None}
FOUND = {
    "": VALUES,
    "/a/b/0/c": 1,
    "/a/b/1": None,
    "/n": None,
    "/a/": 0,
    "/a/x~1y~0z": 2,
    "/a/01": 3,
    "a.b[0].c": 1,
    "a.b[-2].c": 1,
    "a.b[1]": None,
    "n": None,
    "@.a.b | [1]": None,
    'a."01"': 3,
    "a.b[].d": [],
    "a.b[:1].c": [1],
}
# What is not there, the longest beginning of it that is, and what is told of that.
ABSENT = {
    "/A": ("", "did you mean `a`?"),
    "/z": ("", "it has `a`, `n`"),
    "/a/b/2": ("/a/b", "a list of 2 without `2`; its items are 0 to 1"),
    "/a/b/00": ("/a/b", "a list of 2"),
    "/a/b/-": ("/a/b", "a list of 2"),
    "/a/b/c": ("/a/b", "a list of 2"),
    "/a/b/0/d/e/f": ("/a/b/0", "an object without `d`; it has `c`"),
    "/a/b/0/c/d": ("/a/b/0/c", "a single value"),
    "/n/x": ("/n", "null, which"),
    "/a/x~1y~0z/q": ("/a/x~1y~0z", "a single value"),
    "a.b[0].d.e": ("a.b[0]", "an object without `d`"),
    "a.b[7]": ("a.b", "a list of 2 without `7`"),
    "a.b[-3]": ("a.b", "a list of 2"),
    "a.b[1].c": ("a.b[1]", "null, which"),
    "a.b.c": ("a.b", "a list of 2"),
    "A": ("", "did you mean `a`?"),
    "aa.b[].c": ("", "did you mean `a`?"),
    "a.bb[*].c | [0]": ("a", "did you mean `b`?"),
    "a.b[?c==`2`] | [0]": ("a.b[?c==`2`]", "a value in which `| [0]` finds nothing"),
    "a.z[0:2].c | [0]": ("a", "an object without `z`"),
    "@ | @ | z": ("", "an object without `z`"),
    "a.{x: z}.y": ("a.{x: z}", "a value in which `.y` finds nothing"),
    "not_null(z)": ("", ""),
    "`null`": ("", ""),
}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("values") / "a.json"
    file.write_text(json.dumps(VALUES), encoding="utf-8")
    return file


@pytest.mark.parametrize("expression", FOUND)
def test_what_is_there_is_found_be_it_null(values: Path, expression: str) -> None:
    assert asked(values, expression) == FOUND[expression]


@pytest.mark.parametrize("expression", ABSENT)
def test_where_a_path_ends_is_told(values: Path, expression: str) -> None:
    prefix, told = ABSENT[expression]
    done = run("query", values, expression)
    message = done.stderr.decode()
    end = f"`{prefix}`" if prefix else "the top of the file"
    assert (done.returncode, done.stdout) == (1, b"")
    assert message.startswith(f"cis-evidence: expected a value at `{expression}` in `{values}`, got none")
    assert f": it ends at {end}, " in message
    assert told in message
    if prefix:
        asked(values, prefix)


def test_a_path_may_end_in_a_list_of_documents(tmp_path: Path) -> None:
    file = tmp_path / "saved.txt"
    file.write_text('{"a": 1}\n{"a": 2}\n', encoding="utf-8")
    assert asked(file, "/1/a") == 2
    assert b"a list of 2 without `2`" in run("query", file, "/2/a").stderr


@pytest.mark.parametrize("pointer", ["/a~", "/~2", "/~"])
def test_a_pointer_that_is_none_is_told(values: Path, pointer: str) -> None:
    assert tells_error(run("query", values, pointer), "expected a JSON pointer", f"got `{pointer}`")


def test_a_long_path_is_told_short(values: Path) -> None:
    for expression in ("/" + "x" * 100_000, "x" * 100_000):
        assert len(run("query", values, expression).stderr) < 1000


@pytest.mark.parametrize(
    "expression",
    ["a[", "nope(a)", "length(a, b)", "length(`1`)", "&a", "[?", " ", "(" * 5000, "a" * 100_000 + "["],
)
def test_a_wrong_expression_is_told(tmp_path: Path, expression: str) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": 1}', encoding="utf-8")
    assert tells_error(run("query", str(file), expression), "expected a JMESPath expression")


@pytest.mark.parametrize("expression", ["[a, [&a]]", "{b: {c: &a}}", "sum(n)"])
def test_a_result_that_json_cannot_hold_is_told(tmp_path: Path, expression: str) -> None:
    """However deep it stands; the sum has more digits than may be written, and each of its parts has not."""
    file = tmp_path / "a.json"
    file.write_text('{"a": 1, "n": [' + 4300 * "9" + ", 1]}", encoding="utf-8")
    assert tells_error(run("query", str(file), expression), "expected a JMESPath expression")


def test_an_answer_that_nests_deeply_is_told_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": 1}', encoding="utf-8")
    for depth in (50, 150, 250, 350, 1000):
        done = run("query", str(file), "[" * depth + "a" + "]" * depth)
        assert done.returncode == 0 or tells_error(done, "nested too deeply")


@pytest.mark.parametrize("content", [b"", b"An error occurred (AccessDenied)", b"\xff\xff\xff"])
def test_a_file_without_json_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    assert tells_error(run("query", str(file), "@"), "expected JSON")


def test_a_folder_or_a_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    assert tells_error(run("query", str(tmp_path), "@"), "got a folder")
    assert tells_error(run("query", str(tmp_path / "c.json"), "@"), "got no such file")
    with zipfile.ZipFile(tmp_path / "client.zip", "w") as packed:
        packed.writestr("a.json", "{}")
        packed.writestr("b.json", "{}")
    assert tells_error(run("query", str(tmp_path / "client.zip" / "c.json"), "@"), "got 0")
    assert tells_error(run("query", str(tmp_path / "client.zip"), "@"), "holds 2", "name one")


def test_what_could_not_be_read_is_told_beside_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": 1}\n{"a": ', encoding="utf-8")
    done = run("query", str(file), "@")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"a": 1}
    assert done.stderr.startswith(b"cis-evidence: ")
