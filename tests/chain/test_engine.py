"""The engine against a plain enumeration of all paths, on random trees that mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.chain.engine import Candidate, Candidates, Link, examined, explore, open_requests, selected_path
from analyzer.findings import Finding, Request
from analyzer.rules.requests import CAPTURE_TRAILS
from analyzer.rules.trail import MULTI_REGION, MULTI_REGION_NOT_SAID, NOT_MULTI_REGION
from analyzer.verdict import Outcome, Verdict, both, verdict_of

OUTCOMES = st.sampled_from([Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNKNOWN])
SAYS = {rule.outcome: rule for rule in (MULTI_REGION, NOT_MULTI_REGION, MULTI_REGION_NOT_SAID)}
DEPTH = 3

Drawn: TypeAlias = "tuple[bool, list[tuple[Outcome, Drawn]]]"
Tree: TypeAlias = "tuple[bool, tuple[tuple[Outcome, Tree], ...]]"

# A tree is (complete, [(outcome, subtree)]); a subtree below the last link is ignored.
trees: st.SearchStrategy[Drawn] = st.recursive(
    st.just((True, [])),
    lambda below: st.tuples(st.booleans(), st.lists(st.tuples(OUTCOMES, below), max_size=3)),
    max_leaves=12,
)


def freeze(tree: Drawn) -> Tree:
    complete, paths = tree
    return (complete, tuple((outcome, freeze(below)) for outcome, below in paths))


def ask(*words: str) -> Request:
    return Request(CAPTURE_TRAILS, "", "", ("ask", *words))


def candidates(tree: Tree) -> Candidates:
    complete, paths = tree
    each = tuple(
        Candidate(
            f"{index}", Finding(SAYS[outcome], f"{index}"), below,
            requests=(ask(str(index)),) if outcome is Outcome.UNKNOWN else (),
        )
        for index, (outcome, below) in enumerate(paths)
    )  # fmt: skip
    requests = () if complete else (ask(),)
    return Candidates(each, complete, requests=requests)


LINKS = tuple(Link(f"link-{n}", candidates) for n in range(DEPTH))


def enumerate_paths(tree: Tree, depth: int) -> Iterator[list[Outcome]]:
    """Every path as the list of its outcomes; a list that may not be whole adds a path nobody knows."""
    complete, paths = tree
    for outcome, below in paths:
        if depth == 1:
            yield [outcome]
        else:
            rest = list(enumerate_paths(below, depth - 1))
            yield from ([outcome, *path] for path in rest)
            if not rest:
                yield [outcome, Outcome.VIOLATED]
    if not complete:
        yield [Outcome.UNKNOWN]


def oracle(tree: Tree) -> Outcome:
    paths = list(enumerate_paths(tree, DEPTH))
    if any(all(o is Outcome.SATISFIED for o in path) for path in paths):
        return Outcome.SATISFIED
    if all(Outcome.VIOLATED in path for path in paths):
        return Outcome.VIOLATED
    return Outcome.UNKNOWN


@given(trees.map(freeze))
def test_the_outcome_is_that_of_all_paths_enumerated(tree: Tree) -> None:
    assert explore(LINKS, tree).outcome is oracle(tree)


@given(trees.map(freeze))
def test_the_told_path_shows_the_outcome(tree: Tree) -> None:
    root = explore(LINKS, tree)
    stages = selected_path(LINKS, root)
    assert [stage.link for stage in stages] == [link.name for link in LINKS]
    outcomes = [stage.outcome for stage in stages]
    match root.outcome:
        case Outcome.SATISFIED:
            assert set(outcomes) == {Outcome.SATISFIED}
        case Outcome.VIOLATED:
            assert Outcome.VIOLATED in outcomes
        case _:
            assert Outcome.UNKNOWN in outcomes
            assert Outcome.VIOLATED not in outcomes
    reached = [outcome for outcome in outcomes if outcome is not Outcome.BLOCKED]
    assert outcomes == reached + [Outcome.BLOCKED] * (DEPTH - len(reached))
    first = outcomes.index(Outcome.VIOLATED) if Outcome.VIOLATED in outcomes else DEPTH
    assert [stage.is_beyond for stage in stages[: len(reached)]] == [at > first for at in range(len(reached))]


@given(trees.map(freeze))
def test_an_open_outcome_asks_for_something_and_a_settled_one_for_nothing(tree: Tree) -> None:
    root = explore(LINKS, tree)
    assert bool(open_requests(root)) == (root.outcome is Outcome.UNKNOWN)


@given(trees.map(freeze), st.data())
def test_an_unknown_outcome_in_place_of_a_known_one_never_flips_the_verdict(
    tree: Tree, data: st.DataObject
) -> None:
    """Less evidence moves every candidate towards unknown and every list towards incomplete."""

    def blur(node: Tree) -> Tree:
        complete, paths = node
        return (
            complete and data.draw(st.booleans()),
            tuple((o if data.draw(st.booleans()) else Outcome.UNKNOWN, blur(b)) for o, b in paths),
        )

    before, after = explore(LINKS, tree).outcome, explore(LINKS, blur(tree)).outcome
    assert after in (before, Outcome.UNKNOWN)


@given(trees.map(freeze))
def test_every_finding_is_told_once_a_node(tree: Tree) -> None:
    found = list(examined(explore(LINKS, tree)))
    assert all(name in {link.name for link in LINKS} for name, _ in found)


def test_a_chain_without_links_proves_nothing() -> None:
    with pytest.raises(ValueError, match="at least one link"):
        explore((), None)


@given(OUTCOMES, OUTCOMES)
def test_conjunction_is_symmetric(first: Outcome, second: Outcome) -> None:
    assert both(first, second) is both(second, first)


def test_verdicts() -> None:
    assert verdict_of(Outcome.SATISFIED) is Verdict.PASS
    assert verdict_of(Outcome.VIOLATED) is Verdict.FAIL
    assert verdict_of(Outcome.UNKNOWN) is Verdict.INCONCLUSIVE
    assert verdict_of(Outcome.BLOCKED) is Verdict.INCONCLUSIVE
