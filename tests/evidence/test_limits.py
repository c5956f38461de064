"""Every limit of reading: what just keeps it is read whole, what is past it by one is told with its name.

Each row of the table is evidence that has just so much of what the limit counts.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from analyzer import analyze
from analyzer.evidence import EvidenceFile, IntegrityStatus, Limits, open_bundle, read
from analyzer.evidence.budget import Budget
from analyzer.evidence.container import ContainerReader
from analyzer.evidence.entries import Contents, Entry, shortened, showable, too_long
from analyzer.evidence.left import Left
from analyzer.limits import TEXTS
from analyzer.reports.formats.json import render
from tests.evidence.bundles import by_path, codes, tar_of, tgz_of, values, zip_of

Files = dict[str, bytes]

BAG = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TABLE = b"started\tstatus\tregion\tcommand\toutput"
LOOSE = b'["' + Random(1).randbytes(30_000).hex().encode() + b'"]' + b" " * (1 << 21)
TIGHT = -(-len(LOOSE) // len(gzip.compress(LOOSE)))


def one(content: str) -> Files:
    return {"a.json": content.encode()}


def nested(count: int, data: bytes = b"[]") -> bytes:
    for _ in range(count):
        data = zip_of([("in.zip" if data[:2] == b"PK" else "a.json", data)])
    return data


def gzipped(count: int, data: bytes = b"[]") -> bytes:
    return gzipped(count - 1, gzip.compress(data)) if count else data


def with_header(kind: bytes, data: bytes) -> bytes:
    """A tar archive whose one file has an extended header."""
    packed = io.BytesIO()
    for name, type, content in ((".", kind, data), ("a.json", b"0", b"[]")):
        info = tarfile.TarInfo(name)
        info.type, info.size = type, len(content)
        packed.write(info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512))
    return packed.getvalue() + bytes(1024)


def identity(account: str) -> bytes:
    return json.dumps({"Account": account, "Arn": f"arn:aws:iam::{account}:root"}).encode()


DEEP, LONG = "d/" * 5 + "a.json", "a" * 120
LISTS = ("MetricAlarms", "CompositeAlarms", "metricFilters", "trailList", "Subscriptions", "logGroups")
OF_ONE = ("EventSelectors", "AdvancedEventSelectors")

CASES: list[tuple[str, int, Files]] = [
    ("file-bytes", 100, {"a.json": b"[]".ljust(100)}),
    ("input-bytes", 100, {"a.json": b"[]".ljust(40), "b.json": b"[]".ljust(60)}),
    ("unpacked-bytes", 100, {"a.zip": zip_of([("a.json", b"[]".ljust(40)), ("b.json", b"[]".ljust(60))])}),
    ("unpacked-bytes", 100, {"a.json.gz": gzip.compress(b"[]".ljust(100))}),
    ("ratio", TIGHT, {"a.json.gz": gzip.compress(LOOSE)}),
    ("ratio", TIGHT, {"a.zip": zip_of([("a.json", LOOSE)])}),
    ("files", 5, {f"{index}.json": b"[]" for index in range(5)}),
    ("files", 6, {"a.zip": zip_of([(f"{index}.json", b"[]") for index in range(5)])}),
    ("files", 7, {"bagit.txt": BAG, "manifest-sha256.txt": b"\n" * 7}),
    ("files", 7, {"commands.tsv": TABLE + b"\n" * 7}),
    ("archive-entries", 5, {f"{index}.json": b"[]" for index in range(5)}),
    ("archive-entries", 5, {"a.zip": zip_of([(f"{index}/", b"") for index in range(5)])}),
    ("archive-entries", 5, {"a.tar": tar_of([(f"{index}.json", b"[]") for index in range(5)])}),
    ("archive-nesting", 3, {"a.zip": nested(3)}),
    ("archive-nesting", 3, {"deep/in/folders/a.zip": nested(3)}),
    ("archive-nesting", 3, {"a.json.gz.gz.gz": gzipped(3)}),
    ("path-depth", 5, {DEEP: b"[]"}),
    ("path-depth", 5, {"a.zip": zip_of([(DEEP, b"[]")])}),
    ("path-depth", 5, {"a.tgz": tgz_of([(DEEP, b"[]")])}),
    ("path-length", 120, {LONG: b"[]"}),
    ("path-length", 120, {"a.zip": zip_of([(LONG, b"[]")])}),
    ("path-length", 120, {"a.tgz": tgz_of([(LONG, b"[]")])}),
    ("tar-header-bytes", 700, {"a.tar": with_header(b"x", b"700 comment=".ljust(699, b"0") + b"\n")}),
    ("tar-header-bytes", 700, {"a.tar": with_header(b"g", b"700 comment=".ljust(699, b"0") + b"\n")}),
    ("tar-header-bytes", 700, {"a.tar": with_header(b"L", b"d".ljust(700, b"\0"))}),
    ("json-depth", 6, one("[" * 6 + "]" * 6)),
    ("json-depth", 6, one('[{"a":' * 3 + "0" + "}]" * 3)),
    ("json-nodes", 9, one('{"a": "[,:{\\"", "b": [0, 0, {}, [ ]]}' + " " * 50)),
    ("json-nodes", 3, one('["[,:{,,,,,", "b"]')),
    ("input-nodes", 9, one('{"a": "[,:{\\"", "b": [0, 0, {}, [ ]]}' + " " * 50)),
    ("input-nodes", 8, {"a.json": b"[0, [], {}]", "b.json": b"$ aws x\n[0, [], {}]"}),
    ("json-text", 30, one('["' + "a" * 30 + '"]')),
    ("json-text", 30, one('{"' + "a" * 30 + '": 1}')),
    ("json-digits", 30, one("[-" + "1" * 30 + "]")),
    ("documents", 5, one("[]\n" * 5)),
    ("broken-documents", 5, one("{1}\n" * 5)),
    ("input-text", 42, {"a.txt": b"x\n" * 10 + b"[]\n", "b.txt": b"x\n" * 10 + b"[]\n"}),
    ("input-commands", 5, one("$ aws sts a\n" * 5 + "[]")),
    ("input-commands", 5, one("An error occurred (A)\n" * 5 + "[]")),
    *(("rows", 5, one(json.dumps({name: [{}] * 5}))) for name in (*LISTS, *OF_ONE)),
    ("rows", 5, one('[{"AlarmArn": "a"}, {"AlarmArn": 1}, {}, {}, {}]')),
    ("rows", 5, one('{"MetricAlarms": [{"AlarmArn": "a", "AlarmActions": ["", "", "", "", ""]}]}')),
    *(("input-rows", 5, one(json.dumps({name: [{}] * 5}))) for name in LISTS),
    ("input-rows", 5, {f"{index}.json": b'{"trailList": [{}]}' for index in range(5)}),
    ("input-rows", 5, one(json.dumps({"MetricAlarms": [{"Dimensions": [{}] * 9}]}))),
    ("accounts", 3, {f"{name * 12}/get-caller-identity.json": identity(name * 12) for name in "123"}),
]
READING = list(TEXTS)[: list(TEXTS).index("filters")]
"""The limits of reading stand ahead of those of judging."""


def limited(name: str, value: int) -> Limits:
    return Limits().with_values({name: value})


def write(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def told(folder: Path, limits: Limits) -> set[str]:
    """The limits that the report names, each with what to do."""
    said = render(analyze([folder], limits=limits))
    return {name for name in TEXTS if f"`--limit {name}=VALUE`" in said}


@pytest.mark.parametrize(("name", "value", "files"), CASES)
def test_a_limit_is_told_past_it_and_not_before(name: str, value: int, files: Files, tmp_path: Path) -> None:
    folder = write(files, tmp_path)
    assert told(folder, limited(name, value)) == set()
    assert told(folder, limited(name, value - 1)) == {name}


def test_every_limit_of_reading_has_a_case() -> None:
    assert [name for name in READING if name not in {case[0] for case in CASES}] == []


def test_past_every_limit_at_once_nothing_is_raised(tmp_path: Path) -> None:
    least: dict[str, Any] = dict.fromkeys(READING, 1)
    for index, (_, _, files) in enumerate(CASES):
        write(files, tmp_path / str(index))
    analyze([tmp_path / str(index) for index in range(len(CASES))], limits=Limits().with_values(least))


GOOD = {"good.json": b'{"trailList": []}'}


@pytest.mark.parametrize("name", ["aaa.zip", "zzz.zip", "sub/aaa.tgz"])
@pytest.mark.parametrize("good", ["good.json", "good.zip", "good.json.gz"])
def test_what_takes_too_much_leaves_the_others_theirs(name: str, good: str, tmp_path: Path) -> None:
    many = [(f"{index}.json", b"[0]") for index in range(40)]
    pack = {"zip": zip_of, "tgz": tgz_of}[name[-3:]]
    data = {"json": b"{}", "zip": zip_of([("good.json", b"{}")]), ".gz": gzip.compress(b"{}")}[
        good[-3:].replace("son", "json")
    ]
    write({name: pack(many), good: data}, tmp_path)
    bundle = open_bundle(tmp_path, Limits(files=20))
    assert [{}] in values(bundle).values()
    assert {problem.limit for file in bundle.files for problem in file.problems} == {"files"}


def test_what_others_leave_goes_to_whoever_needs_more_than_a_share(tmp_path: Path) -> None:
    many = [(f"{index}.json", b"[0]") for index in range(40)]
    write({"a.zip": zip_of(many), "b.zip": zip_of(many[:2]), "c.zip": zip_of(many[:3]), "d": b"{}"}, tmp_path)
    assert len(values(open_bundle(tmp_path, Limits(files=49)))) == 46
    assert len(values(open_bundle(tmp_path, Limits(files=48)))) == 45


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zip_of([("a.json", data)])])
def test_a_small_archive_that_needs_more_than_its_share_waits(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    files = {"a.gz": pack(b"[]".ljust(60)), "b.gz": pack(b'["0a2c4e6f8b1d3957zyxwvutsrqponm"]'.ljust(40))}
    assert len(files["a.gz"]) < len(files["b.gz"])
    write(files, tmp_path)
    assert len(values(open_bundle(tmp_path, Limits(unpacked_bytes=110)))) == 2


def test_what_lies_in_archives_in_archives_is_not_read_twice_for_each() -> None:
    loaded: list[str] = []

    def entry(name: str, data: bytes) -> Entry:
        def load(_: int) -> bytes:
            loaded.append(name)
            return data

        return Entry(name, len(data), load)

    reader = ContainerReader("", Budget(Limits(input_nodes=8)), nesting=2)
    reader.read(Contents((entry("a.json", b"[0, 0, 0, 0]"), entry("in.zip", zip_of([])))))
    assert loaded == ["a.json", "in.zip"]
    assert [problem.limit for problem in reader.files["a.json"].problems] == ["input-nodes"]


def test_an_archive_that_is_the_input_lies_in_none(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(nested(2))
    assert len(values(open_bundle(tmp_path / "a.zip", Limits(archive_nesting=2)))) == 1


def bag(files: Files) -> Files:
    lines = [f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return {**files, "bagit.txt": BAG, "manifest-sha256.txt": "".join(lines).encode()}


def test_a_limit_in_a_bag_breaks_no_seal_and_vouches_for_nothing(tmp_path: Path) -> None:
    files = bag({"data/a.json": b"{}", "data/b.json": b"[]".ljust(400)})
    folder = write(files, tmp_path)
    assert open_bundle(folder).seal is IntegrityStatus.VERIFIED
    bundle = open_bundle(folder, Limits(file_bytes=300))
    assert (bundle.seal, codes(bundle)) == (
        IntegrityStatus.PARTLY_VERIFIED,
        {"data/b.json": ["too-large"]},
    )
    (folder / "data/a.json").write_bytes(b"[ ]")
    assert open_bundle(folder, Limits(file_bytes=300)).seal is IntegrityStatus.BROKEN


def test_files_of_a_bag_that_were_not_listed_are_not_told_missing(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        zip_of(sorted(bag({f"data/{index}.json": b"[]" for index in range(9)}).items()))
    )
    bundle = open_bundle(tmp_path / "a.zip", Limits(files=5))
    assert [problem.limit for problem in bundle.problems] == ["files"]
    assert "missing" not in {code for found in codes(bundle).values() for code in found}
    assert bundle.seal is not IntegrityStatus.VERIFIED


@pytest.mark.parametrize("stated", [0, 1, 0xFFFF])
def test_no_lie_of_a_zip_about_its_directory_helps(stated: int, tmp_path: Path) -> None:
    data = bytearray(zip_of([(f"{index}/", b"") for index in range(9)]))
    end = data.rindex(b"PK\x05\x06")
    data[end + 8 : end + 12] = stated.to_bytes(2, "little") * 2
    (tmp_path / "a.zip").write_bytes(data)
    (problem,) = open_bundle(tmp_path / "a.zip", Limits(archive_entries=8)).problems
    assert problem.limit == "archive-entries"


def test_a_name_of_any_length_is_told_briefly(tmp_path: Path) -> None:
    names = ["d/" * 30_000 + f"{index}.json" for index in range(3)]
    (tmp_path / "a.zip").write_bytes(zip_of([(name, b"{}") for name in names]))
    files = open_bundle(tmp_path / "a.zip").files
    assert len(files) == 3
    assert all(len(file.path) < 500 for file in files)


@pytest.mark.parametrize("char", ["a", "\udcff"])
def test_of_a_long_name_the_beginning_is_shown_and_what_tells_it_apart(char: str) -> None:
    assert shortened(char * 300) == showable(char) * 300
    told = sha256((char * 301).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    assert shortened(char * 301) == f"{showable(char) * 150}…{told}"


@pytest.mark.parametrize(
    ("text", "room", "count", "codes"),
    [
        ("\n[1]\n[2]", 0, 0, ["input-text"]),
        ('a\n["1234567890"]', 12, 1, []),
        ("{1}\nx\ny\nz\n[2]", 4, 0, ["", "input-text"]),
    ],
)
def test_text_is_looked_through_to_the_end_of_a_line(
    text: str, room: int, count: int, codes: list[str]
) -> None:
    decoded = read(text.encode(), left=Left.of(Limits())._replace(input_text=room))
    assert (len(decoded.documents), [problem.limit for problem in decoded.problems]) == (count, codes)


def test_a_folder_is_as_deep_as_what_stands_in_its_place_and_a_file_is_called_by_its_last_step() -> None:
    for path, is_deep in {"a/b": False, "a/b/": False, "a/b/c": True, "a/b/c/": True}.items():
        found = too_long(path, Limits(path_depth=1))
        assert (found is not None and found.limit == "path-depth") is is_deep
    for path in ("x.zip", "a/x.zip", "a/b/x.zip"):
        assert Entry(path, 0, lambda _: b"").name == "x.zip"


def test_values_are_read_as_far_as_there_is_room_for_them() -> None:
    for room, limit in ((3, []), (2, ["input-nodes"])):
        decoded = read(b"[0, 0]", left=Left.of(Limits())._replace(input_nodes=room))
        assert [problem.limit for problem in decoded.problems] == limit


@pytest.mark.parametrize(("unpacks", "unpacked"), [(True, 5), (False, 0)])
def test_loading_takes_a_file_and_its_bytes_of_what_is_left(unpacks: bool, unpacked: int) -> None:
    budget = Budget(Limits())
    before = budget.left
    assert budget.load(Entry("a", 5, lambda _: b"12345", unpacks)) == b"12345"
    assert budget.left == before.minus(Left(1, 5, unpacked, 0, 0, 0))


def _problems(file: EvidenceFile) -> list[str]:
    return [problem.message for problem in file.problems]


def test_many_broken_lines_are_told_in_part(tmp_path: Path) -> None:
    bag, table = "bag/manifest-sha256.txt", "loose/commands.tsv"
    files = {"bag/bagit.txt": BAG, bag: b"x\n" * 150, table: TABLE + b"\nx" * 150}
    found = by_path(open_bundle(write(files, tmp_path)))
    for name in (bag, table):
        assert len(found[name].problems) == 101
        assert _problems(found[name])[-1].startswith("50 more lines")


def test_what_is_left_untold_has_the_limit_of_the_last_line(tmp_path: Path) -> None:
    deep = b"0" * 64 + b"  data/" + b"d/" * 100 + b"x\n"
    write({"bagit.txt": BAG, "manifest-sha256.txt": b"x\n" * 99 + deep * 51}, tmp_path)
    last = by_path(open_bundle(tmp_path))["manifest-sha256.txt"].problems[-1]
    assert (last.code, last.limit) == ("too-large", "path-depth")


def test_a_million_rows_that_are_none_are_counted(tmp_path: Path) -> None:
    write({"a.json": json.dumps({"MetricAlarms": [{}] * 1_500}).encode()}, tmp_path)
    said = render(analyze([tmp_path]))
    assert "500 more entries are not as AWS prints them" in said


def test_a_larger_input_may_have_more_in_proportion() -> None:
    assert Limits().for_input(0) == Limits().for_input(10 << 20) == Limits()
    assert Limits(input_rows=7).for_input(30 << 20).input_rows == 21
    assert Limits().for_input(30 << 20).rows == Limits().rows
