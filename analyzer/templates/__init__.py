"""Metric filters as people keep them: Terraform plans, CloudFormation templates, and what AWS lists."""

from analyzer.templates.filters import TemplateFilter
from analyzer.templates.reader import MAX_BYTES, UnknownFormatError, may_hold_filters, read_filters

__all__ = ["MAX_BYTES", "TemplateFilter", "UnknownFormatError", "may_hold_filters", "read_filters"]
