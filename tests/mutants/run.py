"""Tries many mutants of evidence and writes down each that breaks its law.

    python -m tests.mutants.run --mutants 20000 --processes 2 --seed 1

The same seed and number of mutants give the same mutants, on any number of processes. No batch is begun
after `--seconds`; how many mutants were tried is told. Exits with 1 if one of them broke a law, or took
more than ten times the processor time of the median, which is believed only after measuring it again.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from statistics import median

from tests.support.accounts.pointers import CaseError

from .bases import all_bases
from .drawing import draw
from .laws import Breach, Mutant, breach

BATCH = 100
TEXT_EVERY = 8
"""The report as text costs as much as the judgement, so only each n-th mutant has it written."""
MOST = 10.0
FLOOR = 2.5
"""Seconds of the processor below which nothing counts as slow: what the steps of one control take."""
AGAIN = 3
MOST_TOLD = 20
STAGE = ("rename-folder", "add-base")
"""Steps that set up what a law speaks of: without them there would be another law, not a shorter case."""


@dataclass
class Tally:
    """What came out of some mutants; `seconds` of the processor, one a mutant."""

    laws: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slow: list[tuple[float, Mutant]] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.laws += other.laws
        self.seconds += other.seconds
        self.slow += other.slow
        self.breaches += other.breaches


def batch(number: int, *, seed: int, mutants: int, until: float) -> Tally:
    """The mutants of one batch, from a source of chance of its own; none after `until` (monotonic)."""
    tally = Tally()
    if time.monotonic() > until:
        return tally
    chance = Random(f"{seed}/{number}")
    for at in range(min(BATCH, mutants - number * BATCH)):
        mutant = draw(chance)
        rendered = ("json", "text") if at % TEXT_EVERY == 0 else ("json",)
        started = time.process_time()
        found = breach(mutant, rendered)
        took = time.process_time() - started
        tally.laws[mutant.law.value] += 1
        tally.seconds.append(took)
        if took > FLOOR:
            tally.slow.append((took, mutant))
        if found is not None:
            tally.breaches.append(found)
    return tally


def judge(mutants: int, seed: int, processes: int = 1, seconds: float = 240.0) -> Tally:
    """All mutants, on one process or on many."""
    one = partial(batch, seed=seed, mutants=mutants, until=time.monotonic() + seconds)
    numbers = range((mutants + BATCH - 1) // BATCH)
    total = Tally()
    if processes == 1:
        for number in numbers:
            total.add(one(number))
    else:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            for tally in pool.map(one, numbers):
                total.add(tally)
    total.breaches += too_slow(total)
    return total


def too_slow(tally: Tally) -> Iterator[Breach]:
    """Mutants that take longer than they may, however often they are measured."""
    most = max(FLOOR, MOST * median(tally.seconds)) if tally.seconds else FLOOR
    for took, mutant in sorted(tally.slow, key=lambda slow: -slow[0])[:MOST_TOLD]:
        least = took
        for _ in range(AGAIN if took > most else 0):
            started = time.process_time()
            breach(mutant)
            least = min(least, time.process_time() - started)
        if least > most:
            yield Breach(mutant, f"took {least:.2f} s of the processor, {most:.2f} s at most")


def shortest(found: Breach) -> Breach:
    """The breach with the fewest steps that still break the law, so that a case says what breaks it."""
    for place, step in enumerate(found.mutant.steps):
        fewer = found.mutant.without(place)
        if step.op in STAGE or len(fewer.steps) == fewer.stage:
            continue
        with suppress(CaseError, KeyError, IndexError):
            if (again := breach(fewer)) is not None:
                return shortest(again)
    return found


def told(tally: Tally) -> Iterator[str]:
    """The lines of the report."""
    ordered = sorted(tally.seconds)
    yield from (f"{law:<10}{count:>8,}" for law, count in sorted(tally.laws.items()))
    if ordered:
        at = {"median": 0.5, "99 of 100": 0.99, "slowest": 1.0}
        times = (
            f"{name} {ordered[int((len(ordered) - 1) * share)] * 1000:.0f} ms" for name, share in at.items()
        )
        yield f"processor time a mutant: {', '.join(times)}"
    yield f"laws broken: {len(tally.breaches)}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Hold mutants of evidence to laws.")
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=240.0, help="begin nothing after so many seconds")
    parser.add_argument("--seed", type=int, default=None, help="else CIS_EVIDENCE_SEED, else a new one")
    parser.add_argument("--found", type=Path, default=None, help="write the mutants that break a law here")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else _seed()
    print(f"{options.mutants:,} mutants of {len(all_bases()):,} bases, CIS_EVIDENCE_SEED={seed}", flush=True)
    started = time.monotonic()
    tally = judge(options.mutants, seed, options.processes, options.seconds)
    print("\n".join(told(tally)))
    least = [shortest(found) for found in tally.breaches[:MOST_TOLD]]
    for found in least:
        print(f"{found.how}\n  {json.dumps(found.mutant.value, ensure_ascii=True)}")
    if options.found is not None:
        cases = [{**found.mutant.value, "how": found.how} for found in least]
        options.found.write_text(json.dumps(cases, indent=2) + "\n", encoding="utf-8")
    tried = len(tally.seconds)
    print(f"{tried:,} of {options.mutants:,} mutants tried in {time.monotonic() - started:.0f} s")
    return 0 if tried and not tally.breaches else 1


def _seed() -> int:
    return int(os.environ.get("CIS_EVIDENCE_SEED") or SystemRandom().randrange(1 << 32))


if __name__ == "__main__":
    sys.exit(main())
