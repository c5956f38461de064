"""The program as its users run it: with arguments, standard input and an environment.

Most tests call its `main` in this process, where the modules are loaded already, with streams and a working
directory of its own. Whatever hangs on the process itself (encodings, terminals, pipes, signals) runs one;
that both say the same is tested.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from typing import Any, TextIO
from unittest import mock

from analyzer import cli

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
COMMAND = (sys.executable, "-m", "analyzer")

PASS, FAIL, ERROR, INCONCLUSIVE = 0, 1, 2, 3


def environment(**settings: str) -> dict[str, str]:
    """This environment without what would change the output, and with the package on the path."""
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **settings}


_DROPPED = ("NO_COLOR", "COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING", "TERM")


def run(
    *arguments: str | bytes | Path, stdin: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """`cis-evidence` with the arguments, in this process; no exit code is an error here."""
    words = [os.fsdecode(argument) for argument in arguments]
    stdout, stderr = io.BytesIO(), io.BytesIO()
    with ExitStack() as stack:
        stack.enter_context(chdir(cwd))
        stack.enter_context(mock.patch.object(sys, "argv", ["cis-evidence", *words]))
        stack.enter_context(_without_settings())
        stack.enter_context(mock.patch.object(sys, "stdin", _text(io.BytesIO(stdin))))
        out = stack.enter_context(mock.patch.object(sys, "stdout", _text(stdout)))
        stack.enter_context(mock.patch.object(sys, "__stdout__", out))  # where the width is asked for
        err = stack.enter_context(mock.patch.object(sys, "stderr", _text(stderr)))
        code = _ended()
        out.flush()
        err.flush()
    return subprocess.CompletedProcess(words, code, stdout.getvalue(), stderr.getvalue())


def _ended() -> int:
    """The exit code of the program."""
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def _text(stream: io.BytesIO) -> TextIO:
    return io.TextIOWrapper(stream, encoding="utf-8", write_through=True)


@contextmanager
def _without_settings() -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    with mock.patch.dict(os.environ, kept, clear=True):
        yield


def run_process(
    *arguments: str | bytes | Path, stdin: bytes = b"", cwd: Path = ROOT, **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """The same as a process of its own, in an environment with these settings."""
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


def commands_of(command: Any) -> dict[str, Any]:
    """The commands of a group, which may load them when they are asked for; none of a command."""
    names = command.list_commands(None) if hasattr(command, "list_commands") else ()
    return {name: command.get_command(None, name) for name in names}


def tells_error(done: subprocess.CompletedProcess[bytes], *parts: str) -> bool:
    """Whether it ended as a user's mistake must: exit code 2, a message, no traceback."""
    message = done.stderr.decode()
    told = all(part in message for part in parts)
    return done.returncode == ERROR and told and bool(message) and "Traceback" not in message
