"""Sealed bundles. Oracles: the `bagit` package of the Library of Congress, and the `sha256sum` program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from analyzer.evidence import IntegrityStatus, open_bundle
from tests.evidence.bundles import by_path, codes, files_of, tgz_of, values, zip_of

# bagit 1.9.0 uses a form of `re.sub` that Python 3.13 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:bagit")

PAYLOAD = {
    "us-east-1/describe-alarms.json": b'{"MetricAlarms": []}\n',
    "describe-trails.json": b'{"trailList": []}\n',
    "100% é.json": b"[]\n",
}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    folder = tmp_path / "bag"
    for name, data in PAYLOAD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    bagit.make_bag(str(folder), {"Capture-Complete": "yes"}, checksums=["sha256", "sha512"])
    return folder


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text()))


def reseal(bag: Path) -> None:
    """The manifest of tag files made anew, by the program that the collector uses."""
    names = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"]
    sums = subprocess.run(["sha256sum", *names], cwd=bag, check=True, capture_output=True).stdout
    (bag / "tagmanifest-sha256.txt").write_bytes(sums)
    (bag / "tagmanifest-sha512.txt").unlink(missing_ok=True)
    (bag / "manifest-sha512.txt").unlink(missing_ok=True)


def break_the_declaration(bag: Path) -> None:
    rewrite(bag / "bagit.txt", lambda text: text.replace("UTF-8", "KOI8-R"))
    reseal(bag)


def promise_another_number_of_bytes(bag: Path) -> None:
    rewrite(bag / "bag-info.txt", lambda text: text.replace("Payload-Oxum: ", "Payload-Oxum: 9"))
    reseal(bag)


def sha256sum_agrees(bag: Path) -> bool:
    names = [name for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt") if (bag / name).exists()]
    checks = [
        subprocess.run(["sha256sum", "--strict", "--quiet", "-c", name], cwd=bag, capture_output=True)
        for name in names
    ]
    return all(check.returncode == 0 for check in checks)


def test_a_whole_bag_is_verified_wherever_it_lies(bag: Path, tmp_path: Path) -> None:
    assert bagit.Bag(str(bag)).is_valid()
    assert sha256sum_agrees(bag)
    (tmp_path / "top.tar.gz").write_bytes(tgz_of((f"cis/{name}", data) for name, data in files_of(bag)))
    (tmp_path / "flat.zip").write_bytes(zip_of(files_of(bag)))
    shutil.copytree(bag, tmp_path / "above" / "deep" / "bag")
    for path, inner in [
        ("bag", ""),
        ("top.tar.gz", "cis/"),
        ("flat.zip", ""),
        ("above", "deep/bag/"),
        (".", "bag/"),
    ]:
        bundle = open_bundle(tmp_path / path)
        assert (bundle.seal, codes(bundle)) == (IntegrityStatus.VERIFIED, {}), path
        assert values(bundle)[f"{inner}data/describe-trails.json"] == [{"trailList": []}]
        assert all(file.companion is (not file.documents) for file in bundle.files)


CHANGES: dict[str, tuple[Callable[[Path], object], dict[str, list[str]]]] = {
    "a file altered": (
        lambda bag: (bag / "data/describe-trails.json").write_bytes(b'{"trailList": [1]}\n'),
        {"data/describe-trails.json": ["altered"]},
    ),
    "a file altered to one of the same size": (
        lambda bag: (bag / "data/describe-trails.json").write_bytes(b'{"trailLisT": []}\n'),
        {"data/describe-trails.json": ["altered"]},
    ),
    "a file removed": (
        lambda bag: (bag / "data/describe-trails.json").unlink(),
        {"data/describe-trails.json": ["missing"]},
    ),
    "a file added": (
        lambda bag: (bag / "data/extra.json").write_bytes(b'{"trailList": []}'),
        {"data/extra.json": ["unlisted"]},
    ),
    "a file renamed": (
        lambda bag: (bag / "data/describe-trails.json").rename(bag / "data/x.json"),
        {"data/describe-trails.json": ["missing"], "data/x.json": ["unlisted"]},
    ),
    "a tag file altered": (
        lambda bag: rewrite(bag / "bag-info.txt", lambda text: text + "Contact-Name: x\n"),
        {"bag-info.txt": ["altered"]},
    ),
    "a tag file removed": (lambda bag: (bag / "bag-info.txt").unlink(), {"bag-info.txt": ["missing"]}),
    "a checksum altered": (
        lambda bag: rewrite(
            bag / "manifest-sha256.txt",
            lambda text: "".join(
                f"{'0' * 64}{line[64:]}" if "trails" in line else line for line in text.splitlines(True)
            ),
        ),
        {"data/describe-trails.json": ["altered"], "manifest-sha256.txt": ["altered"]},
    ),
    "the declaration broken": (break_the_declaration, {"bagit.txt": ["malformed"]}),
    "the wrong number of bytes promised": (
        promise_another_number_of_bytes,
        {"bag-info.txt": ["altered"]},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_breaks_the_seal_and_hides_what_it_touched(change: str, bag: Path) -> None:
    act, expected = CHANGES[change]
    act(bag)
    bundle = open_bundle(bag)
    assert bundle.seal is IntegrityStatus.BROKEN
    assert codes(bundle) == expected
    touched = {path.removeprefix("data/") for path in expected}
    assert set(values(bundle)) == {f"data/{path}" for path in PAYLOAD if path not in touched}
    if change != "the declaration broken":  # which bagit refuses to open at all
        assert not bagit.Bag(str(bag)).is_valid()


def test_a_bag_without_its_manifest_is_broken_and_nothing_of_it_is_relied_on(bag: Path) -> None:
    (bag / "manifest-sha256.txt").unlink()
    bundle = open_bundle(bag)
    assert (bundle.seal, values(bundle)) == (IntegrityStatus.BROKEN, {})
    assert set(codes(bundle)["manifest-sha256.txt"]) == {"missing", "unreadable"}


BROKEN_LINES = [
    "no checksum at all",
    "0" * 63 + "  data/x.json",
    "0" * 64 + "  ../outside.json",
    "0" * 64 + "  data/../../outside.json",
    "0" * 64 + "  /etc/passwd",
    "0" * 64 + "  bagit.txt",
    "0" * 64 + "  data/a%0Ab.json",
    "\\" + "0" * 64 + "  data/a\\nb.json",
    "0" * 64 + "  data/describe-trails.json",
    "é" * 64 + "  data/x.json",
]


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_in_the_manifest_breaks_the_seal(line: str, bag: Path) -> None:
    rewrite(bag / "manifest-sha256.txt", lambda text: text + line + "\n")
    reseal(bag)
    bundle = open_bundle(bag)
    assert bundle.seal is IntegrityStatus.BROKEN
    (problem,) = by_path(bundle)["manifest-sha256.txt"].problems
    assert (problem.code, problem.line) == ("malformed", len(PAYLOAD) + 1)
    assert "data/us-east-1/describe-alarms.json" in values(bundle)


def test_percent_line_feed_and_carriage_return_are_encoded_in_a_manifest(bag: Path) -> None:
    """Only the percent sign is ever met: the other two make a name that is refused."""
    (bag / "data" / "a%0Ab.json").write_bytes(b"[1]")
    sums = subprocess.run(
        ["sha256sum", "data/a%0Ab.json"], cwd=bag, check=True, capture_output=True, text=True
    ).stdout
    rewrite(bag / "manifest-sha256.txt", lambda text: text + sums.replace("%", "%25"))
    (bag / "bag-info.txt").unlink()
    (bag / "bag-info.txt").write_text("Capture-Complete: yes\n")
    reseal(bag)
    bundle = open_bundle(bag)
    assert (bundle.seal, codes(bundle)) == (IntegrityStatus.VERIFIED, {})
    assert values(bundle)["data/a%0Ab.json"] == [[1]]


@pytest.mark.parametrize(
    "style",
    [
        lambda line: line,
        str.upper,
        lambda line: line.replace("  ", " *"),
        lambda line: line.replace("  ", "\t"),
    ],
)
def test_every_way_to_write_a_line_of_a_manifest_is_read(style: Callable[[str], str], bag: Path) -> None:
    rewrite(
        bag / "manifest-sha256.txt",
        lambda text: "".join(style(line[:66]) + line[66:] + "\r\n" for line in text.splitlines()),
    )
    reseal(bag)
    assert open_bundle(bag).seal is IntegrityStatus.VERIFIED


def test_a_link_in_a_bag_breaks_the_seal(bag: Path) -> None:
    (bag / "data/describe-trails.json").rename(bag.parent / "outside.json")
    (bag / "data/describe-trails.json").symlink_to(bag.parent / "outside.json")
    bundle = open_bundle(bag)
    assert (bundle.seal, codes(bundle)) == (
        IntegrityStatus.BROKEN,
        {"data/describe-trails.json": ["unreadable"]},
    )


def test_other_files_beside_the_payload_are_no_evidence(bag: Path) -> None:
    (bag / "describe-trails.json").write_bytes(b'{"trailList": []}')
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(b"-----BEGIN SSH SIGNATURE-----")
    (bag / "data" / ".DS_Store").write_bytes(b"\0")
    bundle = open_bundle(bag)
    assert (bundle.seal, codes(bundle)) == (IntegrityStatus.VERIFIED, {"describe-trails.json": ["unlisted"]})
    assert by_path(bundle)["describe-trails.json"].companion


def test_a_stopped_collector_leaves_an_incomplete_bundle(bag: Path) -> None:
    shutil.copytree(bag, bag.parent / "said")
    rewrite(
        bag.parent / "said" / "bag-info.txt",
        lambda text: text.replace("Capture-Complete: yes", "capture-complete: No"),
    )
    reseal(bag.parent / "said")
    (bag / "INCOMPLETE").write_text("stopped")
    for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"):
        (bag / name).unlink()
    for name in ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"):
        (bag / name).unlink()
    for folder in (bag, bag.parent / "said"):
        bundle = open_bundle(folder)
        assert (bundle.seal, codes(bundle)) == (IntegrityStatus.INCOMPLETE, {})
        assert len(values(bundle)) == len(PAYLOAD)


def test_a_marker_does_not_hide_an_altered_file(bag: Path) -> None:
    (bag / "INCOMPLETE").write_text("stopped")
    (bag / "data/describe-trails.json").write_bytes(b"{}")
    assert open_bundle(bag).seal is IntegrityStatus.BROKEN


def test_a_file_called_incomplete_alone_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "INCOMPLETE").write_text("[]")
    assert open_bundle(tmp_path).seal is IntegrityStatus.NONE


def test_of_several_bags_the_worst_seal_counts(bag: Path) -> None:
    folder = bag.parent
    shutil.copytree(bag, folder / "second")
    assert open_bundle(folder).seal is IntegrityStatus.VERIFIED
    (folder / "loose.json").write_bytes(b"[]")
    assert open_bundle(folder).seal is IntegrityStatus.NONE
    (folder / "second" / "INCOMPLETE").write_text("stopped")
    assert open_bundle(folder).seal is IntegrityStatus.INCOMPLETE
    (folder / "third.zip").write_bytes(
        zip_of((name, data + b" " * name.endswith("trails.json")) for name, data in files_of(bag))
    )
    assert open_bundle(folder).seal is IntegrityStatus.BROKEN


def test_loose_files_in_an_archive_beside_a_bag_are_not_vouched_for(bag: Path) -> None:
    (bag.parent / "more.zip").write_bytes(zip_of([("a.json", b"[1]")]))
    assert open_bundle(bag.parent).seal is IntegrityStatus.NONE


def test_an_archive_in_a_bag_is_vouched_for_by_its_checksum(tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    folder.mkdir()
    (folder / "client.zip").write_bytes(zip_of([("a.json", b"[1]")]))
    bagit.make_bag(str(folder))
    bundle = open_bundle(folder)
    assert (bundle.seal, values(bundle)) == (IntegrityStatus.VERIFIED, {"data/client.zip/a.json": [[1]]})
    (folder / "data" / "client.zip").write_bytes(zip_of([("a.json", b"[2]")]))
    bundle = open_bundle(folder)
    assert (bundle.seal, values(bundle)) == (IntegrityStatus.BROKEN, {})
