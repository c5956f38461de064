"""What is known of console sign-ins."""

from __future__ import annotations

from typing import Final

from analyzer.patterns.facts.model import (
    NON_API,
    RECORDS_SEEN,
    SIGN_IN,
    Fact,
    documented,
    is_absent,
    is_false,
    is_null,
    one_of,
    seen,
)
from analyzer.patterns.facts.record import SIGNED_IN
from analyzer.patterns.syntax.ast import And, Compare, Not, Operator, Or, Text
from analyzer.patterns.syntax.build import selector, text_equals

UNKNOWN_USER: Final = "No username found in supplied account"
HIDDEN: Final = "HIDDEN_DUE_TO_SECURITY_REASONS"

_FAILED_MESSAGE = text_equals("errorMessage", "Failed authentication")
_ANY_MESSAGE = Compare(selector("errorMessage"), Operator.EQUAL, Text(("", ""), exact=True))
_FAILED = And((SIGNED_IN, _ANY_MESSAGE))
_SUCCEEDED = And((SIGNED_IN, text_equals("responseElements.ConsoleLogin", "Success")))
_SIGN_IN_EVENT = text_equals("eventType", "AwsConsoleSignIn")
_FEDERATED = And((SIGNED_IN, one_of("userIdentity.type", "AssumedRole", "FederatedUser")))

FACTS: Final[tuple[Fact, ...]] = (
    documented(
        "ConsoleLogin comes from signin.amazonaws.com",
        text_equals("eventSource", "signin.amazonaws.com"),
        SIGNED_IN,
        SIGN_IN,
    ),
    # The guide states the type of sign-in events, but the IAM guide prints one as AwsConsoleSignin.
    seen("eventType of a sign-in is AwsConsoleSignIn", _SIGN_IN_EVENT, SIGNED_IN, NON_API),
    seen(
        "an event of the type AwsConsoleSignIn comes from signin.amazonaws.com",
        text_equals("eventSource", "signin.amazonaws.com"),
        _SIGN_IN_EVENT,
        NON_API,
    ),
    seen(
        "an event from signin.amazonaws.com is a sign-in event or one of the service",
        one_of("eventType", "AwsConsoleSignIn", "AwsServiceEvent"),
        text_equals("eventSource", "signin.amazonaws.com"),
        NON_API,
    ),
    seen(
        "eventName of an event of the type AwsConsoleSignIn is a known one",
        one_of(
            "eventName",
            *("ConsoleLogin", "CheckMfa", "PasswordUpdated", "SwitchRole", "ExitRole", "RenewRole"),
            *("GetSigninToken", "PasswordRecoveryRequested", "PasswordRecoveryCompleted"),
        ),
        _SIGN_IN_EVENT,
        NON_API,
    ),
    seen(
        "a sign-in with an error message has responseElements.ConsoleLogin Failure",
        text_equals("responseElements.ConsoleLogin", "Failure"),
        _FAILED,
        SIGN_IN,
    ),
    seen("a sign-in that succeeded has no error message", is_absent("errorMessage"), _SUCCEEDED, SIGN_IN),
    seen(
        "the error message of a sign-in is one of two",
        one_of("errorMessage", "Failed authentication", UNKNOWN_USER),
        _FAILED,
        SIGN_IN,
    ),
    seen(
        "the error message of a sign-in stands in no other event",
        _SIGN_IN_EVENT,
        one_of("errorMessage", "Failed authentication", UNKNOWN_USER),
        SIGN_IN,
    ),
    seen("who is unknown tried to sign in", SIGNED_IN, text_equals("errorMessage", UNKNOWN_USER), SIGN_IN),
    seen("a sign-in with an error message has no errorCode", is_absent("errorCode"), _FAILED, SIGN_IN),
    seen(
        "a sign-in without an error message has no errorCode",
        is_absent("errorCode"),
        And((SIGNED_IN, Not(_ANY_MESSAGE))),
        SIGN_IN,
    ),
    seen(
        "a failed sign-in is an IAM user's or the root user's",
        one_of("userIdentity.type", "IAMUser", "Root"),
        And((SIGNED_IN, Or((_FAILED_MESSAGE, text_equals("responseElements.ConsoleLogin", "Failure"))))),
        SIGN_IN,
    ),
    seen(
        "a sign-in is an IAM user's, the root user's or that of a role",
        one_of("userIdentity.type", "IAMUser", "Root", "AssumedRole"),
        SIGNED_IN,
        SIGN_IN,
    ),
    seen(
        "a sign-in of an unknown user hides the name",
        And((text_equals("userIdentity.userName", HIDDEN), text_equals("userIdentity.type", "IAMUser"))),
        And((SIGNED_IN, text_equals("errorMessage", UNKNOWN_USER))),
        SIGN_IN,
    ),
    seen(
        "only a sign-in of an unknown user hides the name",
        text_equals("errorMessage", UNKNOWN_USER),
        text_equals("userIdentity.userName", HIDDEN),
        SIGN_IN,
    ),
    seen(
        "responseElements.ConsoleLogin of a sign-in is Success or Failure",
        one_of("responseElements.ConsoleLogin", "Success", "Failure"),
        SIGNED_IN,
        SIGN_IN,
    ),
    seen("requestParameters of a sign-in is null", is_null("requestParameters"), SIGNED_IN, SIGN_IN),
    seen("readOnly of a sign-in is false", is_false("readOnly"), SIGNED_IN, SIGN_IN),
    # One sample of the root user prints YES. It carries no proof, and no refutation rests on it.
    seen(
        "additionalEventData.MFAUsed of a sign-in is Yes or No",
        one_of("additionalEventData.MFAUsed", "Yes", "No"),
        SIGNED_IN,
        SIGN_IN,
    ),
    seen(
        "additionalEventData.MobileVersion of a sign-in is Yes or No",
        one_of("additionalEventData.MobileVersion", "Yes", "No"),
        SIGNED_IN,
        SIGN_IN,
    ),
    seen(
        "only a federated sign-in names a SAML provider",
        is_absent("additionalEventData.SamlProviderArn"),
        Not(_FEDERATED),
        SIGN_IN,
    ),
    seen("a sign-in is not invoked by a service", is_absent("userIdentity.invokedBy"), SIGNED_IN, SIGN_IN),
    seen(
        "the root user signs in in us-east-1, us-gov-west-1 or cn-north-1",
        one_of("awsRegion", "us-east-1", "us-gov-west-1", "cn-north-1"),
        And((SIGNED_IN, text_equals("userIdentity.type", "Root"))),
        RECORDS_SEEN,
    ),
)
