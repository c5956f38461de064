"""Which composite alarms act for a metric alarm."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from analyzer.models.arn import Arn, place_of
from analyzer.models.base import Recorded
from analyzer.models.cloudwatch import CompositeAlarm
from analyzer.models.snapshot import Snapshot


class Effect(Enum):
    """What the alarm's going into ALARM does to a composite alarm and its actions."""

    ACTS = "acts"
    OPEN = "open"
    NEVER = "never"


class Carrier(NamedTuple):
    """A composite alarm whose rule hangs on the alarm; `reason` says why it does not simply act."""

    record: Recorded[CompositeAlarm]
    effect: Effect
    reason: str = ""


def carriers(snapshot: Snapshot, alarm: Arn) -> tuple[Carrier, ...]:
    """The composite alarms of the same place that speak of the alarm, directly or through others."""
    records = snapshot.composite_alarms(place_of(alarm)).records
    listed = {record.value.arn: record for record in records if record.value.arn is not None}
    if not listed:
        return ()
    from analyzer.chain.ruling import ruled  # few accounts have a composite alarm

    return ruled(snapshot, alarm, listed)
