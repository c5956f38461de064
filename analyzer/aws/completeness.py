"""Why an answer may not be all that AWS had to say."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from analyzer.evidence import Citation, ProblemCode
from analyzer.phrase import Value


class GapKind(StrEnum):
    """What an answer itself, its command or its name tells; see also `analyzer.evidence.ProblemCode`."""

    ERROR = "error"
    FILTERED = "filtered"
    PAGED = "paged"
    BARE_LIST = "bare-list"
    INVALID_ROW = "invalid-row"
    CONTRADICTED = "contradicted"
    REDACTED = "redacted"
    OTHER_TOOL = "other-tool"
    OTHER_ANSWER = "other-answer"


class CompletenessGap(NamedTuple):
    """One reason, with its place. `option` is the one of the command that left rows out, "" if none did;
    `error` is AWS's own word for why it refused to answer, "" if it did not, and `said_at` where it said so,
    if that is not `at`."""

    kind: GapKind | ProblemCode
    observed: Value
    at: Citation
    option: str = ""
    error: str = ""
    said_at: Citation | None = None

    @property
    def told_at(self) -> Citation:
        """The place that shows the reason."""
        return self.said_at or self.at
