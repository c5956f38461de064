"""Link 9, audit step 7: somebody is subscribed to the topic and has confirmed."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 7: list-subscriptions-by-topic, SubscriptionArn"

CONFIRMED = Rule(
    id="confirmed",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.SATISFIED,
    title="Confirmed subscription",
    statement="`{observed}` subscription is confirmed",
    meaning="the subscription has an ARN, which it gets when the subscriber agrees",
    breaks="",
    mending="",
    source=_STEP,
)
NO_SUBSCRIPTION = Rule(
    id="no-subscription",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.VIOLATED,
    title="Nobody is subscribed",
    statement="nobody is subscribed to `{subject}`",
    meaning="a whole list of the topic's subscriptions is empty",
    breaks="the notification reaches nobody",
    mending="subscribe somebody to the topic and let them confirm (sns subscribe)",
    source=_STEP,
)
NOT_CONFIRMED = Rule(
    id="not-confirmed",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.VIOLATED,
    title="Subscription not confirmed",
    statement="not confirmed: `{observed}`",
    meaning="the subscriber has not agreed yet, or has left",
    breaks="the notification does not reach this subscriber",
    mending="let the subscriber confirm, or subscribe again (sns subscribe)",
    source="API_ListSubscriptionsByTopic: PendingConfirmation, Deleted",
)
SUBSCRIPTIONS_NOT_CAPTURED = Rule(
    id="subscriptions-not-captured",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.UNKNOWN,
    title="Subscriptions not captured",
    statement="no subscriptions of `{subject}` were captured",
    meaning="no file is the output of list-subscriptions-by-topic for this topic",
    breaks="nobody may be subscribed to it",
    mending="ask for the output of list-subscriptions-by-topic for the topic",
    source=_STEP,
)
