"""The sentence of the program as code: evidence in, models, chain, findings, verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from analyzer.assessment.choice import Choice, choose
from analyzer.assessment.control import assess
from analyzer.assessment.evidence_list import bundle_entry, entry
from analyzer.assessment.result import (
    Assessment,
    BundleEntry,
    ControlReport,
    EvidenceEntry,
    LinkReport,
    Report,
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
    "analyze",
    "choose",
]


def analyze(
    paths: Sequence[Path],
    *,
    controls: Sequence[Control | Choice] | None = None,
    account: str | None = None,
    region: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Judge the evidence at `paths`: folders, archives or files, in any order.

    `controls` are the controls to judge, as `choose` gives them or any others; None is the one for
    failed console authentication. The evidence is read once for all of them. `account` and `region`
    are what the caller states of evidence that does not say it itself. `limits` say how much is read.

    Raises UsageError for a path that does not exist. Whatever stands in the evidence raises nothing.
    """
    chosen = choose() if controls is None else tuple(map(_choice, controls))
    bundles = _distinct(open_bundle(path, limits) for path in paths)
    snapshot = Snapshot(bundles, CallerStatement(account, region))
    cache = RunCache()
    contexts = tuple((choice, ControlContext(snapshot, choice.control, cache)) for choice in chosen)
    return Report(
        tuple(
            Assessment(owner, tuple(assess(*case, owner, bundles) for case in contexts))
            for owner in snapshot.accounts
        ),
        tuple(entry(file, snapshot) for bundle in bundles for file in bundle.files),
        tuple(bundle_entry(bundle) for bundle in bundles),
    )


def _choice(control: Control | Choice) -> Choice:
    return control if isinstance(control, Choice) else Choice(control)


def _distinct(bundles: Iterable[Bundle]) -> tuple[Bundle, ...]:
    """Each file once, also where one input stands inside another."""
    seen: set[str] = set()
    kept = []
    for bundle in sorted(bundles, key=lambda bundle: bundle.path):
        files = tuple(file for file in bundle.files if file.path not in seen)
        seen.update(file.path for file in files)
        kept.append(bundle._replace(files=files))
    return tuple(bundle for bundle in kept if bundle.files or bundle.problems)
