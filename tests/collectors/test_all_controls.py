"""All controls end to end: an account built in moto, the collector with the real AWS CLI, one run.

One CLI and one shell are enough here: `test_collected_verdicts` has every pair of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.controls import all_controls, controls_of
from tests.support.aws_rig import ROOT, Account, Cli, absent, collect, good_account
from tests.support.every_control import alarms_of, every_alarm, every_filter, filters_of
from tests.support.program import FAIL, PASS, run

SLUGS = [control.slug for control in all_controls()]
DASH = ("dash",)


@pytest.fixture
def second(installed: dict[int, Cli]) -> Cli:
    return installed.get(2) or absent("AWS CLI version 2")


def captured(account: Account, cli: Cli, home: Path) -> tuple[Path, Path]:
    """What the collector brings, and beside it what no audit step asks: who manages the organization."""
    done = collect(account, cli, home, "--output", "bundle", shell=DASH)
    assert done.returncode == 0, done.stderr
    caller = json.loads((home / "bundle/data/get-caller-identity.json").read_bytes())
    beside = home / "beside"
    beside.mkdir()
    told = {"Organization": {"Id": "o-exampleorg", "MasterAccountId": caller["Account"]}}
    for name, document in (("get-caller-identity", caller), ("describe-organization", told)):
        (beside / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return home / "bundle", beside


def verdicts(code: int, *arguments: str | Path) -> dict[str, str]:
    """The verdict on each control."""
    done = run("analyze", *arguments, "--format", "json")
    assert done.returncode == code, done.stderr
    (assessment,) = json.loads(done.stdout)["assessments"]
    return {control["control"]: control["verdict"] for control in assessment["controls"]}


@pytest.mark.deep
def test_an_account_with_every_control_passes_all_of_them(
    account: Account, second: Cli, tmp_path: Path
) -> None:
    good_account(account, filters=every_filter, alarms=every_alarm)
    evidence = captured(account, second, tmp_path)
    assert verdicts(PASS, *evidence, "--all-controls") == dict.fromkeys(SLUGS, "PASS")


def narrowed(slug: str) -> Callable[[Account], None]:
    """Every filter, but that one leaves out what Root does."""

    def build(account: Account) -> None:
        for control in all_controls():
            if control.slug != slug:
                filters_of(account, [control])
                continue
            body = control.pattern.strip().removeprefix("{").removesuffix("}")
            narrow = f'{{ ({body}) && ($.userIdentity.type != "Root") }}'
            filters_of(account, [control._replace(texts=(control.texts[0]._replace(text=narrow),))])

    return build


def without(slug: str) -> Callable[[Account], None]:
    return lambda account: filters_of(account, [one for one in all_controls() if one.slug != slug])


def unwatched(slug: str) -> Callable[[Account], None]:
    return lambda account: alarms_of(account, [one for one in all_controls() if one.slug != slug])


@pytest.mark.deep
@pytest.mark.parametrize(
    ("slug", "changed"),
    [
        ("cmk-disable-or-deletion", {"filters": without("cmk-disable-or-deletion")}),
        ("organizations-changes", {"filters": narrowed("organizations-changes")}),
        ("security-group-changes", {"alarms": unwatched("security-group-changes")}),
    ],
    ids=["filter left out", "filter narrowed", "alarm left out"],
)
def test_one_link_changed_fails_exactly_its_control(
    slug: str, changed: dict[str, Callable[[Account], None]], account: Account, second: Cli, tmp_path: Path
) -> None:
    good_account(account, **{"filters": every_filter, "alarms": every_alarm, **changed})
    found = verdicts(FAIL, *captured(account, second, tmp_path), "--all-controls")
    assert found == {one: "FAIL" if one == slug else "PASS" for one in SLUGS}


@pytest.mark.deep
@pytest.mark.parametrize("benchmark", ["1.3.0"])
def test_the_texts_of_a_version_pass_that_version(
    benchmark: str, account: Account, second: Cli, tmp_path: Path
) -> None:
    """Where the version prescribes a text that loses what is meant, the text is what counts."""
    controls = controls_of(benchmark)
    good_account(
        account,
        filters=lambda it: filters_of(it, controls),
        alarms=lambda it: alarms_of(it, controls),
    )
    evidence = captured(account, second, tmp_path)
    expected = {control.slug: "PASS" for control in controls}
    assert verdicts(PASS, *evidence, "--benchmark", benchmark) == expected


def test_the_sample_is_such_an_account() -> None:
    sample = ROOT / "samples" / "all-controls"
    assert verdicts(PASS, sample, "--all-controls") == dict.fromkeys(SLUGS, "PASS")
