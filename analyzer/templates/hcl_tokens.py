"""The tokens of Terraform's own syntax, with the templates that stand in its texts."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from analyzer.errors import InputError

_TOKEN = re.compile(
    r"""
      (?P<BLANK>[ \t\r]+|\#[^\n]*|//[^\n]*|/\*(?:.*?\*/|.*))
    | (?P<NEWLINE>\n)
    | (?P<HEREDOC><<(?P<dash>-?)(?P<mark>\w[\w-]*)[ \t\r]*\n)
    | (?P<QUOTED>")
    | (?P<OPEN>[{\[(])
    | (?P<CLOSE>[}\])])
    | (?P<WORD>[\w][\w.-]*)
    | (?P<OTHER>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_QUOTES = re.compile(
    r'\\.|\$\$\{|%%\{|(?P<expression>[$%]\{)|(?P<end>")|(?P<line>\n)|[^\\$%"\n]+|.', re.DOTALL
)
_IN_EXPRESSION = re.compile(r'(?P<quote>")|(?P<open>\{)|(?P<close>\})|[^"{}]+')
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class HclTokenKind(Enum):
    NEWLINE = auto()
    HEREDOC = auto()
    QUOTED = auto()
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    OTHER = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class HclToken:
    kind: HclTokenKind
    start: int
    end: int
    text: str  # of a text in quotes or a heredoc: the template in it


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def tokens_of(text: str) -> Iterator[HclToken]:
    """From left to right, without blanks and comments. Raises InputError for a text that does not end."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None  # any character is a token
        at = found.end()
        name = found.lastgroup or ""
        if found["QUOTED"]:
            at = _end_of_quoted(text, found.start())
            yield HclToken(
                HclTokenKind.QUOTED, found.start(), at, _unescaped(text, found.start() + 1, at - 1)
            )
        elif found["HEREDOC"]:
            body, at = _heredoc(text, found)
            yield HclToken(HclTokenKind.HEREDOC, found.start(), at, body)
        elif name != "BLANK":
            yield HclToken(HclTokenKind[name], found.start(), at, found[0])


def _end_of_quoted(text: str, start: int) -> int:
    """The end of a text in quotes; `${…}` in it may hold further texts in quotes."""
    at, inside = start + 1, ['"']
    while inside:
        found = (_IN_QUOTES if inside[-1] == '"' else _IN_EXPRESSION).match(text, at)
        if found is None or found.groupdict().get("line"):
            raise InputError(f"expected a closing quote at line {_line_of(text, start)}")
        at = found.end()
        groups = found.groupdict()
        if groups.get("end") or groups.get("close"):
            inside.pop()
        elif groups.get("expression") or groups.get("open"):
            inside.append("{")
        elif groups.get("quote"):
            inside.append('"')
    return at


def _unescaped(text: str, start: int, end: int) -> str:
    def one(found: re.Match[str]) -> str:
        short, long, char = found.groups()
        if char is None:
            return chr(min(int(short or long, 16), 0x10FFFF))
        if char not in _ESCAPED:
            where = _line_of(text, start)
            raise InputError(f"expected an escape that Terraform knows, got `\\{char}` at line {where}")
        return _ESCAPED[char]

    return _ESCAPE.sub(one, text[start:end])


def _heredoc(text: str, opening: re.Match[str]) -> tuple[str, int]:
    """The lines up to the one that holds the mark alone; `<<-` takes off what they are indented by."""
    closing = re.compile(rf"^[ \t]*{re.escape(opening['mark'])}[ \t\r]*$", re.MULTILINE)
    found = closing.search(text, opening.end())
    if found is None:
        where = _line_of(text, opening.start())
        raise InputError(f"expected `{opening['mark']}` at the end of the text that begins at line {where}")
    body = text[opening.end() : found.start()]
    return (textwrap.dedent(body) if opening["dash"] else body), found.end()
