"""The two criteria of a control, as the table in `analyzer.coverage.criteria` joins them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from analyzer.controls import Control, Intent, PrescribedPattern, load_control
from analyzer.coverage.counting import (
    Counted,
    Missed,
    Unsettled,
    beyond,
    counts,
    coverage,
    coverage_of_everything,
    known_event,
)
from analyzer.coverage.criteria import CriteriaCoverage, coverage_by_criteria, criteria_of, normal_forms
from analyzer.coverage.run_cache import RunCache
from analyzer.patterns import JSON, matches_event, normalize, parse, text_equals
from analyzer.patterns.facts import EventOrigin
from analyzer.verdict import Outcome

ACCOUNT = "111122223333"
A, B, AB, C = (
    f"{{ {' || '.join(f'$.eventName = {name}' for name in names)} }}"
    for names in (["CreateA"], ["CreateB"], ["CreateA", "CreateB"], ["CreateC"])
)
A_IN_TWO = "{ $.eventName = CreateA && ($.awsRegion = us || $.awsRegion != us || $.awsRegion NOT EXISTS) }"
OPEN_A = '{ $.eventName = "Create*A" }'  # whether the star is one is open


def control(intent: str, *texts: str) -> Control:
    named = tuple(PrescribedPattern(f"text {number}", text) for number, text in enumerate(texts))
    return load_control()._replace(texts=named, intent=Intent(intent, "made up"))


def judged(intent: str, texts: Sequence[str], union: Sequence[str]) -> CriteriaCoverage:
    found = coverage_by_criteria(
        control(intent, *texts), RunCache(), [parse(one) for one in union], EventOrigin(ACCOUNT)
    )
    given = normal_forms([parse(one) for one in union])
    same = coverage_by_criteria(
        control(intent, *texts), RunCache(), [parse(one) for one in union], EventOrigin(ACCOUNT), given
    )
    assert found == same
    return found


@pytest.mark.parametrize(
    ("intent", "texts", "union", "prescribed", "intended", "outcome", "held", "spelled"),
    [
        (A, [A], [A], Counted, Counted, Outcome.SATISFIED, ("text 0",), True),
        (AB, [A], [A], Counted, Missed, Outcome.SATISFIED, ("text 0",), True),
        (AB, [A], [AB], Counted, Counted, Outcome.SATISFIED, ("text 0",), False),
        (AB, [A, B], [B], Counted, Missed, Outcome.SATISFIED, ("text 1",), True),
        (AB, [A, AB], [A, B], Counted, Counted, Outcome.SATISFIED, ("text 0",), True),
        (A, [AB], [A], Missed, Counted, Outcome.SATISFIED, (), False),
        (A, [B], [C], Missed, Missed, Outcome.VIOLATED, (), False),
        (A, [A], [C], Missed, Missed, Outcome.VIOLATED, (), False),
        (A, [B], [], Missed, Missed, Outcome.VIOLATED, (), False),
        (A, [B], [OPEN_A], Missed, Unsettled, Outcome.UNKNOWN, (), False),
        (B, [A], [OPEN_A], Unsettled, Missed, Outcome.UNKNOWN, (), False),
        (B, [C, A], [OPEN_A], Unsettled, Missed, Outcome.UNKNOWN, (), False),
        (B, [C, A, "{ $.eventName = CreateD }"], [OPEN_A], Unsettled, Missed, Outcome.UNKNOWN, (), False),
        (AB, [A], [OPEN_A, A], Counted, Missed, Outcome.SATISFIED, ("text 0",), True),
        (A_IN_TWO, [C], [A], Missed, Counted, Outcome.SATISFIED, (), False),
    ],
)  # fmt: skip
def test_either_criterion_is_enough(
    intent: str,
    texts: list[str],
    union: list[str],
    prescribed: type,
    intended: type,
    outcome: Outcome,
    held: tuple[str, ...],
    spelled: bool,
) -> None:
    found = judged(intent, texts, union)
    assert (type(found.prescribed), type(found.intent), found.outcome) == (prescribed, intended, outcome)
    assert (found.held, found.spelled) == (held, spelled)
    assert [one.pattern for one in found.held_texts] == [parse(texts[int(name[-1])]) for name in held]


def test_what_is_missed_is_shown_by_an_event_of_each_criterion() -> None:
    found = judged(A, [B], [C])
    assert isinstance(found.intent, Missed)
    assert isinstance(found.prescribed, Missed)
    assert matches_event(A, found.intent.event)
    assert matches_event(B, found.prescribed.event)
    both = judged(AB, ["{ $.eventName = CreateA || $.eventName = CreateB || $.eventName = CreateD }"], [C])
    assert both.intent is both.prescribed  # one event misses both, so it is not looked for twice


def test_what_a_control_asks_for_is_known_by_its_normal_form() -> None:
    criteria = criteria_of(control(AB, A, B), RunCache())
    assert criteria.patterns == (parse(AB), parse(A), parse(B))
    tight = "{ $.eventName=CreateA }"
    assert criteria.prescribes(None) is False
    assert [criteria.prescribes(parse(one)) for one in (A, tight, AB)] == [True, True, False]
    assert not criteria.is_one
    assert criteria_of(control(A, A, tight), RunCache()).is_one
    assert not criteria_of(control(A, A, B), RunCache()).is_one
    assert normal_forms([parse(A), parse(B).body]) == {normalize(A)}  # type: ignore[list-item]


def test_an_event_is_counted_where_it_is_known() -> None:
    event: JSON = {"eventName": "CreateA"}
    yes, no, open_ = parse(A), parse(B), parse('{ $.eventName = "C*te*A" }')
    assert counts([no, open_, yes], event) is True
    assert counts([no, open_], event) is None
    assert counts([no], event) is False
    assert counts([], event) is False
    assert counts([text_equals("eventName", "CreateA")], event) is True


def test_an_event_of_the_account_is_known_of_what_is_asked() -> None:
    event = known_event(parse(A), EventOrigin(ACCOUNT))
    assert matches_event(A, event)
    assert isinstance(event, dict)
    assert event["recipientAccountId"] == ACCOUNT
    assert known_event(parse('{ $.recipientAccountId = "999999999999" }'), EventOrigin(ACCOUNT)) is None
    assert known_event(parse("{ $.a = 1 && $.a = 2 }"), EventOrigin(ACCOUNT)) is None


def test_everything_is_counted_where_no_event_is_left() -> None:
    for union, everything in (
        ([""], True),
        (["{ $.eventName = * }"], True),
        (["{ $.eventName = A* }", "{ $.eventName != A* }"], True),
        (['{ $.eventSource = "*.amazonaws.com" }'], False),
        ([A], False),
        ([], False),
    ):
        found = coverage_of_everything([parse(one) for one in union])
        assert isinstance(found, Counted) is everything, union


def test_of_what_counts_not_everything_an_event_is_shown() -> None:
    for text in (A, '{ $.eventSource = "*.amazonaws.com" }'):
        found = coverage_of_everything([parse(text)])
        assert isinstance(found, Missed)
        assert isinstance(found.event, dict)
        assert not matches_event(text, found.event)
    found = coverage_of_everything([parse("{ $.eventName = * }")])
    assert isinstance(found, Counted)
    assert found.facts
    found = coverage_of_everything([parse('{ $.eventName != "x*y" || $.eventName = %^x[*]y$% }')])
    assert isinstance(found, Unsettled)
    assert [reason.split(":")[0] for reason in found.reasons] == ["glob-middle"]


def test_what_no_event_is_about_is_left_open() -> None:
    nothing = parse("{ $.eventName = A && $.eventName = B }")
    found = coverage([nothing], [parse(A)], EventOrigin(ACCOUNT))
    reason = "no event is known that the control is about and CloudTrail writes, so any filter would do"
    assert found == Unsettled((reason,))


def test_what_is_beyond_is_asked_of_nobody() -> None:
    found = beyond([parse(A)], parse(AB))
    assert matches_event(B, found)
    assert beyond([parse(A), parse(B)], parse(AB)) is None
    assert beyond([], parse("{ $.eventName > 1 }")) is None  # CloudTrail writes a text there


def test_an_answer_is_worked_out_once_for_the_same_arguments() -> None:
    asked: list[tuple[int, int]] = []

    def pair(first: int, second: int = 0) -> tuple[int, int]:
        asked.append((first, second))
        return first, second

    cache = RunCache()
    for _ in range(2):
        assert [cache.once(pair, 1), cache.once(pair, 1, second=2), cache.once(pair, 2)] == [
            (1, 0),
            (1, 2),
            (2, 0),
        ]
    assert asked == [(1, 0), (1, 2), (2, 0)]
