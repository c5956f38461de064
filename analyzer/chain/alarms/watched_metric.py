"""A metric as its alarms see it: what its filters publish for events of the control and for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analyzer.chain.context import ControlContext
from analyzer.cloudwatch.alarm_evaluation import Published
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
from analyzer.coverage.values import ValueState, publishes


@dataclass(frozen=True, slots=True, eq=False)
class WatchedMetric:
    """A metric as its alarms see it, worked out once for all of them.

    `published` is what each of its members publishes for an event of the control, None for one that may
    publish anything. `useless` is what those filters publish that publish nothing above zero, by the number
    of the member; none where the others count every event of the control. `zeros` says that some filter
    publishes zeros; `units` are those of its values, `is_mixed` says that one of its members has several.
    `crowded` is the metric with what filters of other log groups publish to it, if any do.
    """

    metric: MetricSubject
    publishers: tuple[MetricPublisher, ...]
    published: tuple[Published | None, ...]
    useless: Mapping[int, Published]
    zeros: bool
    units: frozenset[str]
    is_mixed: bool
    crowded: WatchedMetric | None = None

    @property
    def is_of_several_units(self) -> bool:
        """Whether values of several units arrive in one of its members, whatever their log group."""
        return self.is_mixed or (self.crowded is not None and self.crowded.is_mixed)


def watched_metric(context: ControlContext, metric: MetricSubject) -> WatchedMetric:
    """What alarms see of the metric."""
    return context.cache.once(_watched, metric, _is_enough(context, metric))


def _is_enough(context: ControlContext, metric: MetricSubject) -> bool:
    """Whether the filters that publish a value above zero count every event of the control, as far as is
    known."""
    if all(one.value is None or one.value > 0 for one in metric.publishers):
        return True
    account = metric.group.scope.account
    found = publishes(context.control, metric.publishers, account=account, cache=context.cache)
    return found.state is not ValueState.NOT_POSITIVE


def _watched(metric: MetricSubject, is_enough: bool) -> WatchedMetric:
    alone = _seen(metric, [member.publishers for member in metric.members], is_enough)
    if not any(member.elsewhere for member in metric.members):
        return alone
    return replace(alone, crowded=_seen(metric, [member.feeds for member in metric.members], is_enough))


def _seen(
    metric: MetricSubject, members: Sequence[tuple[MetricPublisher, ...]], is_enough: bool
) -> WatchedMetric:
    every = tuple(publisher for member in members for publisher in member)
    useless = {} if is_enough else {at: _useless(member) for at, member in enumerate(members)}
    return WatchedMetric(
        metric,
        every,
        tuple(_published(publishers, is_enough) for publishers in members),
        {at: found for at, found in useless.items() if found is not None},
        any(publisher.value == 0 for publisher in every),
        _units(every),
        any(len(_units(publishers)) > 1 for publishers in members),
    )


def _units(publishers: Iterable[MetricPublisher]) -> frozenset[str]:
    return frozenset(publisher.transformation.unit or "None" for publisher in publishers)


def _published(publishers: Sequence[MetricPublisher], is_enough: bool) -> Published | None:
    """What is published for an event of the control, which those with a value above zero count if they are
    enough; None where one may publish anything, or lower what they publish."""
    if not is_enough or all(one.value is None or one.value > 0 for one in publishers):
        return _all_published(publishers)
    positive = [one for one in publishers if one.value is not None and one.value > 0]
    lowered = any(one.value is None or one.value < 0 for one in publishers)
    found = _all_published(positive)
    return (
        None if found is None or lowered else found._replace(defaults=_defaults(publishers), is_single=False)
    )


def _useless(publishers: Sequence[MetricPublisher]) -> Published | None:
    return _all_published([one for one in publishers if one.value is not None and one.value <= 0])


def _all_published(publishers: Sequence[MetricPublisher]) -> Published | None:
    values = frozenset(one.value for one in publishers if one.value is not None)
    if not values or any(one.value is None for one in publishers):
        return None
    return Published(values, _defaults(publishers), len(publishers) == 1)


def _defaults(publishers: Iterable[MetricPublisher]) -> frozenset[Decimal]:
    stated = (one.transformation.defaultValue for one in publishers)
    return frozenset(Decimal(repr(value)) for value in stated if value is not None)
