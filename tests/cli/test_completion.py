"""What the shell offers for what is typed so far."""

from __future__ import annotations

import os
from unittest import mock

import pytest

from analyzer.controls import all_controls, benchmarks
from analyzer.limits import TEXTS
from tests.support.program import run

SLUG = "console-authentication-failures"


def offered(typed: str) -> set[str]:
    """What bash is told to offer after the words; the last is incomplete, and empty after a blank."""
    words = f"cis-evidence {typed}"
    asked = {
        "_CIS_EVIDENCE_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    with mock.patch.dict(os.environ, asked):
        done = run()
    assert (done.returncode, done.stderr) == (0, b"")
    return set(done.stdout.decode().split())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("analyze x --control console-auth", {SLUG}),
        ("analyze x --control 4.6,root", {"4.6,root-account-usage"}),
        ("pattern covers a --benchmark la", {"latest"}),
        ("analyze x -f j", {"json"}),
        ("schema c", {"controls"}),
        ("analyze x --limit run-s", {"run-steps=", "run-seconds="}),
        ("controls CloudWatch.6", {"CloudWatch.6"}),
        ("controls console-auth", {SLUG}),
        ("pattern covers a --control 4.1", {"4.1", *(f"4.1{number}" for number in range(6))}),
        ("analyze x --benchmark 5", {"5.0.0"}),
        ("controls --benchmark cis-aws-1.5", {"cis-aws-1.5.0"}),
        ("controls --format ", {"text", "json"}),
        ("analyze x --control nothing-like-it", set()),
    ],
)
def test_the_beginning_of_a_name_is_completed(typed: str, expected: set[str]) -> None:
    assert offered(typed) == expected


def test_with_nothing_typed_every_name_is_offered() -> None:
    assert {control.slug for control in all_controls()} <= offered("analyze x --control ")
    assert {f"cis-aws-{one.version}" for one in benchmarks()} <= offered("analyze x --benchmark ")
    assert {f"{name}=" for name in TEXTS} == offered("analyze x --limit ")
