"""What file names and command lines say."""

# ruff: noqa: E501 - a row a line reads best
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.aws.command_line import AuditOperation, parse_arguments
from analyzer.inventory.filename_hints import Names, filename_hints, spelled, spells
from analyzer.inventory.shell_history import lines_in


@pytest.mark.parametrize(
    ("path", "kind", "region", "account", "subject"),
    [
        ("us-east-1/describe-alarms.json", AuditOperation.ALARMS, "us-east-1", None, ""),
        ("describe-alarms-us-east-1.json", AuditOperation.ALARMS, "us-east-1", None, ""),
        ("us-east-1/describe-alarms-eu-west-1.json", AuditOperation.ALARMS, "eu-west-1", None, ""),
        ("get-trail-status--org.json", AuditOperation.STATUS, None, None, "org"),
        ("get-event-selectors_mytrail.json", AuditOperation.SELECTORS, None, None, "mytrail"),
        ("list-subscriptions-by-topic--topicname.json", AuditOperation.SUBSCRIPTIONS, None, None, "topicname"),
        ("describe-metric-filters--CloudTrail_Logs.json", AuditOperation.FILTERS, None, None, "CloudTrail_Logs"),
        ("describe-metric-filters--other-group.json", AuditOperation.FILTERS, None, None, "other-group"),
        ("3.json", None, None, None, ""),
        ("mytrail.json", None, None, None, ""),
        ("x/get-trail-status/org.json", AuditOperation.STATUS, None, None, "org"),
        ("111111111111/DescribeTrails.txt", AuditOperation.TRAILS, None, "111111111111", ""),
        ("describe_trails_111111111111.json", AuditOperation.TRAILS, None, "111111111111", ""),
        ("03_get-trail-status (1).txt", AuditOperation.STATUS, None, None, ""),
        ("org-get-trail-status.json", AuditOperation.STATUS, None, None, "org"),
        ("aws-cloudtrail-get-trail-status-output.json", AuditOperation.STATUS, None, None, ""),
        ("cn-north-1/describe-alarms.json", AuditOperation.ALARMS, "cn-north-1", None, ""),
        ("us-gov-west-1/describe-alarms.json", AuditOperation.ALARMS, "us-gov-west-1", None, ""),
        ("get-trail-status_20261120T101500Z.json", AuditOperation.STATUS, None, None, ""),
        ("2026-11-20_10-15-00 get-trail-status.json", AuditOperation.STATUS, None, None, ""),
        ("describe-trails-202611201015.json", AuditOperation.TRAILS, None, None, ""),
        ("get-trail-status_v2.json", AuditOperation.STATUS, None, None, ""),
        ("step3_get-trail-status.json.txt", AuditOperation.STATUS, None, None, ""),
        ("aws cloudtrail get-trail-status --name org --region us-east-1.txt",
         AuditOperation.STATUS, "us-east-1", None, "org   us-east-1"),
        # An account in the middle of a resource's name is a part of that name.
        (
            "describe-metric-filters--aws-cloudtrail-logs-222222222222-ab12.json",
            AuditOperation.FILTERS, None, None, "aws-cloudtrail-logs-222222222222-ab12",
        ),
    ],
)  # fmt: skip
def test_names(
    path: str, kind: AuditOperation | None, region: str | None, account: str | None, subject: str
) -> None:
    found = filename_hints(path)
    assert (found.kind, found.region, found.account, found.subject) == (kind, region, account, subject)


@pytest.mark.parametrize(
    ("subject", "name", "same"),
    [
        ("CloudTrail_Logs", "CloudTrail/Logs", True),
        ("-CloudTrail-Logs-", "CloudTrail/Logs", True),
        ("org", "org", True),
        ("us-east-1-org", "org", True),
        ("Org", "org", False),
        ("org2", "org", False),
        ("other", "org", False),
    ],
)
def test_spelling(subject: str, name: str, same: bool) -> None:
    assert spells(subject, name) is same


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("get-trail-status--org.json", ["org"]),
        ("get-trail-status--org (1).json", ["org"]),
        ("get-trail-status--org - Copy (2).json", ["org"]),
        ("get-trail-status_org_20261120.json", ["org"]),
        ("2026-11-20 get-trail-status org.json", ["org"]),
        ("get-trail-status--org-2.json", ["org-2"]),
        ("get-trail-status--org-3.json", ["org"]),
        ("get-trail-status--org-archive.json", []),
        ("get-trail-status (1).json", None),
        ("status_org.json", ["org"]),
        ("org status 2026-11-20.json", ["org"]),
        ("trail-org-2.json", ["org-2"]),
        ("status-other.json", None),
        ("cis-org.json", None),
        ("org.json", None),
        ("status of org for client.json", None),
        ("event selectors org (1).json", ["org"]),
        ("reorg.json", None),
    ],
)
def test_what_tells_copies_apart_names_no_resource(path: str, found: list[str] | None) -> None:
    assert spelled(filename_hints(path), Names({"org": ("org",), "org-2": ("org-2",)})) == found


@pytest.mark.parametrize(
    ("text", "kind", "subject", "region", "cuts"),
    [
        ("$ aws cloudtrail describe-trails --region us-east-1\n", AuditOperation.TRAILS, None, "us-east-1", ()),
        (
            "PS C:\\> aws --profile x --region eu-west-1 cloudtrail get-trail-status --name t > a.json",
            AuditOperation.STATUS, "t", "eu-west-1", (),
        ),
        ("aws logs describe-metric-filters \\\n  --log-group-name 'a b' 2>&1", AuditOperation.FILTERS, "a b", None, ()),
        ("$ aws sns list-subscriptions-by-topic --topic-arn=arn:x", AuditOperation.SUBSCRIPTIONS, "arn:x", None, ()),
        ("$ aws cloudwatch describe-alarms --query 'MetricAlarms[*]'", AuditOperation.ALARMS, None, None, ()),
        ("$ aws cloudwatch describe-alarms --query 'MetricAlarms[0]'", AuditOperation.ALARMS, None, None, ("--query",)),
        ("$ aws cloudwatch describe-alarms --alarm-names x", AuditOperation.ALARMS, None, None, ("--alarm-names",)),
        ("$ aws cloudwatch describe-alarms --max-items 1", AuditOperation.ALARMS, None, None, ()),
        ("$ aws cloudwatch describe-alarms --max-items 1 --query 'MetricAlarms[]'", AuditOperation.ALARMS, None, None,
         ("--max-items",)),
        ("$ aws sns list-subscriptions", AuditOperation.SUBSCRIPTIONS, None, None, ("list-subscriptions",)),
        ("$ aws --profile logs --debug logs --region us-east-1 describe-metric-filters --log-group-name g",
         AuditOperation.FILTERS, "g", "us-east-1", ()),
        ('$ aws --profile "our audit" --region us-east-1 cloudtrail get-trail-status --name org',
         AuditOperation.STATUS, "org", "us-east-1", ()),
        ("$ aws cloudtrail get-trail-status --name $TRAIL --region $r", AuditOperation.STATUS, None, None, ()),
        ("$ export AWS_REGION=eu-west-1\n$ aws cloudwatch describe-alarms",
         AuditOperation.ALARMS, None, "eu-west-1", ()),
        ("PS C:\\> $env:AWS_DEFAULT_REGION = 'eu-west-1'; aws cloudwatch describe-alarms",
         AuditOperation.ALARMS, None, "eu-west-1", ()),
        ("$ AWS_REGION=eu-west-1 AWS_PROFILE=x aws cloudwatch describe-alarms --region us-east-1",
         AuditOperation.ALARMS, None, "us-east-1", ()),
        ("$ aws cloudtrail describe-trails --no-include-shadow-trails", AuditOperation.TRAILS, None, None,
         ("--no-include-shadow-trails",)),
        ("$ aws cloudwatch describe-alarms | jq .", AuditOperation.ALARMS, None, None, ()),
        ("$ aws cloudwatch describe-alarms 2>&1 | tee alarms.json", AuditOperation.ALARMS, None, None, ()),
        ("$ aws cloudwatch describe-alarms || echo failed", AuditOperation.ALARMS, None, None, ()),
        ("$ aws cloudwatch describe-alarms | jq .MetricAlarms[0]", AuditOperation.ALARMS, None, None, ("|",)),
        ("$ /usr/local/bin/aws logs describe-metric-filters --log-group-name g", AuditOperation.FILTERS, "g", None, ()),
        ('C:\\> "C:\\Program Files\\AWS\\aws.exe" sns list-subscriptions-by-topic --topic-arn a:b',
         AuditOperation.SUBSCRIPTIONS, "a:b", None, ()),
        ("PS C:\\> aws logs describe-metric-filters `\n>> --log-group-name g `\n>> --region us-east-1",
         AuditOperation.FILTERS, "g", "us-east-1", ()),
        ("$ aws cloudwatch describe-alarms | head -40", AuditOperation.ALARMS, None, None, ("|",)),
    ],
)  # fmt: skip
def test_command_lines(
    text: str, kind: AuditOperation, subject: str | None, region: str | None, cuts: tuple[str, ...]
) -> None:
    (line,) = lines_in(text)
    command = line.command
    assert (command.kind, command.subject, command.region, command.cuts) == (kind, subject, region, cuts)


def test_a_region_for_one_command_is_not_that_of_the_next() -> None:
    text = "$ AWS_REGION=eu-west-1 aws sns list-subscriptions\n$ aws sns list-subscriptions\n"
    assert [line.command.region for line in lines_in(text)] == ["eu-west-1", None]
    assert [line.command.region for line in lines_in(f"$ export AWS_REGION=us-east-1\n{text}")] == [
        "eu-west-1",
        "us-east-1",
    ]


def test_the_query_of_the_audit_step_is_known_by_its_metric() -> None:
    for quote in "`'\"":
        query = f"MetricAlarms[?MetricName=={quote}Failures{quote}]"
        command = parse_arguments(["aws", "cloudwatch", "describe-alarms", "--query", query])
        assert command is not None
        assert command.metric_asked == "Failures"
    other = parse_arguments(
        ["aws", "cloudwatch", "describe-alarms", "--query", "MetricAlarms[?Namespace=='x']"]
    )
    assert other is not None
    assert other.metric_asked is None


@given(st.text())
def test_any_name_and_any_text_is_read_without_an_exception(text: str) -> None:
    filename_hints(text)
    lines_in(text)


@given(st.lists(st.text()))
def test_any_argument_vector_is_read_without_an_exception(arguments: list[str]) -> None:
    command = parse_arguments(arguments)
    assert command is None or command.operation in arguments
