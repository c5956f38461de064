"""One branch of the search for a certificate: what must be true in it, and whether it contradicts itself."""

from __future__ import annotations

from typing import assert_never

from analyzer.allowance import spend
from analyzer.patterns.certificates.checker.certificate import (
    ComplementaryPair,
    Element,
    EmptyDomain,
    IndexSplit,
    Use,
)
from analyzer.patterns.certificates.checker.check import MAX_ELEMENTS
from analyzer.patterns.certificates.checker.literals import (
    EVERY_KIND,
    SCALAR,
    CheckedDisjunction,
    CheckedLiteral,
    CheckedQuantifier,
    Item,
    LiteralKind,
    MessagePart,
    Opaque,
    Test,
    ValuePath,
    kinds_at,
)
from analyzer.patterns.certificates.checker.texts import Settled
from analyzer.patterns.certificates.prover.branching import (
    Branching,
    Closed,
    ItemNumbers,
    UsedLiteral,
    parts_of,
)
from analyzer.patterns.certificates.prover.contradictions import ContradictionFinder
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Text

_Key = tuple[ValuePath, Test, bool]


class Gathered:
    """The items of a branch, by the values that they are about."""

    def __init__(self, known: Settled, numbers: ItemNumbers) -> None:
        self.known = known
        self.numbers = numbers
        self.values = ContradictionFinder(known, numbers.unsettled)
        self.disjunctions: list[Branching] = []
        self.sizes: dict[int, int] = {}  # how many parts of each disjunction are open
        self.touched: set[ValuePath] = set()  # the paths of which more is known since then
        self.said: dict[_Key, UsedLiteral] = {}
        self.own: dict[ValuePath, tuple[UsedLiteral, ...]] = {}
        self.kinds: dict[ValuePath, frozenset[LiteralKind]] = {}
        self.needing: dict[ValuePath, tuple[UsedLiteral, ...]] = {}  # what is there below the value
        self.later: dict[
            ValuePath, tuple[UsedLiteral, ...]
        ] = {}  # what is there after the value, which is an element
        self.below: dict[
            ValuePath, frozenset[str | int | Element | MessagePart]
        ] = {}  # what is spoken of below
        self.bounds: dict[ValuePath, tuple[tuple[int, CheckedQuantifier], ...]] = {}
        self.placed: set[int] = set()  # items of which it is told which element they are about
        self.opaque: dict[tuple[str, bool], int] = {}
        self.to_look_at: dict[ValuePath, None] = {}

    def copy(self) -> Gathered:
        spend(8 + (len(self.said) + len(self.below) + len(self.own) + len(self.disjunctions)) // 2)
        other = Gathered.__new__(Gathered)
        other.known, other.numbers, other.values = self.known, self.numbers, self.values
        other.disjunctions = list(self.disjunctions)
        other.sizes, other.touched = dict(self.sizes), set(self.touched)
        other.said, other.own, other.kinds = dict(self.said), dict(self.own), dict(self.kinds)
        other.needing, other.later, other.below = dict(self.needing), dict(self.later), dict(self.below)
        other.bounds, other.opaque = dict(self.bounds), dict(self.opaque)
        other.placed = set(self.placed)
        other.to_look_at = dict(self.to_look_at)
        return other

    # Adding

    def add(self, number: int, item: Item) -> None:
        """Gathers one more item. Raises Closed."""
        match item:
            case CheckedLiteral(path, test, inside):
                self._say(UsedLiteral(CheckedLiteral(self._as_settled(path), test, inside), Use(number)))
            case CheckedDisjunction():
                self.disjunctions.append(Branching.of(number, item))
            case Opaque(condition, wanted):
                self._add_opaque(number, repr(condition), wanted)
            case CheckedQuantifier():
                self._add_below(number, item)
            case _:
                assert_never(item)

    def _as_settled(self, path: ValuePath) -> ValuePath:
        match path:
            case (MessagePart("rest", at),):
                if OpenQuestion.LAST_FIELD not in self.known:
                    self.numbers.unsettled.add(OpenQuestion.LAST_FIELD)
                elif self.known[OpenQuestion.LAST_FIELD] == "word":  # pragma: no cover - `rest` proves it
                    return (MessagePart("word", at),)
        return path

    def _add_opaque(self, number: int, condition: str, wanted: bool) -> None:
        self.opaque[condition, wanted] = number
        other = self.opaque.get((condition, not wanted))
        if other is not None:
            raise Closed(ComplementaryPair(Use(number), Use(other)), frozenset((number, other)))

    def _add_below(self, number: int, below: CheckedQuantifier) -> None:
        if below.only is not None and not self._holds(*below.only):
            return
        self.bounds[below.base] = (*self.bounds.get(below.base, ()), (number, below))
        if not below.some:
            for at in self.below.get(below.base, ()):
                self._say_of(number, below, at)
            return
        if below.null_in_array and self._holds(OpenQuestion.NULL_IN_ARRAY, "first"):
            self._say(UsedLiteral(CheckedLiteral((*below.base, 0), below.test, below.inside), Use(number, 0)))
        else:
            path = (*below.base, Element(number), *below.tail)
            self._say(UsedLiteral(CheckedLiteral(path, below.test, below.inside), Use(number)))

    def _holds(self, question: OpenQuestion, alternative: str) -> bool:
        if question not in self.known:
            self.numbers.unsettled.add(question)
        return self.known.get(question) == alternative

    def _say_of(self, number: int, each: CheckedQuantifier, at: str | int | Element | MessagePart) -> None:
        """What is said of each value is said of this one."""
        if isinstance(at, MessagePart) or (each.null_in_array and not self._is_looked_at(each.base, at)):
            return
        self._say(
            UsedLiteral(CheckedLiteral((*each.base, at, *each.tail), each.test, each.inside), Use(number, at))
        )

    def _is_looked_at(self, base: ValuePath, at: str | int | Element) -> bool:
        if isinstance(at, str):
            return False
        if isinstance(at, Element):
            return self._is_of_array(base, at)
        return at == 0 or self._holds(OpenQuestion.NULL_IN_ARRAY, "any")

    def _is_of_array(self, base: ValuePath, element: Element) -> bool:
        bounds = self.bounds.get(base, ())
        return any(number == element.item and below.null_in_array for number, below in bounds)

    def _say(self, said: UsedLiteral) -> None:
        literal = said.literal
        spend(8 + 4 * len(literal.path))
        if (literal.path, literal.test, literal.inside) in self.said:
            return
        other = self.said.get((literal.path, literal.test, not literal.inside))
        if other is not None:
            raise Closed(ComplementaryPair(said.use, other.use), said.used | other.used)
        self.said[literal.path, literal.test, literal.inside] = said
        self.own[literal.path] = (*self.own.get(literal.path, ()), said)
        self._narrow(literal.path, literal.kinds, said)
        for depth in range(len(literal.path)):
            self._mention(literal.path[:depth], literal.path[depth])
        if LiteralKind.ABSENT not in literal.kinds:
            self._need(said)

    def _mention(self, base: ValuePath, at: str | int | Element | MessagePart) -> None:
        before = self.below.get(base, frozenset())
        if at in before:
            return
        self.below[base] = before | {at}
        for number, below in self.bounds.get(base, ()):
            if not below.some:
                self._say_of(number, below, at)
        if isinstance(at, int):  # there already, if something after it is
            for said in self.needing.get(base, ()):
                self._need_before(said, base, at)

    def _need(self, said: UsedLiteral) -> None:
        """What is there has parents that can hold it, and elements before it."""
        path = said.literal.path
        for depth in range(len(path) - 1, -1, -1):
            base, at = path[:depth], path[depth]
            before = self.needing.get(base, ())
            if any(other.literal.path[depth] == at for other in before):
                continue
            self.needing[base] = (*before, said)
            if not isinstance(at, MessagePart):
                self._narrow(base, self._that_hold(base, at), said)
            for index in self.below.get(base, ()):
                if isinstance(index, int):
                    self._need_before(said, base, index)

    def _need_before(self, said: UsedLiteral, base: ValuePath, index: int) -> None:
        at = said.literal.path[len(base)]
        first = isinstance(at, Element) and index == 0 and self._is_of_array(base, at)
        if first or (isinstance(at, int) and index < at):
            path = (*base, index)
            self.later[path] = (*self.later.get(path, ()), said)
            self._narrow(path, EVERY_KIND - {LiteralKind.ABSENT}, said)

    def _that_hold(self, base: ValuePath, at: str | int | Element | MessagePart) -> frozenset[LiteralKind]:
        if isinstance(at, str):
            return frozenset((LiteralKind.OBJECT,))
        if isinstance(at, Element) and not self._is_of_array(base, at):
            return frozenset((LiteralKind.OBJECT, LiteralKind.ARRAY))
        return frozenset((LiteralKind.ARRAY,))

    def _narrow(self, path: ValuePath, kinds: frozenset[LiteralKind], said: UsedLiteral) -> None:
        left = self.kinds.get(path, kinds_at(path)) & kinds
        self.touched.add(path)
        self.kinds[path] = left
        if left <= SCALAR:
            self.to_look_at[path] = None
            self._look(path, said, closely=False)

    # Contradictions at one value

    def look_closely(self) -> None:
        """Looks for contradictions that take a walk through all texts. Raises Closed."""
        for path in tuple(self.to_look_at):
            self._look(path, None, closely=True)
        self.to_look_at = {}

    def _look(self, path: ValuePath, newest: UsedLiteral | None, closely: bool) -> None:
        around = {
            said: self._that_hold(path, said.literal.path[len(path)]) for said in self.needing.get(path, ())
        }
        around |= dict.fromkeys(self.later.get(path, ()), EVERY_KIND - {LiteralKind.ABSENT})
        start = kinds_at(path)
        found = self.values.contradiction(path, start, self.own.get(path, ()), around, newest, closely)
        if found is not None:
            chosen, texts, numbers = found
            step = EmptyDomain(len(path), tuple(said.use for said in chosen), texts, numbers)
            raise Closed(step, frozenset[int]().union(*(said.used for said in chosen)))

    # Disjunctions

    def elements(self) -> Branching | None:
        """The elements that a value may be of which some item says that there is one in a short array."""
        for base, bounds in self.bounds.items():
            for number, below in bounds:
                if below.some and number not in self.placed:
                    found = self._elements_of(number, below, base)
                    if found is not None:
                        self.placed.add(number)
                        return found
        return None

    def _elements_of(self, number: int, below: CheckedQuantifier, base: ValuePath) -> Branching | None:
        there = [said for said in self.needing.get(base, ()) if isinstance(said.literal.path[len(base)], int)]
        absent = [
            (at, said)
            for at in self.below.get(base, ())
            if isinstance(at, int) and at <= MAX_ELEMENTS
            for said in self.own.get((*base, at), ())
            if said.literal.kinds == {LiteralKind.ABSENT}
        ]
        if not there or not absent:
            return None
        size, past = min(absent, key=lambda pair: pair[0])
        parts = tuple(
            (CheckedLiteral((*base, at, *below.tail), below.test, below.inside),) for at in range(size)
        )
        used = frozenset((number,)) | there[0].used | past.used
        return Branching(number, IndexSplit(number, there[0].use, past.use), used, parts, None)

    def parts_open_to_all(self, disjunction: Branching) -> list[tuple[Item, ...]]:
        """The parts that are not of another alternative than the one that holds."""
        return [part for part in disjunction.parts if not self._is_of_other(part)]

    def _is_of_other(self, part: tuple[Item, ...]) -> bool:
        match part:
            case (CheckedQuantifier(only=(question, alternative)),):
                return self.known.get(question, alternative) != alternative
        return False

    def sized(self) -> list[tuple[int, Branching]]:
        """The disjunctions of which no part was said already, each with how many parts nothing plainly
        denies."""
        for disjunction in tuple(self.disjunctions):
            paths, number = disjunction.paths, disjunction.number
            if number in self.sizes and paths is not None and self.touched.isdisjoint(paths):
                continue
            spend(4 * len(disjunction.parts))
            if self._follows(disjunction):
                self.disjunctions.remove(disjunction)
            else:
                self.sizes[number] = sum(map(self._is_open, disjunction.parts))
        self.touched = set()
        return [(self.sizes[disjunction.number], disjunction) for disjunction in self.disjunctions]

    def _is_open(self, part: tuple[Item, ...]) -> bool:
        return not self._is_of_other(part) and not any(map(self._denies, part))

    def _follows(self, disjunction: Branching) -> bool:
        """Whether some part was said already."""
        return any(all(map(self._has, part)) for part in disjunction.parts)

    def _denies(self, item: Item) -> bool:
        match item:
            case CheckedLiteral(path, test, inside):
                if (path, test, not inside) in self.said:
                    return True
                return not item.kinds & self.kinds.get(path, kinds_at(path)) or self._is_pinned_elsewhere(
                    item
                )
            case CheckedDisjunction():
                return not any(map(self._is_open, parts_of(item)))
            case CheckedQuantifier(base):
                return self._has_below(item, not item.inside, base)
        return False

    def _is_pinned_elsewhere(self, literal: CheckedLiteral) -> bool:
        value = literal.test.value
        if not literal.inside or not isinstance(value, Text) or len(value.chunks) > 1:
            return False
        return any(
            said.literal.inside
            and isinstance(said.literal.test.value, Text)
            and said.literal.test.operator is literal.test.operator
            and len(said.literal.test.value.chunks) == 1
            and said.literal.test.value.chunks != value.chunks
            for said in self.own.get(literal.path, ())
        )

    def _has(self, item: Item) -> bool:
        match item:
            case CheckedLiteral(path, test, inside):
                return (path, test, inside) in self.said
            case CheckedQuantifier(base):
                return self._has_below(item, item.inside, base)
        return False

    def _has_below(self, item: CheckedQuantifier, inside: bool, base: ValuePath) -> bool:
        some = item.some == (inside == item.inside)
        return any(
            (below.tail, below.test, below.inside, below.some, below.null_in_array)
            == (item.tail, item.test, inside, some, item.null_in_array)
            for _, below in self.bounds.get(base, ())
        )
