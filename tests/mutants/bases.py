"""Where mutants begin: the account cases, the good accounts themselves, and the samples.

A sample counts twice: sealed, as it lies there, and opened, which is the payload without the bag. The
folder of recorded facts, where there is one, adds its accounts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analyzer.controls import Control, load_control, resolve
from tests.conftest import shared_folder
from tests.support.accounts.build import Case, Files, bases, build, cases
from tests.support.accounts.pointers import JSON
from tests.support.laws import ROOT

PAYLOAD = "data/"


@dataclass(frozen=True, slots=True)
class Base:
    """Whole evidence of one or more accounts. `sealed`: a bag, whose manifest names every file."""

    name: str
    files: Files = field(repr=False)
    control: Control = field(repr=False)
    sealed: bool = False


@cache
def good() -> dict[str, dict[str, JSON]]:
    """The good accounts by name."""
    return bases()


@cache
def all_bases() -> dict[str, Base]:
    """Every base by its name, in an order that hangs on nothing but the files of the project."""
    found = {base.name: base for base in (*_cases(), *_samples(), *_shared())}
    if len(found) < 500:
        raise ValueError(f"expected at least 500 bases, got {len(found)}: some folder was not found")
    return found


def families() -> dict[str, tuple[Base, ...]]:
    """The bases by the first part of their names."""
    found: dict[str, list[Base]] = {}
    for name, base in all_bases().items():
        found.setdefault(name.partition(":")[0], []).append(base)
    return {family: tuple(members) for family, members in found.items()}


def control_of(case: Case) -> Control:
    control = load_control(case.control) if case.control else load_control()
    return control.at(case.benchmark) if case.benchmark else control


def _cases() -> Iterator[Base]:
    for name, files in good().items():
        yield Base(f"good:{name}", {path: _printed(document) for path, document in files.items()}, load_control())
    for case in cases():
        yield Base(f"case:{case.name}", build(case, good()), control_of(case))


def _samples() -> Iterator[Base]:
    for folder in sorted(path for path in (ROOT / "samples").iterdir() if path.is_dir()):
        files = _files(folder)
        sealed = any(path.endswith("manifest-sha256.txt") for path in files)
        yield Base(f"sample:{folder.name}", files, load_control(), sealed)
        opened = {path.removeprefix(PAYLOAD): data for path, data in files.items() if path.startswith(PAYLOAD)}
        if opened:
            yield Base(f"opened:{folder.name}", opened, load_control())


def _files(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _shared() -> Iterator[Base]:
    """Accounts that are recorded outside of the project, each with the control that its question names."""
    folder = shared_folder()
    if folder is None or not (folder / "cases/accounts.jsonl").is_file():
        return
    for line in (folder / "cases/accounts.jsonl").read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        arguments = value["arguments"]
        control = resolve(arguments[-1])[0] if arguments[:1] == ["--control"] else load_control()
        yield Base(f"shared:{value['name']}", {path: _written(one) for path, one in value["files"].items()}, control)


def _written(value: dict[str, JSON]) -> bytes:
    return _printed(value["json"]) if "json" in value else str(value["text"]).encode()


def _printed(document: JSON) -> bytes:
    return (json.dumps(document, indent=4, ensure_ascii=False) + "\n").encode()
