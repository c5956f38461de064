"""Which schedules of mute rules leave no time between their windows."""

from __future__ import annotations

import pytest

from analyzer.cloudwatch.mute_schedule import is_endless


@pytest.mark.parametrize(
    ("expression", "duration", "endless"),
    [
        ("cron(0 2 * * *)", "PT4H", False),
        ("cron(0 2 * * *)", "P1D", True),
        ("cron(0 2 * * *)", "PT24H", True),
        ("cron(0 2 * * *)", "PT23H59M", False),
        ("cron(0 * * * *)", "PT1H", True),
        ("cron(* * * * *)", "PT1M", True),
        ("cron(0 2 * * SUN)", "P1D", False),
        ("cron(0 2 * * SUN)", "P7D", True),
        ("cron(0 2 1 * *)", "P15D", False),
        ("cron(0 2 * JAN *)", "P15D", False),
        ("at(2026-12-23T00:00)", "P15D", False),
        ("rate(1 hour)", "P15D", False),
        ("cron(0 2 * * *)", "a day", False),
    ],
)
def test_windows_that_meet_never_pause(expression: str, duration: str, endless: bool) -> None:
    assert is_endless(expression, duration) is endless
