"""`pattern verify`: what `pattern compare` proves is accepted, and whatever is changed in it is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.controls import load_control
from analyzer.coverage.answer import ControlAnswer, answer, of_patterns
from analyzer.coverage.answer_document import DocumentError
from analyzer.coverage.verification import ProofOutcome, verify
from analyzer.patterns import Claim, Relation, compare, parse
from analyzer.patterns.certificates.prover import stated_to_data
from analyzer.patterns.facts import CLOUDTRAIL, Grade
from analyzer.reports.subjects.comparison import PairComparison, render_json
from analyzer.reports.subjects.covering import render_json as render_covering
from tests.support.laws import examples
from tests.support.program import ROOT, run, tells_error

PROVEN, REFUSED, UNREAD, UNPROVEN = 0, 1, 2, 3

SIGN_IN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
PAIRS = {
    Relation.EQUIVALENT: (
        "{ $.a = 1 && ($.b = 2 || $.c = x*) }",
        "{ $.a = 1 && $.b = 2 || $.a=1 && $.c=x* }",
    ),
    Relation.BROADER: ('{ $.a = "x*" || $.b = 5 }', '{ $.a = "xy" }'),
    Relation.NARROWER: ("[a > 5, b]", "[a > 4, b]"),
    Relation.DISJOINT: ("{ $.a = 3 && $.b = * }", "{ $.a = 2* }"),
    Relation.OVERLAPPING: ("{ $.a = 1 }", "{ $.b = 1 }"),
}
POSITIVE = (Relation.EQUIVALENT, Relation.BROADER, Relation.NARROWER, Relation.DISJOINT)


def document(relation: Relation) -> dict[str, Any]:
    """What `pattern compare` says of the two patterns."""
    left, right = PAIRS[relation]
    compared = compare(left, right)
    assert compared.relation is relation
    told: dict[str, Any] = json.loads(render_json(PairComparison(left, right, compared)))
    return told


def outcome(told: Any) -> ProofOutcome:
    (one,) = verify(told)
    return one.outcome


@pytest.mark.parametrize("relation", PAIRS)
def test_what_compare_says_is_proven(relation: Relation, tmp_path: Path) -> None:
    said = run("pattern", "compare", *PAIRS[relation], "--format", "json").stdout
    file = tmp_path / "answer.json"
    file.write_bytes(said)
    done = run("pattern", "verify", file)
    assert (done.returncode, done.stderr) == (PROVEN, b"")
    assert done.stdout.decode().splitlines()[0] == f"{relation.value}: proven"
    assert run("pattern", "verify", "-", stdin=said).stdout == done.stdout


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"1" + 400 * b"0" + b".5"])
def test_an_event_with_a_number_past_the_doubles_replays(number: bytes) -> None:
    """Whoever wrote it, and however: it is read back as the number that it is."""
    patterns = ("{ $.b = * }", '{ $.b != 2 || $.b = 2 || $.b = "2" }')
    said = run("pattern", "compare", *patterns, "--format", "json").stdout
    assert b"1e999" in said
    done = run("pattern", "verify", "-", stdin=said.replace(b"1e999", number))
    assert (done.returncode, done.stderr) == (PROVEN, b"")
    done = run("pattern", "verify", "-", stdin=said.replace(b"1e999", b"1e30"))
    assert done.returncode == REFUSED


def test_the_answer_that_is_kept_is_what_compare_says() -> None:
    kept = ROOT / "tests" / "cli" / "cases" / "answer.json"
    told = json.loads(kept.read_bytes())
    said = run("pattern", "compare", told["left"], told["right"], "--format", "json").stdout
    assert said == kept.read_bytes()
    assert run("pattern", "verify", kept).returncode == PROVEN


def mutants(told: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The document with one thing changed on which the answer rests."""
    for at, proof in enumerate(told["proofs"]):
        steps = proof["certificate"]["steps"]
        for step in range(len(steps)):
            yield f"step {step} left out", _changed(told, at, steps[:step] + steps[step + 1 :])
            yield f"step {step} twice", _changed(told, at, steps[: step + 1] + steps[step:])
        yield "no steps", _changed(told, at, [])
        for name in ("required", "union"):
            for texts in ([], [*proof[name], SIGN_IN], [SIGN_IN]):
                if texts != proof[name]:
                    yield f"other {name}", _with_proof(told, at, {**proof, name: texts})
        yield "a fact", _with_proof(told, at, {**proof, "facts": ["the moon is full"]})
        yield "a proof left out", {**told, "proofs": told["proofs"][:at] + told["proofs"][at + 1 :]}
        yield "a proof twice", {**told, "proofs": [*told["proofs"], proof]}
    for name in ("only_left", "only_right", "both"):
        if told[name] is not None and not (name == "both" and told["relation"] != "overlapping"):
            others: tuple[object, ...] = (None, {}, "", [told[name]], 1)
            for event in others:
                yield f"another {name}", {**told, name: event}
    for side in ("left", "right"):
        yield f"another {side}", {**told, side: SIGN_IN}


def _changed(told: dict[str, Any], at: int, steps: list[Any]) -> dict[str, Any]:
    proof = copy.deepcopy(told["proofs"][at])
    proof["certificate"]["steps"] = steps
    return _with_proof(told, at, proof)


def _with_proof(told: dict[str, Any], at: int, proof: dict[str, Any]) -> dict[str, Any]:
    return {**told, "proofs": [*told["proofs"][:at], proof, *told["proofs"][at + 1 :]]}


@pytest.mark.parametrize("relation", PAIRS)
def test_a_document_that_was_changed_is_refused(relation: Relation) -> None:
    told = document(relation)
    found = [(what, outcome(changed)) for what, changed in mutants(told)]
    assert len(found) > 5
    assert [what for what, one in found if one is not ProofOutcome.REFUSED] == []


@pytest.mark.parametrize("relation", PAIRS)
@pytest.mark.parametrize("instead", [one for one in Relation if one is not Relation.UNDECIDED])
def test_another_relation_is_refused(relation: Relation, instead: Relation) -> None:
    told = {**document(relation), "relation": instead.value}
    assert outcome(told) is (ProofOutcome.PROVEN if instead is relation else ProofOutcome.REFUSED)


def test_a_refused_certificate_is_told_with_the_step() -> None:
    told = document(Relation.BROADER)
    told["proofs"][0]["certificate"]["steps"][0] = {"split": 0}
    done = run("pattern", "verify", "-", stdin=json.dumps(told).encode())
    assert done.returncode == REFUSED
    assert "step 0: expected item 0 to be a disjunction" in done.stdout.decode()


@pytest.mark.parametrize("relation", POSITIVE)
def test_an_answer_without_a_certificate_is_told(relation: Relation) -> None:
    told = document(relation)
    told["proofs"][0]["certificate"] = None
    done = run("pattern", "verify", "-", stdin=json.dumps(told).encode())
    assert done.returncode == UNPROVEN
    assert "no certificate was found" in done.stdout.decode()


def test_what_is_undecided_is_not_proven() -> None:
    said = run("pattern", "compare", r'{ $.a = "x\d" }', '{ $.a = "xd" }', "--format", "json").stdout
    assert run("pattern", "verify", "-", stdin=said).returncode == UNPROVEN
    assert run("pattern", "verify", "-", stdin=b'{"filters": []}').returncode == UNPROVEN


def test_each_filter_of_a_file_is_verified() -> None:
    plan = ROOT / "tests" / "templates" / "cases" / "plan.json"
    said = run("pattern", "compare", SIGN_IN, "--file", plan, "--format", "json").stdout
    done = run("pattern", "verify", "-", stdin=said)
    answers = [line for line in done.stdout.decode().splitlines() if line[0] != " "]
    assert done.returncode == UNPROVEN
    assert answers == ["equivalent: proven (filter 1)", "undecided: without proof (filter 2)"]


def test_a_proof_may_rest_on_documented_facts_alone() -> None:
    """With the fact that the certificate needs it is accepted, with one of samples it is not."""
    fact = next(one for one in CLOUDTRAIL if one.grade is Grade.DOCUMENTED)
    seen = next(one for one in CLOUDTRAIL if one.grade is Grade.SAMPLES)
    told = document(Relation.BROADER)
    for one, expected in ((fact, ProofOutcome.PROVEN), (seen, ProofOutcome.REFUSED)):
        left, right = PAIRS[Relation.BROADER]
        claim = Claim((parse(right),), (parse(left),), (one,))
        told["proofs"] = [stated_to_data(claim, claim.certificate())]
        assert outcome(told) is expected


# What covers a control

SLUG = "console-authentication-failures"
OF_USERS = f'{SIGN_IN[:-1]} && ($.userIdentity.type = "IAMUser") }}'
NOT_OF_USERS = f'{SIGN_IN[:-1]} && ($.userIdentity.type != "IAMUser") }}'


def covering() -> dict[str, Any]:
    """A yes that rests on two patterns and a documented fact."""
    control = load_control(SLUG)
    judged = answer(control, of_patterns([parse(OF_USERS), parse(NOT_OF_USERS)]))
    told: dict[str, Any] = json.loads(render_covering(ControlAnswer(control, "", (judged,))))
    return told


def test_what_covers_a_control_is_proven_from_a_fact() -> None:
    said = run("pattern", "covers", OF_USERS, NOT_OF_USERS, "--control", SLUG, "--format", "json").stdout
    done = run("pattern", "verify", "-", stdin=said)
    first, proof = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (PROVEN, b"")
    assert first == "yes: proven (metric 1)"
    assert proof.endswith(", since userIdentity.type is always a text, but where a service acts on its own")


def test_a_changed_answer_about_a_control_is_refused() -> None:
    told = covering()
    (metric,) = told["metrics"]
    proof = metric["proof"]
    first, second = metric["filters"]
    changes: dict[str, dict[str, object]] = {
        "a fact left out": {"proof": {**proof, "facts": []}},
        "another claim": {"proof": {**proof, "required": [OF_USERS]}},
        "a filter of nobody": {"filters": [first]},
        "a filter that may not count": {"filters": [first, {**second, "flaw": "disabled"}]},
        "a step left out": {"proof": {**proof, "certificate": {"format": 1, "steps": []}}},
    }
    for what, change in changes.items():
        assert outcome({**told, "metrics": [{**metric, **change}]}) is ProofOutcome.REFUSED, what
    assert outcome({**told, "control": "vpc-changes", "benchmark": ""}) is ProofOutcome.REFUSED
    unproven = {**metric, "proof": {**proof, "certificate": None}}
    assert outcome({**told, "metrics": [unproven]}) is ProofOutcome.NO_PROOF


def test_who_counts_everything_proves_nothing() -> None:
    claim = Claim((parse(SIGN_IN),), (parse(""),))
    proof = stated_to_data(claim, claim.certificate())
    metric = {"answer": "yes", "filters": [{"pattern": ""}], "proof": proof}
    told = {"answer": "yes", "control": SLUG, "benchmark": "", "metrics": [metric]}
    assert outcome(told) is ProofOutcome.REFUSED


def test_an_answer_that_is_not_yes_claims_nothing() -> None:
    said = run("pattern", "covers", OF_USERS, "--control", SLUG, "--format", "json").stdout
    assert run("pattern", "verify", "-", stdin=said).returncode == UNPROVEN
    with pytest.raises(DocumentError):
        verify({**json.loads(said), "answer": "yes"})


def test_a_control_of_ones_own_has_to_be_given(tmp_path: Path) -> None:
    pattern = "{ $.eventName = DeactivateMFADevice }"
    file = tmp_path / "own.toml"
    file.write_text(
        f'slug = "mfa-off"\ntitle = "x"\npattern = \'{pattern}\'\nevent_sources = ["iam.amazonaws.com"]\n'
    )
    own = ("--control-file", file)
    said = run("pattern", "covers", pattern, "--control", "mfa-off", *own, "--format", "json").stdout
    assert run("pattern", "verify", "-", *own, stdin=said).returncode == PROVEN
    assert tells_error(run("pattern", "verify", "-", stdin=said), "no control `mfa-off`")


# What is no document

NO_DOCUMENTS = {
    "no JSON": b"{ $.a = 1 }",
    "nothing": b"",
    "not UTF-8": b'{"relation": "\xff"}',
    "another object": b'{"answer": "yes"}',
    "no control": b'{"answer": "no", "control": "none", "benchmark": "", "metrics": []}',
    "no control named": b'{"answer": "no", "metrics": []}',
    "no metric": b'{"answer": "yes", "control": "vpc-changes", "benchmark": "", "metrics": []}',
    "a list": b"[]",
    "no such relation": b'{"relation": "better"}',
    "no texts": b'{"relation": "equivalent", "left": 1, "right": "a", "proofs": []}',
    "no pattern": b'{"relation": "equivalent", "left": "{", "right": "a", "proofs": []}',
    "a long pattern": json.dumps({"relation": "broader", "left": "x" * 2000, "right": "a"}).encode(),
    "no proofs": b'{"relation": "equivalent", "left": "a", "right": "a"}',
    "no proof": b'{"relation": "equivalent", "left": "a", "right": "a", "proofs": [1]}',
    "no filter": b'{"filters": [1]}',
    "two documents": b'{"filters": []} {"filters": []}',
    "a name twice": b'{"relation": "equivalent", "relation": "disjoint"}',
    "deep": b'{"relation": ' + b"[" * 100_000,
    "deep and whole": b'{"relation": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "a huge number": b'{"relation": 1' + b"0" * 10_000 + b"}",
    "large": b'{"relation": "' + b"x" * (17 * 1024 * 1024) + b'"}',
}


@pytest.mark.parametrize("data", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS)
def test_what_is_no_such_document_is_told(data: bytes) -> None:
    done = run("pattern", "verify", "-", stdin=data)
    assert tells_error(done, "standard input")
    assert done.stdout == b""


def test_no_file_is_told(tmp_path: Path) -> None:
    assert tells_error(run("pattern", "verify", tmp_path / "none.json"), "none.json")
    assert tells_error(run("pattern", "verify", tmp_path), "cannot use")
    assert tells_error(run("pattern", "verify", ""), "expected a path")


def test_the_deepest_event_of_a_pattern_can_be_read() -> None:
    deep, deeper = "{ $" + ".a" * 100 + " = 1 }", "{ $" + ".a" * 100 + " = * }"
    said = run("pattern", "compare", deep, deeper, "--format", "json").stdout
    assert run("pattern", "verify", "-", stdin=said).returncode == PROVEN


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner)),
    max_leaves=6,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from places(child, (*at, key))


DOCUMENTS = (*map(document, PAIRS), covering())


@settings(max_examples=examples(300))
@given(st.sampled_from(DOCUMENTS), st.data(), _VALUES)
def test_no_value_at_any_place_crashes_or_proves_something_else(
    of: dict[str, Any], data: st.DataObject, value: Any
) -> None:
    told = copy.deepcopy(of)
    where = data.draw(st.sampled_from(list(places(told))[1:]))
    node: Any = told
    for key in where[:-1]:
        node = node[key]
    node[where[-1]] = value
    try:
        found = verify(told)
    except DocumentError:
        return
    if "relation" in told and found[0].outcome is ProofOutcome.PROVEN:
        left, right = told["left"], told["right"]
        assert compare(left, right).relation is Relation(told["relation"])
