"""How long the program takes to start, as a ratio to importing the dependencies that the run really uses.

    python benchmarks/startup.py [ROUNDS]

Each command is measured beside an interpreter that only imports the modules of the run-time
dependencies that the command had imported when it ended. The two take turns, so that a busy machine
slows both, and the medians are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15  # an odd number, so that the median is a run; enough that one slow run does not count
DEPENDENCIES = ("typer", "rich", "pydantic", "jmespath")  # as the build file names them
COMMANDS = (
    ("--version",),
    ("--help",),
    ("pattern", "normalize", "{ $.eventName = ConsoleLogin }"),
    ("analyze", "samples/compliant"),
    ("analyze", "samples/compliant", "--format", "json"),
)

LOADED = (
    "import atexit, sys\n"
    "atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))\n"
    "from analyzer.cli import main\n"
    "main()"
)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, encoding="utf-8"
    )


def modules_of(arguments: tuple[str, ...]) -> list[str]:
    """The modules of run-time dependencies that a command has imported when it ends."""
    done = start("-c", LOADED, *arguments)
    loaded = set(done.stderr.split())
    if "analyzer.cli" not in loaded:
        sys.exit(f"expected `{' '.join(arguments)}` to run, got: {done.stderr}")
    return sorted(name for name in loaded if name.split(".")[0] in DEPENDENCIES)


def seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    start(*arguments)
    return time.perf_counter() - begun


def measure(arguments: tuple[str, ...], rounds: int) -> None:
    used = modules_of(arguments)
    names = ", ".join(name for name in DEPENDENCIES if name in used)
    runs: dict[str, list[float]] = {"command": [], "imports": [], "bare": []}
    for _ in range(rounds):
        runs["command"].append(seconds("-m", "analyzer", *arguments))
        runs["imports"].append(seconds("-c", f"import {', '.join(used)}"))
        runs["bare"].append(seconds("-c", "pass"))
    command, imports, bare = (statistics.median(runs[name]) for name in ("command", "imports", "bare"))
    print(
        f"{' '.join(arguments)[:45]:<45}  {command / imports:5.2f} x imports of {names}"
        f"  ({command * 1000:.0f} ms, {command / bare:.1f} x bare python)"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for arguments in COMMANDS:
        measure(arguments, rounds)


if __name__ == "__main__":
    main()
