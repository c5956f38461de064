"""What was found, replayed; the harness itself; and some mutants of a fixed seed.

    python -m tests.mutants.run --mutants 20000 --processes 2

tries many. Every law is shown to bite on evidence that breaks it.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from analyzer.assessment import Report
from tests.support.accounts.pointers import JSON, CaseError

from . import laws, run
from .bases import all_bases
from .drawing import LAWS, draw
from .laws import Law, Mutant, breach
from .run import judge, main, shortest
from .steps import Step, changed

FOUND: list[dict[str, JSON]] = [
    case
    for path in sorted(Path(__file__).with_name("cases").glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))
]
TRAILS = "us-east-1/describe-trails.json"
IDENTITY = "get-caller-identity.json"


@pytest.mark.parametrize("case", FOUND, ids=lambda case: str(case["name"]))
def test_what_was_found_stays_mended(case: dict[str, JSON]) -> None:
    assert case["because"]
    found = breach(Mutant.of(case))
    assert found is None, f"{found.how}: {case['because']}"


def test_a_few_mutants_break_no_law() -> None:
    tally = judge(30, seed=1)
    assert sum(tally.laws.values()) == 30
    assert [found.how for found in tally.breaches] == []


def test_the_same_seed_draws_the_same_mutants() -> None:
    one, other = ([draw(chance) for _ in range(60)] for chance in (Random("7/0"), Random("7/0")))
    assert one == other
    assert {mutant.law for mutant in one} == set(Law)
    assert [Mutant.of(json.loads(json.dumps(mutant.value))) for mutant in one] == one
    assert set(LAWS) == set(Law)


@pytest.mark.parametrize(
    ("law", "step"),
    [
        (
            Law.DAMAGE,
            Step("set", {"file": TRAILS, "pointer": "/trailList/0/IsMultiRegionTrail", "value": False}),
        ),
        (
            Law.FOREIGN,
            Step("set", {"file": TRAILS, "pointer": "/trailList/0/IsMultiRegionTrail", "value": False}),
        ),
        (Law.BESIDE, Step("delete-file", {"file": TRAILS})),
        (Law.NEUTRAL, Step("remove", {"file": TRAILS, "pointer": "/trailList/0/IsMultiRegionTrail"})),
    ],
)
def test_a_law_bites(law: Law, step: Step) -> None:
    assert breach(Mutant("good:regions", Law.ANY, (step,))) is None
    beside = Step("append", {"file": TRAILS, "pointer": "/trailList", "value": {"Name": "x"}})
    found = breach(Mutant("good:regions", law, (step,)))
    assert found is not None
    assert "111111111111" in found.how
    if step.op != "delete-file":
        assert shortest(laws.Breach(Mutant("good:regions", law, (beside, step)), "")).mutant.steps == (step,)


def test_a_verdict_on_another_account_is_a_breach() -> None:
    """Of evidence of nobody, an identity makes an account that was not assessed before."""
    identity: JSON = {"Account": "111111111111", "Arn": "arn:aws:iam::111111111111:user/a"}
    step = Step("write-json", {"file": IDENTITY, "value": identity})
    found = breach(Mutant("case:identity-of-nobody", Law.DAMAGE, (step,)))
    assert found is not None
    assert "not assessed before" in found.how


def test_whatever_is_raised_is_a_breach(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Report:
        raise RecursionError("too deep")

    mutant = Mutant("good:regions", Law.ANY, (Step("delete-file", {"file": TRAILS}),))
    laws.verdicts_of("good:regions")
    monkeypatch.setattr(laws, "analyze", broken)
    found = breach(mutant)
    assert found is not None
    assert found.how == "raised RecursionError: too deep"


def test_a_slow_mutant_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = Mutant("good:plain", Law.ANY, (Step("delete-file", {"file": "1.json"}),))
    tally = run.Tally(seconds=[0.001] * 9, slow=[(1000.0, mutant)])
    assert list(run.too_slow(tally)) == [], "once was the machine"
    monkeypatch.setattr(run, "FLOOR", 0.0)
    monkeypatch.setattr(run, "MOST", 0.0)
    assert [found.mutant for found in run.too_slow(tally)] == [mutant]


def test_a_step_that_changes_nothing_is_refused() -> None:
    files = all_bases()["good:regions"].files
    with pytest.raises(CaseError, match="changes nothing"):
        changed(files, [Step("cut", {"file": TRAILS, "at": 0, "count": 0})])


def test_the_command_tells_its_seed_and_what_it_tried(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CIS_EVIDENCE_SEED", "5")
    assert main(["--mutants", "10", "--found", str(tmp_path / "found.json")]) == 0
    told = capsys.readouterr().out
    assert "CIS_EVIDENCE_SEED=5" in told
    assert "10 of 10 mutants tried" in told
    assert "laws broken: 0" in told
    assert json.loads((tmp_path / "found.json").read_text("utf-8")) == []
    assert main(["--mutants", "10", "--seconds", "-1"]) == 1, "a run that tried nothing shows nothing"
