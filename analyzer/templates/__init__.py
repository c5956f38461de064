"""Resources of the chain as people keep them: in Terraform and CloudFormation, read as AWS tells them."""

from analyzer.templates.filters import TemplateFilter
from analyzer.templates.model import Declared, Elsewhere, Open, ResourceReference, Resources
from analyzer.templates.reader import (
    MAX_BYTES,
    UnknownFormatError,
    may_hold_filters,
    read_filters,
    read_resources,
)

__all__ = [
    "MAX_BYTES",
    "Declared",
    "Elsewhere",
    "Open",
    "ResourceReference",
    "Resources",
    "TemplateFilter",
    "UnknownFormatError",
    "may_hold_filters",
    "read_filters",
    "read_resources",
]
