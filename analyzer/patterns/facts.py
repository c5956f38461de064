"""What is known of CloudTrail records beyond the patterns: a small table, each entry graded and cited.

A documented fact may carry a proof. What was only seen in samples carries neither a proof nor a
refutation: it may stop both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Delimited,
    Everything,
    Formula,
    Is,
    IsText,
    JsonConstant,
    Not,
    NotExists,
    Operator,
    Or,
    Pattern,
    Regex,
    Terms,
    Text,
)
from analyzer.patterns.syntax.build import selector, text_equals

_GUIDE = "AWS CloudTrail User Guide, "
_RECORD = _GUIDE + "record contents (cloudtrail-event-reference-record-contents)"
_IDENTITY = _GUIDE + "userIdentity element (cloudtrail-event-reference-user-identity)"
_SIGN_IN = _GUIDE + "console sign-in events (cloudtrail-event-reference-aws-console-sign-in-events)"
_NON_API = _GUIDE + "non-API events (cloudtrail-non-api-events)"


class Grade(StrEnum):
    DOCUMENTED = "documented"  # AWS states it as a rule
    SAMPLES = "samples"  # every sample at hand agrees, or all but a few


@dataclass(frozen=True, slots=True)
class Fact:
    """Of every record of which `when` is true (None: of every record) `then` is true."""

    name: str
    grade: Grade
    then: Formula
    when: Formula | None = None
    source: str = ""
    pattern: Pattern = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        formula = self.then if self.when is None else Or((Not(self.when), self.then))
        object.__setattr__(self, "pattern", Pattern(formula))

    @property
    def formula(self) -> Formula:
        assert not isinstance(self.pattern.body, (Everything, Terms, Delimited, Regex))
        return self.pattern.body


def _always_text(path: str, source: str) -> Fact:
    return Fact(f"{path} is always a text", Grade.DOCUMENTED, IsText(selector(path)), source=source)


def _seen(name: str, then: Formula, when: Formula | None, source: str) -> Fact:
    return Fact(name, Grade.SAMPLES, then, when, source)


def _optional_text(path: str) -> Formula:
    return Or((NotExists(selector(path)), IsText(selector(path))))


def _is_null(path: str) -> Formula:
    return Is(selector(path), JsonConstant.NULL)


def _one_of(path: str, *texts: str) -> Formula:
    return Or(tuple(text_equals(path, text) for text in texts))


_SIGNED_IN = text_equals("eventName", "ConsoleLogin")
_FAILED_MESSAGE = text_equals("errorMessage", "Failed authentication")
_ANY_MESSAGE = Compare(selector("errorMessage"), Operator.EQUAL, Text(("", ""), exact=True))
_FAILED = And((_SIGNED_IN, _ANY_MESSAGE))

CLOUDTRAIL: tuple[Fact, ...] = (
    # Fields that the record reference lists as not optional. It says so of the field, not of its type:
    # each is described as a name, a region, an address, a time or a version, all of which are texts.
    _always_text("eventName", _RECORD),
    _always_text("eventSource", _RECORD),
    _always_text("awsRegion", _RECORD),
    _always_text("eventTime", _RECORD),
    _always_text("eventVersion", _RECORD),
    _always_text("sourceIPAddress", _RECORD),
    # The reference lists the type as not optional, but the guides of some services print records of what
    # a service did on its own that lack it. Somebody signs in.
    Fact(
        "userIdentity.type is always a text, but where a service acts on its own",
        Grade.DOCUMENTED,
        IsText(selector("userIdentity.type")),
        Or((_SIGNED_IN, NotExists(selector("userIdentity.invokedBy")))),
        _IDENTITY,
    ),
    Fact(
        "ConsoleLogin comes from signin.amazonaws.com",
        Grade.DOCUMENTED,
        text_equals("eventSource", "signin.amazonaws.com"),
        _SIGNED_IN,
        _SIGN_IN,
    ),
    # Fields of which the reference says less, or a sample more.
    _seen("eventType is always a text", IsText(selector("eventType")), None, _RECORD),
    _seen("errorMessage is a text where it is there", _optional_text("errorMessage"), None, _RECORD),
    _seen("errorCode is a text where it is there", _optional_text("errorCode"), None, _RECORD),
    _seen("userAgent is a text where it is there", _optional_text("userAgent"), None, _RECORD),
    _seen("eventCategory is a text where it is there", _optional_text("eventCategory"), None, _RECORD),
    _seen(
        "userIdentity.invokedBy is a text or null where it is there",
        Or((_optional_text("userIdentity.invokedBy"), _is_null("userIdentity.invokedBy"))),
        None,
        _IDENTITY,
    ),
    # The guide states the type of sign-in events, but the IAM guide prints one as AwsConsoleSignin.
    _seen(
        "eventType of a sign-in is AwsConsoleSignIn",
        text_equals("eventType", "AwsConsoleSignIn"),
        _SIGNED_IN,
        _NON_API,
    ),
    _seen(
        "a sign-in with an error message has responseElements.ConsoleLogin Failure",
        text_equals("responseElements.ConsoleLogin", "Failure"),
        _FAILED,
        _SIGN_IN,
    ),
    _seen(
        "a sign-in with an error message has no errorCode",
        NotExists(selector("errorCode")),
        _FAILED,
        _SIGN_IN,
    ),
    _seen(
        "a failed sign-in is an IAM user's or the root user's",
        _one_of("userIdentity.type", "IAMUser", "Root"),
        And((_SIGNED_IN, _FAILED_MESSAGE)),
        _SIGN_IN,
    ),
    _seen(
        "responseElements.ConsoleLogin of a sign-in is Success or Failure",
        _one_of("responseElements.ConsoleLogin", "Success", "Failure"),
        _SIGNED_IN,
        _SIGN_IN,
    ),
    _seen(
        "requestParameters of a sign-in is null",
        _is_null("requestParameters"),
        _SIGNED_IN,
        _SIGN_IN,
    ),
    # One sample of the root user prints YES.
    _seen(
        "additionalEventData.MFAUsed of a sign-in is Yes, YES or No",
        _one_of("additionalEventData.MFAUsed", "Yes", "YES", "No"),
        _SIGNED_IN,
        _SIGN_IN,
    ),
    _seen(
        "a sign-in is not invoked by a service",
        NotExists(selector("userIdentity.invokedBy")),
        _SIGNED_IN,
        _SIGN_IN,
    ),
)
"""Documented facts first; names are shown in reports and never change."""
