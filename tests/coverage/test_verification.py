"""Documents of `pattern compare` and `pattern covers` that somebody else wrote, read with distrust."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from analyzer.allowance import in_force
from analyzer.controls import load_control
from analyzer.coverage.answer import ControlAnswer, answer, of_patterns
from analyzer.coverage.answer_document import DocumentError
from analyzer.coverage.answer_file import verify_file
from analyzer.coverage.verification import verify
from analyzer.errors import InputError
from analyzer.limits import DEFAULT_LIMITS
from analyzer.patterns import JSON, compare, parse
from analyzer.patterns.facts import DOCUMENTED
from analyzer.reports.subjects.comparison import PairComparison
from analyzer.reports.subjects.comparison import render_json as render_comparison
from analyzer.reports.subjects.covering import render_json as render_covering

CONTROL = load_control()
LEFT, RIGHT = "{ $.a = x }", "{ $.a = * }"


TIGHT, OTHER = "{ $.a=x }", "{ $.b = 1 }"
TWO_WAYS = ((LEFT, TIGHT), (TIGHT, LEFT))
SUBSET = f"no event matches `{LEFT}` and not `{RIGHT}`"
ONLY_LEFT, ONLY_RIGHT = "an event that only left matches", "an event that only right matches"
FAILED = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
OF_USERS, OF_OTHERS = (f'{FAILED[:-1]} && ($.userIdentity.type {how} "IAMUser") }}' for how in ("=", "!="))


def comparison(left: str = LEFT, right: str = RIGHT) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(render_comparison(PairComparison(left, right, compare(left, right))))
    return told


def steps(document: Any) -> list[tuple[str, str, str]]:
    (found,) = verify(document)
    return [(step.outcome.value, step.said, step.why) for step in found.steps]


def covering(*patterns: str) -> dict[str, Any]:
    judged = answer(CONTROL, of_patterns([parse(one) for one in patterns]))
    told: dict[str, Any] = json.loads(render_covering(ControlAnswer(CONTROL, "", (judged,))))
    return told


def test_each_filter_of_a_file_is_verified_by_itself() -> None:
    undecided: JSON = {"relation": "undecided"}
    found = verify({"filters": [comparison(), undecided, comparison()]})
    assert [(one.name, one.answer, one.outcome.value) for one in found] == [
        ("filter 1", "narrower", "proven"),
        ("filter 2", "undecided", "without proof"),
        ("filter 3", "narrower", "proven"),
    ]


def test_an_answer_that_is_not_yes_claims_nothing() -> None:
    (found,) = verify(covering("{ $.eventName = CreateWidget }"))
    assert (found.answer, found.outcome.value, found.steps) == ("no", "without proof", ())


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], "expected an object with `relation`"),
        ({"relation": "similar"}, "expected `relation` to be one of"),
        ({"filters": [1]}, "expected an object for each comparison"),
        ({**comparison(), "left": 1}, "expected `left`, the text of a pattern"),
        ({**comparison(), "right": "{ $.a = }"}, "expected `right` to be a pattern"),
        ({**comparison(), "proofs": {}}, "expected `proofs`, a list"),
        ({**comparison(), "proofs": [{}]}, "`proofs`: expected an object with `required`"),
        ({"answer": "no", "metrics": []}, "expected `control` and `benchmark`, two texts"),
        ({"answer": "no", "metrics": [], "control": "no-such", "benchmark": ""}, "no control `no-such`"),
        ({**covering(CONTROL.pattern), "answer": "no"}, "expected `answer` to be that of the metrics"),
        ({**covering(CONTROL.pattern), "metrics": [{}]}, "expected `answer` of each metric, a text"),
        (
            {**covering(CONTROL.pattern), "metrics": [{"answer": "yes"}]},
            "expected `proof` of a metric that covers the control",
        ),
    ],
)
def test_what_is_no_document_is_refused(document: JSON, expected: str) -> None:
    with pytest.raises(DocumentError, match=f"^{re.escape(expected)}"):
        verify(document)


def test_blanks_around_a_pattern_that_aws_returned_are_in_no_doubt() -> None:
    told = json.dumps(comparison()).replace(json.dumps(LEFT), json.dumps(f" {LEFT} "))
    assert steps(json.loads(told))[0] == ("proven", SUBSET.replace(LEFT, f" {LEFT} "), "")


def test_a_control_of_ones_own_may_be_given_with_a_file() -> None:
    own = CONTROL._replace(slug="own-rule")
    judged = answer(own, of_patterns([parse(FAILED)]))
    data = render_covering(ControlAnswer(own, "", (judged,))).encode()
    (found,) = verify_file("x", data, [own])
    assert (found.answer, found.outcome.value) == ("yes", "proven")
    with pytest.raises(InputError, match="no control `own-rule`"):
        verify_file("x", data)


def test_an_event_of_a_file_may_hold_a_number_past_the_doubles() -> None:
    told = json.dumps(comparison(LEFT, "{ $.b > 1 }")).replace('"b": 2', '"b": 1e400')
    assert "1e400" in told
    (found,) = verify_file("x", told.encode())
    assert found.outcome.value == "refused"  # read, and no number that is compared


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (LEFT, RIGHT, [SUBSET, ONLY_RIGHT]),
        (RIGHT, LEFT, [SUBSET, ONLY_LEFT]),
        (LEFT, TIGHT, [f"no event matches `{one}` and not `{two}`" for one, two in TWO_WAYS]),
        (LEFT, "{ $.a = y }", [f"no event matches `{LEFT}` and `{{ $.a = y }}`", ONLY_LEFT, ONLY_RIGHT]),
        (LEFT, OTHER, [ONLY_LEFT, ONLY_RIGHT, "an event that both match"]),
    ],
)  # fmt: skip
def test_what_a_relation_rests_on_is_said(left: str, right: str, expected: list[str]) -> None:
    assert steps(comparison(left, right)) == [("proven", said, "") for said in expected]


def test_why_a_part_proves_nothing_is_said() -> None:
    told = comparison()
    (proof,) = told["proofs"]
    (shown,) = steps({**told, "relation": "narrower"})[1:]
    assert steps({**told, "proofs": []}) == [("refused", SUBSET, "expected a proof of this, got none"), shown]
    assert steps({**told, "proofs": [proof, proof]})[1] == (
        "refused", SUBSET, "the answer does not rest on this",
    )  # fmt: skip
    without = {**told, "proofs": [{**proof, "certificate": None}]}
    assert steps(without)[0] == ("without proof", SUBSET, "no certificate was found")
    assert steps({**told, "only_right": None})[1] == (
        "refused", ONLY_RIGHT, "expected it as `only_right`, got none",
    )  # fmt: skip
    assert steps({**told, "only_right": {"a": "x"}})[1] == (
        "refused", ONLY_RIGHT, "the event as `only_right` is none",
    )  # fmt: skip
    cut = {**told, "proofs": [{**proof, "certificate": {"format": 1, "steps": []}}]}
    outcome, said, why = steps(cut)[0]
    assert (outcome, said, bool(why)) == ("refused", SUBSET, True)


def metric(document: dict[str, Any]) -> dict[str, Any]:
    only: dict[str, Any]
    (only,) = document["metrics"]
    return only


def test_a_yes_about_a_control_rests_on_its_claim_and_facts() -> None:
    fact = "userIdentity.type is always a text, but where a service acts on its own"
    claim = f"no event matches `{CONTROL.intent.pattern}` and not `{OF_USERS}` or `{OF_OTHERS}`"
    assert steps(covering(OF_USERS, OF_OTHERS)) == [("proven", f"{claim}, since {fact}", "")]


def test_why_a_yes_about_a_control_is_refused_is_said() -> None:
    whole = covering(OF_USERS, OF_OTHERS)
    yes = metric(whole)
    filters = yes["filters"]
    claim = f"no event matches `{CONTROL.intent.pattern}` and not `{OF_USERS}` or `{OF_OTHERS}`"
    counting = "expected filters of the metric that count what they match"
    assert steps({**whole, "metrics": [{**yes, "filters": filters[:1]}]}) == [("refused", claim, counting)]
    flawed = [{**one, "flaw": "off"} for one in filters]
    assert steps({**whole, "metrics": [{**yes, "filters": flawed}]}) == [("refused", claim, counting)]
    proof = yes["proof"]
    asked = {**proof, "required": [OF_USERS]}
    ((outcome, _, why),) = steps({**whole, "metrics": [{**yes, "proof": asked}]})
    assert (outcome, why) == ("refused", "expected what the control asks for")
    everything = {**yes, "filters": [{"pattern": ""}], "proof": {**proof, "union": [""]}}
    ((outcome, _, why),) = steps({**whole, "metrics": [everything]})
    assert outcome == "refused"
    assert (
        why == "expected an example of CloudTrail that is not counted: who counts everything proves nothing"
    )


def test_of_several_metrics_those_that_say_yes_are_verified() -> None:
    yes, no = covering(FAILED), covering("{ $.eventName = CreateWidget }")
    both = {**yes, "metrics": [metric(no), metric(yes)]}
    assert [(one.name, one.answer) for one in verify(both)] == [("metric 2", "yes")]
    neither = {**no, "metrics": [metric(no), metric(no)]}
    assert [(one.name, one.answer) for one in verify(neither)] == [("metric 1", "no"), ("metric 2", "no")]


_ADVICE = "; give what `pattern compare` or `pattern covers` printed with --format json"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff", f"expected UTF-8 in `x`{_ADVICE}"),
        (b"{", f"expected JSON in `x`: expected property name enclosed in double quotes, got ``{_ADVICE}"),
        (b"{} {}", f"expected one JSON document in `x`: something follows it{_ADVICE}"),
        (b'{"a": 1, "a": 2}', f"expected one JSON document in `x`: `/a` stands in it twice{_ADVICE}"),
        (b" " * (16 * 1024 * 1024 + 1), "expected at most 16,777,216 bytes in `x`, got more"),
        (
            b"{}",
            "cannot read `x`: expected an object with `relation`, with `filters`, a list of such, or with"
            f" `answer` and `metrics`{_ADVICE}",
        ),
    ],
    ids=lambda one: one[:30],
)
def test_what_is_wrong_with_a_file_is_told(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as raised:
        verify_file("x", data)
    assert str(raised.value) == message


def test_a_file_may_have_a_mark_and_blanks_around_its_document() -> None:
    told = json.dumps(comparison())
    (found,) = verify_file("x", f"\ufeff \r\n\t{told}\t\n ".encode())
    assert found.outcome.value == "proven"


@pytest.mark.parametrize("around", ["X", "\v", "\xa0"])
def test_other_characters_around_a_document_are_part_of_no_document(around: str) -> None:
    with pytest.raises(InputError, match="in `x`: "):
        verify_file("x", f"{around}{json.dumps(comparison())}{around}".encode())


def test_a_file_of_the_most_bytes_is_read() -> None:
    told = json.dumps(comparison()).encode()
    (found,) = verify_file("x", told + b" " * (16 * 1024 * 1024 - len(told)))
    assert (found.name, found.outcome.value) == ("", "proven")


def test_a_claim_about_every_event_is_said_as_such() -> None:
    told = comparison()
    (proof,) = told["proofs"]
    everything = {**proof, "required": []}
    assert steps({**told, "proofs": [proof, everything]})[1] == (
        "refused", f"no event is a JSON object and not `{RIGHT}`", "the answer does not rest on this",
    )  # fmt: skip


def test_the_benchmark_version_of_a_document_tells_the_texts() -> None:
    old = load_control("security-group-changes").at("1.2.0")
    judged = answer(old, of_patterns([parse(old.texts[0].text)]))
    told = json.loads(render_covering(ControlAnswer(old, "", (judged,))))
    assert [one.outcome.value for one in verify({**told, "benchmark": "1.2.0"})] == ["proven"]
    (found,) = verify({**told, "benchmark": ""})
    assert (found.name, found.outcome.value) == ("metric 1", "refused")


def test_each_event_that_an_answer_needs_is_asked_for() -> None:
    told = {**comparison(LEFT, OTHER), "only_left": None}
    assert [(outcome, said) for outcome, said, _ in steps(told)] == [
        ("refused", ONLY_LEFT),
        ("proven", ONLY_RIGHT),
        ("proven", "an event that both match"),
    ]


def test_several_facts_are_said_one_after_another() -> None:
    told = comparison()
    (proof,) = told["proofs"]
    first, second = (fact.name for fact in DOCUMENTED[:2])
    outcome, said, _ = steps({**told, "proofs": [{**proof, "facts": [first, second]}]})[0]
    assert (outcome, said) == ("proven", f"{SUBSET}, since {first}; {second}")


def test_a_check_that_stopped_at_a_limit_proves_nothing() -> None:
    told = comparison()
    with in_force(DEFAULT_LIMITS.with_values({"comparison-steps": 1})):
        outcome, said, why = steps(told)[0]
    assert (outcome, said, why) == (
        "without proof", SUBSET, "comparison-steps: the check stopped at this limit",
    )  # fmt: skip


def test_every_relation_is_named_to_who_gives_another() -> None:
    with pytest.raises(DocumentError) as raised:
        verify({"relation": "similar"})
    names = "equivalent, broader, narrower, overlapping, disjoint, undecided"
    assert sorted(str(raised.value).split("one of ")[1].split(", ")) == sorted(names.split(", "))


def test_a_union_that_holds_no_pattern_is_refused() -> None:
    whole = covering(OF_USERS, OF_OTHERS)
    yes = metric(whole)
    proof = {**yes["proof"], "union": ["{"]}
    with pytest.raises(DocumentError, match=r"^expected `union` to be a pattern: "):
        verify({**whole, "metrics": [{**yes, "filters": [{"pattern": "{"}], "proof": proof}]})
