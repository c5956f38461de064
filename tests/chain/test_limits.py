"""Past a limit the link is open and the limit is named; at the limit, and in the rest, all is as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from analyzer import analyze
from analyzer.assessment import ControlReport
from analyzer.findings import Finding
from analyzer.limits import DEFAULT_LIMITS
from analyzer.reports.words import statement
from analyzer.rules.anywhere import PAST_LIMIT
from analyzer.verdict import Verdict
from tests.support.accounts.build import bases, write

ALARMS = "us-east-1/describe-alarms.json"
FILTERS = "us-east-1/describe-metric-filters--CloudTrail_Logs.json"
SUBSCRIPTIONS = "us-east-1/list-subscriptions-by-topic--security-alerts.json"

Files = dict[str, Any]


def good() -> Files:
    return deepcopy(dict(bases()["regions"]))


def four_filters_and_none_for_the_control() -> Files:
    files = good()
    row = files[FILTERS]["metricFilters"][-1]
    rows = [deepcopy(row) for _ in range(4)]
    for at, one in enumerate(rows):
        one["filterName"] = one["metricTransformations"][0]["metricName"] = f"f{at}"
    files[FILTERS]["metricFilters"] = rows
    return files


def four_alarms_that_act_for_nobody() -> Files:
    files = good()
    alarm = files[ALARMS]["MetricAlarms"][0] | {"ActionsEnabled": False}
    files[ALARMS] = {"MetricAlarms": [renamed(alarm, f"a{at}") for at in range(4)], "CompositeAlarms": []}
    return files


def renamed(alarm: dict[str, Any], name: str) -> dict[str, Any]:
    place = alarm["AlarmArn"].rpartition(":")[0]
    return alarm | {"AlarmName": name, "AlarmArn": f"{place}:{name}"}


def four_composites_in_a_row() -> Files:
    """The last of them notifies for the alarm, which does nothing itself."""
    files = good()
    alarm = renamed(files[ALARMS]["MetricAlarms"][0], "c0")
    composites: list[Any] = [
        renamed({"AlarmArn": alarm["AlarmArn"], "ActionsEnabled": True, "AlarmActions": [],
                 "AlarmRule": f'ALARM("c{at - 1}")'}, f"c{at}")
        for at in range(1, 5)
    ]  # fmt: skip
    composites[-1]["AlarmActions"] = alarm["AlarmActions"]
    alarm["ActionsEnabled"] = False
    files[ALARMS] = {"MetricAlarms": [alarm], "CompositeAlarms": composites}
    return files


# What is made, the limit, the verdict within it, and what was not judged beyond it.
CASES = [
    (
        four_filters_and_none_for_the_control,
        "filters",
        Verdict.FAIL,
        "4 metric filters of the log group `CloudTrail/Logs`",
    ),
    (
        four_alarms_that_act_for_nobody,
        "alarms",
        Verdict.FAIL,
        "4 alarms of us-east-1 in account 111111111111",
    ),
    (four_composites_in_a_row, "composites", Verdict.PASS, "the composite alarms that may act for `c0`"),
    (four_composites_in_a_row, "composite-depth", Verdict.PASS, "the composite alarms that may act for `c0`"),
]


def judged(files: Files, folder: Path, **limits: int) -> ControlReport:
    account = write({path: json.dumps(document).encode() for path, document in files.items()}, folder)
    values = {name.replace("_", "-"): value for name, value in limits.items()}
    (assessment,) = analyze([account], limits=DEFAULT_LIMITS.with_values(values)).assessments
    (report,) = assessment.controls
    return report


def past(report: ControlReport) -> set[object]:
    """The limits that the report names."""
    return {finding.subject for finding in _past(report)}


def _past(report: ControlReport) -> list[Finding]:
    found = [finding for link in report.links for finding in (*link.findings, *link.others)]
    return [finding for finding in found if finding.rule is PAST_LIMIT]


@pytest.mark.parametrize(("made", "limit", "verdict", "told"), CASES)
def test_just_within_and_just_past(
    made: Callable[[], Files], limit: str, verdict: Verdict, told: str, tmp_path: Path
) -> None:
    name = limit.replace("-", "_")
    within = judged(made(), tmp_path / "within", **{name: 4})
    assert (within.verdict, past(within)) == (verdict, set())
    beyond = judged(made(), tmp_path / "beyond", **{name: 3})
    assert (beyond.verdict, past(beyond)) == (Verdict.INCONCLUSIVE, {limit})
    said = f"{told}: not all of it was judged, since the limit `{limit}` (3) stopped it"
    assert {statement(finding) for finding in _past(beyond)} == {said}
    assert all(finding.places for finding in _past(beyond))


def test_what_is_whole_within_the_limit_is_judged(tmp_path: Path) -> None:
    """The filters of one metric add up, so a metric is judged with all of its filters or not at all."""
    assert judged(good(), tmp_path / "one", filters=1).verdict is Verdict.PASS
    files = good()
    rows = files[FILTERS]["metricFilters"]
    rows.append(deepcopy(rows[0]) | {"filterName": "second"})
    report = judged(files, tmp_path / "two", filters=1)
    assert (report.verdict, past(report)) == (Verdict.INCONCLUSIVE, {"filters"})


def test_alarms_share_the_steps_of_the_control(tmp_path: Path) -> None:
    files = good()
    alarm = files[ALARMS]["MetricAlarms"][0]
    files[ALARMS]["MetricAlarms"] = [renamed(alarm, f"a{at}") | {"ActionsEnabled": False} for at in range(60)]
    report = judged(files, tmp_path, control_steps=1000)
    assert (report.verdict, past(report)) == (Verdict.INCONCLUSIVE, {"control-steps"})


def test_sums_of_metrics_share_the_steps_of_the_control(tmp_path: Path) -> None:
    files = good()
    alarm = files[ALARMS]["MetricAlarms"][0]
    expression = [{"Id": "e", "Expression": "SEARCH('x', 'Sum')", "ReturnData": True}]
    sums = [
        renamed(alarm, f"s{at}") | {"MetricName": None, "Namespace": None, "Metrics": expression}
        for at in range(30)
    ]
    files[ALARMS]["MetricAlarms"] += sums
    report = judged(files, tmp_path, control_steps=20)
    assert (report.verdict, past(report)) == (Verdict.INCONCLUSIVE, {"control-steps"})


def test_rows_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    files = good()
    rows = files[SUBSCRIPTIONS]["Subscriptions"]
    rows += [rows[0] | {"SubscriptionArn": "Deleted", "Endpoint": f"e{at}"} for at in range(7)]
    links = {link.link: link for link in judged(files, tmp_path, report_rows=5).links}
    assert (len(links["subscription"].others), links["subscription"].more) == (5, 2)
