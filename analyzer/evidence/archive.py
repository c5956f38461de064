"""The files of a zip or tar archive, read in memory; nothing is ever written to disk.

An archive comes from somebody else. Members that are no plain files, lead out of the archive, are
encrypted, or unpack to far more than they weigh are listed as refused; a damaged archive is refused
as a whole, because nothing tells which of its bytes are still those of the sender.
"""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import IO, TypeAlias

from analyzer.evidence.entries import Contents, Entry, inner_path, refused, unreadable
from analyzer.evidence.source import Problem, ProblemCode
from analyzer.limits import MIB, Limits

# What zipfile, tarfile and gzip raise on hostile input, found by feeding them some.
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    LookupError,
    ArithmeticError,
)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others allocate what the archive asks for
_ENCRYPTED = 0x1
_RATIO_FLOOR = MIB  # below this no ratio is worth a thought
_BLOCK = 512
_ZERO_BLOCK = bytes(_BLOCK)

Stream: TypeAlias = "IO[bytes]"


class ArchiveKind(StrEnum):
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"


def archive_kind(head: bytes) -> ArchiveKind | None:
    """What the first 512 bytes of a file say; its name does not count."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ArchiveKind.ZIP
    if head.startswith(b"\x1f\x8b"):
        return ArchiveKind.GZIP
    return ArchiveKind.TAR if head[257:262] == b"ustar" else None


def archive_contents(stream: Stream, kind: ArchiveKind, limits: Limits) -> Contents:
    """The files of the archive. `stream` must stay open until the last of them is loaded."""
    try:
        if kind is ArchiveKind.ZIP:
            return _listed(_zip_entries(zipfile.ZipFile(stream), limits), limits)
        if kind is ArchiveKind.GZIP:
            stream = _inflated(stream, limits)
        return _tar_contents(stream, limits)
    except _TooLargeError:
        message = f"unpacks to more than {limits.ratio} times its size or {limits.input_bytes:,} bytes"
        return Contents(problems=(Problem(ProblemCode.TOO_LARGE, message),))
    except _DAMAGE as error:
        return Contents(problems=(unreadable(f"the archive is damaged: {error}; ask for it again"),))


class _TooLargeError(Exception):
    pass


def _listed(entries: Iterator[Entry], limits: Limits) -> Contents:
    found: list[Entry] = []
    for entry in entries:
        if len(found) == limits.files:
            message = f"expected at most {limits.files:,} files, got more; the rest is not read"
            return Contents(tuple(found), (Problem(ProblemCode.TOO_LARGE, message),))
        found.append(entry)
    return Contents(tuple(found))


def _zip_entries(archive: zipfile.ZipFile, limits: Limits) -> Iterator[Entry]:
    for info in archive.infolist():
        # Windows tools have written backslashes; a NUL would hide the rest of the name.
        name = info.orig_filename.replace("\\", "/")
        mode = stat.S_IFMT(info.external_attr >> 16)
        path = inner_path(name)
        if name.endswith("/"):
            continue
        if not path:
            yield refused(name, "the name leads out of the archive or cannot be shown")
        elif mode not in (0, stat.S_IFREG):
            yield refused(path, "expected a file, got a link or a device")
        elif info.flag_bits & _ENCRYPTED:
            yield refused(path, "the file is encrypted; ask for an archive without a password")
        elif info.compress_type not in _METHODS:
            yield refused(path, f"compression method {info.compress_type} is not read; use deflate")
        else:
            yield Entry(path, info.file_size, partial(_load_zipped, archive, info, limits))


def _load_zipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, count: int
) -> bytes | Problem:
    if info.file_size > max(_RATIO_FLOOR, info.compress_size * limits.ratio):
        return Problem(ProblemCode.TOO_LARGE, f"unpacks to more than {limits.ratio} times its size")
    try:
        with archive.open(info) as member:
            data = member.read(count)
    except _DAMAGE as error:
        return unreadable(f"the archive is damaged here: {error}")
    if len(data) < min(count, info.file_size):
        return unreadable(f"expected {info.file_size:,} bytes, got {len(data):,}")
    return data


def _inflated(stream: Stream, limits: Limits) -> Stream:
    packed = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    most = min(limits.input_bytes, max(_RATIO_FLOOR, packed * limits.ratio))
    unpacked = io.BytesIO()
    with gzip.GzipFile(fileobj=stream) as inflating:
        while chunk := inflating.read(MIB):
            unpacked.write(chunk)
            if unpacked.tell() > most:
                raise _TooLargeError
    unpacked.seek(0)
    return unpacked


def _tar_contents(stream: Stream, limits: Limits) -> Contents:
    archive = tarfile.TarFile(fileobj=stream, encoding="utf-8")
    contents = _listed(_tar_entries(archive, stream), limits)
    del archive.fileobj  # its members point back to it, and this cycle would keep the bytes alive
    return contents if contents.problems else Contents(contents.entries, _check_end(archive, stream))


def _tar_entries(archive: tarfile.TarFile, stream: Stream) -> Iterator[Entry]:
    place = -1
    for member in archive:
        # A negative size leads tarfile back to where it was, for ever (CVE-2025-8194).
        if member.offset <= place or member.size < 0:
            raise tarfile.ReadError("a member lies before the one that precedes it")
        place = member.offset
        path = inner_path(member.name)
        if member.isdir():
            continue
        if not path:
            yield refused(member.name, "the name leads out of the archive or cannot be shown")
        elif not member.isreg() or member.issparse():
            yield refused(path, "expected a file, got a link, a device or a file with holes")
        else:
            yield Entry(path, member.size, partial(_load_slice, stream, member.offset_data, member.size))


def _load_slice(stream: Stream, begin: int, size: int, count: int) -> bytes | Problem:
    try:
        stream.seek(begin)
        data = stream.read(min(size, count))
    except _DAMAGE as error:
        return unreadable(f"the archive is damaged here: {error}")
    if len(data) < min(size, count):
        return unreadable(f"expected {size:,} bytes, got {len(data):,}")
    return data


def _check_end(archive: tarfile.TarFile, stream: Stream) -> tuple[Problem, ...]:
    """tarfile ends in silence at a broken header; a whole archive ends with a block of zeros."""
    stream.seek(archive.offset)
    if stream.read(_BLOCK) == _ZERO_BLOCK:
        return ()
    message = "the archive stops before its end, or is damaged there; ask for it again"
    return (Problem(ProblemCode.TRUNCATED, message),)
