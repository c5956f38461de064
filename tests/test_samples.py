"""Every sample is judged as its table says, and every sample folder stands in the table."""

from __future__ import annotations

import json
from typing import NotRequired, TypedDict

import pytest
from jsonschema import Draft202012Validator

from analyzer import analyze
from analyzer.assessment import ControlReport, choose
from analyzer.reports.formats.json import render, schema
from tests.support.laws import ROOT

SAMPLES = ROOT / "samples"


class Judged(TypedDict):
    """What one account of a sample comes to."""

    account: str | None
    verdict: str
    link: str


class Sample(TypedDict):
    """A row of `samples/expected.json`."""

    name: str
    assessments: list[Judged]
    controls: NotRequired[int]
    warnings: NotRequired[list[str]]


TABLE: list[Sample] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["samples"]


@pytest.mark.parametrize("sample", TABLE, ids=lambda sample: sample["name"])
def test_sample(sample: Sample) -> None:
    every = "controls" in sample
    report = analyze([SAMPLES / sample["name"]], controls=choose(every=every))
    found = [
        {"account": assessment.account, "verdict": control.verdict, "link": decides(control)}
        for assessment in report.assessments
        for control in assessment.controls
    ]
    assert found == [told for told in sample["assessments"] for _ in range(sample.get("controls", 1))]
    judged = [control for assessment in report.assessments for control in assessment.controls]
    codes = {notice.rule.id for control in judged for notice in control.warnings}
    assert set(sample.get("warnings", [])) <= codes


@pytest.mark.parametrize("sample", TABLE, ids=lambda sample: sample["name"])
def test_the_report_on_a_sample_follows_its_schema(sample: Sample) -> None:
    """Places in files that could not be read have no expression, which made-up reports may forget."""
    report = analyze([SAMPLES / sample["name"]])
    Draft202012Validator(json.loads(schema())).validate(json.loads(render(report)))


def decides(control: ControlReport) -> str:
    """The first link that stands against PASS, else the last."""
    against = [link.link for link in control.links if link.outcome != "satisfied"]
    return against[0] if against else control.links[-1].link


def test_the_table_is_whole() -> None:
    assert {sample["name"] for sample in TABLE} == {
        entry.name for entry in SAMPLES.iterdir() if entry.is_dir()
    }
    assert {"PASS", "FAIL", "INCONCLUSIVE"} == {a["verdict"] for s in TABLE for a in s["assessments"]}
