"""The sentence of the program as code: evidence in, models, chain, findings, verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analyzer.allowance import Clock, Scope, allowance, in_force
from analyzer.assessment.choice import Choice, choose
from analyzer.assessment.control import assess, unjudged
from analyzer.assessment.evidence_list import bundle_entry, entry
from analyzer.assessment.inputs import unusable_inputs
from analyzer.assessment.integrity import integrity_warnings, strictly
from analyzer.assessment.result import (
    Assessment,
    BundleEntry,
    ControlReport,
    EvidenceEntry,
    LinkReport,
    Report,
    UnusableInput,
)
from analyzer.chain.context import ControlContext
from analyzer.controls import Control
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import Bundle, open_bundle
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot
from analyzer.limits import DEFAULT_LIMITS, Limits

__all__ = [
    "Assessment",
    "BundleEntry",
    "Choice",
    "ControlReport",
    "EvidenceEntry",
    "LinkReport",
    "Report",
    "UnusableInput",
    "analyze",
    "choose",
    "integrity_warnings",
]


def analyze(
    paths: Sequence[Path],
    *,
    controls: Sequence[Control | Choice] | None = None,
    account: str | None = None,
    region: str | None = None,
    strict: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    clock: Clock | None = None,
) -> Report:
    """Judge the evidence at `paths`: folders, archives or files, in any order.

    `controls` are the controls to judge, as `choose` gives them or any others; None is the one for
    failed console authentication. The evidence is read once for all of them. `account` and `region`
    are what the caller states of evidence that does not say it itself. With `strict` no PASS stands where an
    integrity warning is given. `limits` say how much is read and
    searched; those in seconds count only where there is a `clock` of CPU seconds (`time.process_time`).

    Raises UsageError for a path that does not exist. Whatever stands in the evidence raises nothing.
    """
    chosen = choose() if controls is None else tuple(map(_choice, controls))
    with in_force(limits, clock), allowance(Scope.RUN):
        opened = sorted({path: open_bundle(path, limits) for path in paths}.values(), key=_by_path)
        bundles = _distinct(opened)
        snapshot = Snapshot(bundles, CallerStatement(account, region), limits)
        cache = RunCache()
        contexts = tuple((choice, ControlContext(snapshot, choice.control, cache)) for choice in chosen)
        judged = _assessments(snapshot, contexts, bundles)
        return Report(
            tuple(map(strictly, judged) if strict else judged),
            tuple(entry(file, snapshot) for bundle in bundles for file in bundle.files),
            tuple(bundle_entry(bundle) for bundle in bundles),
            tuple(unusable_inputs(opened, snapshot)),
        )


def _assessments(
    snapshot: Snapshot, contexts: Sequence[tuple[Choice, ControlContext]], bundles: Sequence[Bundle]
) -> Iterator[Assessment]:
    """Each account with each control; every one of these gets at least its fair share of the steps of the
    run, whatever stands in the evidence of the others."""
    waiting = len(snapshot.accounts) * len(contexts)
    for owner in snapshot.accounts:
        judged = []
        for choice, context in contexts:
            with allowance(Scope.CONTROL, share=waiting):
                judged.append(assess(choice, context, owner, bundles))
            waiting -= 1
        yield Assessment(owner, tuple(judged))
    if snapshot.accounts_left_out:
        yield Assessment(None, tuple(unjudged(*case) for case in contexts))


def _choice(control: Control | Choice) -> Choice:
    return control if isinstance(control, Choice) else Choice(control)


def _by_path(bundle: Bundle) -> str:
    return bundle.path


def _distinct(bundles: Iterable[Bundle]) -> tuple[Bundle, ...]:
    """Each file once, also where one input stands inside another and so adds nothing."""
    seen: set[str] = set()
    kept = []
    for bundle in bundles:
        files = tuple(file for file in bundle.files if file.path not in seen)
        seen.update(file.path for file in files)
        if files or bundle.problems or not bundle.files:
            kept.append(bundle._replace(files=files))
    return tuple(kept)
