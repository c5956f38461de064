"""Each mutant is tried in a fork of a process that has collected the tests and has run none.

A first fork runs every test once, under coverage, to learn which lines it reaches and what it costs. A mutant
is then tried by the tests that reach its lines: those first that told others of its function, then of those
that take the same lines of its module the cheapest, so that few tests try many ways. The processor's time
is what counts, so that other work on the machine changes nothing.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

import coverage
import pytest
from hypothesis import Phase, settings

from tests.mutation.forks import forked
from tests.mutation.mutants import Change, Functions, apply, changes, loaded_functions
from tests.mutation.record import Fate, Trial
from tests.support.laws import ROOT

# A mutant that makes a test so much slower has made a loop of it. The least is seconds.
SLOWER, LEAST_SECONDS = 10, 2.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Which tests, by number, reach a line of a module; how many seconds each test takes; what failed."""

    tests: Mapping[tuple[str, int], frozenset[int]]
    seconds: Sequence[float]
    failed: Sequence[str]


@dataclass(slots=True, eq=False)
class Bench:
    """A plugin of pytest that tries mutants in place of running the tests once.

    `budget` is how many seconds of tests a mutant is given, as they last on the unchanged program.
    """

    modules: Sequence[Path]
    wanted: Callable[[Sequence[Change]], Sequence[Change]]
    told: Callable[[Trial], None]
    budget: float
    _items: Sequence[pytest.Item] = ()
    _caches: Sequence[Any] = ()
    _failed: bool = False
    _ranked: dict[str, Mapping[int, int]] = field(default_factory=dict)
    _killers: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def pytest_sessionstart(self) -> None:
        """That a law fails is enough: its smallest example is not looked for."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", settings(), phases=phases, report_multiple_bugs=False)
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Raises UsageError if the tests are not green on the unchanged program."""
        if session.testsfailed:
            raise pytest.UsageError("the tests could not be collected")
        self._items = session.items
        self._caches = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]
        functions = loaded_functions()
        gc.freeze()  # what no fork writes to, all share
        reach = forked(self._reach, quiet=False)
        if reach is None or reach.failed:
            raise pytest.UsageError(f"tests fail on the unchanged program: {reach and reach.failed}")
        for change in self.wanted([one for path in self.modules for one in changes(path)]):
            self.told(self._trial(change, reach, functions))
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed

    def _run(self, tests: Sequence[int]) -> Iterator[int]:
        """Run the tests, and yield each after it ran. What another left in a cache would hide lines."""
        items = [self._items[test] for test in tests]
        for test, item, following in zip(tests, items, [*items[1:], None], strict=True):
            for cache in self._caches:
                cache.cache_clear()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            yield test

    def _reach(self) -> Reach:
        include = [str(path) for path in self.modules]
        measured = coverage.Coverage(data_file=None, config_file=False, include=include)
        seconds, failed = [], []
        measured.start()
        measured.switch_context("0")
        before = time.process_time()
        for test in self._run(range(len(self._items))):
            seconds.append(time.process_time() - before)
            if self._failed:
                failed.append(self._items[test].nodeid)
                self._failed = False
            measured.switch_context(str(test + 1))
            before = time.process_time()
        measured.stop()
        data = measured.get_data()
        return Reach(
            {
                (path, line): frozenset(int(test) for test in tests if test)
                for path in data.measured_files()
                for line, tests in data.contexts_by_lineno(path).items()
            },
            seconds,
            failed,
        )

    def _trial(self, change: Change, reach: Reach, functions: Functions) -> Trial:
        tests = self._chosen(change, reach)
        if not tests:
            return Trial(change.mutant, Fate.UNREACHED)
        read, write = os.pipe()  # a line for each test that began: the last one may not come to an end

        def began(test: int) -> None:
            os.write(write, b"%d\n" % test)
            signal.setitimer(signal.ITIMER_PROF, max(LEAST_SECONDS, SLOWER * reach.seconds[test]))

        def killed() -> bool:
            apply(change, functions)
            began(tests[0])
            for at, _ in enumerate(self._run(tests), start=1):
                if self._failed:
                    return True
                if at < len(tests):
                    began(tests[at])
            return False

        answer = forked(killed, quiet=True)
        os.close(write)
        with os.fdopen(read) as running:
            tried = running.read().split()
        if not tried:
            raise RuntimeError(f"expected that the change can be made, got an error: {change.mutant}")
        if answer is False:
            return Trial(change.mutant, Fate.SURVIVED)
        last = int(tried[-1])
        self._killers[change.mutant.module, change.mutant.function][last] += 1
        return Trial(change.mutant, Fate.KILLED if answer else Fate.ENDLESS, self._items[last].nodeid)

    def _chosen(self, change: Change, reach: Reach) -> Sequence[int]:
        """The tests that reach the changed lines, within the budget; one at least. For a line that is not run
        by itself, such as one with a default, those that reach the function."""
        path = str(ROOT / change.mutant.module)
        for lines in (change.lines, change.function):
            if found := frozenset[int]().union(*(reach.tests.get((path, line), ()) for line in lines)):
                break
        killers = self._killers[change.mutant.module, change.mutant.function]
        rank = self._ranks(change.mutant.module, reach)
        ordered = sorted(found, key=lambda test: (-killers[test], rank[test], reach.seconds[test], test))
        chosen: list[int] = []
        spent = 0.0
        for test in ordered:
            spent += reach.seconds[test]
            if chosen and spent > self.budget:
                break
            chosen.append(test)
        return chosen

    def _ranks(self, module: str, reach: Reach) -> Mapping[int, int]:
        """The place of each test among those that take the same lines of a module, the cheapest first."""
        if module not in self._ranked:
            lines: dict[int, set[int]] = defaultdict(set)
            for (path, line), tests in reach.tests.items():
                if path == str(ROOT / module):
                    for test in tests:
                        lines[test].add(line)
            same: dict[frozenset[int], list[int]] = defaultdict(list)
            for test in sorted(lines, key=lambda test: (reach.seconds[test], test)):
                same[frozenset(lines[test])].append(test)
            self._ranked[module] = {test: rank for tests in same.values() for rank, test in enumerate(tests)}
        return self._ranked[module]
