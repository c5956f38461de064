"""The links of the chain, in the order of the audit steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidates, Link
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
from analyzer.rules import LinkName

_LINKS: tuple[tuple[LinkName, Callable[[ControlContext, Any], Candidates]], ...] = (
    (LinkName.TRAIL, trail.candidates),
    (LinkName.LOGGING, logging.candidates),
    (LinkName.MANAGEMENT_EVENTS, management_events.candidates),
    (LinkName.LOG_GROUP, log_group.candidates),
    (LinkName.METRIC_FILTER, metric_filter.candidates),
    (LinkName.METRIC, metric.candidates),
    (LinkName.ALARM, alarm.candidates),
    (LinkName.ACTION, action.candidates),
    (LinkName.SUBSCRIPTION, subscription.candidates),
)


def links_for(context: ControlContext) -> tuple[Link, ...]:
    """The chain of one control on one body of evidence; its first subject is an account."""
    return tuple(Link(name, partial(candidates, context)) for name, candidates in _LINKS)
