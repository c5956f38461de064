"""What a check and a comparison say of filters of files, by what is known of their patterns."""

from __future__ import annotations

import json

import pytest

from analyzer.errors import InputError
from analyzer.patterns import Relation, SyntaxErrorKind, parse
from analyzer.templates import TemplateFilter, read_filters
from analyzer.templates.check import PatternState, check, filters_to_check
from analyzer.templates.compare import compare_with_filters
from analyzer.templates.filter_pattern import NotRead, RefusedPattern, Untold, pattern_of

TOO_LONG = "{ " + "(" * 1000 + "$.a = 1" + ")" * 1000 + " }"
STATES = {
    "{ $.a = 1 }": PatternState.GOOD,
    "{ $.a = b-c }": PatternState.DOUBTFUL,
    '"{ $.a = b }"': PatternState.DOUBTFUL,
    "{ $.a = 1": PatternState.REFUSED,
    "{ $.a = 1 && $.a = 2 }": PatternState.IDLE,
}


def listing(*patterns: object) -> bytes:
    resources = {
        f"F{number}": {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {"LogGroupName": "g", "FilterPattern": pattern, "MetricTransformations": []},
        }
        for number, pattern in enumerate(patterns)
    }
    return json.dumps({"Resources": resources}).encode()


def found(pattern: object) -> TemplateFilter:
    (one,) = read_filters("t.json", listing(pattern))
    return one


@pytest.mark.parametrize("text", STATES)
def test_the_state_of_a_pattern(text: str) -> None:
    checked = check(found(text))
    assert checked.state is STATES[text]
    assert checked.state.is_wrong == (checked.state in (PatternState.REFUSED, PatternState.IDLE))
    assert (checked.pattern is None) == (checked.state is PatternState.REFUSED) == (checked.error is not None)


def test_a_pattern_that_the_file_leaves_open_is_no_error() -> None:
    one = found({"Ref": "P"})
    assert pattern_of(one) == Untold(one.unread)
    checked = check(one)
    assert (checked.state, checked.message, checked.error) == (PatternState.UNREAD, one.unread, None)
    assert not checked.state.is_wrong


def test_what_this_program_does_not_read_is_not_said_to_be_refused() -> None:
    """AWS refuses a text that is too long; nobody knows of an index of ten digits."""
    one = found("{ $.a[1234567890] = 1 }")
    read = pattern_of(one)
    assert isinstance(read, NotRead)
    assert read.error.kind is SyntaxErrorKind.UNKNOWN_SYNTAX
    checked = check(one)
    assert (checked.state, checked.message) == (PatternState.UNREAD, read.error.message)
    assert checked.error is not None
    assert isinstance(pattern_of(found(TOO_LONG)), RefusedPattern)


def test_files_that_hold_no_filter_are_passed_over() -> None:
    assert filters_to_check("a.md", b"# AWS") == ()
    assert filters_to_check("a.json", b'["AWS::Logs::MetricFilter"]') == ()
    assert [one.name for one in filters_to_check("t.json", listing("a", "b"))] == ["F0", "F1"]
    with pytest.raises(InputError):
        filters_to_check("t.json", listing("a")[:-9])


@pytest.mark.parametrize(
    ("rights", "relation"),
    [
        (("{ $.a = 2 }", "{ $.a = 1 }", None), Relation.EQUIVALENT),
        (("{ $.a = 2 }", None), Relation.UNDECIDED),
        (("{ $.a = 2 }", "{ $.a = * }"), None),
    ],
)
def test_one_equivalent_filter_is_enough_and_an_unknown_one_leaves_it_open(
    rights: tuple[str | None, ...], relation: Relation | None
) -> None:
    filters = [
        (found(text or {"Ref": "P"}), None if text is None else parse(text), "why not") for text in rights
    ]
    compared = compare_with_filters(parse("{ $.a = 1 }"), filters)
    assert compared.relation is relation
    assert compared.left == "{ $.a = 1 }"
    for text, one in zip(rights, compared.filters, strict=True):
        assert (text is None) == (one.comparison.reasons == ("why not",))
