"""Whether it was captured who publishes to a metric, so that nobody is asked twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.aws.arn import ResourceScope, parse_arn, scope_of
from analyzer.evidence import open_bundle
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot

ASKED = "aws logs describe-metric-filters --region us-east-1"
OF_METRIC = f"{ASKED} --metric-name 'Sign ins 100%' --metric-namespace CIS"
DENIED = "An error occurred (AccessDeniedException) when calling the DescribeMetricFilters operation: denied"


def place() -> ResourceScope:
    arn = parse_arn("arn:aws:logs:us-east-1:111111111111:log-group:app")
    assert arn is not None
    return scope_of(arn)


def answer(*groups: str, **more: str) -> str:
    made = [{"metricName": "Sign ins 100%", "metricNamespace": "CIS", "metricValue": "1"}]
    rows = [{"filterName": "f", "logGroupName": name, "metricTransformations": made} for name in groups]
    return json.dumps({"metricFilters": rows} | more)


@pytest.mark.parametrize(
    ("command", "said", "known"),
    [
        (OF_METRIC, answer("app"), True),
        (OF_METRIC, answer(), True),
        (f"{ASKED} --metric-namespace=CIS '--metric-name=Sign ins 100%'", answer(), True),
        (ASKED, answer("app"), True),
        (OF_METRIC, DENIED, False),
        (OF_METRIC, answer("app", nextToken="more"), False),
        (OF_METRIC.replace("CIS", "Other"), answer("app"), False),
        (OF_METRIC.replace("100", "99"), answer("app"), False),
        (OF_METRIC.replace("CIS", "$SPACE"), answer("app"), False),
        (OF_METRIC.replace("CIS", "%SPACE%"), answer("app"), False),
        (f"{OF_METRIC} --log-group-name app", answer("app"), False),
        (f"{OF_METRIC} --filter-name-prefix f", answer("app"), False),
        (f"{ASKED} --log-group-name app", answer("app"), False),
        (f"{ASKED} --metric-name 'Sign ins 100%'", answer("app"), False),
        ("", answer("app", "web"), True),
        ("", answer("app", "web", nextToken="more"), False),
        ("", answer("app"), False),
    ],
)
def test_an_answer_to_the_request_is_known(command: str, said: str, known: bool, tmp_path: Path) -> None:
    text = f"$ {command}\n{said}\n" if command else said
    tmp_path.joinpath("describe-metric-filters.txt").write_text(text, "utf-8")
    stated = CallerStatement("111111111111", "us-east-1")
    snapshot = Snapshot([open_bundle(tmp_path)], stated)

    assert snapshot.lists_publishers(place(), "CIS", "Sign ins 100%") is known
    assert not snapshot.lists_publishers(place(), "CIS", "of nobody") or command == ASKED
