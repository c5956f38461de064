"""Link 4: the trail delivers to a log group, known by partition, account, region and name.

Audit step 2: `CloudWatchLogsLogGroupArn`. Metric filters work on log groups of class STANDARD; the
class is no part of the audit steps and is judged where it was captured.
"""

from __future__ import annotations

from analyzer.aws.arn import LogGroup
from analyzer.chain import evidence_requests as asks
from analyzer.chain.context import ControlContext, GroupSubject, TrailSubject
from analyzer.chain.engine import Candidate, Candidates
from analyzer.findings import Finding
from analyzer.verdict import Outcome


def candidates(context: ControlContext, subject: TrailSubject) -> Candidates:
    """The one log group of the trail, or the proof that it has none."""
    record = subject.record
    group = record.value.log_group
    place = record.cite("CloudWatchLogsLogGroupArn")
    if group is not None:
        return Candidates((_step(context, subject, group),), complete=True)
    if record.value.CloudWatchLogsLogGroupArn:
        message = f"`{record.value.CloudWatchLogsLogGroupArn}` is not the ARN of a log group"
        finding = Finding("malformed-arn", Outcome.UNKNOWN, message, place)
    elif record.whole or record.value.CloudWatchLogsLogGroupArn == "":
        finding = Finding(
            "no-log-group", Outcome.VIOLATED, "the trail delivers to no log group", record.cite()
        )
        return Candidates((), complete=True, findings=(finding,))
    else:
        message = "the entry may have been cut and does not say which log group the trail delivers to"
        finding = Finding("log-group-not-said", Outcome.UNKNOWN, message, record.cite())
    request = asks.trails(subject.viewer, subject.arn.region)
    return Candidates((), complete=False, findings=(finding,), requests=(request,))


def _step(context: ControlContext, subject: TrailSubject, group: LogGroup) -> Candidate:
    message = f"the trail delivers to `{group.name}` in {group.scope.region} of account {group.scope.account}"
    place = subject.record.cite("CloudWatchLogsLogGroupArn")
    findings = [Finding("log-group", Outcome.SATISFIED, message, place)]
    described = context.snapshot.group_class(group)
    if described is not None and described.value.logGroupClass not in (None, "STANDARD"):
        found = described.value.logGroupClass
        message = f"metric filters are known to work in class `STANDARD`, this group is of class `{found}`"
        findings = [Finding("log-group-class", Outcome.UNKNOWN, message, described.cite("logGroupClass"))]
    outcome = findings[0].outcome
    requests = (asks.log_group(group),) if outcome is Outcome.UNKNOWN else ()
    return Candidate(
        group.name, outcome, GroupSubject(subject.viewer, group), tuple(findings), requests=requests
    )
