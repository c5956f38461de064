"""Results of other tools are named for what they are, and prove nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.evidence import JSON, Document
from analyzer.inventory.other_results import other_result
from analyzer.reports.view import overall, view
from analyzer.reports.words import words
from analyzer.verdict import Verdict
from tests.support.accounts.build import bases, write

RESULTS: dict[str, JSON] = {
    "Steampipe or Powerpipe": {"group_id": "root", "title": "CIS", "summary": {"status": {"ok": 1}}},
    "Prowler": [{"CheckID": "cloudwatch_log_metric_filter", "Status": "PASS", "Region": "us-east-1"}],
    "a scanner, in the form of OCSF": [{"finding_info": {"uid": "1"}, "status_code": "FAIL"}],
    "Security Hub": {"Findings": [{"SchemaVersion": "1", "ProductArn": "arn", "GeneratorId": "cis"}]},
    "CloudSploit": [{"plugin": "monitoring", "category": "CloudTrail", "status": "OK"}],
    "Checkov": {"check_type": "terraform", "results": {}},
    "a scanner, in the form of SARIF": {"$schema": "s", "version": "2.1.0", "runs": []},
}


@pytest.mark.parametrize("tool", RESULTS)
def test_a_result_of_a_tool_is_named(tool: str, tmp_path: Path) -> None:
    files = {path: json.dumps(document).encode() for path, document in bases()["regions"].items()}
    good = write(files, tmp_path / "good")
    (tmp_path / "result.json").write_text(json.dumps(RESULTS[tool]), "utf-8")
    report = analyze([good, tmp_path / "result.json"])
    (unusable,) = report.unusable
    assert words(unusable.reason) == f"a result of {tool}: another tool's conclusion, not evidence"
    (entry,) = (one for one in view(report).evidence if one.file.endswith("result.json"))
    assert entry.problems == (words(unusable.reason),)
    assert overall(report) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    "value", [[], {}, [1], "x", None, {"Findings": 1}, [{"plugin": 1}], {"version": "2"}]
)
def test_other_documents_are_nobodys_result(value: JSON) -> None:
    assert other_result([Document(value, "")]) is None
