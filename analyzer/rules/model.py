"""The entries of the table of all that can be said: findings, warnings, requests, states of evidence.

An entry has one id, which is stable: it stands in reports as `code`, and whoever reads them by program
may rely on it. `statement` is the sentence of a report, with `{subject}`, `{observed}` and `{expected}`
in place of what was found (see `analyzer.phrase`). `source` is the audit step or the document of AWS
that the rule comes from.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from analyzer.verdict import Outcome


class LinkName(StrEnum):
    """The links of the chain, in the order of the audit steps; before it whether the control applies."""

    ACCOUNT = "account"
    TRAIL = "trail"
    LOGGING = "logging"
    MANAGEMENT_EVENTS = "management-events"
    LOG_GROUP = "log-group"
    METRIC_FILTER = "metric-filter"
    METRIC = "metric"
    ALARM = "alarm"
    ACTION = "action"
    SUBSCRIPTION = "subscription"


class Severity(StrEnum):
    """How much an entry weighs for its reader."""

    ERROR = "error"  # the control does not hold, or the evidence cannot be what it claims to be
    WARNING = "warning"  # the control may not hold, or holds otherwise than prescribed
    NOTE = "note"  # nothing to do


class Rule(NamedTuple):
    """What a finding says of one candidate of a link, or of the list of candidates.

    `links` are those that it may be said at, none for any link. `breaks` is what it means for the control,
    `mending` what to do about it.
    """

    id: str
    links: tuple[LinkName, ...]
    outcome: Outcome
    title: str
    statement: str
    meaning: str
    breaks: str
    mending: str
    source: str

    def __repr__(self) -> str:
        return f"<{self.id}>"

    @property
    def severity(self) -> Severity:
        """That of its outcome: proven, open or refuted."""
        return _SEVERITIES[self.outcome]


_SEVERITIES = {
    Outcome.SATISFIED: Severity.NOTE,
    Outcome.UNKNOWN: Severity.WARNING,
    Outcome.BLOCKED: Severity.WARNING,
    Outcome.VIOLATED: Severity.ERROR,
}


class WarningRule(NamedTuple):
    """What changes no verdict and has to be known. No `links` where it is about the evidence.

    `is_integrity`: the evidence may not be what AWS answered, or not all of it, so that whoever judges
    strictly takes no PASS with it.
    """

    id: str
    links: tuple[LinkName, ...]
    severity: Severity
    title: str
    statement: str
    meaning: str
    breaks: str
    mending: str
    source: str
    is_integrity: bool = False

    def __repr__(self) -> str:
        return f"<{self.id}>"


class RequestRule(NamedTuple):
    """A command that the client is asked to run; `statement` is what its answer would settle."""

    id: str
    links: tuple[LinkName, ...]
    title: str
    statement: str
    meaning: str
    source: str

    def __repr__(self) -> str:
        return f"<{self.id}>"


class EvidenceState(NamedTuple):
    """How a file was read, or what vouches for a bundle."""

    id: str
    title: str
    meaning: str
    breaks: str
    mending: str
    source: str

    def __repr__(self) -> str:
        return f"<{self.id}>"


Entry: TypeAlias = Rule | WarningRule | RequestRule | EvidenceState
