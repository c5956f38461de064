"""What is told of inputs with something wrong in them, word for word: file by file, problem by problem.

After a change of a message `CIS_EVIDENCE_UPDATE=1` has the record written anew: read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from analyzer.evidence import DEFAULT_LIMITS, Bundle, EvidenceFile, Limits, Problem, open_bundle
from tests.evidence.bundles import by_path
from tests.evidence.inputs import INPUTS, LIMITED, limited

RECORD = Path(__file__).parent / "cases" / "told.json"
# What a library says of damage differs between versions.
_OF_A_LIBRARY = re.compile(r"(the archive is damaged(?: here)?: ).*?(; ask for it again)?$")


def told(bundle: Bundle) -> dict[str, Any]:
    return {
        "seal": bundle.seal,
        "problems": _problems(bundle.problems),
        "files": {path: _file(file) for path, file in by_path(bundle).items()},
    }


def _file(file: EvidenceFile) -> dict[str, Any]:
    """Without what is empty, and without the size of what a library has packed."""
    packed = file.path.endswith((".zip", ".tgz", ".docx"))
    found: dict[str, Any] = {
        "sha256": "" if packed else file.sha256[:8],
        "size": None if packed else file.size,
        "documents": [list(document) for document in file.documents],
        "trailing": file.trailing,
        "problems": _problems(file.problems),
        "invocation": file.invocation and list(file.invocation),
        "companion": file.companion,
    }
    return {name: value for name, value in found.items() if value not in ("", [], None, False)}


def _problems(problems: Iterable[Problem]) -> list[list[Any]]:
    return [
        [problem.code, _OF_A_LIBRARY.sub(r"\1…\2", problem.message), *problem[2:]] for problem in problems
    ]


def recorded(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """What is recorded of an input; with CIS_EVIDENCE_UPDATE what was found, which is then written down."""
    record: dict[str, dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        record = {one: record.get(one, {}) for one in (*INPUTS, *LIMITED)} | {name: found}
        RECORD.write_text(written(record), encoding="utf-8", newline="\n")
    return record[name]


def written(record: dict[str, dict[str, Any]]) -> str:
    """A line for each file, so that a difference can be read."""
    inputs = (
        f'{json.dumps(name)}: {{"seal": {json.dumps(found["seal"])},'
        f' "problems": {json.dumps(found["problems"], ensure_ascii=False)}, "files": {{\n'
        + ",\n".join(
            f"  {json.dumps(path)}: {json.dumps(file, ensure_ascii=False)}"
            for path, file in found["files"].items()
        )
        + "\n}}"
        for name, found in record.items()
        if found
    )
    return "{\n" + ",\n".join(inputs) + "\n}\n"


@pytest.mark.parametrize("name", INPUTS)
def test_what_is_wrong_is_told_in_the_same_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _check(name, INPUTS[name](Path("in")), DEFAULT_LIMITS)


@pytest.mark.parametrize("name", LIMITED)
def test_what_is_past_a_limit_is_told_in_the_same_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    limits, files = LIMITED[name]
    _check(name, limited(files, Path("in")), limits)


def _check(name: str, folder: Path, limits: Limits) -> None:
    found = json.loads(json.dumps(told(open_bundle(folder, limits))))
    assert found == recorded(name, found)
