"""What the documents show is what the program prints: sessions are replayed, examples in Python run.

After a change of a report `CIS_EVIDENCE_UPDATE=1` has the sessions written anew: read the difference.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.cli.options import PROGRAM
from tests.docs.pages import DOCS, README, ROOT, blocks, name_of, pages, text_of
from tests.support.program import run

UPDATE = "CIS_EVIDENCE_UPDATE"
SESSION = re.compile(r"(?<=<!-- session -->\n```\n)(.*?)(?=```\n<!-- end -->)", re.DOTALL)
PAGES = [page for page in pages() if SESSION.search(text_of(page))]

# What the examples of a page print, in order.
PRINTED = {
    DOCS / "how-to" / "use-from-python.md": [
        "PASS\n",
        "".join(f"4.{number} PASS\n" for number in range(1, 16)),
        "True\nnarrower\n",
    ]
}


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


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_session_is_what_the_program_prints(page: Path) -> None:
    now = SESSION.sub(lambda match: played(match[1]), text_of(page))
    if os.environ.get(UPDATE):
        page.write_text(now, encoding="utf-8", newline="\n")
    else:
        assert text_of(page) == now


def test_there_are_sessions() -> None:
    assert README in PAGES
    assert sum(len(SESSION.findall(text_of(page))) for page in PAGES) >= 15
    assert UPDATE in text_of(ROOT / "CONTRIBUTING.md")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_the_examples_in_python_run(page: Path) -> None:
    examples = blocks(page, "python")
    printed = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, text=True
        ).stdout
        for code in examples
    ]
    assert printed == PRINTED.get(page, [])


@pytest.mark.parametrize("marker", ["analyze", "test"])
def test_the_commands_to_copy_are_marked(marker: str) -> None:
    (command,) = re.findall(rf"<!-- {marker} -->\n```sh\n(.*)\n```\n<!-- end -->", text_of(README))
    assert ".venv/bin/" in command
