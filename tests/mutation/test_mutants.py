"""A change is what is said of it, and stays in the fork that it is made in."""

from __future__ import annotations

import pytest

from analyzer.verdict import Outcome, both
from tests.mutation.forks import forked
from tests.support.laws import ROOT

pytest.importorskip("mutmut", reason="only `make mutation` needs it")

from tests.mutation.mutants import Change, apply, changes, loaded_functions


def one_of(module: str, now: str) -> Change:
    (found,) = (change for change in changes(ROOT / module) if change.mutant.now == now)
    return found


def test_a_loaded_function_does_what_was_changed_in_a_fork_alone() -> None:
    change = one_of("analyzer/verdict.py", "if Outcome.VIOLATED not in (first, second):")
    assert change.mutant.was == "if Outcome.VIOLATED in (first, second):"

    def work() -> Outcome:
        apply(change, loaded_functions())
        return both(Outcome.SATISFIED, Outcome.SATISFIED)

    assert forked(work, quiet=True) is Outcome.VIOLATED
    assert both(Outcome.SATISFIED, Outcome.SATISFIED) is Outcome.SATISFIED


def test_lines_are_those_of_the_module_below_a_decorator_too() -> None:
    module = "analyzer/evidence/source.py"
    lines = (ROOT / module).read_text(encoding="utf-8").splitlines()
    found = list(changes(ROOT / module))
    assert {"Location.expression", "Location.steps", "_identifier"} <= {one.mutant.function for one in found}
    for change in found:
        text = " ".join(" ".join(lines[at - 1] for at in change.lines).split())
        assert text == change.mutant.was
        assert set(change.lines) <= set(change.function)


def test_mutants_are_told_apart() -> None:
    found = [change.mutant for change in changes(ROOT / "analyzer/evidence/decode.py")]
    assert len(set(found)) == len(found) > 100


def test_work_that_comes_to_no_end_has_no_answer() -> None:
    assert forked(lambda: 1 // 0, quiet=True) is None
    assert forked(lambda: [1], quiet=True) == [1]
