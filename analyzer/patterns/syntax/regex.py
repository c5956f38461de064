"""The regular expressions of filter patterns: text in, branches of repeated character sets out.

There are no groups, so an expression is a list of branches, and a branch a list of character sets with
a repetition count. Where the two dialects that AWS's answers fit differ (RE2 and Java: line ends other
than a newline, vertical tab), a set holds both. What the two disagree on beyond that is refused as
unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MAX_COUNT = 1000
"""Repetitions `{n}` that RE2 takes; Java takes more, so more is refused as unknown."""

MAX_SIZE = 5000
"""Character sets after all repetitions are written out; keeps a search in one line cheap."""

_META = "^$?[]{}|\\*+."
_PLAIN = ":_#=@/;,-"
_DIGITS = frozenset("0123456789")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """A set of characters: the members, or with `negated` all others."""

    members: frozenset[str]
    negated: bool = False

    def __contains__(self, char: str) -> bool:
        return (char in self.members) != self.negated


class CharSet(NamedTuple):
    """The characters that one place of a branch takes, in each dialect."""

    re2: CharacterClass
    java: CharacterClass


class Piece(NamedTuple):
    """A character set, `low` to `high` times; None for no upper end."""

    charset: CharSet
    low: int = 1
    high: int | None = 1


class RegexBranch(NamedTuple):
    """Items in a row, found anywhere unless held at the start or the end of the text."""

    items: tuple[Piece, ...]
    at_start: bool = False
    at_end: bool = False


class RegexError(ValueError):
    """What is wrong with an expression, at an offset in it; `unknown` where AWS might take it."""

    def __init__(self, offset: int, length: int, expected: str, unknown: bool = False) -> None:
        super().__init__(offset, length, expected, unknown)
        self.offset = offset
        self.length = length
        self.expected = expected
        self.unknown = unknown


def _same(characters: CharacterClass) -> CharSet:
    return CharSet(characters, characters)


_DOT = CharSet(
    CharacterClass(frozenset("\n"), negated=True),
    CharacterClass(frozenset("\n\r\x85\u2028\u2029"), negated=True),
)
_SPACE = CharSet(CharacterClass(frozenset("\t\n\f\r ")), CharacterClass(frozenset("\t\n\v\f\r ")))
_CLASSES = {"d": _same(CharacterClass(_DIGITS)), "w": _same(CharacterClass(_WORD)), "s": _SPACE}


def _negate(charset: CharSet) -> CharSet:
    return CharSet(
        CharacterClass(charset.re2.members, not charset.re2.negated),
        CharacterClass(charset.java.members, not charset.java.negated),
    )


def parse_regex(source: str) -> tuple[RegexBranch, ...]:
    """The branches of an expression, percent signs taken off.

    Raises RegexError with the offset in `source`.
    """
    if not source:
        raise RegexError(0, 0, "a regular expression between the percent signs")
    reader = _Reader(source)
    branches = [reader.branch()]
    while reader.take("|"):
        branches.append(reader.branch())
    size = sum(max(item.low, item.high or 0, 1) for branch in branches for item in branch.items)
    if size > MAX_SIZE:
        raise RegexError(0, len(source), f"at most {MAX_SIZE:,} characters after repetition", unknown=True)
    return tuple(branches)


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def take(self, char: str) -> bool:
        if self.peek() != char:
            return False
        self.at += 1
        return True

    def branch(self) -> RegexBranch:
        """branch = ["^"] { set [ repetition ] } ["$"]"""
        at_start = self.take("^")
        items: list[Piece] = []
        while self.peek() and self.peek() not in "|$":
            items.append(self.item())
        at_end = self.take("$")
        if self.peek() not in ("", "|"):
            raise RegexError(self.at, 1, "the end of the expression after `$`", unknown=True)
        return RegexBranch(tuple(items), at_start, at_end)

    def item(self) -> Piece:
        charset = self.charset()
        low, high = self.repetition()
        return Piece(charset, low, high)

    def repetition(self) -> tuple[int, int | None]:
        """repetition = ( "*" | "+" | "?" | "{" n [ "," [ m ] ] "}" ) [ "?" ]"""
        start = self.at
        low, high = 1, 1
        counts: tuple[int, int | None] = (low, high)
        if self.take("*"):
            counts = (0, None)
        elif self.take("+"):
            counts = (1, None)
        elif self.take("?"):
            counts = (0, 1)
        elif self.peek() == "{":
            counts = self.count()
        else:
            return counts
        self.take("?")  # lazy or greedy, the same texts are found
        if self.peek() and self.peek() in "*+?{":
            raise RegexError(start, self.at + 1 - start, "at most one repetition after a character")
        return counts

    def count(self) -> tuple[int, int | None]:
        start = self.at
        end = self.source.find("}", start)
        body = self.source[start + 1 : end] if end > 0 else ""
        low, comma, high = body.partition(",")
        if not _is_count(low) or not (high == "" or _is_count(high)):
            raise RegexError(start, 1, "a repetition such as `{2}`, `{2,}` or `{2,5}`", unknown=True)
        least = int(low)
        most = int(high) if high else (None if comma else least)
        if least > MAX_COUNT or (most or 0) > MAX_COUNT:
            raise RegexError(start, end + 1 - start, f"at most {MAX_COUNT:,} repetitions", unknown=True)
        if most is not None and most < least:
            raise RegexError(start, end + 1 - start, "a repetition that does not end before it starts")
        self.at = end + 1
        return least, most

    def charset(self) -> CharSet:
        char = self.peek()
        if char == "[":
            return self.bracket()
        if char == "\\":
            return self.escape()
        if char == ".":
            self.at += 1
            return _DOT
        if char in "*+?" and self.at and self.source[self.at - 1] == "^":
            raise RegexError(self.at, 1, f"something for `{char}` to repeat", unknown=True)
        if char in "*+?":
            raise RegexError(self.at, 1, f"something for `{char}` to repeat")
        if char in "{^":
            raise RegexError(self.at, 1, f"a backslash before `{char}` here", unknown=True)
        return self.plain()

    def plain(self) -> CharSet:
        char = self.peek()
        if not (char.isascii() and (char.isalnum() or char in _PLAIN + "]} \t")):
            raise RegexError(self.at, 1, f"letters, digits, `{_PLAIN}` or an escape such as `\\x28`")
        self.at += 1
        return _same(CharacterClass(frozenset(char)))

    def escape(self) -> CharSet:
        """escape = "\\" ( "d" | "D" | "s" | "S" | "w" | "W" | "x" hex hex | a metacharacter )"""
        start = self.at
        self.at += 2
        char = self.source[start + 1 : start + 2]
        if char and char in "dDsSwW":
            charset = _CLASSES[char.lower()]
            return charset if char.islower() else _negate(charset)
        if char == "x":
            digits = self.source[self.at : self.at + 2]
            if len(digits) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self.at += 2
                return _same(CharacterClass(frozenset(chr(int(digits, 16)))))
        elif char and char in _META + _PLAIN:
            return _same(CharacterClass(frozenset(char)))
        known = char in ("", "(", ")", "p", "P") or not char.isascii()
        raise RegexError(start, 2, "one of `\\d \\D \\s \\S \\w \\W \\x28` or `\\.`", unknown=not known)

    def bracket(self) -> CharSet:
        """bracket = "[" ["^"] member { member } "]", where member = set | char "-" char"""
        start = self.at
        self.at += 1
        negated = self.take("^")
        sets: list[CharSet] = []
        if self.peek() == "]":
            raise RegexError(start, self.at + 1 - start, "a character after `[`", unknown=True)
        while not self.take("]"):
            if not self.peek():
                raise RegexError(start, self.at - start, "a closing `]`")
            sets.append(self.member())
        union = CharSet(_union([one.re2 for one in sets]), _union([one.java for one in sets]))
        return _negate(union) if negated else union

    def member(self) -> CharSet:
        start = self.at
        low = self.bracket_char()
        if self.peek() != "-" or self.source[self.at + 1 : self.at + 2] in ("", "]"):
            return low
        self.at += 1
        high = self.bracket_char()
        first, last = _single(low), _single(high)
        if first is None or last is None:
            raise RegexError(
                start, self.at - start, "single characters at both ends of a range", unknown=True
            )
        if first > last:
            raise RegexError(start, self.at - start, "a range that does not end before it starts")
        return _same(CharacterClass(frozenset(map(chr, range(ord(first), ord(last) + 1)))))

    def bracket_char(self) -> CharSet:
        char = self.peek()
        if char == "\\":
            return self.escape()
        if char == "[":
            raise RegexError(self.at, 1, "a backslash before `[` inside of brackets", unknown=True)
        if char and char in "^$?{}|*+.":
            self.at += 1
            return _same(CharacterClass(frozenset(char)))
        return self.plain()


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _single(charset: CharSet) -> str | None:
    characters = charset.re2
    return next(iter(characters.members)) if len(characters.members) == 1 and not characters.negated else None


def _union(sets: list[CharacterClass]) -> CharacterClass:
    inside: frozenset[str] = frozenset()
    outside: frozenset[str] | None = None  # None: no negated set among them
    for characters in sets:
        if not characters.negated:
            inside |= characters.members
        else:
            outside = characters.members if outside is None else outside & characters.members
    return CharacterClass(inside) if outside is None else CharacterClass(outside - inside, negated=True)
