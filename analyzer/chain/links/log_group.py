"""Link 4: the trail delivers to a log group, known by partition, account, region and name.

Audit step 2: `CloudWatchLogsLogGroupArn`. Metric filters work on log groups of class STANDARD; the
class is no part of the audit steps and is judged where it was captured.
"""

from __future__ import annotations

from analyzer.aws.arn import LogGroup
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import (
    ControlContext,
    GroupSubject,
    TrailSubject,
    conflict_finding,
    failure_warnings,
)
from analyzer.chain.engine import Candidate, Candidates
from analyzer.findings import Finding
from analyzer.phrase import phrase
from analyzer.rules.anywhere import MALFORMED_ARN
from analyzer.rules.log_group import (
    LOG_GROUP,
    LOG_GROUP_CLASS,
    LOG_GROUP_NOT_SAID,
    NO_LOG_GROUP,
    NO_SUCH_LOG_GROUP,
)

_STANDARD = "STANDARD"  # API_LogGroup: the class of groups without one


def candidates(context: ControlContext, subject: TrailSubject) -> Candidates:
    """The one log group of the trail, or the proof that it has none."""
    record = subject.record
    group = record.value.log_group
    place = record.cite("CloudWatchLogsLogGroupArn")
    if group is not None:
        return Candidates((_step(context, subject, group),), complete=True)
    if record.value.CloudWatchLogsLogGroupArn:
        given = record.value.CloudWatchLogsLogGroupArn
        finding = Finding(MALFORMED_ARN, record.value.name, given, "the ARN of a log group", (place,))
    elif record.is_complete or record.value.CloudWatchLogsLogGroupArn == "":
        finding = Finding(NO_LOG_GROUP, record.value.name, places=(record.cite(),))
        return Candidates((), complete=True, findings=(finding,))
    else:
        finding = Finding(LOG_GROUP_NOT_SAID, record.value.name, places=(record.cite(),))
    request = asks.trails(subject.viewer, subject.arn.region)
    return Candidates((), complete=False, findings=(finding,), requests=(request,))


def _step(context: ControlContext, subject: TrailSubject, group: LogGroup) -> Candidate:
    reached = GroupSubject(subject.viewer, group)
    place = subject.record.cite("CloudWatchLogsLogGroupArn")
    if conflicts := context.snapshot.group_conflicts(group):
        deciding, *beside = (conflict_finding(group.name, conflict, place) for conflict in conflicts)
        again = (asks.log_group(group), asks.metric_filters(group))
        return Candidate(group.name, deciding, None, tuple(beside), requests=again)
    filters = context.snapshot.filters(group)
    if filters.is_absent:
        gone = Finding(NO_SUCH_LOG_GROUP, group.name, places=(*filters.absent_at[:1], place))
        return Candidate(group.name, gone, None)
    described = context.snapshot.group_class(group)
    if described is not None and described.value.logGroupClass not in (None, _STANDARD):
        at = described.cite("logGroupClass")
        odd = Finding(LOG_GROUP_CLASS, group.name, described.value.logGroupClass, _STANDARD, (at,))
        # A whole answer would say the same again.
        request = (asks.log_group(group),) if described.errors else ()
        return Candidate(group.name, odd, reached, (), failure_warnings(described), request)
    where = phrase("{region} of account {account}", region=group.scope.region, account=group.scope.account)
    return Candidate(group.name, Finding(LOG_GROUP, group.name, where, places=(place,)), reached)
