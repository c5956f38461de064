"""One input path as evidence: a folder, an archive or a single file, with all its files read.

Only a path that does not exist is an error. Whatever cannot be read inside it is a problem of the
file that it concerns; what is wrong with the input as a whole is a problem of the bundle.
"""

from __future__ import annotations

import hashlib
import os
import stat
from functools import partial
from io import BufferedReader
from pathlib import Path

from analyzer.errors import UsageError
from analyzer.evidence.budget import Budget
from analyzer.evidence.container import ContainerReader
from analyzer.evidence.entries import Contents, Entry, refused, unreadable
from analyzer.evidence.folder import folder_contents, load_file
from analyzer.evidence.left import NOTHING
from analyzer.evidence.source import Bundle, IntegrityStatus, Problem
from analyzer.limits import DEFAULT_LIMITS, Limits


def open_bundle(path: Path, limits: Limits = DEFAULT_LIMITS) -> Bundle:
    """Read everything at `path`; raises `UsageError` if there is nothing.

    A folder is read with its subfolders, and archives in it are opened; an archive stands for a
    folder of its name. Files come in code point order of their paths.
    """
    shown = path.as_posix()
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        message = (
            f"expected a folder, an archive or a file, got `{shown}`, which is not there; check the path"
        )
        raise UsageError(message) from None
    except OSError as error:
        return Bundle(
            shown,
            IntegrityStatus.NONE,
            (),
            (unreadable(f"the operating system refused it: {error.strerror}"),),
        )
    if stat.S_ISDIR(status.st_mode):
        contents = folder_contents(path, limits)
        sent = sum(min(entry.size, limits.file_bytes) for entry in contents.entries)
        return _bundle(shown, ContainerReader(shown.rstrip("/") + "/", _budget(limits, sent)), contents, sent)
    if not stat.S_ISREG(status.st_mode):
        entry = refused(path.name, "expected a file, got a device, pipe or socket")
        return _alone(shown, entry, limits, 0)
    return _file(shown, os.path.realpath(path), status.st_size, limits)


def _budget(limits: Limits, sent: int) -> Budget:
    return Budget(limits.for_input(sent))


def _file(shown: str, real: str, size: int, limits: Limits) -> Bundle:
    from analyzer.evidence.archive import archive_contents, archive_kind

    head = load_file(real, 512)
    kind = None if isinstance(head, Problem) else archive_kind(head)
    if kind is not None:
        budget = _budget(limits, size)
        with open(real, "rb") as stream:
            contents = archive_contents(stream, kind, budget.limits)
            if contents.alone is None:
                budget.spend(NOTHING._replace(unpacked_bytes=contents.inflated))
                inside = ContainerReader(shown + "/", budget, nesting=1)
                return _bundle(shown, inside, contents, size)._replace(sha256=_sha256(stream))
    return _alone(shown, Entry(shown.rpartition("/")[2], size, partial(load_file, real)), limits, size)


def _sha256(stream: BufferedReader) -> str:
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()


def _alone(shown: str, entry: Entry, limits: Limits, size: int) -> Bundle:
    """A file that is given as an input of its own."""
    folder, slash, _ = shown.rpartition("/")
    return _bundle(shown, ContainerReader(folder + slash, _budget(limits, size)), Contents((entry,)), size)


def _bundle(shown: str, scope: ContainerReader, contents: Contents, sent: int) -> Bundle:
    scope.read(contents)
    files = tuple(scope.files[path] for path in sorted(scope.files))
    alone = files[0].sha256 if len(files) == 1 and files[0].path == shown else ""
    archives = tuple(sorted(scope.archives))
    return Bundle(shown, _seal(scope), files, contents.problems, sent, alone, archives)


def _seal(scope: ContainerReader) -> IntegrityStatus:
    """One word for all bags: the worst. Loose files beside verified bags are not vouched for."""
    for worst in (IntegrityStatus.BROKEN, IntegrityStatus.INCOMPLETE, IntegrityStatus.PARTLY_VERIFIED):
        if worst in scope.seals:
            return worst
    return IntegrityStatus.VERIFIED if scope.seals and not scope.loose else IntegrityStatus.NONE
