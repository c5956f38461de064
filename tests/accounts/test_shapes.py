"""The bases have the members and types that the AWS service models give to the seven commands.

The models are botocore's. The cases are held to its member names alone, so that a misspelt member
cannot make a case say nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import botocore.session
import pytest

from tests.support.accounts.build import CASES_OF_NO_SHAPE, bases, cases
from tests.support.accounts.pointers import JSON

OPERATIONS = {
    "trailList": ("cloudtrail", "DescribeTrails"),
    "IsLogging": ("cloudtrail", "GetTrailStatus"),
    "EventSelectors": ("cloudtrail", "GetEventSelectors"),
    "metricFilters": ("logs", "DescribeMetricFilters"),
    "MetricAlarms": ("cloudwatch", "DescribeAlarms"),
    "Subscriptions": ("sns", "ListSubscriptionsByTopic"),
    "Account": ("sts", "GetCallerIdentity"),
}
OTHERS = {
    "logs": ["DescribeLogGroups"],
    "cloudtrail": ["ListTrails", "GetTrail", "LookupEvents"],
    "cloudwatch": ["DescribeAlarmHistory", "ListAlarmMuteRules", "GetAlarmMuteRule"],
    "sns": ["GetTopicAttributes", "GetSubscriptionAttributes"],
    "kms": ["DescribeKey"],
    "organizations": ["DescribeOrganization"],
}
MAPS = {"dimensions", "Attributes"}  # their keys are no members
EPOCH_SECONDS = (1_500_000_000, 2_000_000_000)
EPOCH_MILLISECONDS = (1_500_000_000_000, 2_000_000_000_000)
TYPES = {"string": str, "boolean": bool, "integer": int, "long": int, "double": float}


class Shape(Protocol):
    """A type of a service model. Which members a shape has hangs on `type_name`."""

    type_name: str
    name: str
    members: Mapping[str, Shape]  # of a structure
    required_members: Sequence[str]
    member: Shape  # of a list
    value: Shape  # of a map


def output(service: str, operation: str) -> Shape:
    model = botocore.session.get_session().get_service_model(service)
    shape: Shape = model.operation_model(operation).output_shape
    return shape


def faults(value: JSON, shape: Shape, place: str, v1: bool) -> Iterator[str]:
    """What in `value` the model does not allow, each as one line."""
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{place}: expected an object"
            return
        for key, item in value.items():
            if key not in shape.members:
                yield f"{place}/{key}: not a member"
            else:
                yield from faults(item, shape.members[key], f"{place}/{key}", v1)
        yield from (f"{place}/{key}: required" for key in shape.required_members if key not in value)
    elif kind == "list":
        assert isinstance(value, list), place
        for index, item in enumerate(value):
            yield from faults(item, shape.member, f"{place}/{index}", v1)
    elif kind == "map":
        assert isinstance(value, dict), place
        for key, item in value.items():
            yield from faults(item, shape.value, f"{place}/{key}", v1)
    elif kind == "timestamp":
        yield from timestamp_faults(value, place, v1)
    elif type(value) is not TYPES[kind]:
        yield f"{place}: expected {kind}, got `{value!r}`"
    elif (named := getattr(shape, "enum", [])) and value not in named:
        yield f"{place}: `{value}` is none of {', '.join(named)}"


def timestamp_faults(value: JSON, place: str, v1: bool) -> Iterator[str]:
    """CLI version 1 prints the epoch in seconds, version 2 ISO 8601 with the offset."""
    if v1:
        if not isinstance(value, int | float) or not EPOCH_SECONDS[0] < value < EPOCH_SECONDS[1]:
            yield f"{place}: expected epoch seconds, got `{value!r}`"
    elif not isinstance(value, str) or datetime.datetime.fromisoformat(value).utcoffset() is None:
        yield f"{place}: expected ISO 8601 with an offset, got `{value!r}`"


@pytest.mark.parametrize("base", sorted(bases()))
def test_base_has_the_shapes_of_the_service_models(base: str) -> None:
    found: set[str] = set()
    for path, document in bases()[base].items():
        assert isinstance(document, dict)
        (marker,) = [key for key in OPERATIONS if key in document]
        found.add(marker)
        assert list(faults(document, output(*OPERATIONS[marker]), path, base == "v1")) == []
        rows = document.get("metricFilters", [])
        assert isinstance(rows, list)
        for row in rows:
            assert isinstance(row, dict)
            created = row["creationTime"]
            assert isinstance(created, int)
            assert EPOCH_MILLISECONDS[0] < created < EPOCH_MILLISECONDS[1]
    assert found == set(OPERATIONS), "each of the seven commands stands in each base"


def members(shape: Shape, seen: set[str]) -> Iterator[str]:
    if shape.type_name == "structure" and shape.name not in seen:
        seen.add(shape.name)
        for key, member in shape.members.items():
            yield key
            yield from members(member, seen)
    elif shape.type_name == "list":
        yield from members(shape.member, seen)


def keys(value: JSON) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key not in MAPS:
                yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def test_members_in_cases_are_members_of_the_service_models() -> None:
    pairs = [*OPERATIONS.values(), *((service, op) for service, ops in OTHERS.items() for op in ops)]
    known = {name for service, op in pairs for name in members(output(service, op), set())}
    for case in cases():
        if case.kind in CASES_OF_NO_SHAPE:
            continue
        for edit in case.edits:
            pointer = str(edit.fields.get("pointer", "")).rpartition("/")[2]
            named = {pointer, *(() if pointer == "dimensions" else keys(edit.fields.get("value")))}
            strange = {name for name in named if name and not name.isdigit() and name != "-"} - known
            assert not strange, f"`{case.name}`: {sorted(strange)}"
