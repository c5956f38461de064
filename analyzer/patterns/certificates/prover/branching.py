"""What a search for a certificate works with: closed branches, numbers, what divides a branch, literals."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.patterns.certificates.checker.certificate import Element, Split, TableauStep, Use
from analyzer.patterns.certificates.checker.literals import (
    CheckedDisjunction,
    CheckedLiteral,
    Item,
    ValuePath,
)
from analyzer.patterns.certificates.checker.translation import items
from analyzer.patterns.open_questions import OpenQuestion


class Closed(Exception):  # noqa: N818 (it is no error)
    """The branch contradicts itself: with this step, which uses these items."""

    def __init__(self, step: TableauStep, used: frozenset[int]) -> None:
        super().__init__(step)
        self.step = step
        self.used = used


@dataclass(slots=True)
class ItemNumbers:
    """Hands out numbers for items, and notes which open questions stood in the way."""

    count: int
    unsettled: set[OpenQuestion] = field(default_factory=set)

    def new(self) -> int:
        self.count += 1
        return self.count - 1


@dataclass(frozen=True, slots=True, eq=False)
class Branching:
    """What divides a branch: the step, the items that it uses, what each part adds, and the only paths that
    the parts speak of. For a disjunction among the items `number` is its number."""

    number: int
    step: TableauStep
    used: frozenset[int]
    parts: tuple[tuple[Item, ...], ...]
    paths: frozenset[ValuePath] | None

    @staticmethod
    def of(number: int, choice: CheckedDisjunction) -> Branching:
        parts = parts_of(choice)
        paths = [item.path if isinstance(item, CheckedLiteral) else None for part in parts for item in part]
        known = frozenset(path for path in paths if path is not None)
        return Branching(number, Split(number), frozenset((number,)), parts, None if None in paths else known)


def parts_of(choice: CheckedDisjunction) -> tuple[tuple[Item, ...], ...]:
    return tuple(tuple(item for statement in part for item in items(statement)) for part in choice.parts)


@dataclass(frozen=True, slots=True)
class UsedLiteral:
    """What is said of a value, and which item says it."""

    literal: CheckedLiteral
    use: Use

    @property
    def used(self) -> frozenset[int]:
        at = self.use.at
        return frozenset((self.use.item, at.item) if isinstance(at, Element) else (self.use.item,))
