"""The collector with a real AWS CLI against moto; the oracles are the CLI's own runs and `bagit`."""

from __future__ import annotations

import json
import shutil
import tarfile
from functools import partial
from pathlib import Path

import pytest

from tests.collectors.collected import UTILITIES, assert_sealed, commands, recorded, recording_aws, rows
from tests.support.aws_rig import (
    FILTER,
    GROUP,
    METRIC,
    NAMESPACE,
    PATTERN,
    TOPIC,
    Account,
    Cli,
    Moto,
    absent,
    alarm,
    collect,
    composite_alarm,
    good_account,
    left_out,
    log_group,
    logging_on,
    metric_filter,
    subscription,
    topic,
    trail,
)

# Of an account with one metric: the filters of the log group, then those that publish to the metric.
EIGHT = [
    "sts get-caller-identity",
    "cloudtrail describe-trails",
    "cloudtrail get-trail-status",
    "cloudtrail get-event-selectors",
    "logs describe-metric-filters",
    "logs describe-metric-filters",
    "cloudwatch describe-alarms",
    "sns list-subscriptions-by-topic",
]
EIGHT_OPERATIONS = [
    "GetCallerIdentity",
    "DescribeTrails",
    "GetTrailStatus",
    "GetEventSelectors",
    "DescribeMetricFilters",
    "DescribeMetricFilters",
    "DescribeAlarms",
    "ListSubscriptionsByTopic",
]


@pytest.mark.deep  # the collected verdicts say the same of the chain
def test_every_shell_and_cli_follows_the_chain(
    account: Account, moto: Moto, each_cli: Cli, shell: tuple[str, ...], tmp_path: Path
) -> None:
    good_account(account)
    log_group(account, "app")
    metric_filter(account, name="of another group", group="app")
    metric_filter(account, name="of another metric", group="app", metricName="Other")
    moto.operations.clear()

    done = collect(account, each_cli, tmp_path, "--output", "bag", shell=shell)

    assert (done.returncode, done.stdout) == (0, "bag\n")
    bag = tmp_path / "bag"
    assert_sealed(bag)
    assert commands(bag) == EIGHT
    assert len(done.stderr.splitlines()) == len(EIGHT) + 3  # the end says three things
    assert rows(bag)[5].command[3:5] == (f"--metric-name={METRIC}", f"--metric-namespace={NAMESPACE}")
    assert rows(bag)[6].command[3:6] == ("--alarm-types", "CompositeAlarm", "MetricAlarm")
    assert moto.operations == EIGHT_OPERATIONS  # and nothing else: it only reads
    region = bag / "data" / "us-east-1"
    assert sorted(path.name for path in region.glob("*.json")) == [
        "describe-alarms.json",
        "describe-metric-filters--CloudTrail_Logs.json",
        "describe-metric-filters--metric-name--CISBenchmark_ConsoleAuthenticationFailures.json",
        "describe-trails.json",
        "get-event-selectors--org.json",
        "get-trail-status--org.json",
        "list-subscriptions-by-topic--security-alerts.json",
    ]
    filters = json.loads((region / "describe-metric-filters--CloudTrail_Logs.json").read_bytes())
    assert filters["metricFilters"][0]["filterPattern"] == PATTERN
    publishers = json.loads((bag / rows(bag)[5].output).read_bytes())["metricFilters"]
    assert [one["filterName"] for one in publishers] == [FILTER, "of another group"]


@pytest.mark.deep
def test_output_and_arguments_are_kept_as_they_were(account: Account, each_cli: Cli, tmp_path: Path) -> None:
    good_account(account, trails=partial(trail, CloudWatchLogsLogGroupArn=None))
    log = recording_aws(tmp_path / "programs", each_cli.program)

    done = collect(account, Cli(0, str(log.parent / "aws")), tmp_path, "--output", "bag")

    assert done.returncode == 0
    runs = recorded(log)
    assert [row.command for row in rows(tmp_path / "bag")] == [given for given, _, _ in runs]
    for row, (_, out, err) in zip(rows(tmp_path / "bag"), runs, strict=True):
        assert (tmp_path / "bag" / row.output).read_bytes() == out
        assert (tmp_path / "bag" / f"{row.output}.stderr").read_bytes() == err


@pytest.mark.deep
def test_nothing_secret_is_in_the_bundle(account: Account, cli: Cli, tmp_path: Path) -> None:
    good_account(account)

    collect(account, cli, tmp_path, "--output", "bag")

    stored = b"".join(path.read_bytes() for path in (tmp_path / "bag").rglob("*") if path.is_file())
    assert account.number.encode() in stored
    for secret in (account.key, account.secret, account.token):
        assert secret.encode() not in stored


@pytest.mark.deep
def test_all_pages_are_fetched(account: Account, each_cli: Cli, tmp_path: Path) -> None:
    good_account(account)
    for number in range(120):
        alarm(account, f"alarm {number}", AlarmActions=[])
    for number in range(60):
        metric_filter(account, name=f"filter {number}")
    for number in range(230):
        subscription(account, f"{number}@example.com")

    collect(account, each_cli, tmp_path, "--output", "bag")

    assert _listed(tmp_path / "bag", "describe-alarms.json") == {"MetricAlarms": 121, "CompositeAlarms": 0}
    assert _listed(tmp_path / "bag", "describe-metric-filters--CloudTrail_Logs.json") == {"metricFilters": 61}
    topics = _listed(tmp_path / "bag", "list-subscriptions-by-topic--security-alerts.json")
    assert topics == {"Subscriptions": 231}  # moto pages these by 100


def _listed(bag: Path, name: str) -> dict[str, int]:
    answer = json.loads((bag / "data" / "us-east-1" / name).read_bytes())
    return {member: len(entries) for member, entries in answer.items()}


@pytest.mark.deep
def test_settings_of_the_user_do_not_change_the_answers(
    account: Account, each_cli: Cli, tmp_path: Path
) -> None:
    good_account(account, filters=partial(metric_filter, pattern='{ $.x = "größer ✓" }'))
    config = tmp_path / "config"
    config.write_text("[default]\noutput = table\ncli_pager = false\ncli_auto_prompt = on\n")
    settings = {
        "AWS_CONFIG_FILE": str(config),
        "AWS_DEFAULT_OUTPUT": "text",
        "AWS_PAGER": "false",
        "AWS_CLI_AUTO_PROMPT": "on",
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
    }

    done = collect(account, each_cli, tmp_path, "--output", "bag", **settings)

    assert done.returncode == 0
    answer = tmp_path / "bag/data/us-east-1/describe-metric-filters--CloudTrail_Logs.json"
    assert json.loads(answer.read_bytes())["metricFilters"][0]["filterPattern"] == '{ $.x = "größer ✓" }'


@pytest.mark.deep
def test_hostile_names_are_only_data(account: Account, cli: Cli, tmp_path: Path) -> None:
    good_account(account)
    names = ["$(touch x)", "`touch x`", 'a "quoted" \\ name', "sign-in / größer ✓", "-rf", "a\tb"]
    for name in names:
        alarm(account, name, AlarmDescription='{"AlarmActions": ["arn:aws:sns:us-east-1:1:no"]}')
        metric_filter(account, name=name)

    done = collect(account, cli, tmp_path, "--output", "$(touch x) *")

    assert (done.returncode, done.stdout) == (0, "$(touch x) *\n")
    bag = tmp_path / "$(touch x) *"
    assert_sealed(bag)
    assert commands(bag) == EIGHT
    assert not (tmp_path / "x").exists()
    alarms = json.loads((bag / "data/us-east-1/describe-alarms.json").read_bytes())["MetricAlarms"]
    assert {entry["AlarmName"] for entry in alarms} >= set(names)


@pytest.mark.deep
def test_home_regions_are_found(account: Account, cli: Cli, tmp_path: Path) -> None:
    trail(account, "eu-trail", "eu-west-1")
    logging_on(account, "eu-trail", "eu-west-1")
    trail(account, "single", "eu-west-1", IsMultiRegionTrail=False)
    topic(account, region="eu-west-1")
    alarm(account, region="eu-west-1")

    done = collect(account, cli, tmp_path, "--output", "bag")

    assert done.returncode == 0
    assert [(row.region, " ".join(row.command[1:3])) for row in rows(tmp_path / "bag")] == [
        ("us-east-1", "sts get-caller-identity"),
        ("us-east-1", "cloudtrail describe-trails"),
        ("eu-west-1", "cloudtrail describe-trails"),
        ("eu-west-1", "cloudtrail get-trail-status"),
        ("eu-west-1", "cloudtrail get-trail-status"),
        ("eu-west-1", "cloudtrail get-event-selectors"),
        ("eu-west-1", "cloudtrail get-event-selectors"),
        ("eu-west-1", "logs describe-metric-filters"),
        ("us-east-1", "cloudwatch describe-alarms"),
        ("eu-west-1", "cloudwatch describe-alarms"),
        ("eu-west-1", "sns list-subscriptions-by-topic"),
    ]


@pytest.mark.deep
def test_named_regions_limit_the_list_of_trails_alone(account: Account, cli: Cli, tmp_path: Path) -> None:
    trail(account, "eu-trail", "eu-west-1")

    collect(account, cli, tmp_path, "--output=bag", "--region=us-east-2", "--region", "ap-south-1")

    asked = [(row.region, row.command[2]) for row in rows(tmp_path / "bag")]
    listed = [region for region, command in asked if command == "describe-trails"]
    assert listed == ["us-east-2", "ap-south-1"]
    alarms = [region for region, command in asked if command == "describe-alarms"]
    assert alarms == ["us-east-2", "ap-south-1", "eu-west-1"]
    assert ("eu-west-1", "get-trail-status") in asked


@pytest.mark.deep
def test_region_of_the_profile_is_the_default(account: Account, each_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile client]\nregion = sa-east-1\n")
    arguments = ("--output", "bag", "--profile", "client")

    # An empty variable is an unset one to the CLI.
    keys = {"AWS_DEFAULT_REGION": ""}
    credentials = f"[client]\naws_access_key_id={account.key}\naws_secret_access_key={account.secret}\n"
    (tmp_path / ".aws" / "credentials").write_text(f"{credentials}aws_session_token={account.token}\n")
    done = collect(account, each_cli, tmp_path, *arguments, **keys)

    assert done.returncode == 0
    assert {row.region for row in rows(tmp_path / "bag")} == {"sa-east-1"}
    assert all("--profile client" in " ".join(row.command) for row in rows(tmp_path / "bag"))


@pytest.mark.deep
def test_topics_of_alarm_actions_alone_are_followed(account: Account, cli: Cli, tmp_path: Path) -> None:
    names = ["alarmed", "composed", "well", "unknown"]
    for name in names:
        topic(account, name)
    alarmed, composed, well, unknown = (account.arn("sns", name) for name in names)
    function = account.arn("lambda", "function:notify")
    alarm(account, "a", AlarmActions=[function, alarmed], OKActions=[well])
    alarm(account, "b", AlarmActions=[alarmed], InsufficientDataActions=[unknown])
    alarm(account, "c", AlarmActions=[])
    composite_alarm(account, "ALARM(c)", actions=[composed])

    done = collect(account, cli, tmp_path, "--output", "bag")

    assert done.returncode == 0
    followed = [row.command[4] for row in rows(tmp_path / "bag") if row.command[1] == "sns"]
    assert followed == [alarmed, composed]


@pytest.mark.deep
def test_failure_is_recorded_and_the_run_goes_on(account: Account, each_cli: Cli, tmp_path: Path) -> None:
    elsewhere = "arn:aws:sns:us-east-1:222222222222:gone"
    strange = account.arn("logs", "log-group:white space:*")
    good_account(
        account,
        trails=partial(trail, CloudWatchLogsLogGroupArn=strange),
        alarms=partial(alarm, AlarmActions=[elsewhere, account.arn("sns", TOPIC)]),
    )

    done = collect(account, each_cli, tmp_path, "--output", "bag")

    assert done.returncode == 1
    bag = tmp_path / "bag"
    assert_sealed(bag)
    failed = {row.output: row.status for row in rows(bag) if row.status}
    code = 255 if each_cli.major == 1 else 254
    assert failed == {
        "data/us-east-1/describe-metric-filters--white_space.json": code,
        "data/us-east-1/list-subscriptions-by-topic--gone.json": code,
    }
    for output in failed:
        assert (bag / output).read_bytes() == b""
        assert b"An error occurred" in (bag / f"{output}.stderr").read_bytes()
    assert commands(bag)[-1] == "sns list-subscriptions-by-topic"
    assert "done: 2 failed" in done.stderr


@pytest.mark.deep
def test_group_without_filters_and_account_without_trails(account: Account, cli: Cli, tmp_path: Path) -> None:
    done = collect(account, cli, tmp_path, "--output", "empty")
    good_account(account, filters=left_out, subscriptions=left_out)
    again = collect(account, cli, tmp_path, "--output", "bare")

    assert (done.returncode, again.returncode) == (0, 0)
    assert commands(tmp_path / "empty") == [EIGHT[0], EIGHT[1], EIGHT[6]]
    assert commands(tmp_path / "bare") == [*EIGHT[:5], *EIGHT[6:]]


@pytest.mark.deep
def test_same_group_of_two_trails_is_asked_once(account: Account, cli: Cli, tmp_path: Path) -> None:
    log_group(account)
    trail(account, "first")
    without_star = account.arn("logs", f"log-group:{GROUP}")
    account.client("cloudtrail").create_trail(
        Name="second",
        S3BucketName="cloudtrail-archive-111111111111-first",
        CloudWatchLogsLogGroupArn=without_star,
    )

    collect(account, cli, tmp_path, "--output", "bag")

    assert commands(tmp_path / "bag").count("logs describe-metric-filters") == 1


@pytest.mark.deep
def test_busybox_alone_is_enough(account: Account, cli: Cli, tmp_path: Path) -> None:
    """A system such as Alpine: every utility is busybox's."""
    busybox = shutil.which("busybox") or absent("busybox")
    good_account(account)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "aws").symlink_to(cli.program)
    for name in [*UTILITIES, "sh", "gzip", "tar", "sha256sum"]:
        (programs / name).symlink_to(busybox)

    arguments = ("--output", "größer*.tar.gz")
    done = collect(account, cli, tmp_path, *arguments, shell=(str(programs / "sh"),), PATH=str(programs))

    assert (done.returncode, done.stdout) == (0, "größer*.tar.gz\n")
    with tarfile.open(tmp_path / "größer*.tar.gz") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    assert_sealed(tmp_path / "unpacked" / "größer*")
