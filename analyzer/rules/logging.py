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
