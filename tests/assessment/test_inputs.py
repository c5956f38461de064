"""Every input ends in an account that is judged, or in a line that says why nothing of it was usable."""

from __future__ import annotations

import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analyze
from analyzer.assessment import Report
from analyzer.reports.formats.text import render
from analyzer.reports.view import overall, view
from analyzer.reports.words import words
from analyzer.verdict import Verdict
from tests.mutants.documents import printed
from tests.support.accounts.build import bases, write

ROOT = Path(__file__).parents[2]
GOOD = bases()["regions"]
SAMPLE = ROOT / "samples" / "compliant"


def good(folder: Path, name: str = "good") -> Path:
    """The evidence of an account whose verdict is PASS."""
    return write({path: printed(document) for path, document in GOOD.items()}, folder / name)


def zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return packed.getvalue()


def _truncated(folder: Path) -> Path:
    return _file(folder / "client.zip", zipped(good(folder, "source"))[:2000])


def _encrypted(folder: Path) -> Path:
    data = bytearray(zipped(good(folder, "source")))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(magic, at + 4)
    return _file(folder / "client.zip", bytes(data))


def _wrong_checksums(folder: Path) -> Path:
    """A zip each of whose files has another checksum than its directory says."""
    data = bytearray(zipped(good(folder, "source")))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 16] ^= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return _file(folder / "client.zip", bytes(data))


def _altered(folder: Path) -> Path:
    """A sealed folder that somebody has opened and saved in an editor."""
    target = folder / "client"
    shutil.copytree(SAMPLE, target)
    for file in (target / "data").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes() + b"\n")
    return target


def _empty(folder: Path) -> Path:
    (folder / "client").mkdir()
    return folder / "client"


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _folder_of(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "client").mkdir()
        _file(folder / "client" / name, data)
        _file(folder / "client" / f"other-{name}", data)
        return folder / "client"

    return make


def _nobodys(folder: Path) -> Path:
    return write({"describe-metric-filters.json": b'{"metricFilters": []}'}, folder / "client")


OTHER = b'{"name": "x"}'
SEVEN_ZIP, CUT_GZIP = b"7z\xbc\xaf\x27\x1c\0\4", b"\x1f\x8b\x08\0\0"

UNUSABLE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "truncated zip": (_truncated, "the archive stops before its end"),
    "encrypted zip": (_encrypted, "the file is encrypted"),
    "zip with wrong checksums": (_wrong_checksums, "the checksum is another"),
    "7-Zip": (lambda folder: _file(folder / "client.7z", SEVEN_ZIP), "a 7-Zip archive is not read"),
    "empty zip": (lambda folder: _file(folder / "client.zip", b""), "the file is empty"),
    "zip of nothing": (
        lambda folder: _file(folder / "client.zip", b"PK\x05\x06" + bytes(18)),
        "there is no file in it",
    ),
    "damaged gzip": (lambda folder: _file(folder / "client.json.gz", CUT_GZIP), "the archive is damaged"),
    "empty folder": (_empty, "there is no file in it"),
    "folder altered as a whole": (_altered, "no file of it has the checksum that its manifest names"),
    "text": (lambda folder: _file(folder / "notes.txt", b"call me\n"), "expected JSON"),
    "other JSON": (lambda folder: _file(folder / "package.json", OTHER), "it is not the answer of an"),
    "folder of other JSON": (_folder_of("package.json", OTHER), "none of its 2 files is the answer"),
    "folder of texts": (_folder_of("notes.txt", b"call me\n"), "expected JSON"),
    "nobody's answer": (_nobodys, "nothing tells whose account it is"),
}  # fmt: skip


def judged(*paths: Path, strict: bool = False) -> Report:
    return analyze(paths, strict=strict)


@pytest.mark.parametrize("kind", UNUSABLE)
def test_an_input_beside_a_good_one_is_told_and_nothing_passes(kind: str, tmp_path: Path) -> None:
    make, reason = UNUSABLE[kind]
    bad = make(tmp_path)
    report = judged(good(tmp_path), bad)
    assert [entry.path for entry in report.unusable] == [bad.as_posix()]
    assert reason in words(report.unusable[0].reason)
    assert [control.verdict for one in report.assessments for control in one.controls] == [Verdict.PASS]
    assert overall(report) is Verdict.INCONCLUSIVE
    first, second = render(report, width=200).splitlines()[:2]
    assert first == "INCONCLUSIVE  one of the inputs gave no usable evidence"
    assert second.startswith(f"  {bad.as_posix()}: ")


@pytest.mark.parametrize("kind", ["truncated zip", "encrypted zip", "7-Zip", "empty zip"])
def test_an_archive_in_a_folder_with_good_evidence_is_told(kind: str, tmp_path: Path) -> None:
    make, reason = UNUSABLE[kind]
    folder = tmp_path / "clients"
    folder.mkdir()
    good(folder)
    moved = shutil.move(make(tmp_path), folder)
    report = judged(folder)
    assert [(entry.path, reason in words(entry.reason)) for entry in report.unusable] == [
        (Path(moved).as_posix(), True)
    ]
    assert overall(report) is Verdict.INCONCLUSIVE


def test_of_an_archive_that_gave_nothing_those_in_it_are_not_told(tmp_path: Path) -> None:
    inner, outer = _truncated(tmp_path).read_bytes(), io.BytesIO()
    with tarfile.open(fileobj=outer, mode="w") as archive:
        info = tarfile.TarInfo("inner.zip")
        info.size = len(inner)
        archive.addfile(info, io.BytesIO(inner))
    folder = good(tmp_path, "clients")
    _file(folder / "client.tar", outer.getvalue())
    assert [entry.path for entry in judged(folder).unusable] == [f"{folder.as_posix()}/client.tar"]


def test_inputs_that_hold_evidence_or_describe_it_are_not_told(tmp_path: Path) -> None:
    folder = good(tmp_path)
    litter = _file(tmp_path / ".DS_Store", b"\0")
    packed = _file(tmp_path / "good.zip", zipped(folder))
    for paths in (
        [folder],
        [folder, folder],
        [folder, folder / "us-east-1"],
        [folder, litter],
        [packed, packed],
    ):
        report = judged(*paths)
        assert (report.unusable, overall(report)) == ((), Verdict.PASS), paths


def test_an_account_that_fails_stays_the_worst(tmp_path: Path) -> None:
    folder = good(tmp_path)
    (folder / "us-east-1" / "describe-alarms.json").write_text('{"MetricAlarms": [], "CompositeAlarms": []}')
    assert overall(judged(folder, _empty(tmp_path))) is Verdict.FAIL


def test_several_inputs_are_counted(tmp_path: Path) -> None:
    text = render(judged(good(tmp_path), _empty(tmp_path), _file(tmp_path / "a.zip", b"")), width=200)
    assert text.startswith("INCONCLUSIVE  2 of the inputs gave no usable evidence\n")


def test_strictly_no_pass_stands_with_an_integrity_warning(tmp_path: Path) -> None:
    added = tmp_path / "added"
    shutil.copytree(SAMPLE, added)
    _file(added / "data" / "us-east-1" / "more.json", b"{}")
    for folder, most in ((SAMPLE, "1 integrity warning"), (added, "2 integrity warnings")):
        lenient, strict = judged(folder), judged(folder, strict=True)
        assert (overall(lenient), overall(strict)) == (Verdict.PASS, Verdict.INCONCLUSIVE)
        assert render(lenient, width=200).startswith(f"PASS, with {most}  ")
        codes = [notice.rule.id for notice in strict.assessments[0].controls[0].warnings]
        assert codes[0] == "not-strictly"
        assert "not-strictly" not in str(lenient)
        assert [link.outcome for link in strict.assessments[0].controls[0].links] == [
            link.outcome for link in lenient.assessments[0].controls[0].links
        ]


def test_strictly_judged_good_evidence_passes_and_bad_fails(tmp_path: Path) -> None:
    assert overall(judged(good(tmp_path), strict=True)) is Verdict.PASS
    failing = ROOT / "samples" / "alarm-actions-disabled"
    assert view(judged(failing, strict=True)) == view(judged(failing))
