"""What the collector keeps to itself, and what it does not pass on to a terminal as it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.collectors.collected import EMPTY, REGION, assert_sealed, call, canned_aws, executable, rows, run
from tests.collectors.conforming import SCRIPT
from tests.support.aws_rig import COLLECTOR, absent

SECRET = "hunter2"
SHARED = re.compile(r"# --- words of collect\.sh and .*\n# --- end of the words of both ---\n", re.DOTALL)


def test_both_scripts_have_the_same_words() -> None:
    """Each stands alone, so they share no file."""
    assert SHARED.findall(COLLECTOR.read_text()) == SHARED.findall(SCRIPT.read_text())
    assert SHARED.search(SCRIPT.read_text())


# --- the account ---


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "null",
        "hello",
        '{"Account": 111111111111}',
        '{"Account": ""}',
        '{"a": {"Account": "111111111111"}}',
    ],
)
def test_no_account_is_told_at_once(answer: str, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY | {"sts get-caller-identity": answer}).parent

    done = run(tmp_path, programs, *REGION)

    assert (done.returncode, done.stdout) == (4, "")
    assert "expected the account of the caller from `aws sts get-caller-identity`, got none" in done.stderr
    assert [row.command[2] for row in rows(tmp_path / "bag")] == ["get-caller-identity"]
    assert (tmp_path / "bag" / "INCOMPLETE").exists()
    assert not (tmp_path / "bag" / "bagit.txt").exists()


# --- endpoints ---


ENDPOINTS = [
    f"http://me:{SECRET}@host",
    f"HTTPS://me:{SECRET}@host/x",
    f"http://{SECRET}@host",
    f"https://host/x?token={SECRET}",
    f"https://host#{SECRET}",
    f"https://me%3A{SECRET}%40host",
    f"https://host/x;key={SECRET}",
    f"https://me:{SECRET}\\@host",
    f"me:{SECRET}@host",
]


@pytest.mark.parametrize("url", ENDPOINTS)
@pytest.mark.parametrize("name", ["", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"])
@pytest.mark.parametrize("script", [COLLECTOR, SCRIPT], ids=lambda path: path.stem)
def test_endpoint_with_a_secret_is_refused(script: Path, name: str, url: str, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    arguments = ["--region", "us-east-1", "--output", "out", *([] if name else ["--endpoint-url", url])]
    variables = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"} | ({name: url} if name else {})

    command = ["sh", str(script), *arguments]
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)

    assert done.returncode == 2
    assert "expected an endpoint URL without" in done.stderr
    assert f"`{name or '--endpoint-url'}`" in done.stderr
    assert SECRET not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5000", "HTTPS://[::1]:4566/aws/", "https://vpce-1.example.com"]
)
def test_plain_endpoint_is_passed_on(url: str, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    assert run(tmp_path, programs, *REGION, "--endpoint-url", url).returncode == 0
    assert {row.command[-1] for row in rows(tmp_path / "bag")} == {url}


# --- the terminal ---


SHOWN = {
    b"plain, gr\xc3\xb6\xc3\x9fer \xe2\x9c\x93 \xf0\x9f\x9a\x80": "plain, größer ✓ 🚀",
    b"back\\slash \\n %s": "back\\slash \\n %s",
    b"\x1b[2J\x07\t\r\n\x7f": "\\u001b[2J\\u0007\\t\\r\\n\\u007f",
    b"\xc2\x9b31m \xc2\x80": "\\u009b31m \\u0080",
    b"\x9b31m \xff \xc3": "\\x9b31m \\xff \\xc3",
    b"\xe2\x80\xae \xe2\x81\xa6 \xe2\x80\x8b \xef\xbb\xbf": "\\u202e \\u2066 \\u200b \\ufeff",
    b"\xd8\x9c \xd7\x90 \xd8\xa7": "\\u061c \\u05d0 \\u0627",
    b"\xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80": "\\xc0\\xaf \\xed\\xa0\\x80 \\xf4\\x90\\x80\\x80",
    b"\xf3\xa0\x81\x81 \xe2\x80": "\\U000e0041 \\xe2\\x80",
}


def test_what_is_said_steers_no_terminal(awk: tuple[str, ...], tmp_path: Path) -> None:
    for number, text in enumerate(SHOWN):
        (tmp_path / f"{number}").write_bytes(text)
    script = 'exec 3>&1; for i in "$@"; do say "$(cat "$i"; printf .)"; done'
    said = call(script, *(tmp_path / f"{number}" for number in range(len(SHOWN))), awk=awk).decode()
    assert said.splitlines() == [f"collect.sh: {text}." for text in SHOWN.values()]


def test_error_text_is_stored_as_it_is_and_shown_escaped(shell: tuple[str, ...], tmp_path: Path) -> None:
    raw = b"\n  An error \x1b]0;owned\x07 \xc2\x9b2J \xe2\x80\xaegnp.exe \xff\x00!\nmore\n"
    (tmp_path / "raw").write_bytes(raw)
    failing = "cat raw >&2; exit 254"
    programs = canned_aws(
        tmp_path / "programs", {"sts get-caller-identity": EMPTY["sts get-caller-identity"]}, failing
    )

    done = run(tmp_path, programs.parent, *REGION, shell=shell)

    assert (tmp_path / "bag/data/us-east-1/describe-trails.json.stderr").read_bytes() == raw
    assert "An error \\u001b]0;owned\\u0007 \\u009b2J \\u202egnp.exe \\xff\\u007f!\n" in done.stderr
    assert all(line.startswith("collect.sh: ") for line in done.stderr.splitlines())


# --- the archive ---


@pytest.mark.parametrize("tar", ["tar", "bsdtar", "busybox"])
def test_archive_tells_nothing_of_who_made_it(tar: str, tmp_path: Path) -> None:
    """The same from every `tar`, for none of them makes it; each can read it."""
    trail = "arn:aws:cloudtrail:us-east-1:111111111111:trail/" + "x" * 130
    trails = {"cloudtrail describe-trails": f'{{"trailList": [{{"TrailARN": "{trail}"}}]}}'}
    programs = canned_aws(tmp_path / "programs", EMPTY | trails).parent
    program = shutil.which(tar) or absent(tar)
    executable(programs / "tar", f'exec {program} {"tar" if tar == "busybox" else ""} "$@"\n')

    done = run(tmp_path, programs, "--region", "us-east-1", "--output", "größer %s.tar.gz")

    assert done.returncode == 0, done.stderr
    with tarfile.open(tmp_path / "größer %s.tar.gz") as archive:
        members = archive.getmembers()
        archive.extractall(tmp_path / "unpacked", filter="data")
    assert {(one.uid, one.gid, one.uname, one.gname, one.mtime, one.mode) for one in members} == {
        (0, 0, "", "", 0, 0o600)
    }
    names = [one.name for one in members]
    assert names == sorted(names)
    assert max(map(len, names)) > 150
    assert_sealed(tmp_path / "unpacked" / "größer %s")
    # The header of gzip: no name of a file, and no time.
    assert (tmp_path / "größer %s.tar.gz").read_bytes()[3:8] == bytes(5)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "archive.tar.gz").write_bytes((tmp_path / "größer %s.tar.gz").read_bytes())
    unpack = ["sh", str(programs / "tar"), "-xzf", "archive.tar.gz"]
    subprocess.run(unpack, cwd=tmp_path / "again", check=True, capture_output=True)
    assert_sealed(next(path for path in (tmp_path / "again").iterdir() if path.is_dir()))


def test_version_line_tells_nothing_of_the_system(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    executable(programs / "inner", (programs / "aws").read_text())
    executable(programs / "aws", '[ "$1" != --version ] || exec echo /home/anna/bin/aws\nexec inner "$@"\n')
    run(tmp_path, programs, *REGION)
    assert "\nAWS-CLI: unknown\n" in (tmp_path / "bag" / "bag-info.txt").read_text()


def test_any_awk_makes_the_same_bundle(awk: tuple[str, ...], tmp_path: Path) -> None:
    group = "arn:aws:logs:us-east-1:111111111111:log-group:gr\\u00f6\\u00dfer \\u2713"
    trails = f'{{"trailList": [{{"CloudWatchLogsLogGroupArn": "{group}"}}, {{"TrailARN": "no\\u000a"}}]}}'
    programs = canned_aws(tmp_path / "programs", EMPTY | {"cloudtrail describe-trails": trails}).parent
    executable(programs / "awk", f'exec {shutil.which(awk[0])} {" ".join(awk[1:])} "$@"\n')

    done = run(tmp_path, programs, "--region", "us-east-1", "--output", "größer.tar.gz")

    assert done.returncode == 1
    with tarfile.open(tmp_path / "größer.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    bag = tmp_path / "größer"
    assert_sealed(bag)
    assert rows(bag)[2].command[3] == "--log-group-name=größer ✓"
    assert "\nNot-Followed: no%5Cu000a\n" in (bag / "bag-info.txt").read_text()
