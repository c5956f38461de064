"""The members of a gzip file (RFC 1952), unpacked one after another.

Python's gzip reads many small members ten times as slowly.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from analyzer.limits import KIB

_ZEROS = re.compile(rb"\0*+")
_FIRST_STEP, _LAST_STEP = 256, 16 * KIB  # of packed bytes: a member may have twenty, or all that there are
_GZIP = 16 + zlib.MAX_WBITS


def gunzipped(packed: bytes) -> Iterator[bytes]:
    """What the file unpacks to, in pieces; zeros may pad its members.

    Raises EOFError where it stops before its end, zlib.error where it is damaged.
    """
    view, place = memoryview(packed), 0
    while place < len(packed):
        member, step = zlib.decompressobj(_GZIP), _FIRST_STEP
        while not member.eof:
            if place == len(packed):
                raise EOFError("it stops before its end")
            taken = view[place : place + step]
            yield member.decompress(taken)
            place += len(taken) - len(member.unused_data)
            step = min(2 * step, _LAST_STEP)
        padding = _ZEROS.match(packed, place)
        place = padding.end() if padding else place
