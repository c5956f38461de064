"""A collector that is stopped leaves nothing that could be taken for a whole bundle."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.collectors.collected import (
    EMPTY,
    IDENTITY,
    REGION,
    assert_sealed,
    assert_unsealed,
    canned_aws,
    commands,
    executable,
    rows,
    start,
    stop_when,
    until_sent,
)

SLOW = """
printf '{\\n    "trailList": [\\n'
: >asking
exec sleep 60
"""
ANSWERS = {"sts get-caller-identity": IDENTITY}


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        *(pytest.param(number, marks=pytest.mark.deep) for number in (signal.SIGINT, signal.SIGHUP)),
    ],
)
def test_stopped_folder_is_marked(number: signal.Signals, shell: tuple[str, ...], tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", ANSWERS, SLOW).parent
    process = start(tmp_path, programs, *REGION, shell=shell)

    status, stderr = stop_when(tmp_path / "asking", process, number)

    assert status == 128 + number
    assert (
        f"stopped by {number.name}: `bag` holds what was captured so far and is marked INCOMPLETE" in stderr
    )
    assert_unsealed(tmp_path / "bag")
    assert commands(tmp_path / "bag") == ["sts get-caller-identity"]
    assert {row.status for row in rows(tmp_path / "bag")} == {0}
    # The answer that was on its way is gone: nobody knows what it would have been.
    assert not list((tmp_path / "bag" / "data" / "us-east-1").iterdir())


def test_stopped_archive_is_absent(shell: tuple[str, ...], tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", ANSWERS, SLOW).parent
    arguments = ("--region", "us-east-1", "--output", "out.tar.gz")
    process = start(tmp_path, programs, *arguments, shell=shell)

    status, stderr = stop_when(tmp_path / "asking", process, signal.SIGINT)

    assert status == 130
    assert "`out.tar.gz.part/out` holds what was captured so far" in stderr
    assert not (tmp_path / "out.tar.gz").exists()
    assert_unsealed(tmp_path / "out.tar.gz.part" / "out")


@pytest.mark.deep
def test_stopped_while_packing(shell: tuple[str, ...], tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    executable(programs / "tar", f"{until_sent('packing')}\nexit 1\n")
    arguments = ("--region", "us-east-1", "--output", "out.tar.gz")
    process = start(tmp_path, programs, *arguments, shell=shell)

    status, stderr = stop_when(tmp_path / "out.tar.gz.part" / "packing", process, signal.SIGTERM)

    assert status == 143
    assert "the bundle `out.tar.gz.part/out` is whole, the archive was not made" in stderr
    assert not (tmp_path / "out.tar.gz").exists()
    assert_sealed(tmp_path / "out.tar.gz.part" / "out")


@pytest.mark.deep
def test_stopped_while_sealing(shell: tuple[str, ...], tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    slow = f"""case $(wc -c) in 0) printf e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ;;
*) [ -s bag/bagit.txt ] && {until_sent("sealing")}
printf 0000000000000000000000000000000000000000000000000000000000000000 ;; esac
"""
    executable(programs / "sha256sum", slow)
    process = start(tmp_path, programs, *REGION, shell=shell)

    status, _ = stop_when(tmp_path / "sealing", process, signal.SIGTERM)

    assert status == 143
    assert_unsealed(tmp_path / "bag")


def test_killed_bundle_is_marked(tmp_path: Path) -> None:
    programs = canned_aws(
        tmp_path / "programs", ANSWERS, SLOW.replace("exec sleep 60", "exec sleep 5")
    ).parent
    process = start(tmp_path, programs, *REGION)

    status, _ = stop_when(tmp_path / "asking", process, signal.SIGKILL)

    assert status == -signal.SIGKILL
    assert (tmp_path / "bag" / "INCOMPLETE").exists()
    assert not (tmp_path / "bag" / "bagit.txt").exists()
