"""CloudFormation templates, and those of SAM and the CDK: `AWS::Logs::MetricFilter`.

A value is read where the template itself says it: a literal, or Fn::Sub, Fn::Join and Fn::Select of
literals. What depends on a parameter, another resource or the account is left open, with the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from analyzer.evidence import JSON, Location
from analyzer.templates.filters import Written
from analyzer.templates.model import LineOf, Open, Text, is_set, text_of

TYPE = "AWS::Logs::MetricFilter"
MAX_STEPS = 1000  # functions and texts that one value is made of
MAX_TEXT = 64 * 1024  # characters of one value; a pattern has 1,024 at most

_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_LOOP = "Fn::ForEach::"


def has_filters(document: JSON) -> bool:
    """Whether this is a template, be there a filter in it or not."""
    resources = document.get("Resources") if isinstance(document, dict) else None
    return isinstance(resources, dict) and any(
        name.startswith(_LOOP) or (isinstance(one, dict) and isinstance(one.get("Type"), str))
        for name, one in resources.items()
    )


def filters_of(document: JSON, at: Location, line_of: LineOf) -> Iterator[Written]:
    """The metric filters in the order of the template; a loop that makes some counts as one not told."""
    resources = document.get("Resources") if isinstance(document, dict) else None
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        place = at.child("Resources", name)
        if name.startswith(_LOOP) and _mentions(resource):
            yield _written({}, name, place, line_of, loop=True)
        elif isinstance(resource, dict) and resource.get("Type") == TYPE:
            properties = resource.get("Properties")
            condition = resource.get("Condition")
            inside = properties if isinstance(properties, dict) else {}
            yield _written(
                inside, name, place.child("Properties"), line_of, condition=str(condition or ""), loop=False
            )


def _mentions(value: JSON) -> bool:
    """Whether the type stands anywhere inside."""
    pending = [value]
    while pending:
        one = pending.pop()
        if one == TYPE:
            return True
        if isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
    return False


def _written(
    properties: dict[str, JSON], name: str, at: Location, line_of: LineOf, *, condition: str = "", loop: bool
) -> Written:
    made = properties.get("MetricTransformations")
    several = [made] if isinstance(made, dict) else made if isinstance(made, list) else []
    first = several[0] if several and isinstance(several[0], dict) else {}
    return Written(
        at=at.child("FilterPattern") if "FilterPattern" in properties else at,
        line=line_of(at.child("FilterPattern").pointer) or line_of(at.pointer),
        name=name,
        pattern=Open("`Fn::ForEach` makes it", at.pointer) if loop else _text(properties, "FilterPattern"),
        group=_text(properties, "LogGroupName"),
        namespace=_text(first, "MetricNamespace"),
        metric_name=_text(first, "MetricName"),
        value=_text(first, "MetricValue"),
        dimensions=_dimensions(first.get("Dimensions")),
        transformations=len(several),
        transformed=is_set(properties.get("ApplyOnTransformedLogs")),
        selected=is_set(properties.get("FieldSelectionCriteria")),
        system_dimensions=is_set(properties.get("EmitSystemFieldDimensions")),
        condition=condition,
    )


def _dimensions(value: JSON) -> tuple[str, ...]:
    keys = (one.get("Key") for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
    return tuple(sorted(key for key in keys if isinstance(key, str)))


def _text(members: dict[str, JSON], name: str) -> Text:
    if name not in members:
        return Open(f"the resource has no `{name}`", "")
    return literal(members[name])


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
