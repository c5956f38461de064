"""The members of a tar archive: POSIX ustar and pax (IEEE Std 1003.1, `pax`), and GNU's long names.

Python's tarfile reads extended headers of any size into memory, some slowly (CVE-2024-6232), and keeps
every member. Evidence needs five fields of a header, so they are read here, each once and bounded. What
is damaged is never skipped: nothing tells where the next header would be.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import IO, NamedTuple, TypeAlias

from analyzer.limits import Limits

Stream: TypeAlias = "IO[bytes]"

BLOCK = 512
_ZERO_BLOCK = bytes(BLOCK)
_FILES = frozenset(b"0\x007")
_FOLDER = ord("5")
_NO_DATA = frozenset(b"123456")  # links, devices, folders and pipes: their size counts for nothing
_LONG_NAME, _LONG_LINK, _SPARSE = ord("L"), ord("K"), ord("S")
_PAX, _SOLARIS_PAX, _GLOBAL_PAX = ord("x"), ord("X"), ord("g")
_DIGITS = 20  # of a length or a size in decimal: more than any 64-bit number has


class DamageError(Exception):
    """The archive is damaged; the text says how."""


class TooManyError(Exception):
    """A limit was reached; `limit` is its name."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class TarMember(NamedTuple):
    """One member that has a name: a file, or anything else that is no folder. Its bytes lie at `begin`."""

    name: str
    begin: int
    size: int
    is_file: bool  # and all its bytes lie there, one after another


class _Header(NamedTuple):
    name: bytes
    size: int
    kind: int
    extended: bool  # further blocks say where the holes of a file are


class End(NamedTuple):
    """Where the members end. `whole`: with the block of zeros that ends an archive."""

    whole: bool


def members(stream: Stream, limits: Limits) -> Iterator[TarMember | End]:
    """The members in order, but for folders, and last the end. Raises DamageError and TooManyError."""
    length = stream.seek(0, io.SEEK_END)
    place, headers = 0, 0
    said: dict[str, bytes] = {}
    while True:
        stream.seek(place)
        block = stream.read(BLOCK)
        header = _header(block)
        if header is None:
            if place == 0:
                raise DamageError("its first header is none")
            yield End(block == _ZERO_BLOCK)
            return
        headers += 1
        if headers > limits.archive_entries:
            raise TooManyError("archive-entries")
        begin = place + BLOCK + (_sparse_blocks(stream) if header.extended else 0)
        if header.kind in (_LONG_NAME, _LONG_LINK, _PAX, _SOLARIS_PAX, _GLOBAL_PAX):
            if header.size > limits.tar_header_bytes:
                raise TooManyError("tar-header-bytes")
            data = stream.read(header.size)
            if len(data) < header.size:
                raise DamageError("it ends in a header")
            said |= _extension(header.kind, data)
            place = begin + _padded(header.size)
            continue
        size = _decimal(said["size"]) if "size" in said else header.size
        place = begin + (0 if header.kind in _NO_DATA else _padded(size))
        if place > length:
            raise DamageError("it ends in a file")
        name = said.get("GNU.sparse.name") or said.get("path") or header.name
        if header.kind != _FOLDER and not name.endswith(b"/"):
            has_holes = any(key.startswith("GNU.sparse") for key in said)
            is_file = header.kind in _FILES and not has_holes
            yield TarMember(name.decode("utf-8", "surrogateescape"), begin, size, is_file)
        said.clear()


def _header(block: bytes) -> _Header | None:
    """The fields of a header, None for a block that is none. Raises DamageError for no size."""
    if len(block) < BLOCK or not _is_header(block):
        return None
    size = _number(block[124:136])
    if size is None or size < 0:  # a negative size led tarfile in circles (CVE-2025-8194)
        raise DamageError("a member has no size")
    name, prefix = _text(block[:100]), b""
    kind = block[156]
    if block[257:263] == b"ustar\0" and kind not in (_LONG_NAME, _LONG_LINK, _SPARSE):
        prefix = _text(block[345:500])
    whole = prefix + b"/" + name if prefix else name
    return _Header(whole, size, kind, kind == _SPARSE and block[482] != 0)


def _is_header(block: bytes) -> bool:
    """Whether the checksum is right, which counts itself as blanks; old programs took bytes as signed."""
    stated = _number(block[148:156])
    plain = block[:148] + b" " * 8 + block[156:]
    unsigned = sum(plain)
    return stated == unsigned or stated == unsigned - 256 * sum(byte > 127 for byte in plain)


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _number(field: bytes) -> int | None:
    """An octal number, or one in base 256 as GNU writes it; None where it is none."""
    if field[0] in (0x80, 0xFF):
        return int.from_bytes(field[1:], "big") - (256 ** (len(field) - 1) if field[0] == 0xFF else 0)
    digits = _text(field).strip()
    if not digits:
        return 0
    return int(digits, 8) if digits.strip(b"01234567") == b"" else None


def _sparse_blocks(stream: Stream) -> int:
    """The bytes of the blocks that go on about holes; `stream` stands before them."""
    count = 0
    while True:
        block = stream.read(BLOCK)
        count += BLOCK
        if len(block) < BLOCK:
            raise DamageError("it ends in a header")
        if block[504] == 0:
            return count


def _extension(kind: int, data: bytes) -> Mapping[str, bytes]:
    """What an extended header says of the next member."""
    if kind == _LONG_NAME:
        return {"path": _text(data)}
    if kind == _LONG_LINK:
        return {}
    records = _records(data)
    if kind == _GLOBAL_PAX:
        if records:  # one name or size for all members: no program writes that
            raise DamageError("a header for all members names one")
        return {}
    return records


def _records(data: bytes) -> dict[str, bytes]:
    """The records of a pax header that tell what a member is; each is `LENGTH KEY=VALUE` and a line feed."""
    found: dict[str, bytes] = {}
    place = 0
    while place < len(data) and data[place] != 0:
        blank = data.find(b" ", place, place + _DIGITS + 1)
        length = _decimal(data[place:blank]) if blank > place else 0
        end = place + length
        key, equals, value = data[blank + 1 : end - 1].partition(b"=")
        if end > len(data) or end <= blank + 1 or not equals or data[end - 1 : end] != b"\n":
            raise DamageError("an extended header has another form than pax")
        if key in (b"path", b"size") or key.startswith(b"GNU.sparse"):
            found[key.decode("ascii", "replace")] = value
        place = end
    return found


def _decimal(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > _DIGITS:
        raise DamageError("a header has no size")
    return int(digits)


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
