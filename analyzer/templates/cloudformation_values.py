"""How CloudFormation writes values: literals, and functions of literals, parameters and other resources.

A value is read where the template itself says it: a literal, or Fn::Sub, Fn::Join and Fn::Select of
literals. What depends on a parameter, another resource or the account is left open, with the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from analyzer.evidence import JSON, Location
from analyzer.templates.defaults import CLOUDFORMATION
from analyzer.templates.dialect import Dialect
from analyzer.templates.model import Open, ResourceReference, Text, text_of
from analyzer.templates.references import cloudformation_member
from analyzer.templates.rows import DocumentedDefault, MemberKind, MemberRow

MAX_STEPS = 1000  # functions and texts that one value is made of
MAX_TEXT = 64 * 1024  # characters of one value; a pattern has 1,024 at most

_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_LONE_VARIABLE = re.compile(r"\$\{([^{}!][^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template(Dialect):
    """One template; `types` are those of its resources by name."""

    defaults: ClassVar[Mapping[str, DocumentedDefault]] = CLOUDFORMATION
    lone_text_is_list: ClassVar[bool] = True  # as examples of the template reference have it

    types: Mapping[str, str]

    def name_of(self, row: MemberRow) -> str:
        return row.cloudformation

    def is_unset(self, row: MemberRow, value: JSON) -> bool:
        return value == {"Ref": "AWS::NoValue"} or (value is None and row.kind is not MemberKind.PATTERN)

    def is_function(self, value: Mapping[str, JSON]) -> bool:
        return "Ref" in value or any(name.startswith("Fn::") for name in value)

    def text(self, value: JSON, at: Location) -> Text:
        text = literal(value)
        return replace(text, target=self._target(value)) if isinstance(text, Open) else text

    def missing(self, name: str) -> Open:
        return Open(f"the resource has no `{name}`", "")

    def assigned(self, resource: str, member: str, name: str) -> Open:
        called = f"${{{resource}.{member}}}"
        return Open("it is chosen when the template is deployed", f"{resource}/{member}", called)

    def pairs(self, value: JSON, at: Location) -> list[tuple[JSON, JSON, Location]] | None:
        """A list of `Key` and `Value` for a metric filter, of `Name` and `Value` for an alarm."""
        found: list[tuple[JSON, JSON, Location]] = []
        for index, one in enumerate(value if isinstance(value, list) else [value]):
            match one:
                case {"Key": name, "Value": inside} | {"Name": name, "Value": inside}:
                    found.append((name, inside, at.child(index, "Value")))
                case _:
                    return None
        return found

    def _target(self, value: JSON) -> ResourceReference | None:
        """The resource of the template that a value is one of, if it is just that."""
        match value:
            case {"Ref": str(name), **rest} if not rest:
                attribute = "Ref"
            case {"Fn::GetAtt": [str(name), str(attribute)], **rest} if not rest:
                pass
            case {"Fn::GetAtt": str(text), **rest} if not rest:
                name, _, attribute = text.partition(".")
            case {"Fn::Sub": str(text), **rest} if not rest and (found := _LONE_VARIABLE.fullmatch(text)):
                name, dot, attribute = found[1].strip().partition(".")
                attribute = attribute if dot else "Ref"
            case _:
                return None
        kind = self.types.get(name)
        return ResourceReference(name, attribute, cloudformation_member(kind, attribute)) if kind else None


def literal(value: JSON) -> Text:
    """The text that a value stands for in every deployment of the template, if it is one."""
    try:
        return _Folding().text(value)
    except _OpenError as error:
        name = f"${{{value['Ref']}}}" if isinstance(value, dict) and "Ref" in value else "?"
        return Open(error.reason, json.dumps(value, sort_keys=True), name)


class _OpenError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Folding:
    """One value, worked out within a budget: a template may join a text with itself again and again."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def text(self, value: JSON, depth: int = 0) -> str:
        self._left -= 1
        if self._left < 0 or depth > 20:
            raise _OpenError("it is made of more functions than this program works out")
        if not isinstance(value, dict):
            quotes = (
                "; put a pattern in quotes, or YAML reads its brackets" if isinstance(value, list) else ""
            )
            text = text_of(value, f"it is not a text{quotes}", "")
            if isinstance(text, Open):
                raise _OpenError(text.reason)
            return text
        made = self._made(value, depth)
        if len(made) > MAX_TEXT:
            raise _OpenError(f"it has more than {MAX_TEXT:,} characters")
        return made

    def _made(self, value: dict[str, JSON], depth: int) -> str:
        """What a function gives."""
        match value:
            case {"Ref": str(name), **rest} if not rest:
                raise _OpenError(f"it is `Ref` of `{name}`, which only the deployment tells")
            case {"Fn::Sub": body, **rest} if not rest:
                return self._substituted(body, depth)
            case {"Fn::Join": [str(between), list(parts)], **rest} if not rest:
                return between.join([self.text(part, depth + 1) for part in parts])
            case {"Fn::Select": [index, list(parts)], **rest} if not rest and str(index).isdecimal():
                at = int(str(index)[:9])
                if at < len(parts):
                    return self.text(parts[at], depth + 1)
        name = next(iter(value), "an empty object")
        if name not in ("Ref", "Condition") and not name.startswith("Fn::"):
            raise _OpenError("it is an object and no text; put a pattern in quotes, or YAML reads its braces")
        raise _OpenError(f"it is `{name}`, which only the deployment tells")

    def _substituted(self, body: JSON, depth: int) -> str:
        """Fn::Sub: `${!Text}` is `${Text}`; a variable is known where the function itself says it."""
        match body:
            case str():
                template, variables = body, dict[str, JSON]()
            case [str(template), dict(variables)]:
                pass
            case _:
                raise _OpenError("it is an `Fn::Sub` of neither one text nor one text and its variables")

        def replaced(found: re.Match[str]) -> str:
            if found[1]:
                return f"${{{found[2]}}}"
            name = found[2].strip()
            if name not in variables:
                raise _OpenError(f"it has the variable `${{{name}}}`, which only the deployment tells")
            return self.text(variables[name], depth + 1)

        return _VARIABLE.sub(replaced, template)
