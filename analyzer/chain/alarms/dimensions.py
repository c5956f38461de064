"""What an alarm on dimension values sees of a metric: the events that have these values.

API_MetricTransformation, `dimensions`: each takes its value from a member of the event.
"""

from __future__ import annotations

from analyzer.chain.context import ControlContext
from analyzer.chain.filter_findings import criteria_findings
from analyzer.coverage.criteria import coverage_by_criteria
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
from analyzer.findings import Finding
from analyzer.patterns import And, Compare, Formula, Operator, PatternSyntaxError, Text, parse
from analyzer.patterns.syntax.ast import Delimited, Everything, Regex, Terms
from analyzer.rules.alarm import DIMENSIONS_NOT_PROVABLE
from analyzer.verdict import Outcome


def narrowed(
    context: ControlContext, metric: MetricSubject, values: tuple[tuple[str, str], ...]
) -> tuple[Finding, ...]:
    """An alarm on dimension values sees the events that have them: they must be all of the control's."""
    union: list[Formula] = []
    for publisher in metric.publishers:
        conditions = _dimension_conditions(publisher, values)
        if conditions is None:
            return (_dimensions_unknown(publisher),)
        if publisher.pattern is not None and publisher.flaw is None:
            body = publisher.pattern.body
            if isinstance(body, Everything | Terms | Delimited | Regex):
                return (_dimensions_unknown(publisher),)
            union.append(And((body, *conditions)))
    seen = coverage_by_criteria(context.control, context.cache, union, metric.origin)
    if seen.outcome is Outcome.SATISFIED:
        return ()
    flawed = [publisher for publisher in metric.publishers if publisher.flaw is not None]
    return (_dimensions_unknown(flawed[0]),) if flawed else criteria_findings(seen, metric.publishers)


def _dimension_conditions(
    publisher: MetricPublisher, values: tuple[tuple[str, str], ...]
) -> list[Formula] | None:
    selectors = publisher.transformation.dimensions or {}
    conditions: list[Formula] = []
    for name, value in values:
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


def _dimensions_unknown(publisher: MetricPublisher) -> Finding:
    places = (publisher.record.cite("metricTransformations"),)
    return Finding(DIMENSIONS_NOT_PROVABLE, publisher.name, places=places)
