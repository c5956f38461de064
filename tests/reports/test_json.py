"""The JSON report against its published schema; the oracle is the jsonschema package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from analyzer import __version__
from analyzer.assessment import LinkReport, Report
from analyzer.evidence import JSON, Citation, IntegrityStatus, Location
from analyzer.patterns import read_double
from analyzer.reports.formats.json import SCHEMA, render, schema
from analyzer.reports.sanitize import dump_json
from analyzer.verdict import Outcome, Verdict
from tests.support import made

VALIDATOR = Draft202012Validator(json.loads(schema()))
REPORTS = {
    "PASS": made.passing(),
    "FAIL": made.failing(),
    "INCONCLUSIVE": made.open_one(),
    "NOT_APPLICABLE": made.passing()._replace(verdict=Verdict.NOT_APPLICABLE),
}


def test_the_schema_is_a_schema_and_names_itself() -> None:
    document = json.loads(schema())
    Draft202012Validator.check_schema(document)
    assert document["$id"] == SCHEMA == document["properties"]["schema"]["const"]


@made.LAW
@given(made.REPORTS)
def test_every_report_validates(report: Report) -> None:
    VALIDATOR.validate(json.loads(render(report)))


@made.LAW
@given(made.REPORTS)
def test_every_report_is_utf_8_and_strict_json(report: Report) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    json.loads(render(report).encode("utf-8"), parse_constant=refuse)


def _read_back(constant: str) -> JSON:
    return "nan" if constant == "NaN" else float(constant)


@made.LAW
@given(made.VALUE)
def test_a_value_comes_back(value: JSON) -> None:
    """The oracle is the json module; NaN, which JSON cannot write, comes back as text."""
    assert json.loads(dump_json(value)) == json.loads(json.dumps(value), parse_constant=_read_back)


@made.LAW
@given(made.VALUE)
def test_both_writers_say_the_same(value: JSON) -> None:
    """What is written fast, and what is written by hand because of a half of a character beside it."""
    by_hand = json.loads(dump_json([value, "\ud800"]))[0]
    assert json.loads(dump_json([value]))[0] == by_hand


@pytest.mark.parametrize("text", ["1e400", "-2.5E+999", "1" + 400 * "0" + ".0"])
def test_a_number_past_the_doubles_is_written_as_it_was_read(text: str) -> None:
    assert dump_json({"a": [read_double(text)]}) == f'{{\n  "a": [\n    {text}\n  ]\n}}\n'


@made.LAW
@given(made.REPORTS)
def test_no_terminal_acts_on_the_json(report: Report) -> None:
    text = render(report)
    assert not made.ACTING & set(text)


@pytest.mark.parametrize("verdict", Verdict)
def test_the_shape_of_a_report(verdict: Verdict) -> None:
    document = json.loads(render(made.of(REPORTS[verdict.value])))
    assert document["schema"] == SCHEMA
    assert document["tool"] == {"name": "cis-evidence-analyzer", "version": __version__}
    assert document["verdict"] == verdict.value
    (assessment,) = document["assessments"]
    assert assessment["account"] == "111111111111"
    (control,) = assessment["controls"]
    assert control["verdict"] == verdict.value
    assert [link["link"] for link in control["links"]] == list(made.LINKS)
    assert control["numbers"][0] == {"benchmark": "1.1.0-1.2.0", "number": "3.6"}


def test_a_place_is_whole_or_absent() -> None:
    place = Citation(Location("a.json", "/x/0/a b"), None)
    findings = (
        made.said(Outcome.SATISFIED, "said", place, place)._replace(counterexample={"a": 1}),
        made.said(Outcome.UNKNOWN, "said"),
    )
    link = LinkReport("trail", Outcome.UNKNOWN, "t", None, findings, ())
    document = json.loads(render(made.of(made.control(Verdict.INCONCLUSIVE, (link,)))))
    first, second = document["assessments"][0]["controls"][0]["links"][0]["findings"]
    shown = {"file": "a.json", "pointer": "/x/0/a b", "expression": 'x[0]."a b"', "value": None}
    assert first.items() >= shown.items()
    assert first["related"] == [shown]
    assert first["counterexample"] == {"a": 1}
    assert second == {
        "code": "said",
        "outcome": "unknown",
        "message": "said",
        "related": [],
        "counterexample": None,
    }
    half = {**document["assessments"][0]["controls"][0]["links"][0]["findings"][0]}
    del half["pointer"]
    document["assessments"][0]["controls"][0]["links"][0]["findings"][0] = half
    assert not VALIDATOR.is_valid(document)


def test_a_request_can_be_run() -> None:
    document = json.loads(render(made.of(made.open_one())))
    (request,) = document["assessments"][0]["controls"][0]["requests"]
    assert request == {
        "code": "alarms",
        "command": "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm",
        "arguments": [
            "aws",
            "cloudwatch",
            "describe-alarms",
            "--alarm-types",
            "MetricAlarm",
            "CompositeAlarm",
        ],
        "account": "111111111111",
        "region": "us-east-1",
        "reason": "lists the alarms, which no file does",
    }


def test_the_schema_knows_every_member_of_the_closed_sets() -> None:
    definitions = json.loads(schema())["$defs"]
    assert definitions["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    assert definitions["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert definitions["bundle"]["properties"]["seal"]["enum"] == [seal.value for seal in IntegrityStatus]


def test_a_member_that_the_schema_does_not_name_is_refused() -> None:
    document = json.loads(render(made.of(made.passing())))
    document["assessments"][0]["controls"][0]["links"][0]["extra"] = 1
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "40"},
    ],
)
def test_hash_seed_time_zone_and_locale_change_no_byte(settings: dict[str, str]) -> None:
    program = (
        "import sys; from tests.support import made; from analyzer.reports.formats import json, text\n"
        "from tests.reports.test_json import REPORTS\n"
        "for control in REPORTS.values():\n"
        "    told = json.render(made.of(control)) + text.render(made.of(control))\n"
        "    sys.stdout.buffer.write(told.encode())"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, **settings, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    from analyzer.reports.formats import text

    expected = "".join(
        render(made.of(control)) + text.render(made.of(control)) for control in REPORTS.values()
    )
    assert done.stdout.decode() == expected
