"""Every account case: exactly the expected accounts are assessed, each with the expected verdict.

Of the cases that stand in `said/` the words are compared as well, where they are not those on the base.
After a change of words `CIS_EVIDENCE_UPDATE=1` has them written anew, in one process: read the difference. A
case is added by its name, as a heading.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from analyzer import analyze
from analyzer.controls import Control, load_control
from analyzer.reports.formats import json as json_report
from tests.support.accounts.build import Case, bases, build, cases, write
from tests.support.accounts.edits import render
from tests.support.accounts.pointers import CaseError
from tests.support.said import record, recorded, unlike, words_of

GOOD = bases()
CASES = cases()
RECORDS = Path(__file__).with_name("said")
SAID = {link: recorded(RECORDS / f"{link}.txt") for link in sorted({case.link for case in CASES})}


def report(*paths: Path, control: Control | None = None) -> bytes:
    """The JSON report on the evidence at `paths`, as the command line prints it."""
    chosen = (load_control(),) if control is None else (control,)
    return json_report.render(analyze(paths, controls=chosen)).encode()


def verdicts(told: Mapping[str, Any], slug: str) -> dict[str, str]:
    """Account -> verdict of the control in a JSON report."""
    found: dict[str, str] = {}
    for assessment in told["assessments"]:
        (verdict,) = (item["verdict"] for item in assessment["controls"] if item["control"] == slug)
        assert assessment["account"] not in found, "one account assessed twice"
        found[str(assessment["account"])] = str(verdict)
    return found


def control_of(case: Case) -> Control:
    control = load_control(case.control) if case.control else load_control()
    return control.at(case.benchmark) if case.benchmark else control


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_account(case: Case, tmp_path: Path) -> None:
    told = json.loads(report(write(build(case, GOOD), tmp_path), control=control_of(case)))
    found = verdicts(told, control_of(case).slug)
    expected = {account: str(verdict) for account, verdict in case.expect.items()}
    assert case.agrees(found), f"{case.change} -> {expected}, got {found}: {case.because} ({case.certainty})"
    if case.name in SAID[case.link]:
        words = list(unlike(words_of(told, tmp_path), words_on_base(case.base, control_of(case))))
        if os.environ.get("CIS_EVIDENCE_UPDATE"):
            SAID[case.link][case.name] = words
            record(RECORDS / f"{case.link}.txt", SAID[case.link])
        assert words == SAID[case.link][case.name]


@cache
def words_on_base(base: str, control: Control) -> frozenset[str]:
    with TemporaryDirectory() as name:
        folder = write({path: render(document) for path, document in GOOD[base].items()}, Path(name))
        return frozenset(words_of(json.loads(report(folder, control=control)), folder))


def test_every_record_is_of_a_case() -> None:
    assert {name for names in SAID.values() for name in names} <= {case.name for case in CASES}
    assert all(all(names.values()) for names in SAID.values())


def test_every_case_builds_an_account_of_its_own() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for case in CASES:
        question = (control_of(case).slug, case.benchmark, *sorted(build(case, GOOD).items()))
        assert question not in seen, f"`{case.name}` builds the files of `{seen[question]}`"
        seen[question] = case.name


def test_a_case_that_changes_nothing_is_refused() -> None:
    case = next(case for case in CASES if case.name == "trail-single-region")
    same = {**GOOD["regions"]}
    for path, content in build(case, GOOD).items():
        same[path] = json.loads(content)
    with pytest.raises(CaseError, match="holds this value already"):
        build(case, {**GOOD, "regions": same})
