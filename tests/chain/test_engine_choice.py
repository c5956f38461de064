"""Which of several paths is told, and what is asked for: hand-made trees of two or three links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from analyzer.chain.engine import (
    Candidate,
    Candidates,
    Link,
    examined,
    explore,
    open_requests,
    selected_path,
)
from analyzer.findings import Finding, Notice, Request
from analyzer.rules.requests import CAPTURE_TRAILS
from analyzer.rules.trail import MULTI_REGION, MULTI_REGION_NOT_SAID, NOT_MULTI_REGION
from analyzer.rules.warnings import NO_DELIVERY_SHOWN
from analyzer.verdict import Outcome

YES, NO, OPEN = Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNKNOWN
SAYS = {rule.outcome: rule for rule in (MULTI_REGION, NOT_MULTI_REGION, MULTI_REGION_NOT_SAID)}


def ask(name: str) -> Request:
    return Request(CAPTURE_TRAILS, "", "", (name,))


class Way(NamedTuple):
    """One candidate and what lies behind it."""

    name: str
    outcome: Outcome
    behind: tuple[Way, ...] = ()
    asks: int = 0
    warns: int = 0
    whole: bool = True  # the list behind
    list_asks: int = 0  # what the list behind asks for
    ends: bool = False
    distance: int = 0


def link_of(subject: Way) -> Candidates:
    each = tuple(
        Candidate(
            way.name,
            Finding(SAYS[way.outcome], way.name),
            None if way.ends else way,
            warnings=tuple(Notice(NO_DELIVERY_SHOWN, f"{way.name}{at}") for at in range(way.warns)),
            requests=tuple(ask(f"{way.name}{at}") for at in range(way.asks)),
            distance=way.distance,
        )
        for way in subject.behind
    )
    requests = tuple(ask(f"list of {subject.name}{at}") for at in range(subject.list_asks))
    return Candidates(each, subject.whole, requests=requests)


def links(count: int) -> Sequence[Link]:
    return [Link(f"link-{at}", link_of) for at in range(count)]


def told(count: int, *ways: Way) -> list[str]:
    """The names on the path that is told."""
    root = explore(links(count), Way("root", YES, ways))
    return [stage.candidate.name if stage.candidate else "-" for stage in selected_path(links(count), root)]


def end(name: str, outcome: Outcome, asks: int = 0, warns: int = 0) -> Way:
    return Way(name, outcome, (), asks, warns)


CASES: dict[str, tuple[list[str], list[Way], int]] = {
    "the refuted path that came furthest": (
        ["b", "b1", "b2"],
        [
            Way("a", YES, (end("a1", NO),)),
            Way("b", YES, (Way("b1", YES, (end("b2", NO),)),)),
        ],
        3,
    ),
    "the refuted path that came furthest, whatever is open on it": (
        ["b", "b1"],
        [Way("a", NO), Way("b", OPEN, (end("b1", NO, asks=2, warns=2),), asks=3)],
        2,
    ),
    "of those that came as far the one nearest to holding": (
        ["b", "b1"],
        [
            Way("a", YES, (Way("a1", NO, distance=3),)),
            Way("b", OPEN, (Way("b1", NO, distance=2, asks=2),), asks=3),
            Way("c", YES, (Way("c1", NO, distance=4),)),
        ],
        2,
    ),
    "behind a refuted candidate what follows it": (
        ["a", "a1", "a2", "a3"],
        [Way("a", NO, (Way("a1", YES, (Way("a2", NO, (end("a3", OPEN),)),)), Way("b1", NO)))],
        4,
    ),
    "of those refuted alike the one behind which most holds": (
        ["b", "b1", "b2"],
        [
            Way("a", NO, (Way("a1", NO, (end("a2", YES),)),)),
            Way("b", NO, (Way("b1", YES, (end("b2", YES),)),)),
            Way("c", NO),
        ],
        3,
    ),
    "behind one that hands nothing over nothing": (
        ["a"],
        [Way("a", NO, (end("a1", YES),), ends=True)],
        1,
    ),
    "the fewest warnings, wherever they stand": (
        ["b", "b1"],
        [Way("a", YES, (end("a1", YES, warns=2),)), Way("b", YES, (end("b1", YES),), warns=1)],
        2,
    ),
    "an open one without a request counts as one question": (
        ["a", "a1"],
        [Way("a", OPEN, (end("a1", YES),)), Way("b", OPEN, (end("b1", YES),), asks=2)],
        2,
    ),
    "an open one without a request costs no more than one with one": (
        ["a", "a1"],
        [Way("a", OPEN, (end("a1", YES),)), Way("b", OPEN, (end("b1", YES),), asks=1)],
        2,
    ),
    "the fewest questions, added up": (
        ["b", "b1"],
        [
            Way("a", OPEN, (end("a1", OPEN, asks=2),), asks=2),
            Way("b", OPEN, (end("b1", YES),), asks=3),
        ],
        2,
    ),
    "questions before warnings": (
        ["b", "b1"],
        [Way("a", OPEN, (end("a1", YES),), asks=2), Way("b", OPEN, (end("b1", YES, warns=3),), asks=1)],
        2,
    ),
    "links passed before warnings": (
        ["b", "b1", "b2"],
        [
            Way("a", OPEN, ends=True),
            Way("b", YES, (Way("b1", YES, (end("b2", OPEN, warns=2),)),)),
        ],
        3,
    ),
    "a list that may not be whole asks too": (
        ["b", "b1"],
        [Way("a", YES, (), whole=False, list_asks=3), Way("b", YES, (end("b1", OPEN, asks=2),))],
        2,
    ),
    "a list that asks for nothing is one question": (
        ["a", "-"],
        [Way("a", YES, (), whole=False), Way("b", YES, (end("b1", OPEN, asks=2),))],
        2,
    ),
    "an empty list asks for nothing and is further than a refuted candidate": (
        ["b", "-"],
        [Way("a", NO), Way("b", YES)],
        2,
    ),
    "and no more than one": (
        ["b", "b1"],
        [Way("b", YES, (end("b1", OPEN, asks=1),)), Way("c", YES, (), whole=False)],
        2,
    ),
}


@pytest.mark.parametrize(("expected", "ways", "count"), CASES.values(), ids=CASES)
def test_the_path_that_is_told(expected: list[str], ways: list[Way], count: int) -> None:
    for order in (ways, ways[::-1]):
        assert told(count, *order) == expected


def test_a_path_that_ends_early_proves_nothing() -> None:
    for outcome, expected in ((YES, OPEN), (OPEN, OPEN), (NO, NO)):
        ends = Way("a", outcome, ends=True)
        assert explore(links(2), Way("root", YES, (ends,))).outcome is expected


def test_a_stage_keeps_its_whole_list() -> None:
    root = Way("root", YES, (Way("a", OPEN, (end("a1", OPEN),)), Way("b", NO)))
    first, second = selected_path(links(2), explore(links(2), root))
    assert [first.candidates, second.candidates] == [link_of(root), link_of(root.behind[0])]


def test_the_least_open_path_is_asked_for_first_and_what_is_proven_for_nothing() -> None:
    several = Way("a", OPEN, (end("a1", YES, asks=1),), asks=2)
    listed = Way("b", YES, (), whole=False, list_asks=1, asks=1)
    root = explore(links(2), Way("root", YES, (several, listed)))
    assert [request.command for request in open_requests(root)] == ["'list of b0'", "a0", "a1"]


def test_what_several_paths_share_is_told_once() -> None:
    shared = (end("s", NO),)
    ways = (Way("a", YES, shared), Way("b", YES, shared))
    behind = Way("same", YES, shared)

    def first(_subject: object) -> Candidates:
        each = tuple(Candidate(way.name, Finding(SAYS[YES], way.name), behind) for way in ways)
        return Candidates(each, complete=True)

    found = examined(explore([Link("first", first), Link("second", link_of)], None))
    assert [finding.subject for _, finding in found] == ["a", "b", "s"]


def test_no_chain_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^a chain without links proves nothing: give at least one link$"):
        explore((), None)
