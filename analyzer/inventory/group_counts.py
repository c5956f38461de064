"""What `describe-log-groups` says of a log group beside the list of its metric filters.

API_LogGroup, `metricFilterCount`. No step of the audit asks for it; where it was captured and says otherwise,
one of the two is not what AWS printed of that group, or not of that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.record import Conflict, EvidenceRecord
from analyzer.inventory.listing import Listing
from analyzer.phrase import phrase

NOT_LISTED = phrase("a whole list of the log groups of its region does not have it")
_NONE_COUNTED = phrase("the log group is said to have no metric filter, and one is listed")
_ABSENT = phrase("AWS answered that the log group does not exist, and other evidence shows it")
_NONE_LISTED = phrase("the log group is said to have metric filters, and none is listed")


def counted_otherwise(
    described: Sequence[EvidenceRecord[LogGroupDescription]], filters: Listing[MetricFilter]
) -> Iterator[Conflict]:
    """Each description that counts no filter beside one, or some beside a whole list of none; and an answer
    that there is no such group, beside one that shows it."""
    shown = (*(record.cite() for record in (*described, *filters.records)), *filters.complete_at)
    for absent in filters.absent_at:
        yield from (Conflict(_ABSENT, (absent, place)) for place in shown[:1])
    for record in described:
        count = record.value.metricFilterCount
        place = record.cite("metricFilterCount")
        if count == 0 and filters.records:
            yield Conflict(_NONE_COUNTED, (place, filters.records[0].cite()))
        elif count and filters.is_complete and not filters.records:
            yield Conflict(_NONE_LISTED, (place, filters.complete_at[0]))
