"""Who somebody is in a record: `userIdentity` as a whole, by its type.

The members by type are those of the CloudTrail User Guide (userIdentity element).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.facts import EventOrigin


class IdentityNames(NamedTuple):
    """What an identity is called: a user, or a role and its session."""

    user: str = "alice"
    role: str = "app"
    session: str = "deploy"
    role_id: str = "AROAEXAMPLEROLE000001"
    service: str = "cloudformation.amazonaws.com"


_ATTRIBUTES: Final[dict[str, JSON]] = {"creationDate": "2025-03-04T09:00:00Z", "mfaAuthenticated": "false"}

KINDS: Final = ("IAMUser", "AssumedRole", "Root", "FederatedUser", "AWSService", "AWSAccount", "SAMLUser")
"""Types that a record can be made of, the most usual one first."""


def identity_of(
    kind: str, origin: EventOrigin, names: IdentityNames, *, signs_in: bool
) -> dict[str, JSON] | None:
    """The whole `userIdentity` of this type; None for a type of which none is made."""
    account, partition, _ = origin
    arn = f"arn:{partition}"
    who: dict[str, JSON]
    match kind:
        case "IAMUser":
            who = {
                "type": kind,
                "principalId": "AIDAEXAMPLEALICE00001",
                "arn": f"{arn}:iam::{account}:user/{names.user}",
                "accountId": account,
                "accessKeyId": "AKIAEXAMPLEALICE00001",
                "userName": names.user,
            }
        case "Root":
            who = {
                "type": kind,
                "principalId": account,
                "arn": f"{arn}:iam::{account}:root",
                "accountId": account,
                "accessKeyId": "ASIAEXAMPLEROOT000001",
                "sessionContext": {"attributes": dict(_ATTRIBUTES)},
            }
        case "AssumedRole":
            who = {
                "type": kind,
                "principalId": f"{names.role_id}:{names.session}",
                "arn": f"{arn}:sts::{account}:assumed-role/{names.role}/{names.session}",
                "accountId": account,
                "accessKeyId": "ASIAEXAMPLEROLE000001",
                "sessionContext": {
                    "sessionIssuer": {
                        "type": "Role",
                        "principalId": names.role_id,
                        "arn": f"{arn}:iam::{account}:role/{names.role}",
                        "accountId": account,
                        "userName": names.role,
                    },
                    "attributes": dict(_ATTRIBUTES),
                },
            }
        case "FederatedUser":
            who = {
                "type": kind,
                "principalId": f"{account}:{names.user}",
                "arn": f"{arn}:sts::{account}:federated-user/{names.user}",
                "accountId": account,
                "accessKeyId": "ASIAEXAMPLEFEDER00001",
                "sessionContext": {
                    "sessionIssuer": {
                        "type": "IAMUser",
                        "principalId": "AIDAEXAMPLEBROKER0001",
                        "arn": f"{arn}:iam::{account}:user/broker",
                        "accountId": account,
                        "userName": "broker",
                    },
                    "attributes": dict(_ATTRIBUTES),
                },
            }
        case "AWSService":
            return {"type": kind, "invokedBy": names.service}
        case "AWSAccount":
            return {"type": kind, "principalId": "AIDAEXAMPLEGUEST00001", "accountId": account}
        case "SAMLUser":
            provider = f"{arn}:iam::{account}:saml-provider/example"
            return {
                "type": kind,
                "principalId": "EXAMPLE:alice@example.com",
                "userName": "alice@example.com",
                "identityProvider": provider,
                "accountId": account,
            }
        case _:
            return None
    if signs_in:  # nobody has keys or a session yet, but for a role
        who["accessKeyId"] = ""
        if kind != "AssumedRole":
            who.pop("sessionContext", None)
    return who
