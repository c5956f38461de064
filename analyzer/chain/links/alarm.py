"""Link 7: an alarm on that metric that can go from quiet into ALARM, with its actions enabled.

Audit step 6. Alarm and metric are joined by partition, account, region, namespace, name and
dimensions. An alarm whose own actions are disabled may still act through a composite alarm.
"""

from __future__ import annotations

from typing import TypeAlias

from analyzer.aws.arn import Arn, scope_of
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.alarms.alarm_findings import about, reached
from analyzer.chain.alarms.alarm_target import AlarmTarget, Monitors, WatchesOther, watching
from analyzer.chain.alarms.dimensions import narrowed
from analyzer.chain.context import AlarmSubject, ControlContext, conflict_findings, list_findings, notices
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.links.action import carriers, composites_unknown
from analyzer.coverage.publishers import MetricSubject
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.verdict import Outcome


def candidates(context: ControlContext, metric: MetricSubject) -> Candidates:
    """Every metric alarm of the place that watches the metric or a namesake of it."""
    place = metric.group.scope
    listing = context.snapshot.metric_alarms(place, metric.name)
    assumed = notices(listing.assumptions)
    steps = tuple(
        _step(context, metric, record, arn, found, assumed)
        for record in listing.records
        if (arn := record.value.arn) is not None
        and (found := watching(record.value, metric)) != WatchesOther()
    )
    steps += tuple(
        _elsewhere(record)
        for member in metric.members
        for record in context.snapshot.alarms_elsewhere(place, member.name)
    )
    missing = f"no alarms of {place.region} in account {place.account} were captured"
    findings = list_findings(listing, "alarms-not-captured", missing)
    if listing.is_complete and not steps:
        message = f"no alarm watches `{metric.title}`"
        findings = tuple(Finding("no-alarm", Outcome.VIOLATED, message, at) for at in listing.whole[:1])
    requests = () if listing.is_complete else (asks.alarms(place),)
    return Candidates(steps, listing.is_complete, findings, assumed, requests)


def _step(
    context: ControlContext,
    metric: MetricSubject,
    record: EvidenceRecord[MetricAlarm],
    arn: Arn,
    found: AlarmTarget,
    assumed: tuple[Notice, ...],
) -> Candidate:
    place = metric.group.scope
    findings, warnings = _judge(context, metric, record, arn, found)
    outcome = findings[0].outcome
    code = findings[0].code
    requests: tuple[Request, ...] = ()
    if code in _EVIDENCE_AT_FAULT or (code == "actions-disabled" and warnings):
        requests = (asks.alarms(place),)
    elif outcome is Outcome.UNKNOWN:
        requests = (asks.alarm_history(place, record.value.name),)
    contradicted = code in ("conflict", "contradiction")
    subject = None if contradicted else AlarmSubject(metric.viewer, arn, record)
    return Candidate(record.value.name, outcome, subject, findings, (*assumed, *warnings), requests)


def _elsewhere(record: EvidenceRecord[MetricAlarm]) -> Candidate:
    """An alarm of a monitoring account may watch the metric; how far it reaches is not judged here."""
    arn = record.value.arn
    assert arn is not None
    reason = f"it is an alarm of account {arn.account} and looks at metrics of this one"
    finding = about("alarm-not-provable", Outcome.UNKNOWN, record, reason, record.cite("Metrics"))
    requests = (asks.alarm_history(scope_of(arn), record.value.name),)
    return Candidate(record.value.name, Outcome.UNKNOWN, None, (finding,), requests=requests)


# What a new capture settles; anything else that is open only the alarm's own history can tell.
_EVIDENCE_AT_FAULT = ("conflict", "contradiction", "actions-not-said")

_Judged: TypeAlias = tuple[tuple[Finding, ...], tuple[Notice, ...]]


def _judge(
    context: ControlContext,
    metric: MetricSubject,
    record: EvidenceRecord[MetricAlarm],
    arn: Arn,
    found: AlarmTarget,
) -> _Judged:
    alarm = record.value
    if isinstance(found, WatchesOther):
        return (
            about("alarm-on-other-metric", Outcome.VIOLATED, record, found.reason, _metric_place(record)),
        ), ()
    if conflicts := conflict_findings("conflict", record):
        return conflicts, ()
    if alarm.AlarmName is not None and arn.resource != f"alarm:{alarm.AlarmName}":
        reason = f"its name is not the name in its ARN, `{arn.resource}`"
        return (about("contradiction", Outcome.UNKNOWN, record, reason, record.cite("AlarmName")),), ()
    if not isinstance(found, Monitors):
        return (about("alarm-not-provable", Outcome.UNKNOWN, record, found.reason, record.cite()),), ()
    if disabled := _disabled(context, record, arn):
        listed = context.snapshot.composite_alarms(metric.group.scope).is_complete
        return (disabled,), () if listed else (composites_unknown(record),)
    units = {publisher.transformation.unit or "None" for publisher in metric.publishers}
    if found.unit is not None and units != {found.unit}:
        published = ", ".join(sorted(units))
        reason = f"it looks at values of unit `{found.unit}`, the metric is published with `{published}`"
        outcome = Outcome.UNKNOWN if found.unit in units else Outcome.VIOLATED
        return (about("alarm-on-other-unit", outcome, record, reason, record.cite("Unit")),), ()
    if found.dimensions and (beside := narrowed(context, metric, found)):
        return beside, ()
    return reached(context, metric, record, found)


def _metric_place(record: EvidenceRecord[MetricAlarm]) -> Citation:
    return record.cite("MetricName" if "MetricName" in record.raw else "Metrics")


def _disabled(context: ControlContext, record: EvidenceRecord[MetricAlarm], arn: Arn) -> Finding | None:
    enabled = record.value.ActionsEnabled
    if enabled is True or context.cache.once(carriers, context.snapshot, arn):
        return None
    if enabled is None:
        reason = "it does not say whether its actions are enabled"
        return about("actions-not-said", Outcome.UNKNOWN, record, reason, record.cite())
    reason = "its actions are disabled, and no composite alarm acts for it"
    return about("actions-disabled", Outcome.VIOLATED, record, reason, record.cite("ActionsEnabled"))
