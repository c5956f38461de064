"""The README against the program: what one of them names, the other has."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from cli.program import run

from analyzer import analyze
from analyzer.assessment import Report
from analyzer.chain.registry import LINK_NAMES
from analyzer.cli import app
from analyzer.cli.options import (
    EXIT_BY_RELATION,
    EXIT_BY_VERDICT,
    EXIT_DIFFERENT,
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_MATCHED,
    EXIT_UNMATCHED,
    Format,
)  # fmt: skip
from analyzer.controls import all_controls, load_control
from analyzer.evidence import ProblemCode
from analyzer.reports.formats.json import render
from analyzer.verdict import Outcome, Verdict

ROOT = Path(__file__).parents[1]
FILE = ROOT / "README.md"
README = FILE.read_text(encoding="utf-8")
PROGRAM = "cis-evidence"
UPDATE = "CIS_EVIDENCE_UPDATE"


def tables() -> Iterator[list[list[str]]]:
    """Every table as rows of cells, the heading first."""
    for block in re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        yield [rows[0], *rows[2:]]


def table(heading: str) -> list[list[str]]:
    """The rows of the one table whose first column has this heading."""
    (found,) = [rows[1:] for rows in tables() if rows[0][0] == heading]
    return found


def quoted(*cells: str) -> set[str]:
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def commands() -> dict[str, Any]:
    """Every command of the program that does something, by its full name."""
    root = typer.main.get_command(app)
    found: dict[str, Any] = {}
    pending = [(PROGRAM, root)]
    while pending:
        name, command = pending.pop()
        below = getattr(command, "commands", {})
        pending += [(f"{name} {word}", child) for word, child in below.items()]
        if not below or name == PROGRAM:
            found[name] = command
    return found


def words(command: Any, kind: str) -> list[Any]:
    return [parameter for parameter in command.params if parameter.param_type_name == kind]


# Commands, options, formats, exit codes


def test_every_command_stands_in_the_readme_with_its_arguments() -> None:
    usages = set()
    for name, command in commands().items():
        if name == PROGRAM:
            continue
        arguments = [
            (argument.metavar + ("..." if argument.nargs == -1 else ""), argument.required)
            for argument in words(command, "argument")
        ]
        shown = [word if required else f"[{word}]" for word, required in arguments]
        usages.add(" ".join([name, *shown]))
    assert quoted(*(row[0] for row in table("command"))) == usages


def test_every_option_stands_in_the_readme_with_its_commands() -> None:
    expected: dict[str, set[str]] = {}
    for name, command in commands().items():
        for option in words(command, "option"):
            for spelling in option.opts:
                expected.setdefault(spelling, set()).add(name.removeprefix(f"{PROGRAM} "))
    told: dict[str, set[str]] = {}
    for options, of, _ in table("option"):
        for spelling in quoted(options):
            told.setdefault(spelling.split()[0], set()).update(quoted(of))
    for everywhere in ("--help", "-h"):
        assert told.pop(everywhere) == set()
        expected.pop(everywhere, None)
    assert told == expected


def test_every_format_stands_in_the_readme() -> None:
    (row,) = [row for row in table("option") if "--format" in row[0]]
    assert quoted(row[0]) == {f"--format {format.value}" for format in Format}
    assert all(f"`--format {format.value}` is for" in README for format in Format)


def test_every_exit_code_stands_in_the_readme() -> None:
    analyze = {int(row[0]) for row in table("exit code of `analyze`")}
    assert analyze == {*EXIT_BY_VERDICT.values(), EXIT_ERROR}
    compare = {int(row[0]) for row in table("exit code of `pattern compare`")}
    assert compare == {*EXIT_BY_RELATION.values(), EXIT_DIFFERENT, EXIT_ERROR}
    assert (
        f"{EXIT_MATCHED} where some line matches, {EXIT_UNMATCHED} where none does, {EXIT_ERROR} where"
        in README
    )
    assert f"Ctrl-C is {EXIT_INTERRUPTED}" in README


@pytest.mark.parametrize("command", ["analyze", "pattern compare"])
def test_the_help_tells_the_same_exit_codes(command: str) -> None:
    shown = run(*command.split(), "--help").stdout.decode()
    listed = re.search(r"Exit codes:\n((?: +\d .*\n)+)", shown)
    assert listed is not None
    told = {int(line.split()[0]) for line in listed[1].splitlines()}
    assert told == {int(row[0]) for row in table(f"exit code of `{command}`")}


# Control, links, verdicts, codes


def test_the_control_stands_in_the_readme() -> None:
    control = load_control()
    ((name, numbers),) = table("name")
    assert quoted(name) == {control.slug}
    assert set(re.findall(r"\b[0-9]\.[0-9]+(?= in )", numbers)) == {number for _, number in control.numbers}


def test_every_link_stands_in_the_readme_in_its_order() -> None:
    chain, codes = [rows[1:] for rows in tables() if rows[0][0] == "link"]
    assert [row[0].strip("`") for row in chain] == list(LINK_NAMES)
    assert [row[0].strip("`") for row in codes] == list(LINK_NAMES)


def test_every_verdict_and_outcome_stands_in_the_readme() -> None:
    assert quoted(*(row[0] for row in table("verdict"))) == set(Verdict)
    assert quoted(*(row[1] for row in table("sign"))) == set(Outcome)


def told_codes() -> set[str]:
    links = [rows[1:] for rows in tables() if rows[0][0] == "link"][1]
    anywhere = re.search(r"At any link (.*?) leave it open\.", README, re.DOTALL)
    assert anywhere is not None
    cells = [cell for row in links for cell in row[1:]] + [anywhere[1]]
    return quoted(*cells) | quoted(*(row[0] for row in table("warning") + table("request")))


ROOMS = ("chain", "aws", "inventory", "coverage", "assessment")
MADE = ("Finding", "Notice", "Request", "Assumption", "Gap")


def modules() -> list[Path]:
    return [
        module
        for room in ROOMS
        for module in [ROOT / "analyzer" / room, *(ROOT / "analyzer" / room).glob("*.py")]
        if module.is_file()
    ]


def texts(module: Path) -> Iterator[tuple[str, str]]:
    """Every text constant of a module, with what it is the code of ("" for nothing)."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    codes = {id(call.args[0]): ast.unparse(call.func) for call in calls if ast.unparse(call.func) in MADE}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, codes.get(id(node), "")


def test_every_code_stands_in_the_readme() -> None:
    """A code is what a finding is made with, or a name with a dash that is no link and no operation."""
    found = [(text, made, module.parent.name) for module in modules() for text, made in texts(module)]
    operations = re.compile(r"(describe|get|list)-|test-metric-filter")
    certain = {text for text, made, _ in found if made not in ("", "Gap")}
    likely = {
        text
        for text, made, room in found
        if room == "chain"
        and made != "Gap"
        and re.fullmatch(r"[a-z][a-z0-9]*(-[a-z]+)+", text)
        and not operations.match(text)
        and text not in LINK_NAMES
    }
    assert certain
    assert certain | likely <= told_codes()
    assert told_codes() - {"evidence-"} <= {text for text, _, _ in found}


def test_every_reason_for_a_gap_stands_in_the_readme() -> None:
    gaps = {text for module in modules() for text, made in texts(module) if made == "Gap"}
    problems = {code.value for code in ProblemCode} - {ProblemCode.DUPLICATE_KEY.value}  # `contradicted`
    assert gaps
    assert quoted(*(row[0] for row in table("why"))) == gaps | problems


def test_every_code_in_the_reports_of_the_samples_stands_in_the_readme() -> None:
    known = told_codes() | {f"evidence-{why}" for why in quoted(*(row[0] for row in table("why")))}
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.is_dir())
    assert samples
    for sample in samples:
        assert codes_in(json_of(analyze([sample]))) <= known, sample.name


def json_of(report: Report) -> object:
    return json.loads(render(report))["assessments"]


def codes_in(document: object) -> set[str]:
    match document:
        case {"code": str(code), **rest}:
            rest.pop("value", None)
            return {code}.union(*map(codes_in, rest.values()))
        case dict():
            return set().union(*map(codes_in, document.values()))
        case list():
            return set().union(*map(codes_in, document))
        case _:
            return set()


# Sessions


def sessions() -> list[str]:
    return re.findall(r"<!-- session -->\n```\n(.*?)```\n<!-- end -->", README, re.DOTALL)


def played(session: str) -> str:
    """The session as it runs now: each command with what it printed."""
    shown, code = "", 0
    for line in session.splitlines():
        if not line.startswith("$ "):
            continue
        shown += line + "\n"
        program, *arguments = shlex.split(line[2:])
        if program == "echo":
            shown += f"{code}\n"
            continue
        assert program == PROGRAM
        done = run(*arguments)
        code = done.returncode
        shown += (done.stdout + done.stderr).decode()
    return shown


@pytest.mark.parametrize("number", range(len(sessions())))
def test_a_session_is_what_the_program_prints(number: int) -> None:
    session = sessions()[number]
    now = played(session)
    if os.environ.get(UPDATE):
        text = FILE.read_text(encoding="utf-8")
        FILE.write_text(text.replace(f"```\n{session}```", f"```\n{now}```"), encoding="utf-8")
    else:
        assert session == now


def test_there_are_sessions_and_they_start_with_a_verdict() -> None:
    assert len(sessions()) >= 3
    assert UPDATE in README


# The tree


def test_every_path_of_the_map_is_there() -> None:
    paths = quoted(*(row[0] for row in table("path")))
    assert paths
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    rooms = {f"analyzer/{room.name}{'/' if room.is_dir() else ''}" for room in (ROOT / "analyzer").iterdir()}
    hidden = {"analyzer/__init__.py", "analyzer/__main__.py", "analyzer/py.typed", "analyzer/__pycache__/"}
    assert rooms - hidden <= paths


def test_every_link_of_the_readme_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []


@pytest.mark.parametrize("marker", ["analyze", "test"])
def test_the_commands_to_copy_are_marked(marker: str) -> None:
    (command,) = re.findall(rf"<!-- {marker} -->\n```sh\n(.*)\n```\n<!-- end -->", README)
    assert ".venv/bin/" in command


@pytest.mark.parametrize(("example", "printed"), [(0, "True\nnarrower\n"), (1, "PASS\n")])
def test_a_python_example_runs(example: int, printed: str) -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[example]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True)
    assert done.stdout == printed


def test_every_control_stands_in_the_readme() -> None:
    told = {quoted(row[0]).pop(): [cell for cell in row[1:4] if cell] for row in table("control")}
    assert told == {c.slug: [number for _, number in c.number_ranges] for c in all_controls()}
