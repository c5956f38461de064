"""What input that is made to harm costs: processor time, memory and the exit code of a whole run.

    python benchmarks/hostile.py [NAME]...

Each input is small, ten megabytes at most, and asks for much more. None may take more than 500 MB, and none
more than ten seconds of a common machine. Machines differ, so time is held against the same run's own: that
of analyzing a sample, which takes such a machine a third of a second.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "compliant" / "data"
MOST_MEMORY = 500  # MB
MOST_TIMES = 30.0  # the time of analyzing a sample
PATIENCE = 120  # seconds after which a run is stopped
SAFE_MEMORY = 4 * 2**30  # bytes that a run may ask for, so that the machine stays usable

Make = Callable[[Path], list[str]]
"""Makes the input in a folder; the arguments of the program."""

CASES: dict[str, Make] = {}


class Cost(NamedTuple):
    """What a run took: seconds of the processor, megabytes, and how it ended."""

    seconds: float
    memory: float
    code: int


def case(make: Make) -> Make:
    CASES[make.__name__.replace("_", "-")] = make
    return make


def _analyze(path: Path, *options: str) -> list[str]:
    return ["analyze", str(path), *options]


# Archives


def _tar(path: Path, name: str) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())


@case
def tar_of_one_deep_name(folder: Path) -> list[str]:
    _tar(folder / "deep.tar.gz", "d/" * 150_000 + "f.json")
    return _analyze(folder / "deep.tar.gz")


@case
def zip_of_one_deep_name(folder: Path) -> list[str]:
    with zipfile.ZipFile(folder / "deep.zip", "w") as archive:
        archive.writestr("d/" * 30_000 + "f.json", "{}")
    return _analyze(folder / "deep.zip")


@case
def tar_with_a_header_of_zeros(folder: Path) -> list[str]:
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 100_000_000
    data = gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + bytes(header.size + 1024))
    (folder / "pax.tar.gz").write_bytes(data)
    return _analyze(folder / "pax.tar.gz")


@case
def tar_with_a_header_of_digits(folder: Path) -> list[str]:
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 4_000_000
    data = gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + b"1" * header.size + bytes(2048))
    (folder / "pax.tar.gz").write_bytes(data)
    return _analyze(folder / "pax.tar.gz")


@case
def zip_of_a_million_entries(folder: Path) -> list[str]:
    """Written by hand: the directory of an archive names one file a million times."""
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 200_000  # of 47 bytes each, which comes to ten megabytes
    end64 = struct.pack(
        "<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, count * len(entry), len(local)
    )
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(local) + count * len(entry), 1)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (folder / "many.zip").write_bytes(local + entry * count + end64 + locator + end)
    return _analyze(folder / "many.zip")


@case
def many_small_files_beside_good_evidence(folder: Path) -> list[str]:
    with zipfile.ZipFile(folder / "aaa.zip", "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), "x")
    for file in SAMPLE.rglob("*.json"):
        (folder / file.name).write_bytes(file.read_bytes())
    return _analyze(folder, "--region", "us-east-1")


@case
def gzip_of_many_members(folder: Path) -> list[str]:
    (folder / "x.json.gz").write_bytes(gzip.compress(b"", mtime=0) * 500_000)
    return _analyze(folder / "x.json.gz")


# JSON


def _zipped(folder: Path, name: str, data: str) -> list[str]:
    with zipfile.ZipFile(folder / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return _analyze(folder / "packed.zip")


def _plain(folder: Path, name: str, data: str) -> list[str]:
    (folder / name).write_text(data, encoding="utf-8")
    return _analyze(folder / name)


@case
def packed_list_of_empty_objects(folder: Path) -> list[str]:
    return _zipped(folder, "x.json", '{"x":[' + "{}," * 24_000_000 + "{}]}")


@case
def packed_list_of_empty_rows(folder: Path) -> list[str]:
    return _zipped(folder, "describe-alarms.json", '{"MetricAlarms":[' + "{}," * 24_000_000 + "{}]}")


@case
def packed_blank_lines(folder: Path) -> list[str]:
    return _zipped(folder, "x.json", "\n" * 120_000_000 + random.Random(1).randbytes(700_000).hex())


@case
def list_of_empty_objects(folder: Path) -> list[str]:
    return _plain(folder, "x.json", '{"x":[' + "{}," * 3_300_000 + "{}]}")


@case
def list_of_empty_rows(folder: Path) -> list[str]:
    return _plain(folder, "describe-alarms.json", '{"MetricAlarms":[' + "{}," * 1_000_000 + "{}]}")


@case
def list_of_empty_lists(folder: Path) -> list[str]:
    return _plain(folder, "x.json", "[" + "[]," * 3_300_000 + "[]]")


@case
def objects_with_a_doubled_member(folder: Path) -> list[str]:
    return _plain(folder, "x.json", '{"x":[' + '{"a":1,"a":2},' * 300_000 + "{}]}")


@case
def packed_member_name_of_200_mb(folder: Path) -> list[str]:
    return _zipped(folder, "x.json", '{"' + "a" * 200_000_000 + '":1}')


@case
def a_million_documents(folder: Path) -> list[str]:
    return _plain(folder, "x.json", "{}\n" * 3_000_000)


@case
def a_million_openings(folder: Path) -> list[str]:
    return _plain(folder, "x.json", "{\n" * 5_000_000)


@case
def long_numbers(folder: Path) -> list[str]:
    return _plain(folder, "x.json", "[" + ",".join(["9" * 4_000] * 2_400) + "]")


# Chains


def _evidence() -> dict[str, Any]:
    """The answers of a sample by file name, to be changed and written by `_written`."""
    return {file.name: json.loads(file.read_bytes()) for file in SAMPLE.rglob("*.json")}


def _written(folder: Path, answers: dict[str, Any], *options: str) -> list[str]:
    for name, answer in answers.items():
        (folder / name).write_text(json.dumps(answer), encoding="utf-8")
    return _analyze(folder, "--region", "us-east-1", *options)


_FILTERS = "describe-metric-filters--CloudTrail_Logs.json"
_ALARMS = "describe-alarms.json"


def _many_filters(folder: Path, patterns: list[str], *options: str, one_metric: bool = True) -> list[str]:
    answers = _evidence()
    (row,) = answers[_FILTERS]["metricFilters"]
    answers[_FILTERS]["metricFilters"] = []
    for number, pattern in enumerate(patterns):
        transformation = dict(row["metricTransformations"][0])
        if not one_metric:
            transformation["metricName"] += str(number)
        answers[_FILTERS]["metricFilters"].append(
            {
                **row,
                "filterName": f"f{number}",
                "filterPattern": pattern,
                "metricTransformations": [transformation],
            }
        )
    return _written(folder, answers, *options)


def _wild(count: int, one: str, other: str) -> list[str]:
    """Filters that each leave out two kinds of what is asked for."""
    return [f'{{ ({one} != "*x{at}*") && ({other} != "*y{at}*") }}' for at in range(count)]


@case
def filters_15_with_wildcards(folder: Path) -> list[str]:
    return _many_filters(folder, _wild(15, "$.eventName", "$.eventSource"))


@case
def filters_60_with_wildcards(folder: Path) -> list[str]:
    return _many_filters(folder, _wild(60, "$.eventName", "$.eventSource"))


@case
def filters_30_with_two_wildcards_of_one_member(folder: Path) -> list[str]:
    patterns = [f'{{ ($.eventName != "a{at}*") && ($.eventName != "*b{at}") }}' for at in range(30)]
    return _many_filters(folder, patterns, "--all-controls")


@case
def filters_30_without_event_name_all_controls(folder: Path) -> list[str]:
    return _many_filters(folder, _wild(30, "$.eventSource", "$.awsRegion"), "--all-controls")


@case
def filters_5000(folder: Path) -> list[str]:
    return _many_filters(folder, [f"{{ $.a{at} = 1 }}" for at in range(5_000)], one_metric=False)


def _named(row: dict[str, Any], name: str, **changes: object) -> dict[str, Any]:
    """The alarm under another name, and with other members."""
    arn = row["AlarmArn"].replace(row["AlarmName"], name)
    return {**row, "AlarmName": name, "AlarmArn": arn, **changes}


def _many_alarms(folder: Path, count: int) -> list[str]:
    answers = _evidence()
    (row,) = answers[_ALARMS]["MetricAlarms"]
    answers[_ALARMS]["MetricAlarms"] = [_named(row, f"a{at}", AlarmActions=[]) for at in range(count)]
    return _written(folder, answers)


@case
def alarms_1000_on_the_metric(folder: Path) -> list[str]:
    return _many_alarms(folder, 1_000)


@case
def alarms_5000_on_the_metric(folder: Path) -> list[str]:
    return _many_alarms(folder, 5_000)


def _composites(folder: Path, alarms: int, composites: int, rule: Callable[[int], str]) -> list[str]:
    answers = _evidence()
    (row,) = answers[_ALARMS]["MetricAlarms"]
    answers[_ALARMS]["MetricAlarms"] = [_named(row, f"a{at}", AlarmActions=[]) for at in range(alarms)]
    answers[_ALARMS]["CompositeAlarms"] = [
        {
            "AlarmName": f"c{at}",
            "AlarmArn": row["AlarmArn"].replace(row["AlarmName"], f"c{at}"),
            "AlarmRule": rule(at),
            "ActionsEnabled": True,
            "AlarmActions": row["AlarmActions"],
            "StateValue": "OK",
        }
        for at in range(composites)
    ]
    return _written(folder, answers)


@case
def composites_400_of_400_alarms(folder: Path) -> list[str]:
    return _composites(folder, 400, 400, lambda at: f"ALARM(a{at}) AND NOT ALARM(a{(at + 1) % 400})")


@case
def composites_1000_of_1000_alarms(folder: Path) -> list[str]:
    return _composites(folder, 1_000, 1_000, lambda at: f"ALARM(a{at}) AND NOT ALARM(a{(at + 1) % 1_000})")


@case
def composites_1000_inside_of_one_another(folder: Path) -> list[str]:
    return _composites(folder, 1, 1_000, lambda at: f"ALARM({f'c{at - 1}' if at else 'a0'})")


@case
def composites_300_of_all_300_alarms(folder: Path) -> list[str]:
    return _composites(folder, 300, 300, lambda _: " OR ".join(f"ALARM(a{at})" for at in range(300)))


# Patterns


def _not_ones(count: int) -> str:
    return f"[{','.join(f'f{at}!=1' for at in range(count))},...]"


@case
def compare_fields_15(_: Path) -> list[str]:
    return ["pattern", "compare", _not_ones(15), "{ $.a = 1 }"]


@case
def compare_fields_20(_: Path) -> list[str]:
    return ["pattern", "compare", _not_ones(20), "{ $.a = 1 }"]


@case
def compare_fields_100(_: Path) -> list[str]:
    return ["pattern", "compare", _not_ones(100), "{ $.a = 1 }"]


@case
def covers_fields_100(folder: Path) -> list[str]:
    rows = [
        {
            "filterName": f"f{at}",
            "filterPattern": _not_ones(100 - at),
            "logGroupName": "g",
            "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
        }
        for at in range(3)
    ]
    (folder / "filters.json").write_text(json.dumps({"metricFilters": rows}), encoding="utf-8")
    return ["pattern", "covers", "--control", "4.6", "--file", str(folder / "filters.json")]


@case
def control_of_14_clauses(folder: Path) -> list[str]:
    clauses = " && ".join(f"(($.a{at} = 1) || ($.b{at} != 2) || ($.c{at} = x*))" for at in range(14))
    control = f"""\
slug = "hard"
title = "Many clauses"
pattern = '''{{ {clauses} }}'''
"""
    (folder / "control.toml").write_text(control, encoding="utf-8")
    return [*_analyze(ROOT / "samples" / "compliant"), "--control-file", str(folder / "control.toml")]


@case
def match_of_a_long_line(folder: Path) -> list[str]:
    (folder / "log").write_text("a b " * 65_000 + "\n", encoding="utf-8")
    return ["pattern", "match", f"[...,{','.join(f'x{at}=*a' for at in range(100))}]", str(folder / "log")]


def cost(arguments: list[str]) -> Cost:
    """What the program takes for these arguments."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "analyzer", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=told,
            stderr=told,
        )
        end = time.monotonic() + PATIENCE
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > end:
                process.kill()
            time.sleep(0.01)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode)


def main() -> None:
    names = sys.argv[1:] or list(CASES)
    usual = min(cost(_analyze(ROOT / "samples" / "compliant")).seconds for _ in range(3))
    print(f"analyzing a sample: {usual:.2f} s, the unit of `times`\n")
    print(f"{'input':44} {'bytes':>10} {'seconds':>8} {'times':>7} {'MB':>6} {'exit':>5}")
    kept = True
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            arguments = CASES[name](Path(folder))
            size = sum(file.stat().st_size for file in Path(folder).iterdir())
            took = cost(arguments)
        good = took.seconds / usual <= MOST_TIMES and took.memory <= MOST_MEMORY and took.code in (0, 1, 2, 3)
        kept = kept and good
        print(
            f"{name:44} {size:10,} {took.seconds:8.2f} {took.seconds / usual:7.1f} {took.memory:6.0f}"
            f" {took.code:5}{'' if good else '  BROKEN'}",
            flush=True,
        )
    if not kept:
        sys.exit("some input took more than it may")


if __name__ == "__main__":
    main()
