"""Which controls are judged, how they are listed and shown, and the files of a company's own."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from analyzer.assessment import choose
from analyzer.controls import Control, all_controls, controls_of, load_control_file
from analyzer.controls.schema import SCHEMA as SCHEMA_ID
from analyzer.controls.schema import schema
from analyzer.errors import UsageError
from analyzer.patterns import compare, matches, parse
from analyzer.reports.formats.json import schema as report_schema
from tests.support.program import ERROR, FAIL, INCONCLUSIVE, PASS, ROOT, run, tells_error

SIGN_IN = "console-authentication-failures"
SAMPLE = "samples/compliant"
OWN = "samples/own-control.toml"
FAILED, SUCCEEDED = '$.errorMessage = "Failed authentication"', "$.responseElements.ConsoleLogin = Success"
OWN_SLUG = "root-sign-in-failures"
SEVERAL = ROOT / "tests/controls/custom/good/several.toml"
BAD = sorted((ROOT / "tests/controls/custom/bad").glob("*.toml"))
SLUGS = tuple(control.slug for control in all_controls())
REPORT = Draft202012Validator(json.loads(report_schema()))


def own(path: str | Path) -> tuple[Control, ...]:
    return load_control_file(str(path), (ROOT / path).read_bytes())


def judged(*arguments: str, code: int) -> list[dict[str, object]]:
    """What the JSON report says of each control of the one account."""
    done = run("analyze", *arguments, "--format", "json")
    assert done.returncode == code, done.stderr
    document = json.loads(done.stdout)
    REPORT.validate(document)
    (assessment,) = document["assessments"]
    controls: list[dict[str, object]] = assessment["controls"]
    return controls


# Choosing


@pytest.mark.parametrize(
    ("name", "benchmark", "number"),
    [
        ("4.6", "5.0.0", "4.6"),
        ("3.6", "1.2.0", "3.6"),
        ("CloudWatch.6", "7.0.0", "5.6"),
        ("CCE-79191-3", "7.0.0", "5.6"),
        (SIGN_IN, "7.0.0", "5.6"),
    ],
)
def test_each_name_of_a_control_says_what_it_was_taken_for(name: str, benchmark: str, number: str) -> None:
    (control,) = judged(SAMPLE, "--control", name, code=PASS)
    assert (control["control"], control["benchmark"], control["number"]) == (SIGN_IN, benchmark, number)
    asked = control["asked"]
    assert isinstance(asked, dict)
    assert asked["name"] == name
    assert f"`{SIGN_IN}`" in asked["understood"]
    assert f"cis-aws-{benchmark}" in asked["understood"]
    told = run("analyze", SAMPLE, "--control", name).stdout.decode()
    assert " ".join(asked["understood"].split()) in " ".join(told.split())


def test_without_options_the_sign_in_failures_are_judged() -> None:
    (control,) = judged(SAMPLE, code=PASS)
    assert (control["control"], control["benchmark"], control["asked"]) == (SIGN_IN, "7.0.0", None)


@pytest.mark.parametrize("spelling", ["cis-aws-1.2.0", "1.2.0", "v1.2.0"])
def test_a_benchmark_alone_means_all_of_its_controls(spelling: str) -> None:
    found = judged(SAMPLE, "--benchmark", spelling, code=FAIL)
    assert [control["number"] for control in found] == [f"3.{number}" for number in range(1, 15)]
    assert {control["benchmark"] for control in found} == {"1.2.0"}
    verdicts = {control["control"]: control["verdict"] for control in found}
    assert verdicts.pop(SIGN_IN) == "PASS"
    assert set(verdicts.values()) == {"FAIL"}


@pytest.mark.parametrize(
    "options",
    [["--control", "4.6,4.3"], ["--control", " 4.6 , 4.3 "], ["--control", "4.6", "--control", "4.3"]],
    ids=" ".join,
)
def test_several_controls_may_stand_in_one_option(options: list[str]) -> None:
    found = judged("samples/all-controls", *options, code=PASS)
    told = [(control["number"], control["benchmark"]) for control in found]
    assert told == [("4.3", "5.0.0"), ("4.6", "5.0.0")]
    assert [control["asked"]["name"] for control in found] == ["4.3", "4.6"]  # type: ignore[index]


@pytest.mark.parametrize(("version", "expected"), [("5", "5.0.0"), ("latest", "7.0.0")])
def test_a_benchmark_may_be_written_short(version: str, expected: str) -> None:
    (control,) = judged(SAMPLE, "--control", SIGN_IN, "--benchmark", version, code=PASS)
    assert control["benchmark"] == expected


def test_a_benchmark_beside_a_name_decides_the_text() -> None:
    (choice,) = choose(["CloudWatch.10"], benchmark="4.0.1")
    assert choice.control.texts[0].name == "six-events"
    assert (choice.benchmark, choice.number) == ("4.0.1", "4.10")


def test_all_controls_are_the_newest_texts() -> None:
    choices = choose(every=True)
    assert tuple(choice.control.slug for choice in choices) == SLUGS
    assert {choice.benchmark for choice in choices} == {"7.0.0"}


def test_one_control_in_one_version_is_judged_once() -> None:
    assert len(choose(["CloudWatch.6", SIGN_IN, "5.6", "cis-aws-7.0.0/5.6"])) == 1
    assert [choice.benchmark for choice in choose(["4.6", "3.6"])] == ["5.0.0", "1.2.0"]


def test_controls_of_ones_own_are_judged_alone_or_beside_the_others() -> None:
    mine = own(SEVERAL)
    slugs = tuple(control.slug for control in mine)

    def chosen(*names: str, benchmark: str | None = None, every: bool = False) -> tuple[str, ...]:
        found = choose(names, benchmark=benchmark, every=every, own=mine)
        return tuple(choice.control.slug for choice in found)

    assert chosen() == slugs
    assert chosen(every=True) == (*SLUGS, *slugs)
    assert chosen(benchmark="1.2.0") == (*(control.slug for control in controls_of("1.2.0")), *slugs)
    assert chosen("4.6") == (SIGN_IN, *slugs)
    assert chosen(slugs[1]) == slugs[1:]
    assert chosen(slugs[1].upper(), "4.6", benchmark="5.0.0") == (slugs[1], SIGN_IN)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--all-controls", "--control", "4.6"], "--all-controls: expected no --control beside it"),
        (["--all-controls", "--benchmark", "5.0.0"], "--all-controls: expected no --benchmark beside it"),
        (["--control", "4.66"], "no control `4.66`: did you mean `4.6`"),
        (["--control", ""], "no control ``"),
        (["--control", "3.6", "--benchmark", "5.0.0"], "no control `3.6` in cis-aws-5.0.0; it is"),
        (["--control", "organizations-changes", "--benchmark", "1.2.0"], "is not in cis-aws-1.2.0"),
        (["--benchmark", "8.0.0"], "no benchmark `8.0.0`: expected one of cis-aws-1.1.0"),
        (["--control-file", OWN, "--control-file", OWN], "each control of your own once"),
        (
            ["--control-file", OWN, "--control", OWN_SLUG, "--benchmark", "5.0.0"],
            "expected no benchmark for controls of your own alone",
        ),
        (["--control-file", "no-such.toml"], "cannot use `no-such.toml`: no such file"),
        (["--control-file", "samples"], "expected a file of controls, got a folder at `samples`"),
        (["--control-file", ""], "expected a path"),
    ],
)
def test_wishes_that_cannot_be_met_are_told(arguments: list[str], told: str) -> None:
    assert tells_error(run("analyze", SAMPLE, *arguments), told)


def test_the_program_refuses_what_contradicts_itself_for_callers_too() -> None:
    with pytest.raises(UsageError, match="got both"):
        choose(["4.6"], every=True)
    with pytest.raises(UsageError, match="got both"):
        choose(benchmark="5.0.0", every=True)


def test_one_open_control_leaves_the_run_open_and_its_command_is_asked_for_once() -> None:
    arguments = ["samples/topic-not-captured", "--control", "4.6", "--control-file", OWN]
    found = judged(*arguments, code=INCONCLUSIVE)
    assert [control["verdict"] for control in found] == ["INCONCLUSIVE"] * 2
    shown = run("analyze", *arguments).stdout.decode()
    assert "Ask the client to run 1 command\n" in shown
    assert "for all 2 controls" in shown
    assert shown.count("aws sns list-subscriptions-by-topic") == 1


# Files of a company's own


def test_the_sample_control_passes_with_what_it_says_of_itself() -> None:
    (control,) = judged(SAMPLE, "--control-file", OWN, code=PASS)
    assert control["control"] == OWN_SLUG
    assert [control[name] for name in ("benchmark", "number", "level", "asked")] == [None] * 4
    assert control["numbers"] == []


def test_a_pattern_of_ones_own_is_what_is_judged(tmp_path: Path) -> None:
    other = (ROOT / OWN).read_text(encoding="utf-8").replace(FAILED, SUCCEEDED)
    (tmp_path / "own.toml").write_text(other, encoding="utf-8")
    (control,) = judged(SAMPLE, "--control-file", str(tmp_path / "own.toml"), code=FAIL)
    links = control["links"]
    assert isinstance(links, list)
    assert [link["link"] for link in links if link["outcome"] == "violated"] == ["metric-filter"]


def test_an_alarm_of_ones_own_is_what_is_asked_for(tmp_path: Path) -> None:
    """Five events are more than either alarm waits for, and the warning says which one was asked for."""
    for answer in (ROOT / SAMPLE / "data").rglob("*.json"):
        text = answer.read_text(encoding="utf-8")
        (tmp_path / answer.name).write_text(text.replace('"Threshold": 1.0', '"Threshold": 5.0'), "utf-8")
    for arguments, asked in (
        (["--control-file", OWN], "3 within 600 s"),
        (["--control", "4.6"], "1 within 300 s"),
    ):
        (control,) = judged(str(tmp_path), *arguments, code=PASS)
        warnings = control["warnings"]
        assert isinstance(warnings, list)
        (told,) = [one["message"] for one in warnings if one["code"] == "alarm-above-prescribed"]
        assert told.endswith(asked)


@pytest.mark.parametrize("path", BAD[::6], ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_with_its_line(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    assert tells_error(run("analyze", SAMPLE, "--control-file", path), f"`{path}` {expected}")


def test_a_file_without_an_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_bytes(b"#" * 300_000)
    given = ["analyze", SAMPLE, "--control-file"]
    assert tells_error(run(*given, tmp_path / "long.toml"), "expected at most 262,144 bytes")
    assert tells_error(run(*given, "/dev/zero"), "got a pipe or a device")


# Listing and showing


def test_the_list_has_every_control_with_its_numbers() -> None:
    shown = run("controls").stdout.decode()
    heads, *lines = [line.split() for line in shown.splitlines() if not line.startswith("    ")]
    assert heads == ["1.1.0-1.2.0", "1.3.0-5.0.0", "6.0.0-7.0.0", "level", "control"]
    assert ["3.6", "4.6", "5.6", "2", SIGN_IN] in lines
    assert "organizations-changes" in shown
    assert all(slug in shown for slug in SLUGS)


def test_the_list_of_one_version() -> None:
    lines = run("controls", "--benchmark", "1.2.0").stdout.decode().splitlines()
    assert lines[0].split() == ["1.2.0", "level", "control"]
    assert "organizations-changes" not in "".join(lines)
    listed = json.loads(run("controls", "--benchmark", "1.2.0", "--format", "json").stdout)["controls"]
    assert [one["control"] for one in listed] == [control.slug for control in controls_of("1.2.0")]


def test_the_list_has_controls_of_ones_own() -> None:
    assert OWN_SLUG in run("controls", "--control-file", OWN).stdout.decode()
    shown = run("controls", OWN_SLUG, "--control-file", OWN).stdout.decode()
    assert own(OWN)[0].pattern in shown


@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.slug)
def test_what_is_shown_of_a_control_holds(control: Control) -> None:
    """Every relation is what the pattern engine says, and every witness separates the two patterns."""
    document = json.loads(run("controls", control.slug, "--format", "json").stdout)
    patterns = {text["name"]: text["pattern"] for row in document["editions"] for text in row["texts"]}
    for change in document["changes"]:
        new, old = patterns[change["new"]], patterns[change["old"]]
        assert change["relation"] == compare(new, old).relation
        for event, counts, counts_not in (
            (change["only_new"], new, old),
            (change["only_old"], old, new),
        ):
            if event is not None:
                line = json.dumps(event)
                assert matches(parse(counts), line)
                assert not matches(parse(counts_not), line)


def test_the_known_changes_are_shown_as_relations() -> None:
    shown = run("controls", "CloudWatch.10").stdout.decode()
    assert "5.0.0 is broader than 4.0.1" in shown
    assert "only 5.0.0 counts an event with" in shown
    shown = run("controls", "4.1").stdout.decode()
    assert "1.3.0 is broader than 1.2.0" in shown
    assert "2.0.0 is narrower than 1.5.0" in shown
    assert "[counts-nearly-everything]" in shown


def test_a_name_that_no_control_has_is_told() -> None:
    assert tells_error(run("controls", "4.66"), "did you mean `4.6`")
    assert run("controls", "").returncode == ERROR


# The format


SCHEMA = json.loads(schema())
DATA = sorted((ROOT / "analyzer/controls/data").glob("*.toml"))
# What no schema can say: these files are of the right shape, and wrong.
MEANING = {
    "alarm-threshold",
    "intent-unknown",
    "pattern-impossible",
    "pattern-syntax",
    "remark-pattern",
    "remark-twice",
    "slug-taken",
    "slug-twice",
}


def validator(part: str) -> Draft202012Validator:
    """For one of the definitions instead of the whole."""
    return Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{part}"})


def test_the_published_schema_is_a_schema() -> None:
    done = run("schema", "controls")
    assert json.loads(done.stdout) == SCHEMA
    assert SCHEMA["$id"] == SCHEMA_ID == "urn:cis-evidence-analyzer:controls:1"
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_every_file_of_the_catalogue_follows_the_schema(path: Path) -> None:
    part = "Benchmarks" if path.stem == "benchmarks" else "CatalogueControl"
    validator(part).validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path",
    [ROOT / OWN, *sorted((ROOT / "tests/controls/custom/good").glob("*.toml"))],
    ids=lambda path: path.stem,
)
def test_good_files_follow_the_schema(path: Path) -> None:
    Draft202012Validator(SCHEMA).validate(tomllib.loads(path.read_text(encoding="utf-8")))


def test_files_of_a_wrong_shape_do_not_follow_the_schema() -> None:
    follow = set()
    for path in BAD:
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError:
            continue
        if Draft202012Validator(SCHEMA).is_valid(document):
            follow.add(path.stem)
    assert follow == MEANING
