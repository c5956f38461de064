"""Output of `aws sns list-topics` and `list-subscriptions-by-topic`."""

from __future__ import annotations

from analyzer.aws.record import AwsModel


class Topic(AwsModel):
    """One entry of `Topics` (API_Topic)."""

    TopicArn: str


class Subscription(AwsModel):
    """One entry of `Subscriptions` (API_Subscription).

    `SubscriptionArn` is an ARN, or a word that says why there is none: `PendingConfirmation`
    before the subscriber has agreed, `Deleted` after it has left.
    """

    SubscriptionArn: str | None = None
    TopicArn: str | None = None
    Protocol: str | None = None
    Endpoint: str | None = None
    Owner: str | None = None
