"""The list of formats: whole, without doubles, loaded when a report is rendered and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.errors import UsageError
from analyzer.reports import formats
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.registry import NAMES, RENDERERS, Renderer, renderer_named
from tests.support import made

FORMATS = Path(formats.__path__[0])
ROOT = Path(__file__).parents[2]
every_format = pytest.mark.parametrize("renderer", RENDERERS, ids=NAMES)


def test_every_module_of_a_format_is_listed() -> None:
    modules = {module.stem for module in FORMATS.glob("*.py")} - {"__init__"}
    assert sorted(NAMES) == sorted(modules)


def test_no_two_formats_are_told_alike() -> None:
    for told in (NAMES, [one.suffix for one in RENDERERS], [one.title for one in RENDERERS]):
        assert len(set(told)) == len(RENDERERS)
        assert all(told)


@every_format
def test_a_format_is_found_by_its_name(renderer: Renderer) -> None:
    assert renderer_named(renderer.name) is renderer


@pytest.mark.parametrize("name", ["", "JSON", "yaml"])
def test_a_format_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(UsageError, match=f"{', '.join(NAMES)}, got `{name}`"):
        renderer_named(name)


@every_format
def test_only_what_is_for_a_terminal_hangs_on_the_display(renderer: Renderer) -> None:
    displays = (PLAIN, Display(width=40), Display(colour=True), Display(unicode=False))
    shown = {renderer.render(made.of(made.open_one()), display) for display in displays}
    assert len(shown) == (len(displays) if renderer.for_terminal else 1)


@every_format
def test_the_same_report_is_the_same_twice(renderer: Renderer) -> None:
    once, twice = (renderer.render(made.of(made.failing()), PLAIN) for _ in range(2))
    assert once == twice
    assert once


def test_the_list_loads_no_format() -> None:
    """Nor what reads evidence: the help of `analyze` tells the formats."""
    program = "import sys, analyzer.reports.registry; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    loaded = done.stdout.decode().split()
    assert "analyzer.reports.registry" in loaded
    unwanted = ("analyzer.reports.formats", "analyzer.assessment", "analyzer.evidence", "rich", "pydantic")
    assert [name for name in loaded if name.startswith(unwanted)] == []
