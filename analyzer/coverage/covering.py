"""The one rule: do these metric filters together count every event that a control is about?

Audit step 5. All filters that feed one metric add up, so their union is compared, by meaning, with
what is prescribed and with what the control is there for (see `analyzer.coverage.criteria`). A union
that counts every event of all, or nearly every one of an ordinary day, says nothing, unless just that is
prescribed. A filter with a flaw
carries no proof; where even all that it might count leaves an event out, it saves nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analyzer.controls import Control
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled, coverage_of_everything
from analyzer.coverage.criteria import CriteriaCoverage, best_of, coverage_by_criteria, normal_forms
from analyzer.coverage.everyday import counts_nearly_everything
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
    `everything` says whether the good ones count every event together, `with_flawed` whether they do so
    together with the flawed ones. A filter that publishes zeros counts nothing.
    """

    good: tuple[MetricPublisher, ...]
    flawed: tuple[MetricPublisher, ...]
    patterns: tuple[Pattern, ...]
    normals: frozenset[str]
    at_most: tuple[Pattern, ...] | None
    everything: Coverage
    with_flawed: Coverage


class Covering(NamedTuple):
    """Whether filters count every event of a control.

    `found` says it by both criteria. `counts_everything`: refuted, since the filters count whatever
    happens. `rests_on_flaws`: open, since it hangs on what the flawed ones among them count.
    `may_count_everything`: open, for these reasons, since nobody knows whether they count whatever happens.
    `counts_nearly_everything`: open, since they count nearly all that happens on an ordinary day.
    """

    outcome: Outcome
    filters: FilterUnion
    found: CriteriaCoverage
    counts_everything: bool = False
    rests_on_flaws: bool = False
    may_count_everything: tuple[str, ...] = ()
    counts_nearly_everything: bool = False


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
    if found.outcome is Outcome.SATISFIED or isinstance(union.everything, Counted):
        return _unless_everything(union, found, account, cache)
    if union.flawed:
        return _with_flaws(control, union, found, account, cache)
    return Covering(found.outcome, union, found)


def _unless_everything(
    union: FilterUnion, found: CriteriaCoverage, account: str, cache: RunCache
) -> Covering:
    """What counts every event of all says nothing of the control, unless just that is prescribed."""
    if isinstance(union.everything, Missed) and isinstance(union.with_flawed, Missed):
        return _unless_nearly_everything(union, found, account, cache)
    prescribed = _prescribed_so(found, cache)
    match prescribed, union.everything, union.with_flawed:
        case Counted(), _, _:
            return Covering(found.outcome, union, found)
        case Unsettled(reasons=reasons), _, _:
            return Covering(Outcome.UNKNOWN, union, found, may_count_everything=reasons)
        case _, Counted(), _:
            return Covering(Outcome.VIOLATED, union, found, counts_everything=True)
        case _, Unsettled(reasons=reasons), _:
            return Covering(Outcome.UNKNOWN, union, found, may_count_everything=reasons)
        case _:
            return Covering(Outcome.UNKNOWN, union, found, rests_on_flaws=True)


def _unless_nearly_everything(
    union: FilterUnion, found: CriteriaCoverage, account: str, cache: RunCache
) -> Covering:
    """The same of what counts all but a handful of the events of an ordinary day."""
    if not cache.once(counts_nearly_everything, _publishing((*union.good, *union.flawed)), account):
        return Covering(found.outcome, union, found)
    if any(cache.once(counts_nearly_everything, (text.pattern,), account) for text in found.held_texts):
        return Covering(found.outcome, union, found)
    if cache.once(counts_nearly_everything, _publishing(union.good), account):
        return Covering(Outcome.UNKNOWN, union, found, counts_nearly_everything=True)
    return Covering(Outcome.UNKNOWN, union, found, rests_on_flaws=True)


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
    everything = _everything(good)
    with_flawed = _everything(filters) if flawed and not isinstance(everything, Counted) else everything
    return FilterUnion(
        good, flawed, patterns, normal_forms(patterns), _at_most(filters), everything, with_flawed
    )


def _everything(filters: Iterable[MetricPublisher]) -> Coverage:
    return coverage_of_everything(_publishing(filters))


def _publishing(filters: Iterable[MetricPublisher]) -> tuple[Pattern, ...]:
    """The patterns of those that do not publish zeros."""
    return tuple(patterns_of(one for one in filters if one.value != 0))


def _at_most(filters: Iterable[MetricPublisher]) -> tuple[Pattern, ...] | None:
    """Nothing is known of a filter without a pattern, or of one that sees other events than are written."""
    found = tuple(filters)
    if any(one.pattern is None or one.sees_other_events for one in found):
        return None
    return tuple(patterns_of(found))


def _prescribed_so(found: CriteriaCoverage, cache: RunCache) -> Coverage:
    """Whether a filter is a prescribed text that counts every event by itself."""
    held = found.held_texts if found.spelled else ()
    answers = [cache.once(coverage_of_everything, (text.pattern,)) for text in held]
    return best_of(answers) if answers else Missed(None)
