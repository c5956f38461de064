"""Files of a folder or an archive before they are read: a safe path inside it, and a way to the bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.source import Problem, ProblemCode
from analyzer.limits import Limits

# Control characters, half surrogates (bytes that are no UTF-8), and invisible ones that turn text around.
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DRIVE = re.compile(r"[A-Za-z]:")
_SHOWN = 150  # characters of a name that is too long to be told whole


class Entry(NamedTuple):
    """One file. `load(n)` returns its first n bytes, or why they cannot be had."""

    path: str  # "/" between folders, none of them "", "." or ".."
    size: int  # as the folder or the archive states it
    load: Callable[[int], bytes | Problem]
    unpacks: bool = False  # the bytes take less room where they lie

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Contents(NamedTuple):
    """All files of one folder or archive, and what is wrong with it as a whole.

    `alone` are the bytes of a compressed file that is no archive; `inflated` is how many bytes were
    unpacked to list the files.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    alone: bytes | None = None
    inflated: int = 0


def unreadable(reason: str) -> Problem:
    return Problem(ProblemCode.UNREADABLE, reason)


def refused(path: str, reason: str | Problem) -> Entry:
    """A file that is reported but never read."""
    problem = unreadable(reason) if isinstance(reason, str) else reason
    return Entry(shortened(path), 0, lambda _: problem)


def is_showable(name: str) -> bool:
    return (name.isascii() and name.isprintable()) or not any(map(_is_unshowable, name))


def showable(name: str) -> str:
    """The name with the characters that nobody should print written as escapes."""
    return "".join(char.encode("unicode_escape").decode() if _is_unshowable(char) else char for char in name)


def shortened(name: str) -> str:
    """The name as it is shown: of a very long one the beginning, and what tells it from others."""
    if len(name) <= _SHOWN * 2:
        return showable(name)
    told = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{showable(name[:_SHOWN])}…{told}"


def _is_unshowable(char: str) -> bool:
    return unicodedata.category(char) in _UNSHOWABLE


def inner_path(name: str) -> str | None:
    """The name of an archive's member or a manifest's file in one form; None if it leads elsewhere."""
    steps = [step for step in name.split("/") if step not in ("", ".")]
    if name.startswith("/") or _DRIVE.match(name) or ".." in steps or not is_showable(name):
        return None
    return "/".join(steps)


def too_long(name: str, limits: Limits) -> Problem | None:
    """Why a path is longer or deeper than anybody's; looked at before anything is made of its parts."""
    if len(name) > limits.path_length:
        return exceeded("path-length", limits, "what has this name is not read")
    if name.count("/") > limits.path_depth and name.rstrip("/").count("/") > limits.path_depth:
        return exceeded("path-depth", limits, "what lies there is not read")
    return None


def checked(name: str, limits: Limits) -> str | Problem:
    """The path of an archive's member, or why it is not read."""
    if objection := too_long(name, limits):
        return objection
    return inner_path(name) or unreadable("the name leads out of the archive or cannot be shown")


def single(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in order of path, each path once: of several files with one name none is relied on."""
    by_path: dict[str, list[Entry]] = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry)
    return [
        same[0] if len(same) == 1 else refused(path, f"expected one file of this name, got {len(same)}")
        for path, same in sorted(by_path.items())
    ]
