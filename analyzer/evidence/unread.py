"""Archives that are not read, told by their first bytes, and the way out for whoever sent one."""

from __future__ import annotations

import re

from analyzer.evidence.entries import unreadable
from analyzer.evidence.source import Problem

# Sources: 7zFormat.txt of the LZMA SDK; RAR 5.0 archive format; The .xz File Format 1.1.0; RFC 8878 (zstd);
# bzip2's "BZh", level and the digits of pi of its first block, or of its end; lzip and lz4 manuals; [MS-CAB].
_KINDS = {
    "a 7-Zip archive": rb"7z\xbc\xaf\x27\x1c",
    "a RAR archive": rb"Rar!\x1a\x07",
    "an xz file": rb"\xfd7zXZ\0",
    "a bzip2 file": rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)",
    "a Zstandard file": rb"(?:\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)",
    "an lz4 file": rb"\x04\x22\x4d\x18",
    "an lzip file": rb"LZIP\x01",
    "a file of `compress`": rb"\x1f\x9d",
    "a cabinet file": rb"MSCF\0\0\0\0",
}
_MAGIC = re.compile(b"|".join(b"(%b)" % magic for magic in _KINDS.values()))


def unread_archive(head: bytes) -> Problem | None:
    """What is wrong with a file that begins so, if it is an archive of a kind that is not read."""
    match = _MAGIC.match(head)
    if match is None or match.lastindex is None:
        return None
    return unreadable(f"{list(_KINDS)[match.lastindex - 1]} is not read: unpack it, or send a .zip")
