"""Random pairs of patterns: most are near misses, others are made to be the same, narrower or disjoint.

Names and texts are few, so that conditions meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from analyzer.patterns import Pattern, PatternSyntaxError, parse
from analyzer.testing.nearby import edits

Tree: TypeAlias = "Condition | Group"


@dataclass(frozen=True, slots=True)
class Condition:
    path: str
    rest: str  # operator and value


@dataclass(frozen=True, slots=True)
class Group:
    sign: str
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What conditions are made of."""

    paths: tuple[str, ...]
    values: tuple[str, ...]
    numbers: tuple[str, ...] = ("0", "1", "1.0", "2", "-1", "1.5", "401")


BENCHMARK = Words(
    (
        "$.eventName", "$.eventSource", "$.errorCode", "$.userIdentity.type", "$.userIdentity.invokedBy",
        "$.userIdentity", "$.responseElements", "$.responseElements.ConsoleLogin", "$.a", "$.b", "$.a.b",
        "$.a.b.c",
    ),
    (
        "ConsoleLogin", '"ConsoleLogin"', "Console*", '"*Login*"', '"*Console*"', "*", '"AccessDenied*"',
        "AccessDenied",
        '"Failed authentication"', "Root", "x", '"x"', "xy", "x*", '"*x*"', '"a b"', '"1"', '"1.0"', "true",
    ),
)  # fmt: skip
WIDER = Words(
    ("$.a", "$.b", "$.a.b", "$.a[0]", "$.a[1]", "$.a[0].b", "$.a[*]", "$.a[*].b", "$.b.*", "$.*"),
    (
        "x", "xy", '"a b"', "1", '"1"', "x*", '"*x*"', "*", "*x", "*xy", "x*y", '"*a*b"', '"\\\\d"', '""',
        "1E3",
        "1*", '"*1*"', "4*", "%a%", "%^x%", "%[ab]+%", "%^x$%", "%x.y%", "%x|y%",
    ),
)  # fmt: skip
ORDERS = (">", ">=", "<", "<=")
CONSTANTS = ("NULL", "TRUE", "FALSE")
TERMS = ("a", "ab", "b", '"a b"', "x", "ERROR", "-a", "-x", "-ERROR", "?a", "?x", "?ab", "a.b", '"q\\"q"')
FIELDS = (
    "a", "a=x", "a!=x", "b=x*", "b!=x*", "c=5", "c>5", "c<=5", "c>5 || c<1", "d=*x*", "d=%x%", "e=x && e!=xy",
    "f=\"5\"", "", "...",
)  # fmt: skip


class Maker:
    """Makes patterns of one size of language, from one source of chance."""

    def __init__(self, chance: Random, words: Words) -> None:
        self.chance = chance
        self.paths = chance.sample(words.paths, chance.choice((1, 2, 2, 3, 3, 4)))
        self.values = chance.sample(words.values, min(len(words.values), chance.randint(2, 5)))
        self.numbers = words.numbers

    def condition(self) -> Condition:
        chance = self.chance
        kind = chance.random()
        path = chance.choice(self.paths)
        if kind < 0.4:
            return Condition(path, f"= {chance.choice(self.values)}")
        if kind < 0.62:
            return Condition(path, f"!= {chance.choice(self.values)}")
        if kind < 0.74:
            return Condition(path, f"{chance.choice((*ORDERS, '=', '!='))} {chance.choice(self.numbers)}")
        if kind < 0.88:
            return Condition(path, "NOT EXISTS")
        return Condition(path, f"IS {chance.choice(CONSTANTS)}")

    def tree(self, size: int) -> Tree:
        if size == 1:
            return self.condition()
        parts: list[Tree] = []
        while size:
            taken = self.chance.randint(1, max(1, size - bool(not parts)))
            parts.append(self.tree(taken))
            size -= taken
        return Group(self.chance.choice(("&&", "||")), tuple(parts))

    def same(self, tree: Tree) -> str:
        """The tree in other words: turned, doubled, grouped and spaced otherwise."""
        if isinstance(tree, Condition):
            return f"({text_of(tree)})" if self.chance.random() < 0.3 else text_of(tree)
        parts = [f"({self.same(part)})" for part in tree.parts]
        self.chance.shuffle(parts)
        if self.chance.random() < 0.3:
            parts.append(self.chance.choice(parts))
        if self.chance.random() < 0.3:
            parts[:2] = [f"({parts[0]}{tree.sign}{parts[1]})"]
        space = self.chance.choice(("", " ", "\n"))
        return f"{space}{tree.sign}{space}".join(parts)

    def related(self, tree: Tree) -> tuple[str, str]:
        """The tree and a pattern that stands in a known relation to it, most of the time."""
        kind = self.chance.random()
        own, more = text_of(tree), text_of(self.tree(self.chance.choice((1, 1, 2))))
        if kind < 0.2:
            return own, self.same(tree)
        if kind < 0.32:
            return self.by_cases(own)
        if kind < 0.50:
            return own, f"({self.same(tree)}) && ({more})"
        if kind < 0.68:
            return own, f"({more}) || ({self.same(tree)})"
        if kind < 0.90:
            return own, f"({text_of(opposite(tree))}) && ({more})"
        return own, text_of(self.tree(self.chance.randint(1, 4)))

    def by_cases(self, own: str) -> tuple[str, str]:
        """What holds of every value, or of every text and number, or nearly."""
        path = self.chance.choice(self.paths)
        value = self.chance.choice((*self.values, *self.numbers))
        number = self.chance.choice(self.numbers)
        both = f"{path} = {value} || {path} != {value}"
        each = f"{path}[*] != {value}"
        couples = (
            (f"{path} = *", both),
            (both, f"{path} < {number} || {path} >= {number} || {path} = *"),
            (
                f"{path} IS NULL || {path} NOT EXISTS || {both}",
                f"{path} NOT EXISTS || {path} = * || {path} IS NULL",
            ),
            (f"{path} IS NULL || {path} IS TRUE || {path} IS FALSE || {path} NOT EXISTS", f"{path} = *"),
            (f"{path} IS NULL", f"{path} IS NULL && {path}[0] NOT EXISTS"),
            (f"{path} IS NULL || {path}[0] IS NULL", f"{path} IS NULL || {path}[0] = *"),
            (each, f"{each} || {path} NOT EXISTS"),
            (each, f"{path}[*] NOT EXISTS || {each}"),
        )
        one, other = self.chance.choice(couples)
        return f"({own}) && ({one})", self.chance.choice((f"({own}) && ({other})", own))


def text_of(tree: Tree) -> str:
    if isinstance(tree, Condition):
        return f"{tree.path} {tree.rest}"
    return f" {tree.sign} ".join(
        text_of(part) if isinstance(part, Condition) else f"({text_of(part)})" for part in tree.parts
    )


def opposite(tree: Tree) -> Tree:
    """A tree of which no event is an event of the given one."""
    if isinstance(tree, Group):
        return Group("&&" if tree.sign == "||" else "||", tuple(map(opposite, tree.parts)))
    operator, _, value = tree.rest.partition(" ")
    turned = {"=": "!=", "!=": "=", ">": "<=", "<=": ">", "<": ">=", ">=": "<"}
    if operator in turned:
        return Condition(tree.path, f"{turned[operator]} {value}")
    return Condition(tree.path, "= *" if operator == "IS" else "IS NULL")


def braced(text: str) -> str:
    return f"{{ {text} }}"


def near_miss(chance: Random, text: str) -> str:
    """The text with one small change, or with two."""
    for _ in range(chance.choice((1, 1, 1, 2))):
        kinds = [some for some in edits(text).values() if some]
        text = chance.choice(chance.choice(kinds)).apply(text)
    return text


def pair(chance: Random) -> tuple[Pattern, Pattern]:
    """Two patterns; about two of three pairs are of the language of the benchmarks."""
    while True:
        left, right = _texts(chance)
        try:
            return parse(left), parse(right)
        except PatternSyntaxError:  # a change that leads to what is no pattern
            continue


def _texts(chance: Random) -> tuple[str, str]:
    kind = chance.random()
    if kind < 0.02:
        maker = Maker(chance, BENCHMARK)
        left = braced(text_of(maker.tree(chance.randint(1, 3))))
        other = chance.choice((" ".join(chance.sample(TERMS, 2)), "[a, b]", "[]", "%x%", ""))
    elif kind < 0.06:
        left = " ".join(chance.sample(TERMS, chance.randint(1, 3)))
        other = " ".join(chance.sample(TERMS, chance.randint(1, 3)))
    elif kind < 0.10:
        left = f"[{', '.join(chance.sample(FIELDS, chance.randint(1, 3)))}]"
        other = f"[{', '.join(chance.sample(FIELDS, chance.randint(1, 3)))}]"
    else:
        maker = Maker(chance, BENCHMARK if kind < 0.74 else WIDER)
        tree = maker.tree(chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6)))
        left, other = map(braced, maker.related(tree))
    if chance.random() < 0.5:
        return left, near_miss(chance, left)
    if chance.random() < 0.15:
        other = near_miss(chance, other)
    return (left, other) if chance.random() < 0.5 else (other, left)
