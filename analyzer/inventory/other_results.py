"""Results of tools that judge an account themselves: another tool's conclusion is no evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from analyzer.evidence import JSON, Document
from analyzer.phrase import Phrase, phrase


class _Tool(NamedTuple):
    """A tool, and the members of which its result, or the first item of its list, has all."""

    name: str
    members: frozenset[str]
    nested: str = ""  # the member that holds the list


def _tool(name: str, *members: str, nested: str = "") -> _Tool:
    return _Tool(name, frozenset(members), nested)


# As each of them writes JSON: their documents of the output formats.
_TOOLS = (
    _tool("Steampipe or Powerpipe", "group_id", "summary"),
    _tool("Steampipe or Powerpipe", "columns", "rows"),
    _tool("Prowler", "CheckID", "Status"),
    _tool("Prowler", "check_id", "status"),
    _tool("a scanner, in the form of OCSF", "finding_info", "status_code"),
    _tool("Security Hub", "SchemaVersion", "ProductArn", "GeneratorId", nested="Findings"),
    _tool("AWS Config", "ComplianceType", "ConfigRuleName"),
    _tool("AWS Config", "ConfigRuleName", "Compliance", nested="ComplianceByConfigRules"),
    _tool("CloudSploit", "plugin", "category", "status"),
    _tool("Checkov", "check_type", "results"),
    _tool("Trivy", "SchemaVersion", "ArtifactName", "Results"),
    _tool("a scanner, in the form of SARIF", "version", "runs"),
    _tool("ScoutSuite", "provider_code", "services", "last_run"),
)


def other_result(documents: Iterable[Document]) -> Phrase | None:
    """Whose result a file without an answer of AWS is; None where nothing tells."""
    for document in documents:
        for tool in _TOOLS:
            value = document.value
            if tool.nested and isinstance(value, dict):
                value = value.get(tool.nested)
            if _first(value) >= tool.members:
                return phrase("a result of {tool}: another tool's conclusion, not evidence", tool=tool.name)
    return None


def _first(value: JSON) -> frozenset[str]:
    """The members of an object, or of the first item of a list."""
    if isinstance(value, list) and value:
        value = value[0]
    return frozenset(value) if isinstance(value, dict) else frozenset()
