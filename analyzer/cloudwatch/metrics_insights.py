"""The metric that a Metrics Insights query reads.

Source: CloudWatch User Guide, "Metrics Insights query components and syntax". Keywords and functions may be
in any case; names stand bare or between double quotes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = r'(?:"([^"]+)"|([A-Za-z_][A-Za-z0-9_]*))'
_SELECT = re.compile(
    rf"\s*SELECT\s+(?:AVG|COUNT|MAX|MIN|SUM)\s*\(\s*{_NAME}\s*\)"
    rf"\s+FROM\s+(?:SCHEMA\s*\(\s*{_NAME}\s*[,)]|{_NAME}(?:\s|\Z))",
    re.IGNORECASE,
)


class Selected(NamedTuple):
    """The metric that a query reads, with all dimensions that its other parts leave."""

    namespace: str
    name: str


def selected_metric(query: str) -> Selected | None:
    """The metric, or None for a text that does not begin as such a query does."""
    match = _SELECT.match(query)
    if match is None:
        return None
    name, namespace = (found for found in match.groups() if found is not None)
    return Selected(namespace, name)
