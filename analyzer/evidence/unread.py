"""Archives that are not read, told by their first bytes, and the way out for whoever sent one."""

from __future__ import annotations

import re

from analyzer.evidence.entries import unreadable
from analyzer.evidence.source import Problem

# Sources: 7zFormat.txt of the LZMA SDK; RAR 5.0 archive format; The .xz File Format 1.1.0; RFC 8878 (zstd);
# bzip2's "BZh", level and the digits of pi of its first block, or of its end; lzip and lz4 manuals; [MS-CAB].
_KINDS = (
    ("a 7-Zip archive", re.compile(rb"7z\xbc\xaf\x27\x1c")),
    ("a RAR archive", re.compile(rb"Rar!\x1a\x07")),
    ("an xz file", re.compile(rb"\xfd7zXZ\0")),
    ("a bzip2 file", re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)")),
    ("a Zstandard file", re.compile(rb"(?:\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)")),
    ("an lz4 file", re.compile(rb"\x04\x22\x4d\x18")),
    ("an lzip file", re.compile(rb"LZIP\x01")),
    ("a file of `compress`", re.compile(rb"\x1f\x9d")),
    ("a cabinet file", re.compile(rb"MSCF\0\0\0\0")),
)


def unread_archive(head: bytes) -> Problem | None:
    """What is wrong with a file that begins so, if it is an archive of a kind that is not read."""
    for kind, magic in _KINDS:
        if magic.match(head):
            return unreadable(f"{kind} is not read: unpack it, or send a .zip")
    return None
