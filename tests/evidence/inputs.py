"""Inputs with something wrong in each of their files, built small: what is told of them is recorded."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from analyzer.evidence import DEFAULT_LIMITS, Limits
from analyzer.limits import MIB
from tests.evidence.bundles import tar_of, tgz_of, zip_of

Files = Mapping[str, bytes]

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
HEADER = "started\tstatus\tregion\tcommand\toutput\n"
ROW = "2026-11-20T10:02:03Z\t0\tus-east-1\taws%20x sns list-topics %00\tdata/topics.json\n"
GOOD = b'{"good": 1}'


def loose(folder: Path) -> Path:
    """Files that belong to no bag."""
    deep = DEFAULT_LIMITS.json_depth + 1
    _write(
        folder,
        {
            ".DS_Store": b"\0",
            "a/good.json": GOOD,
            "blank.json": b" \n",
            "broken.json": b'{\n  "a": 1,\n}',
            "bytes.json": b"\x80{}",
            "cut.json": b'$ aws a\n{"a": [1,\n',
            "deep.json": b"[" * deep + b"]" * deep,
            "double.json": b'{"a": 1, "b": 0, "a": 2, "c": 1, "c": 2}',
            "doubles.json": b'[{"b/c": 1, "b/c": 2}]\n{"d": 3}\n{"e~": {"f": 4, "f": 5}}',
            "double-below.json": b'\n{1}\n{"a": 1, "a": 2}',
            "double-indented.json": b'\n \n  {"a": 1, "a": 2}',
            "empty.json": b"",
            "half.json": b'{"a": "\\ud800"}',
            "null.json": b" null\n",
            "number.json": b'{"a": 1e999}',
            "session.txt": b'$ aws a\n{"a": 1}\n$ aws b\nan error\n[2]\n$ exit\n',
            "text.json": b'\n"x"',
            "utf16.json": '{"é": 1}'.encode("utf-16"),
            "utf16.json.stderr": "é".encode("utf-16"),
            "words.json": b"\x1b[1mno\x1b[0m JSON at all",
            "words.json.stderr": b"caf\xe9\n",
            "words.json.status": b"254\n",
            "bad\nname.json": GOOD,
        },
    )
    (folder / "link.json").symlink_to("a/good.json")
    os.mkfifo(folder / "pipe.json")
    return folder


def packed(folder: Path) -> Path:
    """Archives in a folder, each with a flaw in some of its files or as a whole."""
    secret = bytearray(zip_of([("secret.json", b"[]"), ("good.json", GOOD)]))
    secret[6] |= 1  # general purpose flags of the local header, then of the central directory
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    names = [("../out.json", b"[]"), ("/etc/x.json", b"[]"), ("a\u202e.json", b"[]"), ("good.json", GOOD)]
    whole = tar_of([("good.json", GOOD), ("lost.json", b"{}")])
    two = zip_of([("a.json", GOOD), ("b.json", GOOD)])
    _write(folder, {f"{name}.tar": data + bytes(1024) for name, data in _headers().items()})
    _write(
        folder,
        {
            "alone.json.gz": gzip.compress(GOOD, mtime=0),
            "bomb.json.gz": gzip.compress(b" " * 3_000_000, mtime=0),
            "bomb.tgz": gzip.compress(tar_of([("bomb.json", b" " * 3_000_000)]), mtime=0),
            "bomb.zip": zip_of([("bomb.json", b" " * 3_000_000), ("good.json", GOOD)]),
            "bzip2.zip": zip_of([("a.json", GOOD)], zipfile.ZIP_BZIP2),
            "cp437.zip": zip_of([("?.json", GOOD)]).replace(b"?.json", b"\x81.json"),
            "cut.tar": whole[:1_024],
            "cut.tgz": tgz_of([("good.json", GOOD)])[:-9],
            "cut-about-holes.tar": _header(b"1000\0", b"S", extended=True) + b"\1" * 511,
            "cut.zip": zip_of([("good.json", GOOD)])[:-9],
            "deflate.zip": two[:36] + b"\7" + two[37:],
            "empty.zip": zip_of([]),
            "floor.zip": zip_of([("blank.json", b" " * MIB)]),
            "link.tar": _linked_tar(),
            "link.zip": _linked(),
            "locked.zip": two.replace(b"PK\3\4\x14\0\0", b"PK\3\4\x14\0\1"),
            "magic.zip": two[:20] + two[20:].replace(b"PK\3\4", b"PK\3\5"),
            "names.tar": tar_of(names),
            "names.zip": zip_of([("folder/", b""), *names, ("dir\\good.json", GOOD)]),
            "nested.zip": zip_of([("in.tar", whole), ("in.tar/good.json", GOOD)]),
            "notes.docx": zip_of([("word/document.xml", b"<x/>")]),
            "other.zip": zip_of([("a.json", GOOD), ("good.json", GOOD)]).replace(b"a.json", b"b.json", 1),
            "secret.zip": bytes(secret),
            "short.zip": _short(),
            "sum.zip": zip_of([("a.json", b'{"a": 1}')], zipfile.ZIP_STORED).replace(
                b'{"a": 1}', b'{"a": 2}'
            ),
            "text.zip": GOOD,
            "twice.tar": tar_of([("a.json", b"[1]"), ("./a.json", b"[2]"), ("good.json", GOOD)]),
        },
    )
    return folder


def _short() -> bytes:
    """Both headers state more bytes than there are."""
    data = bytearray(zip_of([("a.json", GOOD)], zipfile.ZIP_STORED))
    for place in (22, data.index(b"PK\1\2") + 24):
        data[place] = 99
    return bytes(data)


def _headers() -> dict[str, bytes]:
    """Tar archives that their headers decide about, without what ends them."""
    rest = tar_of([("good.json", GOOD)])[:1_024]
    first, last = bytes(504) + b"\1" + bytes(7), bytes(512)
    more = _header(b"1000\0", b"S", extended=True)
    return {
        "header-base-256": _header(b"\x80" + bytes(10) + b"\x0b") + rest[512:],
        "header-for-all": _header(b"12\0", b"g") + b"10 path=a\n".ljust(512, b"\0") + rest,
        "header-for-none": b"x" * 257 + b"ustar" + bytes(250),
        "header-negative": _header(b"\xff" * 10 + b"\xfe\0") + last,
        "header-no-number": _header(b"1x\0") + last,
        "header-no-pax": _header(b"12\0", b"x") + b"10 path=abc\n".ljust(512, b"\0") + rest,
        "header-past-end": _header(b"7777777\0") + rest,
        "header-past-end-of-name": _header(b"77777\0", b"L") + rest,
        "header-with-holes": more + first + last + last + rest,
    }


def _header(size: bytes, kind: bytes = b"0", *, extended: bool = False) -> bytes:
    """Of `a.json`. `extended`: blocks about holes follow."""
    header = bytearray(tarfile.TarInfo("a.json").tobuf(tarfile.GNU_FORMAT))
    header[124:136], header[156:157], header[482] = size.ljust(12, b"\0"), kind, extended
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _linked() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("link.json")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return packed.getvalue()


def _linked_tar() -> bytes:
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("link.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    return packed.getvalue()


def bag(
    folder: Path,
    change: Callable[[dict[str, bytes]], object] = lambda _: None,
    then: Callable[[dict[str, bytes]], object] = lambda _: None,
) -> Path:
    """A sealed bag; `change` is made before its manifests are written, `then` after."""
    _write(folder, bag_files(change, then))
    return folder


def bag_files(
    change: Callable[[dict[str, bytes]], object] = lambda _: None,
    then: Callable[[dict[str, bytes]], object] = lambda _: None,
) -> dict[str, bytes]:
    table = HEADER + ROW
    files = {
        "data/commands.tsv": table.encode(),
        "data/topics.json": b'{"Topics": []}',
        "data/topics.json.stderr": b"a warning\n",
        "data/topics.json.status": b"0",
        "bagit.txt": DECLARATION,
        "bag-info.txt": b"Capture-Complete: yes\n",
    }
    change(files)
    size = sum(len(data) for name, data in files.items() if name.startswith("data/"))
    count = sum(name.startswith("data/") for name in files)
    if "bag-info.txt" in files:
        files["bag-info.txt"] += f"Payload-Oxum: {size}.{count}\n".encode()
    files["manifest-sha256.txt"] = _sums(files, "data/")
    files["tagmanifest-sha256.txt"] = _sums(files, "bag", "manifest")
    then(files)
    return files


def _sums(files: Files, *beginnings: str) -> bytes:
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        for name, data in sorted(files.items())
        if name.startswith(beginnings)
    ]
    return "".join(lines).encode()


def table_with(*rows: str, header: str = HEADER) -> Callable[[dict[str, bytes]], object]:
    return lambda files: files.update({"data/commands.tsv": "".join([header, *rows]).encode()})


def added(name: str, data: bytes) -> Callable[[dict[str, bytes]], object]:
    """More at the end of a file, or a new file."""
    return lambda files: files.update({name: files.get(name, b"") + data})


def without(*names: str) -> Callable[[dict[str, bytes]], object]:
    return lambda files: [files.pop(name) for name in names]


_TAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
_ZEROS = "0" * 64
_BAD_ROWS = (
    ROW.replace("topics.json", "a.json").replace("\tus-east-1", ""),
    ROW.replace("2026-11-20", "2026-13-20"),
    ROW.replace("10:02:03Z", "10:02"),
    ROW.replace("\t0\t", "\tzero\t"),
    ROW.replace("us-east-1", "us east"),
    ROW.replace("aws%20x", "aws é"),
    ROW.replace("aws%20x", "%00"),
    ROW.replace("aws%20x", "a%FF"),
    ROW.replace("data/topics.json", "../x.json"),
    ROW.replace("data/topics.json", "a%00b"),
    "\r\n",
    "x" * 300 + "\n",
    ROW.replace("data/topics.json", "data/lost.json").replace("Z\t0", "Z\t254"),
)
_BAD_LINES = "".join(
    f"{line}\n"
    for line in (
        "no checksum", "", f"{_ZEROS}  ../x.json", f"{_ZEROS}  bagit.txt", f"{_ZEROS}  data/topics.json",
        f"{_ZEROS} *data/lost%25.json", "x" * 300, f"{_ZEROS}  data/{'d/' * 300}x.json",
        f"{_ZEROS}  data/last.json",
    )
)  # fmt: skip

INPUTS: dict[str, Callable[[Path], Path]] = {
    "loose files": loose,
    "archives": packed,
    "a bag": bag,
    "a bag with an altered file": lambda to: bag(to, then=added("data/topics.json", b" ")),
    "a bag with a file more": lambda to: bag(to, then=added("data/more.json", b"[]")),
    "a bag with a tag file more": lambda to: bag(to, then=added("more.txt", b"[]")),
    "a bag with a file less": lambda to: bag(to, then=without("data/topics.json", "bag-info.txt")),
    "a bag with broken lines": lambda to: bag(to, then=added("manifest-sha256.txt", _BAD_LINES.encode())),
    "a bag without its manifest": lambda to: bag(
        to, then=without("manifest-sha256.txt", "tagmanifest-sha256.txt")
    ),
    "a bag of another kind": lambda to: bag(to, added("bagit.txt", b"More: 1\n")),
    "a bag with a wrong sum": lambda to: bag(to, added("bag-info.txt", b"Payload-Oxum: 1.1\nX: ")),
    "a bag that says it is incomplete": lambda to: bag(to, added("bag-info.txt", b"Capture-Complete: No\n")),
    "a bag of a stopped collector": lambda to: bag(
        to,
        added("INCOMPLETE", b"stopped"),
        without(*_TAG_FILES),
    ),
    "a bag of a stopped collector, of another kind": lambda to: bag(
        to, lambda files: files.update({"INCOMPLETE": b"stopped", "bagit.txt": b"More: 1\n"})
    ),
    "a bag with odd names": lambda to: bag(
        to,
        lambda files: files.update(
            {"data/.DS_Store": b"\0", "data/blank ": GOOD, "data/X": GOOD, "bag/.DS_Store": b"\0"}
        ),
        lambda files: files.update({"data/.DS_Store": b"\1", "bag/.DS_Store": b"\1"}),
    ),
    "bags beside each other": lambda to: _write_all(
        to,
        {
            "aaa": bag_files(added("INCOMPLETE", b"stopped"), without(*_TAG_FILES)),
            "bbb": bag_files(then=without("manifest-sha256.txt")),
            "ccc": bag_files(
                lambda files: files.update({"INCOMPLETE": b"stopped", "data/.DS_Store": b"\0"}),
                without(*_TAG_FILES),
            ),
        },
    ),
    "a table with bad rows": lambda to: bag(to, table_with(ROW, *_BAD_ROWS)),
    "a table with a row twice": lambda to: bag(to, table_with(ROW, ROW, ROW.replace("topics", "other"))),
    "a table without its header": lambda to: bag(to, table_with(ROW, header="")),
    "a table with another status": lambda to: bag(to, table_with(ROW.replace("Z\t0", "Z\t1"))),
}


_MANY = [(f"{index}.json", b"[]") for index in range(5)]

LIMITED: dict[str, tuple[Limits, Files]] = {
    "too many files in a manifest": (Limits(files=3), bag_files()),
    "too many files": (Limits(files=2), {"a.json": b"[1]", "b.json": b"[2]", "c.json": b"[3]"}),
    "too many bytes in all": (Limits(input_bytes=5), {"a.json": b"[1]", "b.json": b"[2]", "c.json": b"[]"}),
    "too many bytes in a file": (Limits(file_bytes=3), {"a.json": b"[1]", "b.json": b"[22]"}),
    "too deep": (
        Limits(json_depth=2),
        {"a.json": b"[[1]]", "b.json": b"[[[1]]]", "c.json": b'{"a":{"b":[]}}'},
    ),
    "too many files in an archive": (
        Limits(files=3),
        {"a.zip": zip_of([("a.json", b"[1]"), ("b.json", b"[2]"), ("c.json", b"[3]")])},
    ),
    "too many entries in a folder": (
        Limits(archive_entries=2),
        {"a.json": b"[1]", "b.json": b"[2]", "c.json": b"[3]"},
    ),
    "too many entries in an archive": (
        Limits(archive_entries=4),
        {"a.tar": tar_of(_MANY), "b.tgz": tgz_of(_MANY), "c.zip": zip_of(_MANY)},
    ),
    "too many bytes unpacked": (
        Limits(unpacked_bytes=65),
        {f"{size}.json.gz": gzip.compress(b"[]".ljust(size), 0, mtime=0) for size in (10, 60, 61)},
    ),
    "too many bytes unpacked of what is refused": (
        Limits(unpacked_bytes=20_480, archive_entries=4),
        {"a.tgz": tgz_of(_MANY), "b.json.gz": gzip.compress(b"[]".ljust(10_300), 0, mtime=0)},
    ),
    "too many archives in another": (
        Limits(archive_nesting=1),
        {"a.zip": zip_of([("in.zip", zip_of([("a.json", b"[1]")]))]), "b.json.gz": gzip.compress(b"[2]")},
    ),
    "too long a path": (
        Limits(path_length=7, path_depth=1),
        {
            "a.zip": zip_of([("long.json", b"[1]"), ("a/b/c", b"[2]")]),
            "long.json": b"[3]",
            "a/b/c": b"[4]",
        },
    ),
    "too many values": (
        Limits(json_nodes=5),
        {
            "cut.txt": b'$ aws a\n["[,,,,,,,,\n$ aws b\n[1]',
            "alone.json": b' \n\n\t {"a": [{}, {}],\n"b": 1}',
            "first.json": b'[[0], [1], [2]]\n{"b": 1}',
            "session.txt": b'$ aws a\n[0, 1, 2, 3, 4]\n{"a": 1}\n$ aws b\n{"b": 1}',
            "text.json": b'["[[[[", "::::", ",,,,", {}]',
        },
    ),
    "too many values in all": (
        Limits(input_nodes=9),
        {"alone.json": b"\n [0, 1, 2, 3]", "session.txt": b"$ aws a\n[0, 1, 2, 3, 4]\n$ aws b\n[7]"},
    ),
    "too long a number or text": (
        Limits(json_digits=3, json_text=3),
        {
            "digits.json": b'[123, -123, 1.2, -1.2,\n "12", false, 1234]\n{"a": 1}',
            "double.json": b"[1.25]",
            "fits.json": b"[123, -123, 1.2, -1.2]",
            "negative.json": b"[-1.2, -1.25]",
            "name.json": b'{"abc": 1}\n{"abcd": 1}\n[3]',
            "text.json": b'["abc", "abcd"]\n["abc"]\n{}',
        },
    ),
    "too many documents": (
        Limits(documents=2, broken_documents=2),
        {
            "broken.txt": b"a\n{1}\nb\n{2}\nc\n  \n{3}\nd",
            "whole.txt": b"a\n[1]\nb\n[2]\nc\n\n[3] \nd",
        },
    ),
    "too much text": (
        Limits(input_text=12, input_commands=3),
        {
            "a.txt": b"$ aws a\n{}\n$ aws b\n$ aws c\n[1]",
            "b.txt": b"a\nb\n[1]\nc\nd\ne\n[2]\n",
        },
    ),
    "too many commands": (Limits(input_commands=2), {"a.txt": b"$ aws a\n{}\n$ aws b\n$ aws c\n[1]"}),
    "too many rows in a table": (
        Limits(files=3),
        {"commands.tsv": (HEADER + ROW * 3).encode(), "topics.json": b"{}"},
    ),
}


def limited(files: Files, folder: Path) -> Path:
    _write(folder, files)
    return folder


def _write_all(folder: Path, bags: Mapping[str, Files]) -> Path:
    for name, files in bags.items():
        _write(folder / name, files)
    return folder


def _write(folder: Path, files: Files) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
