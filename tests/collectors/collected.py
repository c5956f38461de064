"""What the tests of the collector read back from a bundle, and the programs they put in place of `aws`."""

from __future__ import annotations

import json
import os
import re
import signal
import string
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

import bagit

from tests.support.aws_rig import COLLECTOR

PLAIN = frozenset(f"{string.ascii_letters}{string.digits}._/:=@,+-")
HEADER = "started\tstatus\tregion\tcommand\toutput"


# What `aws` says about an account in which there is nothing, and the arguments that ask about it.
IDENTITY = json.dumps({"UserId": "AIDA", "Account": "111111111111", "Arn": "arn:aws:iam::111111111111:root"})
EMPTY = {
    "sts get-caller-identity": IDENTITY,
    "cloudtrail describe-trails": '{"trailList": []}',
    "cloudtrail get-trail-status": "{}",
    "cloudtrail get-event-selectors": "{}",
    "logs describe-metric-filters": '{"metricFilters": []}',
    "cloudwatch describe-alarms": '{"MetricAlarms": [], "CompositeAlarms": []}',
    "sns list-subscriptions-by-topic": '{"Subscriptions": []}',
}
# What POSIX gives and the collector uses.
UTILITIES = [
    *(
        "awk",
        "cat",
        "cut",
        "date",
        "find",
        "fold",
        "ls",
        "mkdir",
        "mv",
        "od",
        "rm",
        "sleep",
        "sort",
        "tr",
        "wc",
    )
]
REGION = ("--region", "us-east-1", "--output", "bag")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of commands, decoded."""

    started: str
    status: int
    region: str
    command: tuple[str, ...]
    output: str


def rows(bag: Path) -> list[Row]:
    """The table of commands; the words of a command come back as they were given."""
    header, *lines = (bag / "data" / "commands.tsv").read_text("utf-8").removesuffix("\n").split("\n")
    assert header == HEADER
    return [_row(*line.split("\t")) for line in lines]


def _row(started: str, status: str, region: str, command: str, output: str) -> Row:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", started)
    words = tuple("" if word == "%00" else _decoded(word) for word in command.split(" "))
    return Row(started, int(status), region, words, _decoded(output))


def _decoded(word: str) -> str:
    """The word behind percent signs, which stand before exactly the bytes that need them."""
    data = unquote_to_bytes(word)
    assert word == "".join(chr(byte) if chr(byte) in PLAIN else f"%{byte:02X}" for byte in data)
    return data.decode("utf-8", "surrogateescape")


def commands(bag: Path) -> list[str]:
    """Service and operation of each command that was run, in order."""
    return [" ".join(row.command[1:3]) for row in rows(bag)]


def assert_sealed(bag: Path) -> None:
    """The bag is whole to the `bagit` library and to `sha256sum`, and every output has its companions."""
    assert not (bag / "INCOMPLETE").exists()
    bagit.Bag(str(bag)).validate()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(
            ["sha256sum", "--check", "--strict", manifest], cwd=bag, check=True, capture_output=True
        )
    named = {"data/commands.tsv"}
    for row in rows(bag):
        assert (bag / f"{row.output}.status").read_text() == f"{row.status}\n"
        named |= {row.output, f"{row.output}.stderr", f"{row.output}.status"}
    assert named == {str(path.relative_to(bag)) for path in (bag / "data").rglob("*") if path.is_file()}


def assert_unsealed(bag: Path) -> None:
    """The bag cannot be taken for a whole one."""
    assert (bag / "INCOMPLETE").exists()
    assert not [path for path in bag.iterdir() if path.suffix == ".txt"]
    outputs = {bag / row.output for row in rows(bag)}
    assert outputs == set((bag / "data").rglob("*.json"))


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}", "utf-8")
    path.chmod(0o755)
    return path


def recording_aws(folder: Path, program: str) -> Path:
    """An `aws` that runs the program and keeps what each run was given and said; see `recorded`."""
    log = folder / "log"
    log.mkdir(parents=True)
    script = f"""
[ "$2" != get ] && [ "$1" != --version ] || exec '{program}' "$@"
run='{log}'/$(printf '%02d' "$(ls '{log}' | grep -c argv)")
printf '%s\\0' aws "$@" >"$run.argv"
'{program}' "$@" >"$run.out" 2>"$run.err"
status=$?
cat "$run.out"
cat "$run.err" >&2
exit "$status"
"""
    executable(folder / "aws", script)
    return log


def recorded(log: Path) -> list[tuple[tuple[str, ...], bytes, bytes]]:
    """Argument vector, standard output and standard error of each run of a `recording_aws`."""
    return [
        (
            tuple(os.fsdecode(word) for word in given.read_bytes().split(b"\0")[:-1]),
            given.with_suffix(".out").read_bytes(),
            given.with_suffix(".err").read_bytes(),
        )
        for given in sorted(log.glob("*.argv"))
    ]


def canned_aws(folder: Path, answers: dict[str, str], otherwise: str = "exit 254") -> Path:
    """An `aws` that prints, for `service operation`, the answer of that name; else runs a line of shell."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, answer in answers.items():
        (folder / f"{name}.json".replace(" ", "-")).write_text(answer, "utf-8")
    script = f"""
[ "$1" != --version ] || exec printf 'aws-cli/0.0.0\\n'
[ ! -f '{folder}'/"$1-$2.json" ] || exec cat '{folder}'/"$1-$2.json"
{otherwise}
"""
    return executable(folder / "aws", script)


def start(
    home: Path, programs: Path, *arguments: str, shell: tuple[str, ...] = ("sh",)
) -> subprocess.Popen[str]:
    """Start the collector with `programs` in front of PATH, without waiting for it.

    A shell cannot trap a signal that was ignored when it started, as SIGINT is in a background job and
    SIGHUP under `nohup`: so the signals are set right first.
    """
    reset = """
import os, signal, sys
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
    return subprocess.Popen(
        [sys.executable, "-c", reset, *shell, str(COLLECTOR), *arguments],
        cwd=home,
        env={"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(
    home: Path, programs: Path, *arguments: str, shell: tuple[str, ...] = ("sh",)
) -> subprocess.CompletedProcess[str]:
    process = start(home, programs, *arguments, shell=shell)
    stdout, stderr = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def until_sent(sign: str) -> str:
    """Shell: put the sign there, and go on once the signal was sent; a minute if it never is."""
    return f"{{ : >{sign}; n=0; until [ -e {sign}.sent ] || [ $((n += 1)) -gt 60 ]; do sleep 1; done; }}"


def stop_when(sign: Path, process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Send the signal once the file `sign` is there; the exit status and standard error that follow.

    A program that put the sign there may wait for the signal with `until_sent`.
    """
    while not sign.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(number)
    sign.with_name(f"{sign.name}.sent").touch()
    _, stderr = process.communicate(timeout=60)
    return process.returncode, stderr


def functions() -> str:
    """The script without the call of `main`, in the locale that it sets."""
    return COLLECTOR.read_text("utf-8").removesuffix('main "$@"\n') + "LC_ALL=C; export LC_ALL\n"


def call(script: str, *arguments: str | Path, awk: tuple[str, ...] = ()) -> bytes:
    """What the functions print; `awk` stands for that program."""
    alias = f'awk() {{\n    command {" ".join(awk)} "$@"\n}}\n' if awk else ""
    command = ["sh", "-c", f"{functions()}{alias}{script}", "sh", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout
