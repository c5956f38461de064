"""The files of a zip or tar archive, read in memory; nothing is ever written to disk.

An archive comes from somebody else. Members that are no plain files, lead out of the archive, are
encrypted, or unpack to far more than they weigh are listed as refused; a damaged archive is refused
as a whole, because nothing tells which of its bytes are still those of the sender.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from functools import partial

from analyzer.evidence import tar
from analyzer.evidence.entries import Contents, Entry, checked, refused, unreadable
from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.gunzip import gunzipped
from analyzer.evidence.left import Left
from analyzer.evidence.source import Problem, ProblemCode
from analyzer.evidence.tar import DamageError, Stream, TarMember, TooManyError
from analyzer.limits import MIB, Limits

# What zipfile and gzip raise on hostile input, found by feeding them some.
_DAMAGE = (
    DamageError,
    zipfile.BadZipFile,
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
_NO_DIRECTORY = "File is not a zip file"  # zipfile, of one whose end is not there
_SHORT = "the archive stops before its end, or is damaged there; ask for it again"
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_LOCAL_HEADER = struct.Struct("<4s2xHH16xHH")
_RATIO_FLOOR = MIB  # below this no ratio is worth a thought


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


def archive_contents(stream: Stream, kind: ArchiveKind, limits: Limits, left: Left | None = None) -> Contents:
    """The files of the archive. `stream` must stay open until the last of them is loaded.

    `left` is what is left of the limits for this archive: all of them where it is None.
    """
    left = left or Left.of(limits)
    try:
        match kind:
            case ArchiveKind.ZIP:
                return _listed(_zip_entries(stream, limits), limits, left)
            case ArchiveKind.TAR:
                return _tar_contents(stream, limits, left)
            case ArchiveKind.GZIP:
                return _gzip_contents(stream, limits, left)
    except TooManyError as error:
        return Contents(problems=(exceeded(error.limit, limits, "this archive is not read"),))
    except _DAMAGE as error:
        damage = (
            _SHORT if str(error) == _NO_DIRECTORY else f"the archive is damaged: {error}; ask for it again"
        )
        return Contents(problems=(unreadable(damage),))


def _listed(entries: Iterator[Entry], limits: Limits, left: Left) -> Contents:
    found: list[Entry] = []
    for entry in entries:
        if len(found) == left.files:
            problem = exceeded("files", limits, "of this archive the rest is not read")
            return Contents(tuple(found), (problem,))
        found.append(entry)
    return Contents(tuple(found))


class _Zip(zipfile.ZipFile):
    """A zip file whose directory is read up to a limit.

    zipfile makes an object of a thousand bytes for each header that it finds, whatever the end record
    says of their number. They are counted here while they are made, so that no lie helps.
    """

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self._most = limits.archive_entries
        super().__init__(stream)

    @property
    def filelist(self) -> list[zipfile.ZipInfo]:
        return self._infos

    @filelist.setter
    def filelist(self, infos: list[zipfile.ZipInfo]) -> None:
        self._infos = _Bounded(infos)
        self._infos.most = self._most


class _Bounded(list[zipfile.ZipInfo]):
    most = 0

    def append(self, info: zipfile.ZipInfo) -> None:
        if len(self) >= self.most:
            raise TooManyError("archive-entries")
        super().append(info)


def _zip_entries(stream: Stream, limits: Limits) -> Iterator[Entry]:
    for info in _Zip(stream, limits).filelist:
        # Windows tools have written backslashes; a NUL would hide the rest of the name.
        name = info.orig_filename.replace("\\", "/")
        mode = stat.S_IFMT(info.external_attr >> 16)
        if name.endswith("/"):
            continue
        path = checked(name, limits)
        if isinstance(path, Problem):
            yield refused(name, path)
        elif mode not in (0, stat.S_IFREG):
            yield refused(path, "expected a file, got a link or a device")
        elif info.flag_bits & _ENCRYPTED:
            yield refused(path, "the file is encrypted; ask for an archive without a password")
        elif info.compress_type not in _METHODS:
            yield refused(path, f"compression method {info.compress_type} is not read; use deflate")
        else:
            yield Entry(path, info.file_size, partial(_load_zipped, stream, info, limits), unpacks=True)


def _load_zipped(stream: Stream, info: zipfile.ZipInfo, limits: Limits, count: int) -> bytes | Problem:
    """The first bytes of a file, with all that zipfile would check and a tenth of its steps.

    Both headers must tell the same name and method; the sizes are those of the directory (APPNOTE 4.3).
    """
    if info.file_size > max(_RATIO_FLOOR, info.compress_size * limits.ratio):
        return exceeded("ratio", limits, "this file is not read")
    try:
        stream.seek(info.header_offset)
        header = _LOCAL_HEADER.unpack(stream.read(_LOCAL_HEADER.size))
        magic, flags, method, name_length, extra_length = header
        name = stream.read(name_length).decode("utf-8" if info.flag_bits & _UTF_8 else "cp437")
        if (
            magic != b"PK\x03\x04"
            or flags & _ENCRYPTED
            or (method, name)
            != (
                info.compress_type,
                info.orig_filename,
            )
        ):
            return unreadable("the archive is damaged here: its directory tells of another file")
        stream.seek(extra_length, io.SEEK_CUR)
        data = stream.read(info.compress_size)
        if method == zipfile.ZIP_DEFLATED:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, min(count, info.file_size + 1))
    except _DAMAGE as error:
        return unreadable(f"the archive is damaged here: {error}")
    if len(data) < min(count, info.file_size):
        return unreadable(f"expected {info.file_size:,} bytes, got {len(data):,}")
    if len(data) > info.file_size or (len(data) == info.file_size and zlib.crc32(data) != info.CRC):
        return unreadable("the archive is damaged here: the checksum is another")
    return data


def _gzip_contents(stream: Stream, limits: Limits, left: Left) -> Contents:
    """The files of a compressed tar archive, or what is compressed where it is no archive."""
    unpacked = _inflated(stream, limits, left)
    size = unpacked.seek(0, io.SEEK_END)
    unpacked.seek(0)
    if archive_kind(unpacked.read(tar.BLOCK)) is not ArchiveKind.TAR:
        return Contents(alone=unpacked.getvalue(), inflated=size)
    try:
        return _tar_contents(unpacked, limits, left)._replace(inflated=size)
    except TooManyError as error:
        problem = exceeded(error.limit, limits, "this archive is not read")
        return Contents(problems=(problem,), inflated=size)


def _inflated(stream: Stream, limits: Limits, left: Left) -> io.BytesIO:
    stream.seek(0)
    packed = stream.read()
    bounds = {
        "ratio": max(_RATIO_FLOOR, len(packed) * limits.ratio),
        "unpacked-bytes": left.unpacked_bytes,
        "input-bytes": left.input_bytes,
    }
    narrowest = min(bounds, key=lambda name: bounds[name])
    unpacked = io.BytesIO()
    for chunk in gunzipped(packed):
        unpacked.write(chunk)
        if unpacked.tell() > bounds[narrowest]:
            raise TooManyError(narrowest)
    return unpacked


def _tar_contents(stream: Stream, limits: Limits, left: Left) -> Contents:
    ends: list[tar.End] = []
    contents = _listed(_tar_entries(stream, limits, ends), limits, left)
    if ends and not ends[0].whole:
        return contents._replace(problems=(Problem(ProblemCode.TRUNCATED, _SHORT),))
    return contents


def _tar_entries(stream: Stream, limits: Limits, ends: list[tar.End]) -> Iterator[Entry]:
    for member in tar.members(stream, limits):
        match member:
            case tar.End():
                ends.append(member)
            case TarMember(name=name):
                path = checked(name, limits)
                if isinstance(path, Problem):
                    yield refused(name, path)
                elif not member.is_file:
                    yield refused(path, "expected a file, got a link, a device or a file with holes")
                else:
                    load = partial(_load_slice, stream, member.begin, member.size)
                    yield Entry(path, member.size, load)


def _load_slice(stream: Stream, begin: int, size: int, count: int) -> bytes | Problem:
    try:
        stream.seek(begin)
        data = stream.read(min(size, count))
    except _DAMAGE as error:
        return unreadable(f"the archive is damaged here: {error}")
    if len(data) < min(size, count):
        return unreadable(f"expected {size:,} bytes, got {len(data):,}")
    return data
