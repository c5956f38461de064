"""What the evidence lists of one kind of record in one scope, and whether the list is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.record import AwsModel, Conflict, EvidenceRecord
from analyzer.evidence import JSON, Citation, Location, ProblemCode
from analyzer.findings import Notice
from analyzer.phrase import phrase

M = TypeVar("M", bound=AwsModel)


@dataclass(frozen=True, slots=True, eq=False)
class Listing(Generic[M]):
    """The records of one scope, each resource once. Two are never equal: lists are long.

    `complete_at` are the places of outputs known to hold all records of the scope: with none, the list
    can prove that something is there, never that it is not. `gaps` say why other outputs are not
    whole. `absent_at` are the places where AWS itself says that there is nothing to list anything of.
    `assumptions` were needed to take an output for an answer about this scope,
    `completeness_assumptions` to take it for all of the answer.
    """

    records: tuple[EvidenceRecord[M], ...]
    complete_at: tuple[Citation, ...]
    gaps: tuple[CompletenessGap, ...]
    assumptions: tuple[Notice, ...] = ()
    completeness_assumptions: tuple[Notice, ...] = ()
    absent_at: tuple[Citation, ...] = ()

    @property
    def is_complete(self) -> bool:
        return bool(self.complete_at)

    @property
    def is_absent(self) -> bool:
        """Whether AWS says that there is nothing to list anything of, and no other answer may say otherwise:
        one that cannot be read may."""
        refused = {gap.at.location.file for gap in self.gaps if gap.kind is GapKind.ERROR}
        unread = any(
            gap.kind is not GapKind.ERROR
            # The text of an error is no JSON either.
            and not (gap.kind is ProblemCode.NOT_JSON and gap.at.location.file in refused)
            for gap in self.gaps
        )
        return bool(self.absent_at) and not self.records and not self.complete_at and not unread


class Page(Enum):
    """Which of the pages of a list an output is, where AWS prints the list in pages."""

    TOLD = "its command and its token say whether others come before or behind it"
    MAY_BE_LAST = "it looks like a whole list, and so does the last page of several"
    UNREAD = "it cannot be read, so that it may be any"


class Source(NamedTuple, Generic[M]):
    """What one output adds to a listing. `is_complete` says that it holds every record of the scope."""

    at: Citation
    rows: tuple[EvidenceRecord[M], ...]
    is_complete: bool
    gaps: tuple[CompletenessGap, ...] = ()
    assumptions: tuple[Notice, ...] = ()
    completeness_assumptions: tuple[Notice, ...] = ()
    page: Page = Page.TOLD
    says_absent: bool = False  # AWS's answer is that there is no such resource
    is_doubtful: bool = False  # it may be about a namesake: it contradicts, and proves nothing


def merge(
    sources: Sequence[Source[M]],
    identity: Callable[[M], Hashable],
    relied: Sequence[str],
    *,
    listed_by: Callable[[Source[M], EvidenceRecord[M]], bool] = lambda _source, _record: True,
    volatile: bool = False,
) -> Listing[M]:
    """One listing of several outputs.

    Records of one identity that disagree prove nothing; nor does a record that a whole output which should
    list it (`listed_by`) does not list. `relied` are the members that a verdict rests on; where AWS
    itself changes other members between two captures (`volatile`), only those are compared. A doubtful
    output contradicts what the others show or, where one of them is whole, what they lack.
    """
    every, doubtful = sources, [source for source in sources if source.is_doubtful]
    sources = _without_last_pages([source for source in every if not source.is_doubtful], identity)
    grouped, doubts = _grouped(sources, identity), _grouped(doubtful, identity)
    present = {source.at.location: {identity(row.value) for row in source.rows} for source in every}
    whole = [source for source in (*sources, *doubtful) if source.is_complete]
    records = []
    for key, rows in grouped.items():
        best = _fullest(rows, relied)
        absent = (s.at for s in whole if key not in present[s.at.location] and listed_by(s, best))
        absences = _absences(best, islice(absent, _MOST_ABSENCES))
        others = (*rows, *doubts.get(key, ()))
        conflicts = (*disagreements(best, others, relied, volatile=volatile), *absences)
        errors = best.errors if all(row.errors for row in rows) else ()
        records.append(replace(best, conflicts=(*best.conflicts, *conflicts), errors=errors))
    for key, rows in doubts.items():
        best = _fullest(rows, relied)
        absent = (source.at for source in sources if source.is_complete and listed_by(source, best))
        if key not in grouped and (absences := _absences(best, islice(absent, _MOST_ABSENCES))):
            records.append(replace(best, conflicts=(*best.conflicts, *absences)))
    return Listing(
        tuple(sorted(records, key=lambda record: (repr(identity(record.value)), record.at))),
        tuple(source.at for source in sources if source.is_complete),
        tuple(gap for source in sources for gap in source.gaps),
        _distinct(a for source in sources for a in source.assumptions),
        _distinct(a for source in sources if source.is_complete for a in source.completeness_assumptions),
        tuple(source.at for source in sources if source.says_absent),
    )


def _grouped(
    sources: Iterable[Source[M]], identity: Callable[[M], Hashable]
) -> Mapping[Hashable, list[EvidenceRecord[M]]]:
    found: dict[Hashable, list[EvidenceRecord[M]]] = {}
    for source in sources:
        for row in source.rows:
            found.setdefault(identity(row.value), []).append(row)
    return found


def _without_last_pages(
    sources: Sequence[Source[M]], identity: Callable[[M], Hashable]
) -> Sequence[Source[M]]:
    """The last page of several looks like a whole answer: only one that holds the other pages' rows is.

    Where another output cannot be read, its rows are unknown, and it may have been the page before.
    """
    pages = [source for source in sources if any(gap.kind is GapKind.PAGED for gap in source.gaps)]
    needed = {identity(row.value) for page in pages for row in page.rows}
    some_unread = any(source.page is Page.UNREAD for source in sources)

    def is_whole(source: Source[M]) -> bool:
        if some_unread and source.page is Page.MAY_BE_LAST:
            return False
        return not pages or (bool(needed) and needed <= {identity(row.value) for row in source.rows})

    if not pages and not some_unread:
        return sources
    return [source._replace(is_complete=source.is_complete and is_whole(source)) for source in sources]


def _fullest(rows: Sequence[EvidenceRecord[M]], relied: Sequence[str]) -> EvidenceRecord[M]:
    """The record that says most of what is relied on; among equals by what it says, not by its place."""
    if len(rows) == 1:
        return rows[0]
    return min(rows, key=lambda row: (sum(_member(row, name) is None for name in relied), *_order(row)))


def _order(row: EvidenceRecord[M]) -> tuple[str, Location]:
    return json.dumps(row.raw, sort_keys=True, default=str), row.at


def _member(row: EvidenceRecord[M], name: str) -> object:
    value: object = getattr(row.value, name)
    return value


def disagreements(
    best: EvidenceRecord[M],
    rows: Iterable[EvidenceRecord[M]],
    relied: Sequence[str],
    *,
    volatile: bool = False,
) -> tuple[Conflict, ...]:
    """Each member in which another record of the resource says something else."""
    found = []
    for row in sorted((row for row in rows if row.at != best.at), key=_order):
        told_apart = {name for name in relied if _is_absent_from_one(best, row, name)}
        shared = set(best.raw) & set(row.raw)
        told_apart |= {
            name
            for name in shared
            if (name in relied or not volatile) and not _is_same(best.raw[name], row.raw[name])
        }
        for name in sorted(told_apart):
            said = phrase("two records of the same resource disagree on `{member}`", member=name)
            found.append(Conflict(said, (best.cite(name), row.cite(name))))
    return tuple(found)


def _is_same(one: JSON, other: JSON) -> bool:
    """Whether both say the same: no list of AWS that a verdict rests on hangs on the order of its items."""
    return one == other or _unordered(one) == _unordered(other)


def _unordered(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _unordered(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted(map(_unordered, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _is_absent_from_one(best: EvidenceRecord[M], row: EvidenceRecord[M], name: str) -> bool:
    """A text or list that one whole record has and another lacks; a flag that is absent is not said."""
    ours, theirs = _member(best, name), _member(row, name)
    return theirs is None and ours is not None and row.is_complete and not isinstance(ours, bool)


def _absences(best: EvidenceRecord[M], absent: Iterable[Citation]) -> tuple[Conflict, ...]:
    return tuple(Conflict(_ABSENT, (best.cite(), at)) for at in absent)


_MOST_ABSENCES = 10  # one is enough to prove nothing; more than these tell nobody more
_ABSENT = phrase("two captures disagree: one lists the resource, another that should list it does not")


def _distinct(assumptions: Iterable[Notice]) -> tuple[Notice, ...]:
    by_text = {(a.rule, str(a.subject), str(a.observed)): a for a in reversed(tuple(assumptions))}
    return tuple(by_text[key] for key in sorted(by_text))
