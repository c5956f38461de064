"""Rewrites of a pattern that keep its meaning: each gives the patterns of one or two filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .trees import Comparison, Join, Tree, comparisons, join, replaced, written

# Of every record a text, so that = and != part the records in two.
_HALVES = Comparison("awsRegion", "=", "us-*"), Comparison("awsRegion", "!=", "us-*")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`trees` and `patterns` are the filters; `spelled`: the normal form is still that of the text."""

    name: str
    trees: tuple[Tree, ...]
    patterns: tuple[str, ...]
    spelled: bool


def rewrites(tree: Tree) -> Iterator[Rewrite]:
    """Every rewrite of the pattern; at least five of each."""
    yield _one("given", tree, written(tree), spelled=True)
    yield _one("swapped", tree, written(_swapped(tree)), spelled=True)
    yield _one("bracketed", tree, written(tree, nested=True), spelled=True)
    yield _one("bare", tree, written(tree, quoted=False, blank=""), spelled=True)
    yield _one("over-lines", tree, written(tree, blank="\n\t"), spelled=True)
    yield _one("repeated", tree, written(_repeated(tree)), spelled=True)
    for name, make in (("distributed", _distributed), ("absorbed", _absorbed), ("regex", _regex)):
        changed = make(tree)
        yield _one(name, changed, written(changed), spelled=False)
    halves = _split(tree)
    yield Rewrite("split", halves, tuple(map(written, halves)), spelled=False)
    parts = tuple(join("&&", [tree, half]) for half in _HALVES)
    yield Rewrite("split-by-region", parts, tuple(map(written, parts)), spelled=False)


def _one(name: str, tree: Tree, pattern: str, *, spelled: bool) -> Rewrite:
    return Rewrite(name, (tree,), (pattern,), spelled)


def _swapped(tree: Tree) -> Tree:
    if isinstance(tree, Comparison):
        return tree
    return Join(tree.op, tuple(_swapped(part) for part in reversed(tree.parts)))


def _repeated(tree: Tree) -> Tree:
    """The first operand once more at the end."""
    if isinstance(tree, Comparison):
        return Join("||", (tree, tree))
    return Join(tree.op, (*tree.parts, tree.parts[0]))


def _distributed(tree: Tree) -> Tree:
    """a && (b || c) as a && b || a && c, in two halves; what has no such part gains one: a && (a || a')."""
    halves = _split(tree)
    if not isinstance(tree, Join) or tree.op == "||" or len(halves) == 1:
        first = next(comparisons(tree))
        return join("||", [tree, join("&&", [tree, Comparison(first.path, "!=", "Never")])])
    return join("||", halves)


def _absorbed(tree: Tree) -> Tree:
    """a as a || a' where a' is a narrower spelling of its first comparison joined to all."""
    narrower = join("&&", [_least(tree), Comparison("awsRegion", "=", "us-east-1")])
    return join("||", [tree, narrower])


def _least(tree: Tree) -> Tree:
    """A part of the tree that implies it: one alternative of each ||."""
    if isinstance(tree, Comparison):
        return tree
    if tree.op == "||":
        return _least(tree.parts[0])
    return join("&&", [_least(part) for part in tree.parts])


def _regex(tree: Tree) -> Tree:
    """The last = with a regular expression in place of its text."""
    old = [test for test in comparisons(tree) if test.op == "="][-1]
    inner = ".*".join(map(re.escape, old.value.split("*")))
    pattern = f"^{inner}$".removeprefix("^.*").removesuffix(".*$")
    return replaced(tree, old, Comparison(old.path, "=", pattern.replace("\\ ", "\\s"), regex=True))


def _split(tree: Tree) -> tuple[Tree, ...]:
    """Two patterns that together count what the tree counts; the tree itself where it has no ||."""
    if isinstance(tree, Comparison):
        return (tree,)
    if tree.op == "||":
        middle = len(tree.parts) // 2
        return join("||", tree.parts[:middle]), join("||", tree.parts[middle:])
    inner = next((part for part in tree.parts if isinstance(part, Join)), None)
    if inner is None:
        return (tree,)
    with_half: Callable[[Tree], Tree] = lambda half: Join(  # noqa: E731
        "&&", tuple(half if part is inner else part for part in tree.parts)
    )
    return tuple(map(with_half, _split(inner)))
