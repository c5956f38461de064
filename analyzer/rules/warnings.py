"""What changes no verdict and has to be known."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Severity, WarningRule

_NOT_NAMED = "Attribution of loose files: the output of the command does not say it"

ASSUMED_TRAIL = WarningRule(
    id="assumed-trail",
    links=(),
    severity=Severity.WARNING,
    title="Trail of a file assumed",
    statement="`{subject}` {observed}",
    meaning="a status or selectors file names no trail, or more than its name; taken for that of the only "
    "one it can be of",
    breaks="the file may be about another trail",
    mending="name the file for the trail, or send a bundle of the collector",
    source=_NOT_NAMED,
)
ASSUMED_REGION = WarningRule(
    id="assumed-region",
    links=(),
    severity=Severity.WARNING,
    title="Region of a file assumed",
    statement="`{subject}` names no region; taken for `{observed}` like all files around it",
    meaning="a file names no region; taken for that of all files around it",
    breaks="the file may be of another region",
    mending="name the folder for the region, or state it with --region",
    source=_NOT_NAMED,
)
ASSUMED_TOPIC = WarningRule(
    id="assumed-topic",
    links=(),
    severity=Severity.WARNING,
    title="Topic of a file assumed",
    statement="`{subject}` {observed}",
    meaning="a list of subscriptions names no topic, or more than its name; taken for that of the only one "
    "it can be of",
    breaks="the file may be about another topic",
    mending="name the file for the topic, or send a bundle of the collector",
    source=_NOT_NAMED,
)
ASSUMED_UNFILTERED = WarningRule(
    id="assumed-unfiltered",
    links=(),
    severity=Severity.WARNING,
    title="List of metric filters assumed whole",
    statement="`{subject}` {observed}",
    meaning="a file does not say for sure which log group was asked about; taken for all of its filters",
    breaks="the log group may have further filters",
    mending="name the file for the log group, or send a bundle of the collector",
    source=_NOT_NAMED,
)
FAILED_COMMAND = WarningRule(
    id="failed-command",
    links=(),
    severity=Severity.WARNING,
    title="Answer of a failed command",
    statement="`{subject}` is the answer of a command that failed: {observed:;}",
    meaning="what a link rests on was printed by a command that ended with an error",
    breaks="the answer may be a part only, or not what AWS would have said",
    mending="mend what the error names, and capture it again",
    source="AWS CLI User Guide, return codes",
)
LIMITS_PAGE = "docs/reference/limits.md"

NO_IDENTITY = WarningRule(
    id="no-identity",
    links=(),
    severity=Severity.WARNING,
    title="No identity file",
    statement="no identity file names the account; {observed}",
    meaning="no identity file names the account; ARNs and names do",
    breaks="whose evidence it is, is told by the evidence alone",
    mending="ask for the output of sts get-caller-identity",
    source="Audit step 1: sts get-caller-identity",
)
FOREIGN_ENDPOINT = WarningRule(
    id="foreign-endpoint",
    links=(),
    severity=Severity.WARNING,
    title="Not from AWS",
    statement="{observed} came from `{subject}`, which is no host of AWS",
    meaning="a command or a setting tells `aws` to ask another host, such as that of moto or LocalStack",
    breaks="what the host answered says nothing of an account at AWS",
    mending="capture it again without --endpoint-url and AWS_ENDPOINT_URL, or find out what the host is",
    source="AWS SDKs and Tools Reference Guide, service-specific endpoints",
    is_integrity=True,
)
OTHER_ROUTE_POSSIBLE = WarningRule(
    id="other-route-possible",
    links=(),
    severity=Severity.NOTE,
    title="Another route is possible",
    statement="refuted is the route through CloudWatch; {expected} also accepts an external SIEM: {observed}",
    meaning="from version 2.0 on the benchmark lets an external SIEM monitor in place of CloudWatch",
    breaks="the control may be met outside of what was captured",
    mending="ask whether a SIEM takes in the trail, and examine it; what it shows is no part of this report",
    source="CIS AWS Foundations Benchmark 2.0.0 and later, description of the monitoring recommendations",
)
SEAL_BROKEN = WarningRule(
    id="seal-broken",
    links=(),
    severity=Severity.ERROR,
    title="Manifest broken",
    statement="`{subject}`: the files are not those that the bundle's manifest was made for",
    meaning="the files are not those that the manifest was made for",
    breaks="files were changed, added or lost after the capture",
    mending="ask for the bundle again",
    source="RFC 8493 (BagIt), section 3",
    is_integrity=True,
)
SEAL_PARTIAL = WarningRule(
    id="seal-partial",
    links=(),
    severity=Severity.WARNING,
    title="Manifest verified in part",
    statement="`{subject}`: a limit left files unread, for which the manifest vouches in vain",
    meaning="a limit of this program left files of the bundle unread",
    breaks="what they hold says nothing, and a change of them would not show",
    mending="raise the limit that is named, or ask for smaller bundles",
    source=LIMITS_PAGE,
    is_integrity=True,
)
NOT_STRICTLY = WarningRule(
    id="not-strictly",
    links=(),
    severity=Severity.WARNING,
    title="No PASS where judged strictly",
    statement="every link holds; with `--strict` no PASS stands on evidence with {observed}",
    meaning="the chain is proven, and an integrity warning is about its evidence; `--strict` was asked for",
    breaks="the evidence may not be what AWS answered, or not all of it",
    mending="mend what the integrity warnings name, or judge without `--strict`",
    source="the option `--strict` of `analyze`",
)
ACCOUNTS_LEFT_OUT = WarningRule(
    id="accounts-left-out",
    links=(),
    severity=Severity.ERROR,
    title="Accounts not judged",
    statement="{observed} than {expected} are not judged: judge them in smaller parts, or set"
    " `--limit accounts=VALUE`",
    meaning="the evidence tells of more accounts than one run judges",
    breaks="nothing is known of the accounts that were left out",
    mending="judge them in smaller parts, or set `--limit accounts=VALUE`",
    source=LIMITS_PAGE,
)
CAPTURE_INCOMPLETE = WarningRule(
    id="capture-incomplete",
    links=(),
    severity=Severity.WARNING,
    title="Collector stopped",
    statement="`{subject}`: the collector was stopped before it had finished",
    meaning="the collector was stopped before its end",
    breaks="answers may be missing",
    mending="run the collector again",
    source="collectors/README.md: the bundle is sealed last",
    is_integrity=True,
)
CLOUDWATCH_LOGS_DELIVERY_ERROR = WarningRule(
    id="cloudwatch-logs-delivery-error",
    links=(LinkName.LOGGING,),
    severity=Severity.WARNING,
    title="Delivery to CloudWatch Logs failed",
    statement="the last delivery to CloudWatch Logs failed: `{observed}`",
    meaning="the trail reports an error of its delivery to CloudWatch Logs",
    breaks="events may not reach the log group",
    mending="look at the role and the policy that CloudTrail writes to the log group with",
    source="API_GetTrailStatus: LatestCloudWatchLogsDeliveryError",
)
FED_ELSEWHERE = WarningRule(
    id="fed-elsewhere",
    links=(LinkName.METRIC_FILTER,),
    severity=Severity.WARNING,
    title="Another log group feeds the metric",
    statement="the metric `{subject}` is fed by filters of other log groups as well: {observed:quoted}",
    meaning="filters of other log groups publish to the metric, so the alarm goes off for their events too",
    breaks="events of those log groups bring the alarm into ALARM too",
    mending="publish to a metric of its own for each log group",
    source="API_MetricTransformation: filters that name one metric add up",
)
NO_DELIVERY_SHOWN = WarningRule(
    id="no-delivery-shown",
    links=(LinkName.LOGGING,),
    severity=Severity.WARNING,
    title="No delivery shown yet",
    statement="the status shows no delivery to CloudWatch Logs: {observed}",
    meaning="the trail is logging, and its status tells neither that events reach CloudWatch Logs nor that "
    "they do not",
    breaks="events may not reach the log group",
    mending="capture the status again an hour after logging was started",
    source="API_GetTrailStatus: LatestCloudWatchLogsDeliveryTime",
)
S3_DELIVERY_ERROR = WarningRule(
    id="s3-delivery-error",
    links=(LinkName.LOGGING,),
    severity=Severity.NOTE,
    title="Delivery to S3 failed",
    statement="the last delivery to S3 failed: `{observed}`",
    meaning="the trail reports an error of its delivery to S3",
    breaks="nothing of the chain, which runs through CloudWatch Logs",
    mending="look at the policy of the bucket",
    source="API_GetTrailStatus: LatestDeliveryError",
)
EVENT_SOURCES_LEFT_OUT = WarningRule(
    id="event-sources-left-out",
    links=(LinkName.MANAGEMENT_EVENTS,),
    severity=Severity.NOTE,
    title="Event sources left out",
    statement="the trail records all management events but some of {observed}, {expected}",
    meaning="the trail leaves out sources that AWS lets it leave out and that the control does not name",
    breaks="events of these sources are not counted",
    mending="record them as well, if they matter to you",
    source="API_EventSelector: ExcludeManagementEventSources",
)
FILTER_BROADER = WarningRule(
    id="filter-broader",
    links=(LinkName.METRIC_FILTER,),
    severity=Severity.NOTE,
    title="Filter counts more",
    statement="`{subject}` counts more than the control asks for, such as {observed}",
    meaning="a filter counts more than the control asks for",
    breaks="the alarm also fires for other events",
    mending="narrow the pattern to the prescribed one",
    source="Audit step 5: filterPattern",
)
NOT_PRESCRIBED_TEXT = WarningRule(
    id="not-prescribed-text",
    links=(LinkName.METRIC_FILTER,),
    severity=Severity.WARNING,
    title="Not all that the prescribed pattern counts",
    statement="{subject:quoted}: counts what the control is about,"
    " but the prescribed text also counts {observed}",
    meaning="they count what the control is about, but not all that its text counts; an event shows it",
    breaks="an auditor who compares texts may refuse it",
    mending="use the prescribed pattern",
    source="Audit step 5: filterPattern",
)
PRESCRIBED_TEXT_MISSES = WarningRule(
    id="prescribed-text-misses",
    links=(LinkName.METRIC_FILTER,),
    severity=Severity.WARNING,
    title="The prescribed pattern misses events",
    statement="{subject:quoted}: as prescribed, but the control is also about {observed}",
    meaning="they are as prescribed, but do not count all that the control is about; an event shows it",
    breaks="such an event raises no alarm, as the benchmark itself has it",
    mending="widen the pattern so that it counts the event shown",
    source="docs/reference/controls.md: intent of the control",
)
PRESCRIBED_TEXT_DEFECT = WarningRule(
    id="prescribed-text-defect",
    links=(LinkName.METRIC_FILTER,),
    severity=Severity.WARNING,
    title="Known defect of the prescribed pattern",
    statement="{subject:quoted}: a known defect of the prescribed text: {observed}",
    meaning="something is known to be wrong with the prescribed text; an event shows it",
    breaks="what the sentence says",
    mending="use the pattern of a later version, or widen it",
    source="docs/reference/controls.md: known issues",
)
ALARM_ABOVE_PRESCRIBED = WarningRule(
    id="alarm-above-prescribed",
    links=(LinkName.ALARM,),
    severity=Severity.WARNING,
    title="Alarm takes more than prescribed",
    statement="`{subject}` takes {observed}; prescribed are {expected}",
    meaning="the alarm takes more events than the benchmark prescribes",
    breaks="fewer events go unnoticed",
    mending="lower the threshold or the number of periods to the prescribed ones",
    source="Audit step 6: threshold and evaluation periods of the prescribed alarm",
)
ALARM_REMARK = WarningRule(
    id="alarm-remark",
    links=(LinkName.ALARM,),
    severity=Severity.NOTE,
    title="About the alarm",
    statement="`{subject}`: {observed}",
    meaning="something else about the alarm that the reader should know",
    breaks="what the sentence says",
    mending="look at how the alarm treats missing data, and at its expression",
    source="CloudWatch User Guide, how alarms treat missing data",
)
LAST_ACTION_SUCCEEDED = WarningRule(
    id="last-action-succeeded",
    links=(LinkName.ACTION,),
    severity=Severity.NOTE,
    title="The last notification got through",
    statement="`{subject}`: its last action on `{expected}`, at {observed}, succeeded",
    meaning="the history of the alarm says that the topic took its last notification",
    breaks="nothing",
    mending="nothing",
    source="API_DescribeAlarmHistory: items of type Action",
)
ALARM_MUTED_AT_TIMES = WarningRule(
    id="alarm-muted-at-times",
    links=(LinkName.ACTION,),
    severity=Severity.WARNING,
    title="The alarm is muted at times",
    statement="the mute rule `{subject}` may mute `{expected}`: {observed}",
    meaning="a mute rule keeps the actions of the alarm back while it is active",
    breaks="the alarm tells nobody in that time",
    mending="find out whether somebody watches in that time, or delete the rule",
    source="API_GetAlarmMuteRule: Status, Rule",
)
COMPOSITE_ALARMS_NOT_LISTED = WarningRule(
    id="composite-alarms-not-listed",
    links=(LinkName.ALARM,),
    severity=Severity.WARNING,
    title="Composite alarms not listed",
    statement="composite alarms were not asked for; one of them could carry the action",
    meaning="the list of alarms was captured without composite alarms",
    breaks="the refutation rests on the benchmark's own step, which lists metric alarms only",
    mending="ask for describe-alarms with --alarm-types MetricAlarm CompositeAlarm",
    source="API_DescribeAlarms: AlarmTypes",
)
