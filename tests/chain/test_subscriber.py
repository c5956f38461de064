"""What is told of subscriptions that keep notifications back by their attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.rules import Rule
from analyzer.rules.anywhere import CONFLICT
from analyzer.rules.subscription import SUBSCRIPTION_FILTERS_OUT, SUBSCRIPTION_MAY_FILTER_OUT
from analyzer.verdict import Verdict
from tests.chain.notified import deciding, judged, subscription

RECORD, AGAIN = (f"us-east-1/get-subscription-attributes{number}.json" for number in ("", "-2"))
CRITICAL = '{"severity": ["critical"]}'
UNREAD = "{"


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        ({"FilterPolicy": CRITICAL}, Verdict.FAIL),
        ({"FilterPolicy": UNREAD}, Verdict.INCONCLUSIVE),
        ({"FilterPolicyScope": "MessageBody"}, Verdict.PASS),
        ({"PendingConfirmation": "true"}, Verdict.INCONCLUSIVE),
        ({"PendingConfirmation": "false"}, Verdict.PASS),
    ],
)
def test_attributes_of_a_subscription(attributes: dict[str, str], verdict: Verdict, tmp_path: Path) -> None:
    assert judged(tmp_path, {RECORD: subscription(**attributes)}).verdict is verdict


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [
        ({"FilterPolicy": CRITICAL}, SUBSCRIPTION_FILTERS_OUT),
        ({"FilterPolicy": UNREAD}, SUBSCRIPTION_MAY_FILTER_OUT),
        ({"PendingConfirmation": "true"}, CONFLICT),
    ],
)
def test_what_is_found_names_the_subscription(attributes: dict[str, str], rule: Rule, tmp_path: Path) -> None:
    found = deciding(judged(tmp_path, {RECORD: subscription(**attributes)}), "subscription")
    assert (found.rule, found.subject) == (rule, "email soc@example.com")


def test_records_that_disagree_name_the_subscription(tmp_path: Path) -> None:
    several = {RECORD: subscription(FilterPolicy=CRITICAL), AGAIN: subscription(FilterPolicy="{}")}
    found = deciding(judged(tmp_path, several), "subscription")
    assert (found.rule, found.subject) == (CONFLICT, "email soc@example.com")
