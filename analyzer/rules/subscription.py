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
NO_SUCH_TOPIC = Rule(
    id="no-such-topic",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.VIOLATED,
    title="Topic does not exist",
    statement="AWS answers that the topic `{subject}` does not exist",
    meaning="asked for its subscriptions in its own account and region, AWS finds no such topic",
    breaks="the notification reaches nobody",
    mending="make the topic again, or let the alarm notify another one",
    source="API_ListSubscriptionsByTopic: NotFound",
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
NONE_CONFIRMED = Rule(
    id="none-confirmed",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.VIOLATED,
    title="No subscription is confirmed",
    statement="`{subject}` has no confirmed subscription",
    meaning="the topic's own count of confirmed subscriptions is 0, and nothing shows one",
    breaks="the notification reaches nobody",
    mending="subscribe somebody to the topic and let them confirm (sns subscribe)",
    source="API_GetTopicAttributes: SubscriptionsConfirmed",
)
SUBSCRIPTION_FILTERS_OUT = Rule(
    id="subscription-filters-out",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.VIOLATED,
    title="The subscription filters alarms out",
    statement="its filter policy lets no notification of an alarm through: `{observed}`",
    meaning="a notification of CloudWatch has no attributes, and a known body; the policy matches neither",
    breaks="the notification does not reach this subscriber",
    mending="take the filter policy away, or widen it (sns set-subscription-attributes)",
    source="SNS Developer Guide, subscription filter policies",
)
SUBSCRIPTION_MAY_FILTER_OUT = Rule(
    id="subscription-may-filter-out",
    links=(LinkName.SUBSCRIPTION,),
    outcome=Outcome.UNKNOWN,
    title="The subscription may filter alarms out",
    statement="whether its filter policy lets notifications of the alarm through is not known: `{observed}`",
    meaning="the policy asks for something of which it is not known whether notifications of alarms have it",
    breaks="the notification may not reach this subscriber",
    mending="take the filter policy away, or ask the subscriber for a notification of the alarm",
    source="SNS Developer Guide, subscription filter policies",
)
