"""What a union of patterns counts of the events that are asked for."""

from __future__ import annotations

from analyzer.coverage.counting import Open, coverage
from analyzer.patterns import parse


def test_events_that_cloudtrail_never_writes_are_not_counted_by_every_filter() -> None:
    asked = parse('{ ($.eventName = ConsoleLogin) && ($.eventSource = "iam.amazonaws.com") }')
    found = coverage([asked], [parse("{ $.eventName = DeleteTrail }")], "111111111111")
    assert isinstance(found, Open)
