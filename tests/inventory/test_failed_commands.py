"""Answers of failed commands: they prove with a warning, they refute nothing, whatever shows the failure.

Each operation is tried with each form in which evidence shows that a command failed: the table of the
collector, files beside the answer, and the text of a saved session ahead of the answer and behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from analyzer import analyze
from analyzer.assessment import ControlReport
from analyzer.evidence import JSON
from analyzer.limits import DEFAULT_LIMITS
from analyzer.reports.words import statement, words
from analyzer.verdict import Verdict
from tests.support.accounts.build import bases, write

GOOD = bases()["regions"]
FILES = {
    "identity": "get-caller-identity.json",
    "trails": "us-east-1/describe-trails.json",
    "status": "us-east-1/get-trail-status--org.json",
    "selectors": "us-east-1/get-event-selectors--org.json",
    "filters": "us-east-1/describe-metric-filters--CloudTrail_Logs.json",
    "alarms": "us-east-1/describe-alarms.json",
    "subscriptions": "us-east-1/list-subscriptions-by-topic--security-alerts.json",
}
LISTS = {"trails": "trailList", "filters": "metricFilters", "alarms": "MetricAlarms",
         "subscriptions": "Subscriptions"}  # fmt: skip
COMMANDS = {
    "identity": "sts get-caller-identity",
    "trails": "cloudtrail describe-trails",
    "status": "cloudtrail get-trail-status --name org",
    "selectors": "cloudtrail get-event-selectors --trail-name org",
    "filters": "logs describe-metric-filters --log-group-name CloudTrail/Logs",
    "alarms": "cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm",
    "subscriptions": "sns list-subscriptions-by-topic"
    " --topic-arn arn:aws:sns:us-east-1:111111111111:security-alerts",
}
ERRORS = (
    "An error occurred (Throttling) when calling the {operation} operation (reached max retries: 2): Rate",
    "aws: [ERROR]: An error occurred (Throttling) when calling the {operation} operation: Rate exceeded",
    "aws: [ERROR]: Unable to locate credentials. You can configure credentials by running \"aws configure\".",
    "aws: error: argument command: Invalid choice",
    "Unable to locate credentials. You can configure credentials by running \"aws login\".",
    "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
    'Could not connect to the endpoint URL: "https://monitoring.us-east-1.amazonaws.com/"',
    'Read timeout on endpoint URL: "https://monitoring.us-east-1.amazonaws.com/"',
    'Connect timeout on endpoint URL: "https://logs.us-east-1.amazonaws.com/"',
    'Connection was closed before we received a valid response from endpoint URL: "https://sns/"',
    "SSL validation failed for https://sns.us-east-1.amazonaws.com/ [SSL: CERTIFICATE_VERIFY_FAILED]",
    "Token has expired and refresh failed",
    "Error when retrieving token from sso: Token has expired and refresh failed",
    "Traceback (most recent call last):\n  File \"aws\", line 27, in <module>\nKeyboardInterrupt",
    "botocore.exceptions.ClientError: An error occurred (Throttling) when calling the {operation} operation",
    "[Errno 32] Broken pipe",
    "Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>",
    "^C",
)  # fmt: skip


def control(folder: Path) -> ControlReport:
    (assessment,) = analyze([folder]).assessments
    (report,) = assessment.controls
    return report


def failing(name: str, form: str, error: str, files: dict[str, JSON]) -> dict[str, bytes]:
    """The files, with the answer of this name that of a failed command."""
    path = FILES[name]
    operation = COMMANDS[name].split()[1].title().replace("-", "")
    said = error.format(operation=operation)
    found = {at: json.dumps(document).encode() for at, document in files.items()}
    match form:
        case "table":
            command = f"aws {COMMANDS[name]} --region us-east-1 --output json"
            row = "\t".join(("2026-11-20T10:02:03Z", "254", "us-east-1", command, f"data/{path}"))
            found["commands.tsv"] = f"started\tstatus\tregion\tcommand\toutput\n{row}\n".encode()
        case "status":
            found[f"{path}.status"] = b"254\n"
        case "status of the stem":
            found[f"{path.removesuffix('.json')}.status"] = b"exit status 1\n"
        case "stderr":
            found[f"{path}.stderr"] = f"\n{said}\n".encode()
        case "ahead":
            found[path] = f"\n{said}\n".encode() + found[path]
        case "behind":
            found[path] = found[path] + f"\n\n{said}\n".encode()
        case "session":
            session = f"$ aws {COMMANDS[name]}\n".encode() + found.pop(path)
            found["us-east-1/session.txt"] = session + f"\n{said}\n$ ls\n".encode()
    return found


CASES = [
    *((name, form, "") for name in FILES for form in ("table", "status", "status of the stem")),
    *((name, "stderr", error) for name in FILES for error in ERRORS[:1]),
    *((name, form, ERRORS[0]) for name in FILES for form in ("ahead", "behind", "session")),
    *(("alarms", form, error) for error in ERRORS for form in ("stderr", "ahead", "behind", "session")),
]


def thinned(cases: Iterable[tuple[str, str, str]]) -> list[ParameterSet]:
    """Each case, all but every ninth of them left to the deep profile."""
    distinct = enumerate(dict.fromkeys(cases))
    return [pytest.param(*case, marks=[pytest.mark.deep] if at % 9 else []) for at, case in distinct]


@pytest.mark.parametrize(("name", "form", "error"), thinned(CASES))
def test_it_proves_with_a_warning(name: str, form: str, error: str, tmp_path: Path) -> None:
    report = control(write(failing(name, form, error, dict(GOOD)), tmp_path))
    assert report.verdict is Verdict.PASS
    assert "failed-command" in {notice.rule.id for notice in report.warnings}


# An empty list of trails may hide those of other regions, whatever became of its command.
ONE_REGION: JSON = [
    {
        "Name": "org",
        "TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/org",
        "HomeRegion": "us-east-1",
        "IsMultiRegionTrail": False,
    }
]


@pytest.mark.parametrize(("name", "form", "error"), dict.fromkeys(case for case in CASES if case[0] in LISTS))
def test_a_list_of_it_refutes_nothing(name: str, form: str, error: str, tmp_path: Path) -> None:
    empty: dict[str, JSON] = {**GOOD, FILES[name]: {LISTS[name]: ONE_REGION if name == "trails" else []}}
    whole = {path: json.dumps(document).encode() for path, document in empty.items()}
    assert control(write(whole, tmp_path / "whole")).verdict is Verdict.FAIL
    files = failing(name, form, error, empty)
    assert control(write(files, tmp_path / "failed")).verdict is Verdict.INCONCLUSIVE


def test_another_answer_that_says_the_same_takes_the_warning_away(tmp_path: Path) -> None:
    files = failing("alarms", "status", "", dict(GOOD))
    files["again/us-east-1/describe-alarms.json"] = files[FILES["alarms"]]
    report = control(write(files, tmp_path))
    assert (report.verdict, report.warnings) == (Verdict.PASS, ())


def test_the_error_of_another_command_says_nothing_of_the_answer(tmp_path: Path) -> None:
    files = {path: json.dumps(document).encode() for path, document in GOOD.items()}
    refused = b"$ aws sns list-subscriptions-by-topic\nUnable to locate credentials\n"
    refused += b"$ aws cloudwatch describe-alarms\n"
    files["us-east-1/session.txt"] = refused + files.pop(FILES["alarms"])
    assert control(write(files, tmp_path)).verdict is Verdict.PASS
    files["us-east-1/session.txt"] = refused + b'{"MetricAlarms": [], "CompositeAlarms": []}'
    assert control(write(files, tmp_path / "none")).verdict is Verdict.FAIL


def none_of(name: str) -> dict[str, bytes]:
    """The files, with a list of this name that is whole and empty."""
    empty: dict[str, JSON] = {**GOOD, FILES[name]: {LISTS[name]: ONE_REGION if name == "trails" else []}}
    return {path: json.dumps(document).encode() for path, document in empty.items()}


HEADER = b"started\tstatus\tregion\tcommand\toutput\n"


@pytest.mark.parametrize("table", [b"another table\n", HEADER + b"yesterday\t0\t\taws\tdata/x\n"])
@pytest.mark.parametrize("place", ["", "us-east-1/"])
def test_a_table_that_cannot_be_read_may_have_told_of_a_failure(
    table: bytes, place: str, tmp_path: Path
) -> None:
    """What it would tell of options and exit statuses is not known, so nothing below it is whole."""
    files = none_of("alarms") | {f"{place}commands.tsv": table}
    assert control(write(files, tmp_path / "none")).verdict is Verdict.INCONCLUSIVE
    good = {path: json.dumps(document).encode() for path, document in GOOD.items()}
    assert control(write(good | {f"{place}commands.tsv": table}, tmp_path / "good")).verdict is Verdict.PASS
    elsewhere = none_of("alarms") | {"eu-west-1/commands.tsv": table}
    assert control(write(elsewhere, tmp_path / "elsewhere")).verdict is Verdict.FAIL


@pytest.mark.parametrize("what", [".status", ".stderr"])
def test_a_status_that_cannot_be_read_may_have_told_of_a_failure(what: str, tmp_path: Path) -> None:
    files = none_of("alarms") | {FILES["alarms"] + what: b"0" + b" " * 100_000}
    folder = write(files, tmp_path)
    (assessment,) = analyze([folder], limits=DEFAULT_LIMITS.with_values({"file-bytes": 99_999})).assessments
    assert assessment.controls[0].verdict is Verdict.INCONCLUSIVE
    (assessment,) = analyze([folder]).assessments
    assert assessment.controls[0].verdict is Verdict.FAIL


WHO = "arn:aws:sts::111111111111:assumed-role/audit/anna"
WHAT = "cloudwatch:DescribeAlarms"
DENIED = (
    "An error occurred (AccessDenied) when calling the DescribeAlarms operation:"
    f" User: {WHO} is not authorized to perform: {WHAT}"
)
TOLD = f"AWS answered with the error `AccessDenied`: `{WHO}` may not do `{WHAT}`"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{DENIED} because no identity-based policy allows it",
            f"{TOLD}, which `collectors/policy.json` allows",
        ),
        (
            f"{DENIED} with an explicit deny in a permissions boundary",
            f"{TOLD}, since a policy denies it",
        ),
        (
            "An error occurred (AccessDenied) when calling the DescribeAlarms operation: denied",
            "AWS answered with the error `AccessDenied`",
        ),
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_who_was_denied_what_is_told_where_it_says_so(
    text: str, told: str, beside: bool, tmp_path: Path
) -> None:
    name = FILES["alarms"]
    files = {path: json.dumps(document).encode() for path, document in GOOD.items()}
    files |= {name: b"", f"{name}.stderr": text.encode()} if beside else {name: text.encode()}
    control = analyze([write(files, tmp_path)]).assessments[0].controls[0]
    (found,) = (one for link in control.links for one in link.findings if one.rule.id == "evidence-error")
    assert statement(found) == told
    (place,) = found.places
    assert place.location.file.endswith(".stderr" if beside else "describe-alarms.json")
    assert (place.value, place.readable) == (text, False)


def test_what_lies_beside_the_audit_steps_has_a_policy_of_its_own(tmp_path: Path) -> None:
    text = "An error occurred (AccessDenied) when calling the DescribeLogGroups operation: User: x is not"
    path = "us-east-1/describe-log-groups.json"
    report = analyze(
        [write({path: f"{text} authorized to perform: logs:DescribeLogGroups".encode()}, tmp_path)]
    )
    (entry,) = report.evidence
    assert any("`collectors/policies/extended.json` allows" in words(one) for one in entry.problems)
