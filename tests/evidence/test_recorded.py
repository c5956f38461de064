"""Every recorded output of both command line tools. Oracle: `json.loads`, where it can read the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.evidence import open_bundle, read


@pytest.fixture(scope="module")
def samples(shared: Path) -> Path:
    return shared / "corpus" / "cli_samples"


def test_every_recorded_answer_is_read(samples: Path) -> None:
    whole = 0
    for path in sorted(samples.rglob("*")):
        if not path.is_file():
            continue
        decoded = read(path.read_bytes())
        try:
            expected = [json.loads(path.read_bytes())]
        except ValueError:
            assert decoded.problems or decoded.documents, path
        else:
            assert [document.value for document in decoded.documents] == expected, path
            assert not decoded.problems, path
            whole += 1
    assert whole >= 150


@pytest.mark.parametrize("tool", ["stubbed_v1", "stubbed_v2"])
def test_an_answer_that_met_a_character_it_could_not_print_is_cut(samples: Path, tool: str) -> None:
    decoded = read((samples / tool / "describe-metric-filters.ascii-locale.txt").read_bytes())
    assert [problem.code for problem in decoded.problems] == ["truncated"]
    assert "codec can't encode" in decoded.trailing
    assert decoded.documents == ()


@pytest.mark.parametrize("tool", ["rendered_v1", "rendered_v2", "stubbed_v1", "stubbed_v2"])
def test_tables_columns_and_yaml_hold_no_document(samples: Path, tool: str) -> None:
    names = [
        path
        for path in sorted((samples / tool).iterdir())
        if path.suffixes[0] in (".table", ".text", ".yaml")
    ]
    assert names
    for path in names:
        decoded = read(path.read_bytes())
        assert (decoded.documents, [problem.code for problem in decoded.problems]) == ((), ["not-json"]), path


def test_all_recorded_answers_are_one_bundle(samples: Path) -> None:
    bundle = open_bundle(samples)
    assert len(bundle.files) == sum(1 for path in samples.rglob("*") if path.is_file())
