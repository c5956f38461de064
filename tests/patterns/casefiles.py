"""Reads the case files; a file without cases is an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert found, f"no cases in {name}.json"
    return found


def title(case: dict[str, Any]) -> str:
    """A short name of a case for the output of pytest."""
    return str(case.get("why") or case.get("pattern") or case.get("canonical"))[:60]
