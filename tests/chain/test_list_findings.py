"""What links say where lists are missing or of no known place, and where several filters say the same."""

from __future__ import annotations

from analyzer.rules import LinkName
from tests.support.chain_steps import ALARMS, FILTERS, at, context_of, good, told

ASK = "$ aws logs describe-metric-filters --log-group-name CloudTrail/Logs --region us-east-1 --output json"
MISSING = "filters-not-captured of CloudTrail/Logs: no metric filters of the log group were captured @"


def test_filters_that_were_not_captured_or_are_of_no_known_place() -> None:
    files = good()
    rows = files.pop(FILTERS)
    assert told(at(LinkName.METRIC_FILTER, context_of(files))) == [MISSING, ASK, "and perhaps others"]
    files |= {"filters.json": rows, "eu-west-1/describe-alarms.json": {"MetricAlarms": []}}
    unbound = (
        "evidence-unbound of filters.json: does not say of which account and region it is; possible:"
        " eu-west-1, us-east-1 @ filters.json#"
    )
    found = told(at(LinkName.METRIC_FILTER, context_of(files)))
    assert found == [MISSING, unbound, ASK, "and perhaps others"]


def test_each_filter_of_a_metric_is_told() -> None:
    files = good()
    row = files[FILTERS]["metricFilters"][0]
    files[FILTERS]["metricFilters"] = [row | {"filterName": name, "filterPattern": ""} for name in "ab"]
    (everything,) = at(LinkName.METRIC_FILTER, context_of(files)).each
    assert [(one.rule.id, one.subject) for one in everything.findings] == [
        ("counts-everything", "a"),
        ("counts-everything", "b"),
    ]
    files[FILTERS]["metricFilters"] = [row | {"filterName": name} for name in "ab"]
    (publishing,) = at(LinkName.METRIC, context_of(files)).each
    assert [one.subject for one in publishing.findings] == [("a", "b")]  # what they publish is the same


def test_alarms_that_were_not_captured() -> None:
    files = good()
    del files[ALARMS]
    lines = told(at(LinkName.ALARM, context_of(files)))
    assert lines[0] == (
        "alarms-not-captured of CISBenchmark/ConsoleAuthenticationFailures: no alarms of us-east-1 in account"
        " 111111111111 were captured @"
    )
    assert lines[1].startswith("$ aws cloudwatch describe-alarms")


def test_a_confirmed_subscription() -> None:
    (step,) = at(LinkName.SUBSCRIPTION, context_of(good())).each
    assert told(at(LinkName.SUBSCRIPTION, context_of(good())))[1] == (
        "  confirmed of email soc@example.com: `email` subscription is confirmed"
        " @ list-subscriptions-by-topic--security-alerts.json#/Subscriptions/0/SubscriptionArn"
    )
    assert step.subject is not None
