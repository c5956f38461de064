"""The list of the evidence: how each file was read, and what vouches for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyzer.assessment.result import BundleEntry, EvidenceEntry
from analyzer.assessment.rows import within_limit
from analyzer.aws.completeness import GapKind
from analyzer.evidence import Bundle, EvidenceFile
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.other_results import other_result
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import Value, phrase
from analyzer.rules import EvidenceState
from analyzer.rules.states import COMPLETE, ERROR, PACKAGING, PARTIAL, UNREADABLE, UNRECOGNISED


def entry(file: EvidenceFile, snapshot: Snapshot) -> EvidenceEntry:
    """How one file was read and whose it was taken for."""
    outputs = snapshot.outputs_of(file.path)
    gaps = [gap for bound in outputs for gap in bound.output.gaps]
    other = None if outputs or file.companion else other_result(file.documents)
    return EvidenceEntry(
        file=file.path,
        sha256=file.sha256,
        kind="+".join(sorted({bound.output.kind.value for bound in outputs})),
        account=_only({bound.account.value for bound in outputs}),
        region=_only({bound.region.value for bound in outputs}),
        state=_state(file, outputs),
        problems=_told(
            [
                *(p.message for p in file.problems),
                *(gap.observed for gap in gaps),
                *([] if other is None else [other]),
            ]
        ),
    )


def _told(problems: Iterable[Value]) -> tuple[Value, ...]:
    """Each problem once, and behind as many as are told how many more there are."""
    told, more = within_limit(tuple(dict.fromkeys(problems)))
    return (*told, phrase("and {more} more", more=more)) if more else told


def _only(values: set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _state(file: EvidenceFile, outputs: Sequence[AttributedOutput]) -> EvidenceState:
    if file.companion:
        return PACKAGING
    if not outputs:
        return UNREADABLE if file.problems else UNRECOGNISED
    gaps = {gap.kind for bound in outputs for gap in bound.output.gaps}
    if GapKind.ERROR in gaps and not any(bound.output.rows for bound in outputs):
        return ERROR
    return PARTIAL if gaps or file.problems else COMPLETE


def bundle_entry(bundle: Bundle) -> BundleEntry:
    """What one input's packaging says of its integrity and of the time of capture."""
    started = sorted(file.invocation.started for file in bundle.files if file.invocation is not None)
    captured = (started[0], started[-1]) if started else None
    return BundleEntry(
        bundle.path, bundle.seal, tuple(p.message for p in bundle.problems), captured, bundle.sha256
    )
