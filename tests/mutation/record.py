"""A mutant, what became of it, and the record of a run: a line of JSON for each trial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: `module` is the path below the root, `was` and `now` are the changed lines without indent.

    No number of a line is part of it, so that an edit elsewhere leaves its identity alone.
    """

    module: str
    function: str
    was: str
    now: str
    nth: int  # among those of the function with the same lines


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"  # a test failed
    ENDLESS = "endless"  # a test came to no end: as good as killed
    SURVIVED = "survived"
    UNREACHED = "unreached"  # no test reaches its lines: survived, too


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant's fate, and the test that decided it."""

    mutant: Mutant
    fate: Fate
    test: str = ""

    @property
    def survived(self) -> bool:
        return self.fate in (Fate.SURVIVED, Fate.UNREACHED)


def recorded(path: Path) -> Iterator[Trial]:
    """The trials that a run wrote."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Trial(Mutant(**row["mutant"]), Fate(row["fate"]), row["test"])


def written(trial: Trial) -> str:
    """The trial as its line."""
    return json.dumps(asdict(trial))
