"""What is told of a list that holds nothing."""

from __future__ import annotations

from analyzer.aws.sns import Subscription
from analyzer.chain.context import none_found
from analyzer.evidence import Citation, Location
from analyzer.findings import Finding
from analyzer.inventory.listing import Listing
from analyzer.rules.subscription import NO_SUBSCRIPTION


def test_that_there_is_nothing_is_told_once_however_often_it_was_captured() -> None:
    places = [Citation(Location(f"list-{number}.json"), []) for number in range(2)]
    none = Finding(NO_SUBSCRIPTION, "topic")
    for count in range(3):
        listing: Listing[Subscription] = Listing((), tuple(places[:count]), ())
        expected = [none._replace(places=(place,)) for place in places[: min(count, 1)]]
        assert list(none_found(listing, none)) == expected
