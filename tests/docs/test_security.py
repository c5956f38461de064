"""Each defence of the threat table has a test that is there, and that says what it tests."""

from __future__ import annotations

import ast

import pytest

from tests.docs.pages import ROOT, quoted, table

SECURITY = "../SECURITY.md"
ROWS = table(SECURITY, "asset")


def test_there_are_threats() -> None:
    assert len(ROWS) > 10
    assert all(all(row) and len(row) == 4 for row in ROWS)


@pytest.mark.parametrize("path", sorted(quoted(*(row[3] for row in ROWS))))
def test_the_test_of_a_defence_is_there(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"
    ]
    assert tests
    assert ast.get_docstring(tree)
