"""Does a union of filters count nearly everything that happens in an account?

Such a metric says no more of a control than one that an empty pattern feeds: the alarm goes off, or stays
in ALARM, whatever happens. A handful of events left out changes nothing of that.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.coverage.counting import counts
from analyzer.coverage.everyday_events import everyday_events
from analyzer.patterns import Formula, Pattern

HANDFUL = 0.05
"""The part of the everyday events that a filter may leave out and still counts nearly all of them."""


NEARLY_EVERYTHING = "counting nearly all that happens on an ordinary day, which says nothing of the control"


def counts_nearly_everything(union: Sequence[Pattern | Formula], account: str) -> bool:
    """Whether all everyday events but a handful are counted, or may be, where that is not known."""
    events = everyday_events(account)
    left_out = 0
    for event in events:
        left_out += counts(union, event) is False
        if left_out > len(events) * HANDFUL:
            return False
    return True
