"""An event in a few words: what the patterns speak of, as it stands in the event."""

from __future__ import annotations

import pytest

from analyzer.patterns import JSON, parse
from analyzer.patterns.event_summary import told_event
from analyzer.patterns.syntax.ast import Not
from analyzer.patterns.syntax.build import text_equals

EVENT: JSON = {"a": "x", "b": [{"c": 1}], "d": None}


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("{ $.a = x && $.d IS NULL }", 'an event with a "x", d null'),
        ("{ $.b[0].c > 0 || $.b[1] NOT EXISTS }", "an event with b[0].c 1, b[1] absent"),
        ("{ $.a.b = x }", "an event with a.b absent"),
        ("{ $.b[*].c = 1 && $.a = x }", 'an event with a "x"'),  # of no element in particular
        ("{ $.b[*] = 1 }", 'the event {"a": "x", "b": [{"c": 1}], "d": null}'),
        ("x", 'the event {"a": "x", "b": [{"c": 1}], "d": null}'),
    ],
)
def test_members_that_a_pattern_speaks_of_are_told(pattern: str, told: str) -> None:
    assert told_event(EVENT, [parse(pattern)]) == told


def test_what_is_denied_is_spoken_of_too() -> None:
    assert told_event(EVENT, [Not(text_equals("a", "y"))]) == 'an event with a "x"'
