"""The list of survivors speaks of the program as it is. Whether they survive, only a run can say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.record import Mutant
from tests.mutation.survivors import Survivor, listed, obsolete
from tests.support.laws import ROOT

_ENTRY = Survivor("analyzer/verdict.py", "both", "return a", ("return None", "return b"), "said elsewhere")
_MUTANT = Mutant("analyzer/verdict.py", "both", "return a", "return b", 0)


def test_an_entry_speaks_of_its_lines_alone() -> None:
    assert _ENTRY.holds(_MUTANT)
    for other in (
        Mutant("analyzer/limits.py", "both", "return a", "return b", 0),
        Mutant("analyzer/verdict.py", "any_of", "return a", "return b", 0),
        Mutant("analyzer/verdict.py", "both", "return b", "return b", 0),
        Mutant("analyzer/verdict.py", "both", "return a", "return c", 0),
    ):
        assert not _ENTRY.holds(other), other


def test_what_does_not_survive_is_obsolete() -> None:
    assert list(obsolete([_ENTRY], [_MUTANT])) == ["analyzer/verdict.py: both: `return a` as `return None`"]


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "survivors.toml"
    path.write_text('[[survivor]]\nmodule = "m"\nfunction = "f"\nwas = "a"\nnow = ["b"]\n', encoding="utf-8")
    with pytest.raises(TypeError, match="reason"):
        listed(path)


def test_the_lines_of_every_entry_are_there() -> None:
    for entry in listed():
        assert entry.reason, entry
        assert entry.now, entry
        source = (ROOT / entry.module).read_text(encoding="utf-8")
        lines = source.splitlines()
        texts = [
            " ".join(" ".join(lines[one.lineno - 1 : one.end_lineno]).split())
            for one in ast.walk(ast.parse(source))
            if isinstance(one, ast.FunctionDef) and one.name == entry.function.split(".")[-1]
        ]
        assert any(entry.was in text for text in texts), entry
