"""Whether an alarm that watches a metric fires, told as findings: never, or after how many events.

Any count of events is good enough; what goes beyond the prescribed alarm is told as a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from analyzer.aws.arn import LogGroup
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_target import Monitors
from analyzer.chain.alarms.cited import evaluated, first_of
from analyzer.chain.alarms.judged import Judged, held_at_capture, open_alarm
from analyzer.chain.alarms.watched_metric import WatchedMetric
from analyzer.chain.context import ControlContext
from analyzer.cloudwatch.alarm_answers import Fires, Firing, Leaving, Never, NeverKind, Unsure
from analyzer.cloudwatch.alarm_evaluation import Published, firing
from analyzer.coverage.counting import Counted, Missed, Unsettled, coverage_of_everything
from analyzer.coverage.publishers import (
    MetricKey,
    MetricPublisher,
    MetricSubject,
    metrics_of,
    patterns_of,
    within_limit,
)
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import Phrase, phrase
from analyzer.rules.alarm import (
    ALWAYS_IN_ALARM,
    FIRES,
    FIRES_BELOW,
    NEVER_FIRES,
    VALUE_NOT_POSITIVE,
)
from analyzer.rules.metric_filter import COUNTS_EVERYTHING
from analyzer.rules.warnings import ALARM_ABOVE_PRESCRIBED, ALARM_REMARK
from analyzer.verdict import Outcome

if TYPE_CHECKING:  # as in `watching`
    from analyzer.chain.alarms.metric_queries import Used


# A zero beside a value above zero changes neither whether these statistics breach nor how soon.
_BLIND_TO_ZEROS = ("Sum", "Maximum", "SampleCount")


def reached(
    context: ControlContext, seen: WatchedMetric, record: EvidenceRecord[MetricAlarm], found: Monitors
) -> Judged:
    """Whether matching events bring the alarm into ALARM, with what the reader has to know.

    They have to, whether or not anything arrives in other log groups whose filters publish to the metric.
    """
    alone = _reached(context, seen, record, found)
    if seen.crowded is None or alone.deciding.outcome is not Outcome.SATISFIED:
        return alone
    crowded = _reached(context, seen.crowded, record, found)
    if crowded.deciding.outcome is Outcome.SATISFIED:
        return alone
    return Judged(open_alarm(record, _CROWDED, record.cite("Threshold")), (crowded.deciding,))


_CROWDED = phrase("what filters of other log groups publish to the metric may keep it in ALARM or out of it")


def _reached(
    context: ControlContext, seen: WatchedMetric, record: EvidenceRecord[MetricAlarm], found: Monitors
) -> Judged:
    place = record.cite("Threshold")
    published = [one for one in seen.published if one is not None]
    if len(published) < len(seen.published):
        return Judged(open_alarm(record, _NO_VALUE, _named(record)))
    if seen.zeros and not seen.useless and not _blind(found):
        return Judged(open_alarm(record, _ZEROS, place))
    if found.math is None:
        return _of_one_metric(context, seen, record, found, published[0])
    return _computed(context, seen, record, found, dict(enumerate(published)))


_NO_VALUE = phrase("the metric has no value above zero, or gets values of which that is not known")
_ZEROS = phrase("another filter of the metric publishes zeros, which its statistic takes into account")
_COUNTED_ZEROS = phrase("it takes in the zeros that a filter publishes for every other event")
_MAY_COUNT_ZEROS = "it may take in zeros for every other event: {reasons:;}"


def _of_one_metric(
    context: ControlContext,
    seen: WatchedMetric,
    record: EvidenceRecord[MetricAlarm],
    found: Monitors,
    published: Published,
) -> Judged:
    """What a plain alarm comes to, which has to see events that no filter with a value above zero counts."""
    lowest = firing(found.watch, seen.useless.get(0, published))
    if seen.useless and isinstance(lowest, Never) and lowest.kind is NeverKind.NEVER_REACHED:
        return _nothing_positive(seen, record)
    fires = firing(found.watch, published) if isinstance(lowest, Fires) else lowest
    return _told(context, seen, record, found, fires)


def _nothing_positive(seen: WatchedMetric, record: EvidenceRecord[MetricAlarm]) -> Judged:
    useless = tuple(one for one in seen.metric.publishers if one.value is not None and one.value <= 0)
    places = (one.record.cite("metricTransformations", one.index, "metricValue") for one in useless)
    names = tuple(one.name for one in useless)
    return Judged(Finding(VALUE_NOT_POSITIVE, record.value.name, names, places=(record.cite(), *places)))


def _counts_zeros(context: ControlContext, seen: WatchedMetric, found: Monitors) -> Phrase | None:
    """Why the zeros that a filter publishes may bring the alarm into ALARM for every event of all."""
    if not seen.zeros or not (seen.useless or "SampleCount" in _statistics(found)):
        return None
    match context.cache.once(coverage_of_everything, tuple(patterns_of(seen.publishers))):
        case Counted():
            return _COUNTED_ZEROS
        case Unsettled(reasons=reasons):
            return phrase(_MAY_COUNT_ZEROS, reasons=reasons)
        case Missed():
            return None
        case never:
            assert_never(never)


def _named(record: EvidenceRecord[MetricAlarm]) -> Citation:
    return first_of(record, "MetricName", "Metrics")


def _blind(found: Monitors) -> bool:
    return all(statistic in _BLIND_TO_ZEROS for statistic in _statistics(found))


def _statistics(found: Monitors) -> list[str | None]:
    return [found.watch.statistic] if found.math is None else [use.stat.Stat for use in found.math.used]


def _told(
    context: ControlContext,
    seen: WatchedMetric,
    record: EvidenceRecord[MetricAlarm],
    found: Monitors,
    decided: Firing,
    *remarks: Phrase,
) -> Judged:
    name = record.value.name
    place = record.cite("Threshold")
    if found.math is not None:
        place = record.cite("Metrics", found.math.index, "Expression")
    match decided:
        case Never(kind=kind, observed=observed):
            if kind is NeverKind.FIRES_BELOW:
                place = record.cite("ComparisonOperator")
            return Judged(Finding(_NEVER[kind], name, observed, places=evaluated(record, place)))
        case Unsure(observed=observed):
            return Judged(open_alarm(record, observed, place))
        case Fires() as fires:
            if counted := _counts_zeros(context, seen, found):
                return Judged(open_alarm(record, counted, place))
            if (seen.zeros or seen.crowded is not None) and fires.leaving is Leaving.NOTHING:
                fires = fires._replace(leaving=Leaving.SOME_PERIOD)
            if held := held_at_capture(record, fires):
                return held
            finding = Finding(FIRES, name, _times(fires), places=evaluated(record, place))
            return Judged(finding, warnings=_warnings(context, record, fires, place, remarks))
        case _:
            assert_never(decided)


_NEVER = {
    NeverKind.ALWAYS_IN_ALARM: ALWAYS_IN_ALARM,
    NeverKind.COUNTS_EVERYTHING: COUNTS_EVERYTHING,
    NeverKind.FIRES_BELOW: FIRES_BELOW,
    NeverKind.NEVER_REACHED: NEVER_FIRES,
}


def _warnings(
    context: ControlContext,
    record: EvidenceRecord[MetricAlarm],
    fires: Fires,
    place: Citation,
    remarks: Iterable[Phrase],
) -> tuple[Notice, ...]:
    name = record.value.name
    found = [Notice(ALARM_REMARK, name, remark, places=(place,)) for remark in (*fires.remarks, *remarks)]
    asked = context.control.alarm
    if fires.total > asked.events or (fires.total > 1 and fires.window < asked.window):
        taken = _times(fires)
        prescribed = phrase("{events} within {window} s", events=asked.events, window=asked.window)
        found.append(Notice(ALARM_ABOVE_PRESCRIBED, name, taken, prescribed, (place,)))
    return tuple(found)


def _times(fires: Fires) -> Phrase:
    bound = "" if fires.least else "at most "
    if fires.datapoints == 1:
        said = bound + "{events:matching event} within {window} s"
        return phrase(said, events=fires.events, window=fires.period)
    share = "" if fires.datapoints == fires.periods else "{datapoints} out of "
    said = (
        bound + "{events:matching event} in each of " + share + "{periods} consecutive periods of {period} s"
    )
    return phrase(
        said,
        events=fires.events,
        datapoints=fires.datapoints,
        periods=fires.periods,
        period=fires.period,
    )


def _computed(
    context: ControlContext,
    seen: WatchedMetric,
    record: EvidenceRecord[MetricAlarm],
    found: Monitors,
    published: Mapping[int, Published],
) -> Judged:
    from analyzer.chain.alarms.expression_alarm import (  # few alarms compute their value
        Inputs,
        expression_firing,
        never_moved_by,
    )

    assert found.math is not None
    metric = seen.metric
    keys = {member.key: number for number, member in enumerate(metric.members)}
    own = {use.id: (keys[use.key], published[keys[use.key]]) for use in found.math.used if use.key in keys}
    others = tuple(use for use in found.math.used if use.id not in own)
    known = _counting(context, metric, others)
    inputs = Inputs(own, frozenset(use.id for use in known))
    if never_moved_by(found.watch, found.math, inputs, seen.useless):
        return _nothing_positive(seen, record)
    fires = expression_firing(found.watch, found.math, inputs)
    unknown = [use for use in others if use not in known]
    if isinstance(fires, Fires) and unknown:
        said = "`{metric}` in its expression may keep it in ALARM or out of it"
        fires = Unsure(phrase(said, metric=unknown[0].title))
    titles = dict.fromkeys(use.title for use in known)
    counted = (phrase("its expression counts `{metric}` as well", metric=title) for title in titles)
    return _told(context, seen, record, found, fires, *counted)


def _counting(context: ControlContext, metric: MetricSubject, others: Sequence[Used]) -> tuple[Used, ...]:
    """The other metrics that filters of the group feed: numbers of some events, not of all."""
    if not others:
        return ()
    counts = context.cache.once(_counts, context.snapshot, metric.group)
    return tuple(use for use in others if use.key in counts)


def _counts(snapshot: Snapshot, group: LogGroup) -> frozenset[MetricKey]:
    elsewhere = snapshot.filters_elsewhere(group)
    metrics = within_limit(metrics_of(None, group, snapshot.filters(group).records, elsewhere))
    return frozenset(metric.key for metric in metrics if _is_count(metric.feeds))


def _is_count(publishers: Sequence[MetricPublisher]) -> bool:
    patterns = patterns_of(publisher for publisher in publishers if publisher.flaw is None)
    return (
        len(patterns) == len(publishers)
        and all(publisher.value is not None and publisher.value > 0 for publisher in publishers)
        and not any(publisher.transformation.defaultValue for publisher in publishers)
        and isinstance(coverage_of_everything(patterns), Missed)
    )
