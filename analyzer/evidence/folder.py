"""The files of a folder and its subfolders, never through a symbolic link."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from analyzer.evidence.entries import Contents, Entry, is_showable, refused, too_long, unreadable
from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.source import Problem
from analyzer.limits import Limits

# Opened so that neither a link nor a pipe put in place after the listing is followed or waited for.
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def folder_contents(folder: Path, limits: Limits) -> Contents:
    """Every file below `folder`; links, sockets and devices are listed as refused."""
    entries: list[Entry] = []
    waiting = [("", str(folder))]
    while waiting:
        prefix, here = waiting.pop()
        try:
            with os.scandir(here) as listing:
                found = sorted(listing, key=lambda item: item.name)  # a limit leaves out the same everywhere
        except OSError as error:
            if not prefix:
                return Contents(problems=(unreadable(_reason(error)),))
            entries.append(refused(prefix.rstrip("/"), _reason(error)))
            continue
        for item in found:
            entry = _entry(prefix + item.name, item, limits)
            if entry is None:
                waiting.append((f"{prefix}{item.name}/", item.path))
            else:
                entries.append(entry)
        if len(entries) + len(waiting) > limits.archive_entries:
            problem = exceeded("archive-entries", limits, "of this folder the rest is not read")
            return Contents(tuple(entries[: limits.archive_entries]), (problem,))
    return Contents(tuple(entries))


def _entry(path: str, item: os.DirEntry[str], limits: Limits) -> Entry | None:
    """The file, or None for a folder."""
    try:
        if not is_showable(item.name):
            return refused(path, "expected a name of visible characters; rename it")
        if item.is_symlink():
            return refused(path, "a symbolic link is not followed; put the file itself here")
        if objection := too_long(path, limits):
            return refused(path, objection)
        if item.is_dir(follow_symlinks=False):
            return None
        if not item.is_file(follow_symlinks=False):
            return refused(path, "expected a file, got a device, pipe or socket")
        size = item.stat(follow_symlinks=False).st_size
    except OSError as error:
        return refused(path, _reason(error))
    return Entry(path, size, partial(load_file, item.path))


def load_file(path: str, count: int) -> bytes | Problem:
    """The first `count` bytes of a file."""
    try:
        with open(os.open(path, _FLAGS), "rb") as file:
            return file.read(count)
    except OSError as error:
        return unreadable(_reason(error))


def _reason(error: OSError) -> str:
    return f"the operating system refused it: {(error.strerror or str(error)).lower()}"
