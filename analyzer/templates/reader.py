"""Which format a file is in, told by what stands in it, and the resources of the chain in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from analyzer.errors import InputError
from analyzer.evidence import JSON, Location, ProblemCode, read
from analyzer.evidence.encoding import to_text
from analyzer.templates import cloudformation, listing, terraform
from analyzer.templates.dialect import Block
from analyzer.templates.filters import TemplateFilter, filter_of
from analyzer.templates.hcl import ANY_BLOCK, read_hcl, resource_of
from analyzer.templates.model import Elsewhere, Lines, Resources
from analyzer.templates.resources import resources_of
from analyzer.templates.table import METRIC_FILTER, SHAPES
from analyzer.templates.yaml_source import read_yaml

MAX_BYTES = 64 * 1024 * 1024
"""Plans of very large configurations have some 20 MB."""

MAX_FILTERS = 5_000
"""AWS takes 100 for a log group, CloudFormation 500 resources for a template."""

MAX_RESOURCES = 20_000
"""Of the chain in one file. A region has 5,000 alarms unless AWS grants more."""

_TEMPLATES = "a Terraform plan as JSON, a CloudFormation template"
_SIGNS = re.compile(rb"AWS::Logs::MetricFilter|aws_cloudwatch_log_metric_filter|\"metricFilters\"")
_YAML = re.compile(r"^(?:Resources|\"Resources\"|'Resources')[ \t]*:", re.MULTILINE)
_DUPLICATE = "names a member of an object twice, so it cannot be relied on"


class UnknownFormatError(InputError):
    """A file that can be read and is in none of the formats."""


class TemplateFormat(Protocol):
    """A format: tells whether a document is in it, and its resources of some types."""

    def has_resources(self, document: JSON, kinds: Collection[str]) -> bool: ...

    def blocks_of(
        self, document: JSON, at: Location, kinds: Collection[str], lines: Lines
    ) -> Iterator[Block | Elsewhere]: ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for: types of resources, in which formats, and what the signs of Terraform's own syntax
    are; those of `no_yaml` are looked for in what is no CloudFormation template."""

    kinds: frozenset[str]
    formats: tuple[TemplateFormat, ...]
    named: str
    hcl: re.Pattern[str]
    no_yaml: re.Pattern[str]


_FILTERS = _Wanted(
    frozenset({METRIC_FILTER.terraform, METRIC_FILTER.cloudformation}),
    (listing, terraform, cloudformation),
    f"{_TEMPLATES} or output of `aws logs describe-metric-filters`",
    resource_of([METRIC_FILTER.terraform]),
    resource_of([METRIC_FILTER.terraform]),
)
_CHAIN = _Wanted(
    frozenset(kind for shape in SHAPES for kind in (shape.terraform, shape.cloudformation)),
    (terraform, cloudformation),
    f"{_TEMPLATES} or Terraform configuration",
    resource_of([shape.terraform for shape in SHAPES]),
    ANY_BLOCK,
)


def may_hold_filters(data: bytes) -> bool:
    """Whether the file speaks of metric filters at all; one that does not need not be read."""
    return _SIGNS.search(data.replace(b"\0", b"")) is not None  # in UTF-16 as well


def read_filters(path: str, data: bytes) -> tuple[TemplateFilter, ...]:
    """The metric filters of one file in its order; () where it is in one of the formats and has none.

    `path` is what places and errors call the file. Raises UnknownFormatError for a file in none of the
    formats, InputError for a broken one: a filter may stand in the part that could not be read.
    """
    found, _ = _read(path, data, _FILTERS)
    blocks = [one for one in found if isinstance(one, Block)]
    if len(blocks) > MAX_FILTERS:
        raise InputError(f"expected at most {MAX_FILTERS:,} metric filters in `{path}`, got {len(blocks):,}")
    return tuple(map(filter_of, blocks))


def read_resources(path: str, data: bytes) -> Resources:
    """All resources of the chain that one file declares; none where it is a template of other resources.

    `path` is what places and errors call the file. Raises UnknownFormatError for a file that is no
    template, InputError for a broken one: a resource may stand in the part that could not be read.
    """
    found, lines = _read(path, data, _CHAIN)
    if len(found) > MAX_RESOURCES:
        raise InputError(f"expected at most {MAX_RESOURCES:,} resources in `{path}`, got {len(found):,}")
    return resources_of(found, lines)


_Found = tuple[list[Block | Elsewhere], Lines]


def _read(path: str, data: bytes, wanted: _Wanted) -> _Found:
    if len(data) > MAX_BYTES:
        raise InputError(f"expected at most {MAX_BYTES:,} bytes in `{path}`, got {len(data):,}")
    decoded = to_text(data)  # UTF-16 as well, which PowerShell writes
    text = data.decode("utf-8", "replace") if decoded is None else decoded.text  # enough to tell the format
    if text.lstrip()[:1] not in ("{", "["):
        if wanted.hcl.search(text):
            return _of_hcl(path, text, wanted)
        if _YAML.search(text):
            return _of_yaml(path, text, wanted)
        if wanted.no_yaml.search(text):
            return _of_hcl(path, text, wanted)
    return _of_json(path, data, wanted)


def _of_yaml(path: str, text: str, wanted: _Wanted) -> _Found:
    try:
        document, lines = read_yaml(text)
    except InputError as error:
        raise InputError(f"cannot read `{path}`: {error}") from None
    if not cloudformation.has_resources(document, wanted.kinds):
        raise UnknownFormatError(f"expected {wanted.named} in `{path}`, got other YAML")
    return list(cloudformation.blocks_of(document, Location(path), wanted.kinds, lines)), lines


def _of_hcl(path: str, text: str, wanted: _Wanted) -> _Found:
    try:
        document, lines = read_hcl(text, wanted.kinds)
    except InputError as error:
        raise InputError(f"cannot read `{path}`: {error}") from None
    return list(terraform.blocks_of(document, Location(path), wanted.kinds, lines)), lines


def _of_json(path: str, data: bytes, wanted: _Wanted) -> _Found:
    decoded = read(data)
    for problem in decoded.problems:
        if problem.code is ProblemCode.DUPLICATE_KEY:
            raise InputError(f"cannot read `{path}`: {_DUPLICATE}")
        where = f" (line {problem.line})" if problem.line else ""
        broken = UnknownFormatError if problem.code is ProblemCode.NOT_JSON else InputError
        raise broken(f"cannot read `{path}`: {problem.message}{where}")
    found: list[Block | Elsewhere] = []
    known = False
    for document in decoded.documents:
        at = Location(path, document.pointer)
        kind = next((one for one in wanted.formats if one.has_resources(document.value, wanted.kinds)), None)
        if kind is not None:
            known = True
            found += kind.blocks_of(document.value, at, wanted.kinds, {})
    if not known:
        raise UnknownFormatError(f"expected {wanted.named} in `{path}`, got other JSON")
    return found, {}
