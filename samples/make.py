"""Remakes the samples: accounts built in moto, captured by collect.sh with the real AWS CLI.

    python samples/make.py [NAME...]

needs the test extra, an AWS CLI, and the port 5000 of the loopback address, so that the recorded
commands are the same in every run. What differs between runs is times. What moto cannot show is made
by an edit of the capture, by one of the functions named after it, and expected.json says so.

expected.json is the table of all samples: which account gets which verdict, by which link, and why.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent
sys.path.insert(0, str(SAMPLES.parent))

from tests.support import aws_rig as rig  # noqa: E402
from tests.support.every_control import every_alarm, every_filter  # noqa: E402

PORT = 5000
MEMBER = "222222222222"
FAILED = '($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")'

Make = Callable[[rig.Moto, Path, Path], None]


def cli(major: int = 2) -> rig.Cli:
    return rig.aws_cli(major) or sys.exit(f"expected AWS CLI version {major}, found none; install it")


def capture(account: rig.Account, bag: Path, home: Path, major: int = 2, **settings: str) -> None:
    """Run the collector. Some commands may fail, as the sample wants it."""
    done = rig.collect(account, cli(major), home, "--output", str(bag), **settings)
    print(f"{bag.name}: exit status {done.returncode}")


# --- accounts that moto can show ---


def account_with(major: int = 2, **links: rig.Link) -> Make:
    """A good account with some links built otherwise."""

    def make(moto: rig.Moto, bag: Path, home: Path) -> None:
        account = moto.account()
        rig.good_account(account, **links)
        capture(account, bag, home, major)

    return make


def two_filters(account: rig.Account) -> None:
    for kind, operator in (("Root", "="), ("Others", "!=")):
        pattern = f'{{ {FAILED} && ($.userIdentity.type {operator} "Root") }}'
        rig.metric_filter(account, pattern, name=f"{rig.FILTER}{kind}")


def composite(account: rig.Account) -> None:
    rig.alarm(account, AlarmActions=[])
    rig.alarm(account, "RootUsage", MetricName="RootUsage", AlarmActions=[])
    rig.composite_alarm(account, f'ALARM("{rig.ALARM}") OR ALARM("RootUsage")')


def lambda_action(account: rig.Account) -> None:
    rig.alarm(account, AlarmActions=[account.arn("lambda", "function:notify-security")])


def alarms_denied(moto: rig.Moto, bag: Path, home: Path) -> None:
    account = moto.account()
    rig.good_account(account)
    actions = json.loads(rig.POLICY.read_bytes())["Statement"][0]["Action"]
    user = rig.auditor(account, [name for name in actions if name != "cloudwatch:DescribeAlarms"])
    moto.enforce_permissions()
    capture(user, bag, home)


def org_member(moto: rig.Moto, bag: Path, home: Path) -> None:
    """The trail and its log group are the management account's; the member account has nothing."""
    owner, member = moto.account(), moto.account(MEMBER)
    rig.good_account(owner, trails=partial(rig.trail, IsOrganizationTrail=True))
    rig.shared_trail(owner, member)
    capture(member, bag, home)


def two_accounts(moto: rig.Moto, folder: Path, home: Path) -> None:
    """Two bundles side by side; the second account lacks the metric filter."""
    for number, filters in ((rig.ACCOUNT, rig.metric_filter), (MEMBER, rig.left_out)):
        account = moto.account(number)
        rig.good_account(account, filters=filters)
        capture(account, folder / number, home)


def interrupted(moto: rig.Moto, bag: Path, home: Path) -> None:
    """The collector gets SIGTERM while it asks for the alarms."""
    account = moto.account()
    rig.good_account(account)
    stopping = home / "aws"
    stopping.write_text(
        f"""#!/bin/sh
[ "$1 $2" != 'cloudwatch describe-alarms' ] || {{ kill -TERM "$PPID"; exec sleep 60; }}
exec '{cli().program}' "$@"
"""
    )
    stopping.chmod(0o755)
    capture(account, bag, home, PATH=f"{home}{os.pathsep}{os.environ['PATH']}")


# --- edits of a capture, for what moto cannot show ---


def subscription_pending(moto: rig.Moto, bag: Path, home: Path) -> None:
    """moto confirms at once. AWS prints this word in place of the ARN until the mail is answered."""
    account_with()(moto, bag, home)
    answer = bag / "data" / rig.REGION / f"list-subscriptions-by-topic--{rig.TOPIC}.json"
    text = answer.read_text("utf-8")
    arn = json.loads(text)["Subscriptions"][0]["SubscriptionArn"]
    answer.write_text(text.replace(arn, "PendingConfirmation"), "utf-8")
    seal(bag)


def all_controls(moto: rig.Moto, bag: Path, home: Path) -> None:
    """Every control holds. The one for changes to the organization asks who manages it: no audit step does,
    so that answer is put beside the capture."""
    account_with(filters=every_filter, alarms=every_alarm)(moto, bag, home)
    manager = json.loads((bag / "data" / "get-caller-identity.json").read_text("utf-8"))["Account"]
    told = {"Organization": {"Id": "o-exampleorgid", "FeatureSet": "ALL", "MasterAccountId": manager}}
    put_beside(bag, "organizations describe-organization", json.dumps(told, indent=4) + "\n")
    seal(bag)


def put_beside(bag: Path, question: str, answer: str) -> None:
    """As if the collector had asked one thing more, at the end: three files and a row."""
    name = f"data/{question.rpartition(' ')[2]}.json"
    for ending, text in (("", answer), (".stderr", ""), (".status", "0\n")):
        (bag / f"{name}{ending}").write_text(text, "utf-8")
    table = bag / "data" / "commands.tsv"
    lines = table.read_text("utf-8").splitlines()
    started, _, _, command, _ = lines[-1].split("\t")
    options = command[command.index(" --region") :]
    lines.append("\t".join((started, "0", rig.REGION, f"aws {question}{options}", name)))
    table.write_text("\n".join(lines) + "\n", "utf-8")


def topic_not_captured(moto: rig.Moto, bag: Path, home: Path) -> None:
    """As if the last command had never been run: its three files and its row are taken away."""
    account_with()(moto, bag, home)
    for path in bag.rglob("list-subscriptions-by-topic--*"):
        path.unlink()
    table = bag / "data" / "commands.tsv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if " sns " not in line), "utf-8")
    seal(bag)


def seal(bag: Path) -> None:
    """Write the bag's checksums and its Payload-Oxum anew, after an edit."""
    payload = sorted(path for path in (bag / "data").rglob("*") if path.is_file())
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}"
    info = bag / "bag-info.txt"
    lines = info.read_text("utf-8").splitlines()
    kept = [oxum if line.startswith("Payload-Oxum: ") else line for line in lines]
    info.write_text("\n".join(kept) + "\n", "utf-8")
    _write_manifest(bag, "manifest-sha256.txt", payload)
    tags = [bag / name for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")]
    _write_manifest(bag, "tagmanifest-sha256.txt", tags)


def _write_manifest(bag: Path, name: str, files: list[Path]) -> None:
    names = sorted((path.relative_to(bag).as_posix(), path) for path in files)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {relative}\n" for relative, path in names]
    (bag / name).write_text("".join(lines), "utf-8")


# --- files as people send them ---


def loose(moto: rig.Moto, folder: Path, home: Path) -> None:
    """A few commands typed by hand: a saved session with its prompts, a list cut out by `--query` as
    the benchmark's audit steps say, a file redirected in PowerShell, which writes UTF-16.
    """
    account = moto.account()
    rig.good_account(account)
    ask = partial(_typed, account, home)
    folder.mkdir()
    trail = account.arn("cloudtrail", f"trail/{rig.TRAIL}")
    topic = account.arn("sns", rig.TOPIC)
    (folder / "identity.json").write_text(ask("sts", "get-caller-identity"), "utf-8")
    trails = ask("cloudtrail", "describe-trails").replace("\n", "\r\n")
    (folder / "describe-trails.json").write_bytes(b"\xff\xfe" + trails.encode("utf-16-le"))
    session = [
        ("cloudtrail", "get-trail-status", "--name", trail),
        ("cloudtrail", "get-event-selectors", "--trail-name", trail),
        ("logs", "describe-metric-filters", "--log-group-name", rig.GROUP),
    ]
    typed = [f"[auditor@bastion ~]$ aws {' '.join(words)}\n{ask(*words)}" for words in session]
    (folder / "session.txt").write_text("".join(typed), "utf-8")
    query = f"MetricAlarms[?MetricName==`{rig.METRIC}`]"
    alarms = ask("cloudwatch", "describe-alarms", "--query", query)
    (folder / f"describe-alarms-{rig.REGION}.json").write_text(alarms, "utf-8")
    subscriptions = ask("sns", "list-subscriptions-by-topic", "--topic-arn", topic)
    (folder / f"list-subscriptions-by-topic--{rig.TOPIC}.json").write_text(subscriptions, "utf-8")
    print(f"{folder.name}: {len(list(folder.iterdir()))} files")


def _typed(account: rig.Account, home: Path, *words: str) -> str:
    """What the AWS CLI prints to somebody who types the command."""
    command = [cli().program, *words, "--endpoint-url", account.url]
    done = subprocess.run(
        command, env=account.environment(home) | {"LC_ALL": "C.UTF-8"}, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode("utf-8")


MAKERS: Mapping[str, Make] = {
    "compliant": account_with(),
    "all-controls": all_controls,
    "two-filters-add-up": account_with(major=1, filters=two_filters),
    "pattern-broader": account_with(
        filters=partial(rig.metric_filter, pattern='{ $.errorMessage = "Failed authentication" }')
    ),
    "composite-alarm": account_with(alarms=composite),
    "loose": loose,
    "not-multi-region": account_with(trails=partial(rig.trail, IsMultiRegionTrail=False)),
    "not-logging": account_with(major=1, logs=rig.logging_stopped),
    "write-only-events": account_with(
        selectors=lambda account: rig.event_selectors(
            account, rig.MANAGEMENT_EVENTS | {"ReadWriteType": "WriteOnly"}
        )
    ),
    "no-log-group": account_with(
        trails=partial(rig.trail, CloudWatchLogsLogGroupArn=None, CloudWatchLogsRoleArn=None)
    ),
    "no-metric-filter": account_with(filters=rig.left_out),
    "pattern-misses-root": account_with(
        filters=partial(rig.metric_filter, pattern=f'{{ {FAILED} && ($.userIdentity.type != "Root") }}')
    ),
    "metric-value-zero": account_with(filters=partial(rig.metric_filter, metricValue="0")),
    "alarm-other-namespace": account_with(alarms=partial(rig.alarm, Namespace="LogMetrics")),
    "alarm-actions-disabled": account_with(alarms=partial(rig.alarm, ActionsEnabled=False)),
    "alarm-below-threshold": account_with(alarms=partial(rig.alarm, ComparisonOperator="LessThanThreshold")),
    "no-sns-action": account_with(alarms=lambda_action),
    "subscription-pending": subscription_pending,
    "alarms-denied": alarms_denied,
    "topic-not-captured": topic_not_captured,
    "interrupted": interrupted,
    "org-member": org_member,
    "two-accounts": two_accounts,
}


def main(names: list[str]) -> None:
    unknown = set(names) - set(MAKERS)
    if unknown:
        sys.exit(f"expected one of {', '.join(MAKERS)}, got {', '.join(sorted(unknown))}")
    with rig.moto_server(PORT) as moto:
        for name in names or MAKERS:
            moto.reset()
            moto.seed()
            shutil.rmtree(SAMPLES / name, ignore_errors=True)
            with tempfile.TemporaryDirectory() as home:
                MAKERS[name](moto, SAMPLES / name, Path(home))
            for path in (SAMPLES / name, *(SAMPLES / name).rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)  # as in a clone, not for the owner alone


if __name__ == "__main__":
    main(sys.argv[1:])
