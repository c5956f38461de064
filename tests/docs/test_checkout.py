"""A clone on Windows, where git is told to convert line ends, holds the bytes that were committed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def git(*arguments: str, cwd: Path = ROOT) -> bytes:
    return subprocess.run(
        ["git", "-c", "safe.directory=*", *arguments], cwd=cwd, capture_output=True, check=True
    ).stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the last commit, made with `core.autocrlf=true`."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git, or no repository: an unpacked source archive has none to clone")
    folder = tmp_path_factory.mktemp("windows") / "clone"
    git("clone", "--quiet", "--no-hardlinks", "-c", "core.autocrlf=true", str(ROOT), str(folder))
    return folder


def test_no_line_end_is_converted(clone: Path) -> None:
    entries = git("ls-tree", "-r", "-z", "HEAD", cwd=clone).decode().split("\0")[:-1]
    committed = {name: meta.split()[2] for meta, _, name in (entry.partition("\t") for entry in entries)}
    assert committed
    assert {name: blob_id((clone / name).read_bytes()) for name in committed} == committed


def blob_id(data: bytes) -> str:
    """The name that git gives to a file of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def test_the_scripts_can_be_read_by_a_shell(clone: Path) -> None:
    scripts = sorted((clone / "collectors").glob("*.sh"))
    assert scripts
    for script in scripts:
        subprocess.run(["sh", "-n", str(script)], check=True)


def test_the_checksums_of_the_samples_hold(clone: Path) -> None:
    manifests = sorted((clone / "samples").glob("*/manifest-sha256.txt"))
    assert manifests
    for manifest in manifests:
        for line in manifest.read_text(encoding="utf-8").splitlines():
            checksum, _, name = line.partition("  ")
            assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == checksum, name
