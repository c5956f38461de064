"""What a terminal leaves around JSON in a saved session: escape codes, prompts, error lines.

Only patterns; what they mean for a document is decided in `decode`. All of them are anchored and
bounded, so that no text makes them slow.
"""

from __future__ import annotations

import re

# ECMA-48 control sequences, operating system commands (window titles), and two-character escapes.
_ESCAPE = r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\x1b\n]*+(?:\x07|\x1b\\)|[()][0-9A-B]|[@-Z\\^_=>78c])"

# What may stand before the first visible character of a line; a byte order mark where files were joined.
LEAD = rf"(?:[ \t\r\ufeff]|{_ESCAPE})*+"

_PROMPT = r"""
    (?:\([\w.-]{1,60}\)[ ]?)?                           # (venv)
    (?:
        \[[^\[\]"\n]{1,200}\][ ]?[$\#%>]                # [ec2-user@host ~]$
      | PS(?:[ ][^>"\n]{0,300})?>                       # PS C:\Users\a>
      | [A-Za-z]:\\[^>"\n]{0,300}>                      # C:\Users\a>
      | [\w.+-]{1,64}@[\w.-]{1,255}[: ][^"\n$\#%>]{0,300}[$\#%>](?=[ \t\r\n]|\Z)   # user@host:~$
      | (?:ba|z|k|da)?sh-[\d.]{1,12}[$\#]               # bash-5.1$
      | ~[^"\n$\#%>]{0,300}[$\#%>]                      # ~ $
      | [$❯➜λ](?=[ \t\r\n]|\Z)
      | [\#%>](?=[ \t]*(?:aws\b|\r?$))
      | (?:\+[ ])?aws[ ](?!:)                           # a command on its own, or traced by `set -x`
    )
"""
_ERROR = r"""
    (?:aws:[ ]\[ERROR\]:|aws:[ ]error:|An[ ]error[ ]occurred[ ]\(|'[\w-]{1,40}'[ ]codec[ ]can't[ ]encode
      |Traceback[ ]\(most|\[Errno[ ]\d|Exception[ ]ignored|Unable[ ]to[ ]locate[ ]credentials
      |Could[ ]not[ ]connect|Read[ ]timeout|Connect[ ]timeout|Connection[ ]was[ ]closed|\^C|Script[ ]done)
"""

FLAGS = re.MULTILINE | re.VERBOSE
_BLANK = re.compile(LEAD)
_BLANK_LINES = re.compile(rf"(?:[ \t\r\n\ufeff]|{_ESCAPE})*+")
PROMPT = re.compile(LEAD + _PROMPT, FLAGS)
# What no JSON writer prints inside a document: the text before it and the text after it are two things.
BREAK = f"(?:{_PROMPT}|{_ERROR})"
BREAK_HERE = re.compile(LEAD + BREAK, FLAGS)
_ESCAPES = re.compile(_ESCAPE)


def plain(text: str) -> str:
    """The text as a reader saw it: without escape codes and byte order marks, lines ended by LF."""
    return _ESCAPES.sub("", text).replace("\ufeff", "").replace("\r\n", "\n").strip()


def end_of_blanks(text: str, start: int) -> int:
    """Index of the first visible character at or after `start` on its line, or of the line's end."""
    match = _BLANK.match(text, start)
    return match.end() if match else start


def end_of_blank_lines(text: str, start: int) -> int:
    """Index of the first visible character at or after `start`; the length of the text if none."""
    match = _BLANK_LINES.match(text, start)
    return match.end() if match else start
