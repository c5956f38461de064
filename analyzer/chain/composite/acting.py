"""A composite alarm that may act for a metric alarm."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from analyzer.aws.cloudwatch import CompositeAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.phrase import Phrase


class CompositeEffect(Enum):
    """What the alarm's going into ALARM does to a composite alarm and its actions."""

    ACTS = "acts"
    OPEN = "open"
    NEVER = "never"


class ActingComposite(NamedTuple):
    """A composite alarm whose rule hangs on the alarm; `reason` says why it does not simply act."""

    record: EvidenceRecord[CompositeAlarm]
    effect: CompositeEffect
    reason: Phrase | None = None


class Acting(NamedTuple):
    """The composite alarms whose rule hangs on an alarm. `past_limit` names the limit past which others
    were not looked for; "" where all were."""

    composites: tuple[ActingComposite, ...] = ()
    past_limit: str = ""
