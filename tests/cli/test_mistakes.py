"""One form for whatever goes wrong: what was expected, what was got, what to do, and no word of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from analyzer.cli import app
from tests.support.program import commands_of, run

SAMPLE = "samples/compliant"
# What a user typed, and what the one line says of it.
MISTAKES = {
    "": "expected a command after `cis-evidence`, got none",
    "--": "expected a command after `cis-evidence`, got none",
    "pattern": "expected a command after `cis-evidence pattern`, got none",
    "analyse": "expected a command of `cis-evidence`, got `analyse`; did you mean `analyze`?",
    "pattern mach": "expected a command of `cis-evidence pattern`, got `mach`; did you mean `match`?",
    "zzz": "expected a command of `cis-evidence`, got `zzz`; see `cis-evidence --help`",
    "analyze": "expected PATH for `cis-evidence analyze`, got none; see `cis-evidence analyze --help`",
    "query": "expected FILE for `cis-evidence query`, got none",
    "query x": "expected EXPRESSION for `cis-evidence query`, got none",
    "query a b c": "expected no more arguments of `cis-evidence query`, got `c`",
    "controls 4.6 4.7": "expected no more arguments of `cis-evidence controls`, got `4.7`",
    "analyze x --outptu y": "got `--outptu`; did you mean `--output`?",
    "analyze x -z": "expected an option of `cis-evidence analyze`, got `-z`; see",
    "--versoin": "expected an option of `cis-evidence`, got `--versoin`; did you mean `--version`?",
    "analyze x --control": "--control: expected NAME after it, got nothing",
    "analyze x --all-controls=1": "--all-controls: expected no value, got one",
    "analyze x --quiet=1": "--quiet: expected no value, got one",
    "analyze x -o": "-o: expected FILE after it, got nothing",
    "analyze x -f jsn": "--format: expected one of the formats text, json, got `jsn`; did you mean `json`?",
    "controls -f yaml": "--format: expected one of the formats text, json, got `yaml`; name one of them",
    "schema reports": "SUBJECT: expected one of the schemas report, controls, got `reports`; did you mean",
    "pattern covers x": "expected the option --control NAME for `cis-evidence pattern covers`, got none",
    "analyze no-such-place": "got `no-such-place`, which is not there; check the path",
    "pattern match x no-such-file": "cannot use `no-such-file`: no such file or directory; check the path",
    "pattern verify .": "cannot use `.`: is a directory; check the path",
    f"analyze {SAMPLE} --limit fils=1": "expected the name of a limit, got `fils`; did you mean `files`",
    f"analyze {SAMPLE} --control 4.6,": "--control: expected a name beside each comma, got `4.6,`",
    f"analyze {SAMPLE} --control 4.6,4.66": "no control `4.66`: did you mean `4.6`",
    f"analyze {SAMPLE} --control iam-policy-change": "did you mean `iam-policy-changes`",
    f"analyze {SAMPLE} --benchmark 4": "expected one version, got 2: name cis-aws-4.0.1, cis-aws-4.0.0",
    f"analyze {SAMPLE} --benchmark lates": "did you mean `latest`?",
    f"analyze {SAMPLE} --account 12": "--account: expected an account number of 12 digits, got `12`",
    f"query {SAMPLE}/data/us-east-1/describe-trails.json length(`1`)": "length() takes string or array",
    "pattern covers x --control 4.6,4.7": "no control `4.6,4.7`",
}
EMPTY = [
    ["analyze", ""],
    ["analyze", SAMPLE, "--output", ""],
    ["query", "", "a"],
    ["pattern", "check", ""],
    ["pattern", "compare", "a", "--file", ""],
]
# Names of Python, of typer and of this program's own parts, and what draws boxes.
INTERNAL = re.compile(
    r"<?\b(?:list|dict|tuple|set)\[|<(?:str|int|Path|bool|class|function)\b|\bNoneType\b|\bNone\b|Value error"
    r"|\bPath\b|Traceback|\.part\b|\b\w+(?:Error|Exception)\b|\banalyzer\.|__|[╭╮╰╯│─]|Error:"
)


@pytest.mark.parametrize("words", MISTAKES)
def test_a_mistake_is_told_in_one_form(words: str) -> None:
    done = run(*words.split())
    first, *more = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert first.startswith("cis-evidence: ")
    assert MISTAKES[words] in first
    assert not first.endswith(".")
    assert not INTERNAL.search(first)
    assert not more or words in ("", "pattern")  # which also show the help


@pytest.mark.parametrize("arguments", EMPTY, ids=" ".join)
def test_an_empty_path_is_told_with_the_name_of_what_is_empty(arguments: list[str]) -> None:
    done = run(*arguments)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert re.fullmatch(
        r"cis-evidence: (PATH|FILE|--output|--file): expected a path, got an empty text; .*", line
    )


def all_commands() -> Iterator[list[str]]:
    pending: list[tuple[list[str], Any]] = [([], typer.main.get_command(app))]
    while pending:
        words, command = pending.pop()
        yield words
        pending += [([*words, name], child) for name, child in commands_of(command).items()]


@pytest.mark.parametrize("words", [*all_commands()], ids=" ".join)
def test_no_help_names_what_is_inside(words: list[str]) -> None:
    shown = run(*words, "--help").stdout.decode()
    assert shown.startswith(f"Usage: {' '.join(['cis-evidence', *words])} ")
    assert not INTERNAL.search(shown)


def test_help_tells_each_argument_by_its_name_in_the_usage() -> None:
    shown = run("pattern", "match", "--help").stdout.decode()
    assert re.search(r"^  PATTERN  A CloudWatch", shown, re.MULTILINE)
    assert re.search(r"^  FILE     Log lines", shown, re.MULTILINE)
    assert shown.startswith("Usage: cis-evidence pattern match [OPTIONS] PATTERN [FILE]\n")
    shown = run("analyze", "--help").stdout.decode()
    assert shown.startswith("Usage: cis-evidence analyze [OPTIONS] PATH...\n")


# More that goes wrong while a command works; each is told in the same form.
BROKEN = {
    "a.json": b'{"metricFilters": [{"filterPattern": "{"}]}',
    "b.json": b"{",
    "c.toml": b"slug = ",
    "d.tf": b"resource {",
    "e.yaml": b"a: [\n",
    "f.json": b"\xff\xfe\x00",
    "g.gz": b"\x1f\x8b\x08\x00",
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(
    "words",
    [
        "analyze {}",
        f"analyze {SAMPLE} --control-file {{}}",
        "query {} a",
        "pattern match x {}",
        "pattern verify {}",
        "pattern check {}",
        "pattern conformance {}",
        "pattern covers --control 4.6 --file {}",
        "pattern compare x --file {}",
        "controls --control-file {}",
    ],
)
def test_whatever_cannot_be_read_is_told_without_names_of_the_inside(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    done = run(*words.format(tmp_path / name).split())
    told = done.stderr.decode()
    assert done.returncode in (0, 1, 2, 3)
    assert not INTERNAL.search(told)
    assert done.returncode != 2 or told.startswith("cis-evidence: ") or "line " in told
