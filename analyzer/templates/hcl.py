"""Terraform configuration in its own syntax, as far as the resources of some types go.

They become what Terraform's JSON syntax has for them: a template string where a text stands, lists and
objects of such, `${…}` around any other expression. Of modules the names are kept, and everything else is
passed over. Source: "HCL Native Syntax Specification" and "JSON Configuration Syntax" of HashiCorp.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from analyzer.errors import InputError
from analyzer.evidence import JSON, Location
from analyzer.templates.hcl_tokens import HclToken, HclTokenKind, tokens_of
from analyzer.templates.table import METRIC_FILTER
from analyzer.templates.yaml_source import Lines

MAX_BYTES = 1024 * 1024
"""A file of configuration is written by people; the largest that are made by programs have some 300 KB."""

MAX_BLOCKS = 4
"""Blocks inside of blocks; a condition of an advanced event selector stands in the second."""

MAX_NESTED = 4
"""Lists and objects inside of each other; one that is deeper is taken for an expression."""

ANY_BLOCK = re.compile(
    r"^[ \t]*(?:resource|data|module|variable|output|locals|provider|terraform)\b[^\n=:]*\{", re.MULTILINE
)
"""Tells the syntax: any block that a file of configuration begins with."""

_ONLY_TEXT = ("count", "for_each")  # which are shown as they are written

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class _ExpressionError(Exception):
    """A list or an object that is made by more than writing it out."""


def resource_of(types: Iterable[str]) -> re.Pattern[str]:
    """Tells the syntax: a block of one of the types at the start of a line."""
    return re.compile(rf'^[ \t]*resource[ \t]+"?(?:{"|".join(types)})"?[ \t]', re.MULTILINE)


def read_hcl(text: str, types: Collection[str]) -> tuple[JSON, Lines]:
    """The resources of these types in JSON syntax, and the line of each value by JSON pointer, from 1 on.

    Raises InputError for a text that ends inside of a text or a block, or is too large.
    """
    if len(text) > MAX_BYTES:
        raise InputError(f"expected at most {MAX_BYTES:,} characters of Terraform configuration, got more")
    return _Reader(text, types).read()


class _Reader:
    """The tokens of one file, from left to right."""

    def __init__(self, text: str, types: Collection[str]) -> None:
        self._text = text
        self._types = types
        self._tokens = [*tokens_of(text), HclToken(HclTokenKind.END, len(text), len(text), "")]
        self._at = 0
        self.lines: Lines = {}
        self._breaks = [found.start() for found in re.finditer("\n", text)]

    def read(self) -> tuple[JSON, Lines]:
        """file = { block | anything else }"""
        resources: dict[str, dict[str, JSON]] = {}
        modules: dict[str, JSON] = {}
        while (token := self._tokens[self._at]).kind is not HclTokenKind.END:
            labels = self._tokens[self._at + 1 : self._at + 3]
            if token.text == "resource" and len(labels) == 2 and labels[0].text in self._types:
                self._resource(labels[0].text, labels[1].text, resources.setdefault(labels[0].text, {}))
            elif token.kind is HclTokenKind.OPEN:
                self._skip()
            else:
                if token.text == "module" and token.kind is HclTokenKind.WORD and len(labels) == 2:
                    self._module(labels, modules)
                self._at += 1
        return {"resource": dict(resources), "module": modules}, self.lines

    def _resource(self, kind: str, name: str, named: dict[str, JSON]) -> None:
        if name in named:
            what = "metric filter" if kind == METRIC_FILTER.terraform else f"`{kind}`"
            raise self._error(f"expected the {what} `{name[:80]}` once, got it again")
        self._at += 3
        named[name] = self._body(Location("").child("resource", kind, name), 0)

    def _module(self, labels: Sequence[HclToken], modules: dict[str, JSON]) -> None:
        """Only that it is there; its block is passed over."""
        if labels[0].kind is HclTokenKind.QUOTED and labels[1].text == "{":
            modules[labels[0].text] = {}
            self.lines[Location("").child("module", labels[0].text).pointer] = self._line()

    def _body(self, at: Location, depth: int) -> dict[str, JSON]:
        """body = "{" { attribute | block | newline } "}", from its brace on"""
        if self._tokens[self._at].text != "{":
            raise self._error("expected `{` after the name of a block")
        self.lines[at.pointer] = self._line()
        self._at += 1
        members: dict[str, JSON] = {}
        while (token := self._tokens[self._at]).text != "}" or token.kind is not HclTokenKind.CLOSE:
            if token.kind is HclTokenKind.END:
                raise self._error("expected `}` at the end of a block")
            following = self._tokens[self._at + 1]
            if (
                token.kind is HclTokenKind.WORD
                and following.text == "="
                and following.kind is HclTokenKind.OTHER
            ):
                self.lines[at.child(token.text).pointer] = self._line()
                self._at += 2
                members[token.text] = self._expression(literal=token.text not in _ONLY_TEXT)
            elif token.kind is HclTokenKind.WORD and following.text == "{" and depth < MAX_BLOCKS:
                self._block(token.text, members, at, depth)
            elif token.kind is HclTokenKind.OPEN:
                self._skip()
            else:
                if token.text == "dynamic" and following.kind is HclTokenKind.QUOTED:
                    made = members.setdefault("dynamic", [])
                    if isinstance(made, list):
                        made.append({following.text: {}})
                self._at += 1
        self._at += 1
        return members

    def _block(self, name: str, members: dict[str, JSON], at: Location, depth: int) -> None:
        """One of the blocks of a name, which are a list in JSON syntax."""
        line = self._line()
        blocks = members.setdefault(name, [])
        index = len(blocks) if isinstance(blocks, list) else 0
        self._at += 1
        inside = self._body(at.child(name, index), depth + 1)
        self.lines.setdefault(at.child(name).pointer, line)
        if isinstance(blocks, list):
            blocks.append(inside)

    def _expression(self, *, literal: bool) -> JSON:
        """Up to the end of the line or of the block, brackets taken whole."""
        first = self._at
        while (token := self._tokens[self._at]).kind not in (
            HclTokenKind.NEWLINE,
            HclTokenKind.CLOSE,
            HclTokenKind.END,
        ):
            if token.kind is HclTokenKind.OPEN:
                self._skip()
                continue
            self._at += 1
            if token.kind is HclTokenKind.HEREDOC:
                break
        tokens = self._tokens[first : self._at]
        try:
            return self._value(tokens, 0 if literal else MAX_NESTED)
        except _ExpressionError:
            return self._source(tokens)

    def _value(self, tokens: Sequence[HclToken], depth: int) -> JSON:
        """value = text | number | true | false | null | list | object | expression"""
        if len(tokens) == 1 and tokens[0].kind in (HclTokenKind.QUOTED, HclTokenKind.HEREDOC):
            return tokens[0].text
        if not tokens:
            return None
        source = self._text[tokens[0].start : tokens[-1].end]
        if source in ("true", "false") or _NUMBER.fullmatch(source):
            return source
        if source == "null":
            return None
        if source[0] in "[{" and _is_whole(tokens):
            if depth >= MAX_NESTED:
                raise _ExpressionError
            return self._list(tokens, depth) if source[0] == "[" else self._object(tokens, depth)
        return self._source(tokens)

    def _source(self, tokens: Sequence[HclToken]) -> JSON:
        return f"${{{self._text[tokens[0].start : tokens[-1].end]}}}"

    def _list(self, tokens: Sequence[HclToken], depth: int) -> JSON:
        """list = "[" [ value { "," value } [ "," ] ] "]" """
        return [self._value(part, depth + 1) for part in _parts(tokens, lines=False)]

    def _object(self, tokens: Sequence[HclToken], depth: int) -> JSON:
        """object = "{" { ( word | text ) ( "=" | ":" ) value ( "," | newline ) } "}" """
        members: dict[str, JSON] = {}
        for part in _parts(tokens, lines=True):
            named = len(part) > 2 and part[0].kind in (HclTokenKind.WORD, HclTokenKind.QUOTED)
            if not named or part[1].text not in ("=", ":") or part[2].text in ("=", ">"):
                raise _ExpressionError
            members[part[0].text] = self._value(part[2:], depth + 1)
        return members

    def _skip(self) -> None:
        """Past a bracket and all up to its partner."""
        depth = 0
        while True:
            kind = self._tokens[self._at].kind
            if kind is HclTokenKind.END:
                raise self._error("expected a closing bracket")
            depth += (kind is HclTokenKind.OPEN) - (kind is HclTokenKind.CLOSE)
            self._at += 1
            if depth == 0:
                return

    def _line(self) -> int:
        return bisect_left(self._breaks, self._tokens[self._at].start) + 1

    def _error(self, message: str) -> InputError:
        return InputError(f"{message} at line {self._line()}")


def _is_whole(tokens: Sequence[HclToken]) -> bool:
    """Whether the bracket that is the first token ends with the last one."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.kind is HclTokenKind.OPEN) - (token.kind is HclTokenKind.CLOSE)
        if depth == 0:
            return index == len(tokens) - 1
    return False


def _parts(tokens: Sequence[HclToken], *, lines: bool) -> Iterator[Sequence[HclToken]]:
    """What commas, and where `lines` the ends of lines, separate within a bracket.

    Raises _ExpressionError for a `for` expression.
    """
    inside = tokens[1:-1]
    if next((one.text for one in inside if one.kind is not HclTokenKind.NEWLINE), "") == "for":
        raise _ExpressionError
    depth, part = 0, list[HclToken]()
    for token in inside:
        ends = depth == 0 and (
            (token.kind is HclTokenKind.OTHER and token.text == ",") or token.kind is HclTokenKind.NEWLINE
        )
        if ends and (lines or token.kind is not HclTokenKind.NEWLINE):
            if part:
                yield part
            part = []
        elif not ends:
            depth += (token.kind is HclTokenKind.OPEN) - (token.kind is HclTokenKind.CLOSE)
            part.append(token)
    if part:
        yield part
