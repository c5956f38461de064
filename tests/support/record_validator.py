"""Whether CloudTrail could have written a record: a reading of its documents of its own.

Plain Python over plain data; shares nothing with the table of facts nor with the evaluator. What it says is
in the CloudTrail User Guide: record contents, userIdentity element, non-API and console sign-in events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TEXTS = (
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "eventType",
)
_MAYBE_TEXTS = ("userAgent", "errorCode", "errorMessage", "requestID", "apiVersion", "vpcEndpointId")
_EVENT_TYPES = {
    *("AwsApiCall", "AwsServiceEvent", "AwsConsoleAction", "AwsConsoleSignIn", "AwsVpceEvent"),
    "AwsCloudTrailInsight",
}
_CATEGORIES = {"Management", "Data", "NetworkActivity", "Insight"}
_WITHOUT_ARN = {
    *("AWSService", "AWSAccount", "SAMLUser", "WebIdentityUser", "IdentityCenterUser", "Unknown"),
    *("Role", "Directory"),
}
_GLOBAL = {
    "iam.amazonaws.com",
    "organizations.amazonaws.com",
    "cloudfront.amazonaws.com",
    "route53.amazonaws.com",
}
_CHANGES = re.compile(
    "(Accept|Attach|Authorize|Create|Decline|Delete|Detach|Disable|Disassociate|Enable|Invite|Leave|Modify|Move"
    "|Put|Reject|Remove|Replace|Revoke|Schedule|Start|Stop|Update)[A-Z]"
)
_READS = re.compile("(Describe|Get|Head|List|Lookup)[A-Z]")


def faults(record: Any, account: str, partition: str = "aws") -> list[str]:
    """What the documents say against a record that a trail of this account alone brings."""
    return list(_faults(record, account, partition))


def _faults(record: Any, account: str, partition: str) -> Iterator[str]:
    if not isinstance(record, dict):
        yield "no object"
        return
    yield from (f"{name} is no text" for name in _TEXTS if not _is_text(record.get(name)))
    yield from (
        f"{name} is no text" for name in _MAYBE_TEXTS if name in record and not _is_text(record[name])
    )
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(record.get("eventTime"))):
        yield "eventTime is no time"
    if not re.fullmatch(r"1\.\d{1,2}", str(record.get("eventVersion"))):
        yield "eventVersion is none"
    if not re.fullmatch(r"[a-z0-9-]+\.amazonaws\.com", str(record.get("eventSource"))):
        yield "eventSource is no host of a service"
    if not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d", str(record.get("awsRegion"))):
        yield "awsRegion is none"
    for name in ("readOnly", "managementEvent"):
        if not isinstance(record.get(name, True), bool):
            yield f"{name} is no Boolean"
    if record.get("eventType") not in _EVENT_TYPES:
        yield "eventType is none"
    if record.get("eventCategory", "Management") not in _CATEGORIES:
        yield "eventCategory is none"
    if (record.get("eventCategory") == "Management") is not bool(record.get("managementEvent", True)):
        yield "eventCategory and managementEvent disagree"
    if record.get("recipientAccountId") != account:
        yield "recipientAccountId is not the account of the trail"
    name = str(record.get("eventName"))
    if (_CHANGES.match(name) and record.get("readOnly")) or (
        _READS.match(name) and record.get("readOnly") is False
    ):
        yield "readOnly is not what the operation does"
    if partition == "aws" and record.get("eventSource") in _GLOBAL and record.get("awsRegion") != "us-east-1":
        yield "an event of a global service in another region"
    if record.get("eventName") == "ConsoleLogin" or record.get("eventType") == "AwsConsoleSignIn":
        yield from _sign_in(record)
    yield from _identity(record, account, partition)


def _sign_in(record: dict[str, Any]) -> Iterator[str]:
    if record.get("eventSource") != "signin.amazonaws.com":
        yield "a sign-in from elsewhere"
    if record.get("eventType") != "AwsConsoleSignIn":
        yield "a sign-in of another type"
    if record.get("eventName") != "ConsoleLogin":
        return
    result = (record.get("responseElements") or {}).get("ConsoleLogin")
    if result not in ("Success", "Failure"):
        yield "a sign-in without result"
    if ("errorMessage" in record) is not (result == "Failure"):
        yield "a message does not go with the result"
    if "errorCode" in record or record.get("requestParameters") is not None:
        yield "a sign-in with an error code or parameters"
    more = record.get("additionalEventData")
    if not isinstance(more, dict) or more.get("MFAUsed") not in ("Yes", "No"):
        yield "MFAUsed is neither Yes nor No"
        return
    if "SamlProviderArn" in more and record["userIdentity"].get("type") != "AssumedRole":
        yield "a SAML provider without federation"


def _identity(record: dict[str, Any], account: str, partition: str) -> Iterator[str]:
    who = record.get("userIdentity")
    if not isinstance(who, dict):
        yield "userIdentity is no object"
        return
    kind, arn, name = who.get("type"), who.get("arn"), who.get("userName")
    issuer = (who.get("sessionContext") or {}).get("sessionIssuer")
    if kind in ("Root", "IAMUser", "AssumedRole", "FederatedUser") and who.get("accountId") != account:
        yield "accountId is not the account's"
    if not isinstance(who.get("invokedBy", ""), str) and who["invokedBy"] is not None:
        yield "invokedBy is no text"
    if kind == "Root":
        yield from _unless(arn == f"arn:{partition}:iam::{account}:root", "the ARN is not the root user's")
        yield from _unless(not issuer, "the root user has an issuer")
    elif kind == "IAMUser" and record.get("errorMessage") == "No username found in supplied account":
        yield from _unless(arn is None, "an unknown user has an ARN")
        yield from _unless(name == "HIDDEN_DUE_TO_SECURITY_REASONS", "the name is not hidden")
    elif kind == "IAMUser":
        start = f"arn:{partition}:iam::{account}:user/"
        yield from _unless(isinstance(name, str) and name != "", "an IAM user without name")
        yield from _unless(
            isinstance(arn, str) and arn.startswith(start) and arn[len(start) :].split("/")[-1] == name,
            "the ARN is not the user's",
        )
        yield from _unless("userName" not in (issuer or {}), "the issuer of a user's session has a name")
    elif kind == "AssumedRole":
        start = f"arn:{partition}:sts::{account}:assumed-role/"
        yield from _unless(name is None, "a role's session has a userName")
        if not isinstance(issuer, dict) or issuer.get("type") != "Role":
            yield "a role's session without issuer"
            return
        role = issuer.get("userName")
        yield from _unless(
            isinstance(arn, str) and re.fullmatch(f"{re.escape(f'{start}{role}')}/[^/]+", arn) is not None,
            "the ARN is not the session's",
        )
        end = rf"arn:{partition}:iam::{account}:role/(.*/)?{re.escape(str(role))}"
        yield from _unless(
            re.fullmatch(end, str(issuer.get("arn"))) is not None, "the issuer's ARN is not the role's"
        )
    elif kind == "FederatedUser":
        start = f"arn:{partition}:sts::{account}:federated-user/"
        yield from _unless(
            isinstance(arn, str) and arn.startswith(start), "the ARN is not the federated user's"
        )
        yield from _unless((issuer or {}).get("type") in ("IAMUser", "Root"), "federated by nobody")
    elif kind is None:
        yield from _unless(_is_text(who.get("invokedBy")), "nobody acts")
    else:
        yield from _unless(kind in _WITHOUT_ARN, f"type {kind} is none")
        yield from _unless(arn in (None, ""), f"{kind} has an ARN")
        if kind == "AWSService":
            yield from _unless(_is_text(who.get("invokedBy")), "a service that is not named")
        if kind == "AWSAccount":
            yield from _unless(_is_text(who.get("accountId")), "an account without number")


def _unless(true: bool, fault: str) -> Iterator[str]:
    if not true:
        yield fault


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""
