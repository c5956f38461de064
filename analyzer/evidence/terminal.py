"""What a terminal leaves in a saved session beside what was typed: escape codes and blanks."""

from __future__ import annotations

import re

# ECMA-48 control sequences, operating system commands (window titles), and two-character escapes.
_ESCAPE = r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\x1b\n]*+(?:\x07|\x1b\\)|[()][0-9A-B]|[@-Z\\^_=>78c])"

# What may stand before the first visible character of a line; a byte order mark where files were joined.
LEAD = rf"(?:[ \t\r\ufeff]++|{_ESCAPE})*+"

# Colours (SGR) and what `grep --color` erases to the end of a line with.
_COLOUR = re.compile(r"\x1b\[[0-9;:]*+[mK]")

_BLANK = re.compile(LEAD)
_BLANK_LINES = re.compile(rf"(?:[ \t\r\n\ufeff]++|{_ESCAPE})*+")
_PLAIN_BLANKS = re.compile(r"[ \t\r\n]*+")
_ESCAPES = re.compile(_ESCAPE)


def plain(text: str) -> str:
    """The text as a reader saw it: without escape codes and byte order marks, lines ended by LF."""
    return _ESCAPES.sub("", text).replace("\ufeff", "").replace("\r\n", "\n").strip()


def uncoloured(text: str) -> str:
    """The text without its colours, as `jq -C` and others put them around and into values.

    No line begins or ends elsewhere for it; `column_with_colours` tells the columns.
    """
    return _COLOUR.sub("", text) if "\x1b[" in text else text


def column_with_colours(line: str, column: int) -> int:
    """The column that one of `uncoloured(line)` has in the line itself; both from 1."""
    for match in _COLOUR.finditer(line):
        if match.start() >= column:  # the character stands ahead of this colour
            break
        column += len(match.group())
    return column


def end_of_blanks(text: str, start: int) -> int:
    """Index of the first visible character at or after `start` on its line, or of the line's end."""
    match = _BLANK.match(text, start)
    return match.end() if match else start


def end_of_blank_lines(text: str, start: int) -> int:
    """Index of the first visible character at or after `start`; the length of the text if none."""
    match = _BLANK_LINES.match(text, start)
    return match.end() if match else start


def end_of_plain_blanks(text: str) -> int:
    """Index of the first character that is no blank of JSON; the length of the text if none."""
    match = _PLAIN_BLANKS.match(text)
    return match.end() if match else 0
