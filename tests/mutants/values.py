"""What mutants put in place of values: extremes, other types, names and ARNs that mean something else."""

from __future__ import annotations

import json
from random import Random

from tests.support.accounts.pointers import JSON, CaseError

from .bases import good

ALIEN = "444444444444"
"""An account that no base is of."""
FOREIGN = ("trailList", "MetricAlarms", "CompositeAlarms", "Subscriptions")
"""The lists whose records bear an ARN, and so say themselves whose they are."""


def _nested(depth: int, inner: JSON) -> JSON:
    return [_nested(depth - 1, inner)] if depth else inner


VALUES: tuple[JSON, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**63,
    -(2**31),
    10**400,
    0.1,
    1e308,
    5e-324,
    "",
    " ",
    "x",
    "true",
    "1",
    [],
    {},
    [[]],
    [None],
    [{}],
    {"": ""},
    {"Name": None},
    _nested(60, "x"),
    _nested(99, {}),
    "x" * 5_000,
    [{"Name": "x"}] * 300,
)
TEXTS: tuple[str, ...] = (
    "arn:aws:cloudtrail:us-east-1:444444444444:trail/org",
    "arn:aws:cloudtrail:eu-west-1:111111111111:trail/org",
    "arn:aws:logs:us-east-1:444444444444:log-group:CloudTrail/Logs:*",
    "arn:aws:sns:us-east-1:111111111111:secops",
    "arn:aws-cn:sns:cn-north-1:111111111111:secops",
    "arn:aws:cloudwatch:us-east-1:111111111111:alarm:",
    "arn:aws:::::",
    "arn:",
    "::::::::",
    "111111111111",
    "444444444444",
    "0" * 12,
    "us-east-1",
    "eu-west-1",
    "us-gov-west-1",
    "{ $.eventName = ConsoleLogin }",
    '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "{ $.a = ",
    "[a, b, ...]",
    "%[a%",
    "{" + "($.a = 1) || " * 40 + "($.a = 2) }",
    "ALARM(x) AND NOT (",
    "NOT " * 300 + "ALARM(x)",
    "SUM([m1, m2]) / 0",
    "2026-11-20T10:00:00+00:00",
    "0000-00-00T00:00:00Z",
    "1e309",
    "nan",
    "PendingConfirmation",
    "\u202e\u0000\u001b[31m\ufeff",
    "\U0010ffff\u2028",
    "a/b~c\"'\\`$(x)",
    "../../etc/passwd",
)
RAW: tuple[bytes, ...] = (
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\xc3",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\n{}\n",
    b"\n[]\n",
    b"$ aws cloudtrail describe-trails\n",
    b"\r",
    b"\x1b[0m",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
)


def a_row_of(name: str, account: str, chance: Random) -> JSON:
    """A record of another account, as the good accounts have it; composite alarms name no good one's."""
    text = json.dumps(good()[chance.choice(sorted(good()))])
    rows = [row for row in _rows(json.loads(text.replace("111111111111", account)), name) if row]
    if not rows:
        raise CaseError(f"no good account has a row of `{name}`")
    return chance.choice(rows)


def an_answer_of(account: str, chance: Random) -> JSON:
    """One whole answer of another account that tells by its rows whose it is."""
    files = json.loads(json.dumps(good()[chance.choice(sorted(good()))]).replace("111111111111", account))
    telling = [value for value in files.values() if any(value.get(name) for name in FOREIGN)]
    answer: JSON = chance.choice(telling)
    return answer


def _rows(files: JSON, name: str) -> list[JSON]:
    found: list[JSON] = []
    for value in files.values() if isinstance(files, dict) else ():
        listed = value.get(name) if isinstance(value, dict) else None
        found += listed if isinstance(listed, list) else []
    return found
