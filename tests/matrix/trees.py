"""The patterns of the catalogue as small trees, with a reader, an evaluator and a printer of their own.

Nothing here knows the analyzer, so what a cell of the matrix must come to does not rest on it. Read are
only the forms that the catalogue uses: =, !=, NOT EXISTS, &&, || and parentheses, over texts with `*` at
their ends. `%…%` comes in by a rewrite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_TOKEN = re.compile(r'\s*(\(|\)|&&|\|\||!=|=|NOT EXISTS|\$[\w.]+|"[^"]*"|[\w.*]+)')


@dataclass(frozen=True, slots=True)
class Comparison:
    """`path` compared with `value`; `op` is "=", "!=" or "NOT EXISTS". `regex`: the value is one."""

    path: str
    op: str
    value: str = ""
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """Operands joined by "&&" or "||"."""

    op: str
    parts: tuple[Tree, ...]


Tree: TypeAlias = Comparison | Join


def read(pattern: str) -> Tree:
    """The tree of a pattern; && binds before ||."""
    inner = pattern.strip().removeprefix("{").removesuffix("}")
    tokens = _TOKEN.findall(inner)
    assert re.fullmatch(rf"(?:{_TOKEN.pattern})*\s*", inner), pattern
    tree, rest = _any(tokens)
    assert not rest
    return tree


def _any(tokens: list[str]) -> tuple[Tree, list[str]]:
    part, tokens = _all(tokens)
    parts = [part]
    while tokens[:1] == ["||"]:
        part, tokens = _all(tokens[1:])
        parts.append(part)
    return join("||", parts), tokens


def _all(tokens: list[str]) -> tuple[Tree, list[str]]:
    part, tokens = _one(tokens)
    parts = [part]
    while tokens[:1] == ["&&"]:
        part, tokens = _one(tokens[1:])
        parts.append(part)
    return join("&&", parts), tokens


def _one(tokens: list[str]) -> tuple[Tree, list[str]]:
    if tokens[0] == "(":
        tree, tokens = _any(tokens[1:])
        assert tokens[0] == ")"
        return tree, tokens[1:]
    path = tokens[0].removeprefix("$.")
    if tokens[1] == "NOT EXISTS":
        return Comparison(path, tokens[1]), tokens[2:]
    return Comparison(path, tokens[1], tokens[2].strip('"')), tokens[3:]


def join(op: str, parts: list[Tree] | tuple[Tree, ...]) -> Tree:
    """The operands joined, flat; a single one as it is."""
    flat: list[Tree] = []
    for part in parts:
        flat += part.parts if isinstance(part, Join) and part.op == op else (part,)
    return flat[0] if len(flat) == 1 else Join(op, tuple(flat))


def comparisons(tree: Tree) -> Iterator[Comparison]:
    """Every comparison, in order of writing."""
    if isinstance(tree, Comparison):
        yield tree
    else:
        for part in tree.parts:
            yield from comparisons(part)


def replaced(tree: Tree, old: Comparison, new: Tree) -> Tree:
    """The tree with every `old` in it made `new`."""
    if isinstance(tree, Comparison):
        return new if tree == old else tree
    return join(tree.op, [replaced(part, old, new) for part in tree.parts])


def holds(tree: Tree, event: JSON) -> bool:
    """Whether the event is counted. A comparison of what is no text is false, whichever way it asks."""
    if isinstance(tree, Join):
        return (all if tree.op == "&&" else any)(holds(part, event) for part in tree.parts)
    there, value = _at(event, tree.path)
    if tree.op == "NOT EXISTS":
        return not there
    if not isinstance(value, str):
        return False
    found = re.search(tree.value, value) if tree.regex else re.fullmatch(_glob(tree.value), value)
    return (found is not None) is (tree.op == "=")


def _at(event: JSON, path: str) -> tuple[bool, JSON]:
    for step in path.split("."):
        if not isinstance(event, dict) or step not in event:
            return False, None
        event = event[step]
    return True, event


def _glob(text: str) -> str:
    return ".*".join(map(re.escape, text.split("*")))


def written(tree: Tree, *, quoted: bool = True, blank: str = " ", nested: bool = False) -> str:
    """The pattern. `nested` puts parentheses around everything, two operands at a time."""
    return f"{{{blank}{_inner(tree, quoted, blank, nested)}{blank}}}"


def _inner(tree: Tree, quoted: bool, blank: str, nested: bool) -> str:
    if isinstance(tree, Comparison):
        text = f"$.{tree.path}{blank}{_compared(tree, quoted, blank)}"
        return f"(({text}))" if nested else f"({text})"
    inner = [_inner(part, quoted, blank, nested) for part in tree.parts]
    if not nested:
        pairs = zip(tree.parts, inner, strict=True)
        bare = [text if isinstance(part, Comparison) else f"({text})" for part, text in pairs]
        return f"{blank}{tree.op}{blank}".join(bare)
    text = inner[-1]
    for before in reversed(inner[:-1]):
        text = f"({before}{blank}{tree.op}{blank}{text})"
    return text


def _compared(test: Comparison, quoted: bool, blank: str) -> str:
    if test.op == "NOT EXISTS":
        return f"{'' if blank else ' '}{test.op}"
    plain = re.fullmatch(r"[\w.]+", test.value) is not None
    value = test.value if plain and not quoted else f'"{test.value}"'
    return f"{test.op}{blank}{f'%{test.value}%' if test.regex else value}"
