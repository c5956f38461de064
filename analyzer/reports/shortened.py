"""Values of the evidence that are too long to be shown, in short; what is left out is said."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.allowance import limits_in_force
from analyzer.evidence import JSON, Citation


def shortened(value: JSON) -> JSON:
    """The value, or where it is larger than a report shows, a text that begins as it does or says so."""
    most = limits_in_force().report_value_bytes
    if isinstance(value, str):
        return value if len(value) <= most else f"{value[:most]}... ({len(value)} characters)"
    if fits([value], most):
        return value
    kind = "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a number"
    return f"({kind} of more than {most} bytes)"


def shortened_place(place: Citation) -> Citation:
    """The place with as much of its value as is shown."""
    return place._replace(value=shortened(place.value))


def fits(values: Iterable[JSON], most: int) -> bool:
    """Whether the values have at most so many characters and marks; looks no further than that.

    Written down they take more, never less.
    """
    waiting = [iter(values)]
    while waiting:
        for value in waiting[-1]:
            most -= 1
            match value:
                case str():
                    most -= len(value)
                case dict():
                    most -= sum(map(len, value)) if len(value) <= most else len(value)
                    waiting.append(iter(value.values()))
                case list():
                    waiting.append(iter(value))
                case _:
                    most -= len(repr(value))
            if most < 0:
                return False
            if isinstance(value, (dict, list)):
                break
        else:
            waiting.pop()
    return True
