"""The files around the program: licence, package, tasks, and how a contributor uses them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import pytest

from analyzer import __version__
from tests.docs.pages import ROOT, blocks, pages, prose_of, quoted, tables, text_of

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))


def test_the_licence_goes_into_every_package() -> None:
    project = PYPROJECT["project"]
    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert "Apache License\n                           Version 2.0, January 2004" in text_of(ROOT / "LICENSE")


def test_the_source_archive_has_all_that_is_named() -> None:
    included = PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert [name for name in included if not (ROOT / name).exists()] == []
    tops = {page.relative_to(ROOT).parts[0] for page in pages()}
    assert {"LICENSE", "Makefile", "analyzer", *tops} <= set(included)


def test_the_version_stands_in_the_changelog() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)


# Tasks


def test_every_task_stands_in_the_guide() -> None:
    (rows,) = [rows[1:] for rows in tables("../CONTRIBUTING.md") if rows[0][0] == "target"]
    assert {name.removeprefix("make ") for name in quoted(*(row[0] for row in rows))} == TARGETS
    assert {"setup", "test", "deep", "lint", "docs", "bench"} <= TARGETS
    called = re.findall(r"^make ([a-z-]+)", "\n".join(blocks(CONTRIBUTING, "sh")), re.MULTILINE)
    assert called
    assert set(called) <= TARGETS


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_task_can_be_run(target: str) -> None:
    """As far as `make` can tell: what it would run is shown, and every path in it is there."""
    if shutil.which("make") is None:
        pytest.skip("needs `make`")
    shown = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    named = re.findall(r"\b(?:tests|benchmarks|collectors|\.ci)/[\w/.*-]+", shown)
    modules = [module.replace(".", "/") + ".py" for module in re.findall(r"-m (tests[\w.]+)", shown)]
    assert shown
    assert [path for path in [*named, *modules] if not list(ROOT.glob(path))] == []


def test_the_folders_that_a_contributor_needs_are_there() -> None:
    named = quoted(prose_of(CONTRIBUTING))
    paths = [name for name in named if re.match(r"(analyzer|tests|samples)/[\w/.]+$", name)]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
