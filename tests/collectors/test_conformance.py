"""The script that asks AWS about filter patterns, with real shells and real AWS CLIs.

No server that AWS or others offer answers TestMetricFilter, so a small one does, under chosen alternatives.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from analyzer import __version__
from analyzer.patterns import OpenQuestion, UnverifiedSyntax
from analyzer.patterns.conformance.probes import PROBES
from analyzer.patterns.conformance.record import read_record
from analyzer.patterns.conformance.settle import Conformance, QuestionState, conformance
from tests.collectors.collected import executable, stop_when
from tests.collectors.conforming import SCRIPT, answering_aws, service
from tests.support.aws_rig import Cli, absent, path_with
from tests.support.conformance_answers import Choices, first_of_all, last_of_all, record

UPDATE = "CIS_EVIDENCE_UPDATE"
MARK = re.compile(r"(?<=probes\(\) \{\n    cat <<'END'\n).*?(?=END\n\})", re.DOTALL)
# Refused spellings that leave some pattern of every question.
REFUSED = (UnverifiedSyntax.BARE_DASH, UnverifiedSyntax.OUTER_BLANK, UnverifiedSyntax.SELECTOR_NAME)


def run(
    home: Path,
    path: str,
    *arguments: str,
    shell: tuple[str, ...] = ("sh",),
    script: Path = SCRIPT,
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*shell, str(script), *arguments],
        cwd=home,
        env={"PATH": path, "HOME": str(home), **(variables or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def before(programs: Path) -> str:
    return f"{programs}{os.pathsep}{os.environ['PATH']}"


def settled(found: Conformance) -> Choices:
    assert not found.contradicted
    assert not found.is_open
    assert found.whole
    return {
        one.question: one.alternatives[0] for one in found.questions if one.state is QuestionState.SETTLED
    }


def refused(found: Conformance) -> set[UnverifiedSyntax]:
    return {one.syntax for one in found.spellings if one.accepted is False}


def test_the_script_has_the_probes_of_the_package() -> None:
    """With CIS_EVIDENCE_UPDATE=1 the script takes them over instead."""
    script = SCRIPT.read_text("utf-8")
    expected = "".join(f"{probe.name} {probe.request}\n" for probe in PROBES)
    (found,) = MARK.findall(script)
    if os.environ.get(UPDATE):
        SCRIPT.write_text(MARK.sub(lambda _: expected, script), "utf-8")
    else:
        assert found == expected


def test_what_the_script_records_tells_the_readings(tmp_path: Path, shell: tuple[str, ...]) -> None:
    choices = {question: question.alternatives[at % 2] for at, question in enumerate(OpenQuestion)}
    programs = answering_aws(tmp_path / "programs", choices, REFUSED)

    done = run(tmp_path, before(programs), "--output", "it's $HOME.txt", "--region=eu-west-1", shell=shell)

    assert (done.returncode, done.stdout) == (0, "it's $HOME.txt\n"), done.stderr
    assert f"AWS answered all {len(PROBES)} probes" in done.stderr
    found = conformance([read_record((tmp_path / "it's $HOME.txt").read_text("utf-8"))])
    assert settled(found) == choices
    assert refused(found) == set(REFUSED)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it's $HOME.txt", "programs"]
    asked = (programs / "asked").read_text().splitlines()
    expected = "logs test-metric-filter --cli-input-json file://request.json --output json --region eu-west-1"
    assert asked == [expected] * len(PROBES)


@pytest.mark.deep
def test_a_real_cli_asks_and_its_answers_are_those_of_the_service(tmp_path: Path, each_cli: Cli) -> None:
    """A copy of the script with few probes, for each start of a CLI takes its time: one that is refused,
    and those whose bytes a CLI might change."""
    names = {
        "known-equal",
        "value-escape-backslash",
        "regex-dialect-dot",
        "bare-letter",
        "selector-name-letter",
    }
    asked = [probe for probe in PROBES if probe.name in names]
    assert len(asked) == len(names)
    script = tmp_path / "few.sh"
    few = "".join(f"{probe.name} {probe.request}\n" for probe in asked)
    script.write_text(MARK.sub(lambda _: few, SCRIPT.read_text("utf-8")), "utf-8")
    variables = {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        "AWS_OUTPUT": "table",
    }
    options = ["--output", "answers.txt", "--region", "us-east-1"]
    choices = first_of_all() if each_cli.major == 1 else last_of_all()
    with service(choices, [UnverifiedSyntax.SELECTOR_NAME]) as url:
        path = path_with(each_cli, tmp_path)
        done = run(tmp_path, path, *options, "--endpoint-url", url, script=script, variables=variables)

    assert done.returncode == 0, done.stderr
    found = read_record((tmp_path / "answers.txt").read_text("utf-8"))
    expected = read_record(record(choices, [UnverifiedSyntax.SELECTOR_NAME], only=names))
    assert found == expected


def test_where_the_first_probe_fails_no_other_is_asked(tmp_path: Path) -> None:
    said = "An error occurred (AccessDeniedException) when calling the TestMetricFilter operation: no"
    programs = executable(
        tmp_path / "programs" / "aws", f"echo >>'{tmp_path}/asked'; echo '{said}' >&2; exit 254"
    ).parent

    done = run(tmp_path, before(programs), "--output", "answers.txt")

    assert done.returncode == 1
    assert said in done.stderr
    assert "conformance-policy.json allows logs:TestMetricFilter" in done.stderr
    assert (tmp_path / "asked").read_text().count("\n") == 2  # its version, and one probe
    found = conformance([read_record((tmp_path / "answers.txt").read_text())])
    assert found.failed[0] == (PROBES[0].name, said)
    assert (found.is_open, found.contradicted) == (True, False)


def test_an_interrupted_run_says_what_is_left(tmp_path: Path) -> None:
    programs = executable(
        tmp_path / "programs" / "aws", f"[ \"$1\" = --version ] || {{ : >'{tmp_path}/sign'; exec sleep 60; }}"
    ).parent
    process = subprocess.Popen(
        ["sh", str(SCRIPT), "--output", "answers.txt"],
        cwd=tmp_path,
        env={"PATH": before(programs)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    code, said = stop_when(tmp_path / "sign", process, signal.SIGTERM)
    assert code == 143
    assert "`answers.txt.part/record` holds what was answered so far" in said
    assert not (tmp_path / "answers.txt").exists()
    assert not read_record((tmp_path / "answers.txt.part" / "record").read_text()).whole


def test_help_tells_every_option_and_fits_a_terminal(shell: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, os.environ["PATH"], "--help", shell=shell)
    assert (done.returncode, done.stderr) == (0, "")
    for option in ("--output", "--region", "--profile", "--endpoint-url", "--help", "--version"):
        assert option in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert run(tmp_path, os.environ["PATH"], "--version").stdout == f"conformance.sh {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--what"], "unknown argument `--what`"),
        (["--output"], "`--output` needs a value"),
        (["--region", "US East"], "expected a region such as `us-east-1`, got `US East`"),
        (["--region", "--output"], "expected a region"),
        (["--profile", "--debug"], "expected a profile name, got `--debug`"),
        (["--endpoint-url", "127.0.0.1"], "expected an endpoint URL, got `127.0.0.1`"),
        (["--endpoint-url", "http://me:secret@proxy"], "expected an endpoint URL without user name"),
        (["--output", "there.txt"], "name another output"),
        (["--output", "begun.txt"], "name another output"),
    ],
    ids=str,
)
def test_wrong_usage_asks_nothing(arguments: list[str], said: str, tmp_path: Path) -> None:
    programs = executable(tmp_path / "programs" / "aws", f": >'{tmp_path}/asked'").parent
    (tmp_path / "there.txt").write_text("mine")
    (tmp_path / "begun.txt.part").mkdir()
    left = sorted(tmp_path.rglob("*"))

    done = run(tmp_path, before(programs), *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == left


def test_the_policy_grants_the_one_action() -> None:
    policy = json.loads(SCRIPT.with_name("conformance-policy.json").read_text())
    (statement,) = policy["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", ["logs:TestMetricFilter"])


def test_the_script_is_clean() -> None:
    try:
        done = subprocess.run(["shellcheck", "-s", "sh", str(SCRIPT)], capture_output=True, text=True)
    except FileNotFoundError:
        absent("shellcheck")
    assert (done.returncode, done.stdout) == (0, "")
