"""`pattern parse|normalize|match|compare`: what is printed, exit codes, hostile lines."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.limits import Limits
from analyzer.patterns import PatternSyntaxError, Relation, matches_event, parse
from tests.support.program import COMMAND, ROOT, environment, run, tells_error

SIGN_IN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'


def test_parse_draws_the_tree() -> None:
    done = run("pattern", "parse", '{ ($.a = 1) && (($.b = "x*") || ($.c NOT EXISTS)) }')
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "and",
        "├── $.a = 1",
        "└── or",
        '    ├── $.b = "x*"',
        "    └── $.c NOT EXISTS",
    ]


def test_parse_for_programs_has_spans_of_the_text() -> None:
    tree = json.loads(run("pattern", "parse", SIGN_IN, "--format", "json").stdout)["tree"]
    assert tree["node"] == "and"
    texts = [SIGN_IN[slice(*operand["span"])] for operand in tree["operands"]]
    assert texts == ["$.eventName = ConsoleLogin", '$.errorMessage = "Failed authentication"']


def test_normalize_prints_one_text_for_one_meaning() -> None:
    first = run("pattern", "normalize", "{ ($.b = 2)&&(($.a = x)) }")
    second = run("pattern", "normalize", "--", '{($.a="x")&&($.b=2)&&($.a=x)}')
    assert first.returncode == 0
    assert first.stdout == second.stdout == b'{ $.a = "x" && $.b = 2 }\n'


def test_what_normalize_prints_is_the_pattern_byte_for_byte() -> None:
    text = '{ $.a = "שלום\u202e" }'
    printed = run("pattern", "normalize", text).stdout.decode()
    assert parse(printed.removesuffix("\n")) == parse(text)


COMMANDS: list[list[str]] = [["parse"], ["normalize"], ["match"], ["compare", SIGN_IN]]
NO_PATTERNS = ["{ $.a = }", "{ $.a = 1", "{", "[a,", "%[%", "{ $.é\x1b[31m = }", "x" * 2000]


@pytest.mark.parametrize(
    ("command", "text"),
    [*((command, NO_PATTERNS[0]) for command in COMMANDS), *(([*COMMANDS[0]], text) for text in NO_PATTERNS)],
    ids=range(len(COMMANDS) + len(NO_PATTERNS)),
)
def test_no_pattern_is_told_with_a_caret(command: list[str], text: str) -> None:
    done = run("pattern", *command, text)
    assert tells_error(done, "not a filter pattern")
    assert done.stdout == b""
    assert b"^" in done.stderr
    assert b"\x1b" not in done.stderr


@pytest.mark.parametrize("text", ["{ $.a = }", '{ $.a = "é', "{ $.ab =! 1 }"])
def test_the_caret_stands_under_the_place(text: str) -> None:
    with pytest.raises(PatternSyntaxError) as refused:
        parse(text)
    _, shown, caret = run("pattern", "parse", text).stderr.decode().splitlines()
    assert shown.index(text) + refused.value.start == caret.index("^")


# match


def matched(pattern: str, lines: bytes) -> tuple[int, bytes]:
    done = run("pattern", "match", pattern, stdin=lines)
    assert done.stderr == b""
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (b'{"a": 1}\n{"a": 2}\n{"a": 1.0}\n', (0, b'{"a": 1}\n{"a": 1.0}\n')),
        (b'{"a": 2}\n', (1, b"")),
        (b"", (1, b"")),
        (b'not JSON\n{"a": 1}', (0, b'{"a": 1}\n')),
        (b'\xef\xbb\xbf{"a": 1}\r\n', (0, b'\xef\xbb\xbf{"a": 1}\n')),
        (b'\xff\xfe\n{"a": 1, "b": "\xff"}\n', (0, b'{"a": 1, "b": "\xff"}\n')),
        (b"\0" * 50 + b"\n" + b'{"a": 1}\n', (0, b'{"a": 1}\n')),
    ],
    ids=range(7),
)
def test_match_prints_what_matches_and_exits_like_grep(lines: bytes, expected: tuple[int, bytes]) -> None:
    assert matched("{ $.a = 1 }", lines) == expected


def test_match_takes_lines_of_any_kind() -> None:
    lines = b"10.0.0.1 GET 404\n10.0.0.2 GET 200\n"
    assert matched("[ip, method, status = 404]", lines) == (0, b"10.0.0.1 GET 404\n")
    assert matched("GET -200", lines) == (0, b"10.0.0.1 GET 404\n")


EVENT = {"eventName": "ConsoleLogin", "n": 1.0}
OTHER = {"eventName": "Other"}
WRAPPED = {
    "Records": json.dumps({"Records": [EVENT, OTHER]}),
    "pretty": json.dumps({"Records": [EVENT, OTHER]}, indent=4),
    "filter-log-events": json.dumps({"events": [{"message": json.dumps(EVENT)}]}, indent=4),
    "lookup-events": json.dumps({"Events": [{"CloudTrailEvent": json.dumps(EVENT)}]}, indent=4),
    "pretty events": f"{json.dumps(OTHER, indent=2)}\n{json.dumps(EVENT, indent=2)}\n",
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", WRAPPED)
def test_match_unwraps_what_tools_put_around_events(name: str, packed: bool, tmp_path: Path) -> None:
    data = WRAPPED[name].encode()
    file = tmp_path / "events"
    file.write_bytes(gzip.compress(data) if packed else data)
    for done in (
        run("pattern", "match", "{ $.eventName = ConsoleLogin }", file),
        run("pattern", "match", "{ $.eventName = ConsoleLogin }", stdin=file.read_bytes()),
    ):
        assert (done.returncode, done.stderr) == (0, b"")
        assert [json.loads(line) for line in done.stdout.splitlines()] == [EVENT]
        assert b"1.0" in done.stdout


def test_match_reads_what_powershell_writes() -> None:
    data = WRAPPED["filter-log-events"].replace("\n", "\r\n").encode("utf-16")
    done = run("pattern", "match", "{ $.n = 1 }", stdin=data)
    assert (done.returncode, json.loads(done.stdout)) == (0, EVENT)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(b"{}", mtime=0)[:-9], b"\x1f\x8b\x08", gzip.compress(b"{}", mtime=0)[:-8] + b"x" * 8],
)
def test_a_packed_log_that_is_damaged_is_told(packed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "events.json.gz"
    file.write_bytes(packed)
    assert tells_error(run("pattern", "match", "a", file), "expected a whole gzip file", f"`{file}`")


def test_a_gzip_file_in_a_gzip_file_is_no_log() -> None:
    """Some unpack to themselves for ever."""
    twice = gzip.compress(gzip.compress(b'{"a": 1}'))
    assert run("pattern", "match", "{ $.a = 1 }", stdin=twice).returncode == 1


def test_a_line_past_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.limits.DEFAULT_LIMITS", Limits(file_bytes=10))
    assert tells_error(run("pattern", "match", "a", stdin=b"a" * 11), "expected lines of at most 10 bytes")
    assert run("pattern", "match", "a", stdin=b"a\n" * 11).returncode == 0


@pytest.mark.parametrize(
    ("lines", "told"), [(b"GET\nPOST\n", "0 of 2 lines are JSON"), (b"1\n[2]\n\n", "0 of 3 lines are JSON")]
)
def test_a_log_without_json_is_told(lines: bytes, told: str) -> None:
    done = run("pattern", "match", "{ $.a = 1 }", stdin=lines)
    assert (done.returncode, done.stdout) == (1, b"")
    assert told in done.stderr.decode()
    assert run("pattern", "match", "[a, b, c]", stdin=lines).stderr == b""


@pytest.mark.parametrize(
    ("arguments", "lines", "code"),
    [
        (["match", "{ $.a = 1 }"], b'{"a": 1}', 0),
        (["match", "{ $.a = 1 }"], b"GET", 1),
        (["match", "{ $.a IS NULL }"], b'{"a": [1, null]}\n' * 5, 2),
        (["compare", "{ $.a = us-east-1 }", "{ $.b = 1 }"], b"", 1),
        (["covers", "{ $.a = us-east-1 }", "--control", "4.6"], b"", 1),
        (["covers", SIGN_IN, "--control", "4.6"], b"", 0),
        (["compare", "WARN", "--file", "tests/templates/cases/plan.json"], b"", 3),
        (["check", "tests/templates/cases/plan.json"], b"", 0),
        (["verify", "tests/cli/cases/answer.json"], b"", 0),
        (["conformance", "tests/cli/cases/conformance-made-up.txt"], b"", 0),
    ],
    ids=str,
)
def test_quietly_the_exit_code_is_all(arguments: list[str], lines: bytes, code: int) -> None:
    loud, done = (run("pattern", *arguments, *quiet, stdin=lines) for quiet in ([], ["-q"]))
    assert (done.returncode, done.stdout, done.stderr) == (loud.returncode, b"", b"")
    assert done.returncode == code


def test_match_reads_a_file_or_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b'{"a": 1}\n')
    assert run("pattern", "match", "{ $.a = 1 }", str(file)).stdout == b'{"a": 1}\n'
    assert run("pattern", "match", "{ $.a = 1 }", "-", stdin=b'{"a": 1}\n').stdout == b'{"a": 1}\n'


def test_a_line_of_which_nobody_knows_is_told_and_ends_in_2() -> None:
    lines = b'{"a": 1}\n' + b'{"a": [1, null]}\n' * 5
    done = run("pattern", "match", "{ $.a IS NULL }", stdin=lines)
    told = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert told[0].startswith("cis-evidence: line 2: undecided")
    assert told[-1] == "cis-evidence: 2 more lines undecided"


def test_a_reader_of_matches_may_stop_early() -> None:
    script = f"yes a | {sys.executable} -m analyzer pattern match a | head -n 2"
    done = subprocess.run(["sh", "-c", script], capture_output=True, env=environment(), cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == (b"a\na\n", b"")


def test_on_a_terminal_a_matching_line_cannot_act() -> None:
    leader, follower = pty.openpty()
    command = [*COMMAND, "pattern", "match", "a"]
    subprocess.run(
        command, input=b"a\x1b[31m\n", stdout=follower, env=environment(TERM="xterm"), cwd=ROOT, check=True
    )
    assert os.read(leader, 1000) == b"a\\u001b[31m\r\n"
    os.close(follower)
    os.close(leader)


# compare

PAIRS = {
    "equivalent": ("{ $.a = 1 && $.b = 2 }", "{ $.b = 2 && $.a = 1 }", 0),
    "broader": ('{ $.a = "x*" }', '{ $.a = "xy" }', 1),
    "narrower": ('{ $.a = "xy" }', '{ $.a = "x*" }', 1),
    "disjoint": ('{ $.a = "x" }', '{ $.a = "y" }', 1),
    "overlapping": ("{ $.a = 1 }", "{ $.b = 1 }", 1),
    "undecided": (r'{ $.a = "x\d" }', '{ $.a = "xd" }', 3),
}


@pytest.mark.parametrize("relation", [relation.value for relation in Relation])
def test_compare_gives_relation_and_exit_code(relation: str) -> None:
    left, right, code = PAIRS[relation]
    done = run("pattern", "compare", left, right)
    assert (done.returncode, done.stderr) == (code, b"")
    assert done.stdout.decode().splitlines()[0] == relation


@pytest.mark.parametrize("relation", [relation.value for relation in Relation])
def test_compare_for_programs_gives_witnesses_that_replay(relation: str) -> None:
    left, right, _ = PAIRS[relation]
    told = json.loads(run("pattern", "compare", left, right, "--format", "json").stdout)
    assert set(told) == {
        *("relation", "left", "right", "only_left", "only_right", "both"),
        *("reasons", "doubts", "proofs"),
    }
    assert (told["relation"], told["left"], told["right"]) == (relation, left, right)
    for name, yes, no in (("only_left", left, right), ("only_right", right, left)):
        if told[name] is not None:
            assert matches_event(yes, told[name])
            assert not matches_event(no, told[name])
    assert (told["only_left"] is not None) == (relation in ("broader", "disjoint", "overlapping"))
    assert (told["reasons"] != []) == (relation == "undecided")


def test_a_number_past_the_doubles_is_shown_as_json() -> None:
    """Only such a number is neither equal to 2 nor different from it."""
    left, right = "{ $.b = * }", '{ $.b != 2 || $.b = 2 || $.b = "2" }'
    witness = run("pattern", "compare", left, right).stdout.splitlines()[2].strip()
    assert witness == b'{"b": 1e999}'
    assert run("pattern", "match", left, stdin=witness).returncode == 0
    assert run("pattern", "match", right, stdin=witness).returncode == 1
    told = run("pattern", "compare", left, right, "--format", "json").stdout
    assert b'"b": 1e999\n' in told
    assert json.loads(told)["only_left"] == {"b": float("inf")}


def test_an_ordinary_number_is_shown_before_one_past_the_doubles() -> None:
    told = run("pattern", "compare", "{ $.b != 2 }", "{ $.a.c != 2 && $.b = * }").stdout
    assert b'  {"a": {"c": "example"}, "b": 2}\n' in told


def test_a_witness_can_be_given_to_match() -> None:
    left, right, _ = PAIRS["broader"]
    witness = run("pattern", "compare", left, right).stdout.splitlines()[2].strip()
    assert run("pattern", "match", left, stdin=witness).returncode == 0
    assert run("pattern", "match", right, stdin=witness).returncode == 1


# Spellings in doubt


@pytest.mark.parametrize(
    "command", [["parse"], ["normalize"], ["match"], ["compare", "{ $.a = b-c-d }"]], ids=str
)
def test_a_spelling_in_doubt_is_told_once(command: list[str]) -> None:
    done = run("pattern", *command, "{ $.a = us-east-1 || $.b = us-east-2 }", stdin=b"{}")
    assert done.stderr.decode().splitlines() == [
        "cis-evidence: warning: nobody knows whether AWS accepts a dash in a value without quotes (bare-dash)"
    ]
    assert b"bare-dash" not in done.stdout


# Filters of files

PLAN = ROOT / "tests" / "templates" / "cases" / "plan.json"
TEMPLATE = ROOT / "tests" / "templates" / "cases" / "template.yaml"


def test_compare_finds_the_filter_of_a_file_that_is_equivalent() -> None:
    reordered = '{ ($.errorMessage = "Failed authentication") && ($.eventName = "ConsoleLogin") }'
    done = run("pattern", "compare", reordered, "--file", PLAN, "--file", TEMPLATE)
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert [line.split()[0] for line in lines] == [
        *("equivalent", "undecided"),
        *("equivalent", "disjoint", "overlapping", "undecided", "narrower"),
    ]
    assert lines[0].startswith("equivalent    aws_cloudwatch_log_metric_filter.sign_in (")


def test_compare_with_files_for_programs_has_places_and_witnesses() -> None:
    done = run("pattern", "compare", "{ $.x = 1 }", "--file", PLAN, "--format", "json")
    sign_in, usage = json.loads(done.stdout)["filters"]
    assert done.returncode == 3
    assert (sign_in["relation"], usage["relation"]) == ("overlapping", "undecided")
    assert matches_event(sign_in["pattern"], sign_in["only_right"])
    assert not matches_event("{ $.x = 1 }", sign_in["only_right"])
    assert "known only after" in usage["reasons"][0]


def test_compare_with_a_file_of_other_filters_ends_in_1(tmp_path: Path) -> None:
    file = tmp_path / "filters.json"
    file.write_text('{"metricFilters": [{"filterPattern": "ERROR"}]}')
    assert run("pattern", "compare", "WARN", "--file", file).returncode == 1


def test_compare_takes_one_other_side(tmp_path: Path) -> None:
    empty = tmp_path / "filters.json"
    empty.write_text('{"metricFilters": []}')
    assert tells_error(run("pattern", "compare", "a", "b", "--file", PLAN), "got both")
    assert tells_error(run("pattern", "compare", "a"), "got neither")
    assert tells_error(run("pattern", "compare", "a", "--file", empty), "expected a metric filter in")
    assert tells_error(run("pattern", "compare", "{", "--file", PLAN), "not a filter pattern")
