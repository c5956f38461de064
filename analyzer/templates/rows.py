"""How a table says where a file writes the members of an AWS shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Generic, TypeVar

from analyzer.aws.record import AwsModel
from analyzer.evidence import JSON

M = TypeVar("M", bound=AwsModel)


class MemberKind(Enum):
    """What a member is, in the words of its AWS model."""

    TEXT = auto()
    PATTERN = auto()  # a text of which the empty one says something
    FLAG = auto()
    COUNT = auto()  # a whole number from 1 on
    NUMBER = auto()
    TEXTS = auto()
    NAMED_TEXTS = auto()  # an object of texts
    PAIRS = auto()  # a list of `Name` and `Value`
    OBJECT = auto()
    OBJECTS = auto()


class WhenAbsent(Enum):
    """What it means that a file does not write a member."""

    ABSENT = auto()  # that AWS will not tell it either, or tells its default
    MISSING = auto()  # that the file is not whole: it should say it
    ASSIGNED = auto()  # that AWS, or whoever deploys the file, will choose the value


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member: the name that AWS gives it, and what either kind of file calls it.

    A name is "" where that kind of file cannot say it; for an OBJECT, where its members stand beside the
    others. One with a dot stands inside of a block. must: the shape cannot be without the member.
    """

    member: str
    kind: MemberKind
    terraform: str = ""
    cloudformation: str = ""
    rows: tuple[MemberRow, ...] = ()
    absent: WhenAbsent = WhenAbsent.ABSENT
    must: bool = False


@dataclass(frozen=True, slots=True)
class ResourceShape(Generic[M]):
    """What a type of resource becomes.

    terraform, cloudformation: the type. cloudformation_values: what `Ref` and each attribute of
    `Fn::GetAtt` give. terraform_id: what the attribute `id` gives, where it is the same in all versions of
    the provider.
    """

    model: type[M]
    terraform: str
    cloudformation: str
    rows: tuple[MemberRow, ...]
    cloudformation_values: Mapping[str, str] = field(default_factory=dict)
    terraform_id: str = ""


@dataclass(frozen=True, slots=True)
class DocumentedDefault:
    """What AWS has where a file says nothing. `unless` is a member that stands in its stead."""

    value: JSON
    source: str
    unless: str = ""
