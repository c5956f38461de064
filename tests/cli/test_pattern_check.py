"""`pattern check` and the hook that runs it before a commit."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from analyzer.patterns import normalize, parse
from tests.support.program import ROOT, run, tells_error

CASES = ROOT / "tests" / "templates" / "cases"
GOOD, BAD = 0, 1
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def template(**patterns: object) -> str:
    """A template with one filter for each pattern, under the name of its argument, in YAML."""
    filters = (
        f"  {name}:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: g\n"
        f"      FilterPattern: {json.dumps(pattern)}\n      MetricTransformations: []\n"
        for name, pattern in patterns.items()
    )
    return "Resources:\n" + "".join(filters)


def checked(tmp_path: Path, **patterns: object) -> tuple[int, list[str]]:
    file = tmp_path / "t.yaml"
    file.write_text(template(**patterns), "utf-8")
    done = run("pattern", "check", "t.yaml", cwd=tmp_path)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("pattern", "code", "told"),
    [
        ("{ $.a = 1 }", GOOD, "1 checked: 1 good"),
        ("", GOOD, "1 checked: 1 good"),
        ("{ $.a = b-c }", GOOD, "t.yaml:6: A: doubtful: nobody knows whether AWS accepts a dash"),
        ('"{ $.a = b }"', GOOD, "t.yaml:6: A: doubtful: a pattern in double quotes is a term"),
        ('"{ text }"', GOOD, ""),
        ({"Ref": "P"}, GOOD, "t.yaml:6: A: unread: it is `Ref` of `P`"),
        ("{ $.a = 1", BAD, "t.yaml:6: A: refused: expected `}` at the end"),
        ("'{ $.a = b }'", BAD, "t.yaml:6: A: refused: expected letters"),
        ("{ $.a = 1 && $.a = 2 }", BAD, "t.yaml:6: A: idle: no event can match it"),
        ('{ $.a = "x" && $.a IS NULL }', BAD, "t.yaml:6: A: idle"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(pattern: object, code: int, told: str, tmp_path: Path) -> None:
    found, lines = checked(tmp_path, A=pattern)
    assert found == code
    assert lines[0].startswith(told)


def test_a_refused_pattern_has_a_caret_under_the_place(tmp_path: Path) -> None:
    _, lines = checked(tmp_path, A="{ $.a = 1 && }", B="{ $.a = 1 }")
    assert lines[1:3] == ["  { $.a = 1 && }", "               ^"]
    assert lines[3] == "2 checked: 1 good, 0 doubtful, 0 unread, 1 refused, 0 idle"


def test_files_without_filters_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", "utf-8")
    (tmp_path / "notes.json").write_text('["AWS::Logs::MetricFilter"]', "utf-8")
    done = run("pattern", "check", "x.json", "notes.json", ROOT / "README.md", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (GOOD, b"")
    assert done.stdout.decode().startswith("0 checked")


def test_a_broken_file_that_speaks_of_filters_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"Resources": {"A": {"Type": "AWS::Logs::MetricFilter"', "utf-8")
    assert tells_error(run("pattern", "check", tmp_path / "x.json"), "x.json", "stops before its end")
    assert tells_error(run("pattern", "check", tmp_path / "none.json"), "none.json")
    assert tells_error(run("pattern", "check"), "FILE")


def test_for_programs_every_filter_is_there_with_its_normal_form() -> None:
    files = sorted(CASES.iterdir())
    told = json.loads(run("pattern", "check", *files, "--format", "json").stdout)["filters"]
    assert {Path(one["file"]).name for one in told} == {file.name for file in files}
    for one in told:
        if one["pattern"] is not None:
            assert one["normalized"] == normalize(parse(one["pattern"]))
        assert (one["verdict"] == "unread") == (one["pattern"] is None)


def test_the_hook_runs_a_command_that_there_is(tmp_path: Path) -> None:
    (hook,) = YAML(typ="safe", pure=True).load(HOOKS)
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert hook["language"] == "python"
    program, *arguments = shlex.split(hook["entry"])
    assert program == "cis-evidence"
    (tmp_path / "t.yaml").write_text(template(A="{ $.a = "), "utf-8")
    assert run(*arguments, tmp_path / "t.yaml").returncode == BAD


def test_the_hook_is_what_pre_commit_takes() -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], check=True)
