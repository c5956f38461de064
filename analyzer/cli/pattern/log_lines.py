"""The lines of a log, from a file or from standard input: packed with gzip or not, in UTF-8 or UTF-16."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from gzip import BadGzipFile, GzipFile
from io import BytesIO
from typing import IO

from analyzer.cli.pattern.inputs import STANDARD_INPUT
from analyzer.errors import InputError, LimitError

_GZIP = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def log_lines(name: str, most: int) -> Iterator[bytes]:
    """Each line without its end, as soon as it is there.

    Raises InputError for what is packed and damaged, LimitError for a line of more than `most` bytes.
    """
    with ExitStack() as opened:
        if name == STANDARD_INPUT:
            if sys.stdin is None:
                raise InputError("expected log lines on standard input, got a closed one; name a file")
            file: IO[bytes] = sys.stdin.buffer
        else:
            file = opened.enter_context(open(name, "rb"))
        try:
            yield from _lines(file, most)
        except (EOFError, BadGzipFile, zlib.error):
            told = "expected a whole gzip file, got one that is damaged or cut"
            raise InputError(f"{told} in `{name}`; fetch it again") from None


def _lines(file: IO[bytes] | GzipFile, most: int, *, packed: bool = True) -> Iterator[bytes]:
    """What is packed inside of what was packed is not unpacked: a file can hold itself."""
    line = file.readline(most + 1)
    if packed and line.startswith(_GZIP):
        whole = BytesIO(line + file.read(most + 1 - len(line)))
        yield from _lines(GzipFile(fileobj=whole), most, packed=False)
        return
    if line.startswith(_UTF_16) and b"\0" in line:  # as PowerShell writes what a command prints
        text = (line + file.read(most + 1 - len(line))).decode("utf-16", "replace")
        yield from _lines(BytesIO(text.encode("utf-8", "replace")), most, packed=False)
        return
    while line:
        if len(line) > most:
            raise LimitError(f"expected lines of at most {most:,} bytes, got a longer one; give less at once")
        yield line.rstrip(b"\r\n")
        line = file.readline(most + 1)
