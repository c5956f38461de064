"""Link 5: a metric whose filters on the log group together count every event the control is about.

Audit step 5. All filters that feed one metric add up, so their union is compared, by meaning, with
what is prescribed and with what the control is there for (see `analyzer.coverage.criteria`). A broader
union is good enough and is told as a warning; one that counts everything says nothing, unless just
that is prescribed. A pattern that AWS would have refused was not written by AWS and proves nothing
either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from analyzer.aws.command_line import AuditOperation
from analyzer.aws.logs import MetricFilter
from analyzer.chain import evidence_requests as asks
from analyzer.chain.combined_metrics import combined, possible_combinations
from analyzer.chain.context import ControlContext, GroupSubject, list_findings, none_found
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.filter_warnings import filter_warnings
from analyzer.coverage import Covering, covers
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.publishers import MetricPublisher, MetricSubject, metrics_of, patterns_of
from analyzer.evidence import JSON
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.patterns import Pattern, encode
from analyzer.patterns.event_summary import told_event
from analyzer.phrase import Phrase, Value, phrase
from analyzer.rules import Rule
from analyzer.rules.anywhere import CONFLICT
from analyzer.rules.metric_filter import (
    COUNTS_EVERYTHING,
    COUNTS_PRESCRIBED_TEXT,
    COUNTS_REQUIRED_EVENTS,
    COVERAGE_UNDECIDED,
    EVIDENCE_UNBOUND,
    FILTER_NOT_PROVABLE,
    FILTERS_NOT_CAPTURED,
    MISSES_PRESCRIBED_TEXT,
    MISSES_REQUIRED_EVENTS,
    NO_METRIC_FILTER,
    PRESCRIBED_TEXT,
    PRESCRIBED_TEXT_UNDECIDED,
)
from analyzer.verdict import Outcome


def candidates(context: ControlContext, subject: GroupSubject) -> Candidates:
    """Every metric that filters of the group feed, and those that an alarm computes with together."""
    listing, metrics, others = context.cache.once(_listed, context.snapshot, subject)
    assumed = listing.assumptions
    steps = tuple(_step(context, metric, assumed) for metric in metrics)
    # Where one metric is enough by itself, its own alarms decide, and no sum with others is looked for.
    if not any(map(_is_enough, steps, metrics)):
        steps += tuple(_step(context, metric, assumed) for metric in others)
    findings = list_findings(listing, Finding(FILTERS_NOT_CAPTURED, subject.group.name))
    if not listing.is_complete:
        findings += _unbound(context, subject)
    if listing.is_complete and not steps:
        findings = none_found(listing, Finding(NO_METRIC_FILTER, subject.group.name))
    requests = () if listing.is_complete else (asks.metric_filters(subject.group),)
    warnings = (*listing.assumptions, *listing.completeness_assumptions)
    return Candidates(steps, listing.is_complete, findings, warnings, requests)


def _is_enough(step: Candidate, metric: MetricSubject) -> bool:
    """Whether a metric shows every event of the control by itself."""
    return step.outcome is Outcome.SATISFIED and all(
        (publisher.value or 0) > 0 for publisher in metric.publishers
    )


_Listed: TypeAlias = tuple[Listing[MetricFilter], tuple[MetricSubject, ...], tuple[MetricSubject, ...]]


def _listed(snapshot: Snapshot, subject: GroupSubject) -> _Listed:
    """The filters, the metrics that they feed, and what an alarm outside the evidence may make of these."""
    listing = snapshot.filters(subject.group)
    metrics = metrics_of(subject.viewer, subject.group, listing.records)
    return listing, (*metrics, *combined(snapshot, metrics)), possible_combinations(snapshot, metrics)


def _unbound(context: ControlContext, subject: GroupSubject) -> tuple[Finding, ...]:
    """Answers that may be about this group but do not say of which region or account they are."""
    return tuple(
        Finding(
            EVIDENCE_UNBOUND,
            bound.output.file,
            (*bound.account.options, *bound.region.options) or "any",
            places=(bound.output.at,),
        )
        for bound in context.snapshot.unplaced(AuditOperation.FILTERS, subject.group.scope.account)
    )


def _step(context: ControlContext, metric: MetricSubject, assumed: tuple[Notice, ...]) -> Candidate:
    covering = covers(
        context.control, metric.publishers, account=metric.group.scope.account, cache=context.cache
    )
    filters = covering.filters
    if covering.counts_everything:
        deciding, *beside = (_about(one, COUNTS_EVERYTHING, _EVERYTHING) for one in filters.good)
        return Candidate(metric.title, deciding, metric, tuple(beside))
    if covering.rests_on_flaws:
        deciding, *beside = map(_flaw, filters.flawed)
        contradicted = any(publisher.record.conflicts for publisher in filters.flawed)
        subject = None if contradicted else metric
        recapture = (asks.metric_filters(metric.group),)
        return Candidate(metric.title, deciding, subject, tuple(beside), assumed, recapture)
    telling = filters.good if covering.outcome is not Outcome.VIOLATED else metric.publishers
    deciding, *beside = criteria_findings(covering.found, telling)
    requests = _requests(metric, covering) if covering.outcome is Outcome.UNKNOWN else ()
    warnings = (*assumed, *filter_warnings(context.control, covering.found, filters.good))
    return Candidate(metric.title, deciding, metric, tuple(beside), warnings, requests)


_EVERYTHING = phrase("counts every event, so the metric says nothing about the control")


def criteria_findings(found: CriteriaCoverage, publishers: Sequence[MetricPublisher]) -> tuple[Finding, ...]:
    """What both criteria say, at the pattern of each filter; those that say the outcome come first."""
    speaking = [*found.criteria.patterns, *patterns_of(publishers)]
    missed = _missed(found.intent, speaking)
    intent = [_intent(found, publisher, missed) for publisher in publishers]
    if found.criteria.is_one:
        return tuple(intent)
    missed = missed if found.prescribed is found.intent else _missed(found.prescribed, speaking)
    text = [told for publisher in publishers for told in _prescribed(found, publisher, missed)]
    return tuple(sorted([*intent, *text], key=lambda finding: finding.outcome is not found.outcome))


def _missed(found: Coverage, speaking: Sequence[Pattern]) -> str:
    """The missed event in words; "" where none is."""
    return told_event(found.event, speaking) if isinstance(found, Missed) else ""


def _intent(found: CriteriaCoverage, publisher: MetricPublisher, missed: str) -> Finding:
    """What the criterion of the intent says, and the prescribed one with it where both ask for the same."""
    match found.intent:
        case Counted():
            return _about(publisher, COUNTS_REQUIRED_EVENTS, _counting(found, publisher, found.intent))
        case Missed(event=event):
            return _about(publisher, MISSES_REQUIRED_EVENTS, missed, event)
        case Unsettled(reasons=reasons, event=event):
            return _about(publisher, COVERAGE_UNDECIDED, reasons, event)
        case _:
            assert_never(found.intent)


def _counting(found: CriteriaCoverage, publisher: MetricPublisher, counted: Counted) -> Phrase:
    if found.criteria.is_one and found.criteria.prescribes(publisher.pattern):
        return phrase("is the prescribed text and counts every event of the control")
    otherwise = ", in other words than the prescribed" if found.criteria.is_one else ""
    said = "counts every event of the control{basis}{otherwise}"
    return phrase(said, basis=_basis(counted), otherwise=otherwise)


def _prescribed(found: CriteriaCoverage, publisher: MetricPublisher, missed: str) -> tuple[Finding, ...]:
    """What the prescribed criterion says where it asks for something else than the intent."""
    if found.spelled:
        same = found.criteria.prescribes(publisher.pattern)
        return (_about(publisher, PRESCRIBED_TEXT),) if same else ()
    match found.prescribed:
        case Counted():
            return (_about(publisher, COUNTS_PRESCRIBED_TEXT, _basis(found.prescribed)),)
        case Missed(event=event):
            return (_about(publisher, MISSES_PRESCRIBED_TEXT, missed, event),)
        case Unsettled(reasons=reasons, event=event):
            return (_about(publisher, PRESCRIBED_TEXT_UNDECIDED, reasons, event),)
        case _:
            assert_never(found.prescribed)


def _basis(found: Counted) -> Value:
    return phrase(", resting on documented facts: {facts}", facts=found.facts) if found.facts else ""


def _about(
    publisher: MetricPublisher, rule: Rule, observed: Value = None, counterexample: JSON = None
) -> Finding:
    places = (publisher.record.cite("filterPattern"),)
    return Finding(rule, publisher.name, observed, places=places, counterexample=counterexample)


def _flaw(publisher: MetricPublisher) -> Finding:
    for conflict in publisher.record.conflicts:
        places = (publisher.record.cite("filterPattern"), *conflict.places)
        return Finding(CONFLICT, publisher.name, conflict.observed, places=places)
    return _about(publisher, FILTER_NOT_PROVABLE, publisher.flaw)


def _requests(metric: MetricSubject, covering: Covering) -> tuple[Request, ...]:
    """AWS's own answer where only AWS knows; a new capture where nothing is left to ask it."""
    place = metric.group.scope
    answers = (covering.found.intent, covering.found.prescribed)
    open_events = [one.event for one in answers if isinstance(one, Unsettled)]
    messages = dict.fromkeys(_message(event) for event in open_events if event is not None)
    asked = tuple(
        asks.test_pattern(place, one.source, message)
        for message in messages
        for one in covering.filters.patterns
    )
    return asked or (asks.metric_filters(metric.group),)


def _message(event: JSON) -> str:
    return encode(event, spaced=True, sort_keys=True)
