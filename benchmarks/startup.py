"""How long the program takes to start and to analyze the sample, as ratios measured in one run.

    python benchmarks/startup.py [ROUNDS]

Each command runs beside an interpreter that only imports the modules of the run-time dependencies
which the command had imported when it ended. The two take turns, so that a busy machine slows both,
and their medians are compared. Rows that start with `import` are start-up alone, the others do the work.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15  # an odd number, so that the median is a run; enough that a slow run does not count
DEPENDENCIES = ("typer", "rich", "pydantic", "jmespath")  # as the build file names them

_MAIN = "import sys; from analyzer.cli import main; sys.argv[0] = 'cis-evidence'; main()"
ROWS = {
    "--version": (_MAIN, "--version"),
    "--help": (_MAIN, "--help"),
    "pattern normalize": (_MAIN, "pattern", "normalize", "{ $.eventName = ConsoleLogin }"),
    "import what analyze needs": ("import analyzer.cli, analyzer.assessment, analyzer.reports.formats.text",),
    "analyze samples/compliant": (_MAIN, "analyze", "samples/compliant"),
    "analyze --format json": (_MAIN, "analyze", "samples/compliant", "--format", "json"),
}
_TELL_MODULES = "import atexit, sys\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
_IMPORT = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as an installed program is
    return subprocess.run(
        [sys.executable, "-c", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def modules_of(program: str, *arguments: str) -> list[str]:
    """The modules of run-time dependencies that are loaded when the program ends, as they came."""
    done = run(_TELL_MODULES + program, *arguments)
    loaded = done.stderr.split()
    if "analyzer" not in loaded:
        sys.exit(f"expected {arguments} to run, got: {done.stderr}")
    return [name for name in loaded if name.split(".")[0] in DEPENDENCIES]


def seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - begun


def measure(title: str, command: tuple[str, ...], rounds: int) -> None:
    modules = modules_of(*command)
    imports = (_IMPORT, *modules)
    if run(*imports).returncode != 0:
        sys.exit(f"expected {modules} to be importable on their own")
    pairs = [(seconds(*command), seconds(*imports)) for _ in range(rounds)]
    took, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    names = ", ".join(name for name in DEPENDENCIES if name in modules)
    print(f"{title:<26} {took / least:5.2f} x the import of {names}  ({took:.3f} s)")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for title, command in ROWS.items():
        measure(title, command, rounds)


if __name__ == "__main__":
    main()
