"""Changes of a pattern that look harmless and, most of the time, lose events."""

from __future__ import annotations

from collections.abc import Iterator

from .trees import Comparison, Join, Tree, comparisons, join, replaced

# A comparison is false of a field that is absent, as invokedBy mostly is.
_CONJUNCTS = {
    "only-iam-users": Comparison("userIdentity.type", "=", "IAMUser"),
    "only-root": Comparison("userIdentity.type", "=", "Root"),
    "only-one-region": Comparison("awsRegion", "=", "us-east-1"),
    "but-a-service": Comparison(
        "userIdentity.invokedBy", "!=", "ec2.amazonaws.com"
    ),  # false where it is absent
    "only-unrefused": Comparison("errorCode", "NOT EXISTS"),
    "only-refused": Comparison("errorCode", "=", "AccessDenied"),
}


def near_misses(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Every near miss of the pattern, by name; one that changes nothing is not told apart here."""
    for name, conjunct in _CONJUNCTS.items():
        yield name, join("&&", [tree, conjunct])
    for at, part in _alternatives(tree):
        yield f"without-operand-{at}", part
    for at, one in _some(tree):
        for name, changed in _spoilt(one):
            yield f"{name}-{at}", replaced(tree, one, changed)
    if (turned := _and_for_or(tree)) != tree:
        yield "and-for-or", turned


def _spoilt(one: Comparison) -> Iterator[tuple[str, Comparison]]:
    yield "character", Comparison(one.path, one.op, _next_letter(one.value))
    yield "lower-case", Comparison(one.path, one.op, one.value.lower())
    yield "negated", Comparison(one.path, "!=" if one.op == "=" else "=", one.value)
    yield "misspelt-selector", Comparison(f"{one.path}s", one.op, one.value)
    if "*" in one.value:
        yield "without-star", Comparison(one.path, one.op, one.value.replace("*", ""))


def _some(tree: Tree) -> list[tuple[int, Comparison]]:
    """The first, the middle and the last comparison with a value, with their places."""
    found = [(at, test) for at, test in enumerate(comparisons(tree)) if test.value]
    return [found[at] for at in sorted({0, len(found) // 2, len(found) - 1})]


def _alternatives(tree: Tree) -> list[tuple[int, Tree]]:
    """The tree without the first, the middle and the last operand of its longest ||."""
    longest = max(_ors(tree), key=lambda inner: len(inner.parts), default=None)
    if longest is None:
        return []
    places = sorted({0, len(longest.parts) // 2, len(longest.parts) - 1})
    return [(at, _without(tree, longest, at)) for at in places]


def _ors(tree: Tree) -> Iterator[Join]:
    if isinstance(tree, Join):
        if tree.op == "||":
            yield tree
        for part in tree.parts:
            yield from _ors(part)


def _without(tree: Tree, inner: Join, at: int) -> Tree:
    if tree is inner:
        return join("||", [part for place, part in enumerate(inner.parts) if place != at])
    if isinstance(tree, Comparison):
        return tree
    return join(tree.op, [_without(part, inner, at) for part in tree.parts])


def _and_for_or(tree: Tree) -> Tree:
    if isinstance(tree, Comparison):
        return tree
    return join("&&", [_and_for_or(part) for part in tree.parts])


def _next_letter(text: str) -> str:
    """The text with its last letter but one made the next one of the alphabet."""
    at = max(place for place, letter in enumerate(text) if letter.isalpha() and place < len(text) - 1)
    letter = text[at]
    return f"{text[:at]}{'a' if letter in 'zZ' else chr(ord(letter) + 1)}{text[at + 1 :]}"
