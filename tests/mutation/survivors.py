"""The mutants that may survive, each with its reason: `survivors.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.record import Mutant

FILE = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A line of a function, what it may become unseen, and why nobody can see it or need not."""

    module: str
    function: str
    was: str
    now: tuple[str, ...]
    reason: str

    def holds(self, mutant: Mutant) -> bool:
        """Whether it speaks of this mutant."""
        same = (self.module, self.function, self.was) == (mutant.module, mutant.function, mutant.was)
        return same and mutant.now in self.now


def listed(path: Path = FILE) -> list[Survivor]:
    """The list. Raises TypeError, KeyError or TOMLDecodeError for a file that is none."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["survivor"]
    return [Survivor(**{**entry, "now": tuple(entry["now"])}) for entry in entries]


def obsolete(survivors: Collection[Survivor], survived: Collection[Mutant]) -> Iterator[str]:
    """What is listed and does not survive, or is no mutant any more."""
    for one in survivors:
        for now in one.now:
            line = Survivor(one.module, one.function, one.was, (now,), one.reason)
            if not any(map(line.holds, survived)):
                yield f"{one.module}: {one.function}: `{one.was}` as `{now}`"
