"""What may be found at any link: evidence that contradicts itself or other evidence, or is past a limit."""

from __future__ import annotations

from analyzer.rules.model import Rule
from analyzer.verdict import Outcome

CONFLICT = Rule(
    id="conflict",
    links=(),
    outcome=Outcome.UNKNOWN,
    title="Two captures disagree",
    statement="`{subject}`: {observed}",
    meaning="two records of one resource say different things, or one list has it and another lacks it",
    breaks="neither record proves anything, and what hangs on the resource stays open",
    mending="capture the list again, once, and send that file alone",
    source="Kept apart from AWS's rules: a later capture does not silently win",
)
CONTRADICTION = Rule(
    id="contradiction",
    links=(),
    outcome=Outcome.UNKNOWN,
    title="A record contradicts itself",
    statement="`{subject}`: {observed}, but {expected}",
    meaning="members of one record, or the record and the identity of the caller, cannot all be true",
    breaks="AWS cannot have printed it as it stands, so it proves nothing",
    mending="find out how the file came about, and capture it again",
    source="AWS General Reference, ARNs: account, region and name of a resource stand in its ARN",
)
IMPOSSIBLE_RECORD = Rule(
    id="impossible-record",
    links=(),
    outcome=Outcome.UNKNOWN,
    title="AWS would not have printed it",
    statement="`{subject}`: {observed}, which AWS does not allow ({expected})",
    meaning="members of one record break a rule that AWS enforces when the resource is made",
    breaks="it is not as AWS printed it, so it neither proves nor refutes what hangs on it",
    mending="find out how the file came about, and capture it again",
    source="the document of AWS that the finding names (analyzer/aws/impossible.py has all of them)",
)
MALFORMED_ARN = Rule(
    id="malformed-arn",
    links=(),
    outcome=Outcome.UNKNOWN,
    title="Not an ARN",
    statement="expected {expected}, found `{observed}`",
    meaning="a member that holds an ARN in every answer of AWS holds something else",
    breaks="the resource behind it cannot be identified, so nothing can be joined to it",
    mending="capture the output again without editing it",
    source="AWS General Reference, ARNs",
)
PAST_LIMIT = Rule(
    id="past-limit",
    links=(),
    outcome=Outcome.UNKNOWN,
    title="Past a limit of the program",
    statement="{observed}: not all of it was judged, since the limit `{subject}` ({expected}) stopped it",
    meaning="there is more of something than the program reads or searches; what lies beyond is open",
    breaks="what was not judged might prove the control, or refute it",
    mending="raise the limit with --limit NAME=VALUE, or find out why there is so much",
    source="docs/reference/limits.md",
)
