"""AWS CLI command lines in the text of a saved session: at prompts, with the pipes behind them.

A region that the shell was told earlier holds for every later command that names none.
"""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from analyzer.aws.command_line import SERVICES, Command, parse_arguments
from analyzer.aws.identifiers import REGION

# Options of the AWS CLI itself may stand ahead of the service, each with one value or none.
_VALUE = r"""(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|(?!--)[^\s"']\S*)"""
_PROMPTED = re.compile(
    r"(?<![\w.-])(?:aws2?|awslocal|-m awscli)(?:\.exe|\.cmd)?['\"]?"
    rf"(?P<words>\s+(?:--\S+(?:[ \t]+{_VALUE})?[ \t]+){{0,12}}"
    rf"(?:{'|'.join(sorted(set(SERVICES.values())))})\s+[^\n]*)"
)
_CONTINUED = re.compile(r"[\\`^]\r?\n[ \t]*+(?:>{1,2} ?|More\? ?)?")
# `export AWS_REGION=…`, `$env:AWS_REGION = "…"`, `set AWS_REGION=…`, `aws configure set region …`
_TOLD = re.compile(
    r"\b(?:AWS_(?:DEFAULT_)?REGION[ \t]*=[ \t]*|aws[ \t]+configure[ \t]+set[ \t]+(?:default\.)?region[ \t]+)"
    rf"['\"]?(?P<region>{REGION})\b(?P<once>['\"]?[ \t]+(?=\S[^\n;&]{{0,200}}\baws\b|aws\b))?"
)
# What shows all of an answer, or stores it besides.
_REDIRECTED = r"(?:[0-9&]?>{1,2}+&?[ \t]*+[^\s>|;&]++\s*+)*+"
_WHOLE_PIPE = re.compile(
    rf"""{_REDIRECTED}
    (?:\|&?\s*+(?:tee(?:\s+-a)?\s+[^\s>|;&]++|cat|less|more|jq(?:\s+-[SCM]++)*+(?:\s+(['"]?)\.\1)?
      |python[0-9.]*+\s+-m\s+json\.tool|Tee-Object(?:\s+-(?:FilePath|Append))*+\s+[^\s>|;&]++
      |Out-(?:Host|String)|Out-File(?:\s+[^\s>|;&]++){{1,5}})\s*+{_REDIRECTED})*+
    (?:(?:;|&&|\|\||\#).*)?""",
    re.VERBOSE | re.IGNORECASE,
)
# Where a line stores what its command prints, and the lines that show a stored answer.
_STORED = re.compile(
    r"(?:(?<![0-9&])>{1,2}|\|\s*Out-File(?:\s+-\w+)*)\s*(?P<quote>['\"]?)(?P<file>[^\s'\"|;&]+)(?P=quote)",
    re.I,
)
_SHOWN = re.compile(
    r"(?<![\w.-])(?:cat|type|more|less|gc|Get-Content|jq[ \t]+'?\.'?)[ \t]+['\"]?([^\s'\"|;&]+)",
    re.IGNORECASE,
)


class CommandLine(NamedTuple):
    """A command line and where it begins in the text; `stored` is the file that its answer goes to."""

    at: int
    command: Command
    stored: str = ""


def lines_in(text: str, region: str | None = None) -> tuple[CommandLine, ...]:
    """The command lines that stand in the text around documents, in order.

    `region` is the one that the shell was told before.
    """
    joined = _CONTINUED.sub(lambda match: " " * len(match.group()), text)
    found: list[CommandLine] = []
    at = 0
    for match in _PROMPTED.finditer(joined):
        line = joined.rfind("\n", 0, match.start()) + 1
        region = region_told(joined[at:line]) or region
        told = _TOLD.search(joined, line, match.start())
        command = _parse_line(f"aws{match['words']}", told["region"] if told else region)
        if command is not None:
            stored = _STORED.search(match["words"])
            found.append(CommandLine(match.start(), command, _name(stored["file"]) if stored else ""))
        at = line
    return tuple(found)


def shown(text: str, after: int) -> str:
    """The name of the stored file whose content the text announces last, behind `after`; "" for none."""
    files = [match[1] for match in _SHOWN.finditer(text, after)]
    return _name(files[-1]) if files else ""


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


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
