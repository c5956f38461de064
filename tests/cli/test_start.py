"""Evidence never runs, however the program is started; and no error of it looks like a verdict."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

from analyzer import __main__ as start
from analyzer import cli
from analyzer.cli.options import EXIT_BROKEN, EXIT_ERROR, EXIT_INTERRUPTED
from tests.support.program import COMMAND, ROOT, SAMPLES, environment, run, run_process, tells_error

# Modules that the program, its dependencies or Python itself import, and those that Python looks for.
PLANTED = (
    "typer", "json", "re", "typing", "__future__", "dataclasses", "pydantic", "jmespath", "ruamel", "rich",
    "enum", "sitecustomize", "usercustomize", "analyzer/__init__", "analyzer/__main__",
    "analyzer/cli/__init__",
)  # fmt: skip
SPY = "import os\nos.close(os.open(os.environ['SEEN'], os.O_CREAT | os.O_WRONLY))\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment with the program in it, as an installer leaves it."""
    root = tmp_path_factory.mktemp("environment")
    venv.create(root, symlinks=True)
    names = {"base": str(root), "platbase": str(root)}
    (Path(sysconfig.get_path("purelib", "venv", names)) / "program.pth").write_text(
        f"{ROOT}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8"
    )
    scripts = Path(sysconfig.get_path("scripts", "venv", names))
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, function = build["project"]["scripts"]["cis-evidence"].partition(":")
    script = scripts / "cis-evidence"
    script.write_text(
        f"#!{scripts / 'python'}\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n"
    )
    script.chmod(0o755)
    return scripts


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Evidence that passes, with modules beside it that tell when they run."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name in PLANTED:
        (folder / f"{name}.py").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(SPY, encoding="utf-8")
    (folder / "good").symlink_to(SAMPLES / "compliant")
    return folder


def started(
    *command: str | Path, cwd: Path, **settings: str
) -> tuple[subprocess.CompletedProcess[bytes], bool]:
    """How it ended, and whether something out of the evidence ran."""
    seen = cwd.parent / "seen"
    kept = {name: value for name, value in environment().items() if name not in ("PYTHONPATH", "PYTHONUTF8")}
    done = subprocess.run(
        command, capture_output=True, cwd=cwd, env={**kept, "SEEN": str(seen), **settings}, check=False
    )
    return done, seen.exists()


@pytest.mark.parametrize("way", [["cis-evidence"], ["python", "-I", "-m", "analyzer"]], ids=" ".join)
@pytest.mark.parametrize("paths", [["good/."], ["."]], ids=" ".join)
def test_evidence_never_runs(installed: Path, hostile: Path, way: list[str], paths: list[str]) -> None:
    done, ran = started(installed / way[0], *way[1:], "analyze", *paths, cwd=hostile)
    assert not ran
    assert done.returncode == 0 if paths == ["good/."] else done.returncode in (0, 2, 3)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("options", [["-P"], ["-I"]])
def test_without_the_current_folder_on_the_path_it_starts(
    installed: Path, hostile: Path, options: list[str]
) -> None:
    done, ran = started(installed / "python", *options, "-m", "analyzer", "--version", cwd=hostile)
    assert (done.returncode, ran) == (0, False)


@pytest.mark.parametrize(
    "settings", [{}, {"PYTHONPATH": "."}, {"PYTHONPATH": f"{os.pathsep}/nowhere"}], ids=str
)
def test_with_the_current_folder_ahead_it_refuses(
    installed: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    """Of what can be planted, only a whole package `analyzer` and what Python itself loads come earlier."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name in ("typer", "json", "typing", "__future__", "pydantic", "dataclasses"):
        (folder / f"{name}.py").write_text(SPY, encoding="utf-8")
    ways: list[tuple[str | Path, ...]] = [(installed / "python", "-m", "analyzer")]
    ways += [(installed / "cis-evidence",)] if settings else []
    for way in ways:
        done, ran = started(*way, "analyze", ".", cwd=folder, **settings)
        assert not ran
        assert tells_error(done, "python -I -m analyzer")


def test_a_folder_that_is_gone_is_on_no_path(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)
    monkeypatch.setattr(sys, "argv", ["cis-evidence", "--version"])
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 0
    assert "cis-evidence" in capsys.readouterr().out


def test_a_package_that_cannot_be_loaded_is_no_verdict(installed: Path, tmp_path: Path) -> None:
    """A dependency that is missing or broken ends with 70, not with a traceback and 1."""
    broken = tmp_path / "elsewhere"
    broken.mkdir()
    (broken / "typer.py").write_text("raise ValueError('torn\\nin two')\n", encoding="utf-8")
    done, _ = started(installed / "cis-evidence", "--version", cwd=tmp_path, PYTHONPATH=str(broken))
    assert done.returncode == EXIT_BROKEN
    assert done.stderr.decode().splitlines() == [
        "cis-evidence: cannot start: ValueError('torn\\\\nin two'); install the package again"
    ]


def test_the_exit_codes_stand_once() -> None:
    codes = start._EXIT_ERROR, start._EXIT_BROKEN, start._EXIT_INTERRUPTED
    assert codes == (EXIT_ERROR, EXIT_BROKEN, EXIT_INTERRUPTED)


class Panic(BaseException):
    """As a library that is written in another language raises it."""


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RecursionError("too deep"),
        AssertionError(),
        KeyError("x\nForged: PASS"),
        EOFError(),
        Panic("panicked"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "command", [["analyze", "samples/compliant"], ["pattern", "parse", "a"]], ids=" ".join
)
def test_an_error_of_the_program_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, command: list[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("analyzer.assessment.analyze", fail)
    monkeypatch.setattr("analyzer.patterns.parse", fail)
    done = run(*command)
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (70, b"")
    assert line.startswith("cis-evidence: internal error at ")
    assert type(error).__name__ in line


def test_where_even_telling_fails_the_exit_code_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("analyzer.assessment.analyze", fail)
    monkeypatch.setattr(cli, "tell", fail)
    assert run("analyze", "samples/compliant").returncode == EXIT_BROKEN


def test_memory_that_ends_is_no_verdict(tmp_path: Path) -> None:
    """A process that may have 250 MB and reads a list that takes more."""
    resource = pytest.importorskip("resource", reason="this system has no limits for a process")
    rows = ",".join(f'{{"AlarmName":"a{number}","Dimensions":[{{}},{{}},{{}}]}}' for number in range(400_000))
    (tmp_path / "describe-alarms.json").write_text(f'{{"MetricAlarms":[{rows}]}}', encoding="utf-8")
    most = 250 * 2**20
    done = subprocess.run(
        [*COMMAND, "analyze", tmp_path],
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
    )
    assert done.returncode == EXIT_BROKEN
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_report_that_nobody_takes_is_no_verdict(tmp_path: Path) -> None:
    """typer makes 1 of an error of this kind."""
    pipe = tmp_path / "report"
    os.mkfifo(pipe)
    keeper = os.open(pipe, os.O_RDWR)  # else opening it to write would wait
    process = subprocess.Popen(
        [*COMMAND, "analyze", "samples/all-controls", "--all-controls", "--format", "json", "--output", pipe],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    )
    os.read(keeper, 1)  # it writes more than a pipe holds, so it waits for somebody who reads on
    os.close(keeper)
    _, told = process.communicate()
    assert process.returncode == EXIT_ERROR
    assert b"Traceback" not in told


def test_completion_that_is_asked_for_wrongly_is_no_verdict() -> None:
    assert run_process(_CIS_EVIDENCE_COMPLETE="nonsense").returncode not in (1, 3)
