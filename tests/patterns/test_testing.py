"""The public strategies: what they draw is what they promise, and varied enough to be of use."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from types import UnionType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.patterns import JSON, Pattern, Relation, compare, evaluate, evaluate_event, normalize, parse
from analyzer.patterns.syntax.ast import Delimited, Formula, Regex, Terms
from analyzer.testing import Family, Fragment, events_for, near_misses, patterns, spellings
from tests.support.laws import examples

BODIES: dict[Family, type | UnionType] = {
    Family.JSON: Formula,
    Family.SPACE_DELIMITED: Delimited,
    Family.TERMS: Terms,
    Family.REGEX: Regex,
}
some = settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])


@some
@given(st.data(), st.sampled_from(Family))
def test_a_pattern_is_of_the_family_that_was_asked_for(data: st.DataObject, family: Family) -> None:
    pattern = data.draw(patterns(family))
    assert isinstance(pattern.body, BODIES[family]) or str(pattern) == ""
    assert parse(str(pattern)) == pattern


@some
@given(st.data(), patterns(fragment=Fragment.SETTLED))
def test_nothing_is_undecided_about_settled_patterns(data: st.DataObject, pattern: Pattern) -> None:
    other = data.draw(patterns(Family.JSON, Fragment.SETTLED))
    assert pattern.unverified == ()
    assert evaluate_event(pattern, data.draw(events_for(pattern))).value is not None
    assert compare(pattern, other).relation is not Relation.UNDECIDED


def test_only_json_patterns_are_settled() -> None:
    with pytest.raises(ValueError, match="expected the family `json`"):
        patterns(Family.TERMS, Fragment.SETTLED)


@some
@given(st.data(), patterns())
def test_a_near_miss_is_another_pattern(data: st.DataObject, pattern: Pattern) -> None:
    other = data.draw(near_misses(pattern))
    assert other != pattern
    assert parse(str(other)) == other
    assert abs(len(str(other)) - len(str(pattern))) <= max(10, len(str(pattern)))


@some
@given(st.data(), patterns())
def test_a_spelling_has_the_same_normal_form(data: st.DataObject, pattern: Pattern) -> None:
    assert normalize(parse(data.draw(spellings(pattern)), limit=None)) == normalize(pattern)


@some
@given(st.data(), patterns())
def test_an_event_is_one_that_patterns_can_be_asked_about(data: st.DataObject, pattern: Pattern) -> None:
    event = data.draw(events_for(pattern))
    if isinstance(pattern.body, Formula):
        assert isinstance(event, dict)
    else:
        assert isinstance(event, str)
        assert evaluate_event(pattern, event) == evaluate(pattern, event)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("{ $.a = x* && $.b.c != 1 }", 20),
        ("{ $.a NOT EXISTS || $.b > 5 }", 20),
        ("[a, b = x*, c]", 20),
        ("ERROR -timeout", 20),
        ("%[a-c]+\\d%", 10),
        ("{ $.a[*] = x }", 10),
    ],
)
def test_events_match_often_and_often_not(text: str, least: int) -> None:
    counted: Counter[bool | None] = Counter()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(events_for(text))
    def count(event: JSON) -> None:
        counted[evaluate_event(parse(text), event).value] += 1

    count()
    assert min(counted[True], counted[False]) >= least, counted


def test_near_misses_are_near_in_every_way() -> None:
    text = '{ ($.a = "x" || $.b > 1) && $.c NOT EXISTS }'
    expected = {
        '{ ($.a != "x" || $.b > 1) && $.c NOT EXISTS }',  # an operator
        '{ ($.a = "x" && $.b > 1) && $.c NOT EXISTS }',
        '{ ($.a = "x" || $.b > 1) && $.c IS NULL }',
        '{ ($.a = "x*" || $.b > 1) && $.c NOT EXISTS }',  # a character
        '{ $.a = "x" || $.b > 1 && $.c NOT EXISTS }',  # a parenthesis
        "{ ($.b > 1) && $.c NOT EXISTS }",  # an operand
        '{ ($.a = "x" || $.b > 1) }',
        '{ ($.a = "x" || $.b > 1) && $.a NOT EXISTS }',
    }
    found: set[str] = set()

    @settings(max_examples=1500, deadline=None, database=None, derandomize=True)
    @given(near_misses(text))
    def collect(pattern: Pattern) -> None:
        found.add(str(pattern).replace("{  ", "{ ").replace("( ", "(").replace("  }", " }"))

    collect()
    assert expected <= found, expected - found


def test_without_hypothesis_the_message_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "try:\n    import analyzer.testing\nexcept ImportError as error:\n    print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'cis-evidence-analyzer[test]'" in told.stdout
    assert told.stderr == ""
