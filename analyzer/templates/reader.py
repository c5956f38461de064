"""Which format a file is in, told by what stands in it, and the metric filters of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from analyzer.errors import InputError
from analyzer.evidence import JSON, Location, ProblemCode, read
from analyzer.templates import cloudformation, listing, terraform
from analyzer.templates.filters import TemplateFilter, Written, weighed
from analyzer.templates.hcl import RESOURCE, read_hcl
from analyzer.templates.model import LineOf
from analyzer.templates.yaml_source import Lines, read_yaml

MAX_BYTES = 64 * 1024 * 1024
"""Plans of very large configurations have some 20 MB."""

MAX_FILTERS = 5_000
"""AWS takes 100 for a log group, CloudFormation 500 resources for a template."""

_KINDS = "a Terraform plan as JSON, a CloudFormation template or output of `aws logs describe-metric-filters`"
_SIGNS = re.compile(
    rb"AWS::Logs::MetricFilter|aws_cloudwatch_log_metric_filter|\"metricFilters\"|(?:M\0e\0t\0r\0i\0c\0F)"
)
_YAML = re.compile(r"^(?:Resources|\"Resources\"|'Resources')[ \t]*:", re.MULTILINE)
_DUPLICATE = "names a member of an object twice, so it cannot be relied on"


class UnknownFormatError(InputError):
    """A file that can be read and is in none of the formats."""


class Format(Protocol):
    """A format: tells whether a document is in it, and its filters."""

    def has_filters(self, document: JSON) -> bool: ...

    def filters_of(self, document: JSON, at: Location, line_of: LineOf) -> Iterator[Written]: ...


_FORMATS: tuple[Format, ...] = (listing, terraform, cloudformation)


def may_hold_filters(data: bytes) -> bool:
    """Whether the file speaks of metric filters at all; one that does not need not be read."""
    return _SIGNS.search(data) is not None


def read_filters(path: str, data: bytes) -> tuple[TemplateFilter, ...]:
    """The metric filters of one file in its order; () where it is in one of the formats and has none.

    `path` is what places and errors call the file. Raises UnknownFormatError for a file in none of the
    formats, InputError for a broken one: a filter may stand in the part that could not be read.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"expected at most {MAX_BYTES:,} bytes in `{path}`, got {len(data):,}")
    filters = _read(path, data)
    if len(filters) > MAX_FILTERS:
        raise InputError(f"expected at most {MAX_FILTERS:,} metric filters in `{path}`, got {len(filters):,}")
    return filters


def _read(path: str, data: bytes) -> tuple[TemplateFilter, ...]:
    text = data.decode("utf-8-sig", "replace")  # enough to tell the format
    if text.lstrip()[:1] not in ("{", "["):
        if RESOURCE.search(text):
            return _of_hcl(path, text)
        if _YAML.search(text):
            return _of_yaml(path, text)
    return _of_json(path, data)


def _of_yaml(path: str, text: str) -> tuple[TemplateFilter, ...]:
    try:
        document, lines = read_yaml(text)
    except InputError as error:
        raise InputError(f"cannot read `{path}`: {error}") from None
    if not cloudformation.has_filters(document):
        raise UnknownFormatError(f"expected {_KINDS} in `{path}`, got other YAML")
    found = cloudformation.filters_of(document, Location(path), _lines(lines))
    return tuple(weighed(one) for one in found)


def _of_hcl(path: str, text: str) -> tuple[TemplateFilter, ...]:
    try:
        document, lines = read_hcl(text)
    except InputError as error:
        raise InputError(f"cannot read `{path}`: {error}") from None
    return tuple(weighed(one) for one in terraform.filters_of(document, Location(path), _lines(lines)))


def _of_json(path: str, data: bytes) -> tuple[TemplateFilter, ...]:
    decoded = read(data)
    for problem in decoded.problems:
        if problem.code is ProblemCode.DUPLICATE_KEY:
            raise InputError(f"cannot read `{path}`: {_DUPLICATE}")
        where = f" (line {problem.line})" if problem.line else ""
        broken = UnknownFormatError if problem.code is ProblemCode.NOT_JSON else InputError
        raise broken(f"cannot read `{path}`: {problem.message}{where}")
    filters: list[TemplateFilter] = []
    known = False
    for document in decoded.documents:
        at = Location(path, document.pointer)
        kind = next((one for one in _FORMATS if one.has_filters(document.value)), None)
        if kind is not None:
            known = True
            filters += map(weighed, kind.filters_of(document.value, at, _no_lines))
    if not known:
        raise UnknownFormatError(f"expected {_KINDS} in `{path}`, got other JSON")
    return tuple(filters)


def _lines(lines: Lines) -> LineOf:
    return lambda pointer: lines.get(pointer, 0)


def _no_lines(_: str) -> int:
    return 0
