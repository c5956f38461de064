"""What one run says, as data: reports are pure functions of it."""

from __future__ import annotations

from typing import NamedTuple

from analyzer.evidence import IntegrityStatus
from analyzer.findings import Finding, Notice, Request
from analyzer.phrase import Value
from analyzer.rules import EvidenceState
from analyzer.verdict import Outcome, Verdict


class LinkReport(NamedTuple):
    """One link of the told path. `candidate` names what was chosen ("" where there was nothing).

    The `deciding` finding says what the candidate comes to, None where there is none; `beside` it stands
    what else was found of it, or of the list of candidates. `others` are findings of other candidates.
    `more` findings are not told.
    """

    link: str
    outcome: Outcome
    candidate: str
    deciding: Finding | None
    beside: tuple[Finding, ...]
    others: tuple[Finding, ...]
    more: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is told of the link, what decides first."""
        return self.beside if self.deciding is None else (self.deciding, *self.beside)


class ControlReport(NamedTuple):
    """One control in one account: verdict, the chain that shows it, what to know, what to ask for.

    `benchmark` is the version whose text was judged, `number` and `level` are its; "" and None for a
    control of a company's own. `asked` is the name that the user gave it, "" without one, and
    `understood` the sentence that says what the name was taken for. `more_warnings` and `more_requests` are
    not told.
    """

    control: str
    title: str
    numbers: tuple[tuple[str, str], ...]  # (benchmark versions such as "1.1.0-1.2.0", number)
    verdict: Verdict
    links: tuple[LinkReport, ...]
    warnings: tuple[Notice, ...]
    requests: tuple[Request, ...]
    benchmark: str = ""
    number: str = ""
    level: int | None = None
    asked: str = ""
    understood: str = ""
    more_warnings: int = 0
    more_requests: int = 0


class Assessment(NamedTuple):
    """One account. `account` is None where no evidence tells whose account it is."""

    account: str | None
    controls: tuple[ControlReport, ...]


class EvidenceEntry(NamedTuple):
    """One file of the evidence as it was read.

    `kind` is the AWS CLI operation ("describe-alarms"), several joined by "+", "" where unknown.
    `problems` says why it is in another `state` than complete.
    """

    file: str
    sha256: str
    kind: str
    account: str | None
    region: str | None
    state: EvidenceState
    problems: tuple[Value, ...]


class BundleEntry(NamedTuple):
    """One input path and what its packaging says of its integrity."""

    path: str
    seal: IntegrityStatus
    problems: tuple[str, ...]
    captured: tuple[str, str] | None  # first and last start time of the commands, UTC
    sha256: str = ""  # of the input as it was handed over; "" for a folder


class UnusableInput(NamedTuple):
    """An input, or an archive in one, that gave nothing that any account was judged by."""

    path: str
    reason: Value


class Report(NamedTuple):
    """All that one run says; reports are pure functions of it.

    Each input gave evidence on one of the `assessments`, or is among the `unusable`.
    """

    assessments: tuple[Assessment, ...]
    evidence: tuple[EvidenceEntry, ...]
    bundles: tuple[BundleEntry, ...]
    unusable: tuple[UnusableInput, ...] = ()
