"""What an alarm on dimension values sees of a metric: the events that have these values.

API_MetricTransformation, `dimensions`: each takes its value from a member of the event.
"""

from __future__ import annotations

from analyzer.chain.case import Case
from analyzer.chain.feeds import Feed, MetricSubject
from analyzer.chain.metric_filter import told_readings
from analyzer.chain.readings import read
from analyzer.chain.watching import Watches
from analyzer.findings import Finding
from analyzer.patterns import And, Compare, Formula, Operator, PatternSyntaxError, Text, parse
from analyzer.patterns.syntax.ast import Delimited, Everything, Regex, Terms
from analyzer.verdict import Outcome


def narrowed(case: Case, metric: MetricSubject, found: Watches) -> tuple[Finding, ...]:
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
    seen = read(case, union, metric.group.place.account)
    if seen.outcome is Outcome.SATISFIED:
        return ()
    flawed = [feed for feed in metric.feeds if feed.flaw is not None]
    return (_dimensions_unknown(flawed[0]),) if flawed else told_readings(seen, metric.feeds)


def _dimension_conditions(feed: Feed, found: Watches) -> list[Formula] | None:
    selectors = feed.transformation.dimensions or {}
    conditions: list[Formula] = []
    for name, value in found.dimensions:
        body = _compared(selectors.get(name, ""))
        if body is None:
            return None
        conditions.append(Compare(body.selector, Operator.EQUAL, Text((value,), exact=True)))
    return conditions


def _compared(selector: str) -> Compare | None:
    """A comparison with the member that a selector names; None for what is not one selector."""
    try:
        body = parse(f"{{ {selector} = x }}").body
    except PatternSyntaxError:
        return None
    return body if isinstance(body, Compare) else None


def _dimensions_unknown(feed: Feed) -> Finding:
    message = f"`{feed.name}` publishes with dimensions whose values are not known here"
    return Finding(
        "dimensions-not-provable", Outcome.UNKNOWN, message, feed.record.cite("metricTransformations")
    )
