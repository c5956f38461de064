"""What is wrong with a text that is no pattern, and where."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class SyntaxErrorKind(StrEnum):
    """What is wrong with a text that is no pattern; stable, shown in reports."""

    TOO_LONG = "too-long"  # more than 1,024 characters
    TOO_LARGE = "too-large"  # past a limit of this program: nesting, repetitions
    UNCLOSED_PATTERN = "unclosed-pattern"  # starts with `{`, `[` or `%` and does not end with its partner
    OUTER_BLANKS = "outer-blanks"  # blanks before and after the braces
    MISSING_CONDITION = "missing-condition"  # nothing, or something else, where a condition must stand
    MISSING_OPERATOR = "missing-operator"  # a selector or a field without its operator
    MISSING_VALUE = "missing-value"  # an operator without its value
    MISSING_CONNECTIVE = "missing-connective"  # two conditions with neither && nor || between them
    UNBALANCED_PARENTHESIS = "unbalanced-parenthesis"
    UNCLOSED_QUOTE = "unclosed-quote"
    BAD_SELECTOR = "bad-selector"
    BAD_OPERATOR = "bad-operator"  # `==`, `=>`, `<>`, a single & or |, `!`
    BAD_KEYWORD = "bad-keyword"  # IS without NULL, TRUE or FALSE; NOT without EXISTS
    BAD_VALUE = "bad-value"  # a value of a kind that the operator does not take
    BAD_NUMBER = "bad-number"
    BAD_CHARACTER = "bad-character"  # a character that must stand in quotes, or nowhere
    BAD_TERM = "bad-term"
    BAD_FIELD = "bad-field"  # the name of a field of a space-delimited pattern
    BAD_REGEX = "bad-regex"
    TOO_MANY_REGEXES = "too-many-regexes"
    TOO_MANY_WILDCARDS = "too-many-wildcards"
    UNKNOWN_SYNTAX = "unknown-syntax"  # nobody knows whether AWS takes it, nor what it would mean


class PatternSyntaxError(ValueError):
    """A text that is no filter pattern.

    `start` and `end` are offsets of characters in `source`, the first one inside and the last one
    outside of the wrong place; they are equal where something is missing. `expected` says what
    should have stood there, `hint` what to do ("" where nothing can be said).
    """

    def __init__(
        self, kind: SyntaxErrorKind, source: str, start: int, end: int, expected: str, hint: str = ""
    ) -> None:
        super().__init__(kind, source, start, end, expected, hint)
        self.kind = kind
        self.source = source
        self.start = start
        self.end = end
        self.expected = expected
        self.hint = hint

    @property
    def is_refusal(self) -> bool:
        """Whether AWS is known to refuse such a text: else it is only this program that does not read it."""
        return self.kind not in (SyntaxErrorKind.TOO_LARGE, SyntaxErrorKind.UNKNOWN_SYNTAX)

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def message(self) -> str:
        """What was expected, what was found, and what to do, in one line."""
        found = self.source[self.start : self.end]
        got = f"`{_shorten(found)}`" if found else _nothing(self.source, self.start)
        hint = f"; {self.hint}" if self.hint else ""
        return f"expected {self.expected}, got {got}{hint}"

    @property
    def place(self) -> tuple[str, str]:
        """The line of the source that is wrong, and carets under the place."""
        return _caret(self.source, self.start, self.end)

    def __str__(self) -> str:
        return "\n".join((self.message, *self.place))


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _nothing(source: str, offset: int) -> str:
    return "the end" if offset >= len(source) else f"`{_shorten(source[offset : offset + 8])}`"


def _caret(source: str, start: int, end: int) -> tuple[str, str]:
    """The line of the source that holds `start`, and carets under the place, both cut to 100 columns."""
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", start)
    last = len(source) if last < 0 else last
    left = max(first, start - 50)
    right = min(last, left + 100)
    shown = "".join(" " if char < " " else char for char in source[left:right])
    before = sum(_columns(char) for char in source[left:start])
    width = sum(_columns(char) for char in source[start : min(end, right)])
    return f"  {shown}", f"  {' ' * before}{'^' * max(width, 1)}"


def _columns(char: str) -> int:
    """Columns that a character takes in a terminal."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
