"""Places in the evidence: pointers, their steps, and the expression that finds the value again."""

from __future__ import annotations

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.evidence import JSON, Citation, Location
from tests.support.laws import examples


@pytest.mark.parametrize(
    ("steps", "pointer", "expression"),
    [
        ((), "", "@"),
        ((0,), "/0", "[0]"),
        (("a",), "/a", "a"),
        ((123456789,), "/123456789", "[123456789]"),
        (("a", 1, "b_2"), "/a/1/b_2", "a[1].b_2"),
        (("a/b", "c~d"), "/a~1b/c~0d", '"a/b"."c~d"'),
        (("~1",), "/~01", '"~1"'),
        (("",), "/", '""'),
        (('say "hi"\\', "é"), '/say "hi"\\/é', '"say \\"hi\\"\\\\"."é"'),
        (("2a", "٣"), "/2a/٣", '"2a"."٣"'),
    ],
)
def test_a_place_has_a_pointer_and_an_expression(
    steps: tuple[str | int, ...], pointer: str, expression: str
) -> None:
    place = Location("a.json").child(*steps)
    assert place == Location("a.json", pointer)
    assert (place.steps, place.expression) == (steps, expression)
    assert Citation(place, 1).expression == expression
    assert Citation(place, 1, readable=False).expression is None


_NAMES = st.text('a~/."\\1é ', min_size=1, max_size=4).filter(lambda name: not name.isdigit())


@settings(max_examples=examples(200))
@given(st.lists(st.one_of(_NAMES, st.integers(0, 2)), max_size=4), st.integers())
def test_the_expression_finds_the_value_at_the_place(steps: list[str | int], found: int) -> None:
    document: JSON = found
    for step in reversed(steps):
        document = [None] * step + [document] if isinstance(step, int) else {step: document}
    place = Location("a.json")
    for step in steps:
        place = place.child(step)
    assert place.steps == tuple(steps)
    assert jmespath.search(place.expression, document) == found
