"""The form of a rule about records that AWS would not have printed (`analyzer.aws.impossible`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from analyzer.aws.record import AwsModel, Conflict, EvidenceRecord, MemberPath
from analyzer.phrase import Phrase

M = TypeVar("M", bound=AwsModel)


class BrokenRule(NamedTuple):
    """What is said of a record that breaks a rule, and the members that cannot stand beside each other."""

    observed: Phrase
    paths: tuple[MemberPath, ...]


Check: TypeAlias = Callable[[M], Iterator[BrokenRule]]


@dataclass(frozen=True, slots=True)
class RecordRule(Generic[M]):
    """One rule about records of one model. `source` is where AWS says so.

    `of_whole` says that it speaks of members that are absent, which a record that was cut may lack.
    """

    model: type[M]
    source: str
    check: Check[M]
    of_whole: bool = False

    def conflicts(self, record: EvidenceRecord[AwsModel]) -> Iterator[Conflict]:
        """Each way in which a record breaks the rule."""
        value = record.value
        if not isinstance(value, self.model) or (self.of_whole and not record.is_complete):
            return
        for broken in self.check(value):
            places = tuple(record.cite(*path) for path in broken.paths)
            yield Conflict(broken.observed, places, self.source)
