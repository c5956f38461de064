"""Whether an alarm that watches a metric fires, told as findings: never, or after how many events.

Any count of events is good enough; what goes beyond the prescribed alarm is told as a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from analyzer.aws.arn import LogGroup
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.alarms.alarm_target import Monitors
from analyzer.chain.context import ControlContext
from analyzer.cloudwatch.alarm_evaluation import Fires, Firing, Never, Published, Unsure, firing
from analyzer.coverage.counting import counts_everything
from analyzer.coverage.publishers import MetricKey, MetricPublisher, MetricSubject, metrics_of, patterns_of
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice
from analyzer.inventory.snapshot import Snapshot
from analyzer.verdict import Outcome

if TYPE_CHECKING:  # as in `watching`
    from analyzer.chain.alarms.metric_queries import Used

_Judged: TypeAlias = tuple[tuple[Finding, ...], tuple[Notice, ...]]

# A zero beside a value above zero changes neither whether these statistics breach nor how soon.
_BLIND_TO_ZEROS = ("Sum", "Maximum", "SampleCount")


def about(
    code: str, outcome: Outcome, record: EvidenceRecord[MetricAlarm], reason: str, place: Citation
) -> Finding:
    """A finding about an alarm, which its message names."""
    return Finding(code, outcome, f"`{record.value.name}`: {reason}", place)


def reached(
    context: ControlContext, metric: MetricSubject, record: EvidenceRecord[MetricAlarm], found: Monitors
) -> _Judged:
    """Whether matching events bring the alarm into ALARM, with what the reader has to know."""
    place = record.cite("Threshold")
    members = [_published(member.publishers) for member in metric.members]
    published = [one for one in members if one is not None]
    if len(published) < len(members):
        reason = "the metric has no value above zero, or gets values of which that is not known"
        return (about("alarm-not-provable", Outcome.UNKNOWN, record, reason, _named(record)),), ()
    if not _blind(found) and any(publisher.value == 0 for publisher in metric.publishers):
        reason = "another filter of the metric publishes zeros, which its statistic takes into account"
        return (about("alarm-not-provable", Outcome.UNKNOWN, record, reason, place),), ()
    if _samples_everything(metric, found):
        reason = "its SampleCount takes in the zeros that a filter publishes for every other event"
        return (about("alarm-not-provable", Outcome.UNKNOWN, record, reason, place),), ()
    if found.math is None:
        return _told(context, record, firing(found.watch, published[0]), place)
    place = record.cite("Metrics", found.math.index, "Expression")
    return _computed(context, metric, record, found, dict(enumerate(published)), place)


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


def _samples_everything(metric: MetricSubject, found: Monitors) -> bool:
    """Whether it counts samples and every event brings one, be it a zero."""
    if "SampleCount" not in _statistics(found) or all(
        publisher.value != 0 for publisher in metric.publishers
    ):
        return False
    return counts_everything(patterns_of(metric.publishers))


def _told(
    context: ControlContext,
    record: EvidenceRecord[MetricAlarm],
    found: Firing,
    place: Citation,
    *remarks: str,
) -> _Judged:
    match found:
        case Never(code=code, reason=reason):
            return (about(code, Outcome.VIOLATED, record, reason, place),), ()
        case Unsure(reason=reason):
            return (about("alarm-not-provable", Outcome.UNKNOWN, record, reason, place),), ()
        case Fires() as fires:
            reason = f"it fires after {_times(fires)} within {fires.window} s"
            finding = about("fires", Outcome.SATISFIED, record, reason, place)
            return (finding,), _warnings(context, record, fires, place, remarks)


def _warnings(
    context: ControlContext,
    record: EvidenceRecord[MetricAlarm],
    fires: Fires,
    place: Citation,
    remarks: Iterable[str],
) -> tuple[Notice, ...]:
    name = record.value.name
    found = [Notice("alarm-remark", f"`{name}`: {remark}", place) for remark in (*fires.remarks, *remarks)]
    asked = context.control.alarm
    if fires.events > asked.events or (fires.events > 1 and fires.window < asked.window):
        message = (
            f"`{name}` takes {_times(fires)} within {fires.window} s;"
            f" prescribed are {asked.events} within {asked.window} s"
        )
        found.append(Notice("alarm-above-prescribed", message, place))
    return tuple(found)


def _times(fires: Fires) -> str:
    bound = "" if fires.least else "at most "
    return f"{bound}{fires.events} matching event" + ("" if fires.events == 1 else "s")


def _computed(
    context: ControlContext,
    metric: MetricSubject,
    record: EvidenceRecord[MetricAlarm],
    found: Monitors,
    published: Mapping[int, Published],
    place: Citation,
) -> _Judged:
    from analyzer.chain.alarms.expression_alarm import Inputs, computing  # few alarms compute their value

    assert found.math is not None
    keys = {member.key: number for number, member in enumerate(metric.members)}
    own = {use.id: (keys[use.key], published[keys[use.key]]) for use in found.math.used if use.key in keys}
    others = tuple(use for use in found.math.used if use.id not in own)
    known = _counting(context, metric, others)
    fires = computing(found.watch, found.math, Inputs(own, frozenset(use.id for use in known)))
    unknown = [use for use in others if use not in known]
    if isinstance(fires, Fires) and unknown:
        reason = f"`{unknown[0].title}` in its expression may keep it in ALARM or out of it"
        fires = Unsure(reason)
    titles = dict.fromkeys(use.title for use in known)
    return _told(
        context, record, fires, place, *(f"its expression counts `{title}` as well" for title in titles)
    )


def _counting(context: ControlContext, metric: MetricSubject, others: Sequence[Used]) -> tuple[Used, ...]:
    """The other metrics that filters of the group feed: numbers of some events, not of all."""
    if not others:
        return ()
    counts = context.cache.once(_counts, context.snapshot, metric.group)
    return tuple(use for use in others if use.key in counts)


def _counts(snapshot: Snapshot, group: LogGroup) -> frozenset[MetricKey]:
    metrics = metrics_of(None, group, snapshot.filters(group).records)
    return frozenset(metric.key for metric in metrics if _is_count(metric.publishers))


def _is_count(publishers: Sequence[MetricPublisher]) -> bool:
    patterns = patterns_of(publisher for publisher in publishers if publisher.flaw is None)
    return (
        len(patterns) == len(publishers)
        and all(publisher.value is not None and publisher.value > 0 for publisher in publishers)
        and not any(publisher.transformation.defaultValue for publisher in publishers)
        and not counts_everything(patterns)
    )
