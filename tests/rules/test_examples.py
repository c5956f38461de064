"""Every entry of the table is said of some evidence: an entry that nothing brings about is not needed.

`examples.json` names for most entries a sample or a case of tests/accounts; the others are made here. What
is said is recorded word for word below `said/`. After a change of words `CIS_EVIDENCE_UPDATE=1` has the
records written anew: read the difference.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.assessment import Report
from analyzer.controls import Intent, PrescribedPattern, load_control
from analyzer.limits import Limits
from analyzer.reports.formats.json import render
from analyzer.reports.view import overall
from analyzer.rules import FINDINGS, REQUESTS, STATES, WARNINGS, Entry
from analyzer.verdict import Verdict
from tests.accounts.test_cases import control_of
from tests.support.accounts.build import bases, build, cases, write
from tests.support.said import words_of

ROOT = Path(__file__).parents[2]
EXAMPLES: dict[str, list[str]] = json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))
RECORDS = Path(__file__).with_name("said")
GOOD = bases()
CASES = {case.name: case for case in cases()}

FAILED = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
# Whether a star inside of a text is a wildcard is open.
OPEN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed*cation") }'
SIGN_IN = "{ $.eventName = ConsoleLogin }"
TRAILS = "us-east-1/describe-trails.json"
ALARMS = "us-east-1/describe-alarms.json"
FILTERS = "us-east-1/describe-metric-filters--CloudTrail_Logs.json"
DEPTH = 3


def said(report: Report) -> set[str]:
    """All ids in the JSON report."""
    return set(_ids(json.loads(render(report))))


def _ids(value: object) -> Iterator[str]:
    match value:
        case dict():
            yield from (value[name] for name in ("code", "state", "seal") if isinstance(value.get(name), str))
            for name, member in value.items():
                if name not in ("value", "counterexample"):
                    yield from _ids(member)
        case list():
            for one in value:
                yield from _ids(one)
        case _:
            return


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_case_says_it_in_the_recorded_words(name: str, tmp_path: Path) -> None:
    kind, _, case = name.partition("/")
    if kind == "sample":
        folder = ROOT / "samples" / case
        report = analyze([folder])
    else:
        folder = write(build(CASES[case], GOOD), tmp_path)
        report = analyze([folder], controls=[control_of(CASES[case])])
    assert set(EXAMPLES[name]) - said(report) == set()
    assert_recorded(name, report, folder)


def assert_recorded(name: str, report: Report, folder: Path) -> None:
    """The report says of the folder what is recorded by this name."""
    words = "\n".join(words_of(json.loads(render(report)), folder)) + "\n"
    file = _record(name)
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        file.write_text(words, encoding="utf-8", newline="\n")
    assert words == file.read_text(encoding="utf-8")


def test_every_record_is_of_an_example() -> None:
    makers = [made for made, _ in MADE] + [made for made, *_ in LIMITED]
    names = [made.__name__ for made in makers] + [id for *_, id in CONTROLS] + ["strictly"]
    assert set(RECORDS.iterdir()) == {_record(name) for name in (*EXAMPLES, *map(_made, names))}


def _made(name: str) -> str:
    return f"made/{name.replace('_', '-')}"


def _record(name: str) -> Path:
    return RECORDS / f"{name.replace('/', '-')}.txt"


def good(folder: Path) -> Path:
    files = {path: json.dumps(document).encode() for path, document in GOOD["regions"].items()}
    return write(files, folder)


def trails_by_query(folder: Path) -> Path:
    """`--query 'trailList[].{…}'`, which left out where the trail delivers to."""
    account = good(folder)
    rows = json.loads(account.joinpath(TRAILS).read_text("utf-8"))["trailList"]
    cut = [
        {name: row[name] for name in ("TrailARN", "Name", "HomeRegion", "IsMultiRegionTrail")} for row in rows
    ]
    account.joinpath(TRAILS).write_text(json.dumps(cut), "utf-8")
    return account


def broken_json(folder: Path) -> Path:
    account = good(folder)
    account.joinpath(ALARMS).write_text('{"MetricAlarms": [}]}', "utf-8")
    return account


def linked(folder: Path) -> Path:
    account = good(folder)
    account.joinpath(ALARMS).unlink()
    account.joinpath(ALARMS).symlink_to("/nowhere")
    return account


def blown_up(folder: Path) -> Path:
    """A member that unpacks to far more than it was packed from."""
    path = folder / "client.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, document in GOOD["regions"].items():
            archive.writestr(name, b" " * 2**22 if name == ALARMS else json.dumps(document))
    return path


def no_account(folder: Path) -> Path:
    account = good(folder)
    filters = account.joinpath(FILTERS).read_bytes()
    shutil.rmtree(account)
    return write({"describe-metric-filters.json": filters}, folder / "loose")


def sealed(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT / "samples" / "compliant", folder / "bundle"))


def altered(folder: Path) -> Path:
    bundle = sealed(folder)
    bundle.joinpath("data", ALARMS).write_text('{"MetricAlarms": [], "CompositeAlarms": []}', "utf-8")
    return bundle


def unlisted(folder: Path) -> Path:
    bundle = sealed(folder)
    bundle.joinpath("data", ALARMS).rename(bundle / "data/us-east-1/describe-alarms-2.json")
    return bundle


def missing(folder: Path) -> Path:
    bundle = sealed(folder)
    bundle.joinpath("data", ALARMS).unlink()
    return bundle


def large(folder: Path) -> Path:
    """A bundle with a file of ten thousand bytes."""
    bundle = sealed(folder)
    file = bundle / "data" / ALARMS
    before, size = file.read_bytes(), 10_000
    file.write_bytes(before.ljust(size))
    for name, old, new in [
        ("manifest-sha256.txt", sha256(before).hexdigest(), sha256(before.ljust(size)).hexdigest()),
        ("bag-info.txt", "Payload-Oxum", "Was-Oxum"),
    ]:
        tag_file, tag_manifest = bundle / name, bundle / "tagmanifest-sha256.txt"
        was = tag_file.read_bytes()
        tag_file.write_bytes(was.replace(old.encode(), new.encode()))
        listed = tag_manifest.read_text("utf-8")
        is_now = sha256(tag_file.read_bytes()).hexdigest()
        tag_manifest.write_text(listed.replace(sha256(was).hexdigest(), is_now), "utf-8")
    return bundle


def two_accounts(folder: Path) -> Path:
    documents = {name: {"Account": name, "Arn": f"arn:aws:iam::{name}:root"} for name in ("1" * 12, "2" * 12)}
    files = {f"{name}/get-caller-identity.json": json.dumps(one).encode() for name, one in documents.items()}
    return write(files, folder)


def nested(folder: Path) -> Path:
    """Composite alarms within each other, one more of them than `DEPTH`; no alarm has an action."""
    account = good(folder)
    alarms = json.loads(account.joinpath(ALARMS).read_text("utf-8"))
    alarms["MetricAlarms"][0]["AlarmActions"] = []
    place = alarms["MetricAlarms"][0]["AlarmArn"].rpartition(":")[0]
    names = [alarms["MetricAlarms"][0]["AlarmName"], *(f"c{at}" for at in range(DEPTH + 1))]
    alarms["CompositeAlarms"] = [
        {
            "AlarmName": name,
            "AlarmArn": f"{place}:{name}",
            "AlarmRule": f'ALARM("{inner}")',
            "AlarmActions": [],
        }
        for inner, name in pairwise(names)
    ]
    account.joinpath(ALARMS).write_text(json.dumps(alarms), "utf-8")
    return account


MADE: list[tuple[Callable[[Path], Path], set[str]]] = [
    (trails_by_query, {"log-group-not-said"}),
    (broken_json, {"evidence-malformed"}),
    (linked, {"evidence-unreadable"}),
    (blown_up, {"evidence-too-large"}),
    (no_account, {"capture-identity"}),
    (altered, {"evidence-altered", "broken", "seal-broken"}),
    (unlisted, {"evidence-unlisted"}),
    (missing, {"evidence-missing"}),
]
# Evidence past a limit, the limit, and what is said of it.
LIMITED: list[tuple[Callable[[Path], Path], Limits, set[str]]] = [
    (large, Limits(file_bytes=9_000), {"partly-verified", "seal-partial"}),
    (two_accounts, Limits(accounts=1), {"accounts-left-out"}),
    (nested, Limits(composite_depth=DEPTH), {"past-limit"}),
]
# Text and intent of a control, the pattern of the filter, and what is said of it.
CONTROLS = [
    (FAILED, SIGN_IN, FAILED, "prescribed-text-misses"),
    (FAILED, SIGN_IN, OPEN, "prescribed-text-undecided"),
]


STRICTLY = {"not-strictly"}


@pytest.mark.parametrize(("made", "ids"), MADE)
def test_evidence_made_for_it_says_it(made: Callable[[Path], Path], ids: set[str], tmp_path: Path) -> None:
    report = analyze([made(tmp_path)])
    assert ids - said(report) == set()
    assert_recorded(_made(made.__name__), report, tmp_path)


@pytest.mark.parametrize(("made", "limits", "ids"), LIMITED)
def test_evidence_past_a_limit_says_it(
    made: Callable[[Path], Path], limits: Limits, ids: set[str], tmp_path: Path
) -> None:
    report = analyze([made(tmp_path)], limits=limits)
    assert ids - said(report) == set()
    assert overall(report) is not Verdict.PASS
    assert_recorded(_made(made.__name__), report, tmp_path)


@pytest.mark.parametrize(("text", "intent", "pattern", "id"), CONTROLS)
def test_a_control_made_for_it_says_it(text: str, intent: str, pattern: str, id: str, tmp_path: Path) -> None:
    control = load_control()._replace(
        texts=(PrescribedPattern("own", text),), intent=Intent(intent, "made up")
    )
    account = good(tmp_path)
    rows = json.loads(account.joinpath(FILTERS).read_text("utf-8"))
    rows["metricFilters"][0]["filterPattern"] = pattern
    account.joinpath(FILTERS).write_text(json.dumps(rows), "utf-8")
    report = analyze([account], controls=[control])
    assert id in said(report)
    assert_recorded(_made(id), report, tmp_path)


def test_a_sample_judged_strictly_says_it(tmp_path: Path) -> None:
    report = analyze([sealed(tmp_path)], strict=True)
    assert said(report) >= STRICTLY
    assert_recorded(_made("strictly"), report, tmp_path)


def test_every_entry_has_an_example() -> None:
    shown = {id for ids in EXAMPLES.values() for id in ids}
    made = {id for _, ids in MADE for id in ids} | {id for *_, id in CONTROLS}
    made |= {id for _, _, ids in LIMITED for id in ids} | STRICTLY
    tables: tuple[tuple[Entry, ...], ...] = (FINDINGS, WARNINGS, REQUESTS, STATES)
    assert shown | made == {entry.id for table in tables for entry in table}
