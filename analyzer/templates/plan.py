"""The resources of `terraform show -json`: those that a plan will leave, or those of a state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from analyzer.evidence import JSON, Location
from analyzer.templates.dialect import Block
from analyzer.templates.model import Lines
from analyzer.templates.terraform_values import Planned

_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


def root_of(document: dict[str, JSON]) -> str | None:
    """The member that holds the resources: what will be, else what is."""
    for name in ("planned_values", "values"):
        values = document.get(name)
        if isinstance(values, dict) and isinstance(values.get("root_module"), dict):
            return name
    return None


def planned_blocks(
    document: dict[str, JSON], root: str, at: Location, kinds: Collection[str], lines: Lines
) -> Iterator[Block]:
    """The resources of every module, in the order of the file."""
    unknown = _unknown(document)
    expressions = _expressions(document)
    values = document[root]
    module = values.get("root_module") if isinstance(values, dict) else None
    pending: list[tuple[JSON, Location]] = [(module, at.child(root, "root_module"))]
    while pending:
        module, place = pending.pop()
        if not isinstance(module, dict):
            continue
        for index, resource in enumerate(listed(module.get("resources"))):
            if isinstance(resource, dict) and resource.get("mode", "managed") == "managed":
                kind = resource.get("type")
                if not isinstance(kind, str) or kind not in kinds:
                    continue
                inside = resource.get("values")
                name = str(resource.get("address") or resource.get("name") or "(unnamed)")
                values_at = place.child("resources", index, "values")
                address = module.get("address")
                dialect = Planned(
                    values_at.pointer,
                    complete=root == "values",
                    unknown=unknown.get(name),
                    expressions=expressions.get(_INDEX.sub("", name)),
                    module=f"{address}." if isinstance(address, str) and address else "",
                )
                hidden = "" if isinstance(inside, dict) else "its values are not told"
                members = inside if isinstance(inside, dict) else {}
                yield Block(kind, name, values_at, members, dialect, lines, hidden=hidden)
        inner = enumerate(listed(module.get("child_modules")))
        pending += reversed([(child, place.child("child_modules", index)) for index, child in inner])


def _unknown(document: dict[str, JSON]) -> dict[str, JSON]:
    """What is not known of each resource, by its address."""
    found: dict[str, JSON] = {}
    for one in listed(document.get("resource_changes")):
        address = one.get("address") if isinstance(one, dict) else None
        change = one.get("change") if isinstance(one, dict) else None
        if isinstance(address, str) and isinstance(change, dict):
            found[address] = change.get("after_unknown")
    return found


def _expressions(document: dict[str, JSON]) -> dict[str, JSON]:
    """What the configuration says of each resource, by its address without indexes."""
    found: dict[str, JSON] = {}
    configuration = document.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, dict) else None
    pending: list[tuple[JSON, str]] = [(root, "")]
    while pending:
        module, prefix = pending.pop()
        if not isinstance(module, dict):
            continue
        for resource in listed(module.get("resources")):
            address = resource.get("address") if isinstance(resource, dict) else None
            if isinstance(resource, dict) and isinstance(address, str):
                found[prefix + address] = resource.get("expressions")
        calls = module.get("module_calls")
        for name, call in calls.items() if isinstance(calls, dict) else ():
            pending.append(
                (call.get("module") if isinstance(call, dict) else None, f"{prefix}module.{name}.")
            )
    return found


def listed(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []
