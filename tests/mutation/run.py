"""Try mutants of the rooms that decide: `python -m tests.mutation.run [ROOM ...]`.

Ends with 0 if nine in ten are killed in each room and every survivor is listed with its reason.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.mutation.mutants import Change
from tests.mutation.record import Fate, Trial, recorded, written
from tests.mutation.survivors import listed, obsolete
from tests.mutation.trials import Bench
from tests.support.laws import ROOT

LEAST_KILLED = 0.9


@dataclass(frozen=True, slots=True)
class Room:
    """What is changed, and the tests that are asked, both below the root."""

    source: str
    tests: tuple[str, ...]

    @property
    def modules(self) -> list[Path]:
        path = ROOT / self.source
        return [path] if path.is_file() else sorted(path.rglob("*.py"))


_ACCOUNTS = ("tests/accounts", "tests/rules")
ROOMS = {
    "verdict": Room("analyzer/verdict.py", ("tests/chain/test_engine.py", *_ACCOUNTS)),
    "evaluation": Room(
        "analyzer/patterns/evaluation",
        ("tests/patterns/evaluation", "tests/patterns/test_laws.py", "tests/patterns/test_text_laws.py"),
    ),
    "coverage": Room(
        "analyzer/coverage",
        ("tests/coverage", "tests/cli/test_covers.py", "tests/cli/test_pattern_verify.py", *_ACCOUNTS),
    ),
    "chain": Room("analyzer/chain", ("tests/chain", *_ACCOUNTS)),
    "evidence": Room("analyzer/evidence", ("tests/evidence", "tests/cli/test_query.py")),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What of the rooms is tried: `sample` of the mutants, 0 for all, drawn by `seed`; those in whose place,
    `module:function`, one of `only` stands; those that survived in the record `again`, if it is one."""

    rooms: tuple[str, ...]
    tests: tuple[str, ...]
    sample: int
    seed: int
    only: tuple[str, ...]
    again: Path | None
    budget: float
    output: Path | None

    @property
    def whole(self) -> bool:
        return not (self.sample or any(self.only) or self.again)

    def wanted(self, changes: Sequence[Change]) -> Sequence[Change]:
        places = [f"{one.mutant.module}:{one.mutant.function}" for one in changes]
        left = [
            one
            for one, place in zip(changes, places, strict=True)
            if any(part in place for part in self.only)
        ]
        if self.again is not None:
            survived = {trial.mutant for trial in recorded(self.again) if trial.survived}
            left = [one for one in left if one.mutant in survived]
        if 0 < self.sample < len(left):
            drawn = Random(self.seed).sample(range(len(left)), self.sample)
            left = [left[at] for at in sorted(drawn)]
        print(f"{len(left)} of {len(changes)} mutants", flush=True)
        return left


def main(arguments: Sequence[str] | None = None) -> int:
    if os.environ.get("PYTHONHASHSEED") != "0":  # some examples hang on the order of a set
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.mutation.run", *sys.argv[1:]])
    options = _options(arguments)
    trials: list[Trial] = []
    modules = [path for name in options.rooms for path in ROOMS[name].modules]
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        record = options.output or Path(folder, "trials.jsonl")
        with record.open("w", encoding="utf-8") as lines:

            def told(trial: Trial) -> None:
                trials.append(trial)
                print(written(trial), file=lines, flush=True)

            bench = Bench(modules, options.wanted, told, options.budget)
            code = pytest.main([*_PYTEST, f"--basetemp={folder}/base", *options.tests], plugins=[bench])
    if code != pytest.ExitCode.OK:
        return 2
    complaints = list(_complaints(options, trials))
    print("\n".join(complaints))
    return 1 if complaints else 0


# Nothing of an earlier run, nothing on the screen, and no assertion is explained.
_PYTEST = (
    "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:terminal", "-o", "addopts=", "--assert=plain",
    "--capture=no",
)  # fmt: skip


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="tests.mutation.run", description="Try mutants on the tests.")
    parser.add_argument("room", nargs="*", help=f"{', '.join(ROOMS)}; all by default")
    parser.add_argument("--tests", nargs="+", help="ask these instead of those of the rooms")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the drawing")
    parser.add_argument(
        "--only", nargs="+", help="those of the functions with one of these in `module:function`"
    )
    parser.add_argument("--again", type=Path, help="those that survived in this record")
    parser.add_argument("--budget", type=float, default=5.0, help="seconds of tests for a mutant")
    parser.add_argument("-o", "--output", type=Path, help="record each trial here, a line of JSON each")
    given = parser.parse_args(arguments)
    rooms = tuple(given.room or ROOMS)
    if unknown := set(rooms) - set(ROOMS):
        parser.error(f"expected {', '.join(ROOMS)}, got {', '.join(sorted(unknown))}")
    tests = given.tests or dict.fromkeys(one for name in rooms for one in ROOMS[name].tests)
    return Options(
        rooms,
        tuple(tests),
        given.sample,
        given.seed,
        tuple(given.only or ("",)),
        given.again,
        given.budget,
        given.output,
    )


def _complaints(options: Options, trials: Sequence[Trial]) -> Iterator[str]:
    """Prints the figures of each room; gives what is wrong with them."""
    known = listed()
    for name in options.rooms:
        room = [one for one in trials if one.mutant.module.startswith(ROOMS[name].source)]
        survived = [one for one in room if one.survived]
        open_ = [one for one in survived if not any(entry.holds(one.mutant) for entry in known)]
        endless = sum(one.fate is Fate.ENDLESS for one in room)
        share = 1 - len(survived) / max(len(room), 1)
        print(
            f"{name}: {len(room)} mutants, {share:.1%} killed ({endless} of them endless), "
            f"{len(survived)} survived, {len(open_)} of them without a reason"
        )
        if share < LEAST_KILLED:
            yield f"{name}: fewer than {LEAST_KILLED:.0%} were killed"
        for one in open_:
            mutant = one.mutant
            yield f"{mutant.module}: {mutant.function} ({one.fate})\n  - {mutant.was}\n  + {mutant.now}"
        if options.whole:
            entries = [entry for entry in known if entry.module.startswith(ROOMS[name].source)]
            for entry in obsolete(entries, [one.mutant for one in survived]):
                yield f"listed, but does not survive: {entry}"


if __name__ == "__main__":
    sys.exit(main())
