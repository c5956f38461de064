"""What judging all fifteen controls costs beside judging one, on the same evidence, as a ratio.

    python benchmarks/controls.py [ROUNDS]

Both are whole runs of the program, from its start to its report, and what counts is the time of the
processor, of which a busy machine takes little away. The two take turns all the same, and their medians
are compared. The evidence is an account with a metric filter and an alarm for every control: the one
control has to be found among them as well.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15  # an odd number, so that the median is a run; enough that a slow run does not count
LIMIT = 1.5

_MAIN = "import sys; from analyzer.cli import main; sys.argv[0] = 'cis-evidence'; main()"
_ANALYZE = (_MAIN, "analyze", "samples/all-controls")
ONE = _ANALYZE
ALL = (*_ANALYZE, "--all-controls")
FORMATS = ("text", "json")


def seconds(*arguments: str) -> float:
    """Processor time of one run."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as an installed program is
    begun = os.times()
    done = subprocess.run(
        [sys.executable, "-c", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    ended = os.times()
    if done.returncode != 0:
        sys.exit(f"expected {arguments[1:]} to pass, got: {done.stderr or done.stdout}")
    return ended.children_user - begun.children_user + ended.children_system - begun.children_system


def measure(output: str, rounds: int) -> None:
    commands = [(*command, "--format", output) for command in (ALL, ONE)]
    for command in commands:
        seconds(*command)  # once for the disk
    pairs = [[seconds(*command) for command in commands] for _ in range(rounds)]
    every, one = (statistics.median(column) for column in zip(*pairs, strict=True))
    limit = f"limit {LIMIT}, {'kept' if every / one <= LIMIT else 'BROKEN'}"
    print(f"15 controls, {output}: {every / one:5.2f} x one control  ({every:.3f} s, {one:.3f} s; {limit})")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for output in FORMATS:
        measure(output, rounds)


if __name__ == "__main__":
    main()
