"""AWS CLI command lines in the text of a saved session: at prompts, with the pipes behind them.

A region that the shell was told earlier holds for every later command that names none.
"""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from analyzer.models.commands import REGION, Command, parse_arguments

_PROMPTED = re.compile(
    r"(?<![\w/.-])aws(?:\.exe|\.cmd)?\s+(?:--[^\n]*?\s)?(?:sts|cloudtrail|logs|cloudwatch|sns)\s+[^\n]*"
)
_CONTINUED = re.compile(r"[ \t]*[\\`^]\r?\n[ \t]*(?:> ?)?")
# `export AWS_REGION=…`, `$env:AWS_REGION = "…"`, `set AWS_REGION=…`, `aws configure set region …`
_TOLD = re.compile(
    r"\b(?:AWS_(?:DEFAULT_)?REGION[ \t]*=[ \t]*|aws[ \t]+configure[ \t]+set[ \t]+(?:default\.)?region[ \t]+)"
    rf"['\"]?(?P<region>{REGION})\b(?P<once>['\"]?[ \t]+(?=\S[^\n;&]*\baws\b|aws\b))?"
)
# What shows all of an answer, or stores it besides.
_WHOLE_PIPE = re.compile(
    r"""(?:[0-9&]?>{1,2}&?\s*\S+\s*)*
    (?:\|&?\s*(?:tee(?:\s+-a)?\s+\S+|cat|less|more|jq(?:\s+-[SCM]+)*(?:\s+(['"]?)\.\1)?
      |python[0-9.]*\s+-m\s+json\.tool|Tee-Object(?:\s+-(?:FilePath|Append))*\s+\S+
      |Out-(?:Host|String)|Out-File(?:\s+-\w+)*(?:\s+\S+){1,4})\s*
      (?:[0-9&]?>{1,2}&?\s*\S+\s*)*)*
    (?:(?:;|&&|\|\||\#).*)?""",
    re.VERBOSE | re.IGNORECASE,
)


class Line(NamedTuple):
    """A command line and where it begins in the text."""

    at: int
    command: Command


def lines_in(text: str, region: str | None = None) -> tuple[Line, ...]:
    """The command lines that stand in the text around documents, in order.

    `region` is the one that the shell was told before.
    """
    joined = _CONTINUED.sub(lambda match: " " * len(match.group()), text)
    found: list[Line] = []
    at = 0
    for match in _PROMPTED.finditer(joined):
        line = joined.rfind("\n", 0, match.start()) + 1
        region = region_told(joined[at:line]) or region
        told = _TOLD.search(joined, line, match.start())
        command = _parse_line(match.group(), told["region"] if told else region)
        found += [Line(match.start(), command)] if command is not None else []
        at = line
    return tuple(found)


def region_told(text: str) -> str | None:
    """The region that the shell was told last for all commands to come."""
    told = [match["region"] for match in _TOLD.finditer(text) if not match["once"]]
    return told[-1] if told else None


def _parse_line(line: str, region: str | None) -> Command | None:
    bare, cut = _without_redirection(line)
    try:
        words = shlex.split(bare)
    except ValueError:  # a quote that is not closed: the rest of the line is lost, the head is not
        words = bare.split()
    return parse_arguments(words, piped=cut, region=region)


def _without_redirection(line: str) -> tuple[str, bool]:
    """The line up to the first redirection or pipe outside quotes, and whether a pipe may have cut it."""
    quote = ""
    for index, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "|;&>":
            head = line[:index].rstrip("0123456789") if character == ">" else line[:index]
            return head, _WHOLE_PIPE.fullmatch(line[index:].strip()) is None
    return line, False
