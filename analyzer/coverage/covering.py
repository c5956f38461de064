"""The one rule: do these metric filters together count every event that a control is about?

Audit step 5. All filters that feed one metric add up, so their union is compared, by meaning, with
what is prescribed and with what the control is there for (see `analyzer.coverage.criteria`). A union
that counts every event of all says nothing, unless just that is prescribed. A filter with a flaw
carries no proof; where even all that it might count leaves an event out, it saves nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analyzer.controls import Control
from analyzer.coverage.counting import counts_everything
from analyzer.coverage.criteria import CriteriaCoverage, coverage_by_criteria, normal_forms
from analyzer.coverage.publishers import MetricPublisher, patterns_of
from analyzer.coverage.run_cache import RunCache
from analyzer.patterns import Pattern
from analyzer.verdict import Outcome

EXAMPLE_ACCOUNT = "111122223333"
"""Whose events they are where nobody says: the account that AWS keeps for examples."""


class FilterUnion(NamedTuple):
    """What is known of the filters of a metric, whatever the control.

    `good` are the filters that prove something, `patterns` theirs and `normals` the normal forms of
    these. `at_most` are patterns beyond which nothing is counted, None where there is no telling.
    `everything` says that the good ones count every event together, `maybe_everything` that they may
    do so together with the flawed ones. A filter that publishes zeros counts nothing.
    """

    good: tuple[MetricPublisher, ...]
    flawed: tuple[MetricPublisher, ...]
    patterns: tuple[Pattern, ...]
    normals: frozenset[str]
    at_most: tuple[Pattern, ...] | None
    everything: bool
    maybe_everything: bool


class Covering(NamedTuple):
    """Whether filters count every event of a control.

    `found` says it by both criteria. `counts_everything`: refuted, since the filters count whatever
    happens. `rests_on_flaws`: open, since it hangs on what the flawed ones among them count.
    """

    outcome: Outcome
    filters: FilterUnion
    found: CriteriaCoverage
    counts_everything: bool = False
    rests_on_flaws: bool = False


def covers(
    control: Control,
    filters: Sequence[MetricPublisher],
    *,
    account: str = EXAMPLE_ACCOUNT,
    cache: RunCache | None = None,
) -> Covering:
    """Decide it for filters that feed one metric.

    `account` is the one whose log group the events arrive in; `cache` keeps what several questions of
    one run share. What the filters publish for an event is another question (`analyzer.coverage.values`).
    """
    cache = RunCache() if cache is None else cache
    union = cache.once(union_of, tuple(filters))
    found = coverage_by_criteria(control, cache, union.patterns, account, union.normals)
    prescribed = _is_prescribed_so(found, cache)
    if union.everything and not prescribed:
        return Covering(Outcome.VIOLATED, union, found, counts_everything=True)
    if union.flawed and found.outcome is not Outcome.SATISFIED:
        return _with_flaws(control, union, found, account, cache)
    if union.flawed and union.maybe_everything and not prescribed:
        return Covering(Outcome.UNKNOWN, union, found, rests_on_flaws=True)
    return Covering(found.outcome, union, found)


def _with_flaws(
    control: Control, union: FilterUnion, found: CriteriaCoverage, account: str, cache: RunCache
) -> Covering:
    """Refuted only where all filters at their most leave an event of each criterion out."""
    if union.at_most is not None:
        most = coverage_by_criteria(control, cache, union.at_most, account)
        if most.outcome is Outcome.VIOLATED:
            return Covering(Outcome.VIOLATED, union, most)
    return Covering(Outcome.UNKNOWN, union, found, rests_on_flaws=True)


def union_of(filters: tuple[MetricPublisher, ...]) -> FilterUnion:
    """The filters of one metric as a union."""
    good = tuple(one for one in filters if one.flaw is None)
    flawed = tuple(one for one in filters if one.flaw is not None)
    patterns = tuple(patterns_of(good))
    everything = _count_everything(good)
    maybe = everything or (bool(flawed) and _count_everything(filters))
    return FilterUnion(good, flawed, patterns, normal_forms(patterns), _at_most(filters), everything, maybe)


def _count_everything(filters: Iterable[MetricPublisher]) -> bool:
    counting = patterns_of(one for one in filters if one.value != 0)
    return bool(counting) and counts_everything(counting)


def _at_most(filters: Iterable[MetricPublisher]) -> tuple[Pattern, ...] | None:
    """Nothing is known of a filter without a pattern, or of one that sees other events than are written."""
    found = tuple(filters)
    if any(one.pattern is None or one.sees_other_events for one in found):
        return None
    return tuple(patterns_of(found))


def _is_prescribed_so(found: CriteriaCoverage, cache: RunCache) -> bool:
    """Whether a filter is a prescribed text that counts every event by itself."""
    held = found.held_texts if found.spelled else ()
    return any(cache.once(counts_everything, (text.pattern,)) for text in held)
