"""From account to verdict with nothing in between but the collector, the AWS CLI and the analysis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.evidence import IntegrityStatus
from tests.support import aws_rig as rig
from tests.support.aws_rig import Account, Cli, collect, good_account


def verdict(path: Path) -> tuple[str, str | None]:
    """The verdict on the one account at `path`, and the link that decides."""
    (assessment,) = analyze([path]).assessments
    (control,) = assessment.controls
    decides = next((link.link for link in control.links if link.outcome != "satisfied"), None)
    return control.verdict.value, decides


def test_every_shell_and_cli_brings_a_proof(
    account: Account, each_cli: Cli, shell: tuple[str, ...], tmp_path: Path
) -> None:
    good_account(account)
    done = collect(account, each_cli, tmp_path, "--output", "bundle", shell=shell)
    assert done.returncode == 0, done.stderr
    report = analyze([tmp_path / "bundle"])
    assert verdict(tmp_path / "bundle") == ("PASS", None)
    assert [bundle.seal for bundle in report.bundles] == [IntegrityStatus.VERIFIED]
    assert report.assessments[0].account == account.number


@pytest.mark.deep
def test_an_archive_proves_the_same(account: Account, each_cli: Cli, tmp_path: Path) -> None:
    good_account(account)
    done = collect(account, each_cli, tmp_path, "--output", "bundle.tar.gz")
    assert done.returncode == 0, done.stderr
    assert verdict(tmp_path / "bundle.tar.gz") == ("PASS", None)


# One at the beginning, middle and end of the chain; the samples hold every link.
BROKEN: dict[str, tuple[dict[str, Callable[[Account], None]], str]] = {
    "stopped": ({"logs": rig.logging_stopped}, "logging"),
    "other pattern": ({"filters": lambda it: rig.metric_filter(it, pattern="{ $.x = 1 }")}, "metric-filter"),
    "alarm above reach": ({"alarms": lambda it: rig.alarm(it, Statistic="Maximum", Threshold=5.0)}, "alarm"),
    "nobody subscribed": ({"subscriptions": rig.left_out}, "subscription"),
}


@pytest.mark.deep
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_is_found(name: str, account: Account, cli: Cli, tmp_path: Path) -> None:
    changes, link = BROKEN[name]
    good_account(account, **changes)
    done = collect(account, cli, tmp_path, "--output", "bundle")
    assert done.returncode == 0, done.stderr
    assert verdict(tmp_path / "bundle") == ("FAIL", link)


@pytest.mark.deep
def test_a_byte_changed_later_is_not_relied_on(account: Account, cli: Cli, tmp_path: Path) -> None:
    good_account(account, logs=rig.logging_stopped)
    assert collect(account, cli, tmp_path, "--output", "bundle").returncode == 0
    (status,) = (tmp_path / "bundle").rglob("get-trail-status*.json")
    status.write_text(status.read_text().replace("false", "true"))
    assert verdict(tmp_path / "bundle") == ("INCONCLUSIVE", "logging")
    assert [bundle.seal for bundle in analyze([tmp_path / "bundle"]).bundles] == [IntegrityStatus.BROKEN]
