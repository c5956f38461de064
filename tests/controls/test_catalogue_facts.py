"""The catalogue against the facts recorded of the benchmark, field by field.

Titles are the one field left out: the catalogue has its own words, and must not have theirs.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analyzer.controls import Control, Recommendation, all_controls, benchmarks
from analyzer.controls.catalogue import prescribed_alarm

CONTROLS = {control.slug: control for control in all_controls()}
_PARTS = {"audit and remediation": "audit+remediation", "audit": "audit", "remediation": "remediation"}


@pytest.fixture(scope="module")
def facts(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "facts/cis_controls.json").read_text(encoding="utf-8"))
    return found


def test_the_versions_agree(facts: dict[str, Any]) -> None:
    told = {v: (one["section"], one["controls"]) for v, one in facts["versions"].items()}
    assert {one.version: (one.section, one.controls) for one in benchmarks()} == told
    assert [one.version for one in benchmarks()] == list(facts["versions"])


def test_the_prescribed_alarm_agrees(facts: dict[str, Any]) -> None:
    told = facts["prescribed_alarm"]
    alarm = prescribed_alarm()
    for field in ("statistic", "period", "evaluation_periods", "threshold", "comparison"):
        assert getattr(alarm, field) == told[field]
    assert {control.alarm for control in CONTROLS.values()} == {alarm}


def test_the_controls_agree(facts: dict[str, Any]) -> None:
    assert set(CONTROLS) == {told["key"] for told in facts["controls"]}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_the_other_ids_agree(control: Control, facts: dict[str, Any]) -> None:
    told = _told(facts, control)
    assert control.cross_references.cce == told["cce"]
    assert control.cross_references.security_hub == told["security_hub"]
    assert list(control.cross_references.nist_800_53) == told["nist_800_53"]
    tagged = told["cis_controls"]
    expected = {
        ("1.2.0", "v7"): tagged["v7_as_tagged_for_benchmark_1_2_0"],
        ("2.0.0", "v8"): tagged["v8_as_tagged_for_benchmark_2_0_0"],
        **{("7.0.0", name): numbers for name, numbers in (tagged["benchmark_7_0_0"] or {}).items()},
    }
    found = {
        (version, name): list(numbers) for version, name, numbers in control.cross_references.cis_controls
    }
    assert found == {key: numbers for key, numbers in expected.items() if numbers is not None}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_each_version_of_a_control_agrees(control: Control, facts: dict[str, Any]) -> None:
    told = _told(facts, control)["versions"]
    assert [recommendation.benchmark for recommendation in control.recommendations] == list(told)
    for recommendation in control.recommendations:
        one = told[recommendation.benchmark]
        assert (recommendation.number, recommendation.level, recommendation.assessment) == (
            one["section"],
            one["level"],
            one["assessment"],
        )
        patterns = [(each["pattern"], each["part"].split(",")[0]) for each in one["filter_patterns"]]
        assert [(text.text, _PARTS[text.part]) for text in recommendation.texts] == patterns
        assert dict(recommendation.disputed) == _disputed(recommendation, one.get("conflicts", []))


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_titles_are_own_words(control: Control, facts: dict[str, Any]) -> None:
    theirs = {one["title"].casefold() for one in _told(facts, control)["versions"].values()}
    assert control.title.casefold() not in theirs
    assert not control.title.casefold().startswith("ensure")


def _told(facts: dict[str, Any], control: Control) -> dict[str, Any]:
    (told,) = (one for one in facts["controls"] if one["key"] == control.slug)
    return dict(told)


def _disputed(recommendation: Recommendation, conflicts: list[str]) -> dict[str, str | int]:
    """What the other copy says; "Steampipe 2, Prowler 1" of a level taken as 2 is {"level": 1}."""
    found: dict[str, str | int] = {}
    for conflict in conflicts:
        if said := re.fullmatch(r"(level|assessment): Steampipe (\w+), Prowler (\w+)", conflict):
            taken = str(getattr(recommendation, said[1]))
            (other,) = {said[2], said[3]} - {taken}
            found[said[1]] = int(other) if said[1] == "level" else other
    return found
