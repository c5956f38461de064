"""Every account case: exactly the expected accounts are assessed, each with the expected verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.controls import Control, load_control
from analyzer.reports.formats import json as json_report
from tests.support.accounts.build import Case, bases, build, cases, write
from tests.support.accounts.pointers import CaseError

GOOD = bases()
CASES = cases()


def report(*paths: Path, control: Control | None = None) -> bytes:
    """The JSON report on the evidence at `paths`, as the command line prints it."""
    chosen = (load_control(),) if control is None else (control,)
    return json_report.render(analyze(paths, controls=chosen)).encode()


def verdicts(path: Path, control: Control | None = None) -> dict[str, str]:
    """Account -> verdict of the control for the evidence at `path`."""
    found: dict[str, str] = {}
    slug = (control or load_control()).slug
    for assessment in json.loads(report(path, control=control))["assessments"]:
        (verdict,) = (item["verdict"] for item in assessment["controls"] if item["control"] == slug)
        assert assessment["account"] not in found, "one account assessed twice"
        found[str(assessment["account"])] = str(verdict)
    return found


def control_of(case: Case) -> Control:
    control = load_control(case.control) if case.control else load_control()
    return control.at(case.benchmark) if case.benchmark else control


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_account(case: Case, tmp_path: Path) -> None:
    found = verdicts(write(build(case, GOOD), tmp_path), control_of(case))
    expected = {account: str(verdict) for account, verdict in case.expect.items()}
    assert case.agrees(found), f"{case.change} -> {expected}, got {found}: {case.because} ({case.certainty})"


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
