"""`analyze`: exit codes, formats, where the report goes, and how it looks on a terminal."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
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
from analyzer.reports.document import Line, Style, Styled
from analyzer.reports.formats import json as json_report
from analyzer.reports.formats.text import paint
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
    assert bool(shown.out) == (expected != ERROR)  # where nothing was recognised the error stands alone
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


@pytest.mark.parametrize(
    ("name", "options", "format"),
    [
        ("r.json", [], "json"),
        ("r.JSON", [], "json"),
        ("r.txt", [], "text"),
        ("r.v2.json", [], "json"),
        (".json", [], "json"),
        ("report", [], "text"),
        (".report", [], "text"),
        ("r.json", ["--format", "text"], "text"),
        ("r.txt", ["-f", "json"], "json"),
        ("r.pdf", ["-f", "text"], "text"),
    ],
)
def test_the_name_of_the_file_tells_the_format_where_no_option_does(
    name: str,
    options: list[str],
    format: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> None:
    file = tmp_path / name
    code, _ = judged(monkeypatch, made.of(made.failing()), "a", "-o", str(file), *options)
    shown = capfdbinary.readouterr()
    assert (code, shown.out) == (FAIL, b"")
    assert shown.err.decode() == f"cis-evidence: wrote the report ({format}) to `{file}`: FAIL\n"
    assert file.read_bytes().startswith(b"{" if format == "json" else b"FAIL")


@pytest.mark.parametrize("name", ["r.html", "r.pdf", "r.txt.gz", "r.jsn", "r.csv"])
def test_a_name_that_asks_for_another_format_is_told_before_the_work(
    name: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    code, calls = judged(monkeypatch, made.of(made.passing()), "a", "--output", str(tmp_path / name))
    assert (code, calls, os.listdir(tmp_path)) == (ERROR, [], [])
    told = capfdbinary.readouterr().err.decode()
    assert "expected a name that ends in one of .txt, .json, got" in told
    assert "say --format" in told


@pytest.mark.parametrize("name", REPORTS)
def test_quietly_the_exit_code_is_all(
    name: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    report, expected = REPORTS[name]
    for output in ([], ["-o", str(tmp_path / "r.txt")]):
        code, _ = judged(monkeypatch, report, "a", "-q", *output)
        shown = capfdbinary.readouterr()
        assert (code, shown.out) == (expected, b"")
        assert bool(shown.err) == (expected == ERROR)
    assert (tmp_path / "r.txt").exists() == (expected != ERROR)


def test_output_never_goes_into_what_is_read(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    evidence, bundle = tmp_path / "evidence", tmp_path / "bundle"
    for folder in (evidence / "data", bundle / "data"):
        folder.mkdir(parents=True)
        for name in ("a.json", "b.json"):
            (folder / name).write_text("{}", encoding="utf-8")
    (bundle / "bagit.txt").write_text("BagIt-Version: 1.0\n", encoding="utf-8")
    (tmp_path / "link.json").symlink_to(evidence / "data" / "a.json")
    (tmp_path / "dangling.json").symlink_to(evidence / "data" / "new.json")
    (tmp_path / "folder").symlink_to(evidence)
    (tmp_path / "hard.json").hardlink_to(evidence / "data" / "b.json")
    (tmp_path / "client.zip").write_bytes(b"PK")
    a, within = evidence / "data" / "a.json", evidence / "data"
    for source, target in (
        (a, a),
        (a, tmp_path / "link.json"),
        (tmp_path / "link.json", a),
        (within / "b.json", tmp_path / "hard.json"),
        (evidence, within / "b.json"),
        (evidence, evidence / "new.json"),
        (evidence, within / ".." / "new.json"),
        (evidence, tmp_path / "dangling.json"),
        (evidence, tmp_path / "folder" / "new.json"),
        (tmp_path / "folder", evidence / "new.json"),
        (tmp_path / "client.zip", tmp_path / "client.zip"),
        (tmp_path / "client.zip", tmp_path / "client.zip" / "new.json"),
        (bundle / "data" / "a.json", bundle / "data" / "new.json"),
        (bundle / "data", bundle / "new.json"),
    ):
        code, calls = judged(monkeypatch, made.of(made.passing()), str(source), "--output", str(target))
        assert (code, calls) == (ERROR, []), (source, target)
        assert re.search(rb"is (evidence|a bundle) of this run; name ", capfdbinary.readouterr().err)
    assert not list(tmp_path.rglob("new.json"))
    assert {file.read_text(encoding="utf-8") for file in tmp_path.rglob("[ab].json")} == {"{}"}


def test_output_beside_loose_files_is_no_harm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    target = tmp_path / "r.json"
    code, _ = judged(monkeypatch, made.of(made.passing()), str(tmp_path / "a.json"), "-o", str(target))
    assert (code, target.is_file()) == (PASS, True)


def test_output_that_is_a_folder_is_told_before_the_work(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    code, calls = judged(monkeypatch, made.of(made.passing()), "a", "--output", str(tmp_path))
    assert (code, calls) == (ERROR, [])
    assert b"expected a file, got the folder" in capfdbinary.readouterr().err


def test_a_file_that_the_system_refuses_is_told_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    """Not by the name under which it is written first."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "inner")

    monkeypatch.setattr(Path, "replace", refuse)
    target = tmp_path / "r.json"
    code, _ = judged(monkeypatch, made.of(made.passing()), "a", "--output", str(target))
    assert (code, os.listdir(tmp_path)) == (ERROR, [])
    assert capfdbinary.readouterr().err.decode() == (
        f"cis-evidence: --output: cannot write `{target}`: permission denied; name another file\n"
    )
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda *_: False)
    code, calls = judged(monkeypatch, made.of(made.passing()), "a", "--output", str(target))
    assert (code, calls) == (ERROR, [])
    assert b"you may not" in capfdbinary.readouterr().err


def test_the_longest_name_that_the_system_takes_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / ("r" * (os.pathconf(tmp_path, "PC_NAME_MAX") - 5) + ".json")
    code, _ = judged(monkeypatch, made.of(made.passing()), "a", "--output", str(target))
    assert (code, target.is_file()) == (PASS, True)


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
    painted = printed(True, TERM="xterm")
    assert b"\x1b[1;31mFAIL" in painted
    for shown in (
        printed(True, TERM="xterm", NO_COLOR="1"),
        printed(True, TERM="dumb"),
        printed(False, TERM="xterm"),
    ):
        assert shown.startswith(b"FAIL")
        assert b"\x1b" not in shown


def test_colours_can_be_read_on_white_and_on_black() -> None:
    """SGR: 33 and 37 are yellow and white, 90 to 97 bright, and many terminals brighten bold green (1;32)."""
    lines = [Line((Styled("x", style),)) for style in Style]
    told = paint(lines, colour=True)
    codes = {code for text in re.findall(r"\x1b\[([0-9;]*)m", told) for code in [text, *text.split(";")]}
    assert codes.isdisjoint({"33", "37", "1;32", *map(str, range(90, 98))})
    assert {"32", "1;31"} <= codes


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
    ended = run("analyze", str(tmp_path), "--output", str(tmp_path.parent / "report.txt"))
    assert tells_error(ended, "recognised none", f"`{tmp_path}`: expected JSON, got other text")
    assert not (tmp_path.parent / "report.txt").exists()


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
