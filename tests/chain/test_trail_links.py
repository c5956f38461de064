"""What the links say of a trail, of its log group and of what reaches it: the rarer answers, word by word."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from analyzer.evidence import JSON
from analyzer.rules import LinkName
from tests.support.chain_steps import (
    ACCOUNT,
    IDENTITY,
    MEMBER,
    SELECTORS,
    STATUS,
    TRAILS,
    Files,
    at,
    context_of,
    good,
    told,
)

TRAIL = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/org"
GROUPS = "us-east-1/describe-log-groups.json"
FAILED = (
    "\nAn error occurred (ThrottlingException) when calling the GetEventSelectors operation: Rate exceeded\n"
)

ASK_TRAILS = "$ aws cloudtrail describe-trails --include-shadow-trails --output json"
ASK_TRAILS_THERE = "$ aws cloudtrail describe-trails --include-shadow-trails --region us-east-1 --output json"
ASK_STATUS = f"  $ aws cloudtrail get-trail-status --name {TRAIL} --region us-east-1 --output json"
ASK_SELECTORS = (
    f"  $ aws cloudtrail get-event-selectors --trail-name {TRAIL} --region us-east-1 --output json"
)
NO_OTHERS, PERHAPS_OTHERS = "and no others", "and perhaps others"

Edit = Callable[[Files], None]


def put(path: str, content: object) -> Edit:
    """A file in place of another one, or beside the others."""

    def edit(files: Files) -> None:
        files[path] = content

    return edit


def without(path: str) -> Edit:
    def edit(files: Files) -> None:
        del files[path]

    return edit


def trail(**members: JSON) -> Edit:
    """Other members of the trail; None takes one away."""

    def edit(files: Files) -> None:
        row = files[TRAILS]["trailList"][0] | members
        files[TRAILS]["trailList"] = [{name: value for name, value in row.items() if value is not None}]

    return edit


def cut_trail(**members: JSON) -> Edit:
    """The trail as a `--query` may print it."""
    return put(TRAILS, [{"TrailARN": TRAIL, "IsMultiRegionTrail": True, **members}])


def basic(**members: JSON) -> dict[str, JSON]:
    return {"ReadWriteType": "All", "IncludeManagementEvents": True, **members}


def answer(*selectors: JSON, **members: JSON) -> dict[str, JSON]:
    return {"TrailARN": TRAIL, "EventSelectors": list(selectors), **members}


def advanced(*conditions: JSON) -> dict[str, JSON]:
    management: JSON = {"Field": "eventCategory", "Equals": ["Management"]}
    return {"TrailARN": TRAIL, "AdvancedEventSelectors": [{"FieldSelectors": [management, *conditions]}]}


def said(link: LinkName, *edits: Edit) -> list[str]:
    files = good()
    for edit in edits:
        edit(files)
    return told(at(link, context_of(files)))


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            trail(HomeRegion=None),
            [
                "org",
                "  multi-region of org: `org` records all regions, home not said"
                " @ describe-trails.json#/trailList/0/IsMultiRegionTrail",
                NO_OTHERS,
            ],
        ),
        (
            trail(IsMultiRegionTrail=False),
            [
                "org",
                "  not-multi-region of org: `org` records one region only"
                " @ describe-trails.json#/trailList/0/IsMultiRegionTrail",
                NO_OTHERS,
            ],
        ),
        (
            trail(TrailARN="arn:odd"),
            [
                "org, where the path ends",
                "  malformed-arn of org: expected the ARN of a trail, found `arn:odd`"
                " @ describe-trails.json#/trailList/0/TrailARN",
                f"  {ASK_TRAILS}",
                NO_OTHERS,
            ],
        ),
    ],
)
def test_a_trail(edit: Edit, lines: list[str]) -> None:
    assert said(LinkName.TRAIL, edit) == lines


def in_folder(name: str) -> Edit:
    def edit(files: Files) -> None:
        for path in list(files):
            files[f"{name}/{path}"] = files.pop(path)

    return edit


def test_an_account_number_that_is_redacted_elsewhere_raises_no_doubt() -> None:
    redacted = {"UserId": "a", "Account": "[REDACTED]", "Arn": "[REDACTED]"}
    files = good()
    in_folder(ACCOUNT)(files)
    files[f"{MEMBER}/{IDENTITY}"] = redacted
    assert told(at(LinkName.TRAIL, context_of(files)))[-1] == NO_OTHERS
    files[f"{ACCOUNT}/{IDENTITY}"] = redacted
    lines = told(at(LinkName.TRAIL, context_of(files)))
    assert "evidence-redacted" in lines[1]
    assert lines[-2:] == ["$ aws sts get-caller-identity --output json", PERHAPS_OTHERS]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            without(STATUS),
            ["  status-not-captured of org: no status of the trail was captured @", ASK_STATUS],
        ),
        (
            put(STATUS, {"IsLogging": False}),
            ["  not-logging of org: the trail is not logging @ get-trail-status--org.json#/IsLogging"],
        ),
        (
            put(STATUS, {"LatestDeliveryTime": "2026-11-20T09:58:12Z"}),
            [
                "  logging-not-said of org: the status does not say whether the trail is logging"
                " @ get-trail-status--org.json#",
                ASK_STATUS,
            ],
        ),
        (
            put(STATUS, {"IsLogging": True, "LatestDeliveryError": "AccessDenied"}),
            [
                "  logging of org: the trail is logging @ get-trail-status--org.json#/IsLogging",
                "  s3-delivery-error of org: the last delivery to S3 failed: `AccessDenied`"
                " @ get-trail-status--org.json#/LatestDeliveryError",
                "  no-delivery-shown of org: the status shows no delivery to CloudWatch Logs: it speaks of no"
                " delivery at all @ get-trail-status--org.json#",
                ASK_STATUS,
            ],
        ),
        (
            put("us-east-1/get-trail-status--org-2.json", {"IsLogging": False}),
            [
                "  conflict of org: `org`: two records of the same resource disagree on `IsLogging`"
                " @ get-trail-status--org-2.json#/IsLogging get-trail-status--org.json#/IsLogging",
                "  assumed-trail of us-east-1/get-trail-status--org-2.json:"
                " `us-east-1/get-trail-status--org-2.json` has more in its name than `org`; taken for a file"
                " about it @ get-trail-status--org-2.json#",
                ASK_STATUS,
            ],
        ),
    ],
)
def test_its_status(edit: Edit, lines: list[str]) -> None:
    assert said(LinkName.LOGGING, edit) == ["org", *lines, NO_OTHERS]


AT_BASIC = "@ get-event-selectors--org.json#/EventSelectors"
AT_ADVANCED = "@ get-event-selectors--org.json#/AdvancedEventSelectors"
BUT_KMS = (
    "the trail records all management events but some of kms.amazonaws.com, which the control does not name"
)


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            without(SELECTORS),
            ["selectors-not-captured of org: no event selectors of the trail were captured @", ASK_SELECTORS],
        ),
        (
            put(SELECTORS, answer()),
            [
                "selectors-not-said of org: the answer names no selectors of one kind and does not speak of"
                " the other @ get-event-selectors--org.json#",
                ASK_SELECTORS,
            ],
        ),
        (
            put("us-east-1/get-event-selectors--org-2.json", answer()),
            [
                "conflict of org: `org`: two records of the same resource disagree on `EventSelectors`"
                " @ get-event-selectors--org-2.json#/EventSelectors"
                " get-event-selectors--org.json#/EventSelectors",
                ASK_SELECTORS,
            ],
        ),
        (
            put(SELECTORS, answer(basic(), **advanced())),
            [
                "contradiction of org: `org`: it has basic selectors, but advanced ones, which exclude them,"
                f" stand beside them {AT_ADVANCED} get-event-selectors--org.json#/EventSelectors",
                ASK_SELECTORS,
            ],
        ),
        (
            put(SELECTORS, advanced({"Field": "vpcEndpointId", "NotEquals": ["a"]})),
            [
                "selectors-undecided of org: a selector has a form whose effect is not known here"
                f" {AT_ADVANCED}",
                ASK_SELECTORS,
            ],
        ),
        (
            put(SELECTORS, advanced({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]})),
            [
                f"all-management-events of org: {BUT_KMS} {AT_ADVANCED}",
                f"  event-sources-left-out of org: {BUT_KMS} {AT_ADVANCED}",
            ],
        ),
        (
            put(SELECTORS, answer(basic())),
            [f"all-management-events of org: the trail records all management events {AT_BASIC}"],
        ),
        (
            put(SELECTORS, [basic(ExcludeManagementEventSources=[])]),
            [
                "all-management-events of org: the trail records all management events"
                " @ get-event-selectors--org.json#"
            ],
        ),
        (
            put(SELECTORS, [basic()]),  # a `--query` may have left the sources out
            [
                "all-management-events of org: the trail records all management events, though"
                " kms.amazonaws.com, rdsdata.amazonaws.com may be left out, which the control does not name"
                " @ get-event-selectors--org.json#"
            ],
        ),
        (
            put(SELECTORS, [basic(ReadWriteType=None)]),
            [
                "selectors-undecided of org: a selector has a form whose effect is not known here"
                " @ get-event-selectors--org.json#",
                ASK_SELECTORS,
            ],
        ),
    ],
)
def test_its_selectors(edit: Edit, lines: list[str]) -> None:
    assert said(LinkName.MANAGEMENT_EVENTS, edit) == ["org", f"  {lines[0]}", *lines[1:], NO_OTHERS]


def test_the_selectors_that_a_failed_command_printed_whole_refute() -> None:
    printed = json.dumps(answer(basic(ReadWriteType="WriteOnly"))) + FAILED
    lines = said(LinkName.MANAGEMENT_EVENTS, put(SELECTORS, printed))
    assert lines[1].startswith("  not-all-management-events of org: not recorded, for example: a read event")
    assert lines[2].startswith("  failed-command of us-east-1/get-event-selectors--org.json: ")


def test_that_a_file_was_taken_for_the_answer_about_a_trail_is_told() -> None:
    nameless = {"EventSelectors": [basic(ExcludeManagementEventSources=["kms.amazonaws.com"])]}
    lines = said(
        LinkName.MANAGEMENT_EVENTS, without(SELECTORS), put("us-east-1/get-event-selectors.json", nameless)
    )
    rules = [line.split()[0] for line in lines[1:-1]]
    assert rules == ["all-management-events", "assumed-trail", "event-sources-left-out"]


def left_out(*conditions: JSON) -> dict[str, Any]:
    """The event that shows what an advanced selector with these conditions leaves out."""
    files = good()
    files[SELECTORS] = advanced(*conditions)
    (step,) = at(LinkName.MANAGEMENT_EVENTS, context_of(files)).each
    assert step.deciding.rule.id == "not-all-management-events"
    shown = step.deciding.counterexample
    assert isinstance(shown, dict)
    return shown


@pytest.mark.parametrize(
    ("operator", "is_taken"),
    [
        ("Equals", lambda name: name == "Invoke"),
        ("StartsWith", lambda name: name.startswith("Invoke")),
        ("EndsWith", lambda name: name.endswith("Invoke")),
        ("NotEquals", lambda name: name != "Invoke"),
        ("NotStartsWith", lambda name: not name.startswith("Invoke")),
        ("NotEndsWith", lambda name: not name.endswith("Invoke")),
    ],
)
def test_the_event_that_a_condition_leaves_out(operator: str, is_taken: Callable[[str], bool]) -> None:
    assert not is_taken(left_out({"Field": "eventName", operator: ["Invoke"]})["eventName"])


def test_the_event_that_is_left_out_is_as_cloudtrail_writes_it() -> None:
    user = f"arn:aws:iam::{ACCOUNT}:user/a"
    event = left_out({"Field": "userIdentity.arn", "NotEquals": [user]})
    assert event["userIdentity"] == {"arn": user}
    assert "userIdentity.arn" not in event
    assert left_out({"Field": "readOnly", "Equals": ["true"]})["readOnly"] is False
    assert left_out({"Field": "readOnly", "Equals": ["false"]})["readOnly"] is True


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            trail(CloudWatchLogsLogGroupArn="arn:odd"),
            [
                "malformed-arn of org: expected the ARN of a log group, found `arn:odd`"
                " @ describe-trails.json#/trailList/0/CloudWatchLogsLogGroupArn",
                ASK_TRAILS_THERE,
                PERHAPS_OTHERS,
            ],
        ),
        (
            trail(CloudWatchLogsLogGroupArn=None),
            [
                "no-log-group of org: the trail delivers to no log group @ describe-trails.json#/trailList/0",
                NO_OTHERS,
            ],
        ),
        (
            cut_trail(),
            [
                "log-group-not-said of org: the entry may have been cut and does not say which log group the"
                " trail delivers to @ describe-trails.json#/0",
                ASK_TRAILS_THERE,
                PERHAPS_OTHERS,
            ],
        ),
        (
            cut_trail(CloudWatchLogsLogGroupArn=""),
            [
                "no-log-group of org: the trail delivers to no log group @ describe-trails.json#/0",
                NO_OTHERS,
            ],
        ),
        (
            put(GROUPS, {"logGroups": [{"logGroupName": "CloudTrail/Logs", "logGroupClass": "DELIVERY"}]}),
            [
                "CloudTrail/Logs",
                "  log-group-class of CloudTrail/Logs: metric filters are known to work in class `STANDARD`,"
                " this group is of class `DELIVERY` @ describe-log-groups.json#/logGroups/0/logGroupClass",
                NO_OTHERS,
            ],
        ),
    ],
)
def test_its_log_group(edit: Edit, lines: list[str]) -> None:
    assert said(LinkName.LOG_GROUP, edit) == lines


def test_a_class_that_a_failed_command_told_is_asked_for_again() -> None:
    groups = json.dumps({"logGroups": [{"logGroupName": "CloudTrail/Logs", "logGroupClass": "DELIVERY"}]})
    lines = said(
        LinkName.LOG_GROUP, put(GROUPS, groups + FAILED.replace("GetEventSelectors", "DescribeLogGroups"))
    )
    assert [line.split()[0] for line in lines[:3]] == ["CloudTrail/Logs", "log-group-class", "failed-command"]
    assert lines[3:] == [
        "  $ aws logs describe-log-groups --log-group-name-prefix CloudTrail/Logs --region us-east-1"
        " --output json",
        NO_OTHERS,
    ]


def test_a_status_that_shows_a_delivery_is_not_asked_for_again() -> None:
    assert [line.split()[0] for line in said(LinkName.LOGGING)] == ["org", "logging", "and"]


@pytest.mark.parametrize("link", [LinkName.LOGGING, LinkName.MANAGEMENT_EVENTS])
def test_what_a_member_captured_of_its_organizations_trail_counts(link: LinkName) -> None:
    files = good()
    trail(IsOrganizationTrail=True)(files)
    files[IDENTITY] = {"UserId": "a", "Account": MEMBER, "Arn": f"arn:aws:iam::{MEMBER}:user/a"}
    lines = told(at(link, context_of(files), MEMBER))
    assert lines[1].split()[0] in ("logging", "all-management-events")


def test_each_link_hands_on_who_is_assessed() -> None:
    context = context_of(good())
    for link in tuple(LinkName)[1:]:  # before the chain stands whether the control applies
        steps = at(link, context).each if link is not LinkName.SUBSCRIPTION else ()
        assert {getattr(step.subject, "viewer", None) for step in steps} <= {ACCOUNT}, link
