"""The links of the chain one by one, on an account whose files lie in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Candidates
from analyzer.chain.registry import links_for
from analyzer.controls import load_control
from analyzer.evidence import Bundle, EvidenceFile, IntegrityStatus, read
from analyzer.findings import Finding, Notice
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot
from analyzer.reports.words import statement
from analyzer.rules import LinkName
from tests.support.accounts.build import bases

ACCOUNT = "111111111111"
MEMBER = "222222222222"
IDENTITY = "get-caller-identity.json"
TRAILS = "us-east-1/describe-trails.json"
STATUS = "us-east-1/get-trail-status--org.json"
SELECTORS = "us-east-1/get-event-selectors--org.json"
FILTERS = "us-east-1/describe-metric-filters--CloudTrail_Logs.json"
ALARMS = "us-east-1/describe-alarms.json"
SUBSCRIPTIONS = "us-east-1/list-subscriptions-by-topic--security-alerts.json"

Files = dict[str, Any]


def good() -> Files:
    """The files of the good account; a text stands for what is no JSON."""
    return deepcopy(dict(bases()["regions"]))


def context_of(files: Mapping[str, object], control: str = "") -> ControlContext:
    read_files = tuple(_file(path, content) for path, content in sorted(files.items()))
    snapshot = Snapshot([Bundle("", IntegrityStatus.NONE, read_files)], CallerStatement(None, None))
    return ControlContext(snapshot, load_control(control) if control else load_control())


def _file(path: str, content: object) -> EvidenceFile:
    data = content if isinstance(content, str) else json.dumps(content)
    found = read(data.encode())
    return EvidenceFile(path, "", len(data), found.documents, found.trailing, found.problems)


def at(link: LinkName, context: ControlContext, viewer: str | None = ACCOUNT) -> Candidates:
    """What a link says; on the way to it each link hands over the first candidate that leads on."""
    subject: Any = viewer
    for one in links_for(context):
        found = one.candidates(subject)
        if one.name == link:
            return found
        subject = next(step.subject for step in found.each if step.subject is not None)
    raise ValueError(link)


def told(found: Candidates) -> list[str]:
    """All that a link says: a line for each thing, with its places; last what is about the list."""
    return [*_told(found), _WHOLE[found.complete]]


_WHOLE = {True: "and no others", False: "and perhaps others"}


def _told(found: Candidates) -> Iterator[str]:
    for step in found.each:
        yield step.name if step.subject is not None else f"{step.name}, where the path ends"
        yield from (f"  {line(one)}" for one in step.findings)
        yield from (f"  {line(one)}" for one in step.warnings)
        yield from (f"  $ {request.command}" for request in step.requests)
    yield from map(line, found.findings)
    yield from map(line, found.warnings)
    yield from (f"$ {request.command}" for request in found.requests)


def line(said: Finding | Notice) -> str:
    """What is said, of what, and where, with the event that shows it."""
    places = "".join(f" {one.location.file.rpartition('/')[2]}#{one.location.pointer}" for one in said.places)
    subject = said.subject if isinstance(said.subject, str) else ", ".join(said.subject)
    shown = "" if said.counterexample is None else f" {json.dumps(said.counterexample)}"
    return f"{said.rule.id} of {subject or 'it'}: {statement(said)}{shown} @{places}"
