"""How Terraform writes values: in configuration as template strings, in a plan or a state as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from analyzer.evidence import JSON, Location
from analyzer.templates.defaults import TERRAFORM
from analyzer.templates.dialect import Dialect
from analyzer.templates.model import Open, ResourceReference, Text, text_of
from analyzer.templates.references import mentioned, whole_reference
from analyzer.templates.rows import DocumentedDefault, MemberKind, MemberRow, WhenAbsent

# What the provider takes off both ends of a pattern before it sends it: the white space of Unicode.
_BLANKS = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LATER = "it is known only after the plan is applied"
_SIGN = re.compile(r"([$%])(\1?)\{")


class Terraform(Dialect):
    """What configuration and plans have in common."""

    defaults: ClassVar[Mapping[str, DocumentedDefault]] = TERRAFORM

    def name_of(self, row: MemberRow) -> str:
        return row.terraform

    def is_unset(self, row: MemberRow, value: JSON) -> bool:
        """The provider takes the zero of a type for a member that is not set, where that is optional."""
        match row.kind:
            case MemberKind.COUNT:
                return value is None or (value in (0, "0") and not isinstance(value, bool))
            case MemberKind.OBJECT | MemberKind.OBJECTS | MemberKind.PAIRS | MemberKind.NAMED_TEXTS:
                return value is None or value == [] or value == {}
            case MemberKind.TEXT if row.absent is not WhenAbsent.MISSING and not row.must:
                return value is None or value == ""
            case _:
                return value is None

    def sent(self, kind: MemberKind, text: str) -> str:
        return text.strip(_BLANKS) if kind is MemberKind.PATTERN else text

    def assigned(self, resource: str, member: str, name: str) -> Open:
        called = f"${{{resource}.{name or member}}}"
        return Open("it is chosen when the configuration is applied", f"{resource}/{member}", called)

    def pairs(self, value: JSON, at: Location) -> list[tuple[JSON, JSON, Location]] | None:
        if not isinstance(value, dict):
            return None
        return [(name, one, at.child(name)) for name, one in sorted(value.items())]

    def place_of_absent(self, at: Location, name: str) -> Location:
        return at.child(name)


@dataclass(frozen=True, slots=True)
class Configuration(Terraform):
    """One resource of configuration; `pointer` is its place."""

    pointer: str

    def text(self, value: JSON, at: Location) -> Text:
        text = text_of(value, "expected a text, got none", self.pointer)
        if isinstance(text, Open):
            return text
        if any(not found[2] for found in _SIGN.finditer(text)):
            reason = "it has an expression, which only Terraform can work out"
            return Open(reason, text, text, whole_reference(text))
        return _SIGN.sub(r"\1{", text)

    def missing(self, name: str) -> Open:
        return Open(f"the resource has no `{name}`", self.pointer)

    def unsaid(self, name: str, values: Mapping[str, JSON], at: Location) -> Open | None:
        made = values.get("dynamic")
        several = made if isinstance(made, list) else [made]
        if any(isinstance(one, dict) and name in one for one in several):
            return Open("a `dynamic` block makes it", at.child(name).pointer)
        return None


@dataclass(frozen=True, slots=True)
class Planned(Terraform):
    """One resource of a plan or a state.

    pointer: the place of its values. complete: a state, which leaves nothing out. unknown: its
    `after_unknown`, None where the plan does not have it. expressions: what the configuration of the plan
    says of its members; module: the address of its module with a dot, or "".
    """

    pointer: str
    complete: bool = False
    unknown: JSON = field(default=None, hash=False)
    expressions: JSON = field(default=None, hash=False)
    module: str = ""

    def text(self, value: JSON, at: Location) -> Text:
        if value is None:
            return self._later(at)
        return text_of(value, "expected a text, got none", at.pointer)

    def missing(self, name: str) -> Open:
        return Open(f"the resource has no `{name}`", self.pointer)

    def unsaid(self, name: str, values: Mapping[str, JSON], at: Location) -> Open | None:
        """What is not known yet; but not what is left to the provider because nobody writes it."""
        place = at.child(name)
        if self.complete or name in values:
            return None
        if isinstance(self.unknown, dict):
            later = _any_true(_inside(self.unknown, self._steps(place)))
            if not later or self._is_unwritten(place):
                return None
        return self._later(place)

    def pairs(self, value: JSON, at: Location) -> list[tuple[JSON, JSON, Location]] | None:
        """A plan leaves those names out of which it does not know the value."""
        later = _inside(self.unknown, self._steps(at))
        if isinstance(value, dict) and isinstance(later, dict):
            value = {name: None for name, one in later.items() if one is True} | value
        return super(Planned, self).pairs(value, at)

    def _later(self, at: Location) -> Open:
        return Open(_LATER, at.pointer, mentions=self._mentions(at))

    def _steps(self, at: Location) -> Sequence[str | int]:
        return Location("", at.pointer.removeprefix(self.pointer)).steps

    def _mentions(self, at: Location) -> tuple[ResourceReference, ...]:
        _, found = self._expression(at)
        references = found.get("references") if isinstance(found, dict) else None
        return mentioned(references, self.module) if isinstance(references, list) else ()

    def _is_unwritten(self, at: Location) -> bool:
        around, found = self._expression(at)
        return isinstance(around, dict) and found is None

    def _expression(self, at: Location) -> tuple[JSON, JSON]:
        """What the configuration says of the nearest block around a member, and of the member itself.

        Of several blocks nobody knows which one became which: they are a set, or a `dynamic` block makes
        them.
        """
        around, found = None, self.expressions
        for step in self._steps(at):
            around = found[0] if isinstance(found, list) and len(found) == 1 else found
            if isinstance(step, str):
                found = around.get(step) if isinstance(around, dict) else None
        return around, found


def _inside(value: JSON, steps: Sequence[str | int]) -> JSON:
    """The value at these steps, or the one around it that stands for all of it."""
    for step in steps:
        match value, step:
            case dict(), str():
                value = value.get(step)
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return True if value is True else None
    return value


def _any_true(value: JSON) -> bool:
    pending = [value]
    while pending:
        one = pending.pop()
        if one is True:
            return True
        pending.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return False
