"""Amazon Resource Names and the full identities that the chain joins by.

Source: AWS General Reference, "Amazon Resource Names (ARNs)", form
`arn:partition:service:region:account:resource`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.aws.identifiers import is_account_id

_ARN = re.compile(r"arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):([^:]*):(.+)", re.DOTALL)


class Arn(NamedTuple):
    """One parsed ARN; `resource` is all behind the account, with whatever colons it holds."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def is_located(self) -> bool:
        """Whether it names an account and a region, as the ARNs of all resources of the chain do."""
        return bool(self.region) and is_account_id(self.account)

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def parse_arn(text: str | None) -> Arn | None:
    """The ARN that `text` spells, or None where it spells none."""
    match = _ARN.fullmatch(text or "")
    return Arn(*match.groups()) if match else None


class ResourceScope(NamedTuple):
    """Where a resource lives: the part of its identity that a bare name lacks."""

    partition: str
    account: str
    region: str


class LogGroup(NamedTuple):
    """A log group by full identity."""

    scope: ResourceScope
    name: str

    def __str__(self) -> str:
        return self.name


def scope_of(arn: Arn) -> ResourceScope:
    """Partition, account and region of an ARN."""
    return ResourceScope(arn.partition, arn.account, arn.region)


def log_group_of(text: str | None) -> LogGroup | None:
    """The log group that a `CloudWatchLogsLogGroupArn` names.

    The resource is `log-group:NAME`, mostly followed by `:*`, now and then by `:log-stream:…`.
    Group names hold no colon (API_CreateLogGroup), so the first one behind the name ends it.
    """
    arn = parse_arn(text)
    if arn is None or arn.service != "logs" or not arn.resource.startswith("log-group:"):
        return None
    name = arn.resource.removeprefix("log-group:").partition(":")[0]
    return LogGroup(scope_of(arn), name) if name and arn.is_located else None
