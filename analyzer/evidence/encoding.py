"""Bytes to text: UTF-8 and UTF-16, with or without a byte order mark, and nothing else.

PowerShell 5 writes UTF-16LE with a mark when `>` is used, and UTF-8 with a mark through `Out-File
-Encoding utf8`; some tools drop the mark on the way. A guess at an eight-bit code page could read a
name as another one, so anything else is refused.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class DecodedText(NamedTuple):
    """The characters of a file without the byte order mark, and the name of their encoding."""

    text: str
    encoding: str  # "utf-8", "utf-16-le" or "utf-16-be"


def to_text(data: bytes) -> DecodedText | None:
    """The text, or None where `data` is neither UTF-8 nor UTF-16, or holds a NUL character.

    No text of a terminal has a NUL: it betrays UTF-32, a binary file, or two encodings in one file.
    """
    mark, encoding = _encoding(data)
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else DecodedText(text, encoding)


def _encoding(data: bytes) -> tuple[bytes, str]:
    """The byte order mark and the encoding. Without a mark the first character tells: it is ASCII in
    JSON, in prompts and in messages, so that in UTF-16 one of its two bytes is NUL.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    return b"", {0: "utf-16-be", 1: "utf-16-le"}.get(data[:2].find(0), "utf-8")
