"""Which events a trail must record for which control: fifteen controls, each way to leave events out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.controls import Control, all_controls
from analyzer.reports.words import statement
from analyzer.rules.warnings import EVENT_SOURCES_LEFT_OUT

from .account import good_account, judged_with
from .trees import comparisons, read

KMS, RDS = "kms.amazonaws.com", "rdsdata.amazonaws.com"
SELECTORS = "us-east-1/get-event-selectors--org.json"
TRAIL = "arn:aws:cloudtrail:us-east-1:111111111111:trail/org"
# Intents that name no source. A ConsoleLogin event comes from signin.amazonaws.com (CloudTrail User Guide);
# refusals and calls of the root user come from any service.
UNNAMED = {
    "console-signin-without-mfa": {"signin.amazonaws.com"},
    "console-authentication-failures": {"signin.amazonaws.com"},
    "unauthorized-api-calls": set(),
    "root-account-usage": set(),
}


def basic(kinds: str = "All", *left_out: str) -> dict[str, object]:
    return {
        "ReadWriteType": kinds,
        "IncludeManagementEvents": True,
        "DataResources": [],
        "ExcludeManagementEventSources": list(left_out),
    }


def advanced(**fields: dict[str, list[str]]) -> dict[str, object]:
    rows: list[dict[str, object]] = [{"Field": "eventCategory", "Equals": ["Management"]}]
    rows += [{"Field": name, **operators} for name, operators in fields.items()]
    return {"FieldSelectors": rows}


# Name -> (basic or advanced, selectors, sources that the trail leaves out, whether anything else is).
TRAILS: dict[str, tuple[str, list[dict[str, object]], set[str], bool]] = {
    "all": ("EventSelectors", [basic()], set(), False),
    "kms": ("EventSelectors", [basic("All", KMS)], {KMS}, False),
    "rds": ("EventSelectors", [basic("All", RDS)], {RDS}, False),
    "kms-and-rds": ("EventSelectors", [basic("All", KMS, RDS)], {KMS, RDS}, False),
    "kms-of-writes": ("EventSelectors", [basic("ReadOnly"), basic("WriteOnly", KMS)], {KMS}, False),
    "each-in-one-of-two": ("EventSelectors", [basic("All", KMS), basic("All", RDS)], set(), False),
    "two-halves": ("EventSelectors", [basic("ReadOnly"), basic("WriteOnly")], set(), False),
    "writes": ("EventSelectors", [basic("WriteOnly")], set(), True),
    "reads": ("EventSelectors", [basic("ReadOnly")], set(), True),
    "advanced-all": ("AdvancedEventSelectors", [advanced()], set(), False),
    "advanced-kms": ("AdvancedEventSelectors", [advanced(eventSource={"NotEquals": [KMS]})], {KMS}, False),
    "advanced-both": (
        "AdvancedEventSelectors", [advanced(eventSource={"NotEquals": [KMS, RDS]})], {KMS, RDS}, False,
    ),
    "advanced-writes": ("AdvancedEventSelectors", [advanced(readOnly={"Equals": ["false"]})], set(), True),
    "advanced-ec2": (
        "AdvancedEventSelectors", [advanced(eventSource={"NotEquals": ["ec2.amazonaws.com"]})], set(), True,
    ),
    "advanced-one-name": (
        "AdvancedEventSelectors", [advanced(eventName={"NotEquals": ["DescribeRegions"]})], set(), True,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account of its own, for the tests here change its selectors."""
    return good_account(tmp_path_factory.mktemp("trails"))


@pytest.mark.parametrize("trail", TRAILS)
@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.slug)
def test_a_trail_must_record_what_the_control_is_about(control: Control, trail: str, account: Path) -> None:
    kind, selectors, left_out, otherwise = TRAILS[trail]
    account.joinpath(SELECTORS).write_text(json.dumps({"TrailARN": TRAIL, kind: selectors}), encoding="utf-8")
    report = judged_with(account, control, [control.pattern])
    (link,) = (link for link in report.links if link.link == "management-events")
    sources = set(control.event_sources)
    needed = left_out & sources
    assert report.verdict == ("FAIL" if needed or otherwise else "PASS")
    assert link.findings[0].rule.id == (
        "not-all-management-events" if needed or otherwise else "all-management-events"
    )
    assert link.deciding is not None
    assert bool(link.deciding.counterexample) is (report.verdict == "FAIL")
    if isinstance(event := link.deciding.counterexample, dict):
        assert isinstance(event["readOnly"], bool)  # as CloudTrail writes it
        assert event["eventSource"]
    told = [statement(notice) for notice in report.warnings if notice.rule is EVENT_SOURCES_LEFT_OUT]
    assert bool(told) is (report.verdict == "PASS" and bool(left_out))
    for message in told:
        assert {source for source in (KMS, RDS) if source in message} == left_out


@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.slug)
def test_the_event_sources_are_those_that_the_intents_name(control: Control) -> None:
    for edition in control.recommendations:
        named = named_in(edition.intent.pattern)
        assert set(control.event_sources) == (named or UNNAMED[control.slug])
    assert (control.slug in UNNAMED) is not bool(named_in(control.intent.pattern))


def named_in(pattern: str) -> set[str]:
    return {one.value for one in comparisons(read(pattern)) if one.path == "eventSource"}
