"""The account that all cells share."""

from __future__ import annotations

from pathlib import Path

import pytest

from .account import good_account


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good account, written once; only the file of its filters changes from cell to cell."""
    return good_account(tmp_path_factory.mktemp("account"))
