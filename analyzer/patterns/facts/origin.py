"""What is known of events by the trail that brings them: its partition, and whose events it brings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from analyzer.patterns.facts.identity import ARN, ISSUER, of_type
from analyzer.patterns.facts.model import (
    GLOBAL,
    IDENTITY,
    RECORD,
    RECORDS_SEEN,
    Fact,
    documented,
    if_there,
    one_of,
    seen,
)
from analyzer.patterns.syntax.ast import And, Not
from analyzer.patterns.syntax.build import text_equals, text_starts_with


class EventOrigin(NamedTuple):
    """Where the events that are judged come from.

    account, partition: those of the trail. is_recipient: every event that is judged was received by this
    account, as all are on a trail of one account, and those of one member on an organization's; false
    where that is not known.
    """

    account: str
    partition: str = "aws"
    is_recipient: bool = False


_RECIPIENT: Final = "recipientAccountId of an event that {} received is {}"

_GLOBAL: Final = ("iam", "organizations", "cloudfront", "route53")

REGIONS: Final = {
    "aws": (
        *("us-east-1", "eu-west-1", "us-east-2", "us-west-1", "us-west-2", "af-south-1", "ap-east-1"),
        *("ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"),
        *("ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"),
        *("ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2"),
        *("eu-north-1", "eu-south-1", "eu-south-2", "eu-west-2", "eu-west-3", "il-central-1"),
        *("me-central-1", "me-south-1", "mx-central-1", "sa-east-1"),
    ),
    "aws-us-gov": ("us-gov-west-1", "us-gov-east-1"),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
}
"""Regions of each partition, the one where events of global services are recorded first."""


def _recipient(account: str, *, known: bool) -> Fact:
    """An organization's trail brings events of other accounts too."""
    then = text_equals("recipientAccountId", account)
    if known:
        return documented(_RECIPIENT.format(account, account), then, None, RECORD)
    return seen("recipientAccountId is the trail's account", then, None, RECORD)


def recipient_fact_named(name: str) -> Fact | None:
    """The documented fact about one account's trail that has this name."""
    # What is an account number, whoever hands over an origin knows.
    found = re.fullmatch(_RECIPIENT.format("([0-9]+)", "([0-9]+)"), name)
    if found is None or found[1] != found[2]:
        return None
    return _recipient(found[1], known=True)


@lru_cache(maxsize=64)
def facts_by_origin(origin: EventOrigin) -> tuple[Fact, ...]:
    """The facts that hang on where the events come from."""
    account, partition, is_recipient = origin
    arn = f"arn:{partition}"
    facts = [
        _recipient(account, known=is_recipient),
        # 47 of 823 samples are of another account: a role or a resource that is used across accounts.
        seen(
            "userIdentity.accountId is the trail's account",
            text_equals("userIdentity.accountId", account),
            Not(of_type("AWSService")),
            IDENTITY,
        ),
        *(
            seen(
                f"the ARN of a {kind} is of the trail's account", if_there(ARN, form), of_type(kind), IDENTITY
            )
            for kind, form in (
                ("Root", text_equals(ARN, f"{arn}:iam::{account}:root")),
                ("IAMUser", text_starts_with(ARN, f"{arn}:iam::{account}:user/")),
                ("AssumedRole", text_starts_with(ARN, f"{arn}:sts::{account}:assumed-role/")),
                ("FederatedUser", text_starts_with(ARN, f"{arn}:sts::{account}:federated-user/")),
            )
        ),
        seen(
            "the role of a session is of the trail's account",
            And(
                (
                    text_equals(f"{ISSUER}.accountId", account),
                    text_starts_with(f"{ISSUER}.arn", f"{arn}:iam::{account}:role/"),
                )
            ),
            of_type("AssumedRole"),
            IDENTITY,
        ),
    ]
    if partition in REGIONS:
        regions = REGIONS[partition]
        facts += [
            seen("awsRegion is a region", one_of("awsRegion", *regions), None, RECORDS_SEEN),
            # The guide states it for partition `aws`; 14 of 88 samples of IAM are of other regions.
            seen(
                f"events of global services are recorded in {regions[0]}",
                text_equals("awsRegion", regions[0]),
                one_of("eventSource", *(f"{name}.amazonaws.com" for name in _GLOBAL)),
                GLOBAL,
            ),
        ]
    return tuple(facts)
