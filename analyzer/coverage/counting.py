"""Does a union of filter patterns count every event that the control is about?

Required are the events that CloudTrail can write. A documented fact may carry a proof and is named
in it; a fact known from samples alone carries neither a proof nor a refutation. So an escaping event
refutes only if it agrees with all facts, and a cover proves only if documented facts suffice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias, assert_never

from analyzer.coverage.reasons import telling
from analyzer.coverage.witnesses import EXAMPLE_ORIGIN, find
from analyzer.evidence import JSON
from analyzer.patterns import (
    Counterexample,
    Entailed,
    Formula,
    Pattern,
    Undecided,
    difference,
    evaluate_event,
)
from analyzer.patterns.facts import DOCUMENTED, EventOrigin, documented_about
from analyzer.patterns.witness import API_CALL, FAILED_SIGN_IN


class Counted(NamedTuple):
    """Every required event is counted. `facts` are the documented facts that the proof needs."""

    facts: tuple[str, ...]


class Missed(NamedTuple):
    """This required event is not counted."""

    event: JSON


class Unsettled(NamedTuple):
    """Neither is proven. `event` is one that would be missed if CloudTrail wrote it."""

    reasons: tuple[str, ...]
    event: JSON = None


Coverage: TypeAlias = Counted | Missed | Unsettled


def coverage(
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    origin: EventOrigin,
    known: JSON = None,
) -> Coverage:
    """Decide for the events that match all of `required` whether some of `union` matches each.

    `origin` is where the events come from. `known` is what `known_event` found for
    the same events, if anybody asked: most filters are about something else and do not count even it.
    """
    if known is not None and counts(union, known) is False:
        return Missed(telling(required, union, known, origin))
    proven = difference(required, union, facts=documented_about(origin))
    match proven:
        case Entailed() if known is None and not _is_about_something(required):
            return Unsettled((_ABOUT_NOTHING,))
        case Entailed(facts=facts):
            return Counted(facts)
        case Undecided(reasons=reasons):
            return Unsettled(reasons)
        case Counterexample():
            pass
        case _:
            assert_never(proven)
    match find(required, union, origin):
        case Counterexample(event=event):
            return Missed(telling(required, union, event, origin))
        case Entailed(facts=facts):
            reason = "all required events are counted only if CloudTrail writes them as in known samples: "
            return Unsettled((reason + ", ".join(facts),), proven.event)
        case Undecided(reasons=reasons):
            return Unsettled(reasons, proven.event)
        case unknown:
            assert_never(unknown)


_ABOUT_NOTHING = "no event is known that the control is about and CloudTrail writes, so any filter would do"


def _is_about_something(required: Sequence[Pattern | Formula]) -> bool:
    return isinstance(difference(required, [], facts=DOCUMENTED), Counterexample)


def known_event(required: Pattern, origin: EventOrigin) -> JSON:
    """An event that is required and agrees with all facts; None where none was found."""
    found = find([required], [], origin)
    return found.event if isinstance(found, Counterexample) else None


def counts(union: Iterable[Pattern | Formula], event: JSON) -> bool | None:
    """Whether some of `union` matches the event, by the evaluator; None where it is not known."""
    wholes = (one if isinstance(one, Pattern) else Pattern(one) for one in union)
    answers = {evaluate_event(whole, event).value for whole in wholes}
    if True in answers:
        return True
    return None if None in answers else False


def coverage_of_everything(union: Sequence[Pattern | Formula]) -> Coverage:
    """Decide whether every CloudTrail event is counted, whatever it is about."""
    for known in (API_CALL, FAILED_SIGN_IN):  # both agree with all facts
        if counts(union, known) is False:
            return Missed(known)
    match difference([], union, facts=DOCUMENTED):
        case Entailed(facts=facts):
            return Counted(facts)
        case Counterexample(event=event):
            return Missed(event)
        case Undecided(reasons=reasons):
            return Unsettled(reasons)
        case unknown:
            assert_never(unknown)


def beyond(asked: Sequence[Pattern], pattern: Pattern | Formula) -> JSON:
    """An event that `pattern` counts and none of `asked` does; None where none was found.

    One as samples show them if there is one; what is told of it refutes nothing.
    """
    for facts in (None, DOCUMENTED):
        found = find([pattern], asked, EXAMPLE_ORIGIN, facts)
        if isinstance(found, Counterexample):
            return found.event
    return None
