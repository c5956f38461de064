"""`pattern covers`: the answer, its exit code, and events that replay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.controls import Control, Intent, all_controls, load_control
from analyzer.coverage.answer import Answer, ControlAnswer, answer, of_patterns
from analyzer.patterns import matches_event, parse
from analyzer.reports.subjects.covering import render
from tests.support.program import run, tells_error

SLUG = "console-authentication-failures"
SIGN_IN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
OF_USERS = f'{SIGN_IN[:-1]} && ($.userIdentity.type = "IAMUser") }}'
NOT_OF_USERS = f'{SIGN_IN[:-1]} && ($.userIdentity.type != "IAMUser") }}'
YES, NO, ERROR, UNDECIDED = 0, 1, 2, 3


def covers(*arguments: str | Path, code: int, stdin: bytes = b"") -> dict[str, Any]:
    """The answer for programs, where the exit code is the expected one."""
    done = run("pattern", "covers", *arguments, "--format", "json", stdin=stdin)
    assert done.returncode == code, done
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.slug)
def test_a_prescribed_text_covers_its_control(control: Control) -> None:
    for text in control.texts:
        assert answer(control, of_patterns([parse(text.text)])).answer is Answer.YES


def test_the_answer_names_the_control() -> None:
    told = covers(load_control("vpc-changes").pattern, "--control", "CloudWatch.14", code=YES)
    assert (told["answer"], told["control"]) == ("yes", "vpc-changes")


def test_a_missed_event_is_one_of_the_control_and_not_of_the_pattern() -> None:
    told = covers(OF_USERS, "--control", SLUG, code=NO)
    (metric,) = told["metrics"]
    assert matches_event(SIGN_IN, metric["missed"])
    assert not matches_event(OF_USERS, metric["missed"])


def test_patterns_of_arguments_count_together() -> None:
    """The proof that nobody falls between the two rests on a documented fact, which is named."""
    told = covers(OF_USERS, NOT_OF_USERS, "--control", SLUG, code=YES)
    (metric,) = told["metrics"]
    assert metric["facts"] == ["userIdentity.type is always a text, but where a service acts on its own"]


def test_a_broader_pattern_covers_and_its_surplus_is_told() -> None:
    broader = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "*") }'
    (metric,) = covers(broader, "--control", SLUG, code=YES)["metrics"]
    assert matches_event(broader, metric["also_counted"])
    assert not matches_event(SIGN_IN, metric["also_counted"])


@pytest.mark.parametrize("pattern", ["", " ", "{ $.eventName = * }"])
def test_what_counts_every_event_says_nothing(pattern: str) -> None:
    (metric,) = covers(pattern, "--control", SLUG, code=NO)["metrics"]
    assert (metric["counts_everything"], metric["missed"]) == (True, None)


def test_a_fact_of_samples_alone_leaves_it_undecided() -> None:
    pattern = '{ ($.eventName = ConsoleLogin) && ($.responseElements.ConsoleLogin = "Failure") }'
    (metric,) = covers(pattern, "--control", SLUG, code=UNDECIDED)["metrics"]
    assert "known samples" in metric["reasons"][0]


def test_an_open_reading_leaves_it_undecided() -> None:
    pattern = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed auth*tication") }'
    (metric,) = covers(pattern, "--control", SLUG, code=UNDECIDED)["metrics"]
    assert metric["reasons"][0].startswith("glob-middle:")


def test_the_events_of_an_account_may_be_enough() -> None:
    pattern = f'{SIGN_IN[:-1]} && ($.recipientAccountId = "123456789012") }}'
    covers(pattern, "--control", SLUG, code=NO)
    covers(pattern, "--control", SLUG, "--account", "123456789012", code=UNDECIDED)


def test_the_benchmark_version_tells_which_text() -> None:
    control = load_control("security-group-changes")
    old = control.at("1.2.0").texts[0].text
    covers(old, "--control", "security-group-changes", "--benchmark", "1.2.0", code=YES)
    (metric,) = covers(old, "--control", "security-group-changes", code=NO)["metrics"]
    assert metric["missed"]["eventName"] == "ModifySecurityGroupRules"


def test_a_control_of_ones_own_is_covered_too(tmp_path: Path) -> None:
    pattern = "{ $.eventName = DeactivateMFADevice }"
    file = tmp_path / "own.toml"
    file.write_text(
        f'slug = "mfa-off"\ntitle = "x"\npattern = \'{pattern}\'\nevent_sources = ["iam.amazonaws.com"]\n'
    )
    covers(pattern, "--control", "mfa-off", "--control-file", file, code=YES)
    (metric,) = covers(SIGN_IN, "--control", "mfa-off", "--control-file", file, code=NO)["metrics"]
    assert matches_event(pattern, metric["missed"])


def test_for_people_the_answer_comes_first() -> None:
    done = run("pattern", "covers", OF_USERS, "--control", SLUG)
    first, control, reason, event = done.stdout.decode().splitlines()
    assert first == "no"
    assert reason.startswith('not counted: an event with eventName "ConsoleLogin"')
    assert 'userIdentity.type "' in reason
    assert control.startswith(f"control: `{SLUG}`")
    assert matches_event(SIGN_IN, json.loads(event))
    assert len(run("pattern", "covers", SIGN_IN, "--control", SLUG).stdout.splitlines()) == 2


def test_a_doubtful_spelling_is_told_once() -> None:
    pattern = "{ ($.a = us-east-1) || ($.b = us-east-2) }"
    done = run("pattern", "covers", pattern, pattern, "--control", SLUG)
    assert done.stderr.decode().count("nobody knows whether AWS accepts") == 1


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["{", "--control", SLUG], ["not a filter pattern", "^"]),
        ([SIGN_IN, "--control", "nothing-like-it"], ["no control `nothing-like-it`"]),
        ([SIGN_IN], ["--control"]),
        (["--control", SLUG], ["expected a pattern or --file"]),
        ([SIGN_IN, "--control", SLUG, "--benchmark", "0.0.0"], ["no benchmark `0.0.0`"]),
        ([SIGN_IN, "--control", SLUG, "--account", "12"], ["--account: expected an account number"]),
        (["--file", "no-such-file", "--control", SLUG], ["no-such-file"]),
        (["--file", "", "--control", SLUG], ["expected a path"]),
        (["--file", ".", "--control", SLUG], ["cannot use `.`"]),
        (["--file", "README.md", "--control", SLUG], ["README.md"]),
    ],
    ids=str,
)
def test_wrong_usage_is_told(arguments: list[str], parts: list[str]) -> None:
    assert tells_error(run("pattern", "covers", *arguments), *parts)


# Files


def listing(*patterns: str, metrics: list[str] | None = None, **more: object) -> bytes:
    names = metrics or ["M"] * len(patterns)
    entries = [
        {
            "filterName": f"f{at}",
            "filterPattern": pattern,
            "logGroupName": "g",
            "metricTransformations": [{"metricName": name, "metricNamespace": "N", "metricValue": "1"}],
            **more,
        }
        for at, (pattern, name) in enumerate(zip(patterns, names, strict=True))
    ]
    return json.dumps({"metricFilters": entries}).encode()


def test_filters_of_one_metric_count_together(tmp_path: Path) -> None:
    file = tmp_path / "filters.json"
    file.write_bytes(listing(OF_USERS, NOT_OF_USERS))
    (metric,) = covers("--file", file, "--control", SLUG, code=YES)["metrics"]
    assert metric["metric"] == "N/M"
    assert [one["pointer"] for one in metric["filters"]] == [
        "/metricFilters/0/filterPattern",
        "/metricFilters/1/filterPattern",
    ]


def test_filters_of_two_metrics_do_not() -> None:
    told = covers(
        "--file", "-", "--control", SLUG, code=NO, stdin=listing(OF_USERS, NOT_OF_USERS, metrics=["A", "B"])
    )
    assert [metric["answer"] for metric in told["metrics"]] == ["no", "no"]


def test_one_metric_that_covers_is_enough() -> None:
    unrelated = listing("{ $.eventName = DeleteTrail }", SIGN_IN, metrics=["A", "B"])
    told = covers("--file", "-", "--control", SLUG, code=YES, stdin=unrelated)
    assert [metric["answer"] for metric in told["metrics"]] == ["no", "yes"]
    shown = run("pattern", "covers", "--file", "-", "--control", SLUG, stdin=unrelated).stdout.decode()
    assert "metric N/A" not in shown


def test_what_is_not_known_of_one_metric_does_not_matter_where_another_covers() -> None:
    data = listing(SIGN_IN, "{ $.eventName = ConsoleLogin }", metrics=["A", "B"])
    unclear = data.replace(b'"metricName": "B", "metricNamespace": "N", "metricValue": "1"',
                           b'"metricName": "B", "metricNamespace": "N", "metricValue": "$.x"')  # fmt: skip
    told = covers("--file", "-", "--control", SLUG, code=YES, stdin=unclear)
    assert [metric["answer"] for metric in told["metrics"]] == ["yes", "undecided"]


def test_a_filter_that_may_not_count_leaves_it_undecided() -> None:
    data = listing(SIGN_IN, applyOnTransformedLogs=True)
    (metric,) = covers("--file", "-", "--control", SLUG, code=UNDECIDED, stdin=data)["metrics"]
    assert "transformed" in metric["filters"][0]["flaw"]


def test_a_flaw_of_a_filter_about_other_events_changes_nothing() -> None:
    data = listing("{ $.eventName = DeleteTrail }", fieldSelectionCriteria='@aws.region = "x"')
    (metric,) = covers("--file", "-", "--control", SLUG, code=NO, stdin=data)["metrics"]
    assert matches_event(SIGN_IN, metric["missed"])
    covers(
        "--file", "-", "--control", SLUG, code=UNDECIDED, stdin=data.replace(b"DeleteTrail", b"ConsoleLogin")
    )
    transformed = listing("{ $.eventName = DeleteTrail }", applyOnTransformedLogs=True)
    covers("--file", "-", "--control", SLUG, code=UNDECIDED, stdin=transformed)


def test_a_filter_that_may_count_everything_leaves_its_metric_undecided() -> None:
    data = listing(SIGN_IN, "{ $.eventName = * }", applyOnTransformedLogs=True)
    plain = data.replace(b'"applyOnTransformedLogs": true', b'"applyOnTransformedLogs": false', 1)
    covers("--file", "-", "--control", SLUG, code=UNDECIDED, stdin=plain)


def test_a_filter_that_publishes_zero_counts_nothing() -> None:
    data = listing(SIGN_IN).replace(b'"metricValue": "1"', b'"metricValue": "0"')
    (metric,) = covers("--file", "-", "--control", SLUG, code=NO, stdin=data)["metrics"]
    assert matches_event(SIGN_IN, metric["missed"])


def test_a_file_without_filters_covers_nothing() -> None:
    (metric,) = covers("--file", "-", "--control", SLUG, code=NO, stdin=listing())["metrics"]
    assert matches_event(SIGN_IN, metric["missed"])


def test_a_broken_pattern_in_a_file_is_told_with_its_place() -> None:
    done = run("pattern", "covers", "--file", "-", "--control", SLUG, stdin=listing(SIGN_IN, "{ $.a = }"))
    assert tells_error(done, "standard input#/metricFilters/1/filterPattern", "`f1`", "^")


def test_a_pattern_that_is_not_told_leaves_it_undecided() -> None:
    template = {
        "Resources": {
            "Filter": {
                "Type": "AWS::Logs::MetricFilter",
                "Properties": {
                    "FilterPattern": {"Ref": "Pattern"},
                    "LogGroupName": "g",
                    "MetricTransformations": [
                        {"MetricName": "M", "MetricNamespace": "N", "MetricValue": "1"}
                    ],
                },
            }
        }
    }
    data = json.dumps(template).encode()
    (metric,) = covers("--file", "-", "--control", SLUG, code=UNDECIDED, stdin=data)["metrics"]
    assert "`Ref` of `Pattern`" in metric["reasons"][0]


def test_a_prescribed_text_is_enough_where_the_intent_asks_for_more() -> None:
    """No control of the catalogue is like this one: each of its texts counts all that it is about."""
    broader = Intent("{ $.eventName = ConsoleLogin }", "a reason")
    control = load_control(SLUG)._replace(intent=broader)
    judged = answer(control, of_patterns([parse(SIGN_IN)]))
    assert (judged.answer, judged.prescribed) == (Answer.YES, control.texts[0].name)
    assert matches_event(broader.pattern, judged.missed)
    assert not matches_event(SIGN_IN, judged.missed)
    told = render(ControlAnswer(control, "it", (judged,))).splitlines()
    assert told[2:4] == [
        f"all that the benchmark's text `{judged.prescribed}` counts is counted",
        'not counted, though the control is about it: an event with eventName "ConsoleLogin", errorMessage '
        '"No username found in supplied account"',
    ]


def test_more_filters_never_turn_a_yes_into_a_no() -> None:
    control = load_control(SLUG)
    patterns = [parse(text) for text in (SIGN_IN, OF_USERS, "ERROR", "[a=x, b]")]
    for size in range(1, len(patterns) + 1):
        assert answer(control, of_patterns(patterns[:size])).answer is Answer.YES


def test_what_aws_returned_is_in_no_doubt() -> None:
    done = run("pattern", "covers", "--file", "-", "--control", SLUG, stdin=listing("{ $.a = us-east-1 }"))
    assert (done.returncode, done.stderr) == (NO, b"")
