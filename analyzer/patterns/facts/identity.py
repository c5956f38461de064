"""What is known of `userIdentity` by its type: who has an ARN of which form, a name, a session.

The guide describes each member as optional, so that an ARN is there is known from samples alone.
"""

from __future__ import annotations

from typing import Final

from analyzer.patterns.facts.model import (
    IDENTITY,
    RECORDS_SEEN,
    Fact,
    documented,
    finds,
    if_there,
    is_absent,
    is_null,
    is_text,
    is_there,
    like,
    one_of,
    seen,
)
from analyzer.patterns.facts.record import SIGNED_IN
from analyzer.patterns.facts.sign_in import UNKNOWN_USER
from analyzer.patterns.syntax.ast import And, Formula, Not, NotExists, Or
from analyzer.patterns.syntax.build import selector, text_equals

ARN: Final = "userIdentity.arn"
NAME: Final = "userIdentity.userName"
_PRINCIPAL: Final = "userIdentity.principalId"
ISSUER: Final = "userIdentity.sessionContext.sessionIssuer"

TYPES: Final = (
    *("IAMUser", "Root", "AssumedRole", "FederatedUser", "AWSAccount", "AWSService", "SAMLUser"),
    *("WebIdentityUser", "IdentityCenterUser", "Unknown"),
)


def of_type(*names: str) -> Formula:
    return one_of("userIdentity.type", *names)


def _arn_form(kind: str, title: str, *chunks: str) -> Fact:
    name = f"the ARN of {title}, where it is there, is {'*'.join(chunks)}"
    return documented(name, if_there(ARN, like(ARN, *chunks)), of_type(kind), IDENTITY)


_HAS_ARN: Final = of_type("Root", "IAMUser", "AssumedRole", "FederatedUser")
_UNKNOWN_USER: Final = And((SIGNED_IN, text_equals("errorMessage", UNKNOWN_USER)))

FACTS: Final[tuple[Fact, ...]] = (
    # The reference lists the type as not optional, but the guides of some services print records of what
    # a service did on its own that lack it. Somebody signs in.
    documented(
        "userIdentity.type is always a text, but where a service acts on its own",
        is_text("userIdentity.type"),
        Or((SIGNED_IN, NotExists(selector("userIdentity.invokedBy")))),
        IDENTITY,
    ),
    _arn_form("Root", "the root user", "arn:", ":iam::", ":root"),
    _arn_form("IAMUser", "an IAM user", "arn:", ":iam::", ":user/", ""),
    _arn_form("AssumedRole", "a role's session", "arn:", ":sts::", ":assumed-role/", ""),
    _arn_form("FederatedUser", "a federated user", "arn:", ":sts::", ":federated-user/", ""),
    documented(
        "an AWS service is named by invokedBy",
        is_text("userIdentity.invokedBy"),
        of_type("AWSService"),
        IDENTITY,
    ),
    seen("userIdentity.type is a known one", of_type(*TYPES), is_text("userIdentity.type"), IDENTITY),
    seen(
        "userIdentity has no type only in service events",
        text_equals("eventType", "AwsServiceEvent"),
        Not(is_text("userIdentity.type")),
        RECORDS_SEEN,
    ),
    seen(
        "service events are nobody's who has credentials",
        Not(_HAS_ARN),
        text_equals("eventType", "AwsServiceEvent"),
        RECORDS_SEEN,
    ),
    seen(
        "userIdentity.invokedBy is a text or null where it is there",
        if_there(
            "userIdentity.invokedBy",
            Or((is_text("userIdentity.invokedBy"), is_null("userIdentity.invokedBy"))),
        ),
        None,
        IDENTITY,
    ),
    seen(
        "userIdentity.invokedBy is a service where it is a text",
        finds("userIdentity.invokedBy", r"^[a-z0-9-]+\.amazonaws\.com$|^AWS Internal$"),
        is_text("userIdentity.invokedBy"),
        IDENTITY,
    ),
    *(
        seen(f"{path} is a text where it is there", if_there(path, is_text(path)), None, IDENTITY)
        for path in (ARN, NAME, _PRINCIPAL, f"{ISSUER}.userName", f"{ISSUER}.arn", f"{ISSUER}.principalId")
    ),
    # Who has an ARN, and who a name.
    seen(
        "the ARN of a role's session names the role and the session",
        if_there(ARN, finds(ARN, "assumed-role/[^/]+/[^/]+$")),
        of_type("AssumedRole"),
        IDENTITY,
    ),
    seen(
        "the ARN of a user ends with a name",
        if_there(ARN, finds(ARN, "user/[^ ]*[^ /]$")),
        of_type("IAMUser", "FederatedUser"),
        IDENTITY,
    ),
    seen("who has credentials has an ARN", is_text(ARN), And((_HAS_ARN, Not(_UNKNOWN_USER))), IDENTITY),
    seen("an unknown user has no ARN", is_absent(ARN), _UNKNOWN_USER, IDENTITY),
    seen(
        "services and other accounts have no ARN and no name",
        And((is_absent(ARN), is_absent(NAME))),
        of_type("AWSService", "AWSAccount"),
        IDENTITY,
    ),
    seen(
        "a service has no account and no session",
        And((is_absent("userIdentity.accountId"), is_absent("userIdentity.sessionContext"))),
        of_type("AWSService"),
        IDENTITY,
    ),
    seen(
        "users of other directories have no ARN",
        if_there(ARN, text_equals(ARN, "")),
        of_type("SAMLUser", "WebIdentityUser", "IdentityCenterUser", "Directory", "Unknown"),
        IDENTITY,
    ),
    seen("an IAM user has a name", is_text(NAME), of_type("IAMUser"), IDENTITY),
    seen("a role's session has no userName", is_absent(NAME), of_type("AssumedRole"), IDENTITY),
    seen(
        "userIdentity.principalId is a text where there is an ARN",
        is_text("userIdentity.principalId"),
        is_there(ARN),
        IDENTITY,
    ),
    seen(
        "the principal of a user is a word",
        finds(_PRINCIPAL, "^[A-Za-z0-9]+$"),
        of_type("IAMUser", "Root"),
        IDENTITY,
    ),
    seen(
        "the principal of a role's session is two words",
        finds(_PRINCIPAL, "^[A-Za-z0-9]+:[^:]+$"),
        of_type("AssumedRole"),
        IDENTITY,
    ),
    seen(
        "a user of a foreign directory only takes a role",
        And(
            (
                one_of("eventName", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"),
                text_equals("eventSource", "sts.amazonaws.com"),
            )
        ),
        of_type("SAMLUser", "WebIdentityUser"),
        IDENTITY,
    ),
    seen(
        "a user of IAM Identity Center is seen there alone",
        one_of("eventSource", "sso.amazonaws.com", "signin.amazonaws.com", "sso-directory.amazonaws.com"),
        of_type("IdentityCenterUser", "Directory", "Unknown"),
        IDENTITY,
    ),
    # Sessions.
    seen(
        "the session of a role has the role as its issuer",
        And(
            (
                text_equals(f"{ISSUER}.type", "Role"),
                is_text(f"{ISSUER}.userName"),
                is_text(f"{ISSUER}.principalId"),
                like(f"{ISSUER}.arn", "arn:", ":role/", ""),
            )
        ),
        of_type("AssumedRole"),
        IDENTITY,
    ),
    seen(
        "a federated user's session has a user as its issuer",
        one_of(f"{ISSUER}.type", "IAMUser", "Root"),
        of_type("FederatedUser"),
        IDENTITY,
    ),
    seen("the root user has no session issuer", is_absent(ISSUER), of_type("Root"), IDENTITY),
    seen(
        "nobody but sessions of roles and federated users has an issuer with a name",
        And((is_absent(f"{ISSUER}.userName"), is_absent(f"{ISSUER}.arn"), is_absent(f"{ISSUER}.type"))),
        Not(of_type("AssumedRole", "FederatedUser")),
        IDENTITY,
    ),
    seen(
        "mfaAuthenticated of a session is true or false",
        if_there(
            "userIdentity.sessionContext.attributes.mfaAuthenticated",
            one_of("userIdentity.sessionContext.attributes.mfaAuthenticated", "true", "false"),
        ),
        None,
        IDENTITY,
    ),
)
