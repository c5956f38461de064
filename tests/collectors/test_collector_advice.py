"""What the collector says to do about a failure: at once where `aws` cannot tell who asks, else at the end.

The oracles for the words of `aws` are the errors of botocore, which both versions print as they are.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import botocore.exceptions
import pytest
from botocore.exceptions import BotoCoreError

from tests.collectors.collected import EMPTY, IDENTITY, REGION, call, canned_aws, rows, run
from tests.support.aws_rig import COLLECTOR, Account, Cli, Moto, auditor, collect, good_account


def of_botocore(name: str, **members: str) -> str:
    error: type[BotoCoreError] = getattr(botocore.exceptions, name)
    return str(error(**members))


def of_service(code: str, operation: str = "GetCallerIdentity", message: str = "no") -> str:
    return f"An error occurred ({code}) when calling the {operation} operation: {message}"


WHO = "arn:aws:sts::111111111111:assumed-role/audit/anna"
NOT_AUTHORIZED = f"User: {WHO} is not authorized to perform: sts:GetCallerIdentity"
SAID = {
    "expired": [
        of_service("ExpiredToken", message="The security token included in the request is expired"),
        of_service("ExpiredTokenException", "AssumeRole"),
        of_service("UnauthorizedException", "GetRoleCredentials", "Session token not found or invalid"),
        of_service("AccessDeniedException", "CreateOAuth2Token", "The refresh token has expired."),
        of_botocore("UnauthorizedSSOTokenError"),
        of_botocore("SSOTokenLoadError", error_msg="Token for https://x.awsapps.com/start does not exist"),
        of_botocore("TokenRetrievalError", provider="sso", error_msg="Token has expired and refresh failed"),
        "Your session has expired or credentials have changed. Please reauthenticate using 'aws login'.",
        "Credentials were refreshed, but the refreshed credentials are still expired.",
    ],
    "credentials": [
        of_botocore("NoCredentialsError") + '. You can configure credentials by running "aws configure".',
        of_botocore("PartialCredentialsError", provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
        of_botocore("CredentialRetrievalError", provider="custom-process", error_msg="not found"),
        of_botocore("NoAuthTokenError"),
    ],
    "profile": [of_botocore("ProfileNotFound", profile="the client's (old)")],
    "keys": [
        of_service(code)
        for code in ("InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException")
    ],
    "mfa": ["Enter MFA code for arn:aws:iam::111111111111:mfa/anna: \n\nEOF when reading a line"],
    "denied": [
        of_service("AccessDenied", message=NOT_AUTHORIZED),
        of_service("AccessDeniedException", "DescribeAlarms"),
        of_service("AuthorizationError", "ListSubscriptionsByTopic"),
        of_service("ForbiddenException", "GetRoleCredentials", "No access"),
    ],
    "clock": [
        of_service(
            "SignatureDoesNotMatch", message="Signature expired: 20260101T000000Z is now earlier than"
        ),
        of_service("RequestExpired"),
    ],
    "network": [
        of_botocore("EndpointConnectionError", endpoint_url="https://sts.us-east-1.amazonaws.com/"),
        of_botocore("ConnectTimeoutError", endpoint_url="https://sts.us-east-1.amazonaws.com/"),
        of_botocore("ReadTimeoutError", endpoint_url="https://sts.us-east-1.amazonaws.com/"),
        of_botocore("ConnectionClosedError", endpoint_url="https://sts.us-east-1.amazonaws.com/"),
        of_botocore("ProxyConnectionError", proxy_url="http://proxy:3128"),
        of_botocore("SSLError", endpoint_url="https://x/", error="certificate verify failed"),
        of_botocore("HTTPClientError", error="?"),
    ],
    "other": ["", "Segmentation fault", of_service("Throttling"), "usage: aws [options] <command>"],
}


def test_each_failure_is_told_apart(tmp_path: Path) -> None:
    expected: list[tuple[str, str]] = []
    for kind, texts in SAID.items():
        for text in texts:
            path = tmp_path / str(len(expected))
            path.write_text(f"\n{text}\n" if len(expected) % 2 else f"warning: x\0\naws: [ERROR]: {text}\n")
            expected.append((text, kind))
    told = call(
        'ended=no; for i in "$@"; do trouble_in "$i"; printf "%s\\n" "$trouble"; done',
        *(tmp_path / str(number) for number in range(len(expected))),
    )
    assert list(zip((text for text, _ in expected), told.decode().split(), strict=True)) == expected


def test_every_kind_has_its_advice() -> None:
    told = (
        call(f"exec 3>&1; for kind in {' '.join(SAID)} silent; do advise $kind; done").decode().splitlines()
    )
    assert len(told) == len(set(told)) == len(SAID) + 1
    kinds = set(re.findall(r"\btrouble=([a-z]+)\b", COLLECTOR.read_text()))
    assert kinds == {*SAID, "silent"}


FAILING = {
    "expired": (["--output", "out.tar", "--profile", "client"], "by `aws sso login --profile client`"),
    "credentials": ([], "log in first, by `aws sso login` or as you do otherwise, or name a profile"),
    "denied": (["--output", "out.tar.gz"], "or name a profile with another role, by `--profile NAME`"),
    "network": (["--output", "bag"], "the proxy (HTTPS_PROXY)"),
}


@pytest.mark.parametrize("kind", FAILING)
def test_a_failing_identity_ends_the_run_with_what_to_do(kind: str, tmp_path: Path) -> None:
    (tmp_path / "said").write_text(SAID[kind][0])
    count = f"[ $1 = configure ] || echo $1 >>'{tmp_path}/asked'\n"
    programs = canned_aws(tmp_path / "programs", {}, f"{count}cat said >&2; exit 254").parent
    before = {*tmp_path.iterdir(), tmp_path / "asked"}
    arguments, advice = FAILING[kind]

    done = run(tmp_path, programs, "--region", "us-east-1", *arguments)

    assert (done.returncode, done.stdout) == (4, "")
    assert advice in done.stderr
    assert "nothing else was asked" in done.stderr
    assert "send" not in done.stderr or "there is nothing to send yet" in done.stderr
    assert (tmp_path / "asked").read_text() == "sts\n"
    left = {*tmp_path.iterdir()} - before
    if kind != "network":
        assert not left  # so that the same command can be run again
        return
    assert left == {tmp_path / "bag"}
    assert (tmp_path / "bag" / "INCOMPLETE").exists()
    assert [row.status for row in rows(tmp_path / "bag")] == [254]
    assert "remove it, or name another output" in done.stderr


def test_an_identity_without_an_answer_ends_the_run(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", {}, "exec sleep 60").parent
    done = run(tmp_path, programs, "--region", "us-east-1", "--timeout", "1")
    assert done.returncode == 4
    assert "AWS did not answer in time" in done.stderr


# --- what is not allowed: who, which action, which policy allows it ---


ALLOWS = {
    "": "collectors/policy.json allows it",
    " because no identity-based policy allows the action": "collectors/policy.json allows it",
    " with an explicit deny in a service control policy": "an explicit deny stands against it",
    " because no permissions boundary allows the action": (
        "collectors/policy.json allows it, but a permissions boundary has to allow it as well"
    ),
}


def refused(reason: str) -> str:
    text = f"User: {WHO} is not authorized to perform: cloudwatch:DescribeAlarms on resource: *{reason}"
    return of_service("AccessDenied", "DescribeAlarms", text)


def test_a_refusal_is_told_with_who_and_what_and_its_policy() -> None:
    script = "for heard; do refusal cloudwatch describe-alarms; done"
    told = call(script, *map(refused, ALLOWS)).decode().splitlines()
    for line, remedy in zip(told, ALLOWS.values(), strict=True):
        assert line.startswith(f"{WHO} may not do cloudwatch:DescribeAlarms: {remedy}")


def test_refusals_are_told_once_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "said").write_text(refused(""))
    answers = {name: answer for name, answer in EMPTY.items() if name != "cloudwatch describe-alarms"}
    programs = canned_aws(tmp_path / "programs", answers, "cat said >&2; exit 254").parent

    done = run(tmp_path, programs, "--region", "eu-west-1", *REGION)

    assert done.returncode == 1
    (line,) = (line for line in done.stderr.splitlines() if "may not do" in line)
    assert line.endswith(": collectors/policy.json allows it (2 commands)")
    assert "if you can change this, do so and run it again; if not, send the file all the same" in done.stderr


def test_what_stands_beside_the_audit_is_allowed_by_the_other_policy(tmp_path: Path) -> None:
    """The caller is the one of the identity, where the error names none."""
    said = (
        "cat <<'END' >&2\n" + of_service("AccessDeniedException", "DescribeOrganization") + "\nEND\nexit 254"
    )
    programs = canned_aws(tmp_path / "programs", EMPTY, said).parent

    done = run(tmp_path, programs, *REGION, "--extended")

    who = json.loads(IDENTITY)["Arn"]
    expected = (
        f"{who} may not do organizations:DescribeOrganization: collectors/policies/extended.json allows it"
    )
    assert expected in done.stderr


def test_a_role_that_cannot_be_taken_on_is_not_for_the_policies(tmp_path: Path) -> None:
    said = of_service(
        "AccessDenied", "AssumeRole", f"User: {WHO} is not authorized to perform: sts:AssumeRole"
    )
    (tmp_path / "said").write_text(said)
    programs = canned_aws(tmp_path / "programs", {}, "cat said >&2; exit 254").parent

    done = run(tmp_path, programs, *REGION)

    assert f"{WHO} may not do sts:AssumeRole: `aws` needs it to get its credentials" in done.stderr
    assert "policy.json" not in done.stderr


# --- with a real `aws` ---


@pytest.mark.deep
def test_real_refusals_and_missing_credentials(
    account: Account, moto: Moto, each_cli: Cli, shell: tuple[str, ...], tmp_path: Path
) -> None:
    good_account(account)
    blind = auditor(account, ["sts:GetCallerIdentity", "cloudtrail:DescribeTrails"])
    nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
    lost = collect(account, each_cli, tmp_path, shell=shell, **nothing)
    elsewhere = collect(account, each_cli, tmp_path, "--profile", "nobody", shell=shell)
    moto.enforce_permissions()
    denied = collect(blind, each_cli, tmp_path, "--output", "out.tar.gz", shell=shell)

    assert (lost.returncode, elsewhere.returncode, denied.returncode) == (4, 4, 1)
    assert "log in first, by `aws sso login`" in lost.stderr
    assert "the profiles that there are" in elsewhere.stderr
    assert (
        ":user/auditor may not do cloudtrail:GetTrailStatus: collectors/policy.json allows it"
        in denied.stderr
    )
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["out.tar.gz"]
