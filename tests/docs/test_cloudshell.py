"""The page for a client who pastes three lines: they run, and end as the page shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.collectors.collected import EMPTY, canned_aws
from tests.docs.pages import DOCS, ROOT, text_of
from tests.support.aws_rig import absent

PAGE = DOCS / "how-to" / "capture-in-cloudshell.md"
COLLECTOR = ROOT / "collectors" / "collect.sh"


def block(opening: str, closing: str) -> list[str]:
    """The lines of the one part of the page between two others, without their indentation."""
    (found,) = re.findall(rf"(?s)   {opening}\n(.*?)   {closing}\n", text_of(PAGE))
    return [line.strip() for line in found.splitlines() if not line.strip().startswith("```")]


def without_names(text: str) -> str:
    return re.sub(r"\d{12}-\d{8}T\d{6}Z", "ACCOUNT-TIME", text)


def test_the_three_lines_run_and_end_as_the_page_shows(tmp_path: Path) -> None:
    shutil.which("zip") or absent("zip")
    shutil.copy(COLLECTOR, tmp_path)
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    lines = block("```sh", "```")
    assert len(lines) == 3
    # As CloudShell has it: the region of the console is in the environment.
    variables = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "AWS_REGION": "us-east-1"}

    done = subprocess.run(
        ["bash", "-e"],
        input="\n".join(lines) + "\n",
        cwd=tmp_path,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    shown = done.stdout.splitlines()
    assert [without_names(line) for line in shown[-4:]] == [
        without_names(line) for line in block("<!-- end of the run -->", "<!-- end -->")
    ]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("cis-")] == [shown[-1]]


def test_what_else_it_may_say_is_what_the_script_says() -> None:
    script = COLLECTOR.read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)`", text_of(PAGE), re.MULTILINE)
    assert len(rows) == 4
    for told in rows:
        words = re.sub(r"cloudtrail:DescribeTrails|124", "", told).strip()
        assert words in script, told
