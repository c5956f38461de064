"""The alarms of one list by what they may look at, so that each metric meets only those that speak of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.allowance import limits_in_force, spend
from analyzer.aws.cloudwatch import MetricAlarm
from analyzer.aws.record import EvidenceRecord
from analyzer.inventory.listing import Listing

_CHARACTERS_PER_STEP = 1_000  # of a text that is searched for a name: about a microsecond


class AlarmIndex:
    """Finds the alarms that `alarm_target` has to look at: it says of all others that they are unrelated.

    Of more alarms than the limit allows the rest is left out.
    """

    def __init__(self, listing: Listing[MetricAlarm]) -> None:
        self._records = listing.records[: limits_in_force().alarms]
        self._named: dict[str, list[int]] = {}
        self._speaking: list[tuple[int, str]] = []  # those with an expression or a query, and its text
        self._unnamed: list[int] = []  # those that do not say what they watch
        for place, record in enumerate(self._records):
            for name in _names(record.value):
                self._named.setdefault(name.lower(), []).append(place)
            texts = tuple(_texts(record.value))
            if record.value.MetricName is None and not record.value.Metrics and not texts:
                self._unnamed.append(place)
            if texts:
                self._speaking.append((place, "\n".join(texts)))

    def speaking_of(self, names: Sequence[str]) -> list[EvidenceRecord[MetricAlarm]]:
        """The alarms that name one of these metrics, in whatever case, or may find it, in their order."""
        if "" in names:  # every text speaks of it
            return list(self._records)
        named = {place for name in names for place in self._named.get(name.lower(), ())}
        found = {*named, *self._unnamed}
        for place, text in self._speaking:
            spend(1 + len(text) * len(names) // _CHARACTERS_PER_STEP)
            if place not in found and _may_find(text, names):
                found.add(place)
        return [self._records[place] for place in sorted(found)]


def alarm_index(listing: Listing[MetricAlarm]) -> AlarmIndex:
    """That of one list."""
    return AlarmIndex(listing)


def _names(alarm: MetricAlarm) -> set[str]:
    stats = [query.MetricStat for query in alarm.Metrics or ()]
    names = {alarm.MetricName, *(stat.Metric.MetricName for stat in stats if stat is not None)}
    return {name for name in names if name is not None}


def _texts(alarm: MetricAlarm) -> Iterator[str]:
    """The texts that may speak of a metric without naming it in a member."""
    yield from (query.Expression for query in alarm.Metrics or () if query.Expression)
    if alarm.EvaluationCriteria is not None and alarm.EvaluationCriteria.PromQLCriteria is not None:
        yield alarm.EvaluationCriteria.PromQLCriteria.Query or ""


def _may_find(text: str, names: Sequence[str]) -> bool:
    searched = text.upper()
    return "SEARCH" in searched or "SELECT" in searched or "=~" in text or any(name in text for name in names)
