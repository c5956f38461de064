"""What a terminal leaves around JSON in a saved session: prompts and error lines.

Only patterns; what they mean for a document is decided in `session`. All of them are anchored and
bounded, so that no text makes them slow.
"""

from __future__ import annotations

import re

from analyzer.evidence.terminal import LEAD

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
      | [\#%>](?=[ \t]*(?:aws(?:local)?\b|\r?$))
      | (?:\+[ ])?aws(?:local)?[ ](?!:)                  # a command on its own, or traced by `set -x`
    )
"""
_ERROR = r"""
    (?:aws:[ ]\[ERROR\]:|aws:[ ]error:|An[ ]error[ ]occurred[ ]\(|'[\w-]{1,40}'[ ]codec[ ]can't[ ]encode
      |Traceback[ ]\(most|\[Errno[ ]\d|Exception[ ]ignored|Unable[ ]to[ ]locate[ ]credentials
      |Could[ ]not[ ]connect|Read[ ]timeout|Connect[ ]timeout|Connection[ ]was[ ]closed|\^C|Script[ ]done)
"""

FLAGS = re.MULTILINE | re.VERBOSE
PROMPT = re.compile(LEAD + _PROMPT, FLAGS)
# What no JSON writer prints inside a document: the text before it and the text after it are two things.
BREAK = f"(?:{_PROMPT}|{_ERROR})"
BREAK_HERE = re.compile(LEAD + BREAK, FLAGS)
