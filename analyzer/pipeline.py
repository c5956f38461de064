"""The sentence of the program as code: evidence in, models, chain, findings, verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.chain.case import Case
from analyzer.chain.engine import Stage, examined, explore, open_requests, told_path
from analyzer.chain.links import links_for
from analyzer.controls import load_control
from analyzer.evidence import Bundle, EvidenceFile, Seal, open_bundle
from analyzer.findings import Finding, Notice, Request
from analyzer.models.binding import BoundReply, Stated
from analyzer.models.snapshot import Snapshot
from analyzer.verdict import Outcome, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class LinkReport:
    """One link of the told path. `candidate` names what was chosen ("" where there was nothing).

    `findings` are those of the told path; `others` are those of the candidates beside it.
    """

    link: str
    outcome: Outcome
    candidate: str
    findings: tuple[Finding, ...]
    others: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ControlReport:
    """One control in one account: verdict, the chain that shows it, what to know, what to ask for."""

    control: str
    title: str
    numbers: tuple[tuple[str, str], ...]  # (benchmark versions such as "1.1.0-1.2.0", number)
    verdict: Verdict
    links: tuple[LinkReport, ...]
    warnings: tuple[Notice, ...]
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One account. `account` is None where no evidence tells whose account it is."""

    account: str | None
    controls: tuple[ControlReport, ...]


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One file of the evidence as it was read.

    `kind` is the AWS CLI operation ("describe-alarms"), several joined by "+", "" where unknown.
    `state` is complete, partial, error, unreadable, unrecognised or packaging. `problems` says why.
    """

    file: str
    sha256: str
    kind: str
    account: str | None
    region: str | None
    state: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """One input path and what its packaging says of its integrity."""

    path: str
    seal: Seal
    problems: tuple[str, ...]
    captured: tuple[str, str] | None  # first and last start time of the commands, UTC


@dataclass(frozen=True, slots=True)
class Report:
    """All that one run says; reports are pure functions of it."""

    assessments: tuple[Assessment, ...]
    evidence: tuple[EvidenceEntry, ...]
    bundles: tuple[BundleEntry, ...]


def analyze(paths: Sequence[Path], *, account: str | None = None, region: str | None = None) -> Report:
    """Judge the evidence at `paths`: folders, archives or files, in any order.

    `account` and `region` are what the caller states of evidence that does not say it itself.
    Raises UsageError for a path that does not exist. Whatever stands in the evidence raises nothing.
    """
    bundles = _distinct(open_bundle(path) for path in paths)
    snapshot = Snapshot(bundles, Stated(account, region))
    case = Case(snapshot, load_control())
    return Report(
        tuple(_assess(case, owner, bundles) for owner in snapshot.accounts),
        tuple(_entry(file, snapshot) for bundle in bundles for file in bundle.files),
        tuple(_bundle_entry(bundle) for bundle in bundles),
    )


def _distinct(bundles: Iterable[Bundle]) -> tuple[Bundle, ...]:
    """Each file once, also where one input stands inside another."""
    seen: set[str] = set()
    kept = []
    for bundle in sorted(bundles, key=lambda bundle: bundle.path):
        files = tuple(file for file in bundle.files if file.path not in seen)
        seen.update(file.path for file in files)
        kept.append(replace(bundle, files=files))
    return tuple(bundle for bundle in kept if bundle.files or bundle.problems)


def _assess(case: Case, account: str | None, bundles: Sequence[Bundle]) -> Assessment:
    links = links_for(case)
    root = explore(links, account)
    stages = told_path(links, root)
    found: dict[str, list[Finding]] = {link.name: [] for link in links}
    for name, finding in examined(root):
        found[name].append(finding)
    report = ControlReport(
        control=case.control.slug,
        title=case.control.title,
        numbers=case.control.number_ranges,
        verdict=verdict_of(root.outcome),
        links=tuple(_link_report(stage, found[stage.link]) for stage in stages),
        warnings=_warnings(case, account, stages, bundles),
        requests=open_requests(root) or _refuted_requests(stages),
    )
    return Assessment(account, (report,))


def _link_report(stage: Stage, found: Sequence[Finding]) -> LinkReport:
    told = _told(stage)
    others = tuple(finding for finding in found if finding not in told)
    return LinkReport(stage.link, stage.outcome, stage.step.name if stage.step else "", told, others)


def _told(stage: Stage) -> tuple[Finding, ...]:
    if stage.step is not None:
        return stage.step.findings
    return stage.candidates.findings if stage.candidates is not None else ()


def _refuted_requests(stages: Iterable[Stage]) -> tuple[Request, ...]:
    """What could still overturn a refutation that rests on the benchmark's own, narrower step."""
    steps = [request for stage in stages if stage.outcome is Outcome.VIOLATED for request in _asked(stage)]
    return tuple(dict.fromkeys(steps))


def _asked(stage: Stage) -> tuple[Request, ...]:
    if stage.step is not None:
        return stage.step.requests
    return stage.candidates.requests if stage.candidates is not None else ()


def _warnings(
    case: Case, account: str | None, stages: Iterable[Stage], bundles: Sequence[Bundle]
) -> tuple[Notice, ...]:
    found: list[Notice] = []
    if not case.snapshot.identities(account):
        message = "no identity file names this account; its number was read from ARNs and names"
        found.append(Notice("no-identity", message))
    for stage in stages:
        found += stage.step.warnings if stage.step is not None else ()
        if stage.candidates is not None and stage.outcome is not Outcome.SATISFIED:
            found += stage.candidates.warnings
    found += _seal_warnings(case.snapshot, account, bundles)
    distinct = {(notice.code, notice.message): notice for notice in reversed(found)}
    return tuple(reversed(distinct.values()))


_SEAL_WARNINGS = {
    Seal.BROKEN: ("seal-broken", "the files are not those that the bundle's manifest was made for"),
    Seal.INCOMPLETE: ("capture-incomplete", "the collector was stopped before it had finished"),
}


def _seal_warnings(snapshot: Snapshot, account: str | None, bundles: Sequence[Bundle]) -> list[Notice]:
    files = {bound.reply.file for bound in snapshot.replies if bound.account.value == account}
    return [
        Notice(_SEAL_WARNINGS[bundle.seal][0], f"`{bundle.path}`: {_SEAL_WARNINGS[bundle.seal][1]}")
        for bundle in bundles
        if bundle.seal in _SEAL_WARNINGS and any(file.path in files for file in bundle.files)
    ]


def _entry(file: EvidenceFile, snapshot: Snapshot) -> EvidenceEntry:
    replies = snapshot.replies_of(file.path)
    gaps = [gap for bound in replies for gap in bound.reply.gaps]
    return EvidenceEntry(
        file=file.path,
        sha256=file.sha256,
        kind="+".join(sorted({bound.reply.kind.value for bound in replies})),
        account=_only({bound.account.value for bound in replies}),
        region=_only({bound.region.value for bound in replies}),
        state=_state(file, replies),
        problems=tuple(dict.fromkeys([p.message for p in file.problems] + [g.message for g in gaps])),
    )


def _only(values: set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _state(file: EvidenceFile, replies: Sequence[BoundReply]) -> str:
    if file.companion:
        return "packaging"
    if not replies:
        return "unreadable" if file.problems else "unrecognised"
    gaps = {gap.code for bound in replies for gap in bound.reply.gaps}
    if "error" in gaps and not any(bound.reply.rows for bound in replies):
        return "error"
    return "partial" if gaps or file.problems else "complete"


def _bundle_entry(bundle: Bundle) -> BundleEntry:
    started = sorted(file.invocation.started for file in bundle.files if file.invocation is not None)
    captured = (started[0], started[-1]) if started else None
    return BundleEntry(bundle.path, bundle.seal, tuple(p.message for p in bundle.problems), captured)
