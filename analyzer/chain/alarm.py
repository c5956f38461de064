"""Link 7: an alarm on that metric that can go from quiet into ALARM, with its actions enabled.

Audit step 6. Alarm and metric are joined by partition, account, region, namespace, name and
dimensions. An alarm whose own actions are disabled may still act through a composite alarm.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from analyzer.chain import asks
from analyzer.chain.action import composites_unknown
from analyzer.chain.carriers import carriers
from analyzer.chain.case import AlarmSubject, Case, doubt_findings, list_findings, notices
from analyzer.chain.coverage import Counted, coverage
from analyzer.chain.engine import Candidates, Step
from analyzer.chain.feeds import Feed, MetricSubject
from analyzer.chain.firing import Fires, Never, Published, Unsure, firing
from analyzer.chain.metric_filter import told
from analyzer.chain.watching import Watches, WatchesOther, Watching, watching
from analyzer.evidence import Cited
from analyzer.findings import Finding, Notice, Request
from analyzer.models.arn import Arn
from analyzer.models.base import Recorded
from analyzer.models.cloudwatch import MetricAlarm
from analyzer.patterns import And, Compare, Formula, Operator, Text, parse
from analyzer.patterns.ast import Delimited, Everything, Regex, Terms
from analyzer.verdict import Outcome


def candidates(case: Case, metric: MetricSubject) -> Candidates:
    """Every metric alarm of the place that watches the metric or a namesake of it."""
    place = metric.group.place
    listing = case.snapshot.metric_alarms(place, metric.name)
    assumed = notices(listing.assumptions)
    steps = tuple(
        _step(case, metric, record, arn, found, assumed)
        for record in listing.records
        if (arn := record.value.arn) is not None
        and (found := watching(record.value, metric)) != WatchesOther()
    )
    missing = f"no alarms of {place.region} in account {place.account} were captured"
    findings = list_findings(listing, "alarms-not-captured", missing)
    if listing.complete and not steps:
        message = f"no alarm watches `{metric.title}`"
        findings = tuple(Finding("no-alarm", Outcome.VIOLATED, message, at) for at in listing.whole[:1])
    requests = () if listing.complete else (asks.alarms(place),)
    return Candidates(steps, listing.complete, findings, assumed, requests)


def _step(
    case: Case,
    metric: MetricSubject,
    record: Recorded[MetricAlarm],
    arn: Arn,
    found: Watching,
    assumed: tuple[Notice, ...],
) -> Step:
    place = metric.group.place
    findings, warnings = _judge(case, metric, record, arn, found)
    outcome = findings[0].outcome
    code = findings[0].code
    requests: tuple[Request, ...] = ()
    if code in _EVIDENCE_AT_FAULT or (code == "actions-disabled" and warnings):
        requests = (asks.alarms(place),)
    elif outcome is Outcome.UNKNOWN:
        requests = (asks.alarm_history(place, record.value.name),)
    contradicted = code in ("conflict", "contradiction")
    subject = None if contradicted else AlarmSubject(metric.viewer, arn, record)
    return Step(record.value.name, outcome, subject, findings, (*assumed, *warnings), requests)


# What a new capture settles; anything else that is open only the alarm's own history can tell.
_EVIDENCE_AT_FAULT = ("conflict", "contradiction", "actions-not-said")

# A zero beside a value above zero changes neither whether these statistics breach nor how soon.
_BLIND_TO_ZEROS = ("Sum", "Maximum", "SampleCount")

_Judged: TypeAlias = tuple[tuple[Finding, ...], tuple[Notice, ...]]


def _judge(
    case: Case, metric: MetricSubject, record: Recorded[MetricAlarm], arn: Arn, found: Watching
) -> _Judged:
    alarm = record.value
    if isinstance(found, WatchesOther):
        return (
            _finding(
                "alarm-on-other-metric", Outcome.VIOLATED, record, found.reason, record.cite("MetricName")
            ),
        ), ()
    if doubts := doubt_findings("conflict", record):
        return doubts, ()
    if alarm.AlarmName is not None and arn.resource != f"alarm:{alarm.AlarmName}":
        reason = f"its name is not the name in its ARN, `{arn.resource}`"
        return (_finding("contradiction", Outcome.UNKNOWN, record, reason, record.cite("AlarmName")),), ()
    if not isinstance(found, Watches):
        return (_finding("alarm-not-provable", Outcome.UNKNOWN, record, found.reason, record.cite()),), ()
    if disabled := _disabled(case, record, arn):
        listed = case.snapshot.composite_alarms(metric.group.place).complete
        return (disabled,), () if listed else (composites_unknown(record),)
    units = {feed.transformation.unit or "None" for feed in metric.feeds}
    if found.unit is not None and units != {found.unit}:
        published = ", ".join(sorted(units))
        reason = f"it looks at values of unit `{found.unit}`, the metric is published with `{published}`"
        outcome = Outcome.UNKNOWN if found.unit in units else Outcome.VIOLATED
        return (_finding("alarm-on-other-unit", outcome, record, reason, record.cite("Unit")),), ()
    if found.dimensions and (narrowed := _narrowed(case, metric, found)):
        return narrowed, ()
    return _fires(case, metric, record, found)


def _finding(
    code: str, outcome: Outcome, record: Recorded[MetricAlarm], reason: str, place: Cited
) -> Finding:
    return Finding(code, outcome, f"`{record.value.name}`: {reason}", place)


def _disabled(case: Case, record: Recorded[MetricAlarm], arn: Arn) -> Finding | None:
    enabled = record.value.ActionsEnabled
    if enabled is True or carriers(case.snapshot, arn):
        return None
    if enabled is None:
        reason = "it does not say whether its actions are enabled"
        return _finding("actions-not-said", Outcome.UNKNOWN, record, reason, record.cite())
    reason = "its actions are disabled, and no composite alarm acts for it"
    return _finding("actions-disabled", Outcome.VIOLATED, record, reason, record.cite("ActionsEnabled"))


def _narrowed(case: Case, metric: MetricSubject, found: Watches) -> tuple[Finding, ...]:
    """An alarm on dimension values sees the events that have them: they must be all of the control's."""
    union: list[Formula] = []
    for feed in metric.feeds:
        conditions = _dimension_conditions(feed, found)
        if conditions is None:
            return (_dimensions_unknown(feed),)
        if feed.pattern is not None and feed.flaw is None:
            body = feed.pattern.body
            if isinstance(body, Everything | Terms | Delimited | Regex):
                return (_dimensions_unknown(feed),)
            union.append(And((body, *conditions)))
    required = parse(case.control.pattern)
    seen = coverage([required], union, metric.group.place.account)
    flawed = [feed for feed in metric.feeds if feed.flaw is not None]
    if flawed and not isinstance(seen, Counted):
        return (_dimensions_unknown(flawed[0]),)
    return () if isinstance(seen, Counted) else told(seen, required, metric.feeds)


def _dimension_conditions(feed: Feed, found: Watches) -> list[Formula] | None:
    selectors = feed.transformation.dimensions or {}
    conditions: list[Formula] = []
    for name, value in found.dimensions:
        body = parse(f"{{ {selectors[name]} = x }}").body if name in selectors else None
        if not isinstance(body, Compare):
            return None
        conditions.append(Compare(body.selector, Operator.EQUAL, Text((value,), exact=True)))
    return conditions


def _dimensions_unknown(feed: Feed) -> Finding:
    message = f"`{feed.name}` publishes with dimensions whose values are not known here"
    return Finding(
        "dimensions-not-provable", Outcome.UNKNOWN, message, feed.record.cite("metricTransformations")
    )


def _fires(case: Case, metric: MetricSubject, record: Recorded[MetricAlarm], found: Watches) -> _Judged:
    values = frozenset(feed.value for feed in metric.feeds if feed.value is not None and feed.value > 0)
    defaults = frozenset(
        Decimal(repr(feed.transformation.defaultValue))
        for feed in metric.feeds
        if feed.transformation.defaultValue is not None
    )
    if not values:
        reason = "the metric has no value that is known to be above zero"
        return (
            _finding("alarm-not-provable", Outcome.UNKNOWN, record, reason, record.cite("MetricName")),
        ), ()
    place = record.cite("Threshold")
    if found.watch.statistic not in _BLIND_TO_ZEROS and any(feed.value == 0 for feed in metric.feeds):
        reason = "another filter of the metric publishes zeros, which its statistic takes into account"
        return (_finding("alarm-not-provable", Outcome.UNKNOWN, record, reason, place),), ()
    match firing(found.watch, Published(values, defaults)):
        case Never(code=code, reason=reason):
            return (_finding(code, Outcome.VIOLATED, record, reason, place),), ()
        case Unsure(reason=reason):
            return (_finding("alarm-not-provable", Outcome.UNKNOWN, record, reason, place),), ()
        case Fires() as fires:
            reason = f"it fires after {_times(fires.events)} within {fires.window} s"
            finding = _finding("fires", Outcome.SATISFIED, record, reason, place)
            return (finding,), _remarks(case, record, fires, place)


def _remarks(case: Case, record: Recorded[MetricAlarm], fires: Fires, place: Cited) -> tuple[Notice, ...]:
    name = record.value.name
    remarks = [Notice("alarm-remark", f"`{name}`: {remark}", place) for remark in fires.remarks]
    if fires.events > 1:
        prescribed = case.control.alarm
        window = prescribed.period * prescribed.evaluation_periods
        message = (
            f"`{name}` takes {_times(fires.events)} within {fires.window} s;"
            f" the benchmark prescribes {prescribed.threshold:g} within {window} s"
        )
        remarks.append(Notice("alarm-above-prescribed", message, place))
    return tuple(remarks)


def _times(events: int) -> str:
    return f"{events} matching event" + ("" if events == 1 else "s")
