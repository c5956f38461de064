"""The sorted view: order that means nothing is gone, order that means something stays."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.assessment import Assessment, ControlReport, LinkReport, Report
from analyzer.evidence import Citation, Location
from analyzer.findings import Finding
from analyzer.reports.formats import json as json_report
from analyzer.reports.formats import text as text_report
from analyzer.reports.view import overall, view
from analyzer.rules import EvidenceState
from analyzer.rules.states import COMPLETE, ERROR, PACKAGING, PARTIAL, UNREADABLE, UNRECOGNISED
from analyzer.verdict import Outcome, Verdict
from tests.support import made

_Item = TypeVar("_Item")

ALL = (made.passing(), made.failing(), made.open_one())


def shuffled(report: Report, data: st.DataObject) -> Report:
    """The same report with everything turned round whose order means nothing."""

    def mix(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
        return tuple(data.draw(st.permutations(items)))

    def mix_finding(finding: Finding) -> Finding:
        return finding._replace(places=(*finding.places[:1], *mix(finding.places[1:])))

    def mix_link(link: LinkReport) -> LinkReport:
        findings = (mix_finding(finding) for finding in link.beside)
        return link._replace(beside=tuple(findings), others=mix(link.others))

    def mix_control(control: ControlReport) -> ControlReport:
        links = tuple(map(mix_link, control.links))
        return control._replace(links=links, warnings=mix(control.warnings), numbers=mix(control.numbers))

    def mix_assessment(assessment: Assessment) -> Assessment:
        return assessment._replace(controls=mix(tuple(map(mix_control, assessment.controls))))

    assessments = mix(tuple(map(mix_assessment, report.assessments)))
    return Report(assessments, mix(report.evidence), mix(report.bundles), mix(report.unusable))


@made.LAW
@given(report=made.DISTINCT, data=st.data())
def test_order_without_meaning_changes_no_byte(report: Report, data: st.DataObject) -> None:
    mixed = shuffled(report, data)
    assert json_report.render(mixed) == json_report.render(report)
    assert text_report.render(mixed) == text_report.render(report)


@made.LAW
@given(made.REPORTS)
def test_a_view_is_the_view_of_itself(report: Report) -> None:
    once = view(report)
    again = view(Report(once.assessments, once.evidence, once.bundles, once.unusable))
    assert repr(again) == repr(once)  # NaN differs from itself


def test_the_chain_and_the_requests_keep_their_order() -> None:
    told = view(made.of(made.open_one())).assessments[0].controls[0]
    assert [link.link for link in told.links] == list(made.LINKS)
    assert told.requests == made.open_one().requests


def test_accounts_are_sorted_and_the_unknown_one_is_last() -> None:
    accounts = [Assessment(name, ALL) for name in (None, "222222222222", "111111111111")]
    told = view(made.report(*accounts)).assessments
    assert [assessment.account for assessment in told] == ["111111111111", "222222222222", None]


def test_numbers_are_sorted_by_version() -> None:
    numbers = view(made.of(made.passing())).assessments[0].controls[0].numbers
    assert [number for _, number in numbers] == ["3.6", "4.6", "5.6"]


def test_what_is_said_twice_is_told_once() -> None:
    place = Citation(Location("a.json", "/x"), float("nan"))
    finding = made.said(Outcome.UNKNOWN, "said", place, place, place)
    link = made.link("trail", Outcome.UNKNOWN, "open")._replace(deciding=finding, others=(finding, finding))
    notice = made.noticed("a-code", "said", place)
    control = made.passing()._replace(links=(link,), warnings=(notice, notice))
    told = view(made.of(control)).assessments[0].controls[0]
    assert told.links[0].others == ()
    assert len(told.links[0].findings[0].places) == 2
    assert len(told.warnings) == 1


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], Verdict.INCONCLUSIVE),
        (["PASS"], Verdict.PASS),
        (["PASS", "PASS"], Verdict.PASS),
        (["PASS", "INCONCLUSIVE"], Verdict.INCONCLUSIVE),
        (["INCONCLUSIVE", "FAIL"], Verdict.FAIL),
        (["PASS", "FAIL"], Verdict.FAIL),
        (["PASS", "NOT_APPLICABLE"], Verdict.PASS),
        (["INCONCLUSIVE", "NOT_APPLICABLE"], Verdict.INCONCLUSIVE),
        (["FAIL", "NOT_APPLICABLE"], Verdict.FAIL),
        (["NOT_APPLICABLE"], Verdict.NOT_APPLICABLE),
    ],
)
def test_any_fail_fails_and_only_passes_pass(verdicts: list[str], expected: Verdict) -> None:
    controls = [made.passing()._replace(verdict=Verdict(verdict)) for verdict in verdicts]
    assert overall(made.report(*(Assessment("1", (control,)) for control in controls))) is expected


def test_an_account_without_controls_does_not_pass() -> None:
    report = made.report(Assessment("1", (made.passing(),)), Assessment("2", ()))
    assert overall(report) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("states", "recognised"),
    [
        ([], False),
        ([PACKAGING, UNREADABLE, UNRECOGNISED], False),
        ([PACKAGING, ERROR], True),
        ([PARTIAL], True),
        ([COMPLETE], True),
    ],
)
def test_recognised_takes_one_answer_of_aws(states: list[EvidenceState], recognised: bool) -> None:
    entries = tuple(made.entry(f"{number}.json", state) for number, state in enumerate(states))
    assert view(made.report(evidence=entries)).recognised is recognised
