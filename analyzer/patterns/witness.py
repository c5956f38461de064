"""Events that look real: what a witness starts from, and what a person would write into a field.

The records are made up in the form of CloudTrail records; account numbers and addresses are those that
AWS and the internet standards reserve for examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.patterns.ast import (
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
    Selector,
    Terms,
    Text,
)
from analyzer.patterns.messages import JSON

FAILED_SIGN_IN: dict[str, JSON] = {
    "eventVersion": "1.09",
    "userIdentity": {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLEALICE00001",
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

_NATURAL: dict[tuple[str | int, ...], tuple[str, ...]] = {
    ("userIdentity", "type"): ("IAMUser", "Root", "AssumedRole", "FederatedUser", "AWSAccount", "AWSService"),
    ("userIdentity", "userName"): ("alice", "bob", "HIDDEN_DUE_TO_SECURITY_REASONS"),
    ("userIdentity", "invokedBy"): ("cloudformation.amazonaws.com",),
    ("eventSource",): ("signin.amazonaws.com", "ec2.amazonaws.com", "iam.amazonaws.com", "s3.amazonaws.com"),
    ("eventName",): ("ConsoleLogin", "DescribeInstances", "CreateUser", "PutObject"),
    ("eventType",): ("AwsConsoleSignIn", "AwsApiCall", "AwsServiceEvent"),
    ("errorMessage",): ("Failed authentication", "No username found in supplied account"),
    ("errorCode",): ("AccessDenied", "Client.UnauthorizedOperation", "ThrottlingException"),
    ("responseElements", "ConsoleLogin"): ("Failure", "Success"),
    ("additionalEventData", "MFAUsed"): ("No", "Yes"),
    ("additionalEventData", "MobileVersion"): ("No", "Yes"),
    ("sourceIPAddress",): ("203.0.113.25", "198.51.100.7"),
    ("awsRegion",): ("us-east-1", "eu-west-1"),
    ("eventCategory",): ("Management", "Data"),
    ("readOnly",): ("true", "false"),
}
_ANYWHERE = ("example", "another")


def natural_texts(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Texts that a person would expect at the path, the most usual one first."""
    return _NATURAL.get(path, ()) + _ANYWHERE


def sample_for(bodies: Iterable[Body]) -> dict[str, JSON]:
    """The record that a witness for these patterns starts from: empty where they are not about CloudTrail."""
    conditions = list(_conditions(bodies))
    names = {name for condition in conditions for name in _first_name(_selector(condition))}
    if not names & _FIELDS:
        return {}
    texts = {
        condition.value.literal
        for condition in conditions
        if isinstance(condition, Compare) and isinstance(condition.value, Text)
    }
    sign_in = {"ConsoleLogin", "signin.amazonaws.com", "Failed authentication"} & texts
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


def _selector(condition: _Leaf) -> Selector:
    return condition.selector


def _first_name(selector: Selector) -> list[str]:
    return [step.text for step in selector.steps[:1] if isinstance(step, Name)]
