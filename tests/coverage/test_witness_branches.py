"""The rare ways through the search for a missed event, and through what is told of a union of filters.

Most inputs take none of them, so each is led there by hand; the oracle is the evaluator, or what the text
of the input says.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from analyzer.controls import all_controls
from analyzer.coverage import covers
from analyzer.coverage.answer import Answer, answer
from analyzer.coverage.everyday import NEARLY_EVERYTHING
from analyzer.coverage.reasons import _with, telling
from analyzer.patterns import JSON, Counterexample, Entailed, OpenQuestion, Undecided, evaluate_event, parse
from analyzer.patterns.certificates.checker.automata import contains
from analyzer.patterns.certificates.checker.texts import UnsettledError, chunks_of, reader_of
from analyzer.patterns.facts import EventOrigin, Fact, Grade, relations_broken_by
from analyzer.patterns.solver.question import MAX_ROUNDS, Likeness, decide
from analyzer.patterns.syntax.ast import Compare, Not, Number, Operator, Text
from analyzer.patterns.syntax.build import text_equals
from analyzer.patterns.witness import records_like
from analyzer.verdict import Outcome
from tests.coverage.test_one_rule import ACCOUNT, as_a_file, row

ORIGIN = EventOrigin(ACCOUNT)
VPC = next(control for control in all_controls() if control.slug == "vpc-changes")
ALL_BUT_ONE = '{ $.eventName != "CreateWidget" }'


# A missed event that tells more


def missed(**more: JSON) -> dict[str, JSON]:
    return {"eventName": "CreateVpc", "userIdentity": {"type": "Root"}, **more}


@pytest.mark.parametrize(
    "text",
    [
        '{ $.resources[0].accountId != "deploy" }',  # a member of an array is not put anywhere
        '{ $.requestParameters.vpc.name != "deploy" }',  # something else stands in the way
        '{ $.requestParameters.vpc != "deploy" }',
    ],
)
def test_an_event_stands_where_none_tells_more(text: str) -> None:
    event, before = missed(requestParameters="a text"), missed(requestParameters="a text")
    assert telling([], [parse(text)], event, ORIGIN) is event
    assert event == before


@pytest.mark.parametrize("path", ["vpc", "vpc.name"])
def test_what_is_left_out_is_told_where_nothing_stands_in_the_way(path: str) -> None:
    event, before = missed(requestParameters={}), missed(requestParameters={})
    found = telling([], [parse(f'{{ $.requestParameters.{path} != "deploy" }}')], event, ORIGIN)
    assert evaluate_event(parse(f'{{ $.requestParameters.{path} = "deploy" }}'), found).value is True
    assert event == before


TEXT = Text(("deploy",))


@pytest.mark.parametrize(
    ("path", "value", "parameters", "any_made"),
    [
        ("awsRegion", TEXT, {}, True),
        ("awsRegion", Number("5", Decimal(5)), {}, False),
        ("resources[0].accountId", TEXT, {}, False),
        ("requestParameters.vpc", TEXT, {}, True),
        ("requestParameters.vpc", TEXT, "a text", False),
        ("requestParameters.vpc.name", TEXT, {}, True),
        ("requestParameters.vpc.name", TEXT, "a text", False),
        ("requestParameters.vpc.name", TEXT, None, False),
    ],
)
def test_only_a_text_at_a_free_path_of_names_is_put_into_an_event(
    path: str, value: Text | Number, parameters: JSON, any_made: bool
) -> None:
    body = parse(f'{{ $.{path} = "deploy" }}').body
    assert isinstance(body, Compare)
    leaf = Compare(body.selector, Operator.NOT_EQUAL, value)
    assert bool(list(_with(missed(requestParameters=parameters), leaf, (), ORIGIN))) is any_made


@pytest.mark.parametrize("event", [None, "a line of text", ["userIdentity"], {}, {"eventName": "CreateVpc"}])
def test_what_is_not_about_cloudtrail_is_like_no_record(event: JSON) -> None:
    assert list(records_like(event, [("eventName",)], ORIGIN)) == []
    assert list(records_like(missed(), [("eventName",)], ORIGIN)) != []


# Members of one record


def identity(kind: str, arn: str, name: str) -> dict[str, JSON]:
    if kind == "IAMUser":
        return {"userIdentity": {"type": kind, "arn": arn, "userName": name}}
    return {
        "userIdentity": {"type": kind, "arn": arn, "sessionContext": {"sessionIssuer": {"userName": name}}}
    }


@pytest.mark.parametrize(
    ("kind", "odd", "agreeing"),
    [
        ("IAMUser", f"arn:aws:iam::{ACCOUNT}:user/", f"arn:aws:iam::{ACCOUNT}:user/deploy"),
        ("AssumedRole", f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/one"),
    ],
)
def test_an_arn_without_a_name_says_nothing_of_the_member_beside(kind: str, odd: str, agreeing: str) -> None:
    """Only what the name asks of the ARN is broken: the ARN asks for no name."""
    event = identity(kind, odd, "deploy")
    (fact,) = relations_broken_by(event)
    assert "deploy" in fact.name
    assert evaluate_event(fact.pattern, event).value is False
    agrees = identity(kind, agreeing, "deploy")
    assert list(relations_broken_by(agrees)) == []
    assert evaluate_event(fact.pattern, agrees).value is True
    other = identity(kind, agreeing, "other")
    assert len(list(relations_broken_by(other))) == 2


# Facts that are added round by round

A_TEXT = parse('{ $.a = "*" }')
OF_ANOTHER_MEMBER = Fact("b is no text c", Grade.DOCUMENTED, Not(text_equals("b", "c")))


class Refusing:
    """A likeness that refuses the first so many events that are found, each for its own text."""

    def __init__(self, rounds: int | None) -> None:
        self.rounds = rounds
        self.refused: list[str] = []

    def likeness(self) -> Likeness:
        return Likeness(lambda _: (), self.broken)

    def broken(self, event: Any) -> Iterator[Fact]:
        text = event["a"]
        assert text not in self.refused
        if self.rounds is None or len(self.refused) < self.rounds:
            self.refused.append(text)
            yield Fact(f"a is not {text}", Grade.SAMPLES, Not(text_equals("a", text)))


def test_an_event_is_found_once_the_rounds_are_used_up() -> None:
    refusing = Refusing(MAX_ROUNDS)
    found = decide([A_TEXT], [], [OF_ANOTHER_MEMBER], refusing.likeness())
    assert isinstance(found, Counterexample)
    assert evaluate_event(A_TEXT, found.event).value is True
    assert isinstance(found.event, dict)
    assert len(refusing.refused) == MAX_ROUNDS
    assert found.event["a"] not in refusing.refused


def test_events_that_never_agree_with_themselves_refute_nothing() -> None:
    refusing = Refusing(None)
    found = decide([A_TEXT], [], [OF_ANOTHER_MEMBER], refusing.likeness())
    assert isinstance(found, Undecided)
    assert found.reasons == ("no event was found whose own members agree with one another",)
    assert (found.questions, found.budget) == ((), "")
    assert len(refusing.refused) == MAX_ROUNDS + 1


def test_what_the_last_round_proves_names_all_that_it_took() -> None:
    texts = [f"text{number}" for number in range(MAX_ROUNDS)]
    one_of_them = parse(f"{{ {' || '.join(f'$.a = {text}' for text in texts)} }}")
    refusing = Refusing(None)
    found = decide([one_of_them], [], [OF_ANOTHER_MEMBER], refusing.likeness())
    assert isinstance(found, Entailed)
    assert sorted(refusing.refused) == texts
    assert sorted(found.facts) == [f"a is not {text}" for text in texts]


# What a backslash means


@pytest.mark.parametrize(
    ("meaning", "chunks", "matched", "not_matched"),
    [
        ("escape", ("Createxpc", ""), "Createxpcs", "Create\\xpcs"),
        ("backslash", ("Create\\xpc", ""), "Create\\xpcs", "Createxpcs"),
    ],
)
def test_the_checker_reads_a_backslash_as_it_is_settled(
    meaning: str, chunks: tuple[str, ...], matched: str, not_matched: str
) -> None:
    body = parse('{ $.eventName = "Create\\xpc*" }').body
    assert isinstance(body, Compare)
    assert isinstance(body.value, Text)
    known = {OpenQuestion.VALUE_ESCAPE: meaning}
    assert chunks_of(body.value, known) == chunks
    assert contains(reader_of(body.value, known), matched)
    assert not contains(reader_of(body.value, known), not_matched)
    with pytest.raises(UnsettledError) as raised:
        chunks_of(body.value, {})
    assert raised.value.question is OpenQuestion.VALUE_ESCAPE


# Unions that count nearly everything


def test_nearly_everything_by_a_filter_with_a_flaw_is_open() -> None:
    """The control is counted, but maybe so is nearly all else: it hangs on what the flawed filter counts."""
    good = row(VPC.pattern)
    flawed = row(ALL_BUT_ONE, fieldSelectionCriteria="a condition")
    alone = as_a_file([good])
    assert covers(VPC, [member.publisher for member in alone.members], origin=ORIGIN).outcome is (
        Outcome.SATISFIED
    )
    group = as_a_file([good, flawed])
    found = covers(VPC, [member.publisher for member in group.members], origin=ORIGIN)
    assert found.found.outcome is Outcome.SATISFIED
    assert found.outcome is Outcome.UNKNOWN
    assert found.rests_on_flaws
    assert not found.counts_nearly_everything
    told = answer(VPC, group, ORIGIN)
    assert told.answer is Answer.UNDECIDED
    assert told.reasons == group.flaws
    assert len(told.reasons) == 1


def test_nearly_everything_is_told_as_the_reason() -> None:
    group = as_a_file([row(ALL_BUT_ONE)])
    found = covers(VPC, [member.publisher for member in group.members], origin=ORIGIN)
    assert found.counts_nearly_everything
    told = answer(VPC, group, ORIGIN)
    assert told.answer is Answer.UNDECIDED
    assert told.reasons == (NEARLY_EVERYTHING,)
    assert not told.counts_everything
    assert told.missed is None
    assert told.claim is None
