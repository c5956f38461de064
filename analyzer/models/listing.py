"""What the evidence lists of one kind of record in one scope, and whether the list is whole."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from analyzer.evidence import Cited
from analyzer.models.base import AwsModel, Doubt, Recorded
from analyzer.models.replies import Gap

M = TypeVar("M", bound=AwsModel)


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for true that the evidence does not say; the report says so."""

    code: str
    message: str
    at: Cited


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """The records of one scope, each resource once.

    `whole` are the places of replies known to hold all records of the scope: with none, the list
    can prove that something is there, never that it is not. `gaps` say why other replies are not
    whole. `assumptions` were needed to take a reply for an answer about this scope,
    `whole_assumptions` to take it for all of the answer.
    """

    records: tuple[Recorded[M], ...]
    whole: tuple[Cited, ...]
    gaps: tuple[Gap, ...]
    assumptions: tuple[Assumption, ...] = ()
    whole_assumptions: tuple[Assumption, ...] = ()

    @property
    def complete(self) -> bool:
        return bool(self.whole)


@dataclass(frozen=True, slots=True)
class Source(Generic[M]):
    """What one reply adds to a listing. `whole` says that it holds every record of the scope."""

    at: Cited
    rows: tuple[Recorded[M], ...]
    whole: bool
    gaps: tuple[Gap, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    whole_assumptions: tuple[Assumption, ...] = ()


def merge(
    sources: Sequence[Source[M]],
    identity: Callable[[M], Hashable],
    relied: Sequence[str],
    listed_by: Callable[[Source[M], Recorded[M]], bool] = lambda source, _: source.whole,
) -> Listing[M]:
    """One listing of several replies.

    Records of one identity that disagree in a member relied on, and a record that a reply which
    should list it (`listed_by`) does not list, are in doubt: they prove nothing.
    """
    grouped: dict[Hashable, list[Recorded[M]]] = {}
    for source in sources:
        for row in source.rows:
            grouped.setdefault(identity(row.value), []).append(row)
    present = {id(source): {identity(row.value) for row in source.rows} for source in sources if source.rows}
    records = []
    for key, rows in grouped.items():
        best = _fullest(rows, relied)
        absent = [s.at for s in sources if listed_by(s, best) and key not in present.get(id(s), set())]
        doubts = (*_disagreements(best, rows, relied), *_absences(best, absent))
        records.append(replace(best, doubts=(*best.doubts, *doubts)))
    return Listing(
        tuple(sorted(records, key=lambda record: (repr(identity(record.value)), record.at))),
        tuple(source.at for source in sources if source.whole),
        tuple(gap for source in sources for gap in source.gaps),
        _distinct(a for source in sources for a in source.assumptions),
        _distinct(a for source in sources if source.whole for a in source.whole_assumptions),
    )


def _fullest(rows: Sequence[Recorded[M]], relied: Sequence[str]) -> Recorded[M]:
    """The record that says most of what is relied on; the first by place among equals."""
    return min(rows, key=lambda row: (sum(_member(row, name) is None for name in relied), row.at))


def _member(row: Recorded[M], name: str) -> object:
    value: object = getattr(row.value, name)
    return value


def _disagreements(
    best: Recorded[M], rows: Iterable[Recorded[M]], relied: Sequence[str]
) -> tuple[Doubt, ...]:
    found = []
    for row in rows:
        for name in relied:
            ours, theirs = _member(best, name), _member(row, name)
            silent = theirs is None and not row.whole
            if ours != theirs and not silent and not (theirs is None and isinstance(ours, bool)):
                message = f"two records of the same resource disagree on `{name}`"
                found.append(Doubt(message, (best.cite(name), row.cite(name))))
    return tuple(found)


def _absences(best: Recorded[M], absent: Iterable[Cited]) -> tuple[Doubt, ...]:
    message = "one reply lists the resource, another that should list it does not"
    return tuple(Doubt(message, (best.cite(), at)) for at in absent)


def _distinct(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    by_text = {(a.code, a.message): a for a in reversed(tuple(assumptions))}
    return tuple(by_text[key] for key in sorted(by_text))
