"""`analyze`: exit codes, formats, where the report goes, and how it looks on a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from analyzer import cli
from analyzer.assessment import Assessment, Choice, Report
from analyzer.errors import UsageError
from analyzer.limits import Limits
from analyzer.reports import registry
from analyzer.reports.formats import json as json_report
from analyzer.reports.registry import NAMES, Renderer
from analyzer.rules import states
from tests.support import made
from tests.support.program import (
    ERROR,
    FAIL,
    INCONCLUSIVE,
    PASS,
    ROOT,
    environment,
    run,
    run_unread,
    tells_error,
)

REPORTS = {
    "pass": (made.of(made.passing()), PASS),
    "fail": (made.of(made.failing()), FAIL),
    "inconclusive": (made.of(made.open_one()), INCONCLUSIVE),
    "one of many fails": (
        made.report(Assessment("1", (made.passing(),)), Assessment("2", (made.failing(),))),
        FAIL,
    ),
    "one of many is open": (
        made.report(Assessment("1", (made.passing(),)), Assessment("2", (made.open_one(),))),
        INCONCLUSIVE,
    ),
    "no account": (made.report(), INCONCLUSIVE),
    "only an error of AWS": (made.report(evidence=(made.entry("a.json", states.ERROR),)), INCONCLUSIVE),
    "nothing recognised": (made.report(evidence=(made.entry("a.json", states.UNRECOGNISED),)), ERROR),
    "no file": (made.report(evidence=()), ERROR),
}


def judged(
    monkeypatch: pytest.MonkeyPatch, report: Report | Exception, *arguments: str
) -> tuple[int, list[dict[str, object]]]:
    """Run the command line in this process on a report that no evidence had to be made for."""
    calls: list[dict[str, object]] = []

    def judge(paths: list[Path], *, controls: tuple[Choice, ...], **given: object) -> Report:
        assert given.pop("clock") is time.process_time
        slugs = [choice.control.slug for choice in controls]
        calls.append({"paths": list(paths), "controls": slugs, **given})
        if isinstance(report, Exception):
            raise report
        return report

    monkeypatch.setattr("analyzer.assessment.analyze", judge)
    monkeypatch.setattr(sys, "argv", ["cis-evidence", "analyze", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    code = stopped.value.code
    assert isinstance(code, int)
    return code, calls


@pytest.mark.parametrize("name", REPORTS)
def test_exit_codes(
    name: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    report, expected = REPORTS[name]
    code, _ = judged(monkeypatch, report, "a.json")
    shown = capfdbinary.readouterr()
    assert code == expected
    assert shown.out  # the report is printed whatever the exit code
    assert (b"recognised none" in shown.err) == (expected == ERROR)


def test_what_is_stated_reaches_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = ["--account", "111111111111", "--region", "us-gov-west-1"]
    arguments = ["a.json", "b", *stated, "--strict", "--limit", "files=2", "--limit", "files=3"]
    _, (call,) = judged(monkeypatch, made.of(made.passing()), *arguments)
    assert call == {
        "paths": [Path("a.json"), Path("b")],
        "controls": ["console-authentication-failures"],
        "account": "111111111111",
        "region": "us-gov-west-1",
        "strict": True,
        "limits": Limits(files=3),
    }


def test_json(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    report = made.of(made.failing())
    code, _ = judged(monkeypatch, report, "a.json", "--format", "json")
    assert code == FAIL
    assert capfdbinary.readouterr().out.decode() == json_report.render(report)


@pytest.mark.parametrize("format", NAMES)
def test_output_goes_to_the_file_alone(
    format: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    file = tmp_path / "report"
    file.write_text("an earlier report", encoding="utf-8")
    code, _ = judged(monkeypatch, made.of(made.passing()), "a", "--format", format, "--output", str(file))
    assert code == PASS
    assert capfdbinary.readouterr().out == b""
    judged(monkeypatch, made.of(made.passing()), "a", "--format", format)
    assert file.read_bytes() == capfdbinary.readouterr().out
    assert os.listdir(tmp_path) == ["report"]


def test_a_format_of_bytes_goes_out_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    made_up = Renderer("made-up", ".made", "for nobody", lambda report, _: b"\xff\x00" + bytes([len(report)]))
    monkeypatch.setattr(registry, "RENDERERS", (made_up,))
    report, file = made.of(made.failing()), tmp_path / "report"
    code, _ = judged(monkeypatch, report, "a", "--format", "made-up")
    assert (code, capfdbinary.readouterr().out) == (FAIL, b"\xff\x00\x04")
    judged(monkeypatch, report, "a", "--format", "made-up", "--output", str(file))
    assert file.read_bytes() == b"\xff\x00\x04"


def test_output_never_overwrites_evidence(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for name in ("a.json", "b.json"):
        (evidence / name).write_text("{}", encoding="utf-8")
    (tmp_path / "link.json").symlink_to(evidence / "a.json")
    for source, target in (
        (evidence / "a.json", evidence / "a.json"),
        (evidence / "a.json", tmp_path / "link.json"),
        (tmp_path / "link.json", evidence / "a.json"),
        (evidence, evidence / "b.json"),
    ):
        code, calls = judged(monkeypatch, made.of(made.passing()), str(source), "--output", str(target))
        assert (code, calls) == (ERROR, [])
        assert b"is evidence of this run" in capfdbinary.readouterr().err
        assert target.read_text(encoding="utf-8") == "{}"


def test_output_never_overwrites_a_control_file(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text("slug = 'x'", encoding="utf-8")
    arguments = ["a", "--control-file", str(own), "--output", str(own)]
    code, calls = judged(monkeypatch, made.of(made.passing()), *arguments)
    assert (code, calls) == (ERROR, [])
    assert b"is a control file of this run" in capfdbinary.readouterr().err
    assert own.read_text(encoding="utf-8") == "slug = 'x'"


@pytest.mark.parametrize("inside", ["no/report", "file/report"])
def test_output_into_a_folder_that_is_not_there_is_told_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, inside: str
) -> None:
    (tmp_path / "file").touch()
    output = tmp_path / inside
    code, calls = judged(monkeypatch, made.of(made.passing()), "a", "--output", str(output))
    assert (code, calls) == (ERROR, [])
    assert f"`{output.parent}`".encode() in capfdbinary.readouterr().err


def test_output_to_a_device_is_written_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = judged(monkeypatch, made.of(made.passing()), "a", "--output", os.devnull)
    assert code == PASS
    assert not Path(os.devnull).is_file()


def test_an_error_of_the_analysis_is_told(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, _ = judged(monkeypatch, UsageError("expected a path that exists, got `x`"), "x")
    assert code == ERROR
    assert capfdbinary.readouterr().err == b"cis-evidence: expected a path that exists, got `x`\n"


# How it looks: a process with its own terminal, pipe or environment

SHOWN = (
    "import sys; from tests.support import made; from analyzer import assessment\n"
    "assessment.analyze = lambda paths, **stated: made.of(made.failing())\n"
    "from analyzer.cli import main; sys.argv = ['cis-evidence', 'analyze', 'a']; main()"
)


def printed(to_terminal: bool, **settings: str) -> bytes:
    variables = environment(PYTHONPATH=str(ROOT), **settings)
    command = [sys.executable, "-c", SHOWN]
    if not to_terminal:
        return subprocess.run(command, stdout=subprocess.PIPE, env=variables, check=False).stdout
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdout=follower, env=variables):
        os.close(follower)
        parts = []
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux says EIO where the other end was closed
                break
            if not part:
                break
            parts.append(part)
    os.close(leader)
    return b"".join(parts).replace(b"\r\n", b"\n")


def test_colour_is_for_terminals_that_want_it() -> None:
    assert b"\x1b[1;31mFAIL" in printed(True, TERM="xterm")
    for shown in (
        printed(True, TERM="xterm", NO_COLOR="1"),
        printed(True, TERM="dumb"),
        printed(False, TERM="xterm"),
    ):
        assert shown.startswith(b"FAIL")
        assert b"\x1b" not in shown


@pytest.mark.parametrize("columns", [30, *(pytest.param(n, marks=pytest.mark.deep) for n in (60, 75))])
def test_the_width_is_honoured(columns: int) -> None:
    lines = printed(False, COLUMNS=str(columns)).decode().splitlines()
    assert columns - 12 < max(map(len, lines)) <= columns


@pytest.mark.deep
def test_without_a_terminal_the_width_is_80() -> None:
    assert printed(False) == printed(False, COLUMNS="80")


def test_an_encoding_that_lacks_the_signs_gets_ascii() -> None:
    assert printed(False, PYTHONUTF8="0", PYTHONIOENCODING="ascii").isascii()
    assert printed(False, PYTHONUTF8="0", PYTHONIOENCODING="latin-1").isascii()
    assert "✗".encode() in printed(False)


# End to end on the samples

COMPLIANT = ROOT / "samples" / "compliant"
EXPECTED = ROOT / "samples" / "expected.json"
needs_samples = pytest.mark.skipif(not COMPLIANT.is_dir(), reason="samples/compliant is not made yet")


@needs_samples
def test_the_compliant_sample_passes() -> None:
    done = run("analyze", "samples/compliant")
    assert (done.returncode, done.stderr) == (PASS, b"")
    assert done.stdout.startswith(b"PASS")


@needs_samples
def test_the_report_of_a_sample_validates_against_the_schema_it_prints() -> None:
    done = run("analyze", "samples/compliant", "--format", "json")
    Draft202012Validator(json.loads(run("schema").stdout)).validate(json.loads(done.stdout))


@needs_samples
def test_places_of_a_report_can_be_looked_up() -> None:
    report = json.loads(run("analyze", "samples/compliant", "--format", "json").stdout)
    links = report["assessments"][0]["controls"][0]["links"]
    places = {
        (finding["file"], finding["expression"]): finding["value"]
        for link in links
        for finding in link["findings"]
        if "file" in finding
    }
    assert len(places) >= 3
    for (file, expression), value in sorted(places.items())[:3]:
        assert json.loads(run("query", file, expression).stdout) == value


@needs_samples
@pytest.mark.parametrize(
    ("sample", "code"),
    [
        ("no-metric-filter", FAIL),
        pytest.param("compliant", PASS, marks=pytest.mark.deep),
        pytest.param("topic-not-captured", INCONCLUSIVE, marks=pytest.mark.deep),
    ],
)
def test_without_a_reader_the_exit_code_still_tells_the_verdict(sample: str, code: int) -> None:
    assert run_unread("analyze", f"samples/{sample}") == (code, b"")


@needs_samples
def test_the_current_folder_is_no_default() -> None:
    assert tells_error(run("analyze", "", cwd=COMPLIANT), "expected a path")


def test_evidence_that_says_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    assert tells_error(run("analyze", str(tmp_path)), "recognised none")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("files", "NAME=VALUE"),
        ("files=many", "NAME=VALUE"),
        ("files=0", "limit files: expected a whole number from 1"),
        ("files=99999999999999999999", "limit files: expected a whole number from 1"),
        ("file=1", "expected the name of a limit, got `file`"),
    ],
)
def test_a_limit_that_is_none_is_told(value: str, told: str) -> None:
    assert tells_error(run("analyze", "samples/compliant", "--limit", value), told)


def test_a_limit_changes_what_is_read() -> None:
    done = run("analyze", "samples/compliant", "--limit", "files=3")
    assert done.returncode in (ERROR, INCONCLUSIVE)
    assert b"files" in done.stdout
