"""The links of the chain, in the order of the audit steps."""

from __future__ import annotations

from functools import partial

from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Link
from analyzer.chain.links import (
    action,
    alarm,
    log_group,
    logging,
    management_events,
    metric,
    metric_filter,
    subscription,
    trail,
)

_LINKS = (
    ("trail", trail.candidates),
    ("logging", logging.candidates),
    ("management-events", management_events.candidates),
    ("log-group", log_group.candidates),
    ("metric-filter", metric_filter.candidates),
    ("metric", metric.candidates),
    ("alarm", alarm.candidates),
    ("action", action.candidates),
    ("subscription", subscription.candidates),
)

LINK_NAMES = tuple(name for name, _ in _LINKS)


def links_for(context: ControlContext) -> tuple[Link, ...]:
    """The chain of one control on one body of evidence; its first subject is an account."""
    return tuple(Link(name, partial(candidates, context)) for name, candidates in _LINKS)
