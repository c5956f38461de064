"""Link 5: a metric whose filters on the log group together count every event the control is about.

Audit step 5. All filters that feed one metric add up, so their union is compared, by meaning. A
broader union is good enough and is told as a warning; one that counts everything says nothing. A
pattern that AWS would have refused was not written by AWS and proves nothing either way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import assert_never

from analyzer.chain import asks
from analyzer.chain.case import Case, GroupSubject, list_findings, notices
from analyzer.chain.coverage import Counted, Coverage, Missed, Open, beyond, counts_everything, coverage
from analyzer.chain.engine import Candidates, Step
from analyzer.chain.feeds import Feed, MetricSubject, metrics_of
from analyzer.chain.telling import told_event
from analyzer.evidence import JSON, Cited
from analyzer.findings import Finding, Notice, Request
from analyzer.models.commands import Kind
from analyzer.patterns import Pattern, parse
from analyzer.verdict import Outcome


def candidates(case: Case, subject: GroupSubject) -> Candidates:
    """Every metric that filters of the group feed."""
    listing = case.snapshot.filters(subject.group)
    metrics = metrics_of(subject.viewer, subject.group, listing.records)
    assumed = notices(listing.assumptions)
    steps = tuple(_step(case, metric, assumed) for metric in metrics)
    findings = list_findings(
        listing, "filters-not-captured", "no metric filters of the log group were captured"
    )
    if not listing.complete:
        findings += _unbound(case, subject)
    if listing.complete and not steps:
        message = f"`{subject.group.name}` has no metric filter"
        findings = tuple(
            Finding("no-metric-filter", Outcome.VIOLATED, message, at) for at in listing.whole[:1]
        )
    requests = () if listing.complete else (asks.metric_filters(subject.group),)
    warnings = notices((*listing.assumptions, *listing.whole_assumptions))
    return Candidates(steps, listing.complete, findings, warnings, requests)


def _unbound(case: Case, subject: GroupSubject) -> tuple[Finding, ...]:
    """Answers that may be about this group but do not say of which region or account they are."""
    return tuple(
        Finding(
            "evidence-unbound",
            Outcome.UNKNOWN,
            "does not say of which account and region it is; possible: "
            + (", ".join((*bound.account.options, *bound.region.options)) or "any"),
            bound.reply.at,
        )
        for bound in case.snapshot.unplaced(Kind.FILTERS, subject.group.place.account)
    )


def _step(case: Case, metric: MetricSubject, assumed: tuple[Notice, ...]) -> Step:
    required = parse(case.control.pattern)
    good = [feed for feed in metric.feeds if feed.flaw is None]
    union = patterns_of(good)
    if union and counts_everything(union):
        message = "counts every event, so the metric says nothing about the control"
        findings = tuple(_about(feed, "counts-everything", Outcome.VIOLATED, message) for feed in good)
        return Step(metric.title, Outcome.VIOLATED, metric, findings)
    found = coverage([required], union, metric.group.place.account)
    flawed = [feed for feed in metric.feeds if feed.flaw is not None]
    if isinstance(found, Counted) or not flawed:
        findings = told(found, required, good)
    else:
        findings = tuple(_flaw(feed) for feed in flawed)
    requests = _requests(metric, found, union, flawed) if findings[0].outcome is Outcome.UNKNOWN else ()
    warnings = (*assumed, *_broader(required, good)) if isinstance(found, Counted) else assumed
    subject = None if findings[0].code == "conflict" else metric
    return Step(metric.title, findings[0].outcome, subject, findings, warnings, requests)


def told(found: Coverage, required: Pattern, feeds: Sequence[Feed]) -> tuple[Finding, ...]:
    """What a coverage says, at the pattern of each filter."""
    match found:
        case Counted(facts=facts):
            basis = f", resting on documented facts: {', '.join(facts)}" if facts else ""
            message = f"counts every event of the control{basis}"
            return tuple(_about(feed, "counts-required-events", Outcome.SATISFIED, message) for feed in feeds)
        case Missed(event=event):
            message = f"does not count {told_event(event, [required, *patterns_of(feeds)])}"
            return tuple(
                _about(feed, "misses-required-events", Outcome.VIOLATED, message, event) for feed in feeds
            )
        case Open(reasons=reasons, event=event):
            message = "; ".join(reasons)
            return tuple(
                _about(feed, "coverage-undecided", Outcome.UNKNOWN, message, event) for feed in feeds
            )
        case _:
            assert_never(found)


def patterns_of(feeds: Iterable[Feed]) -> list[Pattern]:
    """The patterns of those filters that have one."""
    return [feed.pattern for feed in feeds if feed.pattern is not None]


def _about(feed: Feed, code: str, outcome: Outcome, message: str, example: JSON = None) -> Finding:
    return Finding(code, outcome, f"`{feed.name}` {message}", _pattern(feed), example=example)


def _pattern(feed: Feed) -> Cited:
    return feed.record.cite("filterPattern")


def _flaw(feed: Feed) -> Finding:
    related = feed.record.doubts[0].places if feed.record.doubts else ()
    code = "conflict" if feed.record.doubts else "filter-not-provable"
    return Finding(code, Outcome.UNKNOWN, f"`{feed.name}`: {feed.flaw}", _pattern(feed), related)


def _broader(required: Pattern, feeds: Iterable[Feed]) -> Iterable[Notice]:
    for feed in feeds:
        event = None if feed.pattern is None else beyond(required, feed.pattern)
        if feed.pattern is not None and event is not None:
            told_as = told_event(event, [required, feed.pattern])
            message = f"`{feed.name}` counts more than the control asks for, such as {told_as}"
            yield Notice("filter-broader", message, _pattern(feed), event)


def _requests(
    metric: MetricSubject, found: Coverage, union: Sequence[Pattern], flawed: Sequence[Feed]
) -> tuple[Request, ...]:
    """A new capture where the evidence is at fault; AWS's own answer where only AWS knows."""
    event = found.event if isinstance(found, Open) else None
    if flawed or event is None:
        return (asks.metric_filters(metric.group),)
    message = json.dumps(event, ensure_ascii=False, sort_keys=True)
    return tuple(asks.test_pattern(metric.group.place, pattern.source, message) for pattern in union)
