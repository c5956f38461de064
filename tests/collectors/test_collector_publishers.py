"""Every metric that filters of a trail's log group feed is asked about: other log groups may feed it too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analyze
from tests.collectors.collected import EMPTY, REGION, assert_sealed, canned_aws, rows, run
from tests.support.aws_rig import Account, Cli, collect, good_account, log_group, metric_filter

TRAIL = "arn:aws:cloudtrail:us-east-1:111111111111:trail/org"
GROUPS = "arn:aws:logs:us-east-1:111111111111:log-group:"
ODD = [
    "a b",
    'say "hi"',
    "back\\slash",
    "-starts",
    "--region=x",
    "$(touch x)'`touch x`",
    "größer ✓",
    "a/b",
    "a_b",
    "*",
    "x; touch x",
    "y" * 300,
    "y" * 301,
]


def answers(*metrics: tuple[str, str], groups: tuple[str, ...] = ("CloudTrail/Logs",)) -> dict[str, str]:
    """What `aws` says of trails with these groups, all with a filter for each namespace and name."""
    trails = [{"TrailARN": TRAIL, "CloudWatchLogsLogGroupArn": GROUPS + group} for group in groups]
    filters = [
        {"metricTransformations": [{"metricName": name, "metricNamespace": namespace}]}
        for namespace, name in metrics
    ]
    return EMPTY | {
        "cloudtrail describe-trails": json.dumps({"trailList": trails}),
        "logs describe-metric-filters": json.dumps({"metricFilters": filters}, ensure_ascii=False),
    }


def asked(bag: Path) -> list[tuple[str, str]]:
    """Namespace and name of each metric that was asked about, in order."""
    words = [row.command[3:5] for row in rows(bag) if row.command[3].startswith("--metric-name=")]
    assert all(namespace.startswith("--metric-namespace=") for _, namespace in words)
    return [(namespace.partition("=")[2], name.partition("=")[2]) for name, namespace in words]


def test_each_metric_is_asked_about_by_its_very_name(tmp_path: Path) -> None:
    metrics = [("CIS", name) for name in ODD] + [("-n s", "a b")]
    programs = canned_aws(tmp_path / "programs", answers(*metrics)).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 0, done.stderr
    assert asked(tmp_path / "bag") == metrics
    assert_sealed(tmp_path / "bag")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bag", "programs"]
    names = [Path(row.output).name for row in rows(tmp_path / "bag")]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) < 200


def test_a_metric_of_several_filters_and_groups_is_asked_about_once(tmp_path: Path) -> None:
    two = answers(("CIS", "a"), ("CIS", "b"), ("CIS", "a"), groups=("one", "two"))
    programs = canned_aws(tmp_path / "programs", two).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 0, done.stderr
    assert asked(tmp_path / "bag") == [("CIS", "a"), ("CIS", "b")]


def test_a_name_that_no_command_takes_is_told(tmp_path: Path) -> None:
    """`aws` would read the file of a URL and send it."""
    odd = answers(("CIS", "file:///etc/passwd"), ("CIS", "a\nb"), ("", "a"), ("CIS", "good"))
    programs = canned_aws(tmp_path / "programs", odd).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 1
    assert asked(tmp_path / "bag") == [("CIS", "good")]
    assert "not followed: expected a metric, got CIS:file:///etc/passwd\n" in done.stderr
    assert (tmp_path / "bag/bag-info.txt").read_text().count("\nNot-Followed: ") == 3
    assert_sealed(tmp_path / "bag")


@pytest.mark.deep
def test_more_metrics_than_a_log_group_can_have_are_not_asked_about(tmp_path: Path) -> None:
    many = answers(*[("CIS", f"m {number}") for number in range(103)])
    programs = canned_aws(tmp_path / "programs", many).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 1
    assert len(asked(tmp_path / "bag")) == 100
    assert "not asked: 3 metrics of CloudTrail/Logs beyond the first 100\n" in done.stderr
    info = (tmp_path / "bag/bag-info.txt").read_text()
    assert "\nMetrics-Not-Asked: 3%20us-east-1%20CloudTrail/Logs\n" in info
    assert_sealed(tmp_path / "bag")


def elsewhere(pattern: str) -> Callable[[Account], None]:
    """The good filter, and one of an application's log group that publishes to the same metric."""

    def build(account: Account) -> None:
        metric_filter(account)
        log_group(account, "app/web")
        metric_filter(account, pattern, name="Shared", group="app/web")

    return build


@pytest.mark.deep
@pytest.mark.parametrize(
    ("pattern", "verdict", "told"),
    [(" ", "INCONCLUSIVE", "drowned-elsewhere"), ("{ $.level = FATAL }", "PASS", "fed-elsewhere")],
    ids=["everything", "something"],
)
def test_a_filter_of_another_group_is_judged(
    pattern: str, verdict: str, told: str, account: Account, cli: Cli, tmp_path: Path
) -> None:
    good_account(account, filters=elsewhere(pattern))

    done = collect(account, cli, tmp_path, "--output", "bag")

    assert done.returncode == 0, done.stderr
    report = analyze([tmp_path / "bag"])
    (control,) = report.assessments[0].controls
    assert control.verdict.value == verdict
    found = {finding.rule.id for link in control.links for finding in link.findings}
    assert told in found | {warning.rule.id for warning in control.warnings}
    assert "capture-metric-publishers" not in {request.rule.id for request in control.requests}
    assert {entry.state.id for entry in report.evidence} == {"complete", "packaging"}
