"""Files of a folder or an archive before they are read: a safe path inside it, and a way to the bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from analyzer.evidence.source import Problem, ProblemCode

# Control characters, half surrogates (bytes that are no UTF-8), and invisible ones that turn text around.
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DRIVE = re.compile(r"[A-Za-z]:")


class Entry(NamedTuple):
    """One file. `load(n)` returns its first n bytes, or why they cannot be had."""

    path: str  # "/" between folders, none of them "", "." or ".."
    size: int  # as the folder or the archive states it
    load: Callable[[int], bytes | Problem]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Contents(NamedTuple):
    """All files of one folder or archive, and what is wrong with it as a whole."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()


def unreadable(reason: str) -> Problem:
    return Problem(ProblemCode.UNREADABLE, reason)


def refused(path: str, reason: str) -> Entry:
    """A file that is reported but never read."""
    problem = unreadable(reason)
    return Entry(showable(path), 0, lambda _: problem)


def is_showable(name: str) -> bool:
    return (name.isascii() and name.isprintable()) or not any(map(_is_unshowable, name))


def showable(name: str) -> str:
    """The name with the characters that nobody should print written as escapes."""
    return "".join(char.encode("unicode_escape").decode() if _is_unshowable(char) else char for char in name)


def _is_unshowable(char: str) -> bool:
    return unicodedata.category(char) in _UNSHOWABLE


def inner_path(name: str) -> str | None:
    """The name of an archive's member or a manifest's file in one form; None if it leads elsewhere."""
    steps = [step for step in name.split("/") if step not in ("", ".")]
    if name.startswith("/") or _DRIVE.match(name) or ".." in steps or not is_showable(name):
        return None
    return "/".join(steps)


def single(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in order of path, each path once: of several files with one name none is relied on."""
    by_path: dict[str, list[Entry]] = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry)
    return [
        same[0] if len(same) == 1 else refused(path, f"expected one file of this name, got {len(same)}")
        for path, same in sorted(by_path.items())
    ]
