"""Changes of a JSON document at a JSON pointer, each giving a new document and leaving the old one alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Change: TypeAlias = "Callable[[JSON, str], JSON]"  # parent and last step of a pointer -> the new parent


class CaseError(Exception):
    """A case or a base that is written wrong; the account it means cannot be built."""


def child(value: JSON, step: str) -> JSON:
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    raise CaseError(f"expected a value at `{step}`, got none")


def placed(document: JSON, pointer: str, change: Change) -> JSON:
    """A new document in which `change` was applied to the parent of `pointer`; the old one stays."""
    step, *rest = pointer.split("/")[1:]
    if not rest:
        return change(document, step)
    inner = placed(child(document, step), "/" + "/".join(rest), change)
    if isinstance(document, dict):
        return {**document, step: inner}
    assert isinstance(document, list)
    return [inner if index == int(step) else item for index, item in enumerate(document)]


def put(parent: JSON, step: str, value: JSON) -> JSON:
    if isinstance(parent, dict):
        if step in parent and parent[step] == value and type(parent[step]) is type(value):
            raise CaseError(f"`{step}` holds this value already")
        return {**parent, step: value}
    if isinstance(parent, list) and step == "-":
        return [*parent, value]
    if isinstance(parent, list) and int(step) < len(parent):
        return [value if index == int(step) else item for index, item in enumerate(parent)]
    raise CaseError(f"nothing to set at `{step}`")


def inserted(parent: JSON, step: str, value: JSON) -> JSON:
    if not isinstance(parent, list):
        raise CaseError(f"expected a list to insert into at `{step}`")
    return [*parent[: int(step)], value, *parent[int(step) :]]


def removed(parent: JSON, step: str) -> JSON:
    child(parent, step)
    if isinstance(parent, dict):
        return {key: value for key, value in parent.items() if key != step}
    assert isinstance(parent, list)
    return [item for index, item in enumerate(parent) if index != int(step)]
