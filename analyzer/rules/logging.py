"""Link 2, audit step 3: the trail is logging, into CloudWatch Logs too."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 3: get-trail-status, IsLogging"

LOGGING = Rule(
    id="logging",
    links=(LinkName.LOGGING,),
    outcome=Outcome.SATISFIED,
    title="Trail is logging",
    statement="the trail is logging{observed}",
    meaning="IsLogging is true, and no time shows that the delivery to CloudWatch Logs has stopped",
    breaks="",
    mending="",
    source=_STEP,
)
NOT_LOGGING = Rule(
    id="not-logging",
    links=(LinkName.LOGGING,),
    outcome=Outcome.VIOLATED,
    title="Trail is not logging",
    statement="the trail is not logging",
    meaning="IsLogging is false",
    breaks="no event is recorded, so none can be counted",
    mending="start logging (cloudtrail start-logging)",
    source=_STEP,
)
LOGGING_NOT_SAID = Rule(
    id="logging-not-said",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Logging not said",
    statement="the status does not say whether the trail is logging",
    meaning="the status has no IsLogging",
    breaks="the trail may be switched off",
    mending="capture get-trail-status without --query",
    source=_STEP,
)
STATUS_NOT_CAPTURED = Rule(
    id="status-not-captured",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Status not captured",
    statement="no status of the trail was captured",
    meaning="no file is the output of get-trail-status for this trail",
    breaks="the trail may be switched off",
    mending="ask for the output of get-trail-status for the trail",
    source=_STEP,
)
DELIVERY_STOPPED = Rule(
    id="delivery-stopped",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Delivery to CloudWatch Logs lags",
    statement=(
        "the last delivery to CloudWatch Logs, {observed}, lies long before the last one to S3, {expected}"
    ),
    meaning="both deliveries happen within minutes of each other, and here they lie over an hour apart",
    breaks="events may no longer reach the log group",
    mending="look at the role that CloudTrail writes to the log group with, and capture the status again",
    source="API_GetTrailStatus: LatestCloudWatchLogsDeliveryTime, LatestDeliveryTime",
)
DELIVERY_FAILING = Rule(
    id="delivery-failing",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Delivery to CloudWatch Logs fails",
    statement="the delivery to CloudWatch Logs fails with `{observed}`, and {expected}",
    meaning="the status has an error of the delivery to CloudWatch Logs, and no delivery since logging was "
    "started",
    breaks="events may never have reached the log group",
    mending="look at the role that CloudTrail writes to the log group with, and capture the status again",
    source="API_GetTrailStatus: LatestCloudWatchLogsDeliveryError, LatestCloudWatchLogsDeliveryTime",
)
NEVER_DELIVERED = Rule(
    id="never-delivered",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Never delivered to CloudWatch Logs",
    statement=(
        "logging was started {observed}, and the last delivery to S3 was {expected}, but there is none to "
        "CloudWatch Logs"
    ),
    meaning="over an hour after logging was started events are delivered to S3, and none ever was to "
    "CloudWatch Logs",
    breaks="events may never have reached the log group",
    mending="look at the role that CloudTrail writes to the log group with, and capture the status again",
    source="API_GetTrailStatus: LatestCloudWatchLogsDeliveryTime, LatestDeliveryTime, StartLoggingTime",
)
DELIVERY_NOT_BEGUN = Rule(
    id="delivery-not-begun",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Nothing delivered since logging was started",
    statement="the last delivery, {observed}, was before logging was started, {expected}",
    meaning="logging was started after the last delivery to CloudWatch Logs and to S3",
    breaks="nothing that the trail records now may reach the log group",
    mending="capture the status again once the trail has delivered",
    source="API_GetTrailStatus: LatestCloudWatchLogsDeliveryTime, LatestDeliveryTime, StartLoggingTime",
)
DELIVERY_OUTDATED = Rule(
    id="delivery-outdated",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Last delivery more than a day old",
    statement=(
        "the last delivery to CloudWatch Logs, {observed}, lies more than a day before the status was "
        "captured, {expected}"
    ),
    meaning="when the status was captured, the last delivery to CloudWatch Logs was more than a day old",
    breaks="events may no longer reach the log group",
    mending="look at the role that CloudTrail writes to the log group with, and capture the status again",
    source="Audit step 3: LatestCloudWatchLogsDeliveryTime, no more than a day old",
)
DELIVERY_DISPUTED = Rule(
    id="delivery-disputed",
    links=(LinkName.LOGGING,),
    outcome=Outcome.UNKNOWN,
    title="Captures differ on the delivery",
    statement="of two captures of its status one speaks against its delivery to CloudWatch Logs",
    meaning="several captures of the status stand beside each other, and only some of them show that the "
    "delivery works",
    breaks="which of them tells how it is now is not known",
    mending="capture the status again, and send that alone",
    source="API_GetTrailStatus: what it tells changes with the time of the capture",
)
