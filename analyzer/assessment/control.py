"""From the explored chain to what is said of one control: verdict, links, warnings, requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyzer.assessment.choice import Choice
from analyzer.assessment.result import ControlReport, LinkReport
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import Stage, examined, explore, open_requests, selected_path
from analyzer.chain.registry import links_for
from analyzer.evidence import Bundle, IntegrityStatus
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.snapshot import Snapshot
from analyzer.verdict import Outcome, verdict_of


def assess(
    choice: Choice, context: ControlContext, account: str | None, bundles: Sequence[Bundle]
) -> ControlReport:
    """Run the chain of one control for one account and settle the verdict."""
    links = links_for(context)
    root = explore(links, account)
    stages = selected_path(links, root)
    found: dict[str, list[Finding]] = {link.name: [] for link in links}
    for name, finding in examined(root):
        found[name].append(finding)
    return ControlReport(
        control=context.control.slug,
        title=context.control.title,
        numbers=context.control.number_ranges,
        verdict=verdict_of(root.outcome),
        links=tuple(_link_report(stage, found[stage.link]) for stage in stages),
        warnings=_warnings(context, account, stages, bundles),
        requests=(*_whose(account), *(open_requests(root) or _refuted_requests(stages))),
        benchmark=choice.benchmark,
        number=choice.number,
        level=context.control.level,
        asked=choice.asked,
        understood=choice.understood,
    )


def _whose(account: str | None) -> tuple[Request, ...]:
    """Evidence that names no account has to be asked for one before anything else."""
    return (asks.identity(account),) if account is None else ()


def _link_report(stage: Stage, found: Sequence[Finding]) -> LinkReport:
    told = _told(stage)
    others = tuple(finding for finding in found if finding not in told)
    return LinkReport(
        stage.link, stage.outcome, stage.candidate.name if stage.candidate else "", told, others
    )


def _told(stage: Stage) -> tuple[Finding, ...]:
    if stage.candidate is not None:
        return stage.candidate.findings
    return stage.candidates.findings if stage.candidates is not None else ()


def _refuted_requests(stages: Iterable[Stage]) -> tuple[Request, ...]:
    """What could still overturn a refutation that rests on the benchmark's own, narrower step."""
    steps = [request for stage in stages if stage.outcome is Outcome.VIOLATED for request in _asked(stage)]
    return tuple(dict.fromkeys(steps))


def _asked(stage: Stage) -> tuple[Request, ...]:
    if stage.candidate is not None:
        return stage.candidate.requests
    return stage.candidates.requests if stage.candidates is not None else ()


def _warnings(
    context: ControlContext, account: str | None, stages: Iterable[Stage], bundles: Sequence[Bundle]
) -> tuple[Notice, ...]:
    found: list[Notice] = []
    if not context.snapshot.identities(account):
        source = "it was read from ARNs and names" if account else "nothing else in the evidence does either"
        message = f"no identity file names the account; {source}"
        found.append(Notice("no-identity", message))
    for stage in stages:
        found += stage.candidate.warnings if stage.candidate is not None else ()
        if stage.candidates is not None and stage.outcome is not Outcome.SATISFIED:
            found += stage.candidates.warnings
    found += _seal_warnings(context.snapshot, account, bundles)
    distinct = {(notice.code, notice.message): notice for notice in reversed(found)}
    return tuple(reversed(distinct.values()))


_SEAL_WARNINGS = {
    IntegrityStatus.BROKEN: (
        "seal-broken",
        "the files are not those that the bundle's manifest was made for",
    ),
    IntegrityStatus.INCOMPLETE: ("capture-incomplete", "the collector was stopped before it had finished"),
}


def _seal_warnings(snapshot: Snapshot, account: str | None, bundles: Sequence[Bundle]) -> list[Notice]:
    files = {bound.output.file for bound in snapshot.outputs if bound.account.value == account}
    return [
        Notice(_SEAL_WARNINGS[bundle.seal][0], f"`{bundle.path}`: {_SEAL_WARNINGS[bundle.seal][1]}")
        for bundle in bundles
        if bundle.seal in _SEAL_WARNINGS and any(file.path in files for file in bundle.files)
    ]
