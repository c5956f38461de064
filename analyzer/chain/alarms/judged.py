"""What one alarm comes to, and what its state at the capture makes of it."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.cloudwatch.alarm_answers import Fires, Leaving
from analyzer.cloudwatch.alarm_rule.rule import State
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice
from analyzer.phrase import Value, phrase
from analyzer.rules.alarm import ALARM_NOT_PROVABLE, STUCK_IN_ALARM


class Judged(NamedTuple):
    """What one alarm comes to: the finding that decides it, others, and what its reader has to know.

    `recapture` says that a new capture would settle what is open, or could overturn what is refuted; else
    only the alarm's own history can. `contradicted` says that the record itself is not to be relied on.
    """

    deciding: Finding
    beside: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    recapture: bool = False
    contradicted: bool = False


def open_alarm(record: EvidenceRecord[MetricAlarm], observed: Value, place: Citation) -> Finding:
    """That the configuration of an alarm does not tell whether it fires."""
    return Finding(ALARM_NOT_PROVABLE, record.value.name, observed, places=(place,))


_PARTIAL = "PARTIAL_DATA"


def held_at_capture(record: EvidenceRecord[MetricAlarm], fires: Fires) -> Judged | None:
    """Why an alarm that fires by its configuration does not go off from where the capture found it, or may
    not.

    API_MetricAlarm, `StateValue` and `EvaluationState`: the latter says that CloudWatch cannot evaluate the
    alarm. That it does so on a part of the data is what quotas do to queries of many metrics.
    """
    alarm = record.value
    if alarm.EvaluationState not in (None, _PARTIAL):
        said = phrase("CloudWatch says of its evaluation: `{state}`", state=alarm.EvaluationState)
        return Judged(open_alarm(record, said, record.cite("EvaluationState")), recapture=True)
    if alarm.StateValue != State.ALARM:
        return None
    match fires.leaving:
        case Leaving.QUIET:
            return None
        case Leaving.SOME_PERIOD:
            return Judged(open_alarm(record, _MAY_STAY, record.cite("StateValue")), recapture=True)
        case Leaving.NOTHING:
            places = record.cite("StateValue"), record.cite("TreatMissingData")
            return Judged(Finding(STUCK_IN_ALARM, alarm.name, places=places))
        case never:
            assert_never(never)


_MAY_STAY = phrase(
    "it was in ALARM at the capture and goes off again only after a period with data that do not breach"
)
