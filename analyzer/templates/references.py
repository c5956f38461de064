"""What a reference to another resource of the file means: the member that AWS knows, and its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel

from analyzer.aws.record import AwsModel, MemberPath
from analyzer.templates.model import Declared, ResourceReference
from analyzer.templates.rows import MemberKind, MemberRow
from analyzer.templates.table import LOG_GROUP, SHAPES

MAX_FOLLOWED = 20
"""References from one resource to the next; a circle of them ends here."""

# One resource of Terraform, its index, and an attribute of it.
_RESOURCE = (
    r"(?P<kind>aws_\w+)\.(?P<name>[\w-]+)(?P<index>\[(?:\d+|\"[^\"\\$%]*\")\])?\.(?P<attribute>\w[\w.\[\]]*)"
)
_WHOLE = re.compile(rf"\$\{{\s*{_RESOURCE}\s*\}}(?P<all>:\*)?")
_MENTIONED = re.compile(_RESOURCE)
_STEP = re.compile(r"\w+")


def whole_reference(text: str) -> ResourceReference | None:
    """The resource of Terraform configuration that a template string is the value of, if it is just that.

    `${….arn}:*` of a log group is the ARN that ends in `:*`, which CloudTrail asks for.
    """
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    kind, attribute = found["kind"], found["attribute"]
    member = terraform_member(kind, attribute)
    if found["all"]:
        if kind != LOG_GROUP.terraform or member != ("logGroupArn",):
            return None
        attribute, member = f"{attribute}:*", ("arn",)
    return ResourceReference(f"{kind}.{found['name']}", attribute, member)


def mentioned(expressions: Iterable[object], module: str) -> tuple[ResourceReference, ...]:
    """The resources among the `references` of an expression in a plan, under their addresses."""
    found = (_MENTIONED.fullmatch(one) for one in expressions if isinstance(one, str))
    return tuple(
        ResourceReference(
            f"{module}{one['kind']}.{one['name']}{one['index'] or ''}",
            one["attribute"],
            terraform_member(one["kind"], one["attribute"]),
        )
        for one in found
        if one is not None
    )


def terraform_member(kind: str, attribute: str) -> MemberPath:
    """The member that an attribute such as `arn` or `metric_transformation[0].name` is; () for none."""
    steps = [int(step) if step.isdecimal() else step for step in _STEP.findall(attribute[:200])]
    for shape in SHAPES:
        if shape.terraform == kind:
            if attribute == "id" and shape.terraform_id:
                return (shape.terraform_id,)
            if member := _member(shape.rows, steps):
                return member
    return ()


def cloudformation_member(kind: str, attribute: str) -> MemberPath:
    """The member that `Ref` (for the attribute `Ref`) or an attribute of `Fn::GetAtt` gives; () for none."""
    found = (shape.cloudformation_values.get(attribute) for shape in SHAPES if shape.cloudformation == kind)
    return next(((member,) for member in found if member), ())


def _member(rows: Sequence[MemberRow], steps: Sequence[str | int]) -> MemberPath:
    row = next((row for row in rows if steps and row.terraform == steps[0]), None)
    if row is None:
        return ()
    if row.kind is MemberKind.OBJECTS and len(steps) > 2:
        inside = _member(row.rows, steps[2:])
        return (row.member, steps[1], *inside) if inside else ()
    return (row.member,) if len(steps) == 1 else ()


class Literals:
    """The texts that a file tells of its resources, for whoever refers to them."""

    def __init__(self, resources: Iterable[Declared[AwsModel]]) -> None:
        self._by_name: dict[str, list[Declared[AwsModel]]] = {}
        for one in resources:
            self._by_name.setdefault(one.name, []).append(one)

    def known(self, reference: ResourceReference) -> str | None:
        """The text that is referred to, over as many resources as it takes; None where it is open."""
        following: ResourceReference | None = reference
        for _ in range(MAX_FOLLOWED):
            if following is None or not following.member:
                return None
            member, following = following.member, None
            for one in self._by_name.get(reference.resource, ()):
                why = one.why_open(*member)
                if why is None and isinstance(value := _at(one.record.value, member), str):
                    return value
                following = following or (why.target if why else None)
            if following is not None:
                reference = following
        return None


def _at(value: object, member: MemberPath) -> object:
    for step in member:
        match value, step:
            case BaseModel(), str():
                value = getattr(value, step, None)
            case tuple(), int() if step < len(value):
                value = value[step]
            case Mapping(), str():
                value = value.get(step)
            case _:
                return None
    return value
