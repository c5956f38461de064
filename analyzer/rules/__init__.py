"""One table of all that can be said. Code refers to an entry, never to the text of its id."""

from __future__ import annotations

from types import ModuleType
from typing import TypeVar

from analyzer.rules import (
    account,
    action,
    alarm,
    anywhere,
    gaps,
    log_group,
    logging,
    management_events,
    metric,
    metric_filter,
    requests,
    states,
    subscription,
    trail,
    warnings,
)
from analyzer.rules.gaps import GAPS
from analyzer.rules.model import (
    Entry,
    EvidenceState,
    LinkName,
    RequestRule,
    Rule,
    Severity,
    WarningRule,
)
from analyzer.rules.states import SEALS

__all__ = [
    "FINDINGS",
    "GAPS",
    "REQUESTS",
    "SEALS",
    "STATES",
    "WARNINGS",
    "Entry",
    "EvidenceState",
    "LinkName",
    "RequestRule",
    "Rule",
    "Severity",
    "WarningRule",
]


E = TypeVar("E", bound=Entry)


def _entries(kind: type[E], *modules: ModuleType) -> tuple[E, ...]:
    return tuple(value for module in modules for value in vars(module).values() if type(value) is kind)


FINDINGS: tuple[Rule, ...] = _entries(
    Rule,
    account,
    trail,
    logging,
    management_events,
    log_group,
    metric_filter,
    metric,
    alarm,
    action,
    subscription,
    anywhere,
    gaps,
)
"""What may be found, in order of the chain; last what may be found anywhere, and why lists are not whole."""
WARNINGS: tuple[WarningRule, ...] = _entries(WarningRule, warnings)
REQUESTS: tuple[RequestRule, ...] = _entries(RequestRule, requests)
STATES: tuple[EvidenceState, ...] = (*_entries(EvidenceState, states), *SEALS.values())
"""How files are read, and what vouches for inputs."""
