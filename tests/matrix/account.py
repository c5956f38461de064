"""A good account in which only the filters change, judged by the whole analysis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer import analyze
from analyzer.assessment import ControlReport
from analyzer.controls import Control
from analyzer.findings import Finding
from tests.support.accounts.build import bases, write

ACCOUNT = "111111111111"
_FILTERS = "us-east-1/describe-metric-filters--CloudTrail_Logs.json"
# The metric that the alarm of the account watches.
_METRIC = {
    "metricName": "ConsoleAuthenticationFailures",
    "metricNamespace": "CISBenchmark",
    "metricValue": "1",
}


def good_account(folder: Path) -> Path:
    """Writes the account, which manages an organization, below `folder` and gives it back."""
    files = {path: json.dumps(document).encode() for path, document in bases()["regions"].items()}
    manager = {"Organization": {"Id": "o-exampleorg", "MasterAccountId": ACCOUNT}}
    return write({**files, "us-east-1/describe-organization.json": json.dumps(manager).encode()}, folder)


def judged_with(account: Path, control: Control, patterns: Sequence[str]) -> ControlReport:
    """The report on the account where filters of these patterns feed the one metric."""
    rows = [
        {
            "filterName": f"filter-{at}",
            "filterPattern": pattern,
            "metricTransformations": [_METRIC],
            "logGroupName": "CloudTrail/Logs",
        }
        for at, pattern in enumerate(patterns)
    ]
    account.joinpath(_FILTERS).write_text(json.dumps({"metricFilters": rows}), encoding="utf-8")
    (assessment,) = analyze([account], controls=[control]).assessments
    (report,) = assessment.controls
    return report


def findings(report: ControlReport) -> Iterator[Finding]:
    """What the told path says of the filters."""
    (link,) = (link for link in report.links if link.link == "metric-filter")
    yield from link.findings
