"""Rules of composite alarms, held against the states of all alarms, one combination after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.allowance import Scope, allowance, in_force
from analyzer.aws.arn import ResourceScope, parse_arn
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.record import AwsModel, EvidenceRecord
from analyzer.chain.composite.acting import Acting, CompositeEffect
from analyzer.chain.links.action import acting_composites
from analyzer.cloudwatch.alarm_rule.parser import readings
from analyzer.cloudwatch.alarm_rule.rule import ANY, State, alarms_of, holds
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import Location
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.listing import Listing
from analyzer.inventory.snapshot import Snapshot
from analyzer.limits import DEFAULT_LIMITS
from tests.support.alarm_simulator import Rule
from tests.support.laws import examples

M = TypeVar("M", bound=AwsModel)
STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
PREFIX = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:"
CHILD = parse_arn(f"{PREFIX}a")
law = settings(max_examples=examples(150))

single = st.builds(
    lambda kind, alarm: Rule(kind, alarm=alarm),
    st.sampled_from(["ALARM", "ALARM", "ALARM", *STATES]),
    st.sampled_from("aabc"),
)
at_least = st.builds(
    lambda count, state, alarms: Rule(
        "AT_LEAST", tuple(Rule("ALARM", alarm=a) for a in alarms), state, count
    ),
    st.sampled_from(["1", "2", "3", "50%", "51%", "100%"]),
    st.sampled_from(["ALARM", "OK", "INSUFFICIENT_DATA", "NOT ALARM", "NOT OK"]),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4),
)
constant = st.sampled_from([Rule("TRUE"), Rule("FALSE")])
rules = st.recursive(
    st.one_of(single, single, single, at_least, constant),
    lambda inner: st.one_of(
        st.builds(
            lambda kind, one, two: Rule(kind, (one, two)), st.sampled_from(["AND", "OR"]), inner, inner
        ),
        inner.map(lambda one: Rule("NOT", (one,))),
    ),
    max_leaves=6,
)


@law
@given(rules, st.fixed_dictionaries({name: st.sets(st.sampled_from(STATES), min_size=1) for name in "abc"}))
def test_what_holds_holds_in_every_combination_of_states(rule: Rule, possible: dict[str, set[str]]) -> None:
    (read,) = readings(rule.text)
    states = {name: frozenset(map(State, found)) for name, found in possible.items()}
    decided = holds(read, states.__getitem__)
    found = {
        rule.holds(dict(zip("abc", each, strict=True)))
        for each in product(*(possible[name] for name in "abc"))
    }
    assert decided is None or found == {decided}


@law
@given(rules, st.tuples(*[st.sampled_from(STATES)] * 3))
def test_known_states_leave_nothing_open(rule: Rule, each: tuple[str, ...]) -> None:
    states = dict(zip("abc", each, strict=True))
    (read,) = readings(rule.text)
    assert holds(read, lambda name: frozenset({State(states[name])})) is rule.holds(states)


class Evidence(Snapshot):
    """The alarms of one account and region, as the chain asks for them."""

    def __init__(self, composites: Sequence[CompositeAlarm], metric_alarms: Sequence[MetricAlarm]) -> None:
        super().__init__([], CallerStatement(None, None))
        self._composites: Listing[CompositeAlarm] = Listing(tuple(map(recorded, composites)), (), ())
        self._alarms: Listing[MetricAlarm] = Listing(tuple(map(recorded, metric_alarms)), (), ())

    def composite_alarms(self, _scope: ResourceScope) -> Listing[CompositeAlarm]:
        return self._composites

    def metric_alarms(self, _scope: ResourceScope, _metric: str) -> Listing[MetricAlarm]:
        return self._alarms


def recorded(value: M) -> EvidenceRecord[M]:
    return EvidenceRecord(Location("alarms.json", ""), value, {})


def composite(name: str, rule: str, suppressor: str | None = None) -> CompositeAlarm:
    return CompositeAlarm(
        AlarmName=name,
        AlarmArn=PREFIX + name,
        AlarmRule=rule,
        ActionsEnabled=True,
        ActionsSuppressor=suppressor,
    )


def metric_alarm(name: str, threshold: float | None = 1.0, **members: str | int) -> MetricAlarm:
    given = {
        "MetricName": "M", "Namespace": "N", "Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold", **members,
    }  # fmt: skip
    named = {"AlarmName": name, "AlarmArn": PREFIX + name, "Threshold": threshold}
    return MetricAlarm.model_validate({**given, **named})


def effects(
    composites: Sequence[CompositeAlarm], metric_alarms: Sequence[MetricAlarm] = ()
) -> dict[str, CompositeEffect]:
    assert CHILD is not None
    found = acting_composites(RunCache(), Evidence(composites, metric_alarms), CHILD)
    assert found.past_limit == ""
    return {str(one.record.value.AlarmName): one.effect for one in found.composites}


@law
@given(rules, rules, st.sampled_from([None, "c", "inner"]))
def test_effects_hold_in_every_combination_of_states(
    inner: Rule, outer: Rule, suppressor: str | None
) -> None:
    """`inner` is over metric alarms; `outer` speaks of it by the name `c`."""
    spoken = outer.text.replace('"c"', '"inner"').replace("c,", "inner,").replace("c)", "inner)")
    found = effects([composite("inner", inner.text), composite("outer", spoken, suppressor)])
    worlds = list(worlds_of(inner, outer))
    for name, effect in found.items():
        alarmed = [world[name] for world in worlds if world["a"] == "ALARM"]
        quiet = [world for world in worlds if world["a"] != "ALARM"]
        if effect is CompositeEffect.ACTS:
            assert all(alarmed)
            for state in ("OK", "INSUFFICIENT_DATA"):
                assert not all(world[name] for world in quiet if world["a"] == state)
        elif effect is CompositeEffect.NEVER:
            assert not any(alarmed) or all(world[name] for world in quiet)
    if found.get("outer") is CompositeEffect.ACTS and suppressor is not None:
        held = [
            world["c"] == "ALARM" if suppressor == "c" else world["inner"]
            for world in worlds
            if world["a"] == "ALARM"
        ]
        assert not any(held)


def worlds_of(inner: Rule, outer: Rule) -> Iterator[dict[str, str | bool]]:
    """Every combination of states: those of metric alarms by name, and whether each composite is in ALARM."""
    for each in product(STATES, repeat=3):
        states = dict(zip("abc", each, strict=True))
        lower = inner.holds(states)
        # A composite alarm whose rule is false is OK, or has no data yet.
        for below in ["ALARM"] if lower else ["OK", "INSUFFICIENT_DATA"]:
            yield {**states, "inner": lower, "outer": outer.holds({**states, "c": below})}


A, B, C = 'ALARM("a")', 'ALARM("b")', 'ALARM("c")'


@pytest.mark.parametrize(
    ("rule", "effect"),
    [
        (A, CompositeEffect.ACTS),
        ("ALARM(a)", CompositeEffect.ACTS),
        ("alarm(a) or alarm(b)", CompositeEffect.ACTS),
        (f'ALARM("{PREFIX}a")', CompositeEffect.ACTS),
        (f"(({A})) OR {B}", CompositeEffect.ACTS),
        (f"{A} OR ({B} AND {C})", CompositeEffect.ACTS),
        (f"{A} AND TRUE", CompositeEffect.ACTS),
        (f"NOT NOT {A}", CompositeEffect.ACTS),
        ("AT_LEAST(1, ALARM, (a, b))", CompositeEffect.ACTS),
        ("AT_LEAST(50%, ALARM, (a, b))", CompositeEffect.ACTS),
        (f"NOT AT_LEAST(1, NOT ALARM, (a)) OR {B}", CompositeEffect.ACTS),
        (f"{A} OR {B} AND {C}", CompositeEffect.OPEN),
        (f"{A} AND {B}", CompositeEffect.OPEN),
        (f"{A} AND NOT {B}", CompositeEffect.OPEN),
        ("AT_LEAST(2, ALARM, (a, b))", CompositeEffect.OPEN),
        ("AT_LEAST(51%, ALARM, (a, b))", CompositeEffect.OPEN),
        ("NOT OK(a)", CompositeEffect.OPEN),
        (f'{A} OR INSUFFICIENT_DATA("a")', CompositeEffect.OPEN),
        (f"{A} OR {B} OR NOT {B}", CompositeEffect.OPEN),  # always true, though no part of it is
        (f"{A} OR NOT {B}", CompositeEffect.OPEN),
        (f'{A} OR OK("b")', CompositeEffect.OPEN),
        (f"{A} OR", CompositeEffect.OPEN),
        ('ALARM("a', CompositeEffect.OPEN),
        ("OK(a)", CompositeEffect.NEVER),
        (f"NOT {A}", CompositeEffect.NEVER),
        (f"{A} AND FALSE", CompositeEffect.NEVER),
        (f"{A} OR TRUE", CompositeEffect.NEVER),
        (f"{A} OR NOT {A}", CompositeEffect.NEVER),
        ("AT_LEAST(2, ALARM, (a))", CompositeEffect.NEVER),
        (B, None),
        ("ALARM(A)", None),
        ("TRUE", None),
    ],
)
def test_known_effects(rule: str, effect: CompositeEffect | None) -> None:
    assert effects([composite("above", rule)]).get("above") is effect


@pytest.mark.parametrize(
    ("companion", "effect"),
    [
        (metric_alarm("b"), CompositeEffect.ACTS),
        (metric_alarm("b", 0.5), CompositeEffect.ACTS),
        (metric_alarm("b", 0.5, ComparisonOperator="GreaterThanThreshold"), CompositeEffect.ACTS),
        (metric_alarm("b", 2.0), CompositeEffect.OPEN),
        (metric_alarm("b", ComparisonOperator="GreaterThanThreshold"), CompositeEffect.OPEN),
        (metric_alarm("b", ComparisonOperator="LessThanThreshold"), CompositeEffect.OPEN),
        (metric_alarm("b", MetricName="Other"), CompositeEffect.OPEN),
        (metric_alarm("b", Period=60), CompositeEffect.OPEN),
        (metric_alarm("b", None), CompositeEffect.OPEN),
        (metric_alarm("b", TreatMissingData="ignore"), CompositeEffect.OPEN),
    ],
)
def test_an_alarm_that_breaches_whenever_this_one_does_is_in_alarm_with_it(
    companion: MetricAlarm, effect: CompositeEffect
) -> None:
    found = effects([composite("above", f"{A} AND {B}")], [metric_alarm("a"), companion])
    assert found == {"above": effect}


@pytest.mark.parametrize(
    ("suppressor", "more", "effect"),
    [
        ("maintenance", [], CompositeEffect.OPEN),
        ("a", [], CompositeEffect.OPEN),
        (f"{PREFIX}maintenance", [], CompositeEffect.OPEN),
        ("nothing", [composite("nothing", "FALSE")], CompositeEffect.ACTS),
        ("quiet", [composite("quiet", f"NOT {A}")], CompositeEffect.ACTS),
    ],
)
def test_a_suppressor_that_may_be_in_alarm_leaves_it_open(
    suppressor: str, more: list[CompositeAlarm], effect: CompositeEffect
) -> None:
    assert effects([composite("above", A, suppressor), *more])["above"] is effect


def test_a_suppressor_holds_actions_back_and_not_states() -> None:
    above = [composite("inner", A, "maintenance"), composite("outer", 'ALARM("inner")')]
    assert effects(above) == {"inner": CompositeEffect.OPEN, "outer": CompositeEffect.ACTS}


def test_composites_that_speak_of_each_other_are_open() -> None:
    """Once in ALARM they keep each other there, and what they are in before is not known."""
    above = [composite("one", f'{A} OR ALARM("two")'), composite("two", 'ALARM("one")')]
    assert effects(above) == {"one": CompositeEffect.OPEN, "two": CompositeEffect.OPEN}


@pytest.mark.parametrize(
    "text",
    ["", "OR ALARM(a)", "ALARM(a) ALARM(b)", "ALARM(a))", "(ALARM(a)", "ALARM()", "ALARM", '"ALARM"(a)',
     "AT_LEAST(ALARM, (a))", "AT_LEAST(1, ALARM, ())", "AT_LEAST(1, FINE, (a))", "ALARM(a, b)", "(" * 5000,
     "NOT " * 900 + "TRUE", "ALARM(a)" + " OR ALARM(b) AND ALARM(c)" * 200, "TRUE" + " " * 10_237],
)  # fmt: skip
def test_what_is_no_rule_is_not_read(text: str) -> None:
    assert readings(text) == ()


def test_a_rule_is_read_up_to_the_length_that_aws_takes() -> None:
    assert readings("TRUE" + " " * 10_236) != ()


def test_past_its_steps_nothing_is_said_of_composites() -> None:
    assert CHILD is not None
    with in_force(DEFAULT_LIMITS.with_values({"run-steps": 1})), allowance(Scope.RUN):
        found = acting_composites(RunCache(), Evidence([composite("above", A)], ()), CHILD)
    assert found == Acting(past_limit="run-steps")


def test_many_alarms_joined_by_one_operator_are_read() -> None:
    (rule,) = readings(" OR ".join(f'ALARM("{n}")' for n in range(400)))
    assert len(list(alarms_of(rule))) == 400
    assert holds(rule, lambda _: ANY) is None


@given(st.text(alphabet='ALRMORND() ,"ab%1', max_size=40))
def test_any_text_is_read_without_an_exception(rule: str) -> None:
    readings(rule)


def test_a_name_means_an_alarm_of_the_rules_own_account_and_region() -> None:
    there = PREFIX.replace("us-east-1", "eu-west-1")
    elsewhere = CompositeAlarm(AlarmName="above", AlarmArn=f"{there}above", AlarmRule=A)
    assert effects([elsewhere]) == {}
    by_arn = CompositeAlarm(AlarmName="above", AlarmArn=f"{there}above", AlarmRule=f'ALARM("{PREFIX}a")')
    assert effects([by_arn]) == {"above": CompositeEffect.ACTS}
