"""Archives from strangers: every trick that is known is reported, and nothing leaves memory."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import stat
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.evidence import DEFAULT_LIMITS, JSON, Limits, Problem, open_bundle
from analyzer.evidence.archive import archive_contents, archive_kind
from analyzer.evidence.gunzip import gunzipped
from tests.evidence.bundles import Members, by_path, codes, tar_of, tgz_of, values, zip_of

relaxed = settings(deadline=None)  # other tests share the processor

GOOD = ("good.json", b'{"good": 1}')
BAD_NAMES = [
    "../outside.json",
    "a/../../outside.json",
    "/absolute.json",
    "C:/drive.json",
    "C:drive.json",
    "line\nend.json",
    "escape\x1b[2J.json",
    "turned\u202e.json",
]


Opened = tuple[dict[str, list[JSON]], dict[str, list[str]], list[str]]
Packer = Callable[[Members], bytes]


def opened(data: bytes, folder: Path, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """Documents and problems of the files inside, problems of the archive. Nothing is written beside it."""
    path = folder / "archive"
    path.write_bytes(data)
    bundle = open_bundle(path, limits)
    assert [entry.name for entry in folder.iterdir()] == ["archive"]
    return values(bundle), codes(bundle), [str(problem.code) for problem in bundle.problems]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_a_name_that_leads_elsewhere_is_reported_and_not_read(
    pack: Packer, name: str, tmp_path: Path
) -> None:
    read, problems, _ = opened(pack([(name, b'{"evil": 1}'), GOOD]), tmp_path)
    assert read == {"good.json": [{"good": 1}]}
    assert list(problems.values()) == [["unreadable"]]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("./us-east-1/x.json", "us-east-1/x.json"),
        ("a//b/./c.json", "a/b/c.json"),
        ("Änderung 😀.json", "Änderung 😀.json"),
        ("100%.json", "100%.json"),
    ],
)
@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_an_odd_name_that_stays_inside_is_read(pack: Packer, name: str, path: str, tmp_path: Path) -> None:
    assert opened(pack([(name, b"[]")]), tmp_path) == ({path: [[]]}, {}, [])


def test_a_zip_from_windows_has_backslashes(tmp_path: Path) -> None:
    data = zip_of([("us-east-1\\x.json", b"[]"), ("..\\..\\evil.json", b"[]")])
    read, problems, _ = opened(data, tmp_path)
    assert read == {"us-east-1/x.json": [[]]}
    assert list(problems.values()) == [["unreadable"]]


@pytest.mark.parametrize("pack", [zip_of, tar_of])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_with_one_name_neither_is_relied_on(pack: Packer, tmp_path: Path) -> None:
    data = pack([("a.json", b'{"a": 1}'), ("./a.json", b'{"a": 2}'), GOOD])
    assert opened(data, tmp_path) == ({"good.json": [{"good": 1}]}, {"a.json": ["unreadable"]}, [])


def test_a_file_beside_the_archive_of_the_same_path_makes_both_unreliable(tmp_path: Path) -> None:
    data = zip_of([("in.zip", zip_of([("a.json", b"[1]")])), ("in.zip/a.json", b"[2]"), GOOD])
    assert opened(data, tmp_path) == ({"good.json": [{"good": 1}]}, {"in.zip/a.json": ["unreadable"]}, [])
    both = by_path(open_bundle(tmp_path / "archive"))["in.zip/a.json"]
    assert (both.sha256, both.size) == ("", 0)


ODD_TYPES = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]


@pytest.mark.parametrize("kind", ODD_TYPES)
def test_links_and_devices_in_a_tar_are_reported(kind: bytes, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("odd.json")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
        info = tarfile.TarInfo(GOOD[0])
        info.size = len(GOOD[1])
        archive.addfile(info, io.BytesIO(GOOD[1]))
    read, problems, _ = opened(packed.getvalue(), tmp_path)
    assert (read, problems) == ({"good.json": [{"good": 1}]}, {"odd.json": ["unreadable"]})


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_in_a_zip_are_reported(kind: int, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("odd.json")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr(*GOOD)
    read, problems, _ = opened(packed.getvalue(), tmp_path)
    assert (read, problems) == ({"good.json": [{"good": 1}]}, {"odd.json": ["unreadable"]})


def test_an_encrypted_file_is_reported(tmp_path: Path) -> None:
    data = bytearray(zip_of([("secret.json", b"[]"), GOOD]))
    data[6] |= 1  # general purpose flags of the local header, then of the central directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    read, problems, _ = opened(bytes(data), tmp_path)
    assert (read, problems) == ({"good.json": [{"good": 1}]}, {"secret.json": ["unreadable"]})


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_may_take_any_memory_is_reported(method: int, tmp_path: Path) -> None:
    assert opened(zip_of([GOOD], method), tmp_path) == ({}, {"good.json": ["unreadable"]}, [])


def test_a_checksum_that_differs_is_reported(tmp_path: Path) -> None:
    data = zip_of([("a.json", b'{"a": 1}'), GOOD], zipfile.ZIP_STORED).replace(b'{"a": 1}', b'{"a": 2}')
    assert opened(data, tmp_path) == ({"good.json": [{"good": 1}]}, {"a.json": ["unreadable"]}, [])


@pytest.mark.parametrize("stated", [0, 4, 400, 2**31])
def test_a_size_that_is_a_lie_is_reported(stated: int, tmp_path: Path) -> None:
    data = bytearray(zip_of([("a.json", b'{"a": 1}')], zipfile.ZIP_STORED))
    struct.pack_into("<I", data, 22, stated)
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, stated)
    read, problems, _ = opened(bytes(data), tmp_path)
    assert read == {}
    assert problems["a.json"] in (["unreadable"], ["too-large"])


def test_a_file_that_unpacks_to_far_more_than_it_weighs_is_reported(tmp_path: Path) -> None:
    bomb = b" " * 4_000_000
    data = zip_of([("bomb.json", bomb), GOOD])
    assert opened(data, tmp_path) == ({"good.json": [{"good": 1}]}, {"bomb.json": ["too-large"]}, [])
    assert opened(tgz_of([("bomb.json", bomb), GOOD]), tmp_path) == ({}, {}, ["too-large"])
    assert opened(data, tmp_path, Limits(ratio=5_000))[1] == {"bomb.json": ["empty"]}


def test_a_tar_that_unpacks_past_the_limit_of_all_files_is_reported(tmp_path: Path) -> None:
    data = tgz_of([("a.json", Random(1).randbytes(3_000_000))])
    assert opened(data, tmp_path, Limits(input_bytes=2_000_000)) == ({}, {}, ["too-large"])


def test_a_file_with_holes_is_reported(tmp_path: Path) -> None:
    """Its bytes do not lie in the archive one after another: those of the next file would be taken for it."""
    with open(tmp_path / "holes.json", "wb") as file:
        file.truncate(100_000)
    (tmp_path / "next.json").write_bytes(b'{"next": 1}' + b" " * 200_000)
    names = ["holes.json", "next.json"]
    subprocess.run(["tar", "-C", tmp_path, "-S", "-cf", tmp_path / "x.tar", *names], check=True)
    bundle = open_bundle(tmp_path / "x.tar")
    assert (codes(bundle), values(bundle)) == ({"holes.json": ["unreadable"]}, {"next.json": [{"next": 1}]})


@pytest.mark.parametrize("count", range(20, 2_000, 190))
def test_a_zip_that_was_cut_is_reported_as_a_whole(count: int, tmp_path: Path) -> None:
    data = zip_of([(f"{index}.json", b'{"a": 1}') for index in range(20)])
    assert opened(data[:count], tmp_path) == ({}, {}, ["unreadable"])


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_compressed_tar_that_was_cut_is_reported_as_a_whole(part: float, tmp_path: Path) -> None:
    data = tgz_of([(f"{index}.json", Random(index).randbytes(500)) for index in range(20)])
    assert opened(data[: int(len(data) * part)], tmp_path) == ({}, {}, ["unreadable"])


def test_a_tar_that_was_cut_between_files_is_reported(tmp_path: Path) -> None:
    data = tar_of([GOOD, ("lost.json", b"{}")])[:1_024]
    assert opened(data, tmp_path) == ({"good.json": [{"good": 1}]}, {}, ["truncated"])


def test_a_tar_with_a_broken_header_inside_is_reported(tmp_path: Path) -> None:
    data = bytearray(tar_of([GOOD, ("lost.json", b"{}")]))
    data[1_024 + 148] ^= 0xFF  # checksum of the second header; tarfile takes this for the end
    assert opened(bytes(data), tmp_path) == ({"good.json": [{"good": 1}]}, {}, ["truncated"])


def test_a_negative_size_does_not_lead_in_circles(tmp_path: Path) -> None:
    header = bytearray(tarfile.TarInfo("a.json").tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 10 + b"\xfe\x00"  # -512, in base 256
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    read, _, problems = opened(bytes(header) + bytes(1_024), tmp_path)
    assert read == {}
    assert problems == ["unreadable"]


@pytest.mark.parametrize("name", ["a.json", "answer"])
def test_a_gzip_file_of_one_file_is_read_as_that_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b'{"a": 1}')
    subprocess.run(["gzip", tmp_path / name], check=True)
    packed = (tmp_path / f"{name}.gz").read_bytes()
    for place in (tmp_path / f"{name}.gz", tmp_path):
        (file,) = open_bundle(place).files
        assert (file.path, file.size) == (f"{tmp_path.as_posix()}/{name}.gz", len(packed))
        assert file.sha256 == hashlib.sha256(packed).hexdigest()
        assert [document.value for document in file.documents] == [{"a": 1}]


UNREAD = {
    "7-Zip": b"7z\xbc\xaf\x27\x1c",
    "RAR": b"Rar!\x1a\x07\x01\0",
    "xz": lzma.compress(b"{}"),
    "bzip2": bz2.compress(b"{}"),
    "Zstandard": b"\x28\xb5\x2f\xfd\x24\x02",
}


@pytest.mark.parametrize("kind", UNREAD)
@pytest.mark.parametrize("name", ["x.json", "x.7z", "x"])
def test_an_archive_of_another_kind_is_named_with_the_way_out(kind: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(UNREAD[kind])
    (tmp_path / "x.zip").write_bytes(zip_of([(name, UNREAD[kind])]))
    for place in (folder, folder / name, tmp_path / "x.zip"):
        (file,) = open_bundle(place).files
        (problem,) = file.problems
        assert (problem.code, file.documents) == ("unreadable", ())
        assert kind in problem.message
        assert "unpack it, or send a .zip" in problem.message


@pytest.mark.parametrize("options", [["--format=ustar"], ["--format=gnu"], ["--format=posix"], ["-z"]])
def test_what_the_tar_program_writes_is_read(options: list[str], tmp_path: Path) -> None:
    long = "x" * 90 + "/" + "describe-alarms-" * 4 + "é.json"
    (tmp_path / "in" / long).parent.mkdir(parents=True)
    (tmp_path / "in" / long).write_bytes(b'{"a": 1}')
    subprocess.run(["tar", "-C", tmp_path / "in", *options, "-cf", tmp_path / "x", "."], check=True)
    assert values(open_bundle(tmp_path / "x")) == {long: [{"a": 1}]}


ARCHIVES = [pack([GOOD, ("dir/b.json", b'{"b": [1, 2, 3]}' * 9)]) for pack in (zip_of, tar_of, tgz_of)]


edits = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=6)


@relaxed
@given(st.sampled_from(ARCHIVES), edits, st.integers(0, 4_000))
def test_no_damage_makes_an_archive_raise(
    archive: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(archive)
    for place, value in changes:
        data[place % len(data)] = value
    damaged = bytes(data[: length or None])
    if kind := archive_kind(damaged[:512]):
        for entry in archive_contents(io.BytesIO(damaged), kind, Limits()).entries:
            assert isinstance(entry.load(1_000), bytes | Problem)


blocks = st.builds(lambda block, times: block * times, st.binary(max_size=20), st.integers(0, 3_000))


@given(st.lists(st.tuples(blocks, st.integers(0, 9)), max_size=4), st.integers(0, 200), st.binary(max_size=3))
@example([(b"a", 0)], 7, b"")
@example([(bytes(range(256)) * 300, 0), (b"", 3), (b"b", 0)], 0, b"")
@example([(b"a", 0)], 0, b"x")
def test_gzip_members_are_unpacked_like_python_does(
    members: list[tuple[bytes, int]], cut: int, tail: bytes
) -> None:
    packed = b"".join(gzip.compress(data, mtime=0) + bytes(padding) for data, padding in members)
    packed = packed[: len(packed) - cut] + tail
    try:
        expected: bytes | None = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        expected = None
    try:
        found: bytes | None = b"".join(gunzipped(packed))
    except (EOFError, zlib.error):
        found = None
    assert found == expected
