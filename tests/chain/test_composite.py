"""Rules of composite alarms: which alarms alone make them true."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.chain.composite import alarms_each_enough, names_in, refers_to
from analyzer.models.arn import parse_arn


@pytest.mark.parametrize(
    ("rule", "enough"),
    [
        ("ALARM(a)", ("a",)),
        ('ALARM("a b")', ("a b",)),
        ("(ALARM(a))", ("a",)),
        ("ALARM(a) OR ALARM(b)", ("a", "b")),
        ("(ALARM(a) OR (ALARM(b)))OR ALARM( c )", ("a", "b", "c")),
        (
            'ALARM("arn:aws:cloudwatch:us-east-1:111111111111:alarm:a")',
            ("arn:aws:cloudwatch:us-east-1:111111111111:alarm:a",),
        ),
        ("ALARM(a) AND ALARM(b)", None),
        ("NOT ALARM(a)", None),
        ("ALARM(a) OR NOT ALARM(b)", None),
        ("OK(a)", None),
        ("ALARM(a) OR TRUE", None),
        ("TRUE", None),
        ("AT_LEAST(1, ALARM, (a, b))", None),
        ("ALARM(a) OR", None),
        ("OR ALARM(a)", None),
        ("ALARM(a) ALARM(b)", None),
        ("ALARM(a))", None),
        ("(ALARM(a)", None),
        ("ALARM()", None),
        ("ALARM", None),
        ('"ALARM"(a)', None),
        ("", None),
    ],
)
def test_forms(rule, enough):
    assert alarms_each_enough(rule) == enough


def truth(rule: str, states: dict[str, bool]) -> bool:
    """The rule by Python's own grammar."""
    text = (
        rule.replace("ALARM", "alarm")
        .replace(" OR ", " or ")
        .replace(" AND ", " and ")
        .replace("NOT ", "not ")
    )
    names = {name: name for name in states}
    return bool(eval(text, {"__builtins__": {}, "alarm": states.__getitem__, **names}))


rules = st.recursive(
    st.sampled_from(["ALARM(a)", "ALARM(b)", "ALARM(c)"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} AND {pair[1]})"),
        inner.map(lambda one: f"(NOT {one})"),
    ),
    max_leaves=5,
)


@given(rules)
def test_an_alarm_that_is_enough_makes_the_rule_true_whatever_the_others_do(rule):
    for name in alarms_each_enough(rule) or ():
        for others in product([False, True], repeat=3):
            assert truth(rule, {**dict(zip("abc", others, strict=True)), name: True})
        assert not truth(rule, dict.fromkeys("abc", False))


@given(st.text(alphabet='ALRMORND() ,"ab', max_size=40))
def test_any_text_is_read_without_an_exception(rule):
    alarms_each_enough(rule)
    names_in(rule)


def test_a_name_means_an_alarm_of_the_same_account_and_region():
    alarm = parse_arn("arn:aws:cloudwatch:us-east-1:111111111111:alarm:a")
    here = parse_arn("arn:aws:cloudwatch:us-east-1:111111111111:alarm:above")
    there = parse_arn("arn:aws:cloudwatch:eu-west-1:111111111111:alarm:above")
    assert refers_to("a", alarm, here)
    assert not refers_to("a", alarm, there)
    assert refers_to(str(alarm), alarm, there)
    assert not refers_to("b", alarm, here)
