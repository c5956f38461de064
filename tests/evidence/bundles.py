"""Small bundles that the tests build: archives of given members, and what a report of one looks like."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from analyzer.evidence import JSON, Bundle, EvidenceFile

Members = Iterable[tuple[str, bytes]]


def zip_of(members: Members, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return packed.getvalue()


def tar_of(members: Members, mode: Literal["w", "w:gz", "w:bz2", "w:xz"] = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def tgz_of(members: Members) -> bytes:
    return tar_of(members, "w:gz")


def files_of(folder: Path) -> list[tuple[str, bytes]]:
    return [
        (path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def by_path(bundle: Bundle) -> dict[str, EvidenceFile]:
    return {file.path.removeprefix(bundle.path).removeprefix("/"): file for file in bundle.files}


def values(bundle: Bundle) -> dict[str, list[JSON]]:
    """The documents of every file that has some, by path inside the bundle."""
    found = {path: [document.value for document in file.documents] for path, file in by_path(bundle).items()}
    return {path: documents for path, documents in found.items() if documents}


def codes(bundle: Bundle) -> dict[str, list[str]]:
    """The problems of every file that has some, by path inside the bundle."""
    found = {path: [str(problem.code) for problem in file.problems] for path, file in by_path(bundle).items()}
    return {path: problems for path, problems in found.items() if problems}
