"""Why a list may not be whole. Such a list may prove that something is there, never that it is not.

The id of an entry is `evidence-` and the kind of the gap. `observed` is what the reader met.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analyzer.aws.completeness import GapKind
from analyzer.evidence import ProblemCode
from analyzer.rules.model import Rule
from analyzer.verdict import Outcome

_OPEN = "the list may lack entries, so it cannot show that something is not there"
_AGAIN = "capture it again, whole"


def _gap(
    kind: GapKind | ProblemCode,
    title: str,
    meaning: str,
    *,
    breaks: str = _OPEN,
    mending: str = _AGAIN,
    source: str,
) -> Rule:
    return Rule(
        f"evidence-{kind.value}", (), Outcome.UNKNOWN, title, "{observed}", meaning, breaks, mending, source
    )


EVIDENCE_ERROR = _gap(
    GapKind.ERROR,
    "AWS answered with an error",
    "AWS answered with an error, or the command failed",
    breaks="there is no answer, or a part of one",
    mending="mend what the error names, such as a missing permission, and capture it again",
    source="AWS CLI User Guide, return codes",
)
EVIDENCE_FILTERED = _gap(
    GapKind.FILTERED,
    "Rows were left out",
    "the command, or the file name, says that rows were left out",
    mending="capture it without --query and without options that choose entries",
    source="AWS CLI User Guide, filtering output",
)
EVIDENCE_PAGED = _gap(
    GapKind.PAGED,
    "More pages follow",
    "more pages follow",
    mending="capture it without --no-paginate and --max-items",
    source="AWS CLI User Guide, pagination",
)
EVIDENCE_BARE_LIST = _gap(
    GapKind.BARE_LIST,
    "List without its member name",
    "a list without its member name, as `--query` prints it",
    mending="capture it without --query",
    source="AWS CLI User Guide, filtering output",
)
EVIDENCE_INVALID_ROW = _gap(
    GapKind.INVALID_ROW,
    "Entry of another shape",
    "an entry is not what AWS prints",
    source="API reference of the operation: the shape of an entry",
)
EVIDENCE_CONTRADICTED = _gap(
    GapKind.CONTRADICTED,
    "Member named twice",
    "an object names one member twice",
    breaks="readers disagree on which one counts, so the document is not relied on",
    mending="find out how the file came about, and capture it again",
    source="RFC 8259, section 4",
)
EVIDENCE_REDACTED = _gap(
    GapKind.REDACTED,
    "Account number redacted",
    "the number of an account was made unreadable",
    breaks="resources with the same text in its place may be of other accounts, and nothing is joined by it",
    mending="ask for it with the account numbers as AWS prints them",
    source="AWS General Reference, Amazon Resource Names: the account is twelve digits",
)
EVIDENCE_OTHER_TOOL = _gap(
    GapKind.OTHER_TOOL,
    "Output of another tool",
    "objects of another tool than the AWS CLI, such as AWS Tools for PowerShell",
    breaks="where AWS said nothing such an object may say `false` or 0, so it is no answer of AWS",
    mending="ask for the output of the AWS CLI",
    source="AWS Tools for PowerShell, Cmdlet Reference",
)
EVIDENCE_OTHER_ANSWER = _gap(
    GapKind.OTHER_ANSWER,
    "Answer to another command",
    "an answer holds rows that its command did not ask for",
    breaks="it is not what the command printed, so what it does not hold may be there",
    mending="capture it again, and keep the answer with its command",
    source="API_DescribeMetricFilters: logGroupName",
)
EVIDENCE_MALFORMED = _gap(
    ProblemCode.MALFORMED, "Broken JSON", "broken JSON, or a list that is none", source="RFC 8259"
)
EVIDENCE_TRUNCATED = _gap(
    ProblemCode.TRUNCATED, "JSON that stops", "JSON that stops before its end", source="RFC 8259"
)
EVIDENCE_EMPTY = _gap(
    ProblemCode.EMPTY, "Empty file", "no characters but blanks", source="RFC 8259: a JSON text is a value"
)
EVIDENCE_NOT_JSON = _gap(ProblemCode.NOT_JSON, "No JSON", "no JSON in the file", source="RFC 8259")
EVIDENCE_UNDECODABLE = _gap(
    ProblemCode.UNDECODABLE,
    "Unknown encoding",
    "neither UTF-8 nor UTF-16",
    mending="save it as UTF-8",
    source="RFC 8259, section 8.1",
)
EVIDENCE_TOO_DEEP = _gap(
    ProblemCode.TOO_DEEP,
    "Nested too deeply",
    "nested past a limit of the program",
    source="docs/reference/evidence.md, limits",
)
EVIDENCE_TOO_LARGE = _gap(
    ProblemCode.TOO_LARGE,
    "Too large",
    "past a limit of the program",
    mending="send it in parts, one account and region each",
    source="docs/reference/evidence.md, limits",
)
EVIDENCE_ALTERED = _gap(
    ProblemCode.ALTERED,
    "Changed after the capture",
    "the checksum is not that of the bundle's manifest",
    breaks="it is not what the collector wrote",
    mending="ask for the bundle again",
    source="RFC 8493 (BagIt), section 3",
)
EVIDENCE_UNLISTED = _gap(
    ProblemCode.UNLISTED,
    "Not in the manifest",
    "the bundle's manifest does not name the file",
    breaks="the collector did not write it",
    mending="ask for the bundle again, and for further files apart from it",
    source="RFC 8493 (BagIt), section 3",
)
EVIDENCE_MISSING = _gap(
    ProblemCode.MISSING,
    "Missing from the bundle",
    "the bundle's manifest names the file, and the bundle lacks it",
    mending="ask for the bundle again",
    source="RFC 8493 (BagIt), section 3",
)
EVIDENCE_UNREADABLE = _gap(
    ProblemCode.UNREADABLE,
    "Cannot be read",
    "the operating system or the archive refused to hand it over",
    mending="ask for the file again, neither encrypted nor linked",
    source="docs/reference/evidence.md, bundles of the collector",
)

GAPS: Mapping[GapKind | ProblemCode, Rule] = MappingProxyType(
    {
        GapKind.ERROR: EVIDENCE_ERROR,
        GapKind.FILTERED: EVIDENCE_FILTERED,
        GapKind.PAGED: EVIDENCE_PAGED,
        GapKind.BARE_LIST: EVIDENCE_BARE_LIST,
        GapKind.INVALID_ROW: EVIDENCE_INVALID_ROW,
        GapKind.CONTRADICTED: EVIDENCE_CONTRADICTED,
        GapKind.REDACTED: EVIDENCE_REDACTED,
        GapKind.OTHER_TOOL: EVIDENCE_OTHER_TOOL,
        GapKind.OTHER_ANSWER: EVIDENCE_OTHER_ANSWER,
        ProblemCode.MALFORMED: EVIDENCE_MALFORMED,
        ProblemCode.TRUNCATED: EVIDENCE_TRUNCATED,
        ProblemCode.EMPTY: EVIDENCE_EMPTY,
        ProblemCode.NOT_JSON: EVIDENCE_NOT_JSON,
        ProblemCode.UNDECODABLE: EVIDENCE_UNDECODABLE,
        ProblemCode.DUPLICATE_KEY: EVIDENCE_CONTRADICTED,
        ProblemCode.TOO_DEEP: EVIDENCE_TOO_DEEP,
        ProblemCode.TOO_LARGE: EVIDENCE_TOO_LARGE,
        ProblemCode.ALTERED: EVIDENCE_ALTERED,
        ProblemCode.UNLISTED: EVIDENCE_UNLISTED,
        ProblemCode.MISSING: EVIDENCE_MISSING,
        ProblemCode.UNREADABLE: EVIDENCE_UNREADABLE,
    }
)
"""The entry of each kind of gap, and of each reason why bytes could not be read."""
