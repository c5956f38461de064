"""Which account manages the organization, as the evidence tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.evidence import JSON, open_bundle
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot

MEMBER, MANAGER, OTHER = "111111111111", "999999999999", "888888888888"


def organization(manager: str) -> dict[str, JSON]:
    arn = f"arn:aws:organizations::{manager}:account/o-exampleorg/{manager}"
    return {"Id": "o-exampleorg", "MasterAccountArn": arn, "MasterAccountId": manager}


def snapshot(folder: Path, **files: JSON) -> Snapshot:
    caller = {"UserId": MEMBER, "Account": MEMBER, "Arn": f"arn:aws:iam::{MEMBER}:root"}
    for name, document in {"get-caller-identity": caller, **files}.items():
        folder.joinpath(f"{name}.json").write_text(json.dumps(document), "utf-8")
    return Snapshot([open_bundle(folder)], CallerStatement())


@pytest.mark.parametrize(
    "document", [{"Organization": organization(MANAGER)}, organization(MANAGER)], ids=["whole", "query"]
)
def test_the_answer_tells_who_manages_it(document: JSON, tmp_path: Path) -> None:
    (found,) = snapshot(tmp_path, organization=document).organization(MEMBER).records

    assert found.value.MasterAccountId == MANAGER
    assert not found.conflicts


def test_without_an_answer_nothing_does(tmp_path: Path) -> None:
    assert snapshot(tmp_path).organization(MEMBER).records == ()


def test_it_is_told_to_the_account_that_asked(tmp_path: Path) -> None:
    evidence = snapshot(tmp_path, organization={"Organization": organization(MANAGER)})

    assert evidence.organization(MANAGER).records == ()
    assert evidence.accounts == (MEMBER,)


def test_two_answers_that_disagree_are_in_conflict(tmp_path: Path) -> None:
    evidence = snapshot(
        tmp_path, one={"Organization": organization(MANAGER)}, two={"Organization": organization(OTHER)}
    )

    (found,) = evidence.organization(MEMBER).records
    assert found.conflicts


def test_the_answer_of_a_failed_command_tells_nothing(tmp_path: Path) -> None:
    tmp_path.joinpath("organization.json.status").write_text("254\n", "utf-8")
    evidence = snapshot(tmp_path, organization={"Organization": organization(MANAGER)})

    assert evidence.organization(MEMBER).records == ()
