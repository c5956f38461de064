"""How much a run of the tests tries: the quick profile and the deep one.

`quick` is what the README's command runs: the same examples every time, few of them, and of the costly
cases a fixed part. `deep` draws new examples from a seed that is printed, most of as many as the tests name,
and runs every case. CIS_EVIDENCE_PROFILE chooses.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

ROOT = Path(__file__).resolve().parents[2]
PROFILE = os.environ.get("CIS_EVIDENCE_PROFILE", "quick")
DEEP = PROFILE == "deep"
# What a failing example is kept in, to be tried first by the next deep run.
EXAMPLES = Path(os.environ.get("CIS_EVIDENCE_EXAMPLES", ROOT / ".hypothesis" / "examples"))
# The number that the longest laws name takes seconds; a part of it takes as long as any other test.
QUICK_PART = 24
QUICK_LEAST = 8
# All stages of `.ci/run` together stay below 40 minutes on two cores; each run draws other examples.
DEEP_TENTHS = 7


def examples(number: int) -> int:
    """How many examples a law tries that names this number: most of them in deep, a fixed part in quick."""
    if DEEP:
        return max(1, number * DEEP_TENTHS // 10)
    return min(number, max(QUICK_LEAST, number // QUICK_PART))


def thinned(values: Iterable[object], every: int) -> list[object]:
    """Parameters of a test, of which quick runs one in `every`, beginning with the first."""
    return [
        value if at % every == 0 else pytest.param(value, marks=pytest.mark.deep)
        for at, value in enumerate(values)
    ]


def load_profile() -> None:
    """Make the chosen profile the default of all laws. No profile has a deadline: other work shares the
    processor, and time proves nothing.

    Raises ValueError if there is no such profile.
    """
    if PROFILE not in ("quick", "deep"):
        raise ValueError(
            f"expected `quick` or `deep`, got `{PROFILE}`; set CIS_EVIDENCE_PROFILE to one of them"
        )
    settings.register_profile(
        "quick",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=examples(100),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile(
        "deep",
        derandomize=False,
        database=DirectoryBasedExampleDatabase(EXAMPLES),
        deadline=None,
        max_examples=examples(100),
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
    )
    settings.load_profile(PROFILE)
