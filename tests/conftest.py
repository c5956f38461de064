"""What all tests share: the profile they run under, and the folder of recorded facts that is no part of
the project.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

import analyzer
from tests.support.laws import DEEP, EXAMPLES, PROFILE, ROOT, load_profile

load_profile()
LEFT_TO_DEEP = pytest.StashKey[int]()


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads its options, and before xdist hands them on
def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_TO_DEEP] = 0
    if not DEEP:
        os.environ.setdefault(
            "PYTHONHASHSEED", "0"
        )  # of the workers: some examples hang on the order of a set
    if DEEP and config.option.hypothesis_seed is None:
        seed = os.environ.get("CIS_EVIDENCE_SEED") or str(SystemRandom().randrange(1 << 32))
        config.option.hypothesis_seed = seed


def pytest_sessionstart() -> None:
    """Load all of the program. Hypothesis draws from the constants of the modules that are loaded, so that
    examples would hang on which tests ran before in the same process.
    """
    for module in pkgutil.walk_packages(analyzer.__path__, "analyzer."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def pytest_itemcollected(item: pytest.Item) -> None:
    if is_hypothesis_test(getattr(item, "obj", None)):
        item.add_marker("law")


@pytest.hookimpl(trylast=True)  # after the folders have marked theirs
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if DEEP:
        return
    left = [item for item in items if item.get_closest_marker("deep")]
    if left:
        items[:] = [item for item in items if not item.get_closest_marker("deep")]
        config.hook.pytest_deselected(items=left)
        config.stash[LEFT_TO_DEEP] = len(left)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist tells what it left; only the first process prints."""
    output: dict[str, int] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_to_deep"] = session.config.stash[LEFT_TO_DEEP]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker collects everything, so each of them has the same number."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[LEFT_TO_DEEP] = output.get("left_to_deep", node.config.stash[LEFT_TO_DEEP])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The header would be the place, but is not printed under -q."""
    told = f"profile {PROFILE}"
    if DEEP:
        told += f", seed {config.option.hypothesis_seed} (CIS_EVIDENCE_SEED), examples kept in {EXAMPLES}"
    elif left := config.stash[LEFT_TO_DEEP]:
        told += f"; cases left to the deep profile (CIS_EVIDENCE_PROFILE=deep): {left}"
    terminalreporter.write_line(told)


def shared_folder() -> Path | None:
    """The folder that CIS_EVIDENCE_SHARED names, else `../shared`; None in a clone without it."""
    folder = Path(os.environ.get("CIS_EVIDENCE_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "facts").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded facts. Skips without it, but never where CIS_EVIDENCE_SHARED asks for it."""
    folder = shared_folder()
    if folder is None:
        if "CIS_EVIDENCE_SHARED" in os.environ:
            pytest.fail(f"no facts in `{os.environ['CIS_EVIDENCE_SHARED']}`, which CIS_EVIDENCE_SHARED names")
        pytest.skip("the folder of recorded facts is not here; set CIS_EVIDENCE_SHARED to use it")
    return folder
