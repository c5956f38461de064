"""Terraform and OpenTofu: `terraform show -json` of a plan or a state, and configuration as JSON.

Format: "JSON Output Format" and "JSON Configuration Syntax" of the Terraform documentation. A plan leaves
out the values that are known only after it is applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.evidence import JSON, Location
from analyzer.templates.filters import Written
from analyzer.templates.model import LineOf, Open, Text, is_set, text_of

TYPE = "aws_cloudwatch_log_metric_filter"

# What the provider takes off both ends of a pattern before it sends it: the white space of Unicode.
_BLANKS = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LATER = "it is known only after the plan is applied"
_SIGN = re.compile(r"([$%])(\1?)\{")


def has_filters(document: JSON) -> bool:
    """Whether this is such a document, be there a filter in it or not."""
    if not isinstance(document, dict):
        return False
    told = {"format_version", "terraform_version"} <= document.keys()
    return told or _root(document) is not None or any(_named(document, Location("")))


def filters_of(document: JSON, at: Location, line_of: LineOf) -> Iterator[Written]:
    """The metric filters of every module, in the order of the file."""
    if not isinstance(document, dict):
        return
    root = _root(document)
    if root is None:
        yield from _configured(document, at, line_of)
        return
    values = document[root]
    module = values.get("root_module") if isinstance(values, dict) else None
    pending: list[tuple[JSON, Location]] = [(module, at.child(root, "root_module"))]
    while pending:
        module, place = pending.pop()
        if not isinstance(module, dict):
            continue
        for index, resource in enumerate(_list(module.get("resources"))):
            if isinstance(resource, dict) and _is_filter(resource):
                yield _planned(resource, place.child("resources", index), line_of)
        inner = enumerate(_list(module.get("child_modules")))
        pending += reversed([(child, place.child("child_modules", index)) for index, child in inner])


def _root(document: dict[str, JSON]) -> str | None:
    """The member that holds the resources: what will be, else what is."""
    for name in ("planned_values", "values"):
        values = document.get(name)
        if isinstance(values, dict) and isinstance(values.get("root_module"), dict):
            return name
    return None


def _is_filter(resource: dict[str, JSON]) -> bool:
    return resource.get("type") == TYPE and resource.get("mode", "managed") == "managed"


def _planned(resource: dict[str, JSON], at: Location, line_of: LineOf) -> Written:
    values = resource.get("values")
    return _written(
        values if isinstance(values, dict) else {},
        str(resource.get("address") or resource.get("name") or "(unnamed)"),
        at.child("values"),
        line_of,
        template=False,
    )


def _named(document: dict[str, JSON], at: Location) -> Iterator[tuple[dict[str, JSON], Location]]:
    """The resources of the type by name: wherever blocks with labels may stand, a list of such may too."""
    for resources, place in _one_or_more(document.get("resource"), at.child("resource")):
        yield from _one_or_more(resources.get(TYPE), place.child(TYPE))


def _one_or_more(value: JSON, at: Location) -> Iterator[tuple[dict[str, JSON], Location]]:
    """The object, or each of a list of objects."""
    if isinstance(value, dict):
        yield value, at
    for index, one in enumerate(_list(value)):
        if isinstance(one, dict):
            yield one, at.child(index)


def _configured(document: dict[str, JSON], at: Location, line_of: LineOf) -> Iterator[Written]:
    """Resources as configuration has them: by name, each an object or a list of objects."""
    for named, place in _named(document, at):
        for name, body in named.items():
            for one, inside in _one_or_more(body, place.child(name)):
                yield _written(one, f"{TYPE}.{name}", inside, line_of, template=True)


def _written(values: dict[str, JSON], name: str, at: Location, line_of: LineOf, *, template: bool) -> Written:
    made = values.get("metric_transformation")
    several = [made] if isinstance(made, dict) else _list(made)
    first = several[0] if several and isinstance(several[0], dict) else {}
    dimensions = first.get("dimensions")

    def told(value: JSON) -> Text:
        text = text_of(value, _LATER, at.pointer)
        return _literal(text) if template and isinstance(text, str) else text

    pattern = told(values.get("pattern"))
    return Written(
        at=at.child("pattern"),
        line=line_of(at.child("pattern").pointer) or line_of(at.pointer),
        name=name,
        pattern=pattern.strip(_BLANKS) if isinstance(pattern, str) else pattern,
        group=told(values.get("log_group_name")),
        namespace=told(first.get("namespace")),
        metric_name=told(first.get("name")),
        value=told(first.get("value")),
        dimensions=tuple(sorted(dimensions)) if isinstance(dimensions, dict) else (),
        transformations=len(several),
        transformed=is_set(values.get("apply_on_transformed_logs")),
        selected=is_set(values.get("field_selection_criteria")),
        system_dimensions=is_set(values.get("emit_system_field_dimensions")),
        condition=_times(values) if template else "",
    )


def _times(values: dict[str, JSON]) -> str:
    return next((f"{name} = {values[name]}" for name in ("count", "for_each") if name in values), "")


def _literal(text: str) -> Text:
    """The text of a template string without `${…}` and `%{…}`; a doubled sign stands for itself."""
    if any(not found[2] for found in _SIGN.finditer(text)):
        return Open("it has an expression, which only Terraform can work out", text, text)
    return _SIGN.sub(r"\1{", text)


def _list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []
