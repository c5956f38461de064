"""Where mutants begin: the account cases, the good accounts themselves, and the samples.

A sample counts twice: sealed, as it lies there, and opened, which is the payload without the bag. The
folder of recorded facts, where there is one, adds its accounts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path

from analyzer.controls import Control, load_control, resolve
from tests.conftest import shared_folder
from tests.support.accounts.build import Case, Files, bases, build, cases
from tests.support.accounts.pointers import JSON
from tests.support.laws import ROOT

from .documents import printed

PAYLOAD = "data"


@dataclass(frozen=True)
class Base:
    """Whole evidence of one or more accounts. `sealed`: a bag, whose manifest names every file.

    What it holds is made when it is asked for: a short run needs few of many bases.
    """

    name: str
    make: Callable[[], Files] = field(repr=False)
    choose: Callable[[], Control] = field(repr=False, default=load_control)
    sealed: bool = False

    @cached_property
    def files(self) -> Files:
        return self.make()

    @cached_property
    def control(self) -> Control:
        return self.choose()


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
    for name in good():
        yield Base(f"good:{name}", partial(_good, name))
    for case in cases():
        yield Base(f"case:{case.name}", partial(build, case, good()), partial(control_of, case))


def _good(name: str) -> Files:
    return {path: printed(document) for path, document in good()[name].items()}


def _samples() -> Iterator[Base]:
    for folder in sorted(path for path in (ROOT / "samples").iterdir() if path.is_dir()):
        sealed = any(folder.rglob("manifest-sha256.txt"))
        yield Base(f"sample:{folder.name}", partial(_files, folder), sealed=sealed)
        if (folder / PAYLOAD).is_dir():
            yield Base(f"opened:{folder.name}", partial(_files, folder / PAYLOAD))


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
        yield Base(
            f"shared:{value['name']}", partial(_written, value["files"]), partial(_asked, value["arguments"])
        )


def _asked(arguments: Sequence[str]) -> Control:
    return resolve(arguments[-1])[0] if arguments[:1] == ["--control"] else load_control()


def _written(files: dict[str, dict[str, JSON]]) -> Files:
    return {
        path: printed(one["json"]) if "json" in one else str(one["text"]).encode()
        for path, one in files.items()
    }
