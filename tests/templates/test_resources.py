"""All resources of the chain that a file declares: the same account in each format, and what is left open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import AwsModel, MemberPath
from analyzer.errors import InputError
from analyzer.evidence import JSON
from analyzer.templates import Declared, Resources, UnknownFormatError, read_resources
from analyzer.templates.defaults import CLOUDFORMATION, TERRAFORM
from analyzer.templates.reader import MAX_BYTES, MAX_RESOURCES
from analyzer.templates.rows import MemberKind, MemberRow, WhenAbsent
from analyzer.templates.table import SHAPES
from analyzer.templates.translate import MAX_ITEMS
from analyzer.templates.yaml_source import read_yaml
from tests.support.laws import examples
from tests.templates.test_reader import CASES, at

ACCOUNT = CASES.parent / "account"
FILES = ("main.tf", "plan.json", "template.yaml", "template.json")
KINDS = [field.name for field in fields(Resources) if field.name not in ("elsewhere", "lines")]
OPEN = "(open)"
EXPECTED = json.loads((ACCOUNT / "expected.json").read_text())
NAMES = {called: name for name, both in EXPECTED["names"].items() for called in both}


def account(file: str) -> Resources:
    return read_resources(file, (ACCOUNT / file).read_bytes())


def of_json(document: object) -> Resources:
    return read_resources("file", json.dumps(document).encode())


def every(found: Resources) -> Iterator[tuple[str, Declared[AwsModel]]]:
    for kind in KINDS:
        for one in getattr(found, kind):
            yield kind, one


def told(one: Declared[AwsModel]) -> dict[str, Any]:
    """The record as JSON without what is absent; what is open says so."""
    value = one.record.value.model_dump(mode="json", exclude_none=True)
    for member in one.open:
        if not any(member[:depth] in one.open for depth in range(1, len(member))):
            around: Any = value
            for step in member[:-1]:
                around = around[step]
            around[member[-1]] = OPEN
    return value


def written(member: MemberPath) -> str:
    return "".join(f"/{step}" for step in member)


# The same account in every format


@pytest.mark.parametrize("file", FILES)
def test_the_same_account_is_told_alike_in_every_format(file: str) -> None:
    found: dict[str, dict[str, JSON]] = {}
    for kind, one in every(account(file)):
        found.setdefault(kind, {})[NAMES[one.name]] = told(one)
    expected = json.loads(json.dumps(EXPECTED["resources"]))
    if file == "plan.json":  # a set of which one item is unknown is unknown
        for pointer in EXPECTED["of the plan"]:
            _, kind, name, member = pointer.split("/")
            expected[kind][name][member] = OPEN
    assert found == expected


@pytest.mark.parametrize("file", ["main.tf", "template.yaml", "template.json"])
def test_a_member_that_is_the_value_of_another_resource_names_it(file: str) -> None:
    found = {
        f"/{kind}/{NAMES[one.name]}{written(member)}": NAMES[reference.resource]
        for kind, one in every(account(file))
        for member, reference in one.references.items()
    }
    of_configuration = EXPECTED["of the configuration"] if file == "main.tf" else {}
    assert found == EXPECTED["references"] | of_configuration


def test_a_plan_says_what_an_unknown_value_is_made_of_and_not_that_it_is_it() -> None:
    found = {
        f"/{kind}/{NAMES[one.name]}{written(member)}": [NAMES[other.resource] for other in why.mentions]
        for kind, one in every(account("plan.json"))
        for member, why in one.open.items()
        if why.mentions
    }
    kept = {
        pointer: [name]
        for pointer, name in EXPECTED["references"].items()
        if "AlarmActions" not in pointer and "logGroupName" not in pointer
    }
    assert found == kept | {pointer: [name] for pointer, name in EXPECTED["of the plan"].items()}
    assert not any(one.references for _, one in every(account("plan.json")))


def test_references_name_the_member_by_the_word_of_aws() -> None:
    for file, group, topic in (("main.tf", "arn:*", "arn"), ("template.yaml", "Arn", "Ref")):
        found = account(file)
        of_group = found.trails[0].references["CloudWatchLogsLogGroupArn",]
        assert (of_group.attribute, of_group.member) == (group, ("arn",))
        of_topic = found.subscriptions[0].references["TopicArn",]
        assert (of_topic.attribute, of_topic.member) == (topic, ("TopicArn",))


@pytest.mark.parametrize("file", ["plan.json", "template.json"])
def test_a_record_cites_the_places_of_the_file(file: str) -> None:
    document = json.loads((ACCOUNT / file).read_text())
    cited = 0
    for _, one in every(account(file)):
        for member in one.record.places:
            citation = one.record.cite(*member)
            if citation.location != one.record.at and isinstance(citation.value, str | int | float):
                assert at(document, citation.location.pointer) == citation.value
                cited += 1
    assert cited > 50


@pytest.mark.parametrize(
    ("file", "spelled"), [("main.tf", "exclude_management"), ("template.yaml", "Exclude")]
)
def test_a_place_has_a_line(file: str, spelled: str) -> None:
    found = account(file)
    lines = (ACCOUNT / file).read_text().splitlines()
    org = found.selectors[0]
    place = org.record.cite("EventSelectors", 0, "ExcludeManagementEventSources").location
    assert spelled in lines[found.line_of(place) - 1]
    assert all(one.line for _, one in every(found))


def test_a_place_without_a_line_has_that_of_what_is_around_it() -> None:
    text = """
Resources:
  A: {Type: "AWS::CloudWatch::Alarm", Properties: &same {Period: 60}}
  B:
    Type: AWS::CloudWatch::Alarm
    Properties: *same
"""
    found = read_resources("file", text.encode())
    _, second = found.metric_alarms
    assert found.line_of(second.record.cite("Period").location) == 6


# What the table promises


def rows_of(rows: tuple[MemberRow, ...], path: str) -> Iterator[tuple[str, MemberRow]]:
    for row in rows:
        yield f"{path}.{row.member}", row
        yield from rows_of(row.rows, f"{path}.{row.member}")


ROWS = {path: row for shape in SHAPES for path, row in rows_of(shape.rows, shape.model.__name__)}


def check(model: type[AwsModel], rows: tuple[MemberRow, ...]) -> None:
    """Every row is a member of the model, and what the model demands the table knows."""
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert {row.member for row in rows} <= set(model.model_fields)
    assert {row.member for row in rows if row.must} == required
    for row in rows:
        inner = [one for one in models_in(model.model_fields[row.member].annotation) if row.rows]
        for one in inner:
            check(one, row.rows)
        assert bool(inner) == bool(row.rows)


def models_in(annotation: Any) -> list[type[AwsModel]]:
    if isinstance(annotation, type) and issubclass(annotation, AwsModel):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in models_in(inner)]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.model.__name__)
def test_the_table_has_the_members_of_the_models(shape: Any) -> None:
    check(shape.model, shape.rows)
    assert set(shape.cloudformation_values.values()) <= set(shape.model.model_fields) | {"TrailARN", "Name"}
    only_named = {"TrailStatus": {"IsLogging"}, "EventSelectors": set(shape.model.model_fields)}
    # What AWS alone knows, and what tells only whether AWS would have printed a record.
    of_aws = {"StateValue", "EvaluationState", "metricFilterCount", "IncludeGlobalServiceEvents"}
    assert {row.member for row in shape.rows} == only_named.get(
        shape.model.__name__, set(shape.model.model_fields) - of_aws
    )


@pytest.mark.parametrize("defaults", [TERRAFORM, CLOUDFORMATION], ids=["terraform", "cloudformation"])
def test_a_default_has_a_source_and_a_row_that_can_be_absent(defaults: Any) -> None:
    for path, default in defaults.items():
        assert len(default.source) > 20
        assert not ROWS[path].must
        assert ROWS[path].absent is not WhenAbsent.ASSIGNED


# What is absent, what is open


def filter_with(**members: object) -> Declared[AwsModel]:
    properties = {"FilterPattern": "x", "LogGroupName": "g", **members}
    resources = {
        "F": {"Type": "AWS::Logs::MetricFilter", "Properties": properties},
        "G": {"Type": "AWS::Logs::LogGroup"},
        "T": {"Type": "AWS::SNS::Topic"},
    }
    return of_json({"Resources": resources}).metric_filters[0]


def alarm_with(**members: object) -> Declared[AwsModel]:
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": members}
    return of_json({"Resources": {"A": alarm, "T": {"Type": "AWS::SNS::Topic"}}}).metric_alarms[0]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"Ref": "P"}, "`Ref` of `P`"),
        ({"Fn::If": ["C", "a", "b"]}, "`Fn::If`"),
        ([], "not a text"),
        ({"a": 1}, "an object and no text"),
    ],
)
def test_a_value_that_only_the_deployment_tells_is_open_and_not_absent(value: JSON, reason: str) -> None:
    one = alarm_with(Statistic=value)
    assert told(one)["Statistic"] == OPEN
    why = one.why_open("Statistic")
    assert why is not None
    assert reason in why.reason
    assert one.record.cite("Statistic").value == value


@pytest.mark.parametrize("value", [{"Ref": "AWS::NoValue"}, None])
def test_no_value_is_absent(value: JSON) -> None:
    one = alarm_with(Statistic=value, TreatMissingData=value)
    assert one.why_open("Statistic") is None
    assert told(one) == told(alarm_with())
    assert told(one)["TreatMissingData"] == "missing"


@pytest.mark.parametrize(
    ("member", "value", "typed"),
    [
        ("ActionsEnabled", "TRUE", True),
        ("ActionsEnabled", "yes", OPEN),
        ("ActionsEnabled", 1, OPEN),
        ("Period", "300.0", 300),
        ("Period", 0, OPEN),
        ("Period", -60, OPEN),
        ("Period", 1.5, OPEN),
        ("Period", "9" * 5000, OPEN),
        ("Threshold", "1e2", 100.0),
        ("Threshold", "1e999", OPEN),
        ("Threshold", "NaN", OPEN),
        ("Threshold", "1_0", OPEN),
        ("Namespace", 5, "5"),
        ("AlarmActions", "arn:a", ["arn:a"]),
        ("AlarmActions", ["arn:a", {"Ref": "P"}], ["arn:a", OPEN]),
        ("AlarmActions", {"Ref": "P"}, OPEN),
        ("AlarmActions", {"Ref": "T"}, [OPEN]),
        ("AlarmActions", [["arn:a"]], [OPEN]),
        ("AlarmActions", ["x"] * (MAX_ITEMS + 1), OPEN),
        ("Dimensions", [{"Name": "a", "Value": "b"}], [{"Name": "a", "Value": "b"}]),
        ("Dimensions", [{"Name": "a", "Value": {"Ref": "P"}}], [{"Name": "a", "Value": OPEN}]),
        ("Dimensions", [{"Name": {"Ref": "P"}, "Value": "b"}], OPEN),
        ("Dimensions", [{"Name": "a", "Value": "b"}] * 2, OPEN),
        ("Dimensions", ["a"], OPEN),
        ("Metrics", [{"Id": "a"}, {"Fn::If": []}], OPEN),
        ("Metrics", {"Ref": "P"}, OPEN),
        (
            "Metrics",
            [{"Id": "a", "MetricStat": {"Ref": "P"}, "ReturnData": 0}],
            [{"Id": "a", "MetricStat": OPEN, "ReturnData": OPEN}],
        ),
        ("Metrics", ["a"], OPEN),
        ("Metrics", [{"Id": {"Ref": "P"}}], [{"Id": OPEN, "ReturnData": True}]),
        ("Metrics", [{"Id": "a", "MetricStat": "x"}], [{"Id": "a", "MetricStat": OPEN, "ReturnData": True}]),
        (
            "Metrics",
            [{"Id": "a", "MetricStat": {"Metric": {"MetricName": "m"}, "Stat": "s", "Period": {"Ref": "P"}}}],
            [{"Id": "a", "MetricStat": OPEN, "ReturnData": True}],
        ),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_open(member: str, value: JSON, typed: JSON) -> None:
    assert told(alarm_with(**{member: value}))[member] == typed


def test_a_shape_that_cannot_be_without_a_list_has_one_of_which_all_is_open() -> None:
    for value in ([], {"Ref": "P"}, [1]):
        one = filter_with(MetricTransformations=value)
        (made,) = one.record.value.metricTransformations  # type: ignore[attr-defined]
        assert made.metricValue == "?"
        for member in ("metricName", "metricNamespace", "metricValue"):
            assert one.why_open("metricTransformations", 0, member)
        assert one.why_open("metricTransformations")


def test_a_text_that_cannot_be_absent_is_called_by_its_name() -> None:
    name = {"MetricName": {"Ref": "Name"}, "MetricNamespace": "n", "MetricValue": "1"}
    one = filter_with(MetricTransformations=[name])
    assert one.record.value.metricTransformations[0].metricName == "${Name}"  # type: ignore[attr-defined]
    assert set(one.open) == {("filterName",), ("metricTransformations", 0, "metricName")}


def test_what_is_open_does_not_pass_for_an_arn() -> None:
    actions = '["arn:aws:sns:us-east-1:111111111111:${var.topic}", "${var.prefix}:x"]'
    text = f'resource "aws_cloudwatch_metric_alarm" "a" {{\n  alarm_actions = {actions}\n}}\n'
    (one,) = read_resources("main.tf", text.encode()).metric_alarms
    assert one.record.value.AlarmActions == ("?", "${var.prefix}:x")
    assert one.record.cite("AlarmActions", 0).value == "arn:aws:sns:us-east-1:111111111111:${var.topic}"


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "G"},
        {"Fn::Sub": "${G}"},
        {"Fn::Sub": "${ G }"},
        {"Fn::GetAtt": ["G", "LogGroupName"]},
        {"Fn::GetAtt": "G.Arn"},
        {"Fn::Sub": "${G.Arn}"},
    ],
)
def test_a_whole_value_refers(value: JSON) -> None:
    assert filter_with(LogGroupName=value).references["logGroupName",].resource == "G"


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "P"},
        {"Ref": "AWS::Region"},
        {"Fn::Sub": "${G}x"},
        {"Fn::Sub": "${!G}"},
        {"Fn::Sub": ["${G}", {"G": {"Ref": "P"}}]},
        {"Fn::Join": ["", [{"Ref": "G"}]]},
        {"Fn::If": ["C", {"Ref": "G"}, {"Ref": "G"}]},
        {"Ref": "G", "x": 1},
    ],
)
def test_what_is_not_for_certain_the_value_of_a_resource_refers_to_none(value: JSON) -> None:
    assert not filter_with(LogGroupName=value).references


@pytest.mark.parametrize(
    ("expression", "resource"),
    [
        ("aws_cloudwatch_log_group.g.name", "aws_cloudwatch_log_group.g"),
        ('"${aws_cloudwatch_log_group.g.id}"', "aws_cloudwatch_log_group.g"),
        ("aws_cloudwatch_log_group.g[0].name", "aws_cloudwatch_log_group.g"),
        ('aws_cloudwatch_log_group.g["a"].name', "aws_cloudwatch_log_group.g"),
        ("aws_cloudwatch_log_group.g[count.index].name", None),
        ("aws_cloudwatch_log_group.g[*].name", None),
        ("data.aws_cloudwatch_log_group.g.name", None),
        ('"${aws_cloudwatch_log_group.g.name}x"', None),
        ('"${aws_cloudwatch_log_group.g.name}:*"', None),
        ("lower(aws_cloudwatch_log_group.g.name)", None),
        ("var.on ? aws_cloudwatch_log_group.g.name : null", None),
        ("module.logs.name", None),
    ],
)
def test_terraform_refers_where_an_expression_is_a_resource_and_no_more(
    expression: str, resource: str | None
) -> None:
    text = f'resource "aws_cloudwatch_log_metric_filter" "f" {{\n  log_group_name = {expression}\n}}\n'
    (one,) = read_resources("main.tf", text.encode()).metric_filters
    found = one.references.get(("logGroupName",))
    assert (found.resource if found else None) == resource
    assert one.why_open("logGroupName")


def test_references_are_followed_to_the_text_and_circles_end() -> None:
    groups: dict[str, JSON] = {
        "a": {"name": "${aws_cloudwatch_log_group.b.name}"},
        "b": {"name": "${aws_cloudwatch_log_group.c.id}"},
        "c": {"name": "/logs"},
        "x": {"name": "${aws_cloudwatch_log_group.y.name}"},
        "y": {"name": "${aws_cloudwatch_log_group.x.name}"},
        "z": {"name": "${aws_cloudwatch_log_group.z.name}"},
    }
    found = of_json({"resource": {"aws_cloudwatch_log_group": groups}})
    names = [one.record.value.logGroupName for one in found.log_groups]
    assert names == ["/logs"] * 3 + [None] * 3
    assert all(("logGroupName",) in one.references for one in found.log_groups if "c" not in one.name)
    assert [bool(one.why_open("logGroupName")) for one in found.log_groups] == [False] * 3 + [True] * 3


# What makes members or resources that the file does not tell


def test_a_dynamic_block_leaves_its_member_open() -> None:
    text = """
resource "aws_cloudtrail" "a" {
  name = "a"
  dynamic "event_selector" {
    for_each = var.selectors
    content { read_write_type = event_selector.value }
  }
}
resource "aws_cloudtrail" "b" {
  name = "b"
  dynamic "advanced_event_selector" {
    for_each = var.selectors
    content {}
  }
}
"""
    first, second = read_resources("main.tf", text.encode()).selectors
    assert told(first) == {"TrailARN": OPEN, "EventSelectors": OPEN}
    assert told(second) == {"TrailARN": OPEN, "EventSelectors": OPEN, "AdvancedEventSelectors": OPEN}


def test_a_transform_may_add_any_member() -> None:
    one = alarm_with(**{"Fn::Transform": {"Name": "M"}, "Period": 60})
    members = {row.member for shape in SHAPES if shape.model is MetricAlarm for row in shape.rows}
    assert told(one) == {**dict.fromkeys(members, OPEN), "Period": 60}
    assert not one.record.is_complete


def test_what_may_make_more_resources_is_told() -> None:
    loop: list[JSON] = ["N", ["a"], {"T${N}": {"Type": "AWS::SNS::Topic"}}]
    document: JSON = {
        "Transform": ["AWS::Serverless-2016-10-31", "Mine"],
        "Resources": {
            "Fn::ForEach::Topics": loop,
            "Fn::ForEach::Other": ["N", ["a"], {}],
            "Fn::Transform": {"Name": "AWS::Include"},
            "Stack": {"Type": "AWS::CloudFormation::Stack"},
            "Module": {"Type": "Acme::CIS::Alarms::MODULE"},
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Subscription": [{"Fn::If": []}]}},
            "Other": {"Type": "AWS::SNS::Topic", "Properties": {"Subscription": {"Ref": "P"}}},
            "Bucket": {"Type": "AWS::S3::Bucket"},
        },
    }
    found = of_json(document)
    assert [one.name for one in found.elsewhere] == [
        "Fn::ForEach::Topics",
        "Fn::Transform",
        "Stack",
        "Module",
        "Topic.Subscription.0",
        "Other.Subscription",
        "Transform",
    ]
    assert [one.name for one in found.topics] == ["Topic", "Other"]
    assert all(at(document, one.at.pointer) for one in found.elsewhere)


@pytest.mark.parametrize(
    ("transform", "told"),
    [("AWS::Serverless-2016-10-31", 0), ("AWS::Include", 1), ({"Name": "AWS::Include"}, 1), ("Mine", 1)],
)
def test_a_transform_that_may_add_resources_is_told(transform: JSON, told: int) -> None:
    found = of_json({"Transform": transform, "Resources": {"T": {"Type": "AWS::SNS::Topic"}}})
    assert len(found.elsewhere) == told


def test_modules_of_a_configuration_are_told() -> None:
    found = read_resources("main.tf", b'\nmodule "cis" {\n  source = "./cis"\n}\n')
    assert [(one.name, one.line) for one in found.elsewhere] == [("module.cis", 2)]
    (one,) = of_json({"resource": {"aws_sns_topic": {"t": {}}}, "module": {"cis": {}}}).elsewhere
    assert (one.name, one.at.pointer) == ("module.cis", "/module/cis")


def test_what_is_made_under_a_condition_says_so() -> None:
    topic: JSON = {"Type": "AWS::SNS::Topic", "Condition": "C", "Properties": {"Subscription": [{}]}}
    found = of_json({"Resources": {"T": topic}})
    assert (found.topics[0].condition, found.subscriptions[0].condition) == ("C", "C")
    text = 'resource "aws_sns_topic" "t" {\n  for_each = { a = 1 }\n}\n'
    (one,) = read_resources("main.tf", text.encode()).topics
    assert one.condition == "for_each = ${{ a = 1 }}"


# Plans and states


def planned(values: dict[str, JSON], kind: str = "aws_cloudwatch_metric_alarm", **more: JSON) -> JSON:
    resource: JSON = {"address": f"{kind}.a", "type": kind, "name": "a", "mode": "managed", "values": values}
    return {"planned_values": {"root_module": {"resources": [resource]}}, **more}


def unknown(after: JSON, address: str = "aws_cloudwatch_metric_alarm.a") -> JSON:
    return [{"address": address, "change": {"after_unknown": after}}]


def test_a_plan_that_does_not_tell_what_is_unknown_leaves_open_what_it_does_not_name() -> None:
    (one,) = of_json(planned({"statistic": None, "namespace": "CIS"})).metric_alarms
    assert one.why_open("Statistic") is None
    assert one.why_open("Period")
    assert one.record.value.Namespace == "CIS"


def test_a_plan_that_tells_what_is_unknown_leaves_just_that_open() -> None:
    after: JSON = {
        "alarm_actions": True,
        "dimensions": {"b": True},
        "metric_query": [{"metric": [{"stat": True}]}],
    }
    query: JSON = {"id": "m", "metric": [{"metric_name": "n", "namespace": "s", "period": 60}]}
    values: dict[str, JSON] = {"dimensions": {"a": "x"}, "metric_query": [query]}
    (one,) = of_json(planned(values, resource_changes=unknown(after))).metric_alarms
    assert set(one.open) == {
        ("AlarmName",),
        ("AlarmArn",),
        ("AlarmActions",),
        ("Dimensions", 1, "Value"),
        ("Metrics", 0, "MetricStat", "Stat"),
    }
    assert one.record.value.Period is None


def test_a_plan_leaves_to_aws_what_nobody_writes() -> None:
    kind = "aws_cloudwatch_log_group"
    after = unknown({"log_group_class": True, "name": True}, f"{kind}.a")
    referred: JSON = {"log_group_class": {"references": ["var.c"]}}
    for written_ones, open_ones in (({}, False), (referred, True)):
        resource: JSON = {"address": f"{kind}.a", "expressions": written_ones}
        configuration: JSON = {"root_module": {"resources": [resource]}}
        document = planned({}, kind, resource_changes=after, configuration=configuration)
        (one,) = of_json(document).log_groups
        assert bool(one.why_open("logGroupClass")) is open_ones
        assert one.why_open("logGroupName")


def test_a_plan_mentions_resources_under_their_addresses_in_modules() -> None:
    kind = "aws_sns_topic_subscription"
    address = f'module.m["x"].{kind}.a'
    resource: JSON = {"address": address, "type": kind, "values": {"protocol": "email"}}
    expressions: JSON = {
        "topic_arn": {"references": ["aws_sns_topic.t[0].arn", "aws_sns_topic.t[0]", "var.v"]}
    }
    document: JSON = {
        "planned_values": {
            "root_module": {"child_modules": [{"address": 'module.m["x"]', "resources": [resource]}]}
        },
        "configuration": {
            "root_module": {
                "module_calls": {
                    "m": {"module": {"resources": [{"address": f"{kind}.a", "expressions": expressions}]}}
                }
            }
        },
    }
    (one,) = of_json(document).subscriptions
    why = one.why_open("TopicArn")
    assert why is not None
    assert [tuple(other) for other in why.mentions] == [
        ('module.m["x"].aws_sns_topic.t[0]', "arn", ("TopicArn",))
    ]


def test_a_state_leaves_nothing_out() -> None:
    values: dict[str, JSON] = {
        "alarm_name": "A",
        "arn": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:A",
        "alarm_actions": [],
        "metric_name": "",
        "period": 0,
        "metric_query": [],
        "evaluation_periods": 1,
        "threshold": 0,
    }
    document = planned(values)
    assert isinstance(document, dict)
    (one,) = of_json({"values": document["planned_values"]}).metric_alarms
    assert told(one) == {
        "AlarmName": "A",
        "AlarmArn": values["arn"],
        "ActionsEnabled": True,
        "AlarmActions": [],
        "EvaluationPeriods": 1,
        "Threshold": 0.0,
        "TreatMissingData": "missing",
    }


def test_a_subscription_of_a_state_does_not_say_that_it_is_confirmed() -> None:
    """The provider has the ARN before the subscriber has agreed."""
    document = planned({"arn": "arn:x", "pending_confirmation": True}, "aws_sns_topic_subscription")
    assert isinstance(document, dict)
    (one,) = of_json({"values": document["planned_values"]}).subscriptions
    assert one.why_open("SubscriptionArn")


def test_the_suppressor_of_a_composite_alarm_stands_in_a_block() -> None:
    text = """
resource "aws_cloudwatch_composite_alarm" "c" {
  alarm_rule = "TRUE"
  actions_suppressor {
    alarm            = "quiet"
    extension_period = 10
  }
}
"""
    found = read_resources("main.tf", text.encode())
    (one,) = found.composite_alarms
    assert one.record.value.ActionsSuppressor == "quiet"
    assert found.line_of(one.record.cite("ActionsSuppressor").location) == 5


# HCL


@pytest.mark.parametrize(
    ("expression", "typed"),
    [
        ('["a", "b",]', ["a", "b"]),
        ("[\n  # why\n  'x',\n]", [OPEN]),
        ('[\n  "a", # one\n  var.b,\n]', ["a", OPEN]),
        ("[]", []),
        ("[for x in y : x]", OPEN),
        ('concat(["a"], ["b"])', OPEN),
        ('["a"][0]', OPEN),
        ('[<<EOT\na\nEOT\n, "b"]', ["a\n", "b"]),
        ("[" * 40 + "]" * 40, OPEN),
        ("null", []),
    ],
)
def test_lists_of_configuration_are_read_where_they_are_written_out(expression: str, typed: JSON) -> None:
    text = f'resource "aws_cloudwatch_metric_alarm" "a" {{\n  alarm_actions = {expression}\n}}\n'
    (one,) = read_resources("main.tf", text.encode()).metric_alarms
    assert told(one)["AlarmActions"] == typed


@pytest.mark.parametrize(
    ("expression", "typed"),
    [
        ('{ a = "x", "b" : "y" }', {"a": "x", "b": "y"}),
        ('{\n  a = "x"\n\n  b = var.y\n}', {"a": "x", "b": OPEN}),
        ('{ (var.a) = "x" }', OPEN),
        ('{ for k, v in x : k => v }', OPEN),
        ('{ "${var.a}" = "x" }', OPEN),
        ('merge({ a = "x" })', OPEN),
        ("{ a == b }", OPEN),
    ],
)  # fmt: skip
def test_objects_of_configuration_are_read_where_they_are_written_out(expression: str, typed: JSON) -> None:
    text = f'resource "aws_cloudwatch_metric_alarm" "a" {{\n  dimensions = {expression}\n}}\n'
    (one,) = read_resources("main.tf", text.encode()).metric_alarms
    found: Any = told(one)
    if isinstance(typed, dict):
        assert {pair["Name"]: pair["Value"] for pair in found["Dimensions"]} == typed
    else:
        assert found["Dimensions"] == typed


@pytest.mark.parametrize(("number", "value"), [("1.5", 1.5), ("-1", -1.0), ("1e3", 1000.0), ("1 + 1", None)])
def test_numbers_of_configuration_are_literals(number: str, value: float | None) -> None:
    text = f'resource "aws_cloudwatch_metric_alarm" "a" {{\n  threshold = {number}\n}}\n'
    (one,) = read_resources("main.tf", text.encode()).metric_alarms
    assert one.record.value.Threshold == value


def test_a_resource_stands_once() -> None:
    text = 'resource "aws_sns_topic" "t" {}\n' * 2
    with pytest.raises(InputError, match="expected the `aws_sns_topic` `t` once, got it again at line 2"):
        read_resources("main.tf", text.encode())


# Templates as people write them


def test_recorded_templates_tell_what_they_declare_and_what_they_may(shared: Path) -> None:
    found: dict[str, Resources] = {}
    for file in sorted((shared / "cases" / "templates").iterdir()):
        with suppress(UnknownFormatError):
            found[file.name] = read_resources(file.name, file.read_bytes())
    read = {name: one for name, one in found.items() if one.metric_filters or one.topics}
    assert len(read) >= 17
    more = {name for name, one in found.items() if one.elsewhere}
    assert more == {"cfn_plus_cfn_module.yaml", "cfn_plus_include.yaml", "cfn_plus_sam_app.yaml"}
    for name in ("cdk.template.json", "plan.json", "cfn_sub_literal.yaml"):
        (one,) = found[name].metric_filters
        assert (one.record.value.filterPattern or "").startswith("{ ($.eventName = ConsoleLogin)")


# Files that are meant to do harm


@pytest.mark.parametrize("data", [b"", b"{}", b'{"metricFilters": []}', b"a: b", b"\xff\xfe"])
def test_what_is_no_template_is_told(data: bytes) -> None:
    with pytest.raises(InputError, match="`file`"):
        read_resources("file", data)


def test_a_template_of_other_resources_has_none() -> None:
    assert read_resources("f", b"Resources: {B: {Type: 'AWS::S3::Bucket'}}") == Resources()
    assert read_resources("f", b'variable "x" {\n}\n') == Resources()
    with pytest.raises(UnknownFormatError):
        of_json({"resource": {"aws_s3_bucket": {}}})


def test_files_past_a_limit_are_refused() -> None:
    topics: dict[str, JSON] = {f"t{number}": {} for number in range(MAX_RESOURCES + 1)}
    for data in (b" " * (MAX_BYTES + 1), json.dumps({"resource": {"aws_sns_topic": topics}}).encode()):
        with pytest.raises(InputError, match="expected at most"):
            read_resources("file", data)


@pytest.mark.deep
def test_ten_thousand_broken_members_take_no_long_time() -> None:
    """Each would take time for all before it, if what was found were looked through again and again."""
    queries: JSON = [{"Id": {"Ref": "P"}, "MetricStat": {"Metric": {}}} for _ in range(MAX_ITEMS)]
    one = alarm_with(Metrics=queries)
    assert len(one.record.value.Metrics) == MAX_ITEMS  # type: ignore[attr-defined]


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(
        ["${aws_sns_topic.secops.arn}", "${aws_cloudtrail.org.name}", "\ud800", "1", "true", "%{"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Ref", "Fn::Sub", "Fn::GetAtt", "Key", "Name", "Value", "dynamic", "Fn::Transform", ""]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def places(value: JSON, around: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield around
    match value:
        case dict():
            for name, one in value.items():
                yield from places(one, (*around, name))
        case list():
            for index, one in enumerate(value):
                yield from places(one, (*around, index))


DOCUMENTS = [json.loads((ACCOUNT / file).read_text()) for file in ("plan.json", "template.json")]
CONFIGURATION = {
    "resource": {
        kind: {
            one["name"]: one["values"]
            for one in DOCUMENTS[0]["planned_values"]["root_module"]["resources"]
            if one["type"] == kind
        }
        for kind in {one["type"] for one in DOCUMENTS[0]["planned_values"]["root_module"]["resources"]}
    }
}
DOCUMENTS += [CONFIGURATION, {"values": DOCUMENTS[0]["planned_values"]}]
PLACES = [list(places(document)) for document in DOCUMENTS]


@st.composite
def mutated(draw: st.DrawFn) -> JSON:
    """A document in which some values are others, or gone."""
    number = draw(st.integers(0, len(DOCUMENTS) - 1))
    document = json.loads(json.dumps(DOCUMENTS[number]))
    for place in draw(st.lists(st.sampled_from(PLACES[number]), min_size=1, max_size=6)):
        around: Any = document
        for step in place[:-1]:
            with suppress(KeyError, IndexError, TypeError):
                around = around[step]
        if place and isinstance(around, dict):
            if draw(st.booleans()):
                around.pop(place[-1], None)
            else:
                around[place[-1]] = draw(VALUES)
        elif isinstance(around, list) and around:
            around[0] = draw(VALUES)
    return document  # type: ignore[no-any-return]


@settings(max_examples=examples(1000))
@given(mutated())
def test_a_mutated_document_is_read_or_refused(document: JSON) -> None:
    with suppress(InputError):
        whole(of_json(document))


@settings(max_examples=examples(500))
@given(
    st.sampled_from(["main.tf", "template.yaml"]),
    st.integers(0, 4000),
    st.integers(0, 40),
    st.text(max_size=8),
)
def test_a_text_with_another_piece_in_it_is_read_or_refused(
    file: str, start: int, length: int, text: str
) -> None:
    whole_text = (ACCOUNT / file).read_text()
    changed = whole_text[:start] + text + whole_text[start + length :]
    with suppress(InputError):
        whole(read_resources(file, changed.encode("utf-8", "replace")))


def whole(found: Resources) -> None:
    """What is told holds together: values are valid, open members are none or a name, places can be cited."""
    for _, one in every(found):
        value = one.record.value
        assert type(value).model_validate(value.model_dump(exclude_none=True)) == value
        told(one)
        for member in (*one.open, *one.references, *one.record.places):
            one.record.cite(*member)
            assert found.line_of(one.record.cite(*member).location) >= 0
        for member, why in one.open.items():
            assert why.reason
            assert shown_at(value, member) in (None, why.placeholder)


def shown_at(value: Any, member: MemberPath) -> Any:
    for step in member:
        if isinstance(value, AwsModel):
            value = getattr(value, str(step))
        elif isinstance(value, dict | tuple):
            value = value[step]  # type: ignore[index]
        if isinstance(value, tuple) and member[-1] == step == "metricTransformations":
            return None  # which cannot be empty: all in it is open
    return value


def test_yaml_and_json_of_the_account_are_one() -> None:
    document, _ = read_yaml((ACCOUNT / "template.yaml").read_text())
    assert document == json.loads((ACCOUNT / "template.json").read_text())


def test_kinds_of_rows_are_all_used() -> None:
    assert {row.kind for row in ROWS.values()} == set(MemberKind)
