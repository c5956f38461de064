"""Link 7: an alarm on that metric that can go from quiet into ALARM, with its actions enabled.

Audit step 6. Alarm and metric are joined by partition, account, region, namespace, name and
dimensions. An alarm whose own actions are disabled may still act through a composite alarm.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from analyzer.allowance import BudgetError, limits_in_force, spend
from analyzer.aws.arn import Arn, scope_of
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.alarms.alarm_findings import reached
from analyzer.chain.alarms.alarm_index import alarm_index
from analyzer.chain.alarms.alarm_target import (
    MayMonitor,
    Monitors,
    OtherMetric,
    Unrelated,
    alarm_target,
)
from analyzer.chain.alarms.cited import first_of
from analyzer.chain.alarms.dimensions import narrowed
from analyzer.chain.alarms.judged import Judged, open_alarm
from analyzer.chain.alarms.watched_metric import WatchedMetric, watched_metric
from analyzer.chain.context import (
    AlarmSubject,
    ControlContext,
    conflict_findings,
    failure_warnings,
    history_to_ask,
    list_findings,
    none_found,
    past_limit,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.links.action import (
    acting_composites,
    composites_past_limit,
    composites_unknown,
    lost_composites,
)
from analyzer.coverage.publishers import MetricSubject
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.listing import Listing
from analyzer.phrase import phrase
from analyzer.rules.alarm import (
    ACTIONS_DISABLED,
    ACTIONS_NOT_SAID,
    ALARM_ON_OTHER_METRIC,
    ALARM_ON_OTHER_UNIT,
    ALARMS_NOT_CAPTURED,
    NO_ALARM,
)
from analyzer.rules.anywhere import CONTRADICTION
from analyzer.verdict import Outcome


def candidates(context: ControlContext, metric: MetricSubject) -> Candidates:
    """Every metric alarm of the place that watches the metric or a namesake of it."""
    place = metric.group.scope
    listing = context.snapshot.metric_alarms(place, metric.name)
    steps, stopped = _judged(context, metric, listing)
    limit = stopped or ("alarms" if len(listing.records) > limits_in_force().alarms else "")
    where = phrase("{region} in account {account}", region=place.region, account=place.account)
    findings = list_findings(listing, Finding(ALARMS_NOT_CAPTURED, metric.title, where))
    if limit:
        count = phrase("{alarms:alarm} of {place}", alarms=len(listing.records), place=where)
        findings = (past_limit(limit, count, *listing.complete_at[:1]), *findings)
    elif listing.is_complete and not steps:
        findings = none_found(listing, Finding(NO_ALARM, metric.title))
    requests = () if listing.is_complete else (asks.alarms(place),)
    complete = listing.is_complete and not limit
    return Candidates(steps, complete, findings, listing.assumptions, requests)


def _judged(
    context: ControlContext, metric: MetricSubject, listing: Listing[MetricAlarm]
) -> tuple[tuple[Candidate, ...], str]:
    """The candidates, and the limit that stopped the search for more, "" if none did."""
    steps = deque[Candidate]()
    try:
        steps.extend(_steps(context, metric, listing))
    except BudgetError as error:
        return tuple(steps), error.budget
    return tuple(steps), ""


_STEPS_PER_ALARM = 20  # to judge one that speaks of the metric takes some twenty microseconds


def _steps(
    context: ControlContext, metric: MetricSubject, listing: Listing[MetricAlarm]
) -> Iterator[Candidate]:
    """One candidate for each alarm that speaks of the metric. Raises BudgetError past what may be spent."""
    seen = watched_metric(context, metric)
    index = context.cache.once(alarm_index, listing)
    for record in index.speaking_of([member.name for member in metric.members]):
        spend(_STEPS_PER_ALARM)
        found = alarm_target(record.value, metric)
        if (arn := record.value.arn) is not None and not isinstance(found, Unrelated):
            judged = _judge(context, seen, record, arn, found)
            yield _step(context, metric, record, arn, judged, listing.assumptions)
    for member in metric.members:
        for record in context.snapshot.alarms_elsewhere(metric.group.scope, member.name):
            spend(_STEPS_PER_ALARM)
            yield _elsewhere(context, record)


def _step(
    context: ControlContext,
    metric: MetricSubject,
    record: EvidenceRecord[MetricAlarm],
    arn: Arn,
    judged: Judged,
    assumed: tuple[Notice, ...],
) -> Candidate:
    place = metric.group.scope
    requests: tuple[Request, ...] = ()
    if judged.recapture:
        requests = (asks.alarms(place),)
    elif judged.deciding.outcome is Outcome.UNKNOWN:
        requests = history_to_ask(context, place, record.value.name)
    subject = None if judged.contradicted else AlarmSubject(metric.viewer, arn, record)
    warnings = (*assumed, *judged.warnings, *failure_warnings(record))
    return Candidate(record.value.name, judged.deciding, subject, judged.beside, warnings, requests)


def _elsewhere(context: ControlContext, record: EvidenceRecord[MetricAlarm]) -> Candidate:
    """An alarm of a monitoring account may watch the metric; how far it reaches is not judged here."""
    arn = record.value.arn
    assert arn is not None
    account = phrase(
        "it is an alarm of account {account} and looks at metrics of this one", account=arn.account
    )
    found = open_alarm(record, account, record.cite("Metrics"))
    requests = history_to_ask(context, scope_of(arn), record.value.name)
    return Candidate(record.value.name, found, None, (), failure_warnings(record), requests)


def _judge(
    context: ControlContext,
    seen: WatchedMetric,
    record: EvidenceRecord[MetricAlarm],
    arn: Arn,
    found: Monitors | MayMonitor | OtherMetric,
) -> Judged:
    alarm = record.value
    impossible = any(conflict.source for conflict in record.conflicts)
    if isinstance(found, OtherMetric) and not impossible:
        places = (_other_place(record, found), *_published_as(seen.metric, found.published))
        return Judged(Finding(ALARM_ON_OTHER_METRIC, alarm.name, found.observed, found.expected, places))
    if conflicts := conflict_findings(alarm.name, record):
        deciding, *beside = conflicts
        return Judged(deciding, tuple(beside), recapture=True, contradicted=True)
    assert not isinstance(found, OtherMetric)
    if alarm.AlarmName is not None and arn.resource != f"alarm:{alarm.AlarmName}":
        name = phrase("its name is `{name}`", name=alarm.AlarmName)
        other = phrase("its ARN says `{resource}`", resource=arn.resource)
        finding = Finding(CONTRADICTION, alarm.name, name, other, (record.cite("AlarmName"),))
        return Judged(finding, recapture=True, contradicted=True)
    if isinstance(found, MayMonitor):
        return Judged(open_alarm(record, found.observed, record.cite()))
    return _disabled(context, record, arn) or _watched(context, seen, record, found)


def _watched(
    context: ControlContext, seen: WatchedMetric, record: EvidenceRecord[MetricAlarm], found: Monitors
) -> Judged:
    """What an alarm on the metric sees of it, and whether that brings it into ALARM."""
    if found.unit is not None and seen.units != {found.unit}:
        return Judged(_on_unit(record, found.unit, seen.units))
    if found.unit is None and seen.is_of_several_units:
        said = phrase(
            "its metric has several units, {units:quoted}, and it asks for none",
            units=tuple(sorted((seen.crowded or seen).units)),
        )
        return Judged(open_alarm(record, said, _metric_place(record)))
    if found.dimensions and (narrower := _narrowed(context, seen.metric, found.dimensions)):
        deciding, *beside = narrower
        return Judged(deciding, tuple(beside))
    return reached(context, seen, record, found)


def _narrowed(
    context: ControlContext, metric: MetricSubject, values: tuple[tuple[str, str], ...]
) -> tuple[Finding, ...]:
    """The answer is the same for all alarms that ask for these values."""
    return context.cache.once(narrowed, context, metric, values)


def _on_unit(record: EvidenceRecord[MetricAlarm], unit: str, published: frozenset[str]) -> Finding:
    place, all_units = record.cite("Unit"), tuple(sorted(published))
    if unit not in published:
        return Finding(ALARM_ON_OTHER_UNIT, record.value.name, unit, all_units, (place,))
    said = "it looks at values of unit `{unit}`, the metric has {published:quoted}"
    return open_alarm(record, phrase(said, unit=unit, published=all_units), place)


def _metric_place(record: EvidenceRecord[MetricAlarm]) -> Citation:
    return first_of(record, "MetricName", "Metrics")


def _other_place(record: EvidenceRecord[MetricAlarm], found: OtherMetric) -> Citation:
    """What is wrong, where the alarm says it; where it says no dimensions, the metric that it names."""
    return first_of(record, "Metrics", found.member, "MetricName")


def _published_as(metric: MetricSubject, name: str) -> Iterator[Citation]:
    """Where the filters say that member of what they publish, or that they have none."""
    for publisher in metric.publishers[:1]:
        yield publisher.record.cite("metricTransformations", publisher.index, name)


def _disabled(context: ControlContext, record: EvidenceRecord[MetricAlarm], arn: Arn) -> Judged | None:
    """That neither its own actions nor those of a composite alarm are known to be enabled."""
    enabled, name = record.value.ActionsEnabled, record.value.name
    if enabled is True:
        return None
    acting = acting_composites(context.cache, context.snapshot, arn)
    if acting.composites:
        return None
    if acting.past_limit:
        return Judged(composites_past_limit(record, acting))
    listed = context.snapshot.composite_alarms(scope_of(arn)).is_complete
    lost = lost_composites(context.snapshot, scope_of(arn))
    warnings = () if listed or lost else (composites_unknown(record),)
    if enabled is None:
        finding = Finding(ACTIONS_NOT_SAID, name, _ENABLED, places=(record.cite(),))
        return Judged(finding, lost, warnings, recapture=True)
    if lost:
        deciding, *beside = lost
        return Judged(deciding, tuple(beside), recapture=True)
    finding = Finding(ACTIONS_DISABLED, name, _NO_ACTION, places=(record.cite("ActionsEnabled"),))
    return Judged(finding, warnings=warnings, recapture=not listed)


_ENABLED = phrase("whether its actions are enabled")
_NO_ACTION = phrase("its actions are disabled, and no composite alarm acts for it")
