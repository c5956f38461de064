"""The records that a search starts from, and what a person would write into a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.facts.identity import TYPES
from analyzer.patterns.facts.origin import REGIONS
from analyzer.patterns.facts.record import REFUSALS, UNAUTHORIZED
from analyzer.patterns.syntax.ast import (
    And,
    Body,
    Compare,
    Delimited,
    Everything,
    FieldTest,
    Is,
    IsText,
    Name,
    Not,
    NotExists,
    Or,
    Regex,
    Terms,
    Text,
)

FAILED_SIGN_IN: dict[str, JSON] = {
    "eventVersion": "1.09",
    "userIdentity": {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLEALICE00001",
        "arn": "arn:aws:iam::111122223333:user/alice",
        "accountId": "111122223333",
        "accessKeyId": "",
        "userName": "alice",
    },
    "eventTime": "2025-03-04T09:26:53Z",
    "eventSource": "signin.amazonaws.com",
    "eventName": "ConsoleLogin",
    "awsRegion": "us-east-1",
    "sourceIPAddress": "203.0.113.25",
    "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "errorMessage": "Failed authentication",
    "requestParameters": None,
    "responseElements": {"ConsoleLogin": "Failure"},
    "additionalEventData": {
        "LoginTo": "https://console.aws.amazon.com/console/home",
        "MobileVersion": "No",
        "MFAUsed": "No",
    },
    "eventID": "5f0c9b1e-6a3d-4c57-9f4e-2b7d81c0a914",
    "readOnly": False,
    "eventType": "AwsConsoleSignIn",
    "managementEvent": True,
    "recipientAccountId": "111122223333",
    "eventCategory": "Management",
}

API_CALL: dict[str, JSON] = {
    "eventVersion": "1.09",
    "userIdentity": {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLEALICE00001",
        "arn": "arn:aws:iam::111122223333:user/alice",
        "accountId": "111122223333",
        "accessKeyId": "AKIAEXAMPLEALICE00001",
        "userName": "alice",
    },
    "eventTime": "2025-03-04T10:11:12Z",
    "eventSource": "ec2.amazonaws.com",
    "eventName": "DescribeInstances",
    "awsRegion": "us-east-1",
    "sourceIPAddress": "203.0.113.25",
    "userAgent": "aws-cli/2.17.0",
    "requestParameters": {"filterSet": {}},
    "responseElements": None,
    "requestID": "0d7a52f4-3c1b-4e08-8a96-71e5c9d02b3f",
    "eventID": "c8e4b6d2-19f7-4a35-b0c1-6e2d93f8a750",
    "readOnly": True,
    "eventType": "AwsApiCall",
    "managementEvent": True,
    "recipientAccountId": "111122223333",
    "eventCategory": "Management",
}

_OTHER_FIELDS = frozenset(["errorCode", "resources", "serviceEventDetails", "sharedEventID", "vpcEndpointId"])
_FIELDS = _OTHER_FIELDS.union(FAILED_SIGN_IN, API_CALL)

NOT_AUTHORIZED = "You are not authorized to perform this operation."

_OF_SIGN_IN = frozenset(["ConsoleLogin", "signin.amazonaws.com", "Failed authentication"])

_ISSUER = ("userIdentity", "sessionContext", "sessionIssuer")

_NATURAL: dict[tuple[str | int, ...], tuple[str, ...]] = {
    ("userIdentity", "type"): TYPES,
    ("userIdentity", "userName"): ("alice", "bob", "HIDDEN_DUE_TO_SECURITY_REASONS"),
    ("userIdentity", "invokedBy"): ("cloudformation.amazonaws.com", "AWS Internal"),
    (*_ISSUER, "type"): ("Role",),
    (*_ISSUER, "userName"): ("app", "admin"),
    ("userIdentity", "sessionContext", "attributes", "mfaAuthenticated"): ("false", "true"),
    ("eventSource",): (
        *("signin.amazonaws.com", "ec2.amazonaws.com", "iam.amazonaws.com", "s3.amazonaws.com"),
        *("lambda.amazonaws.com", "sts.amazonaws.com", "rds.amazonaws.com"),
    ),
    ("eventName",): ("ConsoleLogin", "DescribeInstances", "CreateUser", "PutObject"),
    ("eventType",): ("AwsConsoleSignIn", "AwsApiCall", "AwsServiceEvent", "AwsConsoleAction"),
    ("errorMessage",): ("Failed authentication", "No username found in supplied account", NOT_AUTHORIZED),
    ("errorCode",): (*REFUSALS, *UNAUTHORIZED, "ThrottlingException"),
    ("responseElements", "ConsoleLogin"): ("Failure", "Success"),
    ("additionalEventData", "MFAUsed"): ("No", "Yes"),
    ("additionalEventData", "MobileVersion"): ("No", "Yes"),
    ("additionalEventData", "SamlProviderArn"): ("arn:aws:iam::111122223333:saml-provider/example",),
    ("sourceIPAddress",): ("203.0.113.25", "198.51.100.7", "2001:db8::25", "cloudformation.amazonaws.com"),
    ("awsRegion",): REGIONS["aws"],
    ("eventCategory",): ("Management", "Data"),
    ("readOnly",): ("true", "false"),
}
_ANYWHERE = ("example", "another")


def natural_texts(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Texts that a person would expect at the path, the most usual one first."""
    return _NATURAL.get(path, ()) + _ANYWHERE


def sample_for(bodies: Iterable[Body]) -> dict[str, JSON]:
    """The record that a witness for these patterns starts from: empty where they are not about CloudTrail."""
    known = sign_in = False
    for condition in _conditions(bodies):
        first = condition.selector.steps[0]
        known = known or (isinstance(first, Name) and first.text in _FIELDS)
        if isinstance(condition, Compare) and isinstance(condition.value, Text):
            sign_in = sign_in or condition.value.literal in _OF_SIGN_IN
    if not known:
        return {}
    return FAILED_SIGN_IN if sign_in else API_CALL


_Leaf = Compare | Is | NotExists | IsText


def _conditions(bodies: Iterable[Body]) -> Iterator[_Leaf]:
    pending = list(bodies)
    while pending:
        match pending.pop():
            case And(operands) | Or(operands):
                pending.extend(operands)
            case Not(operand):
                pending.append(operand)
            case Compare() | Is() | NotExists() | IsText() as condition:
                yield condition
            case Everything() | Terms() | Delimited() | Regex() | FieldTest():
                pass
            case unknown:
                assert_never(unknown)
