"""What a union of patterns counts of the events that are asked for."""

from __future__ import annotations

from analyzer.coverage.counting import Missed, Unsettled, coverage
from analyzer.patterns import matches_event, parse
from analyzer.patterns.facts import EventOrigin


def test_events_that_cloudtrail_never_writes_are_not_counted_by_every_filter() -> None:
    asked = parse('{ ($.eventName = ConsoleLogin) && ($.eventSource = "iam.amazonaws.com") }')
    found = coverage([asked], [parse("{ $.eventName = DeleteTrail }")], EventOrigin("111111111111"))
    assert isinstance(found, Unsettled)


def test_what_hangs_on_the_account_alone_may_still_be_open() -> None:
    """An event of another account is missed for certain; of the trail's own nobody knows, since a wildcard
    stands in the middle."""
    asked, union = parse('{ $.recipientAccountId = "*" }'), parse('{ $.recipientAccountId = "1*1" }')
    found = coverage([asked], [union], EventOrigin("111111111111"))
    assert isinstance(found, Unsettled)
    assert any("glob-middle" in reason for reason in found.reasons)
    assert matches_event(asked, found.event)
    assert isinstance(coverage([asked], [union], EventOrigin("222222222222")), Missed)
