"""What a filter policy lets through: of messages without attributes, and of bodies that are known in part."""

from __future__ import annotations

import pytest

from analyzer.aws.filter_policy import Body, passes_with_body, passes_without_attributes
from analyzer.evidence import JSON

BODY: Body = {
    "AlarmName": "cis/sign-ins",
    "NewStateValue": "ALARM",
    "Region": None,
    "Trigger": {"Namespace": "CIS"},
}


@pytest.mark.parametrize(
    ("policy", "passes"),
    [
        ({}, True),
        ({"a": ["x"]}, False),
        ({"a": [{"prefix": "x"}]}, False),
        ({"a": [{"exists": True}]}, False),
        ({"a": [{"exists": False}]}, True),
        ({"a": [{"exists": False}], "b": ["x"]}, False),
        ({"$or": [{"a": ["x"]}, {"b": [{"exists": False}]}]}, True),
        ({"$or": [{"a": ["x"]}, {"b": ["y"]}]}, False),
        ({"a": {"b": ["x"]}}, None),
        ({"a": []}, None),
        ([], None),
        (None, None),
    ],
)
def test_without_attributes(policy: JSON, passes: bool | None) -> None:
    assert passes_without_attributes(policy) is passes


@pytest.mark.parametrize(
    ("policy", "passes"),
    [
        ({}, True),
        ({"NewStateValue": ["ALARM", "OK"]}, True),
        ({"NewStateValue": ["OK"]}, False),
        ({"NewStateValue": [{"anything-but": ["OK"]}]}, True),
        ({"NewStateValue": [{"anything-but": {"prefix": "AL"}}]}, False),
        ({"NewStateValue": [{"equals-ignore-case": "alarm"}]}, True),
        ({"NewStateValue": [{"numeric": [">", 0]}]}, False),
        ({"NewStateValue": [{"cidr": "10.0.0.0/8"}]}, None),
        ({"NewStateValue": [{"exists": False}]}, False),
        ({"AlarmName": [{"wildcard": "cis/*-ins"}]}, True),
        ({"AlarmName": [{"wildcard": "cis/?ign-ins"}]}, False),
        ({"AlarmName": [{"prefix": "cis"}], "Region": ["x"]}, None),
        ({"AlarmName": [{"suffix": "x"}], "Region": ["x"]}, False),
        ({"Trigger": {"Namespace": ["CIS"]}}, True),
        ({"Trigger": {"Namespace": ["AWS"]}}, False),
        ({"Trigger": {"Unit": ["x"]}}, None),
        ({"severity": ["high"]}, None),
        ({"$or": [{"severity": ["high"]}, {"NewStateValue": ["ALARM"]}]}, True),
    ],
)
def test_with_a_body(policy: JSON, passes: bool | None) -> None:
    assert passes_with_body(policy, BODY) is passes
