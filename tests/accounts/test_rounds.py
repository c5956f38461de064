"""How often a client is asked: whatever part of a good account is sent, two rounds are enough."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from analyzer.assessment import analyze
from analyzer.findings import Request
from analyzer.reports.view import overall
from analyzer.verdict import Verdict
from tests.support.accounts.build import bases, write
from tests.support.accounts.pointers import JSON

from .test_laws import law

GOOD: Mapping[str, JSON] = bases()["regions"]
TRAILS = "us-east-1/describe-trails.json"


def answers_to(request: Request) -> set[str]:
    """The files of the good account that answer the request; the collector asks for all."""
    if request.arguments[0] != "aws":
        return set(GOOD)
    operation = request.arguments[2]
    named = [path for path in GOOD if f"{operation}--" in path or f"{operation}.json" in path]
    subject = request.arguments[-5].rpartition("/")[2].rpartition(":")[2] if len(named) > 1 else ""
    (path,) = (path for path in named if subject in path)
    return {path}


def rounds(sent: Iterable[str]) -> int:
    """How often the client is asked until the account passes; each time for all that is asked for."""
    files = set(sent)
    asked = 0
    while True:
        with TemporaryDirectory() as name:
            content = {path: json.dumps(GOOD[path]).encode() for path in files}
            report = analyze([write(content, Path(name))])
        if overall(report) is Verdict.PASS:
            return asked
        controls = [control for one in report.assessments for control in one.controls]
        answers = {path for one in controls for request in one.requests for path in answers_to(request)}
        assert answers - files, [sorted(files), sorted(answers)]
        files |= answers
        asked += 1


def test_two_rounds_are_enough_where_the_trails_are_known() -> None:
    for one in combinations(sorted(set(GOOD) - {TRAILS}), 1):
        assert rounds({TRAILS, *one}) <= 2, one


def test_of_a_good_account_each_file_is_asked_for_once() -> None:
    for path in GOOD:
        missing = rounds(set(GOOD) - {path})
        assert missing <= 1, path


@law
@given(st.sets(st.sampled_from(sorted(GOOD)), min_size=1))
def test_from_any_part_of_a_good_account(sent: set[str]) -> None:
    assert rounds(sent) <= 2


def test_with_an_identity_alone_the_collector_is_asked_for() -> None:
    assert rounds({"get-caller-identity.json"}) == 1
