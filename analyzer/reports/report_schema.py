"""The shape of the JSON report, as types: its renderer is checked against them, its schema made from them."""

from __future__ import annotations

import json
from typing import Annotated, TypeAlias

from pydantic import Field, TypeAdapter, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import TypedDict  # pydantic takes that of `typing` from Python 3.12 on

from analyzer.evidence import IntegrityStatus
from analyzer.rules import STATES
from analyzer.verdict import Outcome, Verdict

_ID = "AWS account id, null where no evidence tells it."
_SEALS = {seal.value for seal in IntegrityStatus}

Code: TypeAlias = Annotated[
    str,
    Field(
        description="Stable name of what is said; docs/reference/rules.md has them all.",
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    ),
]
File: TypeAlias = Annotated[str, Field(description="File as listed under evidence.")]
Pointer: TypeAlias = Annotated[
    str,
    Field(
        description="JSON pointer (RFC 6901) of the value in the file; a file of several documents counts as "
        "the list of them."
    ),
]
Expression: TypeAlias = Annotated[
    str | None,
    Field(
        description="JMESPath expression that returns the value when run on the file, null where the file "
        "holds no such value."
    ),
]
Shown: TypeAlias = Annotated[
    object,
    WithJsonSchema(
        {"description": "The value that stands there. NaN, which JSON cannot write, stands as text."}
    ),
]
Counterexample: TypeAlias = Annotated[
    object,
    WithJsonSchema(
        {"description": "An event that shows what is said, null without one; a text is a line of a log."}
    ),
]
Arguments: TypeAlias = Annotated[
    list[str], Field(description="The same as an argument vector.", min_length=1)
]
Where: TypeAlias = "str | None"

_PLACE = ("file", "pointer", "expression", "value")


class PlaceMember(TypedDict):
    """A place in the evidence and the value there."""

    file: File
    pointer: Pointer
    expression: Expression
    value: Shown


class PlacedMember(TypedDict, total=False):
    """The place in the evidence that shows a statement, and the value there; none of these without one."""

    file: File
    pointer: Pointer
    expression: Expression
    value: Shown


class FindingMember(PlacedMember):
    """One statement, and the place in the evidence that shows it. There is no place where the evidence that
    would hold it is missing."""

    code: Code
    outcome: Outcome
    message: Annotated[str, Field(description="The statement for people, in English.")]
    related: Annotated[
        list[PlaceMember], Field(description="Further places, such as the other side of a conflict.")
    ]
    counterexample: Counterexample


class NoticeMember(PlacedMember):
    """One warning, and the place it is about, if there is one."""

    code: Code
    message: Annotated[str, Field(description="The warning for people, in English.")]
    counterexample: Counterexample


class RequestMember(TypedDict):
    """One command that the client should run."""

    code: Code
    command: Annotated[str, Field(description="The command as one line for a POSIX shell.")]
    arguments: Arguments
    account: Annotated[Where, Field(description="Account to run it in, null where unknown or of no matter.")]
    region: Annotated[Where, Field(description="Region to run it in, null where unknown or of no matter.")]
    reason: Annotated[str, Field(description="What its answer would settle.")]


class AskedMember(RequestMember):
    """One command that the client should run, and the controls that it is for; several reasons are joined by
    semicolons."""

    controls: Annotated[
        list[str],
        Field(description="Names of the controls whose verdict the answer would settle.", min_length=1),
    ]


More: TypeAlias = Annotated[
    int, Field(description="How many more there are, past the limit report-rows.", ge=0)
]


class LinkMember(TypedDict):
    """One link of the chain."""

    link: Annotated[str, Field(description="Name of the link.")]
    outcome: Outcome
    candidate: Annotated[str, Field(description="What was looked at, empty where there was nothing.")]
    findings: Annotated[list[FindingMember], Field(description="What is said of it.")]
    others: Annotated[list[FindingMember], Field(description="What is said of the candidates beside it.")]
    more: More


class NumberMember(TypedDict):
    """The number of the control in a range of benchmark versions."""

    benchmark: Annotated[
        str, Field(description="Version, or first and last version, of the CIS AWS Foundations Benchmark.")
    ]
    number: str


class NameMember(TypedDict):
    """The name that chose the control, and what it was taken for."""

    name: str
    understood: str


class MoreMember(TypedDict):
    """What a control has more of than is told."""

    warnings: More
    requests: More


class ControlMember(TypedDict):
    """One control in one account. Members that a control of a company's own has not are null."""

    control: Annotated[str, Field(description="Name of the control.")]
    title: Annotated[str, Field(description="What the control asks for.")]
    benchmark: Annotated[
        str | None,
        Field(description="Version of the CIS AWS Foundations Benchmark whose text was judged."),
    ]
    number: Annotated[str | None, Field(description="Number of the control in that version.")]
    level: Annotated[int | None, Field(description="Profile level in that version.")]
    asked: Annotated[
        NameMember | None, Field(description="The name that chose the control; null where no name did.")
    ]
    numbers: Annotated[
        list[NumberMember],
        Field(description="Its numbers in all versions, empty for a control of a company's own."),
    ]
    verdict: Verdict
    links: Annotated[
        list[LinkMember],
        Field(description="The chain in its order, along the one path that shows the verdict."),
    ]
    warnings: Annotated[
        list[NoticeMember], Field(description="What does not change the verdict but has to be known.")
    ]
    requests: Annotated[
        list[RequestMember],
        Field(description="Commands that the client should run, the most useful first."),
    ]
    more: MoreMember


class AssessmentMember(TypedDict):
    """One account."""

    account: Annotated[str | None, Field(description=_ID)]
    controls: Annotated[list[ControlMember], Field(description="In order of number, those without one last.")]
    requests: Annotated[
        list[AskedMember],
        Field(
            description="The commands of all controls of the account, each once; first those that serve most "
            "controls."
        ),
    ]


class EvidenceMember(TypedDict):
    """One file of the evidence."""

    file: Annotated[str, Field(description="Path as given, then the path inside the bundle.")]
    sha256: Annotated[
        str,
        Field(
            description="SHA-256 of the bytes as read, empty where they could not be read.",
            pattern=r"^([0-9a-f]{64})?$",
        ),
    ]
    kind: Annotated[
        str | None,
        Field(description="AWS CLI operation whose answer it is, several joined by +, null where unknown."),
    ]
    account: Annotated[str | None, Field(description=_ID)]
    region: Annotated[str | None, Field(description="AWS region, null where there is none or it is unknown.")]
    state: Annotated[str, Field(json_schema_extra={"enum": [s.id for s in STATES if s.id not in _SEALS]})]
    problems: Annotated[list[str], Field(description="Why the state is not complete, and what else was met.")]


class PeriodMember(TypedDict):
    """Two times, UTC."""

    first: str
    last: str


class BundleMember(TypedDict):
    """One input path."""

    path: Annotated[str, Field(description="The path as given.")]
    seal: Annotated[
        str,
        Field(
            description="What its packaging says of its integrity. none: there is no manifest. verified: "
            "every file has the checksum of the manifest. broken: it does not hold. incomplete: collecting "
            "was stopped.",
            json_schema_extra={"enum": [seal.value for seal in IntegrityStatus]},
        ),
    ]
    sha256: Annotated[
        str | None,
        Field(description="Checksum of the file or archive as it was handed over; null for a folder."),
    ]
    problems: list[str]
    captured: Annotated[
        PeriodMember | None,
        Field(
            description="Start of the first and of the last command as the collector recorded them; null "
            "without a record."
        ),
    ]


class UnusableMember(TypedDict):
    """An input, or an archive in one, that gave nothing that any account was judged by."""

    path: str
    reason: Annotated[str, Field(description="Why.")]


class ToolMember(TypedDict):
    """The program that wrote the report."""

    name: Annotated[str, Field(json_schema_extra={"const": "cis-evidence-analyzer"})]
    version: Annotated[str, Field(description="Version of the program.")]


class ReportDocument(TypedDict):
    """What one run says of the evidence it was given. The same evidence gives the same bytes."""

    schema: str
    tool: ToolMember
    verdict: Annotated[
        Verdict,
        Field(description="What the whole run comes to; the exit status of the program follows it."),
    ]
    assessments: Annotated[
        list[AssessmentMember],
        Field(
            description="One entry an account, sorted by account; the account that nothing tells comes last."
        ),
    ]
    evidence: Annotated[list[EvidenceMember], Field(description="Every file that was read, sorted by path.")]
    bundles: Annotated[list[BundleMember], Field(description="Every input path, sorted.")]
    unusable: Annotated[
        list[UnusableMember],
        Field(
            description="Every input that gave no usable evidence, sorted; with one of them the run is"
            " INCONCLUSIVE at most."
        ),
    ]


class _Generator(GenerateJsonSchema):
    """Titles would only repeat names, no member is let through that is not named, and a place is whole or
    absent."""

    def normalize_name(self, name: str) -> str:
        """Definitions have small letters, and not what tells the types from others of the program."""
        return super().normalize_name(name).removesuffix("Member").lower()

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        made = {**super().typed_dict_schema(schema), "additionalProperties": False}
        if "description" in made:  # a docstring
            made["description"] = " ".join(made["description"].split())
        if _PLACE[0] in made["properties"] and _PLACE[0] not in made.get("required", ()):
            made["dependentRequired"] = {one: [two for two in _PLACE if two != one] for one in _PLACE}
        return made

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False


def schema(identifier: str) -> str:
    """The JSON Schema (draft 2020-12) of the report, with its `$id`."""
    made = TypeAdapter(ReportDocument).json_schema(schema_generator=_Generator)
    properties = {**made.pop("properties"), "schema": {"const": identifier}}
    head = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": identifier,
        "title": "Report of cis-evidence analyze --format json",
    }
    return json.dumps({**head, **made, **head, "properties": properties}, indent=2) + "\n"
