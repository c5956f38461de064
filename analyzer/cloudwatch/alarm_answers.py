"""What is said of an alarm: that it fires, that it never does, or that its configuration does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias

from analyzer.phrase import Phrase, phrase


class Leaving(Enum):
    """What brings an alarm out of ALARM again."""

    QUIET = "a quiet window does"
    SOME_PERIOD = "only a period with data that do not breach, if there is one"
    NOTHING = "nothing does: a quiet period changes nothing, and every period with data breaches"


class Fires(NamedTuple):
    """At most `events` matching events in each of `datapoints` out of `periods` consecutive periods of
    `period` seconds bring the alarm into ALARM.

    `least` says that fewer never do, as long as nothing else publishes to the metric.
    """

    events: int
    period: int
    periods: int = 1
    datapoints: int = 1
    remarks: tuple[Phrase, ...] = ()
    least: bool = True
    leaving: Leaving = Leaving.QUIET

    @property
    def total(self) -> int:
        """All of the events."""
        return self.events * self.datapoints

    @property
    def window(self) -> int:
        """The seconds that they may be spread over."""
        return self.period if self.datapoints == 1 else self.period * self.periods


class NeverKind(Enum):
    """Why no count of matching events brings an alarm from a quiet window into ALARM."""

    ALWAYS_IN_ALARM = "it is in ALARM in every quiet window"
    COUNTS_EVERYTHING = "events that do not match do the same as those that do"
    FIRES_BELOW = "it fires below its threshold, and matching events lead away from there"
    NEVER_REACHED = "no value reaches the threshold"


class Never(NamedTuple):
    """No count of matching events brings the alarm from a quiet window into ALARM; `observed` says why,
    where the kind does not say it all."""

    kind: NeverKind
    observed: Phrase | None = None


class Unsure(NamedTuple):
    """The configuration alone does not tell."""

    observed: Phrase


Firing: TypeAlias = Fires | Never | Unsure

ALWAYS = Never(NeverKind.ALWAYS_IN_ALARM)
FIRES_BELOW = Never(NeverKind.FIRES_BELOW)


def agreed(found: Sequence[Firing]) -> Firing:
    """What holds in every reading, told as the most demanding one has it."""
    fires = [one for one in found if isinstance(one, Fires)]
    unsure = [one for one in found if isinstance(one, Unsure)]
    if len(fires) == len(found):
        worst = max(fires, key=lambda one: one.events)
        return worst._replace(least=all(one.least and one.events == worst.events for one in fires))
    if fires and not unsure:
        return Unsure(_HANGS_ON_DEFAULTS)
    return unsure[0] if unsure else found[0]


_HANGS_ON_DEFAULTS = phrase(
    "whether it fires hangs on when the default value is published: for each event that does not match,"
    " or for each period without a match"
)
