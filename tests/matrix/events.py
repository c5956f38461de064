"""Small events that CloudTrail could write, varied in the fields that some patterns look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from .trees import JSON, Tree, comparisons

_SOURCES = ("ec2.amazonaws.com", "organizations.amazonaws.com", "iam.amazonaws.com")
_PERSON: dict[str, JSON] = {"accountId": "111111111111", "principalId": "AIDAEXAMPLE"}
_API: dict[str, JSON] = {
    "eventName": "DescribeInstances",
    "eventSource": "ec2.amazonaws.com",
    "eventType": "AwsApiCall",
    "awsRegion": "us-east-1",
    "sourceIPAddress": "203.0.113.7",
    "userIdentity": {**_PERSON, "type": "IAMUser"},
}
_SIGN_IN: dict[str, JSON] = {
    **_API,
    "eventName": "ConsoleLogin",
    "eventSource": "signin.amazonaws.com",
    "eventType": "AwsConsoleSignIn",
    "additionalEventData": {"MFAUsed": "No"},
    "responseElements": {"ConsoleLogin": "Success"},
}
_FAILED: dict[str, JSON] = {
    **_SIGN_IN,
    "errorMessage": "Failed authentication",
    "responseElements": {"ConsoleLogin": "Failure"},
}
_ABSENT = None
_FREE: dict[str, tuple[str | None, ...]] = {
    "awsRegion": ("us-east-1", "eu-west-1"),
    "sourceIPAddress": ("203.0.113.7", "delivery.logs.amazonaws.com"),
}
_API_FREE: dict[str, tuple[str | None, ...]] = {
    **_FREE,
    "eventType": ("AwsApiCall", "AwsServiceEvent"),
    "userIdentity.type": ("IAMUser", "Root", "AssumedRole"),
    "userIdentity.invokedBy": (_ABSENT, "ec2.amazonaws.com"),
    "errorCode": (
        _ABSENT, "AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation",
        "UnauthorizedOperation", "ThrottlingException",
    ),
}  # fmt: skip
_SIGN_IN_FREE: dict[str, tuple[str | None, ...]] = {
    **_FREE,
    "userIdentity.type": ("IAMUser", "Root"),
    "additionalEventData.MFAUsed": ("Yes", "No"),
}


def events(*trees: Tree) -> Iterator[JSON]:
    """Small events, every combination of what the trees look at."""
    asked = {test.path for tree in trees for test in comparisons(tree)}
    values = {
        path: tuple(dict.fromkeys(t.value for tree in trees for t in comparisons(tree) if t.path == path))
        for path in ("eventName", "eventSource")
    }
    plain = {path: tuple(v for v in found if re.fullmatch(r"[\w.]+", v)) for path, found in values.items()}
    names = (*(name for name in plain["eventName"] if name != "ConsoleLogin"), "DescribeInstances")
    api = {**_API_FREE, "eventName": names, "eventSource": (*plain["eventSource"], *_SOURCES)}
    roles = {**_SIGN_IN_FREE, "userIdentity.type": ("IAMUser", "Root", "AssumedRole")}
    for template, free in ((_API, api), (_SIGN_IN, roles), (_FAILED, _SIGN_IN_FREE)):
        varied = {path: tuple(dict.fromkeys(some)) for path, some in free.items() if path in asked}
        for chosen in product(*varied.values()):
            yield _with(template, dict(zip(varied, chosen, strict=True)))


def _with(template: Mapping[str, JSON], values: Mapping[str, str | None]) -> JSON:
    event = dict(template)
    for path, value in values.items():
        *above, last = path.split(".")
        inner = event
        for step in above:
            found = inner.get(step, {})
            assert isinstance(found, dict)
            copy = dict(found)
            inner[step] = copy
            inner = copy
        if value is not None:
            inner[last] = value
    return event
