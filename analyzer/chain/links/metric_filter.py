"""Link 5: a metric whose filters on the log group together count every event the control is about.

Audit step 5. All filters that feed one metric add up, so their union is compared, by meaning, with
what is prescribed and with what the control is there for (see `analyzer.coverage.criteria`). A broader
union is good enough and is told as a warning; one that counts everything says nothing, unless just
that is prescribed. A pattern that AWS would have refused was not written by AWS and proves nothing
either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzer.allowance import BudgetError, Scope, allowance
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.logs import MetricFilter
from analyzer.chain import evidence_requests as asks
from analyzer.chain.combined_metrics import combined, possible_combinations
from analyzer.chain.context import (
    ControlContext,
    GroupSubject,
    failure_warnings,
    list_findings,
    none_found,
    past_limit,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.chain.fed_elsewhere import drowning_findings, fed_elsewhere
from analyzer.chain.filter_findings import about, criteria_findings, flaw
from analyzer.chain.filter_warnings import filter_warnings
from analyzer.coverage import Covering, covers
from analyzer.coverage.counting import Unsettled
from analyzer.coverage.criteria import CriteriaCoverage
from analyzer.coverage.nearness import nearness
from analyzer.coverage.publishers import MetricSubject, metrics_of, within_limit
from analyzer.evidence import JSON
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.patterns import encode
from analyzer.phrase import phrase
from analyzer.rules.metric_filter import (
    COUNTS_EVERYTHING,
    COUNTS_NEARLY_EVERYTHING,
    COVERAGE_UNDECIDED,
    EVIDENCE_UNBOUND,
    FILTERS_NOT_CAPTURED,
    NO_FILTER_NEAR,
    NO_METRIC_FILTER,
)
from analyzer.verdict import Outcome


def candidates(context: ControlContext, subject: GroupSubject) -> Candidates:
    """Every metric that filters of the group feed, and those that an alarm computes with together."""
    listed = context.cache.once(_listed, context.snapshot, subject)
    listing = listed.listing
    found = list(_shared(context, listed.metrics, listing.assumptions))
    # Where one metric is enough by itself, its own alarms decide, and no sum with others is looked for.
    if not any(map(_is_enough, found, listed.metrics)):
        found += _shared(context, listed.others, listing.assumptions)
    steps = tuple(one for one in found if isinstance(one, Candidate))
    findings = list_findings(listing, Finding(FILTERS_NOT_CAPTURED, subject.group.name))
    if not listing.is_complete:
        findings += _unbound(context, subject)
    if listed.past_limits:
        findings = (*_past_limits(subject, listed), *findings)
    elif listing.is_complete and not found:
        findings = none_found(listing, Finding(NO_METRIC_FILTER, subject.group.name))
    findings += _none_near(subject, listing, [one for one in found if isinstance(one, _Apart)], len(steps))
    complete = listing.is_complete and not listed.past_limits
    requests: tuple[Request, ...] = ()
    if not listing.is_complete:
        requests = (asks.metric_filters(subject.group), *(() if found else _alarms_to_ask(context, subject)))
    warnings = (*listing.assumptions, *listing.completeness_assumptions)
    return Candidates(steps, complete, findings, warnings, requests)


def _alarms_to_ask(context: ControlContext, subject: GroupSubject) -> tuple[Request, ...]:
    """Whatever filters there are, the alarms of the place will be needed: both are asked for at once."""
    place = subject.group.scope
    return () if context.snapshot.metric_alarms(place, "").is_complete else (asks.alarms(place),)


class _Apart(NamedTuple):
    """A metric that has nothing to do with the control, and an event that it does not count."""

    metric: MetricSubject
    event: JSON


def _none_near(
    subject: GroupSubject, listing: Listing[MetricFilter], apart: Sequence[_Apart], others: int
) -> tuple[Finding, ...]:
    """One sentence for all filters that have nothing to do with the control; `others` have."""
    if not apart:
        return ()
    number = len({one.record.at for strange in apart for one in strange.metric.publishers})
    if others:
        told = phrase("{number:other metric filter}", number=number)
        says = phrase("is about other events" if number == 1 else "are about other events")
    else:
        told = phrase("no metric filter")
        says = phrase("is about the events of the control ({number} looked at)", number=number)
    places = listing.complete_at[:1] or (apart[0].metric.publishers[0].record.cite("filterPattern"),)
    return (Finding(NO_FILTER_NEAR, subject.group.name, told, says, places, apart[0].event),)


def _shared(
    context: ControlContext, metrics: Sequence[MetricSubject], assumed: tuple[Notice, ...]
) -> Iterator[Candidate | _Apart]:
    """Each metric judged with its fair share of the steps: one that is hard to decide leaves the others
    theirs."""
    for place, metric in enumerate(metrics):
        with allowance(Scope.CONTROL, share=len(metrics) - place):
            failed = failure_warnings(*(publisher.record for publisher in metric.publishers))
            step = _step(context, metric, (*assumed, *failed))
        yield step


def _is_enough(step: Candidate | _Apart, metric: MetricSubject) -> bool:
    """Whether a metric shows every event of the control by itself."""
    if isinstance(step, _Apart):
        return False
    return step.outcome is Outcome.SATISFIED and all(
        (publisher.value or 0) > 0 for publisher in metric.publishers
    )


class _Listed(NamedTuple):
    """The filters of a group, the metrics that they feed, and what an alarm outside the evidence may make
    of these. `past_limits` are the limits that left some out."""

    listing: Listing[MetricFilter]
    metrics: tuple[MetricSubject, ...]
    others: tuple[MetricSubject, ...]
    past_limits: tuple[str, ...]


def _listed(snapshot: Snapshot, subject: GroupSubject) -> _Listed:
    listing = snapshot.filters(subject.group)
    elsewhere = snapshot.filters_elsewhere(subject.group)
    every = metrics_of(subject.viewer, subject.group, listing.records, elsewhere)
    metrics = within_limit(every)
    limits = () if len(metrics) == len(every) else ("filters",)
    try:
        sums = combined(snapshot, metrics)
    except BudgetError as error:
        sums, limits = (), (*limits, error.budget)
    return _Listed(listing, (*metrics, *sums), possible_combinations(snapshot, metrics), limits)


def _past_limits(subject: GroupSubject, listed: _Listed) -> Iterator[Finding]:
    said = "{filters:metric filter} of the log group `{group}`"
    count = phrase(said, filters=len(listed.listing.records), group=subject.group.name)
    for limit in listed.past_limits:
        yield past_limit(limit, count, *listed.listing.complete_at[:1])


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


def _step(context: ControlContext, metric: MetricSubject, assumed: tuple[Notice, ...]) -> Candidate | _Apart:
    covering = covers(context.control, metric.publishers, origin=metric.origin, cache=context.cache)
    filters, recapture = covering.filters, (asks.metric_filters(metric.group),)
    if covering.counts_everything:
        deciding, *beside = (about(one, COUNTS_EVERYTHING, _EVERYTHING) for one in filters.good)
        return Candidate(metric.title, deciding, metric, tuple(beside), assumed)
    if covering.may_count_everything:
        reasons = phrase(_MAY_COUNT_EVERYTHING, reasons=covering.may_count_everything)
        deciding, *beside = (about(one, COVERAGE_UNDECIDED, reasons) for one in filters.good)
        return Candidate(metric.title, deciding, metric, tuple(beside), assumed, recapture)
    if covering.counts_nearly_everything:
        deciding, *beside = (about(one, COUNTS_NEARLY_EVERYTHING) for one in filters.good)
        return Candidate(metric.title, deciding, metric, tuple(beside), assumed, recapture)
    if covering.rests_on_flaws:
        deciding, *beside = map(flaw, filters.flawed)
        contradicted = any(publisher.record.conflicts for publisher in filters.flawed)
        subject = None if contradicted else metric
        return Candidate(metric.title, deciding, subject, tuple(beside), assumed, recapture)
    if covering.outcome is Outcome.SATISFIED and (drowning := drowning_findings(context, metric)):
        deciding, *beside = drowning
        requests = _publishers_to_ask(context, metric)
        return Candidate(metric.title, deciding, metric, tuple(beside), assumed, requests)
    if covering.outcome is Outcome.VIOLATED:
        return _refuted(context, metric, covering.found, assumed)
    deciding, *beside = criteria_findings(covering.found, filters.good)
    requests = _requests(context, metric, covering) if covering.outcome is Outcome.UNKNOWN else ()
    warnings = (*assumed, *filter_warnings(context.control, covering.found, filters.good))
    warnings += fed_elsewhere(metric)
    return Candidate(metric.title, deciding, metric, tuple(beside), warnings, requests)


def _refuted(
    context: ControlContext, metric: MetricSubject, found: CriteriaCoverage, assumed: tuple[Notice, ...]
) -> Candidate | _Apart:
    near = nearness(context.control, found, metric.publishers, metric.origin, context.cache)
    deciding, *beside = criteria_findings(found, metric.publishers, near.tally)
    if near.is_apart:
        return _Apart(metric, deciding.counterexample)
    warnings = (*assumed, *fed_elsewhere(metric))
    return Candidate(metric.title, deciding, metric, tuple(beside), warnings, distance=near.distance)


def _publishers_to_ask(context: ControlContext, metric: MetricSubject) -> tuple[Request, ...]:
    """Who publishes to the metric, where that was not captured. What arrives there no audit step tells."""
    unknown = (
        part
        for part in metric.members
        if not context.snapshot.lists_publishers(part.group.scope, part.namespace, part.name)
    )
    return tuple(dict.fromkeys(map(asks.metric_publishers, unknown)))


_MAY_COUNT_EVERYTHING = "may count every event of all, which would say nothing: {reasons:;}"
_EVERYTHING = phrase("counts every event, so the metric says nothing about the control")


def _requests(context: ControlContext, metric: MetricSubject, covering: Covering) -> tuple[Request, ...]:
    """AWS's own answer where only AWS knows; a new capture where nothing is left to ask it.

    What AWS was asked already is not asked again: whether the event happens, it does not say.
    """
    place = metric.group.scope
    answers = (covering.found.intent, covering.found.prescribed)
    open_events = [one.event for one in answers if isinstance(one, Unsettled)]
    messages = dict.fromkeys(_message(event) for event in open_events if event is not None)
    asked = tuple(
        asks.test_pattern(place, one.source, message)
        for message in messages
        for one in covering.filters.patterns
        if not context.snapshot.is_tested(one.source, message)
    )
    return asked or (asks.metric_filters(metric.group),)


def _message(event: JSON) -> str:
    return encode(event, spaced=True, sort_keys=True)
