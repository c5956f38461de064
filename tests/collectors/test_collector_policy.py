"""The policies grant what the collector's commands need, and nothing more: `policy.json` the steps of the
audit, `policies/extended.json` what `--extended` asks for as well.

The oracles: the service models of botocore for what the operations are called, and moto's IAM.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from tests.collectors.collected import rows
from tests.support.aws_rig import (
    COLLECTOR,
    POLICY,
    Account,
    Cli,
    Moto,
    absent,
    auditor,
    collect,
    good_account,
)

SERVICES = ("sts", "cloudtrail", "logs", "cloudwatch", "sns", "kms", "organizations")
EXTENDED = COLLECTOR.parent / "policies" / "extended.json"


def commands_in_script(verb: str = "capture") -> set[tuple[str, str]]:
    """Service and operation of every `capture`, or `beside`, in the script."""
    script = COLLECTOR.read_text().replace('    capture "$@"\n', "")
    calls = re.findall(rf"^ *{verb} (?:\\\n|.)*$", script, re.M)
    assert len(calls) == script.count(f"    {verb} ")
    words = re.compile(rf"(?<= )({'|'.join(SERVICES)}) ([a-z-]+)")
    return {words.findall(call)[-1] for call in calls}


def action(service: str, operation: str) -> str:
    """The IAM action of a command: the service's name, and the operation as its model writes it."""
    model = botocore.session.get_session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    return f"{service}:{names[operation]}"


def test_policy_is_the_actions_of_the_commands() -> None:
    (statement,) = json.loads(POLICY.read_text())["Statement"]

    granted = statement["Action"]
    assert statement["Effect"] == "Allow"
    assert granted == sorted(set(granted))
    assert set(granted) == {action(*command) for command in commands_in_script()}
    assert len(granted) == 7


def test_the_extended_policy_has_the_others_as_well() -> None:
    (plain,) = json.loads(POLICY.read_text())["Statement"]
    (statement,) = json.loads(EXTENDED.read_text())["Statement"]

    more = {action(*command) for command in commands_in_script("beside")}
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == sorted({*plain["Action"], *more})
    assert len(more) == 8


def test_script_calls_aws_in_one_place_only() -> None:
    """`run_aws` is called for `capture`, and for `aws configure get region` and `aws --version`, which ask
    nobody.
    """
    code = [line for line in COLLECTOR.read_text().splitlines() if not line.lstrip().startswith("#")]
    assert [line.strip() for line in code if re.search(r"(^|[ (&|;])aws (\"|-)", line)] == [
        'encode aws "$@"',
        'exec aws "$@"',
    ]
    calls = [line.split()[1] for line in code if "run_aws " in line]
    assert calls == ['"$@"', '"$@"', "--version"]


@pytest.mark.deep
def test_policy_suffices_and_each_action_counts(
    account: Account, moto: Moto, cli: Cli, tmp_path: Path
) -> None:
    good_account(account)
    granted = json.loads(POLICY.read_text())["Statement"][0]["Action"]

    seeing = auditor(account, granted)
    blind = auditor(account, [name for name in granted if name != "cloudwatch:DescribeAlarms"], "blind")
    moto.enforce_permissions()
    done = collect(seeing, cli, tmp_path, "--output", "seeing")
    denied = collect(blind, cli, tmp_path, "--output", "blind")

    assert (done.returncode, denied.returncode) == (0, 1)
    assert len(rows(tmp_path / "seeing")) == 8
    assert [row.command[2] for row in rows(tmp_path / "blind") if row.status] == ["describe-alarms"]


def test_script_is_strict_posix() -> None:
    script = str(COLLECTOR)
    try:
        done = subprocess.run(["shellcheck", "-s", "sh", script], capture_output=True, text=True)
    except FileNotFoundError:
        absent("shellcheck")
    assert done.stdout == ""
    code = re.sub(r"(?m)^\s*#.*$", "", COLLECTOR.read_text())
    programs_of_awk = r"(?s)awk [^\n]*'\n.*?'"
    assert not re.search(r"\b(local|echo|eval|source|function)\b ", re.sub(programs_of_awk, "", code))
