"""What a fact is: a condition that every record meets, its grade, and who says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from analyzer.patterns.syntax.ast import (
    Compare,
    Delimited,
    Everything,
    Formula,
    Is,
    IsText,
    JsonConstant,
    Not,
    NotExists,
    Operator,
    Or,
    Pattern,
    Regex,
    Terms,
    Text,
)
from analyzer.patterns.syntax.build import disjunction, selector, text_equals

_GUIDE = "AWS CloudTrail User Guide, "
RECORD = _GUIDE + "record contents (cloudtrail-event-reference-record-contents)"
IDENTITY = _GUIDE + "userIdentity element (cloudtrail-event-reference-user-identity)"
SIGN_IN = _GUIDE + "console sign-in events (cloudtrail-event-reference-aws-console-sign-in-events)"
NON_API = _GUIDE + "non-API events (cloudtrail-non-api-events)"
GLOBAL = _GUIDE + "global service events (cloudtrail-concepts)"
RECORDS_SEEN = "public CloudTrail records"


class Grade(StrEnum):
    DOCUMENTED = "documented"  # AWS states it as a rule
    SAMPLES = "samples"  # every sample at hand agrees, or all but a few; or AWS states it and some do not


@dataclass(frozen=True, slots=True)
class Fact:
    """Of every record of which `when` is true (None: of every record) `then` is true."""

    name: str
    grade: Grade
    then: Formula
    when: Formula | None = None
    source: str = ""
    pattern: Pattern = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        formula = self.then if self.when is None else Or((Not(self.when), self.then))
        object.__setattr__(self, "pattern", Pattern(formula))

    @property
    def formula(self) -> Formula:
        assert not isinstance(self.pattern.body, (Everything, Terms, Delimited, Regex))
        return self.pattern.body


def documented(name: str, then: Formula, when: Formula | None, source: str) -> Fact:
    return Fact(name, Grade.DOCUMENTED, then, when, source)


def seen(name: str, then: Formula, when: Formula | None, source: str) -> Fact:
    return Fact(name, Grade.SAMPLES, then, when, source)


# Conditions, in the words of the table


def is_there(path: str) -> Formula:
    return Not(NotExists(selector(path)))


def is_absent(path: str) -> Formula:
    return NotExists(selector(path))


def is_text(path: str) -> Formula:
    return IsText(selector(path))


def is_null(path: str) -> Formula:
    return Is(selector(path), JsonConstant.NULL)


def is_true(path: str) -> Formula:
    return Is(selector(path), JsonConstant.TRUE)


def is_false(path: str) -> Formula:
    return Is(selector(path), JsonConstant.FALSE)


def if_there(path: str, then: Formula) -> Formula:
    return Or((NotExists(selector(path)), then))


def one_of(path: str, *texts: str) -> Formula:
    return disjunction(*(text_equals(path, text) for text in texts))


def like(path: str, *chunks: str) -> Formula:
    """The text at the path is these chunks, with anything between each two of them."""
    return Compare(selector(path), Operator.EQUAL, Text(chunks, exact=True))


def finds(path: str, expression: str) -> Formula:
    """The regular expression is found in the text at the path."""
    return Compare(selector(path), Operator.EQUAL, Regex(expression))
