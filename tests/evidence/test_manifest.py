"""The table of commands: its rows as data, and how they find their outputs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.evidence import Invocation, open_bundle
from analyzer.evidence.manifest import COLUMNS, read_table
from tests.evidence.bundles import by_path, codes

relaxed = settings(deadline=None)  # other tests share the processor

HEADER = "\t".join(COLUMNS) + "\n"
GOOD = (
    "2026-11-20T10:02:03Z\t0\tus-east-1\taws cloudwatch describe-alarms"
    "\tdata/us-east-1/describe-alarms.json\n"
)
SAFE = "/:=@,+"


def test_a_row_is_read() -> None:
    table = read_table((HEADER + GOOD).encode())
    arguments = ("aws", "cloudwatch", "describe-alarms")
    output = "data/us-east-1/describe-alarms.json"
    assert table.rows == (Invocation("2026-11-20T10:02:03Z", 0, "us-east-1", arguments, output),)
    assert table.problems == ()


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@relaxed
@given(st.lists(words, min_size=1, max_size=5).filter(lambda arguments: arguments[0] != ""))
def test_any_argument_vector_survives_the_table(arguments: list[str]) -> None:
    encoded = " ".join(quote(word, safe=SAFE).replace("~", "%7E") or "%00" for word in arguments)
    table = read_table(f"{HEADER}2026-11-20T10:02:03Z\t0\t\t{encoded}\tdata/x.json\n".encode())
    assert [row.arguments for row in table.rows] == [tuple(arguments)]


BROKEN = {
    "a column too few": "2026-11-20T10:02:03Z\t0\t\taws",
    "a column too many": "2026-11-20T10:02:03Z\t0\t\taws\tdata/x\t",
    "no time": "yesterday\t0\t\taws\tdata/x",
    "a day that is not in the calendar": "2026-02-30T10:02:03Z\t0\t\taws\tdata/x",
    "no status": "2026-11-20T10:02:03Z\t\t\taws\tdata/x",
    "a negative status": "2026-11-20T10:02:03Z\t-1\t\taws\tdata/x",
    "a status in other digits": "2026-11-20T10:02:03Z\t٣\t\taws\tdata/x",
    "a region with a blank": "2026-11-20T10:02:03Z\t0\tus east\taws\tdata/x",
    "no command": "2026-11-20T10:02:03Z\t0\t\t\tdata/x",
    "an empty program": "2026-11-20T10:02:03Z\t0\t\t%00\tdata/x",
    "two spaces": "2026-11-20T10:02:03Z\t0\t\taws  sts\tdata/x",
    "a byte that is not encoded": "2026-11-20T10:02:03Z\t0\t\taws é\tdata/x",
    "half an escape": "2026-11-20T10:02:03Z\t0\t\taws %4\tdata/x",
    "an escape in lower case": "2026-11-20T10:02:03Z\t0\t\taws %c3%a9\tdata/x",
    "bytes that are no UTF-8": "2026-11-20T10:02:03Z\t0\t\taws %FF\tdata/x",
    "a NUL inside an argument": "2026-11-20T10:02:03Z\t0\t\taws a%00b\tdata/x",
    "no output": "2026-11-20T10:02:03Z\t0\t\taws\t",
    "an output outside": "2026-11-20T10:02:03Z\t0\t\taws\t../x",
    "an absolute output": "2026-11-20T10:02:03Z\t0\t\taws\t/etc/passwd",
    "an output with a line end": "2026-11-20T10:02:03Z\t0\t\taws\tdata/a%0Ab",
}


@pytest.mark.parametrize("row", BROKEN)
def test_a_broken_row_is_a_problem_and_the_others_count(row: str) -> None:
    table = read_table((HEADER + BROKEN[row] + "\n" + GOOD).encode())
    assert [problem.code for problem in table.problems] == ["malformed"]
    assert [problem.line for problem in table.problems] == [2]
    assert [row.status for row in table.rows] == [0]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", GOOD.encode(), HEADER.upper().encode() + GOOD.encode()]
)
def test_without_its_header_no_row_is_relied_on(data: bytes) -> None:
    table = read_table(data)
    assert table.rows == ()
    assert [problem.code for problem in table.problems] == ["malformed"]


@relaxed
@given(
    st.binary(max_size=60)
    | st.lists(st.sampled_from([*"\t\n\r %0aZ9-:/.", "aws", "data/x"])).map("".join).map(str.encode)
)
def test_no_bytes_make_reading_a_table_raise(data: bytes) -> None:
    read_table(data)
    read_table(HEADER.encode() + data)


def lay(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


FILES = {
    "us-east-1/describe-alarms.json": "{}",
    "us-east-1/describe-alarms.json.stderr": "\nAn error occurred (X)\n",
    "us-east-1/describe-alarms.json.status": "0\n",
}


@pytest.mark.parametrize("folder", ["", "data/", "anything/"])
def test_the_table_of_an_unpacked_payload_finds_its_outputs(folder: str, tmp_path: Path) -> None:
    lay(tmp_path, {folder + name: text for name, text in {**FILES, "commands.tsv": HEADER + GOOD}.items()})
    bundle = open_bundle(tmp_path)
    assert codes(bundle) == {}
    files = by_path(bundle)
    invocation = files[f"{folder}us-east-1/describe-alarms.json"].invocation
    assert invocation is not None
    assert (invocation.region, invocation.stderr) == ("us-east-1", "An error occurred (X)")
    beside = [path for path in files if not path.endswith("alarms.json")]
    assert all(files[path].companion and not files[path].documents for path in beside)


def test_an_output_that_is_missing_is_listed_with_its_command(tmp_path: Path) -> None:
    lay(tmp_path, {"commands.tsv": HEADER + GOOD, "us-east-1/describe-alarms.json.stderr": "denied"})
    missing = by_path(open_bundle(tmp_path))["us-east-1/describe-alarms.json"]
    assert [problem.code for problem in missing.problems] == ["missing"]
    assert missing.invocation is not None
    assert (missing.invocation.stderr, missing.documents) == ("denied", ())
    assert (missing.sha256, missing.size) == ("", 0)


def test_of_two_commands_with_one_output_none_is_relied_on(tmp_path: Path) -> None:
    lay(tmp_path, {"commands.tsv": HEADER + GOOD + GOOD.replace("\t0\t", "\t1\t"), **FILES})
    bundle = open_bundle(tmp_path)
    assert codes(bundle) == {"commands.tsv": ["malformed"]}
    assert by_path(bundle)["us-east-1/describe-alarms.json"].invocation is None


def test_a_status_that_contradicts_the_table_is_reported(tmp_path: Path) -> None:
    lay(tmp_path, {"commands.tsv": HEADER + GOOD, **FILES, "us-east-1/describe-alarms.json.status": "254"})
    assert codes(open_bundle(tmp_path)) == {"us-east-1/describe-alarms.json.status": ["malformed"]}


def test_a_table_with_windows_line_ends_is_read(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    (tmp_path / "commands.tsv").write_bytes((HEADER + GOOD).replace("\n", "\r\n").encode("utf-8-sig"))
    assert by_path(open_bundle(tmp_path))["us-east-1/describe-alarms.json"].invocation
