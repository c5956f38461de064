"""`--dry-run` shows what a run would run, for a review, and does nothing else.

The oracle is the run itself: with the names that the answers hold in place of the placeholders, the commands
shown are the commands run, in the same order.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.collectors.collected import EMPTY, UTILITIES, canned_aws, executable, rows, run
from tests.support.aws_rig import (
    ACCOUNT,
    FILTER,
    GROUP,
    METRIC,
    NAMESPACE,
    REGION,
    TOPIC,
    TRAIL,
    Account,
    Cli,
    absent,
    collect,
    good_account,
)

# Every region is another, so that none stands for another by chance.
NAMES = {
    "partition": "aws-us-gov",
    "account": ACCOUNT,
    "region": "us-gov-west-1",
    "trail-region": "us-gov-east-1",
    "group-region": "us-gov-north-1",
    "topic-region": "us-gov-south-1",
    "rule-region": "us-gov-central-1",
    "trail": "org",
    "log-group": "CloudTrail/Logs of all",
    "namespace": "CIS 'own'",
    "metric": "Root $(usage)",
    "topic": "alerts",
    "subscription": "0b1c",
    "mute-rule": "nights",
    "key": "alias/alerts",
}


def filled(command: str, names: Mapping[str, str] = NAMES) -> tuple[str, ...]:
    """The words of a command that was shown, with names in place of the placeholders."""
    return tuple(re.sub(r"<([a-z-]+)>", lambda match: names[match[1]], word) for word in shlex.split(command))


def arn(text: str) -> str:
    return filled(f"arn:<partition>:{text}")[0]


ANSWERS = EMPTY | {
    name: json.dumps(answer)
    for name, answer in {
        "cloudtrail describe-trails": {
            "trailList": [
                {
                    "TrailARN": arn("cloudtrail:<trail-region>:<account>:trail/<trail>"),
                    "CloudWatchLogsLogGroupArn": f"{arn('logs:<group-region>:<account>:log-group')}:"
                    f"{NAMES['log-group']}:*",
                }
            ]
        },
        "logs describe-metric-filters": {
            "metricFilters": [
                {
                    "metricTransformations": [
                        {"metricName": NAMES["metric"], "metricNamespace": NAMES["namespace"]}
                    ]
                }
            ]
        },
        "cloudwatch describe-alarms": {
            "MetricAlarms": [{"AlarmActions": [arn("sns:<topic-region>:<account>:<topic>")]}]
        },
        "sns list-subscriptions-by-topic": {
            "Subscriptions": [{"SubscriptionArn": arn("sns:<topic-region>:<account>:<topic>:<subscription>")}]
        },
        "cloudwatch list-alarm-mute-rules": {
            "AlarmMuteRuleSummaries": [
                {"AlarmMuteRuleArn": arn("cloudwatch:<rule-region>:<account>:alarm-mute-rule:<mute-rule>")}
            ]
        },
        "sns get-topic-attributes": {"Attributes": {"KmsMasterKeyId": NAMES["key"]}},
    }.items()
}


def shown(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("aws ")]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--extended", "--profile", "the client's", "--endpoint-url", "https://vpce-1.example.com/x y"]],
    ids=["plain", "all"],
)
def test_what_is_shown_is_what_is_run(arguments: list[str], tmp_path: Path) -> None:
    inner = canned_aws(tmp_path / "inner", ANSWERS, "printf '{}'")
    log = f"""printf '%s\\0' aws "$@" >>'{tmp_path}/argv'; printf '\\n' >>'{tmp_path}/argv'
[ "$1" != configure ] || exec printf '{NAMES["region"]}\\n'
exec '{inner}' "$@"
"""
    programs = executable(tmp_path / "programs" / "aws", log).parent

    dry = run(tmp_path, programs, *arguments, "--dry-run")
    assert not (tmp_path / "argv").exists()
    done = run(tmp_path, programs, *arguments)

    assert (dry.returncode, dry.stderr) == (0, "")
    assert done.returncode == 0, done.stderr
    ran = [tuple(line.split("\0")[:-1]) for line in (tmp_path / "argv").read_text().splitlines()]
    assert [filled(line) for line in shown(dry.stdout)] == ran
    assert len(ran) == (30 if arguments else 13)


def test_a_dry_run_needs_no_aws_and_writes_nothing(shell: tuple[str, ...], tmp_path: Path) -> None:
    """Nor does it look at the output, which may be there from a run before."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in (*UTILITIES, "env", shell[0]):
        (programs / name).symlink_to(shutil.which(name) or absent(name))
    (tmp_path / "out.zip").touch()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    bare = (str(programs / "env"), "-i", f"PATH={programs}", f"TMPDIR={tmp_path}", *shell)
    done = run(tmp_path, programs, "--dry-run", "--output", "out.zip", "--region", "eu-west-1", shell=bare)

    assert (done.returncode, done.stderr) == (0, "")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert shown(done.stdout)[0] == "aws sts get-caller-identity --region eu-west-1 --output json"
    assert shown(done.stdout)[-1] == "aws --version"
    assert "permissions that all this needs: collectors/policy.json\n" in done.stdout
    others = [line for line in done.stdout.splitlines() if line not in shown(done.stdout)]
    assert all(line == "" or line.startswith("# ") for line in others)


def test_a_dry_run_tells_of_endpoints_and_refuses_secrets(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", {}).parent
    here = (shutil.which("env") or absent("env"), "AWS_ENDPOINT_URL_SNS=http://127.0.0.1:5000", "sh")
    arguments = ("--region", "us-east-1", "--dry-run")

    assert (
        "# with AWS_ENDPOINT_URL_SNS=http://127.0.0.1:5000\n"
        in run(tmp_path, programs, *arguments, shell=here).stdout
    )
    refused = run(tmp_path, programs, *arguments, "--endpoint-url", "http://me:hunter2@host")
    assert (refused.returncode, refused.stdout) == (2, "")


@pytest.mark.deep
def test_it_is_what_a_real_aws_is_given(account: Account, cli: Cli, tmp_path: Path) -> None:
    good_account(account)
    names = {
        "partition": "aws",
        "account": account.number,
        **dict.fromkeys(("region", "trail-region", "group-region", "topic-region"), REGION),
        "trail": TRAIL,
        "log-group": GROUP,
        "namespace": NAMESPACE,
        "metric": METRIC,
        "topic": TOPIC,
    }

    dry = collect(account, cli, tmp_path, "--dry-run")
    done = collect(account, cli, tmp_path, "--output", "bag")

    assert (dry.returncode, done.returncode) == (0, 0), FILTER
    expected = dict.fromkeys(filled(line, names) for line in shown(dry.stdout)[:-1])
    assert list(expected) == [row.command for row in rows(tmp_path / "bag")]
    assert sorted(os.listdir(tmp_path)) == [f".aws-cli-{cli.major}", "bag"]
