"""Account numbers that somebody made unreadable before handing the evidence over.

Two resources whose numbers were both replaced by the same text may be of two accounts, so nothing is joined
by such a number. Source: AWS General Reference, "Amazon Resource Names (ARNs)": the account is twelve digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.aws.identifiers import is_account_id
from analyzer.aws.record import MemberPath
from analyzer.evidence import JSON

# The place of the account in an ARN wherever it stands in a text, also where the region was replaced. Other
# services have words in this place, as `arn:aws:automate:us-east-1:ec2:stop`.
_ARN = re.compile(
    r"\barn:[^:\s\"]*:(?:cloudtrail|cloudwatch|logs|sns|sts|iam):[^:\s\"]*:"
    r"(?P<account>[^:\s\"]+(?: [^:\s\"]+){0,3}):"
)
_OF_AWS = "aws"  # `arn:aws:iam::aws:policy/…`: what belongs to AWS itself

# The members that the chain joins by, or that tell whose evidence it is.
_MEMBERS = (
    "Account", "Arn", "TrailARN", "CloudWatchLogsLogGroupArn", "AlarmArn", "AlarmActions", "AlarmRule",
    "ActionsSuppressor", "Metrics", "SubscriptionArn", "TopicArn", "arn", "logGroupArn",
)  # fmt: skip
_NUMBERS = frozenset({"Account", "AccountId"})  # members that hold the number alone


def redacted_member(row: Mapping[str, JSON]) -> tuple[MemberPath, str] | None:
    """The first member of a record whose account number is redacted, and what stands there instead."""
    for name in _MEMBERS:
        for path, text in _texts(row.get(name), (name,)):
            if (found := _redacted(path, text)) is not None:
                return path, found
    return None


def _redacted(path: MemberPath, text: str) -> str | None:
    if path[-1] in _NUMBERS:
        return text if is_redacted(text) else None
    return next((m["account"] for m in _ARN.finditer(text) if is_redacted(m["account"])), None)


def is_redacted(account: str) -> bool:
    """Whether a text in the place of an account number is one that was made unreadable.

    A number of another length is not: it was mistyped.
    """
    said = account.strip()
    return bool(said) and not is_account_id(said) and not said.isdigit() and said != _OF_AWS


def _texts(value: JSON, at: MemberPath) -> Iterator[tuple[MemberPath, str]]:
    match value:
        case str():
            yield at, value
        case dict():
            for name, one in value.items():
                yield from _texts(one, (*at, name))
        case list():
            for index, one in enumerate(value):
                yield from _texts(one, (*at, index))
        case _:
            return
