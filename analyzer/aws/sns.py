"""Output of `aws sns list-topics`, `list-subscriptions-by-topic` and of what tells more of each."""

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


class TopicAttributes(AwsModel):
    """The map of API_GetTopicAttributes; every value is a text."""

    TopicArn: str | None = None
    Policy: str | None = None
    KmsMasterKeyId: str | None = None
    SubscriptionsConfirmed: str | None = None

    @property
    def confirmed(self) -> int | None:
        """How many subscriptions are confirmed; None where it does not say."""
        count = self.SubscriptionsConfirmed or ""
        return int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None


class SubscriptionAttributes(AwsModel):
    """The map of API_GetSubscriptionAttributes; every value is a text."""

    SubscriptionArn: str | None = None
    TopicArn: str | None = None
    PendingConfirmation: str | None = None
    FilterPolicy: str | None = None
    FilterPolicyScope: str | None = None
