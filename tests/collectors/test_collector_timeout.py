"""An `aws` that hangs is ended after its time, with all that it started, and the rest is captured."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.collectors.collected import (
    EMPTY,
    REGION,
    assert_sealed,
    canned_aws,
    executable,
    rows,
    run,
    start,
    stop_when,
)
from tests.collectors.conforming import SCRIPT
from tests.support.aws_rig import COLLECTOR

HANGS = {name: answer for name, answer in EMPTY.items() if name != "cloudtrail describe-trails"}
# It does not listen, and neither does what it started: a shim of a version manager, a wrapper of a container.
STUBBORN = """
trap '' TERM
printf '{"trailList": [' && printf 'waiting\\n' >&2
sh -c 'trap "" TERM; echo "$$" >inner; : >asking; sleep 600; sleep 600'
"""


def assert_ended(home: Path) -> None:
    """The inner program is no more; what init has not yet collected is dead all the same."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", (home / "inner").read_text().strip()], capture_output=True, text=True
    ).stdout
    assert state.strip()[:1] in ("", "Z")


def test_hanging_command_is_ended_and_told(shell: tuple[str, ...], tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", HANGS, STUBBORN).parent

    done = run(tmp_path, programs, *REGION, "--timeout", "1", shell=shell)

    assert done.returncode == 1
    # And nothing of the shell about what it had to end.
    assert all(line.startswith("collect.sh: ") for line in done.stderr.splitlines())
    assert "or give it more time by `--timeout SECONDS`" in done.stderr
    assert "describe-trails: failed with 124: no answer within 1 seconds" in done.stderr
    bag = tmp_path / "bag"
    assert_sealed(bag)
    assert [(row.command[2], row.status) for row in rows(bag)] == [
        ("get-caller-identity", 0),
        ("describe-trails", 124),
        ("describe-alarms", 0),
    ]
    assert "\nCapture-Timeout: 1\n" in (bag / "bag-info.txt").read_text()
    assert (bag / "data/us-east-1/describe-trails.json").read_text() == '{"trailList": ['
    assert (bag / "data/us-east-1/describe-trails.json.stderr").read_text() == "waiting\n"
    assert_ended(tmp_path)


def test_stopped_while_it_hangs(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", HANGS, STUBBORN).parent
    status, _ = stop_when(tmp_path / "asking", start(tmp_path, programs, *REGION), signal.SIGINT)
    assert status == 130
    assert_ended(tmp_path)


def test_clock_of_a_quick_command_ends_with_it(shell: tuple[str, ...], tmp_path: Path) -> None:
    """Each command has a `sleep` beside it; none of them outlives the collector."""
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    executable(programs / "sleep", f"echo $$ >>'{tmp_path}/clocks'\nexec /bin/sleep \"$@\"\n")

    done = run(tmp_path, programs, *REGION, shell=shell)

    assert done.returncode == 0
    clocks = (tmp_path / "clocks").read_text().split() if (tmp_path / "clocks").exists() else []
    states = [
        subprocess.run(["ps", "-o", "stat=", "-p", one], capture_output=True, text=True) for one in clocks
    ]
    assert not [one for one in states if one.stdout.strip()[:1] not in ("", "Z")]


def test_own_status_of_124_is_no_timeout(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", HANGS, "echo mine >&2; exit 124").parent
    done = run(tmp_path, programs, *REGION)
    assert "failed with 124: mine" in done.stderr


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", "08", "100000", "1 "])
@pytest.mark.parametrize("script", [COLLECTOR, SCRIPT], ids=lambda path: path.stem)
def test_timeout_is_a_number_of_seconds(script: Path, value: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", str(script), "--timeout", value], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "expected 1 to 99999 seconds" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.deep
def test_hanging_probe_has_no_answer(tmp_path: Path) -> None:
    programs = executable(tmp_path / "programs" / "aws", "exec sleep 600\n").parent
    done = subprocess.run(
        ["sh", str(SCRIPT), "--timeout=1", "--output", "answers.txt"],
        cwd=tmp_path,
        env={"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "failed with 124: no answer within 1 seconds" in done.stderr
    record = (tmp_path / "answers.txt").read_text()
    assert "\ntimeout 1\naws unknown\n" in record
    assert "\nstatus 124\n" in record
