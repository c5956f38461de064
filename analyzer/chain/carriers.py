"""Which composite alarms act for a metric alarm.

A composite alarm whose rule becomes true by the alarm alone carries its action too, and so does one
above it. Where a rule speaks of the alarm in another form, or a suppressor may hold the action
back, that it acts is open.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.chain.composite import alarms_each_enough, names_in, refers_to
from analyzer.models.arn import Arn, place_of
from analyzer.models.base import Recorded
from analyzer.models.cloudwatch import CompositeAlarm
from analyzer.models.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Carrier:
    """A composite alarm that speaks of the alarm; `certain` says that the alarm alone moves it."""

    record: Recorded[CompositeAlarm]
    certain: bool


def carriers(snapshot: Snapshot, alarm: Arn) -> tuple[Carrier, ...]:
    """The composite alarms of the same place that the alarm moves, directly or through others."""
    listing = snapshot.composite_alarms(place_of(alarm))
    composites = [(record, arn) for record in listing.records if (arn := record.value.arn) is not None]
    found: dict[Arn, Carrier] = {}
    pending: list[tuple[Arn, bool]] = [(alarm, True)]
    for child, child_certain in pending:
        for record, arn in composites:
            spoken = _speaks_of(record.value, child, arn)
            if spoken is None:
                continue
            certain = child_certain and spoken and not record.doubts
            known = found.get(arn)
            if known is None or (certain and not known.certain):
                found[arn] = Carrier(record, certain)
                pending.append((arn, certain))
    return tuple(found[arn] for arn in sorted(found))


def _speaks_of(composite: CompositeAlarm, child: Arn, arn: Arn) -> bool | None:
    """True: the child alone moves it; False: the rule speaks of the child otherwise; None: not at all."""
    enough = alarms_each_enough(composite.AlarmRule)
    if enough is not None:
        named = any(refers_to(name, child, arn) for name in enough)
        return (composite.ActionsSuppressor is None) if named else None
    named = any(refers_to(name, child, arn) for name in names_in(composite.AlarmRule))
    return False if named else None
