"""Laws of the two found on small random patterns, against trying every small event.

The patterns are those of `trees`, which evaluates them by itself; the events are all combinations of the
values that the patterns may speak of, in the fields that CloudTrail always writes.
"""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.controls import Intent, PrescribedPattern, load_control
from analyzer.coverage.counting import Counted, Coverage, Missed
from analyzer.coverage.criteria import CriteriaCoverage, coverage_by_criteria
from analyzer.coverage.run_cache import RunCache
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot
from analyzer.patterns import parse
from analyzer.patterns.facts import EventOrigin
from analyzer.verdict import Outcome
from tests.support.laws import examples

from .trees import JSON, Comparison, Join, Tree, holds, written
from .trees import read as read_tree

ACCOUNT = "111111111111"
EMPTY = Snapshot([], CallerStatement(None, None))
VALUES = {
    "eventName": ("CreateVpc", "DeleteVpc", "CreateRoute"),
    "eventSource": ("ec2.amazonaws.com", "apigateway.amazonaws.com"),
    "awsRegion": ("us-east-1", "eu-west-1"),
}
EVENTS: list[JSON] = [dict(zip(VALUES, some, strict=True)) for some in product(*VALUES.values())]

law = settings(max_examples=examples(150))
choices = [(path, value) for path, values in VALUES.items() for value in (*values, "Create*", "us-*")]
leaves = st.builds(
    lambda chosen, op: Comparison(chosen[0], op, chosen[1]),
    st.sampled_from(choices),
    st.sampled_from(["=", "!="]),
)
trees = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda op, parts: Join(op, tuple(parts)),
        st.sampled_from(["&&", "||"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=6,
)
unions = st.lists(trees, min_size=1, max_size=2)


def by_criteria(text: Tree, intent: Tree, union: list[Tree]) -> CriteriaCoverage:
    control = load_control()._replace(
        texts=(PrescribedPattern("own", written(text)),), intent=Intent(written(intent), "a law")
    )
    return coverage_by_criteria(
        control, RunCache(), [parse(written(tree)) for tree in union], EventOrigin(ACCOUNT)
    )


def counts(union: list[Tree], event: JSON) -> bool:
    return any(holds(tree, event) for tree in union)


def lost(wanted: Tree, union: list[Tree]) -> bool:
    return any(holds(wanted, event) and not counts(union, event) for event in EVENTS)


@law
@given(trees, trees, unions)
def test_a_reading_that_holds_loses_no_event(text: Tree, intent: Tree, union: list[Tree]) -> None:
    found = by_criteria(text, intent, union)
    assert not (isinstance(found.prescribed, Counted) and lost(text, union))
    assert not (isinstance(found.intent, Counted) and lost(intent, union))


@law
@given(trees, trees, unions)
def test_a_reading_that_misses_shows_an_event_that_it_loses(
    text: Tree, intent: Tree, union: list[Tree]
) -> None:
    found = by_criteria(text, intent, union)
    shown: list[tuple[Tree, Coverage]] = [(text, found.prescribed), (intent, found.intent)]
    for wanted, one in shown:
        if isinstance(one, Missed):
            assert holds(wanted, one.event)
            assert not counts(union, one.event)


@law
@given(trees, trees, unions)
def test_either_reading_is_enough_and_both_must_miss_to_refute(
    text: Tree, intent: Tree, union: list[Tree]
) -> None:
    found = by_criteria(text, intent, union)
    kinds = {type(found.prescribed), type(found.intent)}
    assert (found.outcome is Outcome.SATISFIED) is (Counted in kinds)
    assert (found.outcome is Outcome.VIOLATED) is (kinds == {Missed})


@law
@given(trees, trees, unions, unions)
def test_a_further_filter_undoes_no_reading(
    text: Tree, intent: Tree, union: list[Tree], more: list[Tree]
) -> None:
    before, after = by_criteria(text, intent, union), by_criteria(text, intent, [*union, *more])
    assert not (isinstance(before.prescribed, Counted) and isinstance(after.prescribed, Missed))
    assert not (isinstance(before.intent, Counted) and isinstance(after.intent, Missed))


@law
@given(trees)
def test_what_is_written_reads_as_it_was_meant(tree: Tree) -> None:
    again = read_tree(written(tree))
    assert all(holds(again, event) is holds(tree, event) for event in EVENTS)
