"""CloudFormation templates, and those of SAM and the CDK: which resources of the chain they declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.evidence import JSON, Location
from analyzer.templates.cloudformation_values import Template
from analyzer.templates.dialect import Block
from analyzer.templates.model import Elsewhere, Lines, line_near
from analyzer.templates.table import SUBSCRIPTION, TOPIC

_LOOP = "Fn::ForEach::"
_LOOPED = "`Fn::ForEach` makes it"
_TRANSFORM = "Fn::Transform"
_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")


def has_resources(document: JSON, kinds: Collection[str]) -> bool:
    """Whether this is a template, be there such a resource in it or not."""
    resources = document.get("Resources") if isinstance(document, dict) else None
    return isinstance(resources, dict) and any(
        name.startswith(_LOOP) or (isinstance(one, dict) and isinstance(one.get("Type"), str))
        for name, one in resources.items()
    )


def blocks_of(
    document: JSON, at: Location, kinds: Collection[str], lines: Lines
) -> Iterator[Block | Elsewhere]:
    """The resources of these types in the order of the template, and what may make more."""
    if not isinstance(document, dict):
        return
    resources = document.get("Resources")
    named = resources if isinstance(resources, dict) else {}
    types = {name: _type(one) for name, one in named.items()}
    template = Template({name: kind for name, kind in types.items() if kind})
    for name, resource in named.items():
        place, kind = at.child("Resources", name), types[name]
        if name.startswith(_LOOP):
            for one in _mentioned(resource, kinds):
                yield Block(one, name, place, {}, template, lines, hidden=_LOOPED, made_by=_LOOPED)
        elif isinstance(resource, dict) and kind in kinds:
            yield from _declared(resource, kind, name, place, template, lines, kinds)
        elif reason := _makes_more(name, kind):
            yield Elsewhere(place, line_near(lines, place), name, reason)
    yield from _macros(document, at, lines)


def _type(resource: JSON) -> str:
    kind = resource.get("Type") if isinstance(resource, dict) else None
    return kind if isinstance(kind, str) else ""


def _declared(
    resource: dict[str, JSON],
    kind: str,
    name: str,
    at: Location,
    template: Template,
    lines: Lines,
    kinds: Collection[str],
) -> Iterator[Block | Elsewhere]:
    properties = resource.get("Properties")
    inside = properties if isinstance(properties, dict) else {}
    condition = str(resource.get("Condition") or "")
    hidden = ""
    if _TRANSFORM in inside:
        hidden = f"`{_TRANSFORM}` may add it"
    elif properties is not None and not isinstance(properties, dict):
        hidden = "its `Properties` are no mapping"
    place = at.child("Properties")
    yield Block(kind, name, place, inside, template, lines, condition, hidden)
    if kind == TOPIC.cloudformation and SUBSCRIPTION.cloudformation in kinds:
        yield from _subscribed(inside.get("Subscription"), name, place, template, lines, condition)


def _subscribed(
    value: JSON, topic: str, at: Location, template: Template, lines: Lines, condition: str
) -> Iterator[Block | Elsewhere]:
    """The subscriptions that stand inside of their topic."""
    place = at.child("Subscription")
    if value is not None and not isinstance(value, list):
        yield Elsewhere(
            place, line_near(lines, place), f"{topic}.Subscription", "it is no list that is written out"
        )
    for index, one in enumerate(value if isinstance(value, list) else []):
        inside, name = place.child(index), f"{topic}.Subscription.{index}"
        if not isinstance(one, dict) or any(step.startswith("Fn::") for step in one):
            reason = "it is no subscription that is written out"
            yield Elsewhere(inside, line_near(lines, inside), name, reason)
            continue
        members: dict[str, JSON] = {**one, "TopicArn": {"Ref": topic}}
        yield Block(SUBSCRIPTION.cloudformation, name, inside, members, template, lines, condition)


def _makes_more(name: str, kind: str) -> str:
    """Why a resource of another type may stand for some of the chain; "" where it does not."""
    if name == _TRANSFORM:
        return f"`{_TRANSFORM}` may add resources"
    if kind in _STACKS or kind.endswith("::MODULE"):
        return f"the resources of `{kind[:80]}` are not in the template"
    return ""


def _macros(document: dict[str, JSON], at: Location, lines: Lines) -> Iterator[Elsewhere]:
    """Transforms of the whole template, but for those of AWS, which are known to add none of the chain."""
    transforms = document.get("Transform")
    for one in transforms if isinstance(transforms, list) else [transforms]:
        if one is not None and not (
            isinstance(one, str) and one.startswith("AWS::") and one != "AWS::Include"
        ):
            place = at.child("Transform")
            yield Elsewhere(place, line_near(lines, place), "Transform", "a macro may add resources")


def _mentioned(value: JSON, kinds: Collection[str]) -> list[str]:
    """Those of the types that stand anywhere inside, each once."""
    found: dict[str, None] = {}
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, str) and one in kinds:
            found[one] = None
        elif isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
    return list(found)
