"""An answer that is kept is the answer that would be found: with what is left, and at the same price."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.allowance import BudgetError, Scope, allowance, in_force, spend
from analyzer.coverage.run_cache import RunCache
from analyzer.limits import DEFAULT_LIMITS


def search(cost: int) -> str:
    """A search as the decision procedure makes it: it stops within its own allowance."""
    try:
        with allowance(Scope.COMPARISON):
            for _ in range(cost):
                spend()
    except BudgetError as error:
        return error.budget
    return "found"


def both(cache: RunCache, costs: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(cache.once(search, cost) for cost in costs)


@given(
    st.lists(st.lists(st.integers(0, 12), max_size=4).map(tuple), max_size=5),
    st.integers(1, 10),
    st.integers(1, 20),
    st.integers(1, 60),
)
def test_what_a_control_gets_does_not_hang_on_those_before(
    controls: list[tuple[int, ...]], comparison: int, control: int, run: int
) -> None:
    """Each control has its share of the run; where those cannot run dry, it is as if it stood alone."""
    limits = {"comparison-steps": comparison, "control-steps": control, "run-steps": run}
    cache = RunCache()

    def judged(costs: tuple[int, ...], cache: RunCache, share: int) -> tuple[str, ...]:
        with allowance(Scope.CONTROL, share=share):
            return cache.once(both, cache, costs)

    with in_force(DEFAULT_LIMITS.with_values(limits)):
        with allowance(Scope.RUN):
            kept = [judged(costs, cache, len(controls) - at) for at, costs in enumerate(controls)]
        with allowance(Scope.RUN):
            anew = [judged(costs, RunCache(), len(controls) - at) for at, costs in enumerate(controls)]
    assert kept == anew


def test_what_stopped_for_want_of_steps_is_looked_for_again() -> None:
    cache = RunCache()
    few = DEFAULT_LIMITS.with_values({"comparison-steps": 100, "control-steps": 5})
    with in_force(few), allowance(Scope.CONTROL):
        assert cache.once(search, 10) == "control-steps"
    with in_force(DEFAULT_LIMITS.with_values({"comparison-steps": 8})), allowance(Scope.CONTROL):
        assert cache.once(search, 10) == "comparison-steps"
    with allowance(Scope.CONTROL):
        assert cache.once(search, 10) == "comparison-steps"  # its own end, wherever it is asked
