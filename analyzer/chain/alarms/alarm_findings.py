"""Whether an alarm that watches a metric fires, told as findings: never, or after how many events.

Any count of events is good enough; what goes beyond the prescribed alarm is told as a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, assert_never

from analyzer.aws.arn import LogGroup
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_target import Monitors
from analyzer.chain.context import ControlContext
from analyzer.cloudwatch.alarm_evaluation import (
    Fires,
    Firing,
    Never,
    NeverKind,
    Published,
    Unsure,
    firing,
)
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
from analyzer.phrase import Phrase, Value, phrase
from analyzer.rules.alarm import (
    ALARM_NOT_PROVABLE,
    ALWAYS_IN_ALARM,
    FIRES,
    FIRES_BELOW,
    NEVER_FIRES,
)
from analyzer.rules.metric_filter import COUNTS_EVERYTHING
from analyzer.rules.warnings import ALARM_ABOVE_PRESCRIBED, ALARM_REMARK
from analyzer.verdict import Outcome

if TYPE_CHECKING:  # as in `watching`
    from analyzer.chain.alarms.metric_queries import Used


class Judged(NamedTuple):
    """What one alarm comes to: the finding that decides it, others, and what its reader has to know.

    `recapture` says that a new capture would settle what is open, or could overturn what is refuted; else
    only the alarm's own history can. `contradicted` says that the record itself is not to be relied on.
    """

    deciding: Finding
    beside: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    recapture: bool = False
    contradicted: bool = False


# A zero beside a value above zero changes neither whether these statistics breach nor how soon.
_BLIND_TO_ZEROS = ("Sum", "Maximum", "SampleCount")


def open_alarm(record: EvidenceRecord[MetricAlarm], observed: Value, place: Citation) -> Finding:
    """That the configuration of an alarm does not tell whether it fires."""
    return Finding(ALARM_NOT_PROVABLE, record.value.name, observed, places=(place,))


@dataclass(frozen=True, slots=True, eq=False)
class WatchedMetric:
    """A metric as its alarms see it, worked out once for all of them.

    `published` is what each of its members publishes, None for one that has no value above zero or gets
    values of which that is not known. `zeros` says that some filter publishes zeros; `units` are those of
    its values. `crowded` is the metric with what filters of other log groups publish to it, if any do.
    """

    metric: MetricSubject
    publishers: tuple[MetricPublisher, ...]
    published: tuple[Published | None, ...]
    zeros: bool
    units: frozenset[str]
    crowded: WatchedMetric | None = None


def watched_metric(metric: MetricSubject) -> WatchedMetric:
    """What alarms see of the metric."""
    alone = _watched(metric, [member.publishers for member in metric.members])
    if not any(member.elsewhere for member in metric.members):
        return alone
    return replace(alone, crowded=_watched(metric, [member.feeds for member in metric.members]))


def _watched(metric: MetricSubject, members: Sequence[Sequence[MetricPublisher]]) -> WatchedMetric:
    every = tuple(publisher for member in members for publisher in member)
    return WatchedMetric(
        metric,
        every,
        tuple(map(_published, members)),
        any(publisher.value == 0 for publisher in every),
        frozenset(publisher.transformation.unit or "None" for publisher in every),
    )


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
    if seen.zeros and not _blind(found):
        return Judged(open_alarm(record, _ZEROS, place))
    if seen.zeros and "SampleCount" in _statistics(found):
        match context.cache.once(coverage_of_everything, tuple(patterns_of(seen.publishers))):
            case Counted():
                return Judged(open_alarm(record, _COUNTED_ZEROS, place))
            case Unsettled(reasons=reasons):
                return Judged(open_alarm(record, phrase(_MAY_COUNT_ZEROS, reasons=reasons), place))
            case Missed():
                pass
            case never:
                assert_never(never)
    if found.math is None:
        return _told(context, record, firing(found.watch, published[0]), place)
    place = record.cite("Metrics", found.math.index, "Expression")
    return _computed(context, seen.metric, record, found, dict(enumerate(published)), place)


_NO_VALUE = phrase("the metric has no value above zero, or gets values of which that is not known")
_ZEROS = phrase("another filter of the metric publishes zeros, which its statistic takes into account")
_COUNTED_ZEROS = phrase("its SampleCount takes in the zeros that a filter publishes for every other event")
_MAY_COUNT_ZEROS = "its SampleCount may take in zeros for every other event: {reasons:;}"


def _named(record: EvidenceRecord[MetricAlarm]) -> Citation:
    return record.cite("MetricName" if "MetricName" in record.raw else "Metrics")


def _published(publishers: Iterable[MetricPublisher]) -> Published | None:
    """What matching and other events publish; None without a value above zero, or where one may be any."""
    publishers = tuple(publishers)
    if any(publisher.value is None or publisher.value < 0 for publisher in publishers):
        return None
    values = frozenset(
        publisher.value for publisher in publishers if publisher.value is not None and publisher.value > 0
    )
    defaults = frozenset(
        Decimal(repr(publisher.transformation.defaultValue))
        for publisher in publishers
        if publisher.transformation.defaultValue is not None
    )
    return Published(values, defaults) if values else None


def _blind(found: Monitors) -> bool:
    return all(statistic in _BLIND_TO_ZEROS for statistic in _statistics(found))


def _statistics(found: Monitors) -> list[str | None]:
    return [found.watch.statistic] if found.math is None else [use.stat.Stat for use in found.math.used]


def _told(
    context: ControlContext,
    record: EvidenceRecord[MetricAlarm],
    found: Firing,
    place: Citation,
    *remarks: Phrase,
) -> Judged:
    name = record.value.name
    match found:
        case Never(kind=kind, observed=observed):
            return Judged(Finding(_NEVER[kind], name, observed, places=(place,)))
        case Unsure(observed=observed):
            return Judged(open_alarm(record, observed, place))
        case Fires() as fires:
            finding = Finding(FIRES, name, _times(fires.events, fires.window, fires.least), places=(place,))
            return Judged(finding, warnings=_warnings(context, record, fires, place, remarks))
        case _:
            assert_never(found)


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
    if fires.events > asked.events or (fires.events > 1 and fires.window < asked.window):
        taken = _times(fires.events, fires.window, fires.least)
        prescribed = phrase("{events} within {window} s", events=asked.events, window=asked.window)
        found.append(Notice(ALARM_ABOVE_PRESCRIBED, name, taken, prescribed, (place,)))
    return tuple(found)


def _times(events: int, window: int, least: bool) -> Phrase:
    said = "{events:matching event} within {window} s"
    return phrase(said if least else f"at most {said}", events=events, window=window)


def _computed(
    context: ControlContext,
    metric: MetricSubject,
    record: EvidenceRecord[MetricAlarm],
    found: Monitors,
    published: Mapping[int, Published],
    place: Citation,
) -> Judged:
    from analyzer.chain.alarms.expression_alarm import (  # few alarms compute their value
        Inputs,
        expression_firing,
    )

    assert found.math is not None
    keys = {member.key: number for number, member in enumerate(metric.members)}
    own = {use.id: (keys[use.key], published[keys[use.key]]) for use in found.math.used if use.key in keys}
    others = tuple(use for use in found.math.used if use.id not in own)
    known = _counting(context, metric, others)
    fires = expression_firing(found.watch, found.math, Inputs(own, frozenset(use.id for use in known)))
    unknown = [use for use in others if use not in known]
    if isinstance(fires, Fires) and unknown:
        said = "`{metric}` in its expression may keep it in ALARM or out of it"
        fires = Unsure(phrase(said, metric=unknown[0].title))
    titles = dict.fromkeys(use.title for use in known)
    counted = (phrase("its expression counts `{metric}` as well", metric=title) for title in titles)
    return _told(context, record, fires, place, *counted)


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
