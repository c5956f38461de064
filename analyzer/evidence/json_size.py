"""How many values and members a JSON text has, told before anything is made of them."""

from __future__ import annotations

import re

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRINGS = re.compile(_STRING, re.DOTALL)
# So much at once that what is left of it is small beside the text, and that few steps are taken.
_PART = re.compile(rf'(?:[^"]*+{_STRING}){{1,20000}}+', re.DOTALL)
_EMPTY = re.compile(r"\{\s*+\}|\[\s*+\]")


def has_few_marks(text: str, start: int, most: int) -> bool:
    """Whether all of the text from `start` has so few commas, colons and brackets that its documents fit.

    A list or object of n values has n - 1 commas, and each member a colon.
    """
    return len(text) - start <= most or _marks(text, start) < most


def fits(text: str, start: int, most: int) -> bool:
    """Whether the document that begins at `start`, with all behind it, has at most so many values.

    Where it ends nobody knows before it is decoded. Its strings are left out, which takes ten times as long
    as to count all marks.
    """
    left, place = most - 1, start
    while (part := _PART.match(text, place)) is not None:
        left -= _outside(_STRINGS.sub("0", part.group()), left)
        place = part.end()
        if left < 0:
            return False
    rest = text[place:].partition('"')[0]  # a string that has no end stops the decoder
    return _outside(rest, left) <= left


def _marks(text: str, start: int = 0, marks: str = ",:[{") -> int:
    return sum(text.count(mark, start) for mark in marks)


def _outside(text: str, enough: int) -> int:
    """The values and members of a text without strings; at least so many where they are more than enough.

    To find the empty lists and objects takes a hundred times as long as to count the marks.
    """
    sure = _marks(text, marks=",:")
    return sure if sure > enough else _marks(text) - sum(1 for _ in _EMPTY.finditer(text))
