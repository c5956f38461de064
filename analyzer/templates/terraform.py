"""Terraform and OpenTofu: `terraform show -json` of a plan or a state, and configuration as JSON.

Format: "JSON Output Format" and "JSON Configuration Syntax" of the Terraform documentation. A plan leaves
out the values that are known only after it is applied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.evidence import JSON, Location
from analyzer.templates.dialect import Block
from analyzer.templates.model import Elsewhere, Lines, line_near
from analyzer.templates.plan import listed, planned_blocks, root_of
from analyzer.templates.terraform_values import Configuration


def has_resources(document: JSON, kinds: Collection[str]) -> bool:
    """Whether this is such a document: a plan or a state, or configuration with such a resource in it."""
    if not isinstance(document, dict):
        return False
    told = {"format_version", "terraform_version"} <= document.keys()
    return told or root_of(document) is not None or any(_named(document, Location(""), kinds))


def blocks_of(
    document: JSON, at: Location, kinds: Collection[str], lines: Lines
) -> Iterator[Block | Elsewhere]:
    """The resources of these types, and the modules that are not in the file."""
    if not isinstance(document, dict):
        return
    root = root_of(document)
    if root is not None:
        yield from planned_blocks(document, root, at, kinds, lines)
        return
    for kind, named, place in _named(document, at, kinds):
        for name, body in named.items():
            for one, inside in _one_or_more(body, place.child(name)):
                dialect = Configuration(inside.pointer)
                yield Block(kind, f"{kind}.{name}", inside, one, dialect, lines, _times(one))
    for modules, place in _one_or_more(document.get("module"), at.child("module")):
        for name in modules:
            inside = place.child(name)
            yield Elsewhere(
                inside, line_near(lines, inside), f"module.{name}", "a module is not read with its caller"
            )


def _named(
    document: dict[str, JSON], at: Location, kinds: Collection[str]
) -> Iterator[tuple[str, dict[str, JSON], Location]]:
    """Resources by type and name: wherever blocks with labels may stand, a list of such may too."""
    for resources, place in _one_or_more(document.get("resource"), at.child("resource")):
        for kind, named in resources.items():
            if kind in kinds:
                for one, inside in _one_or_more(named, place.child(kind)):
                    yield kind, one, inside


def _one_or_more(value: JSON, at: Location) -> Iterator[tuple[dict[str, JSON], Location]]:
    """The object, or each of a list of objects."""
    if isinstance(value, dict):
        yield value, at
    for index, one in enumerate(listed(value)):
        if isinstance(one, dict):
            yield one, at.child(index)


def _times(values: dict[str, JSON]) -> str:
    return next((f"{name} = {values[name]}" for name in ("count", "for_each") if name in values), "")
