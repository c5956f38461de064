"""What the collector says to its caller before it has asked anything."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from analyzer import __version__
from tests.collectors.collected import EMPTY, canned_aws, run
from tests.support.aws_rig import COLLECTOR


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    return canned_aws(tmp_path / "programs", {}, '[ "$1" = configure ] || : >asked\nexit 254').parent


def test_help_tells_every_option_and_exit_status(shell: tuple[str, ...]) -> None:
    done = subprocess.run([*shell, str(COLLECTOR), "--help"], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    script = COLLECTOR.read_text()
    options = set(
        re.findall(r"--[a-z-]+", script[script.index("read_arguments() {") : script.index("check_tools()")])
    )
    assert options == {
        *("--output", "--region", "--profile", "--endpoint-url", "--timeout", "--extended", "--dry-run"),
        *("--help", "--version"),
    }
    for word in options | set(re.findall(r"exit (\d+)|SIG[A-Z]+ (\d+)", script)[0]) - {""}:
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_version_is_that_of_the_package() -> None:
    done = subprocess.run(["sh", str(COLLECTOR), "--version"], capture_output=True, text=True)

    assert done.stdout == f"collect.sh {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--what"], "unknown argument `--what`"),
        (["bag"], "unknown argument `bag`"),
        (["--output"], "`--output` needs a value"),
        (["--output="], "`--output` needs a value"),
        (["--region", ""], "`--region` needs a value"),
        (["--region", "US East"], "expected a region such as `us-east-1`, got `US East`"),
        (["--region", "--output"], "expected a region such as `us-east-1`, got `--output`"),
        (["--region", "../x"], "expected a region such as `us-east-1`, got `../x`"),
        (["--profile", "--debug"], "expected a profile name, got `--debug`"),
        (["--endpoint-url", "127.0.0.1"], "expected an endpoint URL, got `127.0.0.1`"),
        (
            ["--endpoint-url", "http://me:secret@proxy"],
            "expected an endpoint URL without user name and password",
        ),
        (
            ["--region=us-east-1", "--output", "x.tgz"],
            "expected a folder or a name ending in `.zip`, `.tar.gz` or `.tar`, got `x.tgz`",
        ),
        (["--region=us-east-1", "--output", "x/.tar.gz"], "expected a folder or a name ending in `.zip`"),
        (["--region=us-east-1", "--output", ".zip"], "expected a folder or a name ending in `.zip`"),
        ([], "no region is configured"),
    ],
)
def test_wrong_usage_asks_nothing(arguments: list[str], said: str, programs: Path, tmp_path: Path) -> None:
    done = run(tmp_path, programs, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["programs"]


@pytest.mark.parametrize("output", ["full", "file", "link", "file.tar.gz", "begun.tar.gz", "file.tar"])
def test_existing_output_is_not_touched(output: str, programs: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "begun.tar.gz.part").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("full/.hidden", "file", "file.tar.gz", "file.tar"):
        (tmp_path / name).write_text("mine")
    before = sorted(tmp_path.rglob("*"))

    done = run(tmp_path, programs, "--region", "us-east-1", "--output", output)

    assert done.returncode == 2
    assert "name another output" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("output", ["empty", "new/deep/bag", "-bag", "a b"])
def test_new_or_empty_output_is_filled(output: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    programs = canned_aws(tmp_path / "programs", EMPTY).parent

    done = run(tmp_path, programs, "--region", "us-east-1", f"--output={output}")

    assert done.returncode == 0
    assert (tmp_path / output / "bagit.txt").exists()


def test_missing_aws_is_told(tmp_path: Path) -> None:
    (tmp_path / "programs").mkdir()
    shell = ("env", "PATH=/nonexistent", "/bin/sh")

    done = run(tmp_path, tmp_path / "programs", shell=shell)

    assert done.returncode == 2
