"""Do the filters of a metric publish a value above zero for every event of a control?

Audit step 5, `metricTransformations`. A value of zero or below adds nothing to see; a value taken
from the event may be anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from analyzer.controls import Control
from analyzer.coverage.criteria import CriteriaCoverage, coverage_by_criteria
from analyzer.coverage.publishers import MetricPublisher
from analyzer.coverage.run_cache import RunCache
from analyzer.coverage.witnesses import EXAMPLE_ORIGIN
from analyzer.patterns.facts import EventOrigin
from analyzer.verdict import Outcome


class ValueState(Enum):
    """What the published values come to, with the outcome that follows."""

    ALL_POSITIVE = Outcome.SATISFIED, "each filter publishes a value above zero"
    OTHERS_ENOUGH = Outcome.SATISFIED, "some publish nothing that counts, and the others are enough"
    UNCLEAR = Outcome.UNKNOWN, "some may lower the metric or add nothing to it"
    OTHERS_OPEN = (
        Outcome.UNKNOWN,
        "some publish nothing that counts, and whether the others are enough is open",
    )
    UNKNOWN_FILTER = Outcome.UNKNOWN, "the one that publishes may be a filter that is not known"
    NOT_POSITIVE = Outcome.VIOLATED, "nothing above zero is published for some event"

    @property
    def outcome(self) -> Outcome:
        return self.value[0]


class PublishedValues(NamedTuple):
    """The state, the filters that it is told of, and what those filters count that surely publish a
    value above zero (None where all do)."""

    state: ValueState
    told_of: tuple[MetricPublisher, ...]
    found: CriteriaCoverage | None = None

    @property
    def outcome(self) -> Outcome:
        return self.state.outcome


def publishes(
    control: Control,
    filters: Sequence[MetricPublisher],
    *,
    origin: EventOrigin = EXAMPLE_ORIGIN,
    cache: RunCache | None = None,
) -> PublishedValues:
    """Decide it for filters of one metric, with the arguments of `analyzer.coverage.covers`."""
    useless = tuple(one for one in filters if one.value is not None and one.value <= 0)
    unclear = tuple(one for one in filters if one.value is None or one.value < 0)
    if not useless and not unclear:
        return PublishedValues(ValueState.ALL_POSITIVE, tuple(filters))
    left_out = (*useless, *unclear)
    counted = [one.pattern for one in filters if one not in left_out and one.pattern and not one.flaw]
    found = coverage_by_criteria(control, RunCache() if cache is None else cache, counted, origin)
    enough = found.outcome is Outcome.SATISFIED
    if enough and not unclear:
        return PublishedValues(ValueState.OTHERS_ENOUGH, useless, found)
    if unclear and (enough or any(one.value is None for one in unclear)):
        return PublishedValues(ValueState.UNCLEAR, unclear, found)
    flawed = tuple(one for one in filters if one.flaw is not None and one not in useless)
    if flawed:
        return PublishedValues(ValueState.UNKNOWN_FILTER, flawed, found)
    if found.outcome is Outcome.UNKNOWN:  # no event is known for which nothing above zero is published
        return PublishedValues(ValueState.OTHERS_OPEN, useless, found)
    return PublishedValues(ValueState.NOT_POSITIVE, useless, found)
