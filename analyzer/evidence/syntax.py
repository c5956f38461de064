"""Where a JSON document may begin, what may follow it, and how one that stops differs from a wrong one."""

from __future__ import annotations

import re

from analyzer.evidence import prompts, terminal
from analyzer.evidence.json_scanner import Broken, Whole
from analyzer.evidence.source import ProblemCode

# A bracket opens a list only before something that a list can hold: `[ec2-user@host ~]$`, `[ERROR] …`
# and `[2026-01-01 10:00]` are text.
_OPENING = r"""
    \{ | \[(?=[ \t\r]*+(?: [\n\[{"\]] | \Z
        | (?:-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?|true|false|null|NaN|-?Infinity)\s*+(?:[,\]]|\Z)
        | [-+.\w]++[ \t\r]*+(?:\n|\Z)))
"""
# A line that matters: one at which a document may begin, or one that no document can hold.
LINE = re.compile(
    f"^(?P<lead>{terminal.LEAD})(?:{prompts.BREAK}|(?P<opening>{_OPENING}))",
    prompts.FLAGS,
)
ADJACENT = re.compile(_OPENING, re.VERBOSE)

# The part of a string, escape, word or number that is left when the writer stops in the middle of it.
_CUT = re.compile(
    r"""
      "(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+(?:\\(?:u[0-9a-fA-F]{0,3})?)?
    | \\?u?[0-9a-fA-F]{0,4}(?=\s|\Z)
    | (?:t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-|[.eE][-+]?)(?=\s|\Z)
    |
    """,
    re.VERBOSE,
)
_BLANKS = " \t\r\n\ufeff"


def after(text: str, start: int, whole: Whole) -> Whole | Broken | None:
    """`whole` if what follows shows that it ends there; None if its line is plain text after all."""
    behind = terminal.end_of_blanks(text, whole.end)
    if behind == len(text) or text[behind] == "\n":
        following = terminal.end_of_blank_lines(text, behind)
        if text[following : following + 1] in (",", "]", "}"):
            return _followed_by(text, following)
        return whole
    if prompts.PROMPT.match(text, whole.end) or ADJACENT.match(text, behind):
        return whole
    if text[start] == "[" and text[behind] not in ",]}:" and "\n" not in text[start : whole.end]:
        return None
    return _followed_by(text, behind)


def _followed_by(text: str, at: int) -> Broken:
    return Broken(ProblemCode.MALFORMED, f"expected its end, got `{text[at]}` after it", at)


def stops(text: str, start: int, at: int, pieces_at_margin: bool) -> bool:
    """True if the document from `start`, wrong at `at`, is the beginning of one that was cut there.

    Then the text ends, or a prompt, an error line or (unless that may be a piece of it) another
    document follows.
    """
    cut = _CUT.match(text, at)
    following = terminal.end_of_blank_lines(text, cut.end() if cut else at)
    if following == len(text):
        return True
    line_of_error = text.rfind("\n", start, at) + 1
    if prompts.BREAK_HERE.match(text, at) or (
        line_of_error and prompts.BREAK_HERE.match(text, line_of_error)
    ):
        return True
    line = text.rfind("\n", start, following) + 1
    if not line or terminal.end_of_blanks(text, line) != following:
        return False
    another = line == following and not pieces_at_margin and ADJACENT.match(text, following) is not None
    return another or prompts.BREAK_HERE.match(text, line) is not None


def nests_at_margin(text: str, start: int, at: int) -> bool:
    """True if the document's second line begins in the first column, so that its pieces may as well."""
    line_end = text.find("\n", start, at)
    if line_end < 0:
        return False
    while line_end < at and text[line_end] in "\r\n":
        line_end += 1
    return text[line_end : line_end + 1] not in (" ", "\t")


def last_visible(text: str, first: int, stop: int) -> int:
    """Index of the last character in text[first:stop] that is not blank; first - 1 if there is none."""
    index = stop - 1
    while index >= first and text[index] in _BLANKS:
        index -= 1
    return index
