"""Commands, options, formats and exit codes: what the program has, the documents have, and the other way."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from analyzer.cli import app
from analyzer.cli.options import (
    EXIT_ABSENT,
    EXIT_BAD,
    EXIT_BROKEN,
    EXIT_BY_ANSWER,
    EXIT_BY_OUTCOME,
    EXIT_BY_RELATION,
    EXIT_BY_VERDICT,
    EXIT_CONTRADICTED,
    EXIT_DIFFERENT,
    EXIT_ERROR,
    EXIT_GOOD,
    EXIT_INTERRUPTED,
    EXIT_MATCHED,
    EXIT_OPEN,
    EXIT_PRESENT,
    EXIT_SETTLED,
    EXIT_UNMATCHED,
    PROGRAM,
    Format,
)
from analyzer.reports.registry import NAMES, RENDERERS
from tests.docs.pages import DOCS, ROOT, blocks, name_of, pages, quoted, table, tables, text_of
from tests.support.program import commands_of, run

COMMANDS = "reference/commands.md"
EXIT_CODES = "reference/exit-codes.md"
REPORTS = "reference/reports.md"

# What each command may exit with beside 130, as the program has it.
EXITS = {
    "analyze": {*EXIT_BY_VERDICT.values(), EXIT_ERROR},
    "query": {EXIT_PRESENT, EXIT_ABSENT, EXIT_ERROR},
    "pattern compare": {*EXIT_BY_RELATION.values(), EXIT_DIFFERENT, EXIT_ERROR},
    "pattern covers": {*EXIT_BY_ANSWER.values(), EXIT_ERROR},
    "pattern check": {EXIT_GOOD, EXIT_BAD, EXIT_ERROR},
    "pattern match": {EXIT_MATCHED, EXIT_UNMATCHED, EXIT_ERROR},
    "pattern verify": {*EXIT_BY_OUTCOME.values(), EXIT_ERROR},
    "pattern conformance": {EXIT_SETTLED, EXIT_CONTRADICTED, EXIT_OPEN, EXIT_ERROR},
}


def commands() -> dict[str, Any]:
    """Every command of the program that does something, by its full name."""
    found: dict[str, Any] = {}
    pending: list[tuple[str, Any]] = [(PROGRAM, typer.main.get_command(app))]
    while pending:
        name, command = pending.pop()
        below = commands_of(command)
        pending += [(f"{name} {word}", child) for word, child in below.items()]
        if not below or name == PROGRAM:
            found[name] = command
    return found


def parameters(command: Any, kind: str) -> list[Any]:
    return [parameter for parameter in command.params if parameter.param_type_name == kind]


def spellings(command: Any) -> set[str]:
    return {"--help", "-h", *(text for option in parameters(command, "option") for text in option.opts)}


def usage(name: str, command: Any) -> str:
    """The name with its arguments, in brackets where they may be left out."""
    shown = [name]
    for argument in parameters(command, "argument"):
        word = argument.metavar + ("..." if argument.nargs == -1 else "")
        shown.append(word if argument.required else f"[{word}]")
    return " ".join(shown)


def test_every_command_stands_in_the_documents_with_its_arguments() -> None:
    usages = {usage(name, command) for name, command in commands().items() if name != PROGRAM}
    assert quoted(*(row[0] for row in table(COMMANDS, "command"))) == usages


def test_every_option_stands_in_the_documents_with_its_commands() -> None:
    expected: dict[str, set[str]] = {}
    for name, command in commands().items():
        for spelling in spellings(command):
            expected.setdefault(spelling, set()).add(name.removeprefix(f"{PROGRAM} "))
    told: dict[str, set[str]] = {}
    for options, of, _ in table(COMMANDS, "option"):
        for spelling in quoted(options):
            told.setdefault(spelling.split()[0], set()).update(quoted(of))
    for everywhere in ("--help", "-h"):
        assert told.pop(everywhere) == set()
        assert expected.pop(everywhere) == {name.removeprefix(f"{PROGRAM} ") for name in commands()}
    assert told == expected


def test_every_format_stands_in_the_documents_with_its_commands() -> None:
    expected = {
        name.removeprefix(f"{PROGRAM} "): set(NAMES if name == f"{PROGRAM} analyze" else Format)
        for name, command in commands().items()
        if "--format" in spellings(command)
    }
    told: dict[str, set[str]] = {}
    for options, of, _ in table(COMMANDS, "option"):
        formats = {text.split()[1] for text in quoted(options) if text.startswith("--format ")}
        for command in quoted(of) if formats else ():
            told.setdefault(command, set()).update(formats)
    assert told == expected


def test_the_formats_of_the_report_are_told_as_they_are_registered() -> None:
    told = [tuple(cell.strip("`") for cell in row) for row in table(REPORTS, "format")]
    assert told == [(one.name, one.title, one.suffix) for one in RENDERERS]
    shown = " ".join(run("analyze", "--help").stdout.decode().split())
    for one in RENDERERS:
        assert f"`--format {one.name}` is {one.title}" in text_of(DOCS / REPORTS)
        assert f"{one.name} {one.title}" in shown


# Exit codes


def test_every_exit_code_stands_in_the_documents() -> None:
    told = {
        rows[0][0].removeprefix("exit code of `").removesuffix("`"): {int(row[0]) for row in rows[1:]}
        for rows in tables(EXIT_CODES)
    }
    assert told == EXITS
    page = text_of(DOCS / EXIT_CODES)
    assert f"Ctrl-C is {EXIT_INTERRUPTED}." in page
    assert f"{EXIT_BROKEN} is an error of the program itself" in page


@pytest.mark.parametrize("command", EXITS)
def test_the_help_tells_the_same_exit_codes(command: str) -> None:
    shown = run(*command.split(), "--help").stdout.decode()
    listed = re.search(r"Exit codes:\n((?: +\d .*\n)+)", shown)
    assert listed is not None
    told = {int(line.split()[0]) for line in listed[1].splitlines()}
    assert told == {int(row[0]) for row in table(EXIT_CODES, f"exit code of `{command}`")}


@pytest.mark.parametrize("script", ["collect.sh", "conformance.sh"])
def test_the_scripts_tell_the_same_options_and_exit_statuses(script: str) -> None:
    path = ROOT / "collectors" / script
    shown = subprocess.run(["sh", str(path), "--help"], capture_output=True, check=True, text=True).stdout
    usage, _, statuses = shown.partition("exit status")
    page = "../collectors/README.md"
    options = quoted(*(row[0] for row in table(page, f"option of `{script}`")))
    assert {option.split()[0] for option in options} == set(re.findall(r"--[a-z-]+", usage))
    told = re.findall(r"\d+", " ".join(row[0] for row in table(page, f"exit status of `{script}`")))
    listed = re.findall(r"^  (\d+(?:, \d+)*)  ", statuses, re.MULTILINE)
    assert told == re.findall(r"\d+", " ".join(listed))


# Commands to copy


def copied(page: Path) -> Iterator[list[str]]:
    """The words of each call of the program in the blocks of shell of a page."""
    for block in blocks(page, "sh"):
        lexer = shlex.shlex(block, posix=True, punctuation_chars="|;&<>\n")
        lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
        words: list[str] = []
        for word in [*lexer, "\n"]:
            if word and set(word) <= set("|;&<>\n"):
                if words and words[0].split("/")[-1] == PROGRAM:
                    yield words
                words = []
            else:
                words.append(word)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_command_to_copy_is_one(page: Path) -> None:
    known = commands()
    for words in copied(page):
        names = [name for end in (3, 2) if (name := " ".join([PROGRAM, *words[1:end]])) in known]
        assert names, words
        options = {word for word in words if word.startswith("--") and word != "--"}
        assert options <= spellings(known[names[0]]), words


def test_there_are_commands_to_copy() -> None:
    assert sum(len(list(copied(page))) for page in pages()) >= 15
