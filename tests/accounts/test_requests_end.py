"""The answer to a request, in place of what was answered before, ends it: nobody is asked the same twice."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.assessment import Report, analyze
from tests.support.accounts.answers import answered
from tests.support.accounts.build import Case, build, write

from .test_cases import CASES, GOOD, control_of
from .test_laws import law

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.findings import Request

MOST = 200_000  # bytes of a case, so that it is judged in no time
# A case of each request but those that the good accounts bring up when a file of theirs is missing.
EACH = (
    "account-unknown-whole",
    "alarm-threshold-missing",
    "composite-and",
    "accounts-alarm-in-a-monitoring-account",
    "log-group-class-delivery",
    "metric_feeds-other-groups-file",
    "nearly_everything-elsewhere",
)


def requests_in(report: Report) -> Iterator[Request]:
    for assessment in report.assessments:
        for control in assessment.controls:
            yield from control.requests


def has_conflict(report: Report) -> bool:
    """Whether the answer, which may not be the account's own, contradicts other evidence of it."""
    controls = [control for assessment in report.assessments for control in assessment.controls]
    findings = [finding for one in controls for link in one.links for finding in link.findings]
    return any(finding.rule.id == "conflict" for finding in findings)


def check_requests_end(case: Case) -> None:
    files = build(case, GOOD)
    if sum(map(len, files.values())) > MOST:
        return
    with TemporaryDirectory() as name:
        folder = write(files, Path(name))
        before = analyze([folder], controls=[control_of(case)])
        for request in dict.fromkeys(requests_in(before)):
            if request.arguments[0] != "aws":
                continue  # the collector asks all at once
            asked = (request.account, request.region, request.arguments)
            operation = request.arguments[2]
            gone = {
                path: path.read_bytes()
                for entry in before.evidence
                if operation in entry.kind.split("+") and (path := Path(entry.file)).is_file()
            }
            for path in gone:
                path.unlink()
            answer = folder / "answer" / "session.txt"
            answer.parent.mkdir()
            caller = answered(("aws", "sts", "get-caller-identity"), request.account, "")
            told = answered(request.arguments, request.account, request.region)
            lines = (
                "$ aws sts get-caller-identity",
                json.dumps(caller),
                f"$ {request.command}",
                json.dumps(told),
            )
            answer.write_text("\n".join((*lines, "")), encoding="utf-8")
            after = analyze([folder], controls=[control_of(case)])
            left = {(one.account, one.region, one.arguments) for one in requests_in(after)}
            assert asked not in left or has_conflict(after), (case.name, request.command)
            answer.unlink()
            answer.parent.rmdir()
            for path, content in gone.items():
                path.write_bytes(content)


@pytest.mark.parametrize("name", EACH)
def test_each_request_ends(name: str) -> None:
    check_requests_end(next(case for case in CASES if case.name == name))


@law
@given(st.sampled_from(CASES))
def test_requests_end(case: Case) -> None:
    check_requests_end(case)
