"""Who may import whom, read off the source: imports inside of functions and for types alone count too.

`analyzer` itself is the promise to callers: its version may be read from everywhere, and what it
loads on first use belongs to the row of the assessment.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "analyzer"

# A row may import the rows above it, and a room of a row itself and nothing else of its own row.
ROWS = (
    ("errors",),
    ("limits", "verdict", "phrase"),
    ("allowance",),
    ("patterns", "cloudwatch", "evidence"),
    ("aws",),
    ("rules",),
    ("findings",),
    ("inventory", "controls", "templates"),
    ("coverage",),
    ("chain",),
    ("assessment",),
    ("reports",),
    ("cli",),
    ("__main__",),
)
ABOVE = {room: {higher for row in ROWS[:at] for higher in row} for at, row in enumerate(ROWS) for room in row}
ALLOWED = {
    **{room: {room, *rooms} for room, rooms in ABOVE.items()},
    "limits": {"limits", "errors"},
    "allowance": {"allowance", "limits"},
    "patterns": {"patterns", "allowance", "limits"},
    "testing": {"testing", "patterns"},
    "errors": {"errors"},
    "cloudwatch": {"cloudwatch", "phrase"},
    "evidence": {"evidence", "errors", "limits"},
    "templates": {"templates", "errors", "allowance", "limits", "patterns", "evidence", "aws"},
    "__init__": ABOVE["reports"],
}
DEPENDENCIES = {
    "typer",
    "rich",
    "pydantic",
    "pydantic_core",
    "jmespath",
    "ruamel",
    "hypothesis",
    "annotated_types",
    "typing_extensions",
}
FORBIDDEN_CALLS = {"print", "input", "exit", "quit", "breakpoint", "sys.exit", "os._exit"}
FORBIDDEN_METHODS = {"now", "utcnow", "today"}  # of datetime: the clock
FORBIDDEN_NAMES = {"sys.stdout", "sys.stderr", "sys.stdin"}
FORBIDDEN_MODULES = {"time", "random", "secrets", "uuid", "logging", "warnings"}
NETWORK = {
    "socket",
    "ssl",
    "urllib",
    "http",
    "ftplib",
    "smtplib",
    "asyncio",
    "subprocess",
    "boto3",
    "requests",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


def room_of(module: Path) -> str:
    """`analyzer/chain/links/alarm.py` is in the room chain, `analyzer/errors.py` in errors."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.Module, module: Path) -> Iterator[str]:
    """Every dotted name that is imported anywhere in a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=None) | ast.ImportFrom(level=1 | 2 | 3):
                raise AssertionError(f"{module}:{node.lineno}: a relative import hides its row")
            case ast.ImportFrom(module=str(name), names=names):
                yield from (f"{name}.{alias.name}" for alias in names)
            case ast.Call(func=ast.Name(id="__import__") | ast.Attribute(attr="import_module")):
                raise AssertionError(f"{module}:{node.lineno}: an import by name hides its row")


def impure(tree: ast.Module) -> Iterator[str]:
    """Every call that prints, exits, or asks for the time, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function) if ast.unparse(function) in FORBIDDEN_CALLS:
                yield f"{node.lineno}: {ast.unparse(function)}"
            case ast.Call(func=ast.Attribute(attr=method)) if method in FORBIDDEN_METHODS:
                yield f"{node.lineno}: {method}"
            case ast.Attribute() if ast.unparse(node) in FORBIDDEN_NAMES:
                yield f"{node.lineno}: {ast.unparse(node)}"


def name_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def test_every_room_has_its_row() -> None:
    assert MODULES
    assert {room_of(module) for module in MODULES} <= set(ALLOWED)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_imports_only_rows_above(module: Path) -> None:
    own = [name.split(".") for name in imported(tree_of(module), module) if name.split(".")[0] == "analyzer"]
    rooms = {parts[1] if len(parts) > 1 else "__init__" for parts in own} - {"__version__"}
    assert rooms <= ALLOWED[room_of(module)]


def test_no_module_leads_back_to_itself() -> None:
    """A late import may spare time, but hides no circle. `__init__` only hands names on."""
    by_name = {name_of(module).removesuffix(".py").replace("/", "."): module for module in MODULES}
    tied = {
        name: {
            other
            for said in imported(tree_of(module), module)
            for other in (said, said.rpartition(".")[0])
            if other in by_name
        }
        for name, module in by_name.items()
    }
    assert len(tuple(TopologicalSorter(tied).static_order())) == len(by_name)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_imports_only_what_the_build_file_names(module: Path) -> None:
    names = {name.split(".")[0] for name in imported(tree_of(module), module)}
    foreign = names - sys.stdlib_module_names - {"analyzer"}
    assert foreign <= DEPENDENCIES
    if room_of(module) in ("patterns", "errors"):
        assert not foreign
    if room_of(module) != "cli":
        assert not {"typer", "click"} & foreign
    for extra, room in (("hypothesis", "testing"), ("ruamel", "templates")):
        assert extra not in foreign or room_of(module) == room
    if "rich" in foreign:
        assert name_of(module) == "analyzer/reports/formats/text.py" or room_of(module) == "cli"


@pytest.mark.parametrize(
    "module", [module for module in MODULES if room_of(module) not in ("cli", "__main__")], ids=name_of
)
def test_below_the_command_line_nobody_prints_exits_or_reads_the_clock(module: Path) -> None:
    tree = tree_of(module)
    assert list(impure(tree)) == []
    assert not FORBIDDEN_MODULES & {name.split(".")[0] for name in imported(tree, module)}


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_nobody_opens_the_network(module: Path) -> None:
    network = {
        "socket",
        "ssl",
        "urllib",
        "http",
        "ftplib",
        "smtplib",
        "asyncio",
        "subprocess",
        "boto3",
        "requests",
    }
    assert not network & {name.split(".")[0] for name in imported(tree_of(module), module)}


def test_the_rows_are_told_apart(tmp_path: Path) -> None:
    """A wrong import is seen wherever it stands: in a function, or for types alone."""
    module = tmp_path / "module.py"
    module.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analyzer.cli import main\n"
        "def f():\n    import analyzer.chain.engine\n",
        encoding="utf-8",
    )
    names = set(imported(tree_of(module), module))
    assert names == {"typing.TYPE_CHECKING", "analyzer.cli.main", "analyzer.chain.engine"}
    assert not {"cli", "chain"} & ALLOWED["aws"]


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    print(1)",
        "import datetime as d\nd.datetime.now()",
        "from datetime import date\ndate.today()",
        "import sys\nsys.exit(1)",
        "import sys\nprint = sys.stdout.write",
    ],
)
def test_what_is_not_pure_is_seen(source: str) -> None:
    assert list(impure(ast.parse(source)))


def test_a_public_class_name_stands_once() -> None:
    places: dict[str, list[str]] = {}
    for module in MODULES:
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name_of(module))
    assert len(places) > 300
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}
