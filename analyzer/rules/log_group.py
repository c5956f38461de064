"""Link 4, audit step 2: the log group that the trail delivers to."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 2: describe-trails, CloudWatchLogsLogGroupArn (API_Trail)"

LOG_GROUP = Rule(
    id="log-group",
    links=(LinkName.LOG_GROUP,),
    outcome=Outcome.SATISFIED,
    title="Log group of the trail",
    statement="the trail delivers to `{subject}` in {observed}",
    meaning="the trail names the log group by its ARN",
    breaks="",
    mending="",
    source=_STEP,
)
NO_LOG_GROUP = Rule(
    id="no-log-group",
    links=(LinkName.LOG_GROUP,),
    outcome=Outcome.VIOLATED,
    title="No log group",
    statement="the trail delivers to no log group",
    meaning="a whole record of the trail names none",
    breaks="metric filters work on log groups, so nothing can count the events",
    mending="let the trail deliver to a log group (cloudtrail update-trail --cloud-watch-logs-log-group-arn)",
    source=_STEP,
)
NO_SUCH_LOG_GROUP = Rule(
    id="no-such-log-group",
    links=(LinkName.LOG_GROUP,),
    outcome=Outcome.VIOLATED,
    title="Log group does not exist",
    statement="AWS answers that the log group `{subject}` does not exist",
    meaning="asked for its metric filters in its own account and region, AWS finds no such log group",
    breaks="what the trail delivers arrives nowhere, and nothing counts it",
    mending="make the log group, or let the trail deliver to another one",
    source="API_DescribeMetricFilters: ResourceNotFoundException",
)
LOG_GROUP_NOT_SAID = Rule(
    id="log-group-not-said",
    links=(LinkName.LOG_GROUP,),
    outcome=Outcome.UNKNOWN,
    title="Log group not said",
    statement="the entry may have been cut and does not say which log group the trail delivers to",
    meaning="the record of the trail was printed with --query, which may have left the member out",
    breaks="the trail may deliver to no log group",
    mending="capture describe-trails without --query",
    source=_STEP,
)
LOG_GROUP_CLASS = Rule(
    id="log-group-class",
    links=(LinkName.LOG_GROUP,),
    outcome=Outcome.UNKNOWN,
    title="Class of the log group",
    statement="metric filters are known to work in class `{expected}`, this group is of class `{observed}`",
    meaning="the log group is not of the class for which metric filters are documented",
    breaks="its metric filters may count nothing",
    mending="let the trail deliver to a log group of class STANDARD",
    source="CloudWatch Logs User Guide, log classes",
)
