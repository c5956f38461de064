"""The rows of one list, each as a record with its place or as the reason why it is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from pydantic import ValidationError

from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.record import AwsModel, EvidenceRecord
from analyzer.aws.redaction import redacted_member
from analyzer.aws.rows import RowBudget
from analyzer.evidence import JSON, Citation, Location, ProblemCode
from analyzer.phrase import phrase

Record: TypeAlias = EvidenceRecord[AwsModel]


def read_rows(
    entries: Sequence[JSON],
    place: Callable[[int], Location],
    model: type[AwsModel],
    at: Citation,
    budget: RowBudget,
    *,
    is_complete: bool,
) -> tuple[list[Record], list[CompletenessGap]]:
    """The records of a list that stands `at`, and what is wrong with its other entries."""
    if refusal := budget.refusal(entries):
        return [], [CompletenessGap(ProblemCode.TOO_LARGE, refusal, at)]
    rows: list[Record] = []
    told = GapsOfRows(at, budget)
    for index, entry in enumerate(entries):
        read_row(entry, place(index), model, rows, told, is_complete=is_complete)
    return rows, told.all()


def read_row(
    entry: JSON,
    place: Location,
    model: type[AwsModel],
    rows: list[Record],
    told: GapsOfRows,
    *,
    is_complete: bool,
) -> None:
    if isinstance(entry, dict) and (redacted := redacted_member(entry)) is not None:
        told.add(partial(_redacted, place, entry, *redacted))
        return
    try:
        rows.append(EvidenceRecord(place, model.model_validate(entry), _mapping(entry), is_complete))
    except ValidationError as error:
        told.add(partial(_invalid, place, entry, error))


@dataclass(slots=True)
class GapsOfRows:
    """What is wrong with the entries of one list: each by itself up to a limit, then how many more."""

    at: Citation
    budget: RowBudget
    told: list[CompletenessGap] = field(default_factory=list)
    more: int = 0

    def add(self, gap: Callable[[], CompletenessGap]) -> None:
        if self.budget.may_tell():
            self.told.append(gap())
        else:
            self.more += 1

    def all(self) -> list[CompletenessGap]:
        if not self.more:
            return self.told
        said = phrase("{count} more entries are not as AWS prints them", count=self.more)
        return [*self.told, CompletenessGap(GapKind.INVALID_ROW, said, self.at)]


def _mapping(entry: JSON) -> Mapping[str, JSON]:
    return entry if isinstance(entry, dict) else {}


def _redacted(
    place: Location, entry: Mapping[str, JSON], steps: tuple[str | int, ...], text: str
) -> CompletenessGap:
    cited = EvidenceRecord(place, AwsModel(), entry).cite(*steps)
    said = phrase("the account number is redacted: `{text}` stands in its place", text=text)
    return CompletenessGap(GapKind.REDACTED, said, cited)


def _invalid(place: Location, entry: JSON, error: ValidationError) -> CompletenessGap:
    first = error.errors(include_url=False, include_context=False)[0]
    steps = [step for step in first["loc"] if isinstance(step, int | str)]
    cited = EvidenceRecord(place, AwsModel(), _mapping(entry)).cite(*steps)
    spelled = "/".join(str(step) for step in steps) or "this entry"
    reason = f"{first['msg'][:1].lower()}{first['msg'][1:]}"
    said = phrase("`{member}`: {reason}", member=spelled, reason=reason)
    return CompletenessGap(GapKind.INVALID_ROW, said, cited)
