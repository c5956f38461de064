"""Output of `aws cloudtrail describe-trails`, `get-trail-status` and `get-event-selectors`."""

from __future__ import annotations

from analyzer.aws.arn import Arn, LogGroup, log_group_of, parse_arn
from analyzer.aws.record import AwsModel, Many, Timestamp


class Trail(AwsModel):
    """One entry of `trailList` (API_Trail)."""

    TrailARN: str
    Name: str | None = None
    HomeRegion: str | None = None
    IsMultiRegionTrail: bool | None = None
    IncludeGlobalServiceEvents: bool | None = None
    IsOrganizationTrail: bool | None = None
    CloudWatchLogsLogGroupArn: str | None = None

    @property
    def arn(self) -> Arn | None:
        arn = parse_arn(self.TrailARN)
        return arn if arn and arn.service == "cloudtrail" and arn.is_located else None

    @property
    def name(self) -> str:
        return self.Name or self.TrailARN.rpartition("/")[2]

    @property
    def log_group(self) -> LogGroup | None:
        return log_group_of(self.CloudWatchLogsLogGroupArn)


class TrailStatus(AwsModel):
    """API_GetTrailStatus. It names no trail: the command or the file name has to."""

    IsLogging: bool | None = None
    StartLoggingTime: Timestamp = None
    StopLoggingTime: Timestamp = None
    LatestDeliveryError: str | None = None
    LatestDeliveryTime: Timestamp = None
    LatestCloudWatchLogsDeliveryError: str | None = None
    LatestCloudWatchLogsDeliveryTime: Timestamp = None


class EventSelector(AwsModel):
    """A basic selector (API_EventSelector)."""

    ReadWriteType: str | None = None
    IncludeManagementEvents: bool | None = None
    ExcludeManagementEventSources: Many[str] | None = None


class FieldSelector(AwsModel):
    """One condition of an advanced selector (API_AdvancedFieldSelector); its operators are joined by AND."""

    Field: str
    Equals: Many[str] | None = None
    StartsWith: Many[str] | None = None
    EndsWith: Many[str] | None = None
    NotEquals: Many[str] | None = None
    NotStartsWith: Many[str] | None = None
    NotEndsWith: Many[str] | None = None


class AdvancedEventSelector(AwsModel):
    """An advanced selector (API_AdvancedEventSelector); its fields are joined by AND."""

    Name: str | None = None
    FieldSelectors: Many[FieldSelector]


class EventSelectors(AwsModel):
    """API_GetEventSelectors; the selectors of a trail are joined by OR."""

    TrailARN: str | None = None
    EventSelectors: Many[EventSelector] | None = None
    AdvancedEventSelectors: Many[AdvancedEventSelector] | None = None


class LookedUpEvent(AwsModel):
    """One entry of `Events` of `lookup-events` (API_Event); `CloudTrailEvent` is the record, as JSON."""

    EventId: str
    EventName: str | None = None
    EventSource: str | None = None
    EventTime: Timestamp = None
    ReadOnly: str | None = None
    CloudTrailEvent: str | None = None
