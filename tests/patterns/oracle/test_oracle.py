"""The oracle itself: it agrees with what AWS was recorded to answer, it sees wrong answers, and it agrees
with `compare` on hundreds of pairs. The long run is the command `python -m tests.patterns.oracle.run`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from analyzer.patterns import JSON, Comparison, Pattern, PatternSyntaxError, Relation, compare, parse
from analyzer.patterns.syntax.ast import Everything, Formula
from analyzer.testing import Family, Fragment, patterns
from tests.support.laws import DEEP, examples

from . import check, lines, symbolic
from .judge import NONE, choices_of
from .pairs import pair
from .run import RELATIONS, Tally, judge, told
from .single import matches
from .worlds import atoms_of, opinion, questions_of

PAIRS = {
    "equivalent": ("{ $.a = x && $.b = 1 }", "{ $.b = 1 && $.a = x }"),
    "broader": ("{ $.a = x* }", "{ $.a = xy }"),
    "narrower": ("{ $.a.b = 1 && $.a.c NOT EXISTS }", "{ $.a.b = 1 }"),
    "disjoint": ("{ $.a = x }", "{ $.a != x }"),
    "overlapping": ("{ $.a[*] = x }", "{ $.a[0] != x }"),
}


def test_pairs_agree() -> None:
    tally = judge(1_000 if DEEP else 150, seed=20)
    assert tally.ok, "\n".join(told(tally))
    assert tally.solved >= 1


@pytest.mark.parametrize("relation", RELATIONS)
def test_each_relation_is_known(relation: str) -> None:
    left, right = map(parse, PAIRS[relation])
    assert isinstance(left.body, Formula)
    assert isinstance(right.body, Formula)
    assert opinion(left.body, right.body).relation == relation
    assert symbolic.relation(left.body, right.body) in (relation, "")
    assert check.check(left, right, solver=True) == check.Outcome(
        check.check(left, right).kind, relation, solved="[" not in str(left)
    )


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("claimed", [*RELATIONS, "undecided"])
def test_a_wrong_answer_is_seen(relation: str, claimed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = map(parse, PAIRS[relation])
    monkeypatch.setattr(check, "compare", lambda *_: _pretending(compare(left, right), claimed))
    outcome = check.check(left, right)
    assert bool(outcome.problem or outcome.needless) == (claimed != relation)


def _pretending(found: Comparison, claimed: str) -> Comparison:
    return replace(found, relation=Relation(claimed))


@pytest.mark.parametrize("event", [{"a": "y"}, {"a": "x"}, {}, "a line"])
def test_a_wrong_event_is_seen(event: JSON, monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = map(parse, PAIRS["broader"])
    monkeypatch.setattr(check, "compare", lambda *_: replace(compare(left, right), only_left=event))
    assert bool(check.check(left, right).problem) is (event != {"a": "x"})


def test_wrong_answers_about_lines_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    for texts in (("a", "a b"), ("-a", "b"), ("[a=x*, b]", "[a=x, b]"), ("%a%", "a")):
        left, right = map(parse, texts)
        assert not check.check(left, right).problem
        for claimed in (Relation.EQUIVALENT, Relation.DISJOINT):
            if claimed is not compare(left, right).relation:
                monkeypatch.setattr(check, "compare", lambda *_, of=claimed: Comparison(of))
                assert check.check(left, right).problem
                monkeypatch.undo()


def test_pairs_are_the_same_from_the_same_seed() -> None:
    first, second = Random("1/2"), Random("1/2")
    assert [pair(first) for _ in range(20)] == [pair(second) for _ in range(20)]


def test_the_oracle_agrees_with_the_recorded_answers_of_aws(shared: Path) -> None:
    lines_of_file = (shared / "facts" / "filter_cases.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines_of_file]
    known = [row for row in rows if row["valid"] is not False and row["matches"] is not None]
    judged = {row["id"]: _judged(row) for row in known}
    assert sum(told is not None for told in judged.values()) > 1_000
    assert [row["id"] for row in known if judged[row["id"]] not in (None, row["matches"])] == []


def _judged(row: dict[str, Any]) -> bool | None:
    """The answer under every choice; None where it hangs on one, or was asked in vain."""
    try:
        body = parse(row["pattern"]).body
        event = json.loads(row["event"]) if isinstance(row["event"], str) else row["event"]
    except (PatternSyntaxError, ValueError):
        return None
    answers: set[bool] = set()
    try:
        if isinstance(body, Formula):
            choices = choices_of(frozenset[str]().union(*map(questions_of, atoms_of(body)))) or [NONE]
            answers = {isinstance(event, dict) and matches(body, event, choice) for choice in choices}
        elif isinstance(row["event"], str) and not isinstance(body, Everything):
            choices = choices_of(lines.questions_of(body)) or [NONE]
            answers = {lines.holds(body, row["event"], choice) for choice in choices}
    except ValueError:  # a number of which nobody knows how it is written
        return None
    return answers.pop() if len(answers) == 1 else None


@settings(max_examples=examples(60))
@given(patterns(Family.JSON, Fragment.SETTLED), patterns(Family.JSON, Fragment.SETTLED))
def test_both_oracles_agree(left: Pattern, right: Pattern) -> None:
    assert isinstance(left.body, Formula)
    assert isinstance(right.body, Formula)
    told = symbolic.relation(left.body, right.body)
    assert told in ("", opinion(left.body, right.body).relation)


def test_batches_do_not_depend_on_processes() -> None:
    one, two = judge(60, 5, processes=1, solver_every=0), judge(60, 5, processes=2, solver_every=0)
    assert one == two
    assert one.pairs == 60


@pytest.mark.parametrize("member", ["problems", "undecided"])
def test_a_single_bad_pair_is_told_and_fails_the_run(member: str) -> None:
    tally = Tally(Counter({("benchmark", relation): 200 for relation in RELATIONS}))
    assert tally.ok
    getattr(tally, member).append("left and right")
    assert not tally.ok
    assert any("left and right" in line for line in told(tally))


def test_a_rare_relation_fails_the_run() -> None:
    tally = Tally(Counter({("benchmark", relation): 200 for relation in RELATIONS[1:]}))
    assert not tally.ok
    assert "rare: equivalent is below 3%" in list(told(tally))


def test_an_order_beside_the_text_of_a_number_is_not_of_the_benchmarks_language() -> None:
    left, right = parse("{ $.a.b <= 1 && $.a.b != 4* }"), parse("{ $.a.b <= 1 }")
    assert check.check(left, right).kind == "wider"
    assert check.check(left, parse("{ $.a.c <= 1 && $.a.b != 4* }")).kind == "wider"
    assert check.check(parse("{ $.a = 4* }"), right).kind == "benchmark"
