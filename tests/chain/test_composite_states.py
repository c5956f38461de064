"""What composite alarms come to by the states at the capture, in circles, and at a limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from analyzer.allowance import BudgetError, Scope, allowance, in_force
from analyzer.aws.arn import ResourceScope, scope_of
from analyzer.aws.cloudwatch import CompositeAlarm
from analyzer.aws.record import Conflict
from analyzer.chain.composite.acting import CompositeEffect
from analyzer.chain.composite.graph import CompositeGraph, composite_graph
from analyzer.chain.composite.implied_alarms import ImpliedAlarms
from analyzer.chain.links.action import acting_composites
from analyzer.cloudwatch.alarm_rule.rule import ANY
from analyzer.coverage.run_cache import RunCache
from analyzer.inventory.listing import Listing
from analyzer.limits import DEFAULT_LIMITS
from analyzer.phrase import phrase
from analyzer.reports.words import words
from tests.chain.test_composite import CHILD, A, B, C, Evidence, composite, effects, metric_alarm, recorded

Told = tuple[CompositeEffect, str | None]

ACTS: Told = (CompositeEffect.ACTS, None)
TRUE_BY_B: Told = (
    CompositeEffect.OPEN,
    "its rule was true at the capture by `b`, so that alarm does not make it true",
)
TRUE_BY_SOME: Told = (CompositeEffect.OPEN, "other alarms made its rule true at the capture")
CONTRADICTED = (Conflict(phrase("two records disagree"), ()),)


class Doubted(Evidence):
    """The same, with records that disagree about each composite alarm."""

    def composite_alarms(self, scope: ResourceScope) -> Listing[CompositeAlarm]:
        found = super().composite_alarms(scope)
        return replace(found, records=tuple(replace(one, conflicts=CONTRADICTED) for one in found.records))


@pytest.mark.parametrize(
    ("rule", "captured", "told"),
    [
        (A, {"a": None, "above": "ALARM"}, ACTS),
        (A, {"a": "ALARM", "above": "ALARM"}, ACTS),
        (f"{A} OR {B}", {"a": "OK", "b": "OK", "above": "OK"}, ACTS),
        (f"{A} OR {B} OR {C}", {"a": "OK", "b": "ALARM", "c": "OK"}, TRUE_BY_B),
        (f"{A} OR {B} OR {C}", {"a": "ALARM", "b": "ALARM", "c": "OK"}, ACTS),  # b breaches with a
        (f"{A} OR {B}", {"a": "OK", "above": "ALARM"}, TRUE_BY_SOME),
        (f"{A} OR {B}", {"a": "OK", "b": "ODD", "above": "ODD"}, ACTS),
    ],
)
def test_a_rule_that_other_alarms_made_true_does_not_become_true(
    rule: str, captured: dict[str, str | None], told: Told
) -> None:
    """`b` breaches whenever `a` does, `c` does not."""
    assert CHILD is not None
    others = {"a": metric_alarm("a"), "b": metric_alarm("b"), "c": metric_alarm("c", Period=60)}
    states = {**dict.fromkeys(others), **captured}
    above = composite("above", rule).model_copy(update={"StateValue": states.get("above")})
    alarms = [one.model_copy(update={"StateValue": states[name]}) for name, one in others.items()]
    (found,) = acting_composites(RunCache(), Evidence([above], alarms), CHILD).composites
    assert (found.effect, found.reason and words(found.reason)) == told


def test_what_follows_for_an_alarm_follows_for_those_that_rest_on_it_in_a_circle() -> None:
    above = [composite("one", f'{A} OR (ALARM("two") AND FALSE)'), composite("two", 'ALARM("one")')]
    assert effects(above) == {"one": CompositeEffect.ACTS, "two": CompositeEffect.ACTS}


def test_a_composite_with_a_conflict_is_open() -> None:
    assert CHILD is not None
    evidence = Doubted([composite("above", A)], ())
    (found,) = acting_composites(RunCache(), evidence, CHILD).composites
    assert found.effect is CompositeEffect.OPEN


@pytest.mark.parametrize("doubted", [None, 0, 1])
def test_an_alarm_that_records_disagree_about_breaches_with_none(doubted: int | None) -> None:
    records = [
        replace(recorded(metric_alarm(name)), conflicts=CONTRADICTED if at == doubted else ())
        for at, name in enumerate("ab")
    ]
    ours, theirs = (one.value.arn for one in records)
    assert ours is not None
    assert theirs is not None
    assert ImpliedAlarms(records).breaches_with(ours, theirs) is (doubted is None)


NAMES = [f"n{at}" for at in range(200)]
LONG = composite("long", " OR ".join(f'ALARM("{name}")' for name in NAMES))
UNREAD = composite("unread", "b" * 50_000)


def graph_of(*composites: CompositeAlarm) -> CompositeGraph:
    assert CHILD is not None
    found = composite_graph(Evidence(composites, ()), scope_of(CHILD))
    assert found is not None
    return found


def searched(graph: CompositeGraph) -> None:
    assert CHILD is not None
    for _ in range(3):
        list(graph.speaking_of(CHILD))


def walked(graph: CompositeGraph) -> None:
    graph.below(list(graph.composites))


def decided(graph: CompositeGraph) -> None:
    for one in graph.composites.values():
        one.held(lambda _: ANY)


@pytest.mark.parametrize(
    ("alarm", "work", "least"), [(UNREAD, searched, 150), (LONG, walked, 200), (LONG, decided, 800)]
)
def test_long_rules_take_steps(
    alarm: CompositeAlarm, work: Callable[[CompositeGraph], None], least: int
) -> None:
    graph = graph_of(alarm)
    limits = DEFAULT_LIMITS.with_values({"run-steps": least})
    with in_force(limits), allowance(Scope.RUN), pytest.raises(BudgetError):
        work(graph)
