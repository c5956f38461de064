"""What the loader refuses in a file of the catalogue: one edit of a good file each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.controls import benchmarks, load_control
from analyzer.controls.catalogue import prescribed_alarm
from analyzer.controls.catalogue_tables import Benchmarks, CatalogueControl
from analyzer.controls.document import read_toml
from analyzer.controls.model import Control
from analyzer.controls.reading import benchmarks_of, control_of
from analyzer.controls.refusals import read as checked
from analyzer.errors import UsageError

DATA = Path(__file__).parents[2] / "analyzer/controls/data"
GROUPS = (DATA / "security-group-changes.toml").read_text(encoding="utf-8")
EDITS = json.loads((Path(__file__).parent / "edits.json").read_text(encoding="utf-8"))
VERSIONS = (DATA / "benchmarks.toml").read_text(encoding="utf-8")
KNOWN = tuple(one.version for one in benchmarks())


def read(text: str) -> Control:
    found = checked(read_toml("some.toml", text.encode(), 100_000), CatalogueControl, KNOWN)
    return control_of(found.model_dump(exclude_unset=True), prescribed_alarm())


def line(text: str, start: str) -> int:
    return next(at for at, each in enumerate(text.splitlines(), 1) if each.startswith(start))


def test_the_unedited_file_is_taken() -> None:
    assert read(GROUPS) == load_control("security-group-changes")


@pytest.mark.parametrize("path", sorted(DATA.glob("*-*.toml")), ids=lambda path: path.stem)
def test_each_file_of_the_catalogue_is_right(path: Path) -> None:
    """The program reads them without the models, so what these say of them is said here."""
    assert read(path.read_text(encoding="utf-8")) == load_control(path.stem)


def test_the_table_of_versions_is_right() -> None:
    found = checked(read_toml("some.toml", VERSIONS.encode(), 100_000), Benchmarks)
    assert benchmarks_of(found.model_dump()) == (benchmarks(), prescribed_alarm())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit['expected'][:40]}")
def test_an_edit_that_breaks_the_format_is_refused_with_its_line(edit: dict[str, str]) -> None:
    """`at` is how the line starts that the error must name."""
    edited = GROUPS.replace(edit["old"], edit["new"], 1)
    assert edited != GROUPS
    with pytest.raises(UsageError) as caught:
        read(edited)
    lines = [number for number, each in enumerate(edited.splitlines(), 1) if each.startswith(edit["at"])]
    told = str(caught.value)
    assert any(told.startswith(f"`some.toml` line {number}: {edit['expected']}") for number in lines), told


def test_a_gap_between_versions_is_refused() -> None:
    gap = "\n".join(each for each in GROUPS.splitlines() if not each.startswith('"4.0.0"'))
    with pytest.raises(UsageError) as caught:
        read(gap)
    expected = f"`some.toml` line {line(gap, '[versions]')}: expected a row for `4.0.0`, got none; add it"
    assert str(caught.value) == expected


def test_a_control_without_versions_is_refused() -> None:
    head, _, rest = GROUPS.partition("[versions]")
    with pytest.raises(UsageError, match=r"line 1: expected `versions`, a table with a row for each version"):
        read(head + rest[rest.index("[ids]") :])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"1.2.0" =', '"1.0.0" =', "expected the versions in rising order"),
        ('"1.2.0" =', '"1.2" =', "expected a version such as `5.0.0`, got `1.2`"),
        ("controls = 14", 'controls = "14"', "expected `controls` to be a whole number from 1 to 99"),
        (
            "period = 300\n",
            "",
            "expected `period`, 10, 20, 30 or a multiple of 60 up to 86400, in seconds, got none",
        ),
        ("period = 300", "period = 300\nperiods = 1", "expected one of `statistic`, `period`"),
    ],
)
def test_an_edit_that_breaks_the_table_of_versions_is_refused(old: str, new: str, expected: str) -> None:
    with pytest.raises(UsageError, match=r"^`some\.toml` line \d+: ") as caught:
        checked(read_toml("some.toml", VERSIONS.replace(old, new, 1).encode(), 100_000), Benchmarks)
    assert expected in str(caught.value)
