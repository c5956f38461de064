"""The map of the tree and the order of the layers, against the folders and the test that enforces it."""

from __future__ import annotations

from tests.docs.pages import ROOT, column, quoted, table
from tests.test_layers import ROWS

ARCHITECTURE = "explanation/architecture.md"
PACKAGE = ROOT / "analyzer"


def rooms() -> set[str]:
    """Folders and modules of the package, a folder with a slash at its end."""
    hidden = {"__init__.py", "__main__.py", "py.typed", "__pycache__"}
    found = [room for room in PACKAGE.iterdir() if room.name not in hidden]
    return {f"analyzer/{room.name}{'/' if room.is_dir() else ''}" for room in found}


def test_every_path_of_the_map_is_there() -> None:
    paths = column(ARCHITECTURE, "path")
    assert paths
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_every_room_stands_on_the_map() -> None:
    assert rooms() <= column(ARCHITECTURE, "path")


def test_the_layers_are_those_that_are_enforced() -> None:
    there = {room.removeprefix("analyzer/").removesuffix("/").removesuffix(".py") for room in rooms()}
    enforced = [{room for room in row if room in there} for row in ROWS]
    told = [quoted(row[1]) for row in table(ARCHITECTURE, "layer")]
    assert told == [row for row in enforced if row]
    assert [row[0] for row in table(ARCHITECTURE, "layer")] == [str(n + 1) for n in range(len(told))]
