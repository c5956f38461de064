"""Compares many random pairs and holds each answer against the second opinion.

    python -m tests.patterns.oracle.run --pairs 100000 --processes 2 --seed 1

The same seed and number of pairs give the same pairs, on any number of processes. Exits with 1 if there
is a disagreement, an undecided pair of the language of the benchmarks, or a relation that is rare.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from random import Random, SystemRandom

from .check import check
from .pairs import pair

BATCH = 250
LEAST_SHARE = 0.03
MOST_NEEDLESS = 0.002
"""Of the pairs outside of the benchmarks' language. The oracle does not know every open question either:
how a very small number is written makes a few pairs undecided that look decided here."""
RELATIONS = ("equivalent", "broader", "narrower", "disjoint", "overlapping")


@dataclass
class Tally:
    """What came out of some pairs."""

    relations: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)  # in the language of the benchmarks
    needless: list[str] = field(default_factory=list)  # undecided elsewhere, though the answer is known
    poorer: list[str] = field(default_factory=list)
    solved: int = 0

    def add(self, other: Tally) -> None:
        self.relations += other.relations
        self.problems += other.problems
        self.undecided += other.undecided
        self.needless += other.needless
        self.poorer += other.poorer
        self.solved += other.solved

    @property
    def pairs(self) -> int:
        return sum(self.relations.values())

    @property
    def rare(self) -> list[str]:
        return [one for one in RELATIONS if self.count(one) < LEAST_SHARE * self.pairs]

    @property
    def ok(self) -> bool:
        needless = len(self.needless) > max(2, MOST_NEEDLESS * self.pairs)
        return bool(self.pairs) and not (self.problems or self.undecided or self.rare or needless)

    def count(self, relation: str, kind: str = "") -> int:
        return sum(
            number for (of, told), number in self.relations.items() if told == relation and kind in ("", of)
        )


def batch(number: int, *, seed: int, pairs: int, solver_every: int) -> Tally:
    """The pairs of one batch, from a source of chance of its own."""
    tally = Tally()
    chance = Random(f"{seed}/{number}")
    for at in range(min(BATCH, pairs - number * BATCH)):
        left, right = pair(chance)
        shown = f"{str(left)!r}\n  {str(right)!r}"
        try:
            outcome = check(left, right, solver=bool(solver_every) and at % solver_every == 0)
        except Exception as error:  # nothing may be raised: it counts as a disagreement
            tally.problems.append(f"{shown}\n  raised {error!r}")
            continue
        tally.relations[outcome.kind, outcome.relation] += 1
        tally.poorer += [shown] * outcome.poorer
        tally.solved += outcome.solved
        if outcome.problem:
            tally.problems.append(f"{shown}\n  {outcome.problem}")
        if outcome.relation == "undecided" and outcome.kind == "benchmark":
            tally.undecided.append(shown)
        elif outcome.needless:
            tally.needless.append(shown)
    return tally


def judge(pairs: int, seed: int, processes: int = 1, solver_every: int = 200) -> Tally:
    """All pairs, on one process or on many."""
    one = partial(batch, seed=seed, pairs=pairs, solver_every=solver_every)
    numbers = range((pairs + BATCH - 1) // BATCH)
    total = Tally()
    if processes == 1:
        for number in numbers:
            total.add(one(number))
        return total
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for tally in pool.map(one, numbers, chunksize=4):
            total.add(tally)
    return total


def told(tally: Tally) -> Iterator[str]:
    """The lines of the report."""
    kinds = ("benchmark", "wider", "lines")
    yield f"{'relation':<14}{'share':>8}" + "".join(f"{kind:>12}" for kind in kinds)
    for relation in (*RELATIONS, "undecided"):
        share = tally.count(relation) / max(tally.pairs, 1)
        yield f"{relation:<14}{share:>8.1%}" + "".join(f"{tally.count(relation, kind):>12}" for kind in kinds)
    yield f"disagreements                          {len(tally.problems)}"
    yield f"undecided in the benchmarks' language  {len(tally.undecided)}"
    yield f"undecided elsewhere though known       {len(tally.needless)}"
    yield f"events that only compare found         {len(tally.poorer)}"
    yield f"pairs that Z3 decided too              {tally.solved}"
    for title, found in (
        ("disagreement", tally.problems),
        ("undecided", tally.undecided),
        ("undecided elsewhere", tally.needless[:5]),
        ("only compare found", tally.poorer[:5]),
    ):
        yield from (f"{title}: {one}" for one in found[:20])
    yield from (f"rare: {one} is below {LEAST_SHARE:.0%}" for one in tally.rare)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Hold compare() against an independent oracle.")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=None, help="a new one by default; it is printed")
    parser.add_argument(
        "--solver-every", type=int, default=200, help="ask Z3 about each n-th pair; 0 for none"
    )
    options = parser.parse_args(arguments)
    seed = SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    started = time.monotonic()
    print(f"{options.pairs:,} pairs, seed {seed}", flush=True)
    tally = judge(options.pairs, seed, options.processes, options.solver_every)
    print("\n".join(told(tally)))
    print(f"{time.monotonic() - started:.0f} s")
    return 0 if tally.ok else 1


if __name__ == "__main__":
    sys.exit(main())
