"""The rooms of the pattern language, lowest first: a room imports itself and those named before it.

Imports inside of functions and for types alone count too. `analyzer.patterns` is the door to all of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import analyzer.patterns

PATTERNS = Path(analyzer.patterns.__file__).parent
ROOMS = (
    "open_questions",
    "syntax",
    "facts",
    "evaluation",
    "witness",
    "certificates",
    "solver",
    "conformance",
    "lint",
    "event_summary",
    "log_events",
)
MODULES = sorted(
    module for module in PATTERNS.rglob("*.py") if module.parent != PATTERNS or module.stem in ROOMS
)


def room_of(module: Path) -> str:
    return module.relative_to(PATTERNS).parts[0].removesuffix(".py")


def rooms_imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("analyzer.patterns."):
            yield str(node.module).split(".")[2]


def test_every_module_is_in_a_room() -> None:
    assert {room_of(module) for module in PATTERNS.rglob("*.py")} - {"__init__"} == set(ROOMS)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PATTERNS).as_posix())
def test_a_room_imports_only_rooms_below(module: Path) -> None:
    below = ROOMS[: ROOMS.index(room_of(module)) + 1]
    assert set(rooms_imported(module)) <= set(below)
