"""Link 8: the alarm notifies an SNS topic, itself or through a composite alarm.

Audit step 6, `AlarmActions`. Only what happens on ALARM counts, and only topics: the control asks
for a notification. The topic is known by its whole ARN and may live in another account, never in another
region (`analyzer.aws.alarm_rules`).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.aws.arn import Arn, ResourceScope, parse_arn, scope_of
from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.completeness import GapKind
from analyzer.aws.record import EvidenceRecord
from analyzer.chain import evidence_requests as asks
from analyzer.chain.composite.acting import Acting, ActingComposite, CompositeEffect
from analyzer.chain.context import (
    AlarmSubject,
    ControlContext,
    TopicSubject,
    conflict_findings,
    failure_warnings,
    gap_findings,
    history_to_ask,
    past_limit,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.notification.delivery import Delivery, delivery
from analyzer.chain.notification.subscriber import looks_at_messages
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import Citation, ProblemCode
from analyzer.findings import Finding, Notice
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import Phrase, phrase
from analyzer.rules.action import COMPOSITE_NOT_MOVED, COMPOSITE_NOT_PROVABLE, NO_TOPIC, NOTIFIES
from analyzer.rules.alarm import ACTIONS_DISABLED, ACTIONS_NOT_SAID
from analyzer.rules.anywhere import MALFORMED_ARN
from analyzer.rules.warnings import COMPOSITE_ALARMS_NOT_LISTED
from analyzer.verdict import Outcome


def candidates(context: ControlContext, subject: AlarmSubject) -> Candidates:
    """Every topic that the alarm or a composite alarm above it notifies."""
    alarm = subject.record
    steps: list[Candidate] = []
    findings: list[Finding] = []
    acting = acting_composites(context.cache, context.snapshot, subject.arn)
    if alarm.value.ActionsEnabled is not False or not acting.composites:
        # Where nothing acts for an alarm whose own actions are disabled, its link is refuted or open. Whom
        # they would notify is told for whoever enables them.
        enabled = True if alarm.value.ActionsEnabled is False else alarm.value.ActionsEnabled
        steps += _steps(context, subject, alarm, enabled, None)
        findings += _without_topic(alarm)
    for carrier in acting.composites:
        if carrier.record.value.ActionsEnabled is False:
            findings.append(_disabled(carrier.record))
            continue
        if carrier.effect is CompositeEffect.NEVER:
            findings.append(_not_moved(subject, carrier))
            continue
        steps += _steps(context, subject, carrier.record, carrier.record.value.ActionsEnabled, carrier.reason)
        findings += _without_topic(carrier.record)
    if acting.past_limit:
        findings.append(composites_past_limit(alarm, acting))
    place = scope_of(subject.arn)
    lost = lost_composites(context.snapshot, place)
    findings += lost
    complete = all(finding.outcome is Outcome.VIOLATED for finding in findings)
    listed = context.snapshot.composite_alarms(place).is_complete
    requests = () if complete and listed else (asks.alarms(place),)
    warnings = () if listed or lost else (composites_unknown(alarm),)
    return Candidates(tuple(steps), complete, tuple(findings), warnings, requests)


def acting_composites(cache: RunCache, snapshot: Snapshot, alarm: Arn) -> Acting:
    """The composite alarms of the same place that speak of the alarm, directly or through others."""
    if not snapshot.composite_alarms(scope_of(alarm)).records:
        return Acting()
    from analyzer.chain.composite.effects import composite_effects  # few accounts have a composite alarm
    from analyzer.chain.composite.graph import composite_graph

    graph = cache.once(composite_graph, snapshot, scope_of(alarm))
    return Acting(past_limit="composites") if graph is None else cache.once(composite_effects, graph, alarm)


def lost_composites(snapshot: Snapshot, place: ResourceScope) -> tuple[Finding, ...]:
    """That an answer about the alarms of a place is broken, and may have listed a composite alarm.

    One that was asked for metric alarms alone, as the benchmark does it, has lost nothing.
    """
    listing = snapshot.composite_alarms(place)
    return () if listing.is_complete else gap_findings(gap for gap in listing.gaps if gap.kind in _BROKEN)


_BROKEN = frozenset({*ProblemCode, GapKind.ERROR, GapKind.CONTRADICTED, GapKind.INVALID_ROW})


def _steps(
    context: ControlContext,
    subject: AlarmSubject,
    record: EvidenceRecord[Alarm],
    enabled: bool | None,
    doubt: Phrase | None,
) -> Iterator[Candidate]:
    """One candidate for each topic; `doubt` says why the alarm may not act at all."""
    for topic, place in _topics(record):
        step = _step(context, subject, record, topic, place, enabled, doubt)
        yield _delivered(step, delivery(context, record, topic)) if step.subject is not None else step


def _step(
    context: ControlContext,
    subject: AlarmSubject,
    record: EvidenceRecord[Alarm],
    topic: Arn,
    place: Citation,
    enabled: bool | None,
    doubt: Phrase | None,
) -> Candidate:
    """The topic by what the configuration of the alarm says."""
    failed, reached = failure_warnings(record), _topic_subject(context, subject, record, topic)
    if doubt is not None:
        return _doubtful(context, subject, record, reached, place, doubt)
    if enabled:
        acts = (record.cite(name) for name in ("ActionsEnabled", "AlarmRule") if name in record.raw)
        found = Finding(NOTIFIES, record.value.name, str(topic), places=(place, *acts))
        return Candidate(topic.resource, found, reached, (), failed)
    found = Finding(ACTIONS_NOT_SAID, record.value.name, _ENABLED, places=(place,))
    again = (asks.alarms(scope_of(subject.arn)),)
    return Candidate(topic.resource, found, reached, (), failed, again)


def _delivered(step: Candidate, found: Delivery) -> Candidate:
    """The same with what is known of the way to the topic: a refusal decides, then what was open before."""
    warnings = (*step.warnings, *found.notices)
    if not found.findings:
        return step._replace(warnings=warnings)
    refuted = found.findings[0].outcome is Outcome.VIOLATED
    if refuted or step.outcome is Outcome.SATISFIED:
        deciding, *beside = found.findings
        beside = [*beside, *([] if step.outcome is Outcome.SATISFIED else [step.deciding])]
    else:
        deciding, beside = step.deciding, [*found.findings]
    requests = () if refuted else (*step.requests, *found.requests)
    return step._replace(
        deciding=deciding, beside=(*step.beside, *beside), warnings=warnings, requests=requests
    )


_ENABLED = phrase("whether its actions are enabled")


def _topic_subject(
    context: ControlContext, subject: AlarmSubject, record: EvidenceRecord[Alarm], topic: Arn
) -> TopicSubject:
    """The topic, with the alarm only where that makes a difference: else it is looked at once for all."""
    looked_into = context.cache.once(looks_at_messages, context.snapshot, topic)
    return TopicSubject(subject.viewer, topic, record if looked_into else None)


def _doubtful(
    context: ControlContext,
    subject: AlarmSubject,
    record: EvidenceRecord[Alarm],
    reached: TopicSubject,
    place: Citation,
    doubt: Phrase,
) -> Candidate:
    """A topic of a composite alarm that may not act with the alarm: a new capture settles it where the
    evidence is at fault, else what only the alarm's own history can tell."""
    scope, name, topic = scope_of(subject.arn), record.value.name, reached.topic.resource
    if conflicts := conflict_findings(name, record):
        deciding, *beside = conflicts
        again = (asks.alarms(scope),)
        return Candidate(topic, deciding, None, tuple(beside), failure_warnings(record), again)
    places = (record.cite("AlarmRule"), place)
    found = Finding(COMPOSITE_NOT_PROVABLE, name, doubt, subject.record.value.name, places)
    history = history_to_ask(context, scope, name)
    return Candidate(topic, found, reached, (), failure_warnings(record), history)


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
        return [Finding(ACTIONS_NOT_SAID, name, phrase("its actions"), places=(record.cite(),))]
    odd = [action for action in record.value.AlarmActions if parse_arn(action) is None]
    if odd:
        return [Finding(MALFORMED_ARN, name, odd[0], "an ARN", (place,))]
    return [Finding(NO_TOPIC, name, places=(place,))]


def _not_moved(subject: AlarmSubject, carrier: ActingComposite) -> Finding:
    name, child = carrier.record.value.name, subject.record.value.name
    places = (carrier.record.cite("AlarmRule"),)
    return Finding(COMPOSITE_NOT_MOVED, name, carrier.reason, child, places)


def _disabled(record: EvidenceRecord[Alarm]) -> Finding:
    places = (record.cite("ActionsEnabled"),)
    return Finding(ACTIONS_DISABLED, record.value.name, phrase("its actions are disabled"), places=places)


def composites_past_limit(alarm: EvidenceRecord[Alarm], acting: Acting) -> Finding:
    """That a composite alarm which was not looked at may act for the alarm."""
    observed = phrase("the composite alarms that may act for `{alarm}`", alarm=alarm.value.name)
    return past_limit(acting.past_limit, observed, alarm.cite())


def composites_unknown(alarm: EvidenceRecord[Alarm]) -> Notice:
    """The benchmark's own step lists metric alarms only, which refutes; the report says so."""
    return Notice(COMPOSITE_ALARMS_NOT_LISTED, alarm.value.name, places=(alarm.cite(),))
