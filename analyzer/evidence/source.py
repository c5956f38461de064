"""Evidence as data: where bytes came from, what could be read of them, and the place of each value.

Nothing here knows what AWS prints. A file becomes JSON documents, the text around them, and the
problems met on the way; whoever gives them meaning works from these types alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_PLAIN_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class ProblemCode(StrEnum):
    """Why some bytes of a file could not be read as evidence; stable, shown in reports."""

    EMPTY = "empty"  # no characters but blanks
    UNDECODABLE = "undecodable"  # neither UTF-8 nor UTF-16
    TRUNCATED = "truncated"  # a JSON document that stops before its end
    MALFORMED = "malformed"  # a JSON document that is broken before its end
    NOT_JSON = "not-json"  # no JSON document in the file at all
    DUPLICATE_KEY = "duplicate-key"  # one JSON object names the same member twice
    TOO_DEEP = "too-deep"  # nested past the limit
    TOO_LARGE = "too-large"  # past a size limit
    ALTERED = "altered"  # the checksum in the bundle's manifest is another
    UNLISTED = "unlisted"  # stands in a bundle whose manifest does not name it
    MISSING = "missing"  # the manifest names it, the bundle lacks it
    UNREADABLE = "unreadable"  # the operating system or the archive refused to hand it over


EXCERPT = 2_000
"""Characters of a broken document that are kept: the top-level keys of an AWS answer stand in them."""


class Problem(NamedTuple):
    """One thing that could not be read. `line` and `column` count from 1; 0 means the whole file.

    `limit` is the name of the limit of this program that stopped the reading, "" where none did.
    """

    code: ProblemCode
    message: str
    line: int = 0
    column: int = 0
    excerpt: str = ""  # the text that could not be read, from its start, cut at a limit
    limit: str = ""


def not_relied_on(line: int, reason: str) -> str:
    """The message for a JSON document that begins on a line and is left out as a whole."""
    return f"the JSON document that begins on line {line} is not relied on: {reason}"


class Document(NamedTuple):
    """One JSON document of a file.

    `pointer` is the JSON pointer of the document in its file: "" where it is the only one,
    "/0", "/1", … where a file holds several (the file then counts as the list of them, so that a
    pointer or a JMESPath expression always starts at the file).
    `preamble` is the text between the document before and this one: prompts, error messages.
    """

    value: JSON
    pointer: str
    preamble: str = ""
    contradicted: bool = False  # an object inside names one member twice, so its values prove nothing


class Invocation(NamedTuple):
    """One command that the collector says it ran, from the bundle's table of commands."""

    started: str  # UTC, ISO 8601, as recorded
    status: int  # exit status
    region: str  # "" for a command that has none
    arguments: tuple[str, ...]  # argument vector, the program first
    output: str  # path of the stored standard output inside the bundle
    stderr: str = ""  # what the command said on standard error


class EvidenceFile(NamedTuple):
    """One file of the evidence, read. `path` is as the user can open it: input path, then inner path.

    `folder` is the directory part of `path` ("" for none). `trailing` is the text after the last
    document. A file with problems may still hold documents: those were read whole.
    """

    path: str
    sha256: str
    size: int
    documents: tuple[Document, ...] = ()
    trailing: str = ""
    problems: tuple[Problem, ...] = ()
    invocation: Invocation | None = None
    companion: bool = False  # belongs to the packaging (manifest, table, stderr), holds no evidence

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class IntegrityStatus(StrEnum):
    """What the packaging of a bundle says of its integrity."""

    NONE = "none"  # loose files: nothing vouches for them
    VERIFIED = "verified"  # every file of the payload has the checksum of the manifest, none extra
    BROKEN = "broken"  # a checksum differs, a file is missing or extra, or a manifest is unreadable
    PARTLY_VERIFIED = (
        "partly-verified"  # what was read has its checksum; a limit of this program left files unread
    )
    INCOMPLETE = "incomplete"  # the collector was stopped before it had finished


class Bundle(NamedTuple):
    """One input path: a folder, an archive or a single file, with all its files in order of path.

    `sent` is how many bytes it has as it was sent, packed or not, and `sha256` their checksum, "" for a
    folder. `archives` are the paths of the archives in it, opened or not.
    """

    path: str
    seal: IntegrityStatus
    files: tuple[EvidenceFile, ...]
    problems: tuple[Problem, ...] = ()
    sent: int = 0
    sha256: str = ""
    archives: tuple[str, ...] = ()


class Location(NamedTuple):
    """A place in the evidence: the file as listed in the report and the JSON pointer of the value."""

    file: str
    pointer: str = ""

    def child(self, *steps: str | int) -> Location:
        return Location(self.file, self.pointer + "".join(f"/{_escape(step)}" for step in steps))

    @property
    def expression(self) -> str:
        """The JMESPath expression that returns the value at this place when run on the file."""
        return expression_of(self.steps)

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The pointer split and unescaped; a step of digits is a list index, but for an account number."""
        if not self.pointer:
            return ()
        raw = (step.replace("~1", "/").replace("~0", "~") for step in self.pointer[1:].split("/"))
        return tuple(int(step) if is_index(step) else step for step in raw)


def expression_of(steps: Iterable[str | int]) -> str:
    """The JMESPath expression that takes these steps: names of members and numbers of items."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + _identifier(step)
    return text or "@"


def is_index(step: str) -> bool:
    """Whether a step of a pointer is taken for a list index; no list has more items than nine digits tell."""
    return step.isascii() and step.isdigit() and len(step) <= _DIGITS_OF_AN_INDEX


_DIGITS_OF_AN_INDEX = 9


class Citation(NamedTuple):
    """A place in the evidence and the value that stands there.

    `readable` is False where the file as a whole is meant because no JSON in it could be relied on.
    """

    location: Location
    value: JSON
    readable: bool = True

    @property
    def expression(self) -> str | None:
        """JMESPath that returns `value` when run on the file; None where the file is not readable."""
        return self.location.expression if self.readable else None


def _escape(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _identifier(name: str) -> str:
    if _PLAIN_IDENTIFIER.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
