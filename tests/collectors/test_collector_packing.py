"""What the collector hands over: one file to send on every machine, and what it says about it."""

from __future__ import annotations

import gzip
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.evidence import IntegrityStatus
from tests.collectors.collected import EMPTY, UTILITIES, assert_sealed, canned_aws, executable, run
from tests.support.aws_rig import absent

HERE = ("--region", "us-east-1")


@pytest.fixture(autouse=True)
def zip_program() -> str:
    return shutil.which("zip") or absent("zip")


def unpacked(archive: Path) -> Path:
    """The one folder in the archive."""
    folder = archive.parent / f"unpacked {archive.name}"
    folder.mkdir()
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as zipped:
            assert zipped.testzip() is None
            zipped.extractall(folder)
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    (bag,) = folder.iterdir()
    return bag


def alone(programs: Path, *names: str) -> tuple[str, ...]:
    """A shell with nothing on PATH but these programs, the POSIX utilities and one SHA-256 program."""
    for name in (*UTILITIES, "touch", "sh", "env", "sha256sum", *names):
        if not (programs / name).exists():
            (programs / name).symlink_to(shutil.which(name) or absent(name))
    return str(programs / "env"), f"PATH={programs}", str(programs / "sh")


MACHINES = {
    "zip": (("zip", "gzip", "tar"), ".zip"),
    "no zip": (("gzip", "tar"), ".tar.gz"),
    "no tar": (("gzip",), ".tar.gz"),
    "nothing": ((), ".tar"),
}


@pytest.mark.parametrize(("tools", "suffix"), MACHINES.values(), ids=list(MACHINES))
def test_default_output_is_one_file(tools: tuple[str, ...], suffix: str, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent

    done = run(tmp_path, programs, *HERE, shell=alone(programs, *tools))

    assert done.returncode == 0, done.stderr
    (archive,) = (path for path in tmp_path.iterdir() if path != programs)
    assert done.stdout == f"{archive.name}\n"
    assert re.fullmatch(rf"cis-evidence-111111111111-\d{{8}}T\d{{6}}Z{re.escape(suffix)}", archive.name)
    assert archive.stat().st_mode & 0o077 == 0
    bag = unpacked(archive)
    assert f"{bag.name}{suffix}" == archive.name
    assert_sealed(bag)


@pytest.mark.parametrize("name", ["out.zip", "out.tar.gz", "out.tar"])
def test_archive_holds_the_bag(name: str, tmp_path: Path) -> None:
    assert_packed(name, ("sh",), tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("name", ["out.zip", "out.tar.gz"])
def test_every_shell_packs_the_bag(name: str, shell: tuple[str, ...], tmp_path: Path) -> None:
    assert_packed(name, shell, tmp_path)


def assert_packed(name: str, shell: tuple[str, ...], tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent

    done = run(tmp_path, programs, *HERE, "--output", name, shell=shell)

    assert (done.returncode, done.stdout) == (0, f"{name}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, "programs"]
    bag = unpacked(tmp_path / name)
    assert bag.name == "out"
    assert_sealed(bag)
    (bundle,) = analyze([tmp_path / name]).bundles
    assert bundle.seal is IntegrityStatus.VERIFIED


def test_zip_tells_nothing_of_who_made_it(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    # What the user has set for his own archives is not for this one.
    executable(
        programs / "sh",
        f'ZIPOPT=-9e ZIP=-e TZ=Asia/Tokyo\nexport ZIPOPT ZIP TZ\nexec {shutil.which("sh")} "$@"',
    )

    done = run(tmp_path, programs, *HERE, "--output", "-größer [x]*.zip", shell=(str(programs / "sh"),))

    assert (done.returncode, done.stdout) == (0, "./-größer [x]*.zip\n"), done.stderr
    archive = tmp_path / "-größer [x]*.zip"
    with zipfile.ZipFile(archive) as zipped:
        members = zipped.infolist()
    assert {(one.date_time, one.extra, one.external_attr >> 16, one.flag_bits & 1) for one in members} == {
        ((1980, 1, 1, 0, 0, 0), b"", 0o100600, 0)
    }
    names = [one.filename for one in members]
    assert names == sorted(names)
    assert all(name.isascii() for name in names)
    assert_sealed(unpacked(archive))


def test_a_broken_zip_is_left_alone(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    executable(programs / "zip", "echo zip for fishes\n")

    named = run(tmp_path, programs, *HERE, "--output", "out.zip")
    done = run(tmp_path, programs, *HERE)

    assert named.returncode == 2
    assert "expected a `zip` that works on PATH, found none; name a `.tar.gz` instead" in named.stderr
    assert done.returncode == 0
    assert done.stdout.endswith("Z.tar.gz\n")


def test_a_zip_that_leaves_files_out_is_found_out(zip_program: str, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    less = (
        f'case "$*" in *@*) grep -v commands.tsv | {zip_program} "$@" ;; *) exec {zip_program} "$@" ;; esac\n'
    )
    executable(programs / "zip", less)

    done = run(tmp_path, programs, *HERE, "--output", "out.zip")

    assert done.returncode == 3
    assert "could not put every file into the archive" in done.stderr
    assert "the bundle `out.zip.part/out` is whole" in done.stderr
    assert not (tmp_path / "out.zip").exists()
    assert_sealed(tmp_path / "out.zip.part" / "out")


@pytest.mark.parametrize("name", ["tar.tar.gz", "zip.zip"])
def test_no_name_of_an_archive_is_in_the_way(name: str, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    assert run(tmp_path, programs, *HERE, "--output", name).returncode == 0
    assert_sealed(unpacked(tmp_path / name))


@pytest.mark.deep
def test_the_same_answers_make_the_same_archive(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    then = "case $2 in +%Y-*Z) echo 2026-01-01T00:00:00Z ;; *) echo 20260101T000000Z ;; esac\n"
    executable(programs / "date", then)
    names = ("out.zip", "out.tar", "out.tar.gz")
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        for name in names:
            assert run(tmp_path / place, programs, *HERE, "--output", name).returncode == 0

    one, two = ([(tmp_path / place / name).read_bytes() for name in names] for place in ("one", "two"))
    assert one == two
    assert gzip.decompress(one[2]) == one[1]


def test_the_end_tells_what_is_in_it_and_whom_to_send_it_to(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent

    done = run(tmp_path, programs, *HERE, "--output", "out.zip")
    folder = run(tmp_path, programs, *HERE, "--output", "bag", "--profile", "client")

    assert done.stderr.splitlines()[-3:] == [
        "collect.sh: done: every command succeeded",
        "collect.sh: `out.zip` holds account numbers, names and settings of resources, who asked, and the "
        "addresses of subscribers; no credentials",
        "collect.sh: send this file to the auditor who asked for it, and to nobody else",
    ]
    assert folder.stderr.splitlines()[-2:] == [
        "collect.sh: `bag` holds account numbers, names and settings of resources, who asked, and the "
        "addresses of subscribers; the name of your profile; no credentials",
        "collect.sh: pack this folder into one file, and send that to the auditor who asked for it, and to "
        "nobody else",
    ]
