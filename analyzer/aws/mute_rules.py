"""Output of `aws cloudwatch list-alarm-mute-rules` and `get-alarm-mute-rule`."""

from __future__ import annotations

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.record import AwsModel, Many, Timestamp


class MuteSchedule(AwsModel):
    """API_Schedule: `cron(…)` or `at(…)`, and how long it lasts (ISO 8601)."""

    Expression: str
    Duration: str
    Timezone: str | None = None


class MuteRuleSchedule(AwsModel):
    """API_Rule."""

    Schedule: MuteSchedule


class MuteTargets(AwsModel):
    """API_MuteTargets."""

    AlarmNames: Many[str]


_MuteTargets = MuteTargets


class AlarmMuteRule(AwsModel):
    """One entry of `AlarmMuteRuleSummaries`, or the whole rule: only this tells alarms and schedule."""

    AlarmMuteRuleArn: str
    Name: str | None = None
    Status: str | None = None
    MuteType: str | None = None
    StartDate: Timestamp = None
    ExpireDate: Timestamp = None
    Rule: MuteRuleSchedule | None = None
    MuteTargets: _MuteTargets | None = None

    @property
    def arn(self) -> Arn | None:
        arn = parse_arn(self.AlarmMuteRuleArn)
        return arn if arn and arn.service == "cloudwatch" and arn.is_located else None

    @property
    def name(self) -> str:
        return self.Name or self.AlarmMuteRuleArn.partition(":alarm-mute-rule:")[2] or self.AlarmMuteRuleArn
