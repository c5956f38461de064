"""A moto server and the accounts that tests and samples build in it, one link of the chain a function.

`Moto` is the server, `Account` one account of it. `good_account` builds an account that satisfies the
control `console-authentication-failures`; each link of the chain is a function of its own, with the
compliant values as defaults, so that the same account can be built with one link changed or left out:

    good_account(account, filters=lambda it: metric_filter(it, pattern="{ $.x = 1 }"))
    good_account(account, subscription=left_out)

What moto does not imitate, and no test should rest on: it confirms every subscription at once, answers
for log groups that do not exist, sends all alarms and metric filters in one page, and has no
organization trails seen from a member account.
"""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs

import boto3
import pytest
from botocore.config import Config
from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.server import ThreadedMotoServer

ROOT = Path(__file__).resolve().parents[2]
COLLECTOR = ROOT / "collectors" / "collect.sh"
POLICY = COLLECTOR.with_name("policy.json")

ACCOUNT = "111111111111"
REGION = "us-east-1"
BUCKET = "cloudtrail-archive"
GROUP = "CloudTrail/Logs"
TRAIL = "org"
TOPIC = "security-alerts"
FILTER = "ConsoleSigninFailures"
ALARM = "ConsoleSigninFailures"
NAMESPACE = "CISBenchmark"
METRIC = "ConsoleAuthenticationFailures"
PATTERN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
MANAGEMENT_EVENTS = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials in one account of a moto server, for boto3 and for the AWS CLI."""

    number: str
    url: str
    key: str
    secret: str
    token: str

    def client(self, service: str, region: str = REGION) -> Any:
        """A boto3 client of the service, which gives up at the first error."""
        make: Any = boto3.client
        return make(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            aws_session_token=self.token or None,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def environment(self, home: Path) -> dict[str, str]:
        """An environment for the AWS CLI: these credentials, and no settings of whoever runs the tests."""
        token = {"AWS_SESSION_TOKEN": self.token} if self.token else {}
        return token | {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def arn(self, service: str, resource: str, region: str = REGION) -> str:
        return f"arn:aws:{service}:{region}:{self.number}:{resource}"


class Moto:
    """A moto server in a thread of this process, with a record of the operations it was asked for.

    The port is a free one unless one is named.
    """

    def __init__(self, port: int = 0) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
        self._server.start()
        host, number = self._server.get_host_and_port()
        self.url = f"http://{host}:{number}"
        self.operations: list[str] = []
        listener = self._server._server
        assert listener is not None, "moto did not start"
        self._listener, self._application = listener, listener.app
        listener.app = self._answer

    def account(self, number: str = ACCOUNT) -> Account:
        """Credentials in any account: a role there can be taken on whether or not it exists."""
        guest = Account("", self.url, "AKIAIOSFODNN7EXAMPLE", "not-a-secret", "")
        role = f"arn:aws:iam::{number}:role/auditor"
        lent = guest.client("sts").assume_role(RoleArn=role, RoleSessionName="capture")["Credentials"]
        return Account(number, self.url, lent["AccessKeyId"], lent["SecretAccessKey"], lent["SessionToken"])

    def reset(self) -> None:
        """Forget all accounts and all that was asked so far; permissions are not looked at."""
        self.enforce_permissions(False)
        self._post("reset")
        self.operations.clear()

    def enforce_permissions(self, enforce: bool = True) -> None:
        """From now on refuse, or allow, what the caller's IAM policies do not grant."""
        self._post("reset-auth", b"0" if enforce else b"inf")

    def seed(self, number: int = 1) -> None:
        """Begin the sequence of made-up identifiers anew, so that the next account gets known ones."""
        self._post(f"seed?a={number}")

    def stop(self) -> None:
        self._server.stop()
        self._listener.server_close()

    def _post(self, action: str, body: bytes = b"") -> None:
        plain = {"Content-Type": "text/plain"}
        request = urllib.request.Request(f"{self.url}/moto-api/{action}", body, plain)
        urllib.request.urlopen(request).close()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if not environ["PATH_INFO"].startswith("/moto-api/"):
            self.operations.append(_operation(environ, body))
        return self._application(environ, start_response)


def _operation(environ: Mapping[str, Any], body: bytes) -> str:
    """The operation asked for, in the ways of the AWS JSON, CBOR and query protocols."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    if "/operation/" in environ["PATH_INFO"]:
        return str(environ["PATH_INFO"]).rpartition("/operation/")[2]
    return parse_qs(body.decode("utf-8", "replace")).get("Action", ["?"])[0]


@contextmanager
def moto_server(port: int = 0) -> Iterator[Moto]:
    """A running server, stopped at the end."""
    server = Moto(port)
    try:
        yield server
    finally:
        server.stop()


# --- the links of the chain, each with its compliant values ---


def left_out(account: Account) -> None:
    """Builds nothing: in the place of any link."""


def trail(account: Account, name: str = TRAIL, region: str = REGION, **changes: Any) -> None:
    """A trail that delivers to the log group; `changes` are members of CreateTrail, None leaves one out."""
    bucket = f"{BUCKET}-{account.number}-{name}"
    account.client("s3").create_bucket(Bucket=bucket)
    members = {
        "Name": name,
        "S3BucketName": bucket,
        "IsMultiRegionTrail": True,
        "IncludeGlobalServiceEvents": True,
        "CloudWatchLogsLogGroupArn": account.arn("logs", f"log-group:{GROUP}:*", region),
        "CloudWatchLogsRoleArn": f"arn:aws:iam::{account.number}:role/CloudTrailToLogs",
    } | changes
    account.client("cloudtrail", region).create_trail(**{k: v for k, v in members.items() if v is not None})


def logging_on(account: Account, name: str = TRAIL, region: str = REGION) -> None:
    account.client("cloudtrail", region).start_logging(Name=name)


def logging_stopped(account: Account, name: str = TRAIL, region: str = REGION) -> None:
    logging_on(account, name, region)
    account.client("cloudtrail", region).stop_logging(Name=name)


def event_selectors(
    account: Account, *selectors: Mapping[str, Any], name: str = TRAIL, region: str = REGION
) -> None:
    """Basic event selectors: all management events, or those given."""
    chosen = list(selectors) or [MANAGEMENT_EVENTS]
    account.client("cloudtrail", region).put_event_selectors(TrailName=name, EventSelectors=chosen)


def advanced_selectors(account: Account, *selectors: Mapping[str, Any], name: str = TRAIL) -> None:
    client = account.client("cloudtrail")
    client.put_event_selectors(TrailName=name, AdvancedEventSelectors=list(selectors))


def log_group(account: Account, name: str = GROUP, region: str = REGION) -> None:
    account.client("logs", region).create_log_group(logGroupName=name)


def metric_filter(
    account: Account,
    pattern: str = PATTERN,
    name: str = FILTER,
    group: str = GROUP,
    region: str = REGION,
    **transformation: Any,
) -> None:
    """A metric filter; `transformation` changes members of its metric transformation."""
    members = {"metricNamespace": NAMESPACE, "metricName": METRIC, "metricValue": "1"} | transformation
    account.client("logs", region).put_metric_filter(
        logGroupName=group, filterName=name, filterPattern=pattern, metricTransformations=[members]
    )


def topic(account: Account, name: str = TOPIC, region: str = REGION) -> None:
    account.client("sns", region).create_topic(Name=name)


def alarm(account: Account, name: str = ALARM, region: str = REGION, **changes: Any) -> None:
    """The prescribed alarm; `changes` are members of PutMetricAlarm, None leaves one out."""
    members = {
        "AlarmName": name,
        "Namespace": NAMESPACE,
        "MetricName": METRIC,
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "AlarmActions": [account.arn("sns", TOPIC, region)],
    } | changes
    client = account.client("cloudwatch", region)
    client.put_metric_alarm(**{k: v for k, v in members.items() if v is not None})


def composite_alarm(
    account: Account, rule: str, name: str = "AnyCisAlarm", actions: Sequence[str] | None = None
) -> None:
    """A composite alarm with an action on the topic. moto can describe one, but has no PutCompositeAlarm,
    so it is put into moto's memory: the server is a thread of this process.
    """
    no_metric = dict.fromkeys(("namespace", "metric_name", "period", "threshold", "statistic"))
    backend: Any = cloudwatch_backends[account.number][REGION]
    backend.put_metric_alarm(
        name=name,
        rule=rule,
        alarm_actions=[account.arn("sns", TOPIC)] if actions is None else list(actions),
        ok_actions=[],
        insufficient_data_actions=[],
        description=None,
        dimensions=[],
        comparison_operator=None,
        evaluation_periods=None,
        **no_metric,
    )


def subscription(
    account: Account,
    endpoint: str = "security@example.com",
    protocol: str = "email",
    name: str = TOPIC,
    region: str = REGION,
) -> None:
    client = account.client("sns", region)
    client.subscribe(TopicArn=account.arn("sns", name, region), Protocol=protocol, Endpoint=endpoint)


def shared_trail(owner: Account, member: Account, name: str = TRAIL, region: str = REGION) -> None:
    """Shows the owner's trail in the member account too, as an organization trail is. moto does not do
    this by itself, so it is done in its memory.
    """
    trails = cloudtrail_backends[owner.number][region].trails
    cloudtrail_backends[member.number][region].trails[name] = trails[name]


def auditor(account: Account, actions: Sequence[str], name: str = "auditor") -> Account:
    """A user of the account who may do these IAM actions alone, once permissions are enforced.

    moto asks for the CloudWatch actions by the name that requests are signed with.
    """
    known = [action.replace("cloudwatch:", "monitoring:") for action in actions]
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": known, "Resource": "*"}}
    iam = account.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="capture", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Account(account.number, account.url, key["AccessKeyId"], key["SecretAccessKey"], "")


Link = Callable[[Account], None]


def good_account(
    account: Account,
    *,
    trails: Link = trail,
    logs: Link = logging_on,
    selectors: Link = event_selectors,
    groups: Link = log_group,
    filters: Link = metric_filter,
    topics: Link = topic,
    alarms: Link = alarm,
    subscriptions: Link = subscription,
) -> None:
    """Build an account in which the control holds, with any of its links built otherwise."""
    for build in (groups, trails, logs, selectors, filters, topics, alarms, subscriptions):
        build(account)


# --- the tools ---


SHELLS = {"dash": ("dash",), "ash": ("busybox", "ash"), "bash": ("bash",)}


def absent(tool: str) -> NoReturn:
    """Ends a test that needs the tool: skipped with the reason, but failed where CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{tool} is not installed, and must be in CI")
    pytest.skip(f"{tool} is not installed")


@dataclass(frozen=True, slots=True)
class Cli:
    """An AWS CLI: its major version and the path of the program."""

    major: int
    program: str


def aws_cli(major: int) -> Cli | None:
    """The AWS CLI of that major version: the one that CIS_EVIDENCE_AWS_V1 or _V2 names, or one that is
    installed; None where there is none. A name that does not lead to that version is an error.
    """
    named = os.environ.get(f"CIS_EVIDENCE_AWS_V{major}")
    if named:
        if _major(named) != major:
            raise RuntimeError(f"expected AWS CLI version {major} at `{named}` (CIS_EVIDENCE_AWS_V{major})")
        return Cli(major, named)
    folders = [*os.environ["PATH"].split(os.pathsep), "/usr/bin", "/usr/local/bin"]
    programs = (shutil.which("aws", path=folder) for folder in folders)
    return next((Cli(major, program) for program in programs if program and _major(program) == major), None)


def _major(program: str) -> int:
    """The major version that a program says it has; 0 if it is no AWS CLI."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0
    name, _, number = (said.stdout or said.stderr).partition("/")
    return int(number[:1]) if name == "aws-cli" and number[:1].isdigit() else 0


def path_with(cli: Cli, home: Path) -> str:
    """A PATH on which `aws` is that CLI, by a link in a folder of `home`."""
    link = home / f".aws-cli-{cli.major}" / "aws"
    if not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(cli.program)
    return f"{link.parent}{os.pathsep}{os.environ['PATH']}"


def collect(
    account: Account,
    cli: Cli,
    home: Path,
    *arguments: str,
    shell: Sequence[str] = ("sh",),
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the collector in `home` against the account, with the CLI, under the shell."""
    settings = account.environment(home) | {"PATH": path_with(cli, home)} | environment
    command = [*shell, str(COLLECTOR), "--endpoint-url", account.url, *arguments]
    return subprocess.run(command, cwd=home, env=settings, capture_output=True, text=True, timeout=300)
