"""The program as its users run it: a process with arguments, standard input and an environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
COMMAND = (sys.executable, "-m", "analyzer")

PASS, FAIL, ERROR, INCONCLUSIVE = 0, 1, 2, 3


def environment(**settings: str) -> dict[str, str]:
    """This environment without what would change the output, and with the package on the path."""
    dropped = {"NO_COLOR", "COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING", "TERM"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **settings}


def run(
    *arguments: str | bytes | Path, stdin: bytes = b"", cwd: Path = ROOT, **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `cis-evidence` with the arguments; no exit code is an error here."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(**settings),
        check=False,
    )


def run_unread(*arguments: str) -> tuple[int, bytes]:
    """Run with a standard output that nobody reads any more: the exit code, and what was said."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    os.close(writer)
    return done.returncode, done.stderr


def tells_error(done: subprocess.CompletedProcess[bytes], *parts: str) -> bool:
    """Whether it ended as a user's mistake must: exit code 2, a message, no traceback."""
    message = done.stderr.decode()
    told = all(part in message for part in parts)
    return done.returncode == ERROR and told and bool(message) and "Traceback" not in message
