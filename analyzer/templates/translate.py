"""One resource, read by its rows of the table: AWS's shape of it, and what of it is open.

An open member is left out. Where the shape cannot be without it, a text stands as what the file calls it,
and anything else makes the nearest thing around it open that may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, assert_never

from analyzer.aws.record import EvidenceRecord, MemberPath
from analyzer.evidence import JSON, Location
from analyzer.templates.dialect import Block
from analyzer.templates.model import Declared, Open, ResourceReference
from analyzer.templates.rows import M, MemberKind, MemberRow, ResourceShape, WhenAbsent
from analyzer.templates.values import value_of

Known: TypeAlias = Callable[[ResourceReference], str | None]
"""The value of another resource's member where the file tells it."""

MAX_ITEMS = 10_000
"""Members of one list. AWS takes 500 conditions for a trail, 20 queries for an alarm, 5 actions."""


class _Told(NamedTuple):
    """A member: its value, what the file writes for it, and what is open or referred to in it."""

    value: JSON | Open
    raw: JSON
    notes: Mapping[MemberPath, Open | ResourceReference] = MappingProxyType({})


_NOTHING = _Told(None, None)


def nothing_known(_: ResourceReference) -> None:
    """For a resource that is read on its own."""


def declared(shape: ResourceShape[M], block: Block, known: Known = nothing_known) -> Declared[M]:
    """The resource in the shape in which AWS tells it. `known` follows references within the file."""
    reading = _Reading(shape, block, known)
    told = reading.members(shape.rows, block.values, block.at, ())
    assert isinstance(told.value, dict)  # at the root nothing is around that could be open instead
    assert isinstance(told.raw, dict)
    opened = {member: note for member, note in told.notes.items() if isinstance(note, Open)}
    references = {member: note for member, note in told.notes.items() if isinstance(note, ResourceReference)}
    references |= {member: note.target for member, note in opened.items() if note.target is not None}
    value = shape.model.model_validate(told.value)
    record = EvidenceRecord(block.at, value, told.raw, not block.hidden, places=reading.places)
    return Declared(record, block.name, block.line, opened, references, block.condition)


class _Reading:
    """One block; `places` fills up with where the members stand."""

    def __init__(self, shape: ResourceShape[M], block: Block, known: Known) -> None:
        self._model = shape.model.__name__
        self._block = block
        self._dialect = block.dialect
        self._known = known
        self.places: dict[MemberPath, Location] = {}

    def members(
        self, rows: Sequence[MemberRow], values: Mapping[str, JSON], at: Location, around: MemberPath
    ) -> _Told:
        """All members of one object; open where it cannot be without one that is open and no text."""
        value: dict[str, JSON] = {}
        raw: dict[str, JSON] = {}
        notes: dict[MemberPath, Open | ResourceReference] = {}
        for row in rows:
            member = (*around, row.member)
            told = self._member(row, rows, values, at, member)
            if told.raw is not None:
                raw[row.member] = told.raw
            if isinstance(told.value, Open):
                notes[member] = told.value
                told = self._held_open(row, told.value, at, member)
                if isinstance(told.value, Open):
                    return _Told(told.value, raw)
            notes.update(told.notes)
            if told.value is not None:
                value[row.member] = told.value
        return _Told(value, raw, notes)

    def _held_open(self, row: MemberRow, why: Open, at: Location, member: MemberPath) -> _Told:
        """What stands in the shape for an open member; itself where that leaves the shape impossible."""
        if not row.must:
            return _NOTHING
        if row.kind is MemberKind.TEXT:
            return _Told(why.placeholder, None)
        if len(member) > 1:
            return _Told(why, None)
        inside = self.members(row.rows, {}, at, (*member, 0))
        assert isinstance(inside.value, dict)  # what such an object cannot be without is text
        notes = {
            step: replace(note, reason=why.reason)
            for step, note in inside.notes.items()
            if isinstance(note, Open)
        }
        return _Told([inside.value], None, notes)

    def _member(
        self,
        row: MemberRow,
        rows: Sequence[MemberRow],
        values: Mapping[str, JSON],
        at: Location,
        member: MemberPath,
    ) -> _Told:
        name = self._dialect.name_of(row)
        if not name and row.kind is MemberKind.OBJECT:
            return self.members(row.rows, values, at, member)
        *blocks, name = name.split(".")
        for around in blocks:
            block = values.get(around)
            if not block:
                return self._unwritten(around, row, rows, values, at, member)
            inside, at = _only(block, at.child(around))
            if inside is None:
                return self._no("one block", block, at)
            values = inside
        value = values.get(name)
        if name not in values or self._dialect.is_unset(row, value):
            return self._unwritten(name, row, rows, values, at, member)
        self.places[member] = at.child(name)
        return self._value(row, value, at.child(name), member)

    def _unwritten(
        self,
        name: str,
        row: MemberRow,
        rows: Sequence[MemberRow],
        values: Mapping[str, JSON],
        at: Location,
        member: MemberPath,
    ) -> _Told:
        """A member that does not stand among the values: open where it may be there all the same."""
        why = self._dialect.unsaid(name, values, at) if name else None
        if why is None and name and self._block.hidden:
            why = Open(self._block.hidden, "")
        if why is None:
            return self._absent(row, rows, values, at, member)
        if row.absent is WhenAbsent.MISSING:
            self.places[member] = self._dialect.place_of_absent(at, name)
        return _Told(why, None)

    def _absent(
        self,
        row: MemberRow,
        rows: Sequence[MemberRow],
        values: Mapping[str, JSON],
        at: Location,
        member: MemberPath,
    ) -> _Told:
        """A member that the file does not write: a default, a value that others choose, or none."""
        name = self._dialect.name_of(row)
        path = ".".join([self._model, *(step for step in member if isinstance(step, str))])
        default = self._dialect.defaults.get(path)
        if default is not None:
            instead = next((one for one in rows if one.member == default.unless), None)
            beside = (*member[:-1], default.unless)
            other = self._member(instead, rows, values, at, beside) if instead is not None else _NOTHING
            if isinstance(other.value, Open):
                return _Told(other.value, None)
            told = self._value(row, default.value, at, member) if other.value is None else _NOTHING
            return told._replace(raw=None)
        match row.absent:
            case WhenAbsent.ASSIGNED:
                return _Told(self._dialect.assigned(self._block.name, row.member, name), None)
            case WhenAbsent.MISSING:
                self.places[member] = self._dialect.place_of_absent(at, name)
                return _Told(self._dialect.missing(name), None)
            case WhenAbsent.ABSENT:
                return _Told(self._dialect.missing(name), None) if row.must else _NOTHING
            case _:
                assert_never(row.absent)

    def _value(self, row: MemberRow, value: JSON, at: Location, member: MemberPath) -> _Told:
        match row.kind:
            case (
                MemberKind.TEXT | MemberKind.PATTERN | MemberKind.FLAG | MemberKind.COUNT | MemberKind.NUMBER
            ):
                return self._scalar(row.kind, value, at, member)
            case MemberKind.TEXTS:
                return self._texts(value, at, member)
            case MemberKind.NAMED_TEXTS | MemberKind.PAIRS:
                return self._pairs(row.kind, value, at, member)
            case MemberKind.OBJECT:
                inside, place = _only(value, at)
                if inside is None or self._dialect.is_function(inside):
                    return self._no("one object", value, at)
                return self.members(row.rows, inside, place, member)
            case MemberKind.OBJECTS:
                return self._objects(row, value, at, member)
            case _:
                assert_never(row.kind)

    def _scalar(self, kind: MemberKind, value: JSON, at: Location, member: MemberPath) -> _Told:
        text = self._dialect.text(value, at)
        notes: dict[MemberPath, Open | ResourceReference] = {}
        if isinstance(text, Open):
            found = self._known(text.target) if text.target is not None else None
            if found is None or text.target is None:
                return _Told(text, value)
            notes[member] = text.target
            text = found
        return _Told(value_of(kind, self._dialect.sent(kind, text)), value, notes)

    def _texts(self, value: JSON, at: Location, member: MemberPath) -> _Told:
        if not isinstance(value, list):
            told = self._scalar(MemberKind.TEXT, value, at, (*member, 0))
            lone = isinstance(told.value, str) or (isinstance(told.value, Open) and told.value.target)
            if not (lone and self._dialect.lone_text_is_list):
                return (
                    _Told(told.value, value)
                    if isinstance(told.value, Open)
                    else self._no("a list", value, at)
                )
            items = [told]
            self.places[(*member, 0)] = at
        else:
            items = [
                self._scalar(MemberKind.TEXT, one, at.child(index), (*member, index))
                for index, one in enumerate(value[: MAX_ITEMS + 1])
            ]
        if len(items) > MAX_ITEMS:
            return self._no(f"at most {MAX_ITEMS:,} texts", value, at)
        notes: dict[MemberPath, Open | ResourceReference] = {}
        texts: list[JSON] = []
        for index, told in enumerate(items):
            notes.update(told.notes)
            if isinstance(told.value, Open):
                notes[(*member, index)] = told.value
            texts.append(told.value.placeholder if isinstance(told.value, Open) else told.value)
        return _Told(texts, [told.raw for told in items], notes)

    def _pairs(self, kind: MemberKind, value: JSON, at: Location, member: MemberPath) -> _Told:
        """Dimensions: an object for a metric filter, a list of `Name` and `Value` for an alarm."""
        found = self._dialect.pairs(value, at)
        if found is None or len(found) > MAX_ITEMS:
            return self._no("names and values", value, at)
        named: dict[str, JSON] = {}
        notes: dict[MemberPath, Open | ResourceReference] = {}
        raw: dict[str, JSON] = {}
        for index, (key, one, place) in enumerate(found):
            name = self._scalar(MemberKind.TEXT, key, place, member)
            if not isinstance(name.value, str) or name.value in named:
                why = Open("a name in it is told twice", "")
                return _Told(name.value if isinstance(name.value, Open) else why, value)
            steps = (index, "Value") if kind is MemberKind.PAIRS else (name.value,)
            told = self._scalar(MemberKind.TEXT, one, place, (*member, *steps))
            notes.update(told.notes)
            if isinstance(told.value, Open):
                notes[(*member, *steps)] = told.value
            self.places[(*member, *steps)] = place
            named[name.value] = told.value.placeholder if isinstance(told.value, Open) else told.value
            raw[name.value] = one
        if kind is MemberKind.NAMED_TEXTS:
            return _Told(named, raw, notes)
        return _Told(_listed(named), _listed(raw), notes)

    def _objects(self, row: MemberRow, value: JSON, at: Location, member: MemberPath) -> _Told:
        items: list[JSON] = value if isinstance(value, list) else [value]
        if len(items) > MAX_ITEMS:
            return self._no(f"at most {MAX_ITEMS:,} objects", value, at)
        if row.must and not items:
            return _Told(self._dialect.missing(self._dialect.name_of(row)), [])
        values: list[JSON] = []
        raws: list[JSON] = []
        notes: dict[MemberPath, Open | ResourceReference] = {}
        for index, one in enumerate(items):
            place = at.child(index) if isinstance(value, list) else at
            if not isinstance(one, dict) or self._dialect.is_function(one):
                return self._no("objects", one, place)._replace(raw=items if isinstance(one, dict) else value)
            self.places[(*member, index)] = place
            told = self.members(row.rows, one, place, (*member, index))
            if isinstance(told.value, Open):
                return _Told(told.value, items)
            values.append(told.value)
            raws.append(told.raw)
            notes.update(told.notes)
        return _Told(values, raws, notes)

    def _no(self, expected: str, value: JSON, at: Location) -> _Told:
        """Another kind of value than the member has: what the format says of it, or what was expected."""
        text = self._dialect.text(value, at)
        why = text if isinstance(text, Open) else Open(f"expected {expected}, got `{text[:80]}`", "")
        return _Told(why, value)


def _only(value: JSON, at: Location) -> tuple[Mapping[str, JSON] | None, Location]:
    """An object, or the one of a list that has one, and its place; None for anything else."""
    if isinstance(value, list) and len(value) == 1:
        value, at = value[0], at.child(0)
    return (value if isinstance(value, dict) else None), at


def _listed(named: Mapping[str, JSON]) -> list[JSON]:
    return [{"Name": name, "Value": value} for name, value in named.items()]
