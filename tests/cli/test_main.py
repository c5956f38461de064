"""What holds for every command: version, help, completion, imports, closed and broken streams."""

from __future__ import annotations

import ast
import inspect
import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from analyzer import __version__
from analyzer.cli import app
from tests.support.program import (
    COMMAND,
    ROOT,
    commands_of,
    environment,
    run,
    run_process,
    run_unread,
    tells_error,
)

LIGHT = [
    ["--version"],
    ["--help"],
    ["analyze", "--help"],
    ["controls", "--help"],
    ["pattern", "--help"],
    ["pattern", "match", "--help"],
]


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"cis-evidence {__version__}\n".encode(), b"")


def test_the_build_file_names_the_command() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert build["project"]["scripts"] == {"cis-evidence": "analyzer.__main__:main"}


@pytest.mark.parametrize("arguments", LIGHT[1:], ids=" ".join)
def test_help_names_the_program_and_gives_examples(arguments: list[str]) -> None:
    done = run(*arguments)
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert shown.startswith("Usage: cis-evidence ")
    assert "Example" in shown or arguments == ["pattern", "--help"]
    assert "\b" not in shown


def loaded(*arguments: str) -> set[str]:
    """The modules that a run of the program has imported when it ends."""
    program = (
        "import atexit, sys; from analyzer.cli import main; sys.argv = ['cis-evidence', *sys.argv[1:]]\n"
        "atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr)); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        env=environment(),
        cwd=ROOT,
        check=False,
    )
    return set(done.stderr.decode().split())


def test_other_commands_do_not_load_those_on_patterns() -> None:
    modules = loaded("schema")
    assert "analyzer.cli.pattern" in modules
    assert "analyzer.cli.pattern.commands" not in modules


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_asking_for_help_loads_nothing_that_works(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    assert "typer" in modules
    assert not {"rich", "jmespath", "analyzer.evidence", "analyzer.assessment", "analyzer.patterns"} & modules


@pytest.mark.parametrize("arguments", LIGHT[:2], ids=" ".join)
def test_the_version_does_not_load_pydantic(arguments: list[str]) -> None:
    """For the arguments of a command some versions of typer themselves load it."""
    assert "pydantic" not in loaded(*arguments)


def test_the_catalogue_loads_nothing_that_reads_evidence() -> None:
    for arguments in (["controls"], ["controls", "4.6"], ["schema", "controls"]):
        assert not {"jmespath", "analyzer.aws", "analyzer.assessment"} & loaded(*arguments)


@pytest.mark.parametrize("command", [["parse"], ["normalize"], ["match"], ["compare", "{ $.a = 1 }"]])
def test_a_pattern_loads_nothing_that_reads_evidence(command: list[str]) -> None:
    modules = loaded("pattern", *command, "{ $.a = 1 }")
    assert "analyzer.patterns.syntax.parser" in modules
    assert not {"rich", "jmespath", "analyzer.evidence", "analyzer.aws", "analyzer.assessment"} & modules


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyse"],
        ["analyze"],
        ["analyze", ""],
        ["analyze", "samples", "--format", "yaml"],
        ["analyze", "no-such-place"],
        ["analyze", "samples", "--account", "123"],
        ["analyze", "samples", "--region", "the moon"],
        ["analyze", "samples", "--all-controls", "--benchmark", "5.0.0"],
        ["controls", "9.9"],
        ["schema", "pattern"],
        ["query", "README.md"],
        ["pattern"],
        ["pattern", "compare", "{ $.a = 1 }"],
        ["pattern", "parse", "{ $.a = }"],
        ["pattern", "match", "{ $.a = 1 }", "no-such-file"],
        ["pattern", "match", "{ $.a = 1 }", "samples"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_told_without_a_traceback(arguments: list[str]) -> None:
    done = run(*arguments)
    assert tells_error(done) or (arguments == ["pattern"] and done.returncode in (0, 2))


def test_a_message_says_what_was_expected_and_got() -> None:
    done = run("analyze", "samples", "--account", "1234")
    assert done.stderr.decode() == (
        "cis-evidence: --account: expected an account number of 12 digits, got `1234`; "
        "write it like 111111111111\n"
    )


HOSTILE = "a\x1b[31m\u202eb\nForged: PASS\r\x9bc\n  \u2028d"


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],
        ["analyze", HOSTILE],
        ["analyze", "--no" + HOSTILE],
        ["analyze", "samples", "--format", HOSTILE],
        ["analyze", "samples", "--account", HOSTILE],
        ["analyze", "samples", "--region", HOSTILE],
        ["analyze", "samples", "--control", HOSTILE],
        ["analyze", "samples", "--benchmark", HOSTILE],
        ["analyze", "samples", "--control-file", HOSTILE],
        ["analyze", "samples", "--limit", HOSTILE],
        ["analyze", "samples", "--output", HOSTILE + "/report"],
        ["controls", HOSTILE],
        ["controls", "--format", HOSTILE],
        ["schema", HOSTILE],
        ["query", HOSTILE, "@"],
        ["query", "samples/compliant/bag-info.txt", HOSTILE],
        ["query", "samples/compliant/data/us-east-1/describe-trails.json", HOSTILE],
        ["pattern", HOSTILE],
        ["pattern", "match", "a", HOSTILE],
        ["pattern", "check", HOSTILE],
        ["pattern", "verify", HOSTILE],
        ["pattern", "conformance", HOSTILE],
        ["pattern", "covers", "a", "--control", HOSTILE],
        ["pattern", "covers", "--control", "4.6", "--file", HOSTILE],
    ],
    ids=lambda arguments: " ".join(arguments).replace(HOSTILE, "HOSTILE"),
)
def test_an_argument_forges_no_line_and_acts_on_no_terminal(arguments: list[str]) -> None:
    done = run(*arguments)
    told = done.stderr.decode()
    assert tells_error(done)
    assert told.replace("\n", "").isprintable()
    assert not [line for line in told.split("\n") if line.strip().startswith(("Forged", "d"))]


@pytest.mark.parametrize("command", ["parse", "normalize", "match", "compare"])
def test_a_pattern_forges_no_line_and_acts_on_no_terminal(command: str) -> None:
    """Below the message stands the line of it that is wrong, for the carets."""
    done = run("pattern", command, "{ $.a = \x1b[31m\n  Forged }", *(["a"] if command == "compare" else []))
    told = done.stderr.decode().splitlines()
    assert tells_error(done)
    assert len(told) == 3
    assert told[2].strip(" ^") == ""
    assert not any("\x1b" in line for line in told)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize(
    "arguments",
    [["analyze", "samples/compliant"], ["controls"], ["pattern", "covers", "a", "--control", "4.6"]],
    ids=" ".join,
)
def test_controls_in_a_pipe_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    """Nobody may ever write to it."""
    pipe = tmp_path / "controls.toml"
    os.mkfifo(pipe)
    assert tells_error(run(*arguments, "--control-file", pipe), "a pipe or a device", str(pipe))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_offered(shell: str) -> None:
    done = run_process(_CIS_EVIDENCE_COMPLETE=f"source_{shell}")
    assert done.returncode == 0
    assert b"cis-evidence" in done.stdout


def test_completion_completes() -> None:
    done = run_process(
        _CIS_EVIDENCE_COMPLETE="complete_bash", COMP_WORDS="cis-evidence pattern pa", COMP_CWORD="2"
    )
    assert done.stdout.split() == [b"parse"]


def test_a_closed_standard_output_is_told() -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "--version"],
        capture_output=True,
        env=environment(),
        cwd=ROOT,
        check=False,
    )
    assert tells_error(done, "closed standard output")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"no space left" in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("arguments", [["schema"], ["--version"], ["pattern", "parse", "a"]], ids=" ".join)
def test_a_reader_that_has_gone_is_no_error(arguments: list[str]) -> None:
    assert run_unread(*arguments) == (0, b"")


def test_an_interrupt_is_quiet() -> None:
    waiting = subprocess.Popen(
        [*COMMAND, "pattern", "match", "a"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
        # A job that a shell runs in the background ignores the signal, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert waiting.stdin is not None
    assert waiting.stdout is not None
    waiting.stdin.write(b"a\n" * 6000)  # more than it holds back, less than a pipe holds
    waiting.stdin.flush()
    assert waiting.stdout.read(2) == b"a\n"  # it runs
    waiting.send_signal(signal.SIGINT)
    _, told = waiting.communicate()
    assert waiting.returncode == 130
    assert b"Traceback" not in told


def test_no_plugin_of_another_package_takes_part(tmp_path: Path) -> None:
    (tmp_path / "spy.py").write_text(
        "import pathlib\npathlib.Path(__file__).with_name('seen').touch()\nspy = None\n"
    )
    about = tmp_path / "spy-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[pydantic]\nspy = spy:spy\n")
    done = run_process("analyze", "samples/compliant", PYTHONPATH=os.pathsep.join((str(ROOT), str(tmp_path))))
    assert done.returncode == 0
    assert not (tmp_path / "seen").exists()


def test_no_command_tells_formats_apart() -> None:
    """How a subject is written is the renderer's; one place asks for whom."""
    told = {
        module.relative_to(ROOT).as_posix()
        for module in (ROOT / "analyzer" / "cli").rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare | ast.match_case) and re.search(r"\bFormat\.", ast.unparse(node))
    }
    assert told == {"analyzer/cli/terminal.py"}


def test_each_command_has_a_file_of_its_name() -> None:
    pending = [(ROOT / "analyzer" / "cli", typer.main.get_command(app))]
    while pending:
        folder, command = pending.pop()
        for name, child in commands_of(command).items():
            if commands_of(child):
                pending.append((folder / name, child))
            else:
                assert f"{folder.name}/{name}.py" == "/".join(Path(child_file(child)).parts[-2:])


def child_file(command: Any) -> str:
    file = inspect.getsourcefile(inspect.unwrap(command.callback))
    assert file is not None
    return file


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["analyze", "samples/compliant"],
        ["analyze", "samples/loose", "--format", "json"],
        ["analyze", "nowhere"],
        ["pattern", "compare", "{ $.a = 1 }", "{ $.a = 2 }", "--format", "json"],
        ["pattern", "parse", "{ $.a = "],
        ["controls", "--no-such-option"],
    ],
    ids=" ".join,
)
def test_called_or_run_it_says_the_same(arguments: list[str]) -> None:
    """What most tests call in their own process is what a process of its own prints and ends with."""
    called, process = run(*arguments), run_process(*arguments)
    assert (called.returncode, called.stdout, called.stderr) == (
        process.returncode,
        process.stdout,
        process.stderr,
    )
