"""`pattern conformance`: exactly the alternatives that the answers follow are found, and nothing crashes it.

A service that follows a chosen combination of alternatives stands in for AWS.
"""

from __future__ import annotations

import json
import os
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.patterns import OpenQuestion, UnverifiedSyntax
from analyzer.patterns.conformance.probes import PROBES
from analyzer.patterns.conformance.record import ConformanceRecord, RecordError, read_record
from analyzer.patterns.conformance.settle import QuestionState, cases, conformance, questions_of
from analyzer.patterns.syntax.parser import parse
from tests.support.conformance_answers import first_of_all, last_of_all, record
from tests.support.laws import examples
from tests.support.program import run, tells_error

SETTLED, CONTRADICTED, OPEN = 0, 1, 3
ALTERNATIVES = [(question, one) for question in OpenQuestion for one in question.alternatives]


# The probes


def test_the_probes_are_calls_that_the_service_takes() -> None:
    assert len({probe.name for probe in PROBES}) == len(PROBES)
    assert len({(probe.pattern, probe.messages) for probe in PROBES}) == len(PROBES)
    for probe in PROBES:
        assert 1 <= len(probe.messages) <= 50
        assert all(probe.messages)
        assert probe.request.isascii()
        assert json.loads(probe.request)["logEventMessages"] == list(probe.messages)


@pytest.mark.parametrize("question", OpenQuestion, ids=str)
def test_some_probe_tells_each_two_alternatives_apart(question: OpenQuestion) -> None:
    """Whatever the alternatives of other questions: one probe on which no other question bears."""
    found = [
        {choices[question]: matches for choices, matches in case}
        for probe in PROBES
        if questions_of(probe) == {question}
        for case in cases(probe)
        if any(question in choices for choices, _ in case)
    ]
    for first, second in combinations(question.alternatives, 2):
        assert any(case[first] != case[second] for case in found)


@pytest.mark.parametrize("syntax", UnverifiedSyntax, ids=str)
def test_some_probe_has_each_doubtful_spelling_alone(syntax: UnverifiedSyntax) -> None:
    assert any(parse(probe.pattern).unverified == (syntax,) for probe in PROBES)


def test_what_is_called_known_hangs_on_nothing() -> None:
    for probe in PROBES:
        about = questions_of(probe) or parse(probe.pattern).unverified
        assert bool(about) != probe.name.startswith("known-")


# What answers settle


@pytest.mark.parametrize(("question", "alternative"), ALTERNATIVES, ids=str)
def test_each_alternative_of_each_question_is_found(question: OpenQuestion, alternative: str) -> None:
    choices = {**first_of_all(), question: alternative}
    found = conformance([read_record(record(choices))])
    assert {one.question: one.alternatives for one in found.questions} == {
        known: (one,) for known, one in choices.items()
    }
    assert not found.contradicted
    assert not found.is_open


@pytest.mark.deep
@settings(max_examples=examples(25))  # each example answers every probe
@given(st.fixed_dictionaries({question: st.sampled_from(question.alternatives) for question in OpenQuestion}))
def test_any_combination_is_found(choices: dict[OpenQuestion, str]) -> None:
    found = conformance([read_record(record(choices))])
    assert all(one.alternatives == (choices[one.question],) for one in found.questions)
    assert not found.contradicted


@pytest.mark.parametrize("syntax", UnverifiedSyntax, ids=str)
def test_each_refused_spelling_is_found(syntax: UnverifiedSyntax) -> None:
    found = conformance([read_record(record(first_of_all(), [syntax]))])
    assert {one.syntax for one in found.spellings if not one.accepted} == {syntax}
    moot = {one.question for one in found.questions if one.state is QuestionState.REFUSED}
    same = {
        UnverifiedSyntax.EMPTY_VALUE: {OpenQuestion.EMPTY_VALUE},
        UnverifiedSyntax.NUMBER_SPELLING: {OpenQuestion.NUMBER_SPELLING},
    }
    assert moot == same.get(syntax, set())
    assert not found.contradicted
    assert not found.is_open


def test_questions_that_no_answer_is_about_stay_open() -> None:
    names = {probe.name for probe in PROBES if OpenQuestion.LAST_FIELD not in questions_of(probe)}
    found = conformance([read_record(record(first_of_all(), only=names))])
    open_ones = [one for one in found.questions if one.state is QuestionState.OPEN]
    assert [(one.question, one.alternatives) for one in open_ones] == [
        (OpenQuestion.LAST_FIELD, OpenQuestion.LAST_FIELD.alternatives)
    ]
    assert {probe for probe, _ in found.failed} == {"last-field", "last-field-number"}
    assert found.is_open


def test_probes_that_disagree_are_told_apart() -> None:
    """One service that follows one alternative for a letter and another one for a star."""
    letter = record(first_of_all(), only=["value-escape-letter"])
    star = record(last_of_all(), only=["value-escape-star"])
    found = conformance([read_record(letter), read_record(star)])
    (one,) = [one for one in found.questions if one.question is OpenQuestion.VALUE_ESCAPE]
    assert (one.state, one.alternatives) == (QuestionState.CONTRADICTED, ())
    assert one.told == (("value-escape-letter", ("escape",)), ("value-escape-star", ("backslash",)))


def test_questions_that_meet_in_a_probe_are_looked_at_together() -> None:
    """That a star in the middle was followed past its first place settles both questions at once."""
    text = record(first_of_all() | {OpenQuestion.GLOB_SCAN: "any-occurrence"}, only=["glob-scan-middle"])
    found = {one.question: one.alternatives for one in conformance([read_record(text)]).questions}
    assert found[OpenQuestion.GLOB_MIDDLE] == ("wildcard",)
    assert found[OpenQuestion.GLOB_SCAN] == ("any-occurrence",)


def test_an_answer_that_fits_no_interpretation_is_a_surprise() -> None:
    text = record(first_of_all(), only=["known-missing"]).replace('"eventNumber": 2', '"eventNumber": 1')
    found = conformance([read_record(text)])
    assert [one.split(":")[0] for one in found.surprises] == ["known-missing"] * 2
    refused = record(first_of_all(), only=["known-missing"]).replace("status 0", "status 254")
    refused = refused.replace("stderr\n", "stderr\n  (InvalidParameterException): no\n")
    assert "AWS refused" in conformance([read_record(refused)]).surprises[0]


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("status 0", "status 255", "it said nothing"),
        ("status 0", "status x", "expected an exit status, got `x`"),
        ('"matches"', '"other"', "expected the matches as JSON, got another output"),
        ('"matches":', '"matches"', "expected the matches as JSON, got another output"),
        ("stderr\n", "stderr\n  \n  no network\n", "no network"),
    ],
)
def test_what_is_no_answer_is_told(was: str, now: str, reason: str) -> None:
    text = record(first_of_all(), only=["last-field"]).replace(was, now)
    if was == "stderr\n":
        text = text.replace("status 0", "status 1")
    assert dict(conformance([read_record(text)]).failed)["last-field"] == reason


@pytest.mark.parametrize("wrong", ['"eventNumber": 99', '"eventNumber": 0', '"eventNumber": true', '"x": 1'])
def test_a_match_that_was_not_sent_is_no_answer(wrong: str) -> None:
    text = record(first_of_all(), only=["last-field"]).replace('"eventNumber": 2', wrong)
    found = conformance([read_record(text)])
    assert dict(found.failed)["last-field"] == "expected the matches as JSON, got another output"


def test_a_probe_that_was_asked_otherwise_is_not_read() -> None:
    text = record(first_of_all(), only=["last-field"]).replace("x y z", "x y  z")
    found = conformance([read_record(text)])
    assert found.unknown == ("last-field",)
    assert len(found.failed) == len(PROBES)


LINES = [
    *("probe last-field", "request", "stdout", "stderr", "status 0", "status 9", "end", "status", "probe"),
    *('  {"logEventMessages": []}', '  {"matches": [{"eventNumber": 1}]}', '  {"matches": [1]}', "  ["),
    *("\r", "\0", "  \u2028"),
]


@given(st.text() | st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("", "cis-evidence conformance 1\n"):
        try:
            found = read_record(start + text)
        except RecordError:
            continue
        assert isinstance(found, ConformanceRecord)
        conformance([found], PROBES[:1])


# The command

MADE_UP = Path(__file__).parent / "cases" / "conformance-made-up.txt"
UPDATE = "CIS_EVIDENCE_UPDATE"


def test_the_made_up_record_of_the_readme_is_one_of_these_probes() -> None:
    """With CIS_EVIDENCE_UPDATE=1 it is written anew."""
    choices = {**first_of_all(), OpenQuestion.NULL_IN_ARRAY: "any"}
    text = record(choices, [UnverifiedSyntax.BARE_DASH, UnverifiedSyntax.EMPTY_VALUE])
    if os.environ.get(UPDATE):
        MADE_UP.write_text(text, "utf-8")
    assert MADE_UP.read_text("utf-8") == text


def saved(folder: Path, text: str, name: str = "answers.txt") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_the_command_ends_in_0_where_all_is_settled(tmp_path: Path) -> None:
    file = saved(tmp_path, record(first_of_all()))
    done = run("pattern", "conformance", file)
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (SETTLED, b"")
    assert lines[0] == f"{len(OpenQuestion)} settled"
    assert "  settled       glob-scan: first-occurrence" in lines
    assert "  accepted      bare-dash: `{ $.a = us-east-1 }`" in lines
    assert run("pattern", "conformance", tmp_path).stdout == done.stdout


def test_the_command_ends_in_3_where_something_stays_open(tmp_path: Path) -> None:
    file = saved(tmp_path, record(first_of_all(), only=["known-equal", "glob-scan"]))
    done = run("pattern", "conformance", file, "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == OPEN
    states = {one["reading"]: one["state"] for one in told["readings"]}
    assert {name for name, state in states.items() if state == "settled"} == {"glob-scan"}
    assert len(told["not_answered"]) == len(PROBES) - 2
    assert told["whole"] is True


def test_the_command_ends_in_1_where_answers_contradict(tmp_path: Path) -> None:
    saved(tmp_path, record(first_of_all()), "1.txt")
    saved(tmp_path, record(last_of_all()), "2.txt")
    done = run("pattern", "conformance", tmp_path / "1.txt", tmp_path / "2.txt")
    assert done.returncode == CONTRADICTED
    assert f"{len(OpenQuestion)} contradicted" in done.stdout.decode()


def test_a_record_that_stops_is_told(tmp_path: Path) -> None:
    file = saved(tmp_path, record(first_of_all()).removesuffix("end\n"))
    assert "the script was stopped" in run("pattern", "conformance", file).stdout.decode()


def test_what_a_record_says_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    text = record({}, only=[]).replace(
        "end", "probe \x1b[31m\nstatus 1\nprobe last-field\nstatus \x1b]0;x\nend"
    )
    done = run("pattern", "conformance", saved(tmp_path, text))
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("x.txt", "", ["expected `cis-evidence conformance 1`"]),
        ("x.txt", '{"matches": []}', ["expected `cis-evidence conformance 1`", "collectors/conformance.sh"]),
        ("x.md", "", ["no file that ends in .txt"]),
    ],
)
def test_what_is_no_record_is_told(name: str, text: str, parts: list[str], tmp_path: Path) -> None:
    saved(tmp_path, text, name)
    assert tells_error(run("pattern", "conformance", tmp_path), *parts)
    assert tells_error(run("pattern", "conformance", tmp_path / "nothing"), "nothing")
