"""The report for people: golden files for its looks, laws for what hostile evidence cannot do to it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.assessment import Assessment, BundleEntry, Report
from analyzer.evidence import IntegrityStatus
from analyzer.reports.formats.text import render
from analyzer.rules.states import ERROR, UNREADABLE
from analyzer.verdict import Outcome, Verdict
from tests.support import made

GOLDEN = Path(__file__).parent / "golden"
SEVERAL = made.report(
    Assessment("222222222222", (made.passing(),)),
    Assessment(None, (made.open_one(),)),
    Assessment("111111111111", (made.failing(),)),
    evidence=(made.entry("b.json", ERROR, "AccessDenied on line 1"), made.entry("a.json")),
)
SIGN_INS = (
    made.numbered(made.failing(), "4.10", "security-group-changes"),
    made.numbered(made.passing(), "4.6", "console-authentication-failures"),
    made.numbered(made.open_one(), "4.9", "aws-config-changes"),
    made.own(made.open_one(), "break-glass-sign-in"),
)
CASES = {
    "controls": (made.report(Assessment("111111111111", SIGN_INS)), 80, True),
    "accounts": (
        made.report(
            Assessment("222222222222", (*SIGN_INS[:2], made.numbered(made.passing(), "3.6", "x", "1.2.0"))),
            Assessment("111111111111", (made.failing(),)),
        ),
        80,
        True,
    ),
    "pass": (made.of(made.passing()), 80, True),
    "fail": (made.of(made.failing()), 80, True),
    "inconclusive": (made.of(made.open_one()), 80, True),
    "narrow": (made.of(made.open_one()), 40, True),
    "ascii": (made.of(made.failing()), 80, False),
    "several": (SEVERAL, 80, True),
    "nothing": (Report((), (), (BundleEntry("empty", IntegrityStatus.NONE, ("no files",), None),)), 80, True),
}
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", CASES)
def test_looks(name: str) -> None:
    report, width, unicode = CASES[name]
    shown = render(report, width=width, unicode=unicode)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


def test_every_golden_file_is_used() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(CASES)


@made.LAW
@given(report=made.REPORTS, width=st.integers(0, 200), unicode=st.booleans())
def test_no_text_of_the_evidence_acts_on_a_terminal(report: Report, width: int, unicode: bool) -> None:
    shown = render(report, width=width, unicode=unicode)
    assert all(char == "\n" or char.isprintable() for char in shown)
    assert not made.ACTING & set(shown)
    assert unicode or shown.isascii()
    shown.encode("utf-8")


@made.LAW
@given(report=made.REPORTS, width=st.integers(20, 120))
def test_colour_changes_nothing_but_colour(report: Report, width: int) -> None:
    assert SGR.sub("", render(report, width=width, colour=True)) == render(report, width=width)


@made.LAW
@given(report=made.REPORTS, width=st.integers(20, 120))
def test_no_text_of_the_evidence_starts_a_line(report: Report, width: int) -> None:
    """At the left edge stand only verdicts of the program and its headings."""
    controls = [len(assessment.controls) for assessment in report.assessments]
    edge = [line for line in render(report, width=width).splitlines() if line and not line.startswith(" ")]
    told = bool(report.unusable)
    if max(controls, default=0) < 2:
        assert len(edge) == sum(controls) + (sum(controls) != 1) + 1 + told
    else:
        assert len(controls) + 2 <= len(edge) - told <= sum(controls) + len(controls) + 2
    headings = ("PASS", "FAIL", "INCONCLUSIVE", "NOT APPLICABLE", "Account", "Evidence")
    assert all(line.startswith(headings) for line in edge)
    assert sum(line.startswith("Account") for line in edge) == (
        len(controls) if max(controls, default=0) > 1 else 0
    )


@made.LAW
@given(report=made.REPORTS, width=st.integers(40, 120))
def test_no_text_of_the_evidence_goes_on_like_a_line_of_the_report(report: Report, width: int) -> None:
    """Where a text is folded, whatever it says stands in a column in which the report starts no line."""
    starts = {line.lstrip(" ")[:12] for line in render(report, width=100_000).splitlines()}
    for line in render(report, width=width).splitlines():
        indent = len(line) - len(line.lstrip(" "))
        if indent % 2 == 0 and line:
            assert any(line.lstrip(" ").startswith(start[: len(line) - indent]) for start in starts)


def test_a_forged_link_does_not_stand_where_links_stand() -> None:
    forged = "x" * 60 + " " * 40 + "✗ trail  PASS  " + " ".join(["✓ alarm is forged"] * 30)
    other = made.said(Outcome.VIOLATED, forged, made.cited(forged, "/x", forged))
    told = made.control(Verdict.FAIL, (made.link("trail", Outcome.VIOLATED, forged, other),))
    for width in range(40, 140):
        lines = render(made.of(told, account=forged), width=width).splitlines()
        forgeries = [line for line in lines if line.lstrip(" ").startswith(("✗ trail  PASS", "✓ alarm is"))]
        columns = {len(line) - len(line.lstrip(" ")) for line in forgeries}
        assert columns
        assert all(column % 2 for column in columns), (width, columns)


@made.LAW
@given(report=made.REPORTS, width=st.integers(20, 120))
def test_lines_keep_to_the_width_but_for_commands(report: Report, width: int) -> None:
    quiet = tuple(
        one._replace(controls=tuple(control._replace(requests=()) for control in one.controls))
        for one in report.assessments
    )
    shown = render(report._replace(assessments=quiet), width=width, unicode=False)
    assert max(map(len, shown.splitlines())) <= width


@pytest.mark.parametrize("width", [20, 80])
def test_a_command_stays_on_one_line(width: int) -> None:
    command = "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm"
    shown = render(made.of(made.open_one()), width=width)
    assert [line.strip() for line in shown.splitlines()].count(command) == 1


def test_the_verdict_stands_first() -> None:
    for control in (made.passing(), made.failing(), made.open_one()):
        assert render(made.of(control)).startswith(control.verdict.value)


def test_of_many_findings_beside_the_path_few_are_shown_and_the_rest_is_counted() -> None:
    shown = render(made.of(made.failing()))
    assert shown.count("counts less than required") == 3
    assert "and 2 more" in shown


def test_a_long_value_is_cut_and_says_so() -> None:
    place = made.cited("a.json", "/x", "y" * 5000)
    link = made.link("trail", Outcome.SATISFIED, "holds")
    (finding,) = link.findings
    link = link._replace(deciding=finding._replace(places=(place,)))
    shown = render(made.of(made.control(Verdict.INCONCLUSIVE, (link,))))
    assert shown.count("y") < 1200
    assert "(5002 characters)" in shown


def test_of_many_files_with_problems_some_are_shown_and_the_rest_is_counted() -> None:
    entries = tuple(made.entry(f"{number:02}.json", UNREADABLE, "empty file") for number in range(25))
    shown = render(made.report(evidence=entries))
    assert shown.count("empty file") == 10
    assert "and 15 more with problems" in shown
