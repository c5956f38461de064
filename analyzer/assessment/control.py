"""From the explored chain to what is said of one control: verdict, links, warnings, requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from analyzer.assessment.choice import Choice
from analyzer.assessment.result import ControlReport, LinkReport
from analyzer.assessment.rows import others_than, within_limit
from analyzer.chain import evidence_requests as asks
from analyzer.chain.applicability import applicability
from analyzer.chain.context import ControlContext, failure_warnings
from analyzer.chain.engine import (
    Node,
    Stage,
    examined,
    examined_beyond,
    explore,
    open_requests,
    selected_path,
)
from analyzer.chain.registry import links_for
from analyzer.evidence import Bundle, Citation, IntegrityStatus, Location
from analyzer.findings import Finding, Notice, Request
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import phrase
from analyzer.rules import LinkName
from analyzer.rules.warnings import (
    ACCOUNTS_LEFT_OUT,
    CAPTURE_INCOMPLETE,
    FOREIGN_ENDPOINT,
    NO_IDENTITY,
    OTHER_ROUTE_POSSIBLE,
    SEAL_BROKEN,
    SEAL_PARTIAL,
)
from analyzer.verdict import Outcome, Verdict, verdict_of


def assess(
    choice: Choice, context: ControlContext, account: str | None, bundles: Sequence[Bundle]
) -> ControlReport:
    """Run the chain of one control for one account and settle the verdict."""
    applies = applicability(context, account)
    before = () if applies is None else (Stage(LinkName.ACCOUNT, applies.outcome, applies, None),)
    if applies is not None and applies.outcome is Outcome.VIOLATED:
        return _report(
            choice,
            context,
            Verdict.NOT_APPLICABLE,
            tuple(_link_report(stage, ()) for stage in before),
            _warnings(context, account, before, bundles),
            _whose(account),
        )
    links = links_for(context)
    root = explore(links, account)
    stages = (*before, *selected_path(links, root))
    found: dict[str, list[Finding]] = {stage.link: [] for stage in stages}
    for name, finding in (*examined(root), *examined_beyond(stages)):
        found[name].append(finding)
    deciding = [stage for stage in stages if not stage.is_beyond]
    outcome = root.outcome if applies is None or applies.outcome is Outcome.SATISFIED else Outcome.UNKNOWN
    verdict = verdict_of(outcome)
    return _report(
        choice,
        context,
        verdict,
        _link_reports(stages, found),
        (*_other_route(choice, verdict), *_warnings(context, account, deciding, bundles)),
        (
            *_whose(account),
            *(request for stage in before for request in _asked(stage)),
            *_wanted(root, deciding),
        ),
    )


def unjudged(choice: Choice, context: ControlContext) -> ControlReport:
    """The report of one control for all accounts that a limit leaves out: nothing is known of them."""
    left_out = len(context.snapshot.accounts_left_out)
    counted = phrase("{count} more accounts", count=left_out)
    most = phrase("{count}", count=len(context.snapshot.accounts))
    warning = Notice(ACCOUNTS_LEFT_OUT, "", counted, most)
    return _report(choice, context, Verdict.INCONCLUSIVE, (), (warning,), ())


def _report(
    choice: Choice,
    context: ControlContext,
    verdict: Verdict,
    links: tuple[LinkReport, ...],
    told: Sequence[Notice],
    asked: Sequence[Request],
) -> ControlReport:
    warnings, more_warnings = within_limit(told)
    requests, more_requests = within_limit(asked)
    return ControlReport(
        control=context.control.slug,
        title=context.control.title,
        numbers=context.control.number_ranges,
        verdict=verdict,
        links=links,
        warnings=warnings,
        requests=requests,
        benchmark=choice.benchmark,
        number=choice.number,
        level=context.control.level,
        asked=choice.asked,
        understood=choice.understood,
        more_warnings=more_warnings,
        more_requests=more_requests,
    )


def _whose(account: str | None) -> tuple[Request, ...]:
    """Evidence that names no account has to be asked for one before anything else."""
    return (asks.identity(account),) if account is None else ()


def _link_reports(stages: Sequence[Stage], found: Mapping[str, Sequence[Finding]]) -> tuple[LinkReport, ...]:
    """Each link on the told path; those that were not reached with the last one that was."""
    last = [stage.link for stage in stages if stage.outcome is not Outcome.BLOCKED][-1]
    return tuple(
        LinkReport(stage.link, stage.outcome, "", None, (), (), depends_on=last)
        if stage.outcome is Outcome.BLOCKED
        else _link_report(stage, found[stage.link])
        for stage in stages
    )


def _link_report(stage: Stage, found: Sequence[Finding]) -> LinkReport:
    told = _told(stage)
    others, more_others = within_limit(others_than(told, found))
    taken = stage.candidate
    beside, more = within_limit(told if taken is None else taken.beside)
    name, deciding = ("", None) if taken is None else (taken.name, taken.deciding)
    more += more_others
    return LinkReport(stage.link, stage.outcome, name, deciding, beside, others, more, stage.is_beyond)


def _told(stage: Stage) -> tuple[Finding, ...]:
    if stage.candidate is not None:
        return stage.candidate.findings
    return stage.candidates.findings if stage.candidates is not None else ()


def _wanted(root: Node, stages: Iterable[Stage]) -> tuple[Request, ...]:
    """What would settle the chain, or make what it comes to surer."""
    return open_requests(root) or _carried(root.outcome, stages)


def _carried(outcome: Outcome, stages: Iterable[Stage]) -> tuple[Request, ...]:
    """What would make a settled verdict surer: a refutation that rests on the benchmark's own, narrower
    step, and a proof with a link of which the evidence shows less than it could.
    """
    steps = [request for stage in stages if stage.outcome is outcome for request in _asked(stage)]
    return tuple(dict.fromkeys(steps))


def _asked(stage: Stage) -> tuple[Request, ...]:
    if stage.candidate is not None:
        return stage.candidate.requests
    return stage.candidates.requests if stage.candidates is not None else ()


def _other_route(choice: Choice, verdict: Verdict) -> tuple[Notice, ...]:
    """That the version which was judged accepts another route than the one that is refuted."""
    if verdict is not Verdict.FAIL or not choice.benchmark:
        return ()
    if int(choice.benchmark.partition(".")[0]) < _FIRST_WITH_SIEM:
        return ()
    version = phrase("version {version} of the benchmark", version=choice.benchmark)
    return (Notice(OTHER_ROUTE_POSSIBLE, "", _EXAMINE, version),)


_FIRST_WITH_SIEM = 2  # the major version whose text first names one
_EXAMINE = phrase(
    "examine whether it takes in all events of the trail, has a rule for those of this control, and alerts"
    " somebody"
)


def _warnings(
    context: ControlContext, account: str | None, stages: Iterable[Stage], bundles: Sequence[Bundle]
) -> tuple[Notice, ...]:
    found: list[Notice] = []
    identities = context.snapshot.identities(account)
    if not identities:
        found.append(Notice(NO_IDENTITY, account or "", _BY_ARNS if account else _BY_NOTHING))
    elif all(identity.errors for identity in identities):
        found += failure_warnings(*identities)
    found += _origins(context.snapshot, account)
    for stage in stages:
        found += stage.candidate.warnings if stage.candidate is not None else ()
        if stage.candidates is not None and stage.outcome is not Outcome.SATISFIED:
            found += stage.candidates.warnings
    found += _seal_warnings(context.snapshot, account, bundles)
    distinct = {notice[:4]: notice for notice in reversed(found)}  # the same said of two places is said once
    return tuple(reversed(distinct.values()))


def _origins(snapshot: Snapshot, account: str | None) -> Iterator[Notice]:
    """The hosts that are not AWS, each with the first file that tells of it."""
    for origin in snapshot.foreign_hosts(account):
        place = Citation(Location(origin.files[0]), origin.host, readable=False)
        count = phrase("{files:file} of this evidence", files=len(origin.files))
        yield Notice(FOREIGN_ENDPOINT, origin.host, count, places=(place,))


_BY_ARNS = phrase("it was read from ARNs and names")
_BY_NOTHING = phrase("nothing else in the evidence does either")
_SEAL_WARNINGS = {
    IntegrityStatus.BROKEN: SEAL_BROKEN,
    IntegrityStatus.PARTLY_VERIFIED: SEAL_PARTIAL,
    IntegrityStatus.INCOMPLETE: CAPTURE_INCOMPLETE,
}


def _seal_warnings(snapshot: Snapshot, account: str | None, bundles: Sequence[Bundle]) -> list[Notice]:
    files = snapshot.files_of(account)
    return [
        Notice(_SEAL_WARNINGS[bundle.seal], bundle.path)
        for bundle in bundles
        if bundle.seal in _SEAL_WARNINGS and any(file.path in files for file in bundle.files)
    ]
