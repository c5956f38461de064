"""What is known of every record, and of operations by their names.

A list of values that AWS prints is graded as samples even where the guide prints it: AWS adds to such
lists (NetworkActivity came in 2024), so none proves that there is no other value.
"""

from __future__ import annotations

from typing import Final

from analyzer.patterns.facts.model import (
    RECORD,
    RECORDS_SEEN,
    Fact,
    documented,
    finds,
    if_there,
    is_false,
    is_text,
    is_there,
    is_true,
    like,
    one_of,
    seen,
)
from analyzer.patterns.syntax.ast import And, Formula, Not, Or
from analyzer.patterns.syntax.build import disjunction, text_equals, text_starts_with

SIGNED_IN: Final = text_equals("eventName", "ConsoleLogin")

_WRITES: Final = (
    *("Accept", "Attach", "Authorize", "Create", "Decline", "Delete", "Detach", "Disable", "Disassociate"),
    *("Enable", "Invite", "Leave", "Modify", "Move", "Put", "Reject", "Remove", "Replace", "Revoke"),
    *("Schedule", "Start", "Stop", "Update"),
)
_READS: Final = ("Describe", "Get", "Head", "List", "Lookup")


def _named(*beginnings: str) -> Formula:
    return disjunction(*(text_starts_with("eventName", one) for one in beginnings))


_WRITING: Final = _named(*_WRITES)
_READING: Final = _named(*_READS)

_SERVICES_OF_CONTROLS: Final = one_of(
    "eventSource",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "ec2.amazonaws.com",
    "iam.amazonaws.com",
    "kms.amazonaws.com",
    "organizations.amazonaws.com",
    "s3.amazonaws.com",
)
_SIGN_IN_EVENT: Final = text_equals("eventType", "AwsConsoleSignIn")
_BY_THE_SERVICE: Final = Or((text_equals("eventName", "DeleteKey"), like("eventName", "", "Result")))

REFUSALS: Final = ("AccessDenied", "AccessDeniedException", "AccessDeniedForDependencyException")
UNAUTHORIZED: Final = ("Client.UnauthorizedOperation", "UnauthorizedOperation")


def _always_text(path: str) -> Fact:
    return documented(f"{path} is always a text", is_text(path), None, RECORD)


def _text_if_there(path: str) -> Fact:
    return seen(f"{path} is a text where it is there", if_there(path, is_text(path)), None, RECORD)


def _boolean_if_there(path: str) -> Fact:
    then = if_there(path, Or((is_true(path), is_false(path))))
    return documented(f"{path} is true or false where it is there", then, None, RECORD)


FACTS: Final[tuple[Fact, ...]] = (
    # Fields that the record reference lists as not optional. It says so of the field, not of its type:
    # each is described as a name, a region, an address, a time or a version, all of which are texts.
    _always_text("eventName"),
    _always_text("eventSource"),
    _always_text("awsRegion"),
    _always_text("eventTime"),
    _always_text("eventVersion"),
    _always_text("sourceIPAddress"),
    _boolean_if_there("readOnly"),
    _boolean_if_there("managementEvent"),
    # Fields of which the reference says less, or a sample more.
    seen("eventType is always a text", is_text("eventType"), None, RECORD),
    _text_if_there("errorMessage"),
    _text_if_there("errorCode"),
    _text_if_there("userAgent"),
    _text_if_there("eventCategory"),
    # Since eventVersion 1.01, 1.06 and 1.07; older records lack them, and those of data events differ.
    # A trail is judged by its management events, which is what the audit asks it to record.
    seen("readOnly is there", is_there("readOnly"), None, RECORD),
    seen("managementEvent of a management event is true", is_true("managementEvent"), None, RECORD),
    seen(
        "eventCategory of a management event is Management",
        text_equals("eventCategory", "Management"),
        None,
        RECORD,
    ),
    seen(
        "eventType of a management event is one of four",
        one_of("eventType", "AwsApiCall", "AwsServiceEvent", "AwsConsoleAction", "AwsConsoleSignIn"),
        None,
        RECORD,
    ),
    # Operations by name. One sample of StartLogging and three reads say otherwise.
    seen("readOnly of an operation that changes something is false", is_false("readOnly"), _WRITING, RECORD),
    seen(
        "readOnly of an operation that reads is true",
        is_true("readOnly"),
        And((_READING, Not(text_equals("eventType", "AwsServiceEvent")))),
        RECORD,
    ),
    # Keys that a service deletes and accounts that it has made are told by the service itself.
    seen(
        "an operation of the services that controls are about is an API call",
        text_equals("eventType", "AwsApiCall"),
        And((_WRITING, _SERVICES_OF_CONTROLS, Not(_BY_THE_SERVICE))),
        RECORDS_SEEN,
    ),
    # Forms.
    seen("eventTime is a time", finds("eventTime", r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$"), None, RECORD),
    seen("eventVersion is a version", finds("eventVersion", r"^1\.\d\d?$"), None, RECORD),
    seen("eventID is always a text", is_text("eventID"), None, RECORD),
    seen(
        "eventSource is the host of a service",
        finds("eventSource", r"^[a-z][a-z0-9-]+\.amazonaws\.com$"),
        None,
        RECORD,
    ),
    seen("eventName is a word", finds("eventName", "^[A-Za-z][A-Za-z0-9]+$"), None, RECORDS_SEEN),
    seen(
        "sourceIPAddress is an address or a service",
        finds(
            "sourceIPAddress",
            r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^[0-9a-f:]*:[0-9a-f:]*$|^[a-z0-9-]+\.amazonaws\.com$"
            "|^AWS Internal$",
        ),
        None,
        RECORD,
    ),
    # What fails has a code; a sign-in has only a message.
    seen(
        "a call with an error message has an error code",
        is_there("errorCode"),
        And((is_there("errorMessage"), Not(_SIGN_IN_EVENT))),
        RECORDS_SEEN,
    ),
    seen(
        "errorCode is a word",
        if_there("errorCode", finds("errorCode", r"^[A-Z][A-Za-z0-9.]+$")),
        None,
        RECORDS_SEEN,
    ),
    seen(
        "an error code that begins with AccessDenied is a known one",
        one_of("errorCode", *REFUSALS),
        text_starts_with("errorCode", "AccessDenied"),
        RECORDS_SEEN,
    ),
    seen(
        "an error code that ends with UnauthorizedOperation is a known one",
        one_of("errorCode", *UNAUTHORIZED),
        like("errorCode", "", "UnauthorizedOperation"),
        RECORDS_SEEN,
    ),
)
