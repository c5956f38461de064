"""What the history of an alarm says of its last action on a topic.

A failure in AWS's own words refutes, unless it was of the moment, or the alarm or the topic changed since;
then it is open. Other evidence that speaks against it counts as such a change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from analyzer.aws.alarm_history import AlarmHistoryItem
from analyzer.aws.arn import Arn
from analyzer.aws.cloudwatch import Alarm
from analyzer.aws.record import EvidenceRecord, moment
from analyzer.evidence import Citation
from analyzer.inventory.notification_records import AlarmHistory
from analyzer.phrase import Phrase, phrase

# What passes by itself (AWS General Reference, common errors): it says nothing of the configuration.
_OF_THE_MOMENT = re.compile(
    r"throttl|rate exceeded|too many requests|internal ?(?:error|failure|server)|service ?unavailable"
    r"|request ?timeout|timed out|status code: 5\d\d|try again",
    re.IGNORECASE,
)


class ActionSucceeded(NamedTuple):
    """The topic took the last notification at this time."""

    time: datetime
    place: Citation


class ActionFailed(NamedTuple):
    """It did not, at this `time` if one is told. `doubt` says why that may be past, None where nothing
    speaks against it."""

    time: datetime | None
    said: str
    doubt: Phrase | None
    places: tuple[Citation, ...]


class ActionUnclear(NamedTuple):
    """Items that tell of a failure and do not tell whether it was the last one."""

    doubt: Phrase
    places: tuple[Citation, ...]


def last_action(
    history: AlarmHistory, alarm: EvidenceRecord[Alarm], topic: Arn
) -> ActionSucceeded | ActionFailed | ActionUnclear | None:
    """The last action of the alarm on the topic; None where the evidence tells of none."""
    tried = [item for item in history.items if (action := item.value.action) and action.target == str(topic)]
    if not tried:
        return None
    times = [item.value.Timestamp for item in tried if item.value.Timestamp is not None]
    last = max(times, default=None)
    latest = [item for item in tried if item.value.Timestamp in (last, None)]
    results = {action.succeeded for item in latest if (action := item.value.action)}
    if results == {True} and last is not None:
        return ActionSucceeded(last, latest[0].cite("Timestamp"))
    if results != {False}:
        return ActionUnclear(_BOTH, tuple(item.cite() for item in latest[:2])) if False in results else None
    item = latest[0]
    action = item.value.action
    assert action is not None
    said, spoken = action.error or item.value.HistorySummary or "", item.cite("HistorySummary")
    if last is None:
        return ActionFailed(last, said, _NO_TIME, (spoken,))
    if not history.is_current:
        return ActionFailed(last, said, _CUT, (spoken,))
    if _OF_THE_MOMENT.search(said):
        return ActionFailed(last, said, phrase("AWS was busy then: `{error}`", error=said), (spoken,))
    doubt, places = _changed(history.items, alarm, last)
    return ActionFailed(last, said, doubt, (spoken, *places))


_BOTH = phrase("the history says of one moment that it failed and that it did not")
_NO_TIME = phrase("the history does not say when")
_CUT = phrase("the history may lack what happened later")


def _changed(
    items: Sequence[EvidenceRecord[AlarmHistoryItem]], alarm: EvidenceRecord[Alarm], since: datetime
) -> tuple[Phrase | None, tuple[Citation, ...]]:
    """Whether the alarm was changed after a time, and what says so."""
    said = "the alarm was changed later, at {time}"
    updated = moment(alarm.raw.get(_UPDATED))
    if updated is not None and updated > since:
        return phrase(said, time=updated), (alarm.cite(_UPDATED),)
    for item in items:
        time = item.value.Timestamp
        if item.value.HistoryItemType == "ConfigurationUpdate" and time is not None and time > since:
            return phrase(said, time=time), (item.cite("Timestamp"),)
    return None, ()


_UPDATED = "AlarmConfigurationUpdatedTimestamp"
