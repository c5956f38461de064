"""Every sample is judged as its table says, and every sample folder stands in the table."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from analyzer import analyze

SAMPLES = ROOT / "samples"
TABLE = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["samples"]


@pytest.mark.parametrize("sample", TABLE, ids=lambda sample: sample["name"])
def test_sample(sample):
    report = analyze([SAMPLES / sample["name"]])
    found = []
    for assessment in report.assessments:
        (control,) = assessment.controls
        open_links = [link.link for link in control.links if link.outcome != "satisfied"]
        link = open_links[0] if open_links else control.links[-1].link
        found.append({"account": assessment.account, "verdict": control.verdict, "link": link})
    assert found == sample["assessments"]
    codes = {notice.code for assessment in report.assessments for notice in assessment.controls[0].warnings}
    assert set(sample.get("warnings", [])) <= codes


def test_the_table_is_whole():
    assert {sample["name"] for sample in TABLE} == {
        entry.name for entry in SAMPLES.iterdir() if entry.is_dir()
    }
    assert {"PASS", "FAIL", "INCONCLUSIVE"} == {a["verdict"] for s in TABLE for a in s["assessments"]}
