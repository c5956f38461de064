"""The automaton of an expression: what it tells of its states beside what is found."""

from __future__ import annotations

import pytest

from analyzer.patterns.evaluation.automaton import Sink, contains
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.syntax.regex import parse_regex


@pytest.mark.parametrize(
    ("source", "text", "sink"),
    [
        ("^ab", "", None),
        ("^ab", "a", None),
        ("^ab", "b", False),
        ("^ab", "ab", True),
        ("^ab$", "ab", None),
        ("^ab$", "abc", False),
        ("ab", "x", None),
        ("ab", "xab", True),
        ("^a|b", "x", None),
        ("^a?", "", True),
        ("$", "x", None),
    ],
)
def test_a_sink_is_told_as_soon_as_it_is_reached(source: str, text: str, sink: bool | None) -> None:
    search = RegexSearch(parse_regex(source))
    state = search.start()
    for char in text:
        state = search.step(state, char)
    assert search.sink_acceptance(state) is sink
    if sink is not None:
        assert state is (Sink.ACCEPTING if sink else Sink.REJECTING)
        assert search.step(state, "a") is state
        assert search.accepts(state) is sink
    assert search.accepts(state) is contains(search, text)


def test_the_alphabet_is_what_an_expression_names() -> None:
    assert RegexSearch(parse_regex("^a[bc]+|d$")).alphabet() == set("abcd")
    assert RegexSearch(parse_regex("a"), java=True).alphabet() == {"a"}
    assert RegexSearch(parse_regex("a$"), java=True).alphabet() == set("a\r\n\x85\u2028\u2029")


def test_a_search_takes_nothing_more_once_it_is_decided() -> None:
    class Stopping(RegexSearch):
        def step(self, state: object, char: str) -> object:
            assert self.sink_acceptance(state) is None
            return super().step(state, char)

    assert contains(Stopping(parse_regex("^a")), "ab" * 9) is True
    assert contains(Stopping(parse_regex("^a")), "ba" * 9) is False


def test_expressions_are_the_same_in_both_dialects_where_they_are_built_alike() -> None:
    for source, same in (("ab+", True), ("a.", False), ("a$", False), ("^a", True)):
        branches = parse_regex(source)
        assert RegexSearch(branches).same_as(RegexSearch(branches, java=True)) is same, source


@pytest.mark.parametrize("end", ["", "\r", "\n", "\r\n", "\x85", "\u2028", "\u2029"])
def test_an_end_stands_before_a_last_line_end_in_java(end: str) -> None:
    search = RegexSearch(parse_regex("^ab$"), java=True)
    assert contains(search, f"ab{end}") is True
    for text in (f"xab{end}", f"ab{end}x", f"a{end}", f"ab{end}x{end}"):
        assert contains(search, text) is False, text
    assert contains(RegexSearch(parse_regex("^ab$")), f"ab{end}") is (not end)
