"""One input path as evidence: a folder, an archive or a single file, with all its files read.

Only a path that does not exist is an error. Whatever cannot be read inside it is a problem of the
file that it concerns; what is wrong with the input as a whole is a problem of the bundle.
"""

from __future__ import annotations

import os
import stat
from functools import partial
from pathlib import Path

from analyzer.errors import UsageError
from analyzer.evidence.budget import Budget
from analyzer.evidence.container import ContainerReader
from analyzer.evidence.entries import Contents, Entry, refused, unreadable
from analyzer.evidence.folder import folder_contents, load_file
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
    budget = Budget(limits)
    if stat.S_ISDIR(status.st_mode):
        return _bundle(shown, shown.rstrip("/") + "/", folder_contents(path), budget)
    folder, slash, name = shown.rpartition("/")
    if not stat.S_ISREG(status.st_mode):
        entry = refused(name, "expected a file, got a device, pipe or socket")
        return _bundle(shown, folder + slash, Contents((entry,)), budget)
    return _file(shown, os.path.realpath(path), status.st_size, budget)


def _file(shown: str, real: str, size: int, budget: Budget) -> Bundle:
    from analyzer.evidence.archive import archive_contents, archive_kind

    head = load_file(real, 512)
    kind = None if isinstance(head, Problem) else archive_kind(head)
    if kind is None:
        folder, slash, name = shown.rpartition("/")
        entry = Entry(name, size, partial(load_file, real))
        return _bundle(shown, folder + slash, Contents((entry,)), budget)
    with open(real, "rb") as stream:
        return _bundle(shown, shown + "/", archive_contents(stream, kind, budget.limits), budget)


def _bundle(shown: str, prefix: str, contents: Contents, budget: Budget) -> Bundle:
    scope = ContainerReader(prefix, budget)
    scope.read(contents)
    files = tuple(scope.files[path] for path in sorted(scope.files))
    return Bundle(shown, _seal(scope), files, contents.problems)


def _seal(scope: ContainerReader) -> IntegrityStatus:
    """One word for all bags: the worst. Loose files beside verified bags are not vouched for."""
    for worst in (IntegrityStatus.BROKEN, IntegrityStatus.INCOMPLETE):
        if worst in scope.seals:
            return worst
    return IntegrityStatus.VERIFIED if scope.seals and not scope.loose else IntegrityStatus.NONE
