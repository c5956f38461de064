"""The samples are what their table says: bundles as the collector makes them, and nothing else.

Their verdicts are tested with the analyzer; here it is the collector's part.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.collectors.collected import assert_sealed, assert_unsealed
from tests.support.aws_rig import ROOT

SAMPLES = ROOT / "samples"
TABLE = json.loads((SAMPLES / "expected.json").read_bytes())["samples"]
BAGS = sorted(path.parent.parent for path in SAMPLES.rglob("data/commands.tsv"))


def test_table_names_every_sample_once() -> None:
    named = [sample["name"] for sample in TABLE]

    assert sorted(named) == sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
    assert {sample["made"] for sample in TABLE} == {"captured", "edited", "by hand"}
    assert all(sample["reason"] for sample in TABLE)


@pytest.mark.parametrize("bag", BAGS, ids=lambda bag: str(bag.relative_to(SAMPLES)))
def test_bundle_is_sealed_or_marked(bag: Path) -> None:
    if bag.name == "interrupted":
        assert_unsealed(bag)
    else:
        assert_sealed(bag)


def test_samples_tell_nothing_of_the_machine_that_made_them() -> None:
    stored = {
        path: path.read_bytes() for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".py"
    }

    assert sum(map(len, stored.values())) < 1_000_000
    assert not [
        path for path, data in stored.items() if re.search(rb"A[KS]IA[A-Z0-9]{16}|/(?:home|root|tmp)/", data)
    ]
    urls = {url for data in stored.values() for url in re.findall(rb"https?://[^/\s\"]*", data)}
    assert urls == {b"http://127.0.0.1:5000"}
