"""What counts as one input, how its files are named, and what the limits do."""

from __future__ import annotations

import gzip
import hashlib
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from analyzer.errors import UsageError
from analyzer.evidence import IntegrityStatus, Limits, ProblemCode, open_bundle
from analyzer.evidence.entries import unreadable
from analyzer.evidence.folder import folder_contents, load_file
from tests.evidence.bundles import Members, by_path, codes, tar_of, tgz_of, values, zip_of

MEMBERS = [
    ("us-east-1/describe-alarms.json", b'{"MetricAlarms": []}\n'),
    ("describe-trails.txt", b'{"trailList": []}\n'),
    ("no extension", b"[]\n"),
]
PACKERS = [
    ("x.zip", zip_of),
    ("x.tar", tar_of),
    ("x.tar.gz", tgz_of),
    ("x.tgz", tgz_of),
    ("x", tgz_of),
    ("x.json", zip_of),
]


def all_unreadable(*paths: str) -> dict[str, list[str]]:
    return {path: ["unreadable"] for path in paths}


def write(folder: Path, members: Members) -> Path:
    for name, data in members:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_folder_is_read_with_its_subfolders_in_order_of_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "client", MEMBERS)
    monkeypatch.chdir(tmp_path)
    bundle = open_bundle(Path("client/"))
    paths = ["client/describe-trails.txt", "client/no extension", "client/us-east-1/describe-alarms.json"]
    assert [file.path for file in bundle.files] == paths
    assert [file.folder for file in bundle.files] == ["client", "client", "client/us-east-1"]
    assert [file.documents[0].value for file in bundle.files] == [{"trailList": []}, [], {"MetricAlarms": []}]
    assert (bundle.path, bundle.seal, bundle.problems) == ("client", IntegrityStatus.NONE, ())
    assert bundle.files[1].sha256 == hashlib.sha256(b"[]\n").hexdigest()
    assert bundle.files[1].size == 3


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_an_archive_is_read_like_the_folder_of_its_name(
    name: str, pack: Callable[[Members], bytes], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(pack(MEMBERS))
    packed = open_bundle(tmp_path / name)
    plain = open_bundle(write(tmp_path / "folder", MEMBERS))
    assert by_path(packed).keys() == by_path(plain).keys()
    assert values(packed) == values(plain)
    assert [file.sha256 for file in packed.files] == [file.sha256 for file in plain.files]
    assert packed.files[0].path == f"{tmp_path.as_posix()}/{name}/describe-trails.txt"


@pytest.mark.parametrize("name", ["answer", "answer.json", "answer.zip", "answer.weird name"])
def test_a_single_file_may_have_any_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, [(name, b'{"a": 1}')])
    monkeypatch.chdir(tmp_path)
    bundle = open_bundle(Path(name))
    assert [(file.path, file.documents[0].value) for file in bundle.files] == [(name, {"a": 1})]
    assert open_bundle(tmp_path / name).files[0].path == (tmp_path / name).as_posix()


def test_archives_are_opened_as_deep_in_folders_as_in_archives(tmp_path: Path) -> None:
    inner = zip_of([("a.json", b'{"a": 1}')])
    middle = tgz_of([("inner.zip", inner), ("b.json", b'{"b": 2}')])
    folder = write(tmp_path / "folder", [("client.zip", inner), ("deep/middle.tgz", middle)])
    assert values(open_bundle(folder)) == {
        "client.zip/a.json": [{"a": 1}],
        "deep/middle.tgz/b.json": [{"b": 2}],
        "deep/middle.tgz/inner.zip/a.json": [{"a": 1}],
    }
    shallow = Limits(archive_nesting=1)
    assert codes(open_bundle(folder, shallow)) == {"deep/middle.tgz/inner.zip": ["too-large"]}
    (tmp_path / "middle.tgz").write_bytes(middle)
    assert values(open_bundle(tmp_path / "middle.tgz")) == {
        "inner.zip/a.json": [{"a": 1}],
        "b.json": [{"b": 2}],
    }
    assert codes(open_bundle(tmp_path / "middle.tgz", shallow)) == {"inner.zip": ["too-large"]}
    assert by_path(open_bundle(folder))["client.zip"].companion


def test_an_office_document_is_no_archive_of_evidence(tmp_path: Path) -> None:
    write(tmp_path, [("notes.docx", zip_of([("word/document.xml", b"<x/>")]))])
    assert codes(open_bundle(tmp_path)) == {"notes.docx": ["unreadable"]}


def test_the_litter_of_operating_systems_is_no_evidence(tmp_path: Path) -> None:
    litter = [".DS_Store", "a/Thumbs.db", "desktop.ini", "__MACOSX/x.json", ".git/config", "._x.json"]
    write(tmp_path, [(name, b'{"a": 1}') for name in litter])
    bundle = open_bundle(tmp_path)
    assert sorted(by_path(bundle)) == sorted(litter)
    assert all(file.companion and not file.documents and not file.problems for file in bundle.files)


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"{}")
    (tmp_path / "broken link").symlink_to("nowhere")
    for path in (tmp_path / "none", tmp_path / "file" / "x", tmp_path / "broken link", Path("a\0b")):
        with pytest.raises(UsageError, match="expected a folder, an archive or a file, got `"):
            open_bundle(path)


def test_links_pipes_and_sockets_are_reported_and_not_read(tmp_path: Path) -> None:
    write(tmp_path / "outside", [("secret.json", b'{"a": 1}')])
    folder = write(tmp_path / "in", [("b.json", b'{"b": 2}')])
    (folder / "link.json").symlink_to(tmp_path / "outside" / "secret.json")
    (folder / "folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(folder, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
    bundle = open_bundle(folder)
    assert values(bundle) == {"b.json": [{"b": 2}]}
    assert codes(bundle) == all_unreadable("folder", "link.json", "loop", "pipe", "socket")
    assert "symbolic link" in by_path(bundle)["link.json"].problems[0].message
    (pipe,) = open_bundle(folder / "pipe").files
    assert [problem.message for problem in pipe.problems] == ["expected a file, got a device, pipe or socket"]


def test_the_bytes_that_were_sent_are_counted_as_they_lie_there(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", [("a.json", b"[]"), ("b.zip", zip_of(MEMBERS)), ("c.tgz", tgz_of(MEMBERS))]
    )
    sizes = [path.stat().st_size for path in sorted(folder.iterdir())]
    assert [open_bundle(path).sent for path in sorted(folder.iterdir())] == sizes
    assert open_bundle(folder).sent == sum(sizes)
    os.mkfifo(tmp_path / "pipe")
    assert open_bundle(tmp_path / "pipe").sent == 0


def test_a_path_that_the_system_refuses_is_told() -> None:
    path = "a" * 300
    bundle = open_bundle(Path(path))
    assert bundle[:3] == (path, IntegrityStatus.NONE, ())
    (problem,) = bundle.problems
    assert (problem.code, problem.message[:33]) == ("unreadable", "the operating system refused it: ")


def test_what_the_system_refuses_is_told_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "the operating system refused it: no such file or directory"
    assert [problem.message for problem in folder_contents(tmp_path / "none", Limits()).problems] == [said]
    assert load_file(str(tmp_path / "none"), 1) == unreadable(said)
    listing = os.scandir

    def refused(path: str) -> object:
        if path.endswith("X"):
            raise FileNotFoundError(2, "No such file or directory")
        return listing(path)

    monkeypatch.setattr(os, "scandir", refused)
    write(tmp_path, [(f"{name}/a.json", b"[]") for name in ("a", "mX", "z")])
    entries = {entry.path: entry for entry in folder_contents(tmp_path, Limits()).entries}
    assert sorted(entries) == ["a/a.json", "mX", "z/a.json"]
    assert entries["mX"].load(1) == unreadable(said)


@pytest.mark.parametrize("name", ["blank ", "X"])
def test_a_folder_is_shown_as_it_is_named(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / name, [("a.json", b"[]")])
    assert [file.path for file in open_bundle(folder).files] == [f"{folder.as_posix()}/a.json"]


def test_an_input_path_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "folder", MEMBERS)
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    (tmp_path / "link.json").symlink_to(tmp_path / "folder" / "no extension")
    assert len(values(open_bundle(tmp_path / "link"))) == 3
    assert values(open_bundle(tmp_path / "link.json")) == {"": [[]]}


def test_names_that_nobody_can_print_are_reported_in_escapes(tmp_path: Path) -> None:
    for name in (b"a\nb.json", b"\xff.json", "\u202enosj.x".encode()):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:
            file.write(b'{"a": 1}')
    bundle = open_bundle(tmp_path)
    assert codes(bundle) == all_unreadable("a\\nb.json", "\\udcff.json", "\\u202enosj.x")
    assert not values(bundle)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Permissions apply to everybody but root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_what_the_operating_system_refuses_is_a_problem() -> None:
    with TemporaryDirectory() as name:
        folder = write(Path(name), [("a.json", b'{"a": 1}'), ("b.json", b"{}"), ("c/d.json", b"{}")])
        folder.chmod(0o755)
        (folder / "b.json").chmod(0)
        (folder / "c").chmod(0)
        with as_nobody():
            assert codes(open_bundle(folder)) == all_unreadable("b.json", "c")
            assert codes(open_bundle(folder / "b.json")) == all_unreadable("")
            for whole in (folder / "c", folder / "c" / "d.json"):
                assert [problem.code for problem in open_bundle(whole).problems] == ["unreadable"]
        (folder / "c").chmod(0o755)


def test_an_error_while_reading_is_a_problem() -> None:
    """Address 0 of a process's memory is the one file on Linux that opens and cannot be read."""
    bundle = open_bundle(Path("/proc/self/mem"))
    assert [problem.code for problem in bundle.files[0].problems] == [ProblemCode.UNREADABLE]


def test_a_folder_nested_deeper_than_the_stack_is_read() -> None:
    with TemporaryDirectory() as name:
        deep = Path(name, *["d"] * 1_200)
        subprocess.run(["mkdir", "-p", deep], check=True)
        (deep / "a.json").write_bytes(b"[]")
        limits = Limits(path_depth=2_000)
        assert list(values(open_bundle(Path(name), limits)).values()) == [[[]]]
        subprocess.run(["rm", "-rf", Path(name, "d")], check=True)  # Python's own removal recurses


LIMITED = [("a.json", b'{"a": 1}'), ("b.json", b'{"b": "' + b"x" * 100 + b'"}'), ("c.json", b'{"c": 3}')]


@pytest.mark.parametrize(
    ("limits", "read"),
    [
        (Limits(file_bytes=50), ["a.json", "c.json"]),
        (Limits(input_bytes=20), ["a.json", "c.json"]),
        (Limits(input_bytes=8), ["a.json"]),
        (Limits(files=1), ["a.json"]),
        (Limits(file_bytes=109), ["a.json", "b.json", "c.json"]),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_past_a_limit_a_file_is_a_problem_and_the_rest_goes_on(
    limits: Limits, read: list[str], packed: bool, tmp_path: Path
) -> None:
    path = write(tmp_path / "folder", LIMITED)
    if packed:
        path = tmp_path / "x.zip"
        path.write_bytes(zip_of(LIMITED))
    bundle = open_bundle(path, limits)
    assert list(values(bundle)) == read
    refused = {str(problem.code) for file in bundle.files for problem in file.problems}
    refused |= {str(problem.code) for problem in bundle.problems}
    assert refused == ({"too-large"} if len(read) < 3 else set())


def test_the_limit_of_nesting_reaches_the_files(tmp_path: Path) -> None:
    write(tmp_path, [("a.json", b"[[[]]]")])
    assert codes(open_bundle(tmp_path, Limits(json_depth=2))) == {"a.json": ["too-deep"]}


@pytest.mark.parametrize("packed", [zip_of, tgz_of, tar_of])
def test_where_nothing_is_left_an_archive_is_a_problem_too(
    packed: Callable[[Members], bytes], tmp_path: Path
) -> None:
    """The archive itself takes all that there is, so none of its files is read."""
    data = packed([("a.json", b"{}")])
    write(tmp_path, [("a.zip", data), ("b.zip", data)])
    for limits in (Limits(files=1), Limits(input_bytes=len(data))):
        bundle = open_bundle(tmp_path, limits)
        assert values(bundle) == {}
        assert {str(problem.code) for file in bundle.files for problem in file.problems} == {"too-large"}


@pytest.mark.parametrize(("name", "data"), [("a.json", b"{}"), ("x.zip", zip_of(MEMBERS[:1])), ("x", b"?")])
def test_an_input_that_is_one_file_has_its_checksum_and_a_folder_has_none(
    name: str, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    assert open_bundle(tmp_path / name).sha256 == hashlib.sha256(data).hexdigest()
    assert open_bundle(tmp_path).sha256 == ""


def test_the_archives_in_an_input_are_named_in_order_opened_or_not(tmp_path: Path) -> None:
    inner = zip_of([("deeper", zip_of(MEMBERS[:1]))])
    members = [
        ("b.zip", b"no archive"),
        ("a", zip_of([("in", inner)])),
        ("c.json", b"{}"),
        ("d.txt", b"no JSON"),
        ("e", b"7z\xbc\xaf\x27\x1c"),
        ("f.gz", gzip.compress(b"{}", mtime=0)),
    ]
    folder = write(tmp_path, members)
    named = open_bundle(folder, Limits(archive_nesting=2)).archives
    assert [path.removeprefix(f"{folder.as_posix()}/") for path in named] == [
        "a", "a/in", "a/in/deeper", "b.zip", "e",
    ]  # fmt: skip
