"""Terraform configuration in its own syntax, as far as metric filters go.

The resources of that one type become what Terraform's JSON syntax has for them: a template string where
a text stands, `${…}` around any other expression. Everything else is passed over. Source: "HCL Native
Syntax Specification" and "JSON Configuration Syntax" of HashiCorp.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from analyzer.errors import InputError
from analyzer.evidence import JSON
from analyzer.templates.terraform import TYPE
from analyzer.templates.yaml_source import Lines

MAX_BYTES = 1024 * 1024
"""A file of configuration is written by people; the largest that are made by programs have some 300 KB."""

RESOURCE = re.compile(rf'^[ \t]*resource[ \t]+"?{TYPE}"?[ \t]', re.MULTILINE)
"""Tells the syntax: a block of the type at the start of a line."""

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


class _Kind(Enum):
    NEWLINE = auto()
    HEREDOC = auto()
    QUOTED = auto()
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    OTHER = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    start: int
    end: int
    text: str  # of a text in quotes or a heredoc: the template in it


def read_hcl(text: str) -> tuple[JSON, Lines]:
    """The metric filters in JSON syntax, and the line of each value by JSON pointer, counted from 1.

    Raises InputError for a text that ends inside of a text or a block, or is too large.
    """
    if len(text) > MAX_BYTES:
        raise InputError(f"expected at most {MAX_BYTES:,} characters of Terraform configuration, got more")
    return _Reader(text).read()


class _Reader:
    """The tokens of one file, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [*_tokens(text), _Token(_Kind.END, len(text), len(text), "")]
        self._at = 0
        self.lines: Lines = {}
        self._breaks = [found.start() for found in re.finditer("\n", text)]

    def read(self) -> tuple[JSON, Lines]:
        """file = { block | anything else }"""
        named: dict[str, JSON] = {}
        while (token := self._tokens[self._at]).kind is not _Kind.END:
            labels = self._tokens[self._at + 1 : self._at + 3]
            if token.text == "resource" and len(labels) == 2 and labels[0].text == TYPE:
                name = labels[1].text
                pointer = f"/resource/{TYPE}/{name}"
                if name in named:
                    raise self._error(f"expected the metric filter `{name[:80]}` once, got it again")
                self._at += 3
                named[name] = self._body(pointer, 0)
            elif token.kind is _Kind.OPEN:
                self._skip()
            else:
                self._at += 1
        return {"resource": {TYPE: named}}, self.lines

    def _body(self, pointer: str, depth: int) -> dict[str, JSON]:
        """body = "{" { attribute | block | newline } "}", from its brace on"""
        if self._tokens[self._at].text != "{":
            raise self._error("expected `{` after the name of a block")
        self.lines[pointer] = self._line()
        self._at += 1
        members: dict[str, JSON] = {}
        while (token := self._tokens[self._at]).text != "}" or token.kind is not _Kind.CLOSE:
            if token.kind is _Kind.END:
                raise self._error("expected `}` at the end of a block")
            following = self._tokens[self._at + 1]
            if token.kind is _Kind.WORD and following.text == "=" and following.kind is _Kind.OTHER:
                self.lines[f"{pointer}/{token.text}"] = self._line()
                self._at += 2
                members[token.text] = self._expression()
            elif token.kind is _Kind.WORD and following.text == "{" and depth == 0:
                self._at += 1
                inside = self._body(f"{pointer}/{token.text}", depth + 1)
                blocks = members.setdefault(token.text, [])
                if isinstance(blocks, list):
                    blocks.append(inside)
            elif token.kind is _Kind.OPEN:
                self._skip()
            else:
                self._at += 1
        self._at += 1
        return members

    def _expression(self) -> JSON:
        """Up to the end of the line or of the block, brackets taken whole."""
        first = self._at
        while (token := self._tokens[self._at]).kind not in (_Kind.NEWLINE, _Kind.CLOSE, _Kind.END):
            if token.kind is _Kind.OPEN:
                self._skip()
                continue
            self._at += 1
            if token.kind is _Kind.HEREDOC:
                break
        return self._value(self._tokens[first : self._at])

    def _value(self, tokens: Sequence[_Token]) -> JSON:
        if len(tokens) == 1 and tokens[0].kind in (_Kind.QUOTED, _Kind.HEREDOC):
            return tokens[0].text
        if not tokens:
            return None
        source = self._text[tokens[0].start : tokens[-1].end]
        if len(tokens) == 1 and (source in ("true", "false") or source.isdecimal()):
            return source
        if source == "null":
            return None
        return f"${{{source}}}"

    def _skip(self) -> None:
        """Past a bracket and all up to its partner."""
        depth = 0
        while True:
            kind = self._tokens[self._at].kind
            if kind is _Kind.END:
                raise self._error("expected a closing bracket")
            depth += (kind is _Kind.OPEN) - (kind is _Kind.CLOSE)
            self._at += 1
            if depth == 0:
                return

    def _line(self) -> int:
        return bisect_left(self._breaks, self._tokens[self._at].start) + 1

    def _error(self, message: str) -> InputError:
        return InputError(f"{message} at line {self._line()}")


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None  # any character is a token
        at = found.end()
        name = found.lastgroup or ""
        if found["QUOTED"]:
            at = _end_of_quoted(text, found.start())
            yield _Token(_Kind.QUOTED, found.start(), at, _unescaped(text, found.start() + 1, at - 1))
        elif found["HEREDOC"]:
            body, at = _heredoc(text, found)
            yield _Token(_Kind.HEREDOC, found.start(), at, body)
        elif name != "BLANK":
            yield _Token(_Kind[name], found.start(), at, found[0])


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
