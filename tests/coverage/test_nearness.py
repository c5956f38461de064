"""How near filters come: kinds of events, likeness of names and patterns, and what is about other events."""

from __future__ import annotations

import pytest

from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.controls import Control, all_controls, load_control
from analyzer.coverage import covers
from analyzer.coverage.nearness import Nearness, kinds_of, nearness
from analyzer.coverage.publishers import MetricPublisher, publisher
from analyzer.coverage.run_cache import RunCache
from analyzer.coverage.witnesses import EXAMPLE_ORIGIN
from analyzer.evidence import JSON, Location
from analyzer.patterns import matches_event, normalize, parse
from analyzer.verdict import Outcome

GROUP, SIGN_IN = load_control("security-group-changes"), load_control()
SEVEN = (
    "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateSecurityGroup",
    "DeleteSecurityGroup", "ModifySecurityGroupRules", "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
)  # fmt: skip


def filters(*patterns: str, name: str = "made") -> tuple[MetricPublisher, ...]:
    return tuple(made(pattern, name) for pattern in patterns)


def made(pattern: str, name: str) -> MetricPublisher:
    made_of: dict[str, JSON] = {"metricNamespace": "N", "metricName": "M", "metricValue": "1"}
    raw: dict[str, JSON] = {
        "filterName": name, "filterPattern": pattern, "metricTransformations": [made_of]
    }  # fmt: skip
    return publisher(EvidenceRecord(Location("filters.json", ""), MetricFilter.model_validate(raw), raw), 0)


def of_names(*names: str) -> str:
    return "{ " + " || ".join(f"($.eventName = {name})" for name in names) + " }"


def near(*patterns: str, control: str = "security-group-changes", name: str = "made") -> Nearness:
    judged, union = load_control(control), filters(*patterns, name=name)
    found = covers(judged, union)
    assert found.outcome is Outcome.VIOLATED
    return nearness(judged, found.found, union, EXAMPLE_ORIGIN, RunCache())


@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.slug)
def test_the_event_of_each_kind_is_one_of_the_control(control: Control) -> None:
    pattern = control.intent.pattern
    kinds = kinds_of(normalize(parse(pattern)), EXAMPLE_ORIGIN)
    assert all(matches_event(pattern, kind.event) for kind in kinds)
    assert all(isinstance(kind.event, dict) for kind in kinds)
    named = [kind for kind in kinds if kind.name]
    assert [kind.event["eventName"] for kind in named if isinstance(kind.event, dict)] == [
        kind.name for kind in named
    ]


def test_kinds_are_names_or_clauses_or_none() -> None:
    def names(slug: str) -> list[str]:
        text = normalize(parse(load_control(slug).intent.pattern))
        return [kind.name for kind in kinds_of(text, EXAMPLE_ORIGIN)]

    assert names("security-group-changes") == list(SEVEN)
    assert names("unauthorized-api-calls") == ["", ""]
    assert names("console-authentication-failures") == []


@pytest.mark.parametrize("missing", [1, 3, 6])
def test_what_is_missed_is_told_by_name(missing: int) -> None:
    tally = near(of_names(*SEVEN[missing:])).tally
    assert (tally.counted, tally.total) == (7 - missing, 7)
    assert tally.missing_names == SEVEN[:missing]


def test_filters_of_one_metric_add_up() -> None:
    tally = near(*map(of_names, SEVEN[1:])).tally
    assert (tally.counted, tally.missing_names) == (6, SEVEN[:1])


def test_of_several_texts_the_nearest_is_taken() -> None:
    older = load_control("security-group-changes").at("4.0.1")
    union = filters(of_names(*(name for name in SEVEN[1:] if name != "ModifySecurityGroupRules")))
    found = covers(older, union)
    assert nearness(older, found.found, union, EXAMPLE_ORIGIN, RunCache()).tally.missing_names == SEVEN[:1]


def test_less_missing_is_nearer_and_then_more_alike() -> None:
    narrow = near("{ ($.awsRegion = eu-west-1) && ($.eventName = CreateSecurityGroup) }")
    ways = [
        near(of_names(*SEVEN[1:])), near(of_names(*SEVEN[2:])),
        near("{ $.eventName = X }", name="SecurityGroupChanges"), narrow, near("{ $.eventName = X }"),
    ]  # fmt: skip
    distances = [way.distance for way in ways]
    assert distances == sorted(distances)
    assert len(set(distances)) == len(distances)


@pytest.mark.parametrize(
    ("pattern", "name", "apart"),
    [
        ("{ $.eventName = CreateNetworkAcl }", "nacl", True),
        ("{ $.userIdentity.type = Root }", "root", True),  # counts some of them, and none for what it is
        ("{ $.eventName = CreateNetworkAcl }", "SecurityGroup-changes", False),
        ("{ $.eventName = CreateSecurityGroup }", "nacl", False),
        ("{ ($.awsRegion = eu-west-1) && (" + of_names(*SEVEN)[2:-2] + ") }", "nacl", False),
    ],
)
def test_filters_are_about_other_events_if_no_kind_name_or_pattern_says_otherwise(
    pattern: str, name: str, apart: bool
) -> None:
    assert near(pattern, name=name).is_apart is apart


@pytest.mark.parametrize(
    ("pattern", "apart"),
    [
        ("{ $.eventName = CreateNetworkAcl }", True),
        ("{ $.userIdentity.type = Root }", False),  # a failed sign-in of root is counted
        ('{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed Authentication") }', False),
    ],
)
def test_where_a_control_has_one_kind_the_proof_decides(pattern: str, apart: bool) -> None:
    assert near(pattern, control="console-authentication-failures").is_apart is apart


def test_names_are_alike_in_any_spelling() -> None:
    for name in ("UnauthorizedAPICalls", "unauthorized_api_calls", "unauthorized-api-calls"):
        found = near("{ $.eventName = X }", control="unauthorized-api-calls", name=name)
        assert (found.likeness >= 60, found.is_apart) == (True, False), name
