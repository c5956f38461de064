"""What the controls of an account have in common: nothing is lost, nothing is said twice."""

from __future__ import annotations

import json

from hypothesis import given

from analyzer.assessment import Assessment, Report
from analyzer.findings import Request
from analyzer.reports.formats import json as json_report
from analyzer.reports.formats.text import render
from analyzer.reports.sanitize import pasteable
from analyzer.reports.shared import asked, common
from analyzer.reports.view import view
from analyzer.verdict import Outcome, Verdict
from tests.support import made

ALARMS = made.open_one().requests[0]
TRAILS = made.asking("trails", "the trails", "aws", "cloudtrail", "describe-trails")


def account(*controls: tuple[str, tuple[Request, ...]]) -> Assessment:
    """An account in which each control, told by its number, wants these requests."""
    *before, last = made.open_one().links
    wanting = (
        made.numbered(made.open_one(), number, f"control-{number}")._replace(
            links=(*before, last._replace(candidate=number)),
            requests=requests,
        )
        for number, requests in controls
    )
    return Assessment("111111111111", tuple(wanting))


@made.LAW
@given(made.REPORTS)
def test_every_command_is_asked_for_once_and_names_its_controls(report: Report) -> None:
    for assessment in report.assessments:
        wanted = asked(assessment)
        commands = [(one.request.account, one.request.region, one.request.arguments) for one in wanted]
        assert len(set(commands)) == len(commands)
        for control in assessment.controls:
            for request in control.requests:
                (found,) = [
                    one
                    for one in wanted
                    if (one.request.account, one.request.region, one.request.arguments)
                    == (request.account, request.region, request.arguments)
                ]
                assert any(control is one for one in found.controls)
                assert request.rule.statement in found.reason


@made.LAW
@given(made.REPORTS)
def test_what_is_common_is_said_by_every_control(report: Report) -> None:
    for assessment in report.assessments:
        shared = common(assessment)
        for control in assessment.controls:
            assert all(link in control.links for link in shared.links)
            assert all(notice in control.warnings for notice in shared.warnings)


def test_a_single_control_shares_nothing() -> None:
    assert common(Assessment("1", (made.passing(),))) == ((), ())


def test_commands_that_serve_more_controls_come_first() -> None:
    assessment = account(
        ("4.1", (ALARMS,)), ("4.2", (ALARMS, TRAILS)), ("4.3", (TRAILS,)), ("4.4", (TRAILS,))
    )
    assert [one.request for one in asked(assessment)] == [TRAILS, ALARMS]
    assert [control.number for control in asked(assessment)[1].controls] == ["4.1", "4.2"]


def test_several_reasons_for_one_command_are_kept() -> None:
    other = made.asking("alarms", "another reason", *ALARMS.arguments)
    (one,) = asked(account(("4.1", (ALARMS,)), ("4.2", (other,)), ("4.3", (ALARMS,))))
    assert one.reason == f"{ALARMS.rule.statement}; another reason"


def test_the_text_asks_for_a_command_once_and_says_for_which_controls() -> None:
    shown = render(made.report(account(("4.1", (ALARMS,)), ("4.2", (ALARMS, TRAILS)), ("4.3", ()))))
    lines = [line.strip() for line in shown.splitlines()]
    for request in (ALARMS, TRAILS):
        assert lines.count(pasteable(request.arguments)) == 1
    assert lines.count("for 4.1, 4.2") == lines.count("for 4.2") == 1
    assert lines.count("to settle it: command 1 above") == 1
    assert lines.count("to settle it: commands 1, 2 above") == 1


def test_the_text_says_that_a_command_is_for_all_controls() -> None:
    shown = render(made.report(account(("4.1", (ALARMS,)), ("4.2", (ALARMS,)))))
    assert "for all 2 controls" in shown


def test_the_json_has_the_commands_of_an_account_with_their_controls() -> None:
    document = json.loads(
        json_report.render(made.report(account(("4.1", (ALARMS,)), ("4.2", (ALARMS, TRAILS)))))
    )
    (assessment,) = document["assessments"]
    assert [(one["code"], one["controls"]) for one in assessment["requests"]] == [
        ("alarms", ["control-4.1", "control-4.2"]),
        ("trails", ["control-4.2"]),
    ]
    assert [len(control["requests"]) for control in assessment["controls"]] == [1, 2]


def test_what_all_controls_share_is_shown_once() -> None:
    other = made.noticed("of-one", "said of one control only")
    second = made.numbered(made.passing(), "4.2", "second")
    controls = (
        made.numbered(made.passing(), "4.1", "first"),
        second._replace(warnings=(*second.warnings, other)),
    )
    shown = render(made.report(Assessment("1", controls)))
    assert shown.count("trail holds") == 1
    assert shown.count("[identity-missing]") == 1
    assert shown.count("[of-one]") == 1
    assert "\nPASS  4.2 second" in shown
    assert "\nPASS  4.1 first" not in shown  # the table and the account's part say everything


def test_what_was_not_reached_is_not_told_for_each_control() -> None:
    failing = made.numbered(made.failing(), "4.1", "first"), made.numbered(made.passing(), "4.2", "second")
    assert "not assessed" not in render(made.report(Assessment("1", failing)))
    (alone,) = failing[:1]
    assert "not assessed (depends on metric filter)" in render(made.of(alone))


def test_what_else_was_examined_is_told_where_the_link_does_not_hold() -> None:
    broken = made.failing().links[4]
    holds = broken._replace(outcome=Outcome.SATISFIED)
    for link, told in (broken, True), (holds, False):
        first = made.numbered(made.control(Verdict.PASS, (link,)), "4.1", "first")
        second = made.numbered(made.passing(), "4.2", "second")
        shown = render(made.report(Assessment("1", (first, second))))
        assert ("also examined" in shown) == told


def test_controls_are_sorted_by_number_and_those_of_ones_own_come_last() -> None:
    controls = (
        made.own(made.passing(), "a-control"),
        made.numbered(made.passing(), "4.10", "b"),
        made.numbered(made.passing(), "4.9", "c"),
        made.numbered(made.passing(), "3.11", "d", "1.2.0"),
    )
    told = view(made.report(Assessment("1", controls))).assessments[0].controls
    assert [control.control for control in told] == ["d", "c", "b", "a-control"]
