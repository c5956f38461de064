"""What all tests share: the folder of recorded facts that is no part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
