"""Link 8: the alarm notifies an SNS topic, itself or through a composite alarm.

Audit step 6, `AlarmActions`. Only what happens on ALARM counts, and only topics: the control asks
for a notification. The topic is known by its whole ARN and may live in another account or region.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.aws.arn import Arn, parse_arn, scope_of
from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.composite.acting import ActingComposite, CompositeEffect
from analyzer.chain.context import AlarmSubject, ControlContext, TopicSubject, conflict_findings
from analyzer.chain.engine import Candidate, Candidates
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.snapshot import Snapshot
from analyzer.verdict import Outcome


def candidates(context: ControlContext, subject: AlarmSubject) -> Candidates:
    """Every topic that the alarm or a composite alarm above it notifies."""
    alarm = subject.record
    steps: list[Candidate] = []
    findings: list[Finding] = []
    if alarm.value.ActionsEnabled is not False:
        steps += _steps(subject, alarm, certain=alarm.value.ActionsEnabled is True)
        findings += _without_topic(alarm)
    for carrier in context.cache.once(carriers, context.snapshot, subject.arn):
        if carrier.record.value.ActionsEnabled is False:
            findings.append(_disabled(carrier.record))
            continue
        if carrier.effect is CompositeEffect.NEVER:
            findings.append(_not_moved(subject, carrier))
            continue
        certain = carrier.effect is CompositeEffect.ACTS and carrier.record.value.ActionsEnabled is True
        steps += _steps(subject, carrier.record, certain=certain, reason=carrier.reason)
        findings += _without_topic(carrier.record)
    complete = all(finding.outcome is Outcome.VIOLATED for finding in findings)
    place = scope_of(subject.arn)
    listed = context.snapshot.composite_alarms(place).is_complete
    requests = () if complete and listed else (asks.alarms(place),)
    warnings = () if listed else (composites_unknown(alarm),)
    return Candidates(tuple(steps), complete, tuple(findings), warnings, requests)


def carriers(snapshot: Snapshot, alarm: Arn) -> tuple[ActingComposite, ...]:
    """The composite alarms of the same place that speak of the alarm, directly or through others."""
    records = snapshot.composite_alarms(scope_of(alarm)).records
    listed = {record.value.arn: record for record in records if record.value.arn is not None}
    if not listed:
        return ()
    from analyzer.chain.composite.effects import ruled  # few accounts have a composite alarm

    return ruled(snapshot, alarm, listed)


def _steps(
    subject: AlarmSubject, record: EvidenceRecord[Alarm], *, certain: bool, reason: str = ""
) -> list[Candidate]:
    return [
        _step(subject, record, topic, place, certain=certain, reason=reason)
        for topic, place in _topics(record)
    ]


def _step(
    subject: AlarmSubject,
    record: EvidenceRecord[Alarm],
    topic: Arn,
    place: Citation,
    *,
    certain: bool,
    reason: str,
) -> Candidate:
    name = record.value.name
    findings: tuple[Finding, ...]
    if certain:
        findings = (Finding("notifies", Outcome.SATISFIED, f"`{name}` notifies `{topic}`", place),)
    elif reason:
        child = subject.record.value.name
        message = f"that the composite alarm `{name}` acts with `{child}` is not provable: {reason}"
        where = record.cite("AlarmRule")
        findings = conflict_findings("conflict", record) or (
            Finding("composite-not-provable", Outcome.UNKNOWN, message, where, (place,)),
        )
    else:
        message = f"`{name}` does not say whether its actions are enabled"
        findings = (Finding("actions-not-said", Outcome.UNKNOWN, message, place),)
    requests = () if certain else (_asked(subject, findings[0].code, name),)
    reached = None if findings[0].code == "conflict" else TopicSubject(subject.viewer, topic)
    return Candidate(topic.resource, findings[0].outcome, reached, findings, requests=requests)


def _asked(subject: AlarmSubject, code: str, name: str) -> Request:
    """A new capture where the evidence is at fault, else what only the alarm's own history can tell."""
    place = scope_of(subject.arn)
    return asks.alarm_history(place, name) if code == "composite-not-provable" else asks.alarms(place)


def _topics(record: EvidenceRecord[Alarm]) -> Iterator[tuple[Arn, Citation]]:
    for index, action in enumerate(record.value.AlarmActions or ()):
        arn = parse_arn(action)
        if arn is not None and arn.service == "sns" and ":" not in arn.resource and arn.is_located:
            yield arn, record.cite("AlarmActions", index)


def _without_topic(record: EvidenceRecord[Alarm]) -> list[Finding]:
    """Why an alarm notifies no topic, if it does not."""
    if any(True for _ in _topics(record)):
        return []
    name, place = record.value.name, record.cite("AlarmActions")
    if record.value.AlarmActions is None:
        return [
            Finding("actions-not-said", Outcome.UNKNOWN, f"`{name}` does not say its actions", record.cite())
        ]
    odd = [action for action in record.value.AlarmActions if parse_arn(action) is None]
    if odd:
        return [Finding("malformed-arn", Outcome.UNKNOWN, f"`{name}`: `{odd[0]}` is not an ARN", place)]
    message = f"`{name}` has no SNS topic among its actions on ALARM"
    return [Finding("no-topic", Outcome.VIOLATED, message, place)]


def _not_moved(subject: AlarmSubject, carrier: ActingComposite) -> Finding:
    name, child = carrier.record.value.name, subject.record.value.name
    message = f"the composite alarm `{name}` is not moved into ALARM by `{child}`: {carrier.reason}"
    return Finding("composite-not-moved", Outcome.VIOLATED, message, carrier.record.cite("AlarmRule"))


def _disabled(record: EvidenceRecord[Alarm]) -> Finding:
    message = f"the actions of the composite alarm `{record.value.name}` are disabled"
    return Finding("actions-disabled", Outcome.VIOLATED, message, record.cite("ActionsEnabled"))


def composites_unknown(alarm: EvidenceRecord[Alarm]) -> Notice:
    """The benchmark's own step lists metric alarms only, which refutes; the report says so."""
    message = "composite alarms were not asked for; one of them could carry the action"
    return Notice("composite-alarms-not-listed", message, alarm.cite())
