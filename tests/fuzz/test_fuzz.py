"""The targets on the texts that fuzzing starts from, on what it found, and the command for one second."""

from __future__ import annotations

import pytest

from .run import main, seeds
from .targets import TARGETS

FOUND = (
    b"{ $.a = \xff }",
    b'{ $.a = "\xff*" }\0{ $.a = "*\xff" }',
    b'{ $.a = * }\0{"a": "\xff"}',
    b"%\\x%\0%",
    b"[\0[",
    b"{ $.a[99999999999999999999] = 1e-2147483647 }\0{ $.a[0] > 1e2147483647 }",
    b"{ $.a = 1e2147483647 }\0" + b'{"a": 1e2147483647}',
)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_wrong_with_the_seeds(name: str) -> None:
    known = list(seeds())
    assert len(known) > 100
    for data in (*known, *FOUND):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_the_command_ends_in_time_and_finds_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--seconds", "1", "--engine", "hypothesis"]) == 0
    assert "nothing found" in capsys.readouterr().out
