"""The collector with canned answers in place of `aws`: what it makes of any JSON, and of its surroundings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.collectors.collected import (
    EMPTY,
    IDENTITY,
    REGION,
    UTILITIES,
    assert_sealed,
    canned_aws,
    executable,
    rows,
    run,
)
from tests.support.aws_rig import absent

TRAIL = "arn:aws:cloudtrail:us-east-1:111111111111:trail/org"
GROUPS = "arn:aws:logs:us-east-1:111111111111:log-group:"
TOPICS = "arn:aws:sns:us-east-1:111111111111:"


def with_groups(*groups: str) -> dict[str, str]:
    trails = [{"TrailARN": TRAIL, "CloudWatchLogsLogGroupArn": GROUPS + group} for group in groups]
    return EMPTY | {"cloudtrail describe-trails": json.dumps({"trailList": trails}, ensure_ascii=False)}


def with_actions(*actions: str) -> dict[str, str]:
    alarms = {"MetricAlarms": [{"AlarmActions": list(actions)}], "CompositeAlarms": []}
    return EMPTY | {"cloudwatch describe-alarms": json.dumps(alarms, ensure_ascii=False)}


def asked(home: Path, service: str) -> list[str]:
    """The value of the option that names the resource, in each command to the service."""
    words = [row.command[3:5] for row in rows(home / "bag") if row.command[1] == service]
    return [first.partition("=")[2] or second for first, second in words]


@pytest.mark.parametrize("indent", [None, 0, 4])
@pytest.mark.parametrize(
    "group", ["CloudTrail/Logs", "a b  c", "größer ✓", "-starts", "#1;*?[x]", "$(touch x)'"]
)
def test_group_is_asked_by_its_very_name(group: str, indent: int | None, tmp_path: Path) -> None:
    trails = {"trailList": [{"TrailARN": TRAIL, "CloudWatchLogsLogGroupArn": f"{GROUPS}{group}:*"}]}
    text = json.dumps(trails, indent=indent, ensure_ascii=False)
    programs = canned_aws(tmp_path / "programs", EMPTY | {"cloudtrail describe-trails": text}).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 0
    (command,) = (row.command for row in rows(tmp_path / "bag") if row.command[1] == "logs")
    assert command[:4] == ("aws", "logs", "describe-metric-filters", f"--log-group-name={group}")
    assert_sealed(tmp_path / "bag")
    assert not (tmp_path / "x").exists()


def test_name_ends_where_a_colon_stands(tmp_path: Path) -> None:
    """The CLI would read `file://…` and send it; no name that AWS allows holds a colon."""
    programs = canned_aws(tmp_path / "programs", with_groups("file:///etc/passwd:*", "b:log-stream:c")).parent

    run(tmp_path, programs, *REGION)

    assert asked(tmp_path, "logs") == ["file", "b"]


@pytest.mark.parametrize(
    "text",
    [
        f'{GROUPS}a\\"b',
        f"{GROUPS}a\\u0000b",
        f"{GROUPS}a\\nb",
        "arn:aws:logs::111111111111:log-group:a",
        "arn:aws:logs:../..:111111111111:log-group:a",
        "arn:aws:logs:us-east-1:111111111111:destination:a",
        f"{GROUPS}",
        "CloudTrail/Logs",
    ],
)
def test_name_that_no_command_takes_is_reported(text: str, tmp_path: Path) -> None:
    trails = f'{{"trailList": [{{"TrailARN": "{TRAIL}", "CloudWatchLogsLogGroupArn": "{text}"}}]}}'
    programs = canned_aws(tmp_path / "programs", EMPTY | {"cloudtrail describe-trails": trails}).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 1
    assert asked(tmp_path, "logs") == []
    assert f"not followed: expected an ARN of logs, got {text}" in done.stderr
    assert "\nNot-Followed: " in (tmp_path / "bag" / "bag-info.txt").read_text()
    assert_sealed(tmp_path / "bag")


def test_only_members_at_their_place_are_followed(tmp_path: Path) -> None:
    alarms = {
        "MetricAlarms": [
            {
                "AlarmDescription": f'"AlarmActions": ["{TOPICS}quoted"]',
                "OKActions": [f"{TOPICS}well"],
                "AlarmActions": [f"{TOPICS}first", "arn:aws:automate:us-east-1:ec2:stop", f"{TOPICS}second"],
                "Dimensions": [{"Name": "AlarmActions", "Value": f"{TOPICS}dimension"}],
                "Metrics": [{"AlarmActions": [f"{TOPICS}deep"]}],
                "Threshold": -1.0e5,
                "ActionsEnabled": True,
                "Unit": None,
            },
            {"AlarmActions": []},
        ],
        "CompositeAlarms": [{"AlarmActions": [f"{TOPICS}third", f"{TOPICS}first"]}],
        "AlarmActions": [f"{TOPICS}top"],
    }
    answers = EMPTY | {"cloudwatch describe-alarms": json.dumps(alarms, indent=4)}
    programs = canned_aws(tmp_path / "programs", answers).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 0
    assert asked(tmp_path, "sns") == [f"{TOPICS}{name}" for name in ("first", "second", "third")]


def test_files_of_like_names_stand_apart(tmp_path: Path) -> None:
    long = "x" * 400
    groups = ("a/b", "a_b", "a b", "..", f"{long}1", f"{long}2")
    programs = canned_aws(tmp_path / "programs", with_groups(*groups)).parent

    run(tmp_path, programs, *REGION)

    named = [Path(row.output).name for row in rows(tmp_path / "bag") if row.command[1] == "logs"]
    stem = "describe-metric-filters--"
    cut = "x" * 140
    expected = ["a_b", "a_b~2", "a_b~3", "..", cut, f"{cut}~2"]
    assert named == [f"{stem}{name}.json" for name in expected]
    assert all(len(path.name) <= 200 for path in (tmp_path / "bag").rglob("*"))
    assert_sealed(tmp_path / "bag")


@pytest.mark.parametrize(
    "answer", ["", "[]", "{", "null", '{"trailList": [{"TrailARN": ', "\x00\xff", "An error"]
)
def test_answer_that_is_no_json_is_kept(answer: str, tmp_path: Path) -> None:
    broken = dict.fromkeys(EMPTY, answer) | {"sts get-caller-identity": IDENTITY}
    programs = canned_aws(tmp_path / "programs", broken).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 0
    assert len(rows(tmp_path / "bag")) == 3
    assert (tmp_path / "bag/data/us-east-1/describe-trails.json").read_text("utf-8") == answer
    assert_sealed(tmp_path / "bag")


def test_all_but_the_identity_may_fail(tmp_path: Path) -> None:
    failing = r"""printf '\nAn error occurred (Throttling): \033]0;owned\007 slow down\n' >&2; exit 254"""
    programs = canned_aws(tmp_path / "programs", {"sts get-caller-identity": IDENTITY}, failing).parent

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 1
    assert [row.status for row in rows(tmp_path / "bag")] == [0, 254, 254]
    assert "\033" not in done.stderr
    assert "failed with 254: An error occurred (Throttling)" in done.stderr
    assert_sealed(tmp_path / "bag")


@pytest.mark.parametrize("program", ["sha256sum", "shasum", "openssl", "busybox", None])
def test_any_sha256_program_will_do(program: str | None, tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    for name in [*UTILITIES, "sh", "env", *([program] if program else [])]:
        (programs / name).symlink_to(shutil.which(name) or absent(name))

    command = (str(programs / "env"), f"PATH={programs}", str(programs / "sh"))
    done = run(tmp_path, programs, *REGION, shell=command)

    if program:
        assert done.returncode == 0
        assert_sealed(tmp_path / "bag")
    else:
        assert done.returncode == 2
        assert "expected sha256sum, shasum, openssl or busybox" in done.stderr
        assert not (tmp_path / "bag").exists()


def test_full_disk_leaves_a_marked_bundle(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent
    date = shutil.which("date") or absent("date")
    # The table of commands becomes a directory after the first row: no further row can be written.
    once = f"""[ ! -s bag/data/get-caller-identity.json ] || {{
    rm -f bag/data/commands.tsv; mkdir -p bag/data/commands.tsv; }}
exec {date} "$@"
"""
    executable(programs / "date", once)

    done = run(tmp_path, programs, *REGION)

    assert done.returncode == 3
    assert "could not write `bag/data/commands.tsv`" in done.stderr
    assert "marked INCOMPLETE" in done.stderr
    assert (tmp_path / "bag" / "INCOMPLETE").exists()
    assert not (tmp_path / "bag" / "bagit.txt").exists()


def test_profile_and_endpoint_reach_every_command(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", with_actions(f"{TOPICS}t")).parent

    run(tmp_path, programs, *REGION, "--profile", "the client's", "--endpoint-url=http://127.0.0.1:9/x y")

    tail = ("--profile", "the client's", "--endpoint-url", "http://127.0.0.1:9/x y")
    assert [row.command[-4:] for row in rows(tmp_path / "bag")] == [tail] * 4


def test_only_the_owner_can_read_the_bundle(tmp_path: Path) -> None:
    programs = canned_aws(tmp_path / "programs", EMPTY).parent

    run(tmp_path, programs, *REGION)

    assert not [path for path in (tmp_path / "bag").rglob("*") if path.stat().st_mode & 0o077]
