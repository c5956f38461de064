"""What is told of inputs with something wrong in them, word for word: file by file, problem by problem.

After a change of a message `CIS_EVIDENCE_UPDATE=1` has the records written anew: read the difference.
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

RECORDS = Path(__file__).with_name("told")
# What a library says of damage differs between versions.
_OURS = "its |it ends|a member |a header |an extended "
_OF_A_LIBRARY = re.compile(rf"(the archive is damaged(?: here)?: )(?!{_OURS}).*?(; ask for it again)?$")


def told(bundle: Bundle) -> dict[str, Any]:
    return {
        "seal": bundle.seal,
        "problems": _problems(bundle.problems),
        "files": {path: _file(file) for path, file in by_path(bundle).items()},
    }


def _file(file: EvidenceFile) -> dict[str, Any]:
    """Without what is empty, and without the size of what a library has packed."""
    packed = file.path.endswith((".zip", ".tgz", ".gz", ".docx"))
    found: dict[str, Any] = {
        "sha256": "" if packed else file.sha256[:8],
        "size": None if packed else file.size,
        "documents": [_row(document) for document in file.documents],
        "trailing": file.trailing,
        "problems": _problems(file.problems),
        "invocation": file.invocation and _row(file.invocation),
        "companion": file.companion,
    }
    return {name: value for name, value in found.items() if value not in ("", [], None, False)}


def _problems(problems: Iterable[Problem]) -> list[list[Any]]:
    return [
        _row((problem.code, _OF_A_LIBRARY.sub(r"\1…\2", problem.message), *problem[2:]))
        for problem in problems
    ]


def _row(values: Iterable[Any]) -> list[Any]:
    """The values up to the last one that says something."""
    row = list(values)
    while row and row[-1] in ("", 0, False, ()):
        row.pop()
    return row


def written(found: dict[str, Any]) -> str:
    """A line for each file, so that a difference can be read."""
    files = ",\n".join(
        f"{json.dumps(path)}: {json.dumps(file, ensure_ascii=False)}" for path, file in found["files"].items()
    )
    rest = json.dumps({"seal": found["seal"], "problems": found["problems"]}, ensure_ascii=False)
    return f'{rest[:-1]}, "files": {{\n{files}\n}}}}\n'


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
    found = written(told(open_bundle(folder, limits)))
    file = _record(name)
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        file.write_text(found, encoding="utf-8", newline="\n")
    assert json.loads(found) == json.loads(file.read_text(encoding="utf-8"))


def _record(name: str) -> Path:
    return RECORDS / f"{name.replace(' ', '-')}.json"


def test_every_record_is_of_an_input() -> None:
    assert set(RECORDS.iterdir()) == {_record(name) for name in (*INPUTS, *LIMITED)}
